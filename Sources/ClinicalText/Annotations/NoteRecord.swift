/// One note as a reader delivers it: its text and what travels along.
public struct NoteRecord: Sendable {
  /// The note's id; a number keeps its token as written.
  public var id: String
  /// False when the input had none and the reader made it from source and line.
  public var hasOwnID = true
  public var text: NoteText
  public var patientID: String?
  public var encounterID: String?
  /// ISO 8601, as given.
  public var date: String?
  public var type: String?
  /// Any further field, in input order: its name and its value as a JSON token.
  public var metadata: [(name: String, json: String)] = []
  /// The JSON of `known_phi`, as given.
  public var knownPHI: String?
  /// Entities to work on instead of recognition; nil unless the run was told to take them.
  public var given: [GivenEntity]?
  /// Where the record came from: the file's name as the user gave it (relative to the input folder's name), "-" for
  /// standard input.
  public var source: String
  /// 1-based line of the record's first byte.
  public var line: Int

  /// Takes each part as it is given.
  public init(id: String, text: NoteText, source: String, line: Int) {
    self.id = id
    self.text = text
    self.source = source
    self.line = line
  }
}

/// An entity of the input, for `--given-entities`.
public struct GivenEntity: Sendable {
  /// The id as a JSON token ("7" or "\"T7\"").
  public var id: String
  public var type: EntityType?
  /// The type as written; differs from `type` for types outside the contract.
  public var typeName: String
  /// Byte offsets, checked against the text.
  public var span: ByteSpan
  public var fragments: [ByteSpan]
  /// `concepts` as a JSON token, carried through; nil when absent.
  public var conceptsJSON: String?
  /// `attributes` as pairs of a name and a JSON token.
  public var attributes: [(name: String, json: String)]

  /// Takes each part as it is given.
  public init(
    id: String, type: EntityType?, typeName: String, span: ByteSpan, fragments: [ByteSpan] = [],
    conceptsJSON: String? = nil, attributes: [(name: String, json: String)] = []
  ) {
    self.id = id
    self.type = type
    self.typeName = typeName
    self.span = span
    self.fragments = fragments
    self.conceptsJSON = conceptsJSON
    self.attributes = attributes
  }
}

/// A record that could not become a note.
public struct RecordFailure: Sendable {
  /// The id where it could still be read.
  public var id: String?
  public var fault: Fault
  public var source: String
  /// 1-based line of the record's first byte.
  public var line: Int
  /// Hash of the record's bytes, so that a run can tell the same broken record again.
  public var fingerprint: UInt64

  /// Takes each part as it is given.
  public init(id: String?, fault: Fault, source: String, line: Int, fingerprint: UInt64) {
    self.id = id
    self.fault = fault
    self.source = source
    self.line = line
    self.fingerprint = fingerprint
  }
}

/// What a reader makes of one record.
public enum ParsedRecord: Sendable {
  case note(NoteRecord)
  case failure(RecordFailure)
}
