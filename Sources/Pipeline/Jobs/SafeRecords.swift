import ClinicalText
import Crypto
import EntityStore

/// Makes of the input's records what may stand in a database without identifiers: numbers for ids and file names, years
/// for dates, no further fields.
struct SafeRecords {
  let linkage: Linkage
  private let key: SymmetricKey

  init(_ linkage: Linkage) {
    self.linkage = linkage
    key = SymmetricKey(data: linkage.key)
  }

  /// HMAC-SHA-256 (RFC 2104) over a note's own hash and what is known for it: the note is done anew when either changes,
  /// and nobody without the linkage file can try texts against it.
  static func contentHash(_ content: [UInt8], known: [UInt8], key: SymmetricKey) -> ContentHash {
    var code = HMAC<SHA256>(key: key)
    code.update(data: content)
    code.update(data: known)
    return ContentHash(Array(code.finalize()))
  }

  /// The id under which a note would stand; nil when it cannot be there yet.
  func id(of note: NoteRecord) throws(Fault) -> String? {
    if note.hasOwnID { return try linkage.number(of: note.id, .note, adding: false).map { "\($0)" } }
    return try linkage.number(of: note.source, .source, adding: false).map { "\($0):\(note.line)" }
  }

  /// The note's row.
  ///
  /// - Parameter keepsType: false when its kind may hold an identifier.
  func record(_ note: NoteRecord, keepsType: Bool) throws(Fault) -> NoteRecord {
    let source = try text(note.source, .source) ?? ""
    let id = note.hasOwnID ? try text(note.id, .note) ?? "" : "\(source):\(note.line)"
    var safe = NoteRecord(id: id, text: note.text, source: source, line: note.line)
    safe.hasOwnID = note.hasOwnID
    safe.patientID = try text(note.patientID, .patient)
    safe.encounterID = try text(note.encounterID, .encounter)
    safe.date = note.date.flatMap(Self.year)
    safe.type = keepsType ? note.type : nil
    return safe
  }

  /// A failed record's row.
  func failure(_ failure: RecordFailure) throws(Fault) -> RecordFailure {
    var code = HMAC<SHA256>(key: key)
    code.update(data: withUnsafeBytes(of: failure.fingerprint.littleEndian) { Array($0) })
    let fingerprint = Array(code.finalize()).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // Values of faults may be names of columns or fields.
    return RecordFailure(
      id: try text(failure.id, .note), fault: Fault(failure.fault.code),
      source: try text(failure.source, .source) ?? "",
      line: failure.line, fingerprint: fingerprint)
  }

  /// The result as the database takes it: given entities keep neither their ids nor names of types of their own.
  static func result(_ result: NoteResult) -> NoteResult {
    guard !result.given.isEmpty else { return result }
    var result = result
    for i in result.given.indices {
      result.given[i].id = String(i + 1)
      if result.given[i].type == nil { result.given[i].typeName = "other" }
    }
    return result
  }

  private func text(_ value: String?, _ kind: Linkage.Kind) throws(Fault) -> String? {
    guard let value else { return nil }
    return try linkage.number(of: value, kind).map { "\($0)" }
  }

  /// The year of an ISO 8601 date.
  private static func year(_ date: String) -> String? {
    let year = date.prefix(4)
    guard year.utf8.count == 4, year.utf8.allSatisfy({ $0 &- 0x30 < 10 }),
      date.utf8.dropFirst(4).first.map({ $0 == 0x2D })
        ?? true
    else { return nil }
    return String(year)
  }
}
