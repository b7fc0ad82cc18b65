import ClinicalText
import NoteFormats

/// Patients as a table: RFC 4180, with commas, semicolons or tabs; several values of one field with ; or | between them.
struct PatientCSV {
  private let file: PatientFile

  init(_ file: PatientFile) { self.file = file }

  func read(_ bytes: [UInt8], into log: inout some PatientSink) throws(Fault) -> Int {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let delimiter = Self.delimiter(bytes[start...])
    var columns: [PatientField] = []
    var line = 1
    var position = start
    var count = 0
    while position < bytes.count {
      let (row, next) = try self.row(bytes, position, delimiter, line: line)
      if columns.isEmpty {
        columns = try header(row)
      } else if row != [""] {
        guard row.count == columns.count else {
          throw file.fault("\(row.count) columns where the header has \(columns.count)", line: line)
        }
        var patient = PatientBuilder()
        for (field, text) in zip(columns, row) { for value in Self.values(text, field) { patient.add(field, value) } }
        try file.add(patient, line: line, to: &log)
        count += 1
      }
      line += bytes[position..<next].count { $0 == 0x0A }
      position = next
    }
    return count
  }

  private func header(_ names: [String]) throws(Fault) -> [PatientField] {
    var columns: [PatientField] = []
    var unknown: [String] = []
    for name in names {
      let field = name.lowercased() == "id" ? .patientID : PatientField(name)
      if field == nil { unknown.append(name) }
      columns.append(field ?? .ignored)
    }
    // With a patient_id beside it, "id" is another of the patient's numbers.
    if columns.count(where: { $0 == .patientID }) > 1 {
      for (i, name) in names.enumerated() where name.lowercased() == "id" { columns[i] = .fact(.id) }
    }
    guard columns.contains(.patientID) else { throw file.fault("no column is named patient_id", line: 1) }
    if !unknown.isEmpty {
      file.report("\(file.path): columns that are not known are not searched for: \(unknown.joined(separator: ", "))")
    }
    return columns
  }

  private func row(
    _ bytes: [UInt8], _ start: Int, _ delimiter: UInt8, line: Int
  ) throws(Fault) -> (fields: [String], next: Int) {
    var scanner = RowScanner(delimiter: delimiter, keptFields: 4096)
    var row: (fields: [String], next: Int)?
    bytes.withUnsafeBufferPointer { buffer in
      let rest = UnsafeBufferPointer(rebasing: buffer[start...])
      if case .row(_, let next) = scanner.scan(rest, atEnd: true) {
        row = (scanner.fields.map { FieldText.string(rest, $0) }, start + next)
      }
    }
    guard let row else { throw file.fault("a quote that is never closed, or stands inside of a field", line: line) }
    return row
  }

  /// The sign that the header has most of.
  private static func delimiter(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    let header = bytes.prefix { $0 != 0x0A }
    let signs: [UInt8] = [0x2C, 0x09, 0x3B]
    return signs.max { a, b in header.count { $0 == a } < header.count { $0 == b } } ?? 0x2C
  }

  private static func values(_ text: String, _ field: PatientField) -> [String] {
    text.split(whereSeparator: { $0 == ";" || $0 == "|" }).map { Self.trimmed($0) }.filter { !$0.isEmpty }
  }

  private static func trimmed(_ text: Substring) -> String {
    var part = text
    while part.first?.isWhitespace == true { part.removeFirst() }
    while part.last?.isWhitespace == true { part.removeLast() }
    return String(part)
  }
}
