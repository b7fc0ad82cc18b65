import ClinicalText
import Deidentification
import EntityStore
import Files
import JSONReading
import NoteFormats

/// The leak check: a second pass over what was written, for everything that is known, with a search of its own.
public struct LeakCheck {
  /// Where known values come from, and what is searched.
  public struct Request: Sendable {
    /// Files, folders and databases of an output.
    public var outputs: [String]
    /// Notes with `known_phi`.
    public var known: [String] = []
    /// A file of patients.
    public var patients: String?
    /// The notes as they were, to tell whose each result is.
    public var source: [String] = []
    /// The linkage file of an output with numbers for ids.
    public var linkage: String?
    /// How many hits are listed; all are counted.
    public var listed = 1000

    /// Takes the outputs; the rest is empty.
    public init(outputs: [String]) { self.outputs = outputs }
  }

  /// One hit: where it is and what it is, never its words.
  public struct Found: Sendable, Equatable {
    public var file: String
    /// 1-based line, or nil in a database.
    public var line: Int?
    /// Table and column, in a database.
    public var table: String?
    /// 1-based row of the table.
    public var row: Int?
    public var kind: IdentifierKind
    public var form: LeakForm
    /// 1-based number of the patient in the file of known values, and of the value within the patient.
    public var patient: Int
    public var value: Int
    public var field: String
    public var isPossibleOnly: Bool
    public var sharedBy: Int
  }

  /// What a check gives.
  public struct Report: Sendable {
    public var files = 0
    /// Databases among them.
    public var databases = 0
    public var bytes = 0
    public var patients = 0
    public var values = 0
    /// Values too short or too common in shape to be looked for.
    public var skippedValues = 0
    public var forms = 0
    /// Records that could be told to be a patient's, and those that could not.
    public var linkedRecords = 0
    public var otherRecords = 0
    public var leaks = 0
    public var possible = 0
    public var leaksByKind: [IdentifierKind: Int] = [:]
    public var leaksByForm: [LeakForm: Int] = [:]
    public var possibleByForm: [LeakForm: Int] = [:]
    public var found: [Found] = []
    /// Hits in names of files, counted among the leaks.
    public var names = 0

    /// Starts with nothing found.
    public init() {}
    /// True when nothing sure was found.
    public var holds: Bool { leaks == 0 }
  }

  private let search: LeakSearch
  private let known: KnownSource
  private let request: Request

  /// Reads the known values. Throws when there are none: a check for nothing proves nothing.
  ///
  /// - Parameter report: called with a line for people when something is not used.
  public init(_ request: Request, data: DataFolder, report: @escaping (String) -> Void = { _ in }) throws {
    var known = KnownSource()
    var options = InputOptions()
    options.format = .auto
    if !request.known.isEmpty { try known.add(notes: request.known, options: options) }
    if let patients = request.patients { try known.add(patients: patients, report: report) }
    if !request.source.isEmpty { try known.link(notes: request.source, options: options) }
    if let linkage = request.linkage { try known.link(linkage: linkage) }
    guard !known.values.isEmpty else {
      throw Fault(.usage, value: "there are no known identifiers to look for; give --patients or --known")
    }
    self.known = known
    self.request = request
    let common = try CommonWords(data)
    let nicknames = "\(data.path)/deid/names/nicknames.tsv"
    search = LeakSearch(
      known.values, nicknames: try NicknameTable(tsv: try TextFile.read(nicknames), file: nicknames)
    ) { common.contains($0) }
  }

  /// Searches everything.
  public func run() throws -> Report {
    let files = try AuditFiles(request.outputs)
    var report = Report()
    report.patients = known.patientCount
    report.values = known.values.count
    report.skippedValues = search.skipped
    report.forms = search.formCount
    let scanner = LeakScanner(search)
    for file in files.files {
      report.files += 1
      var file = file
      // The name of a file that holds a known value would say it.
      if scanName(file, scanner, &report) { file.shown = Self.hiddenName(report.files) }
      switch file.kind {
      case .jsonLines: try scanLines(file, scanner, &report)
      case .plain, .journal: try scanWindows(file, scanner, &report)
      case .database:
        report.databases += 1
        try scanWindows(file, scanner, &report)
        try scanCells(file, scanner, &report)
      }
    }
    return report
  }

  /// A number that no patient has.
  private static let nobody = -1

  private static func hiddenName(_ number: Int) -> String { "(file \(number), whose name holds a known value)" }

  /// Searches the file's own name; folders above it are the user's. True for a hit.
  private func scanName(_ file: AuditFiles.File, _ scanner: LeakScanner, _ report: inout Report) -> Bool {
    let isNamed = request.outputs.contains(file.path)
    let name = isNamed ? String(file.path.split(separator: "/").last ?? "") : relative(file.path)
    let hits = Array(name.utf8).withUnsafeBufferPointer { scanner.scan($0, isJSON: false, patient: nil) }
    let sure = hits.filter { !$0.isPossibleOnly }
    report.names += sure.count
    for hit in sure { add(hit, Self.hiddenName(report.files), line: nil, &report) }
    return !sure.isEmpty
  }

  private func relative(_ path: String) -> String {
    for output in request.outputs where path.hasPrefix(output) { return String(path.dropFirst(output.count)) }
    return path
  }

  private func scanLines(_ file: AuditFiles.File, _ scanner: LeakScanner, _ report: inout Report) throws {
    var line = 0
    let json = JSONScanner()
    try AuditWindows.read(file.path, wholeLines: true) { bytes, _, _ in
      report.bytes += bytes.count
      var start = 0
      while start < bytes.count {
        let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        let record = UnsafeBufferPointer(rebasing: bytes[start..<end])
        line += 1
        start = end + 1
        guard !record.isEmpty else { continue }
        let patient = known.hasLinks ? patient(of: record, json) : nil
        if patient == nil { report.otherRecords += 1 } else { report.linkedRecords += 1 }
        for hit in scanner.scan(record, isJSON: true, patient: patient) { add(hit, file.shown, line: line, &report) }
      }
    }
  }

  /// Whose record it is; nil when it does not say. A record of nobody that is known gets a number that no patient has.
  private func patient(of record: UnsafeBufferPointer<UInt8>, _ json: JSONScanner) -> Int? {
    let padded = NoteText(copying: record)
    let scanned = json.scan(padded.bytes)
    guard scanned.fault == nil else { return nil }
    var note: String?
    var patientID: String?
    for member in scanned.members where member.kind == .string || member.kind == .number {
      if member.key.equals("id") { note = json.string(member) }
      if member.key.equals("patient_id") { patientID = json.string(member) }
    }
    guard note != nil || patientID != nil else { return nil }
    return known.patient(noteID: note, patientID: patientID)
  }

  private func scanWindows(_ file: AuditFiles.File, _ scanner: LeakScanner, _ report: inout Report) throws {
    var line = 1
    var counted = 0
    var last = -1
    let isDatabase = [.database, .journal].contains(file.kind)
    // Cells tell whose they are; in the bytes between them one part of a name may be anybody's surrogate.
    let patient = isDatabase && request.linkage != nil ? Self.nobody : nil
    try AuditWindows.read(file.path, wholeLines: false) { bytes, offset, kept in
      report.bytes += bytes.count - kept
      for hit in scanner.scan(bytes, isJSON: false, patient: patient) {
        let place = offset + hit.offset
        // What begins in the part that the next window repeats is told there; a database's cells are read by themselves.
        guard place > last, hit.offset < bytes.count - kept, !isDatabase || !hit.isPossibleOnly else { continue }
        last = place
        while counted < place {
          if bytes[counted - offset] == 0x0A { line += 1 }
          counted += 1
        }
        add(hit, file.shown, line: isDatabase ? nil : line, &report)
      }
      let end = offset + bytes.count - kept
      while counted < end {
        if bytes[counted - offset] == 0x0A { line += 1 }
        counted += 1
      }
    }
  }

  private func scanCells(_ file: AuditFiles.File, _ scanner: LeakScanner, _ report: inout Report) throws {
    try StoredTexts.forEach(file.path) { cell, bytes in
      let patient = cell.note.flatMap { known.patient(key: $0) }
      if cell.table == "note", cell.column == "note_key" {
        if patient == nil { report.otherRecords += 1 } else { report.linkedRecords += 1 }
      }
      for hit in scanner.scan(bytes, isJSON: bytes.first == UInt8(ascii: "{"), patient: patient) {
        add(hit, file.shown, line: nil, table: "\(cell.table).\(cell.column)", row: cell.row, &report)
      }
    }
  }

  private func add(
    _ hit: LeakHit, _ file: String, line: Int?, table: String? = nil, row: Int? = nil, _ report: inout Report
  ) {
    let value = search.values[hit.value]
    if hit.isPossibleOnly {
      report.possible += 1
      report.possibleByForm[hit.form, default: 0] += 1
    } else {
      report.leaks += 1
      report.leaksByKind[value.kind, default: 0] += 1
      report.leaksByForm[hit.form, default: 0] += 1
    }
    // Leaks stand in front of what is merely possible.
    let listed = Found(
      file: file, line: line, table: table, row: row, kind: value.kind, form: hit.form, patient: value.patient + 1,
      value: value.number, field: value.field, isPossibleOnly: hit.isPossibleOnly, sharedBy: hit.sharedBy)
    if report.found.count < request.listed {
      report.found.append(listed)
    } else if !hit.isPossibleOnly, let place = report.found.lastIndex(where: \.isPossibleOnly) {
      report.found[place] = listed
    }
  }
}
