import ClinicalText
import JSONReading

/// Makes a note of one line of JSON.
struct JSONRecordParser {
  private let options: InputOptions
  private let source: String
  private let scanner = JSONScanner()

  init(options: InputOptions, source: String) {
    self.options = options
    self.source = source
  }

  /// The note of one line (without its line feed), or its failure, with the id where that could be read.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>, line: Int) -> ParsedRecord {
    parse(bytes, scanner.scan(bytes), line)
  }

  /// The same, with the places of the line's members when it is a note.
  func parsePlaced(
    _ bytes: UnsafeBufferPointer<UInt8>, line: Int
  ) -> (record: ParsedRecord, places: [FieldPlace]) {
    let scanned = scanner.scan(bytes)
    let record = parse(bytes, scanned, line)
    guard case .note = record else { return (record, []) }
    return (record, FieldPlace.members(scanned.members, of: bytes, scanner))
  }

  private func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ scanned: (root: JSONMember.Kind?, members: [JSONMember], fault: Fault.Code?), _ line: Int
  ) -> ParsedRecord {
    if scanned.fault == nil, scanned.root != .object {
      return fail(Fault(.notAnObject), id: nil, bytes, line)
    }
    let fields = NoteFields(scanned.root == .object ? scanned.members : [], scanner)
    if let code = scanned.fault {
      return fail(Fault(code), id: readableID(fields), bytes, line)
    }
    var id: String?
    do throws(Fault) {
      let known = try self.id(fields)
      id = known
      return .note(try note(fields, id: known, line: line))
    } catch {
      return fail(error, id: id, bytes, line)
    }
  }

  private func id(_ fields: NoteFields) throws(Fault) -> String {
    guard let member = fields.id, member.kind != .null else { throw Fault(.missingID) }
    guard member.kind == .string || member.kind == .number else { throw Fault(.invalidID) }
    return scanner.string(member)
  }

  /// The id of a line that is broken elsewhere.
  private func readableID(_ fields: NoteFields) -> String? {
    guard let member = fields.id, member.kind == .string || member.kind == .number, !member.isDamaged,
      UTF8Check.isValid(member.token)
    else { return nil }
    return scanner.string(member)
  }

  private func note(_ fields: NoteFields, id: String, line: Int) throws(Fault) -> NoteRecord {
    let result = options.readsResults ? fields.others.first { $0.name == "deidentified_text" }?.member : nil
    guard let member = result ?? fields.text, member.kind != .null else { throw Fault(.missingText) }
    guard member.kind == .string else { throw Fault(.invalidText) }
    let bytes = scanner.value(member)
    guard bytes.count <= options.maxNoteBytes else { throw Fault(.noteTooLarge) }
    let text = NoteText(copying: bytes)
    var note = NoteRecord(id: id, text: text, source: source, line: line)
    note.patientID = try optional(fields.patient, "patient_id", orNumber: true)
    note.encounterID = try optional(fields.encounter, "encounter_id", orNumber: true)
    note.date = try optional(fields.date, "date", orNumber: false)
    note.type = try optional(fields.type, "type", orNumber: false)
    if let member = fields.knownPHI, member.kind != .null {
      note.knownPHI = String(decoding: member.token, as: UTF8.self)
    }
    note.metadata = fields.others.map { ($0.name, scanner.compactToken($0.member)) }
    if options.readsResults, let phi = fields.phi { note.metadata.append(("phi", scanner.compactToken(phi))) }
    if options.givenEntities {
      note.given = try given(fields.entities, text)
    }
    return note
  }

  private func optional(_ member: JSONMember?, _ name: String, orNumber: Bool) throws(Fault) -> String? {
    guard let member, member.kind != .null else { return nil }
    guard member.kind == .string || orNumber && member.kind == .number else {
      throw Fault(.invalidField, value: name)
    }
    return scanner.string(member)
  }

  private func given(_ member: JSONMember?, _ text: NoteText) throws(Fault) -> [GivenEntity] {
    guard let member, member.kind != .null else { return [] }
    return try GivenEntityParser(text: text, scanner: scanner).parse(member)
  }

  private func fail(
    _ fault: Fault, id: String?, _ bytes: UnsafeBufferPointer<UInt8>, _ line: Int
  ) -> ParsedRecord {
    .failure(
      RecordFailure(id: id, fault: fault, source: source, line: line, fingerprint: Fingerprint.of(bytes)))
  }
}
