import ClinicalText
import JSONReading

/// Makes notes of the rows of one table.
struct RowRecordParser {
  let layout: ColumnLayout
  let options: InputOptions
  let source: String
  /// Holds one field whose quotes are not doubled any more; a parser is used by one thread only.
  private let scratch = OutputBuffer(capacity: 4096)

  init(layout: ColumnLayout, options: InputOptions, source: String) {
    self.layout = layout
    self.options = options
    self.source = source
  }

  /// The note of one row, or its failure. `fields` are as many as the layout has columns.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>, fields: ArraySlice<RowField>, line: Int) -> ParsedRecord {
    let first = fields.startIndex
    func string(_ column: Int) -> String { FieldText.string(bytes, fields[first + column]) }

    let idField = layout.id.map { fields[first + $0] }
    guard UTF8Check.isValid(bytes) else {
      return fail(.invalidUTF8, id: Self.readableID(bytes, idField), bytes, line)
    }
    let id = layout.id.map(string) ?? "\(source):\(line)"
    if id.isEmpty { return fail(.missingID, id: nil, bytes, line) }

    let text = FieldText.value(bytes, fields[first + layout.text], scratch: scratch)
    if text.count > options.maxNoteBytes {
      return fail(.noteTooLarge, id: layout.id == nil ? nil : id, bytes, line)
    }
    var note = NoteRecord(id: id, text: NoteText(copying: text), source: source, line: line)
    note.hasOwnID = layout.id != nil
    func optional(_ column: Int?) -> String? {
      guard let column else { return nil }
      let field = fields[first + column]
      return field.start == field.end ? nil : string(column)
    }
    note.patientID = optional(layout.patient)
    note.encounterID = optional(layout.encounter)
    note.type = optional(layout.type)
    let dateColumn = layout.dates.first { !fields[first + $0].range.isEmpty }
    note.date = optional(dateColumn)
    if !layout.metadata.isEmpty {
      note.metadata = metadata(bytes, fields, without: dateColumn)
    }
    return .note(note)
  }

  /// The other columns as JSON strings. A date column that was not used is one of them unless it is empty.
  private func metadata(
    _ bytes: UnsafeBufferPointer<UInt8>, _ fields: ArraySlice<RowField>, without dateColumn: Int?
  ) -> [(name: String, json: String)] {
    let buffer = OutputBuffer(capacity: 256)
    var pairs: [(name: String, json: String)] = []
    pairs.reserveCapacity(layout.metadata.count)
    for column in layout.metadata where column != dateColumn {
      let field = fields[fields.startIndex + column]
      if field.range.isEmpty, layout.dates.contains(column) { continue }
      buffer.removeAll()
      buffer.appendJSONString(FieldText.value(bytes, field, scratch: scratch))
      let json = withExtendedLifetime(buffer) { String(decoding: buffer.bytes, as: UTF8.self) }
      pairs.append((layout.names[column], json))
    }
    return pairs
  }

  /// The id of a row that is broken elsewhere, or nil.
  static func readableID(_ bytes: UnsafeBufferPointer<UInt8>, _ field: RowField?) -> String? {
    guard let field, !field.range.isEmpty, field.range.upperBound <= bytes.count,
      UTF8Check.isValid(bytes.part(field.range.lowerBound, field.range.upperBound))
    else { return nil }
    return FieldText.string(bytes, field)
  }

  private func fail(
    _ code: Fault.Code, id: String?, _ bytes: UnsafeBufferPointer<UInt8>, _ line: Int
  ) -> ParsedRecord {
    .failure(
      RecordFailure(
        id: id, fault: Fault(code), source: source, line: line, fingerprint: Fingerprint.of(bytes)))
  }
}
