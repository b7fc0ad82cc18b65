/// A concept that a mention names, as the vocabulary gives it.
public struct ConceptReference: Sendable {
  /// Identifier within the vocabulary ("C0008031").
  public var id: ByteSlice
  public var vocabulary: ByteSlice
  public var preferredName: ByteSlice
  /// TUIs with commas between them; empty when unknown.
  public var semanticTypes: ByteSlice

  public init(
    id: ByteSlice, vocabulary: ByteSlice, preferredName: ByteSlice, semanticTypes: ByteSlice
  ) {
    self.id = id
    self.vocabulary = vocabulary
    self.preferredName = preferredName
    self.semanticTypes = semanticTypes
  }
}

/// One mention in a note.
public struct Entity: Sendable {
  /// 1-based within the note, in order of `span`.
  public var id: Int
  public var type: EntityType
  /// Byte offsets; the outer ones of a discontinuous mention.
  public var span: ByteSpan
  /// Byte offsets of the parts of a discontinuous mention; empty for an ordinary one.
  public var fragments: [ByteSpan] = []
  /// False for a further match that `--all-matches` adds.
  public var isPreferred = true
  /// Range in `NoteResult.concepts`.
  public var concepts: Range<Int> = 0..<0
  public var assertion = Assertion()
  /// Range in `NoteResult.cues`.
  public var cues: Range<Int> = 0..<0
  /// Index into `NoteResult.sections`, or -1.
  public var section = -1
  /// What made it ("dictionary").
  public var source: ByteSlice
  /// Index into `NoteResult.given` when the entity came with the note, or -1. Writers then take id, type name,
  /// concepts and attributes from there.
  public var given = -1
  /// Normalised parts, as pairs of a name and a JSON token, in a stable order.
  public var attributes: [(name: String, json: String)] = []

  public init(id: Int, type: EntityType, span: ByteSpan, source: ByteSlice) {
    self.id = id
    self.type = type
    self.span = span
    self.source = source
  }
}

/// A relation from a qualifier or an affected thing (`head`) to the thing (`tail`): indices into `NoteResult.entities`.
public struct Relation: Sendable {
  public var type: ByteSlice
  public var head: Int
  public var tail: Int
  public var source: ByteSlice

  public init(type: ByteSlice, head: Int, tail: Int, source: ByteSlice) {
    self.type = type
    self.head = head
    self.tail = tail
    self.source = source
  }
}

/// A section as results give it.
public struct ResultSection: Sendable {
  /// The category's id, or nil where no known heading rules.
  public var id: ByteSlice?
  public var loinc: ByteSlice?
  /// Byte offsets of the heading's words; empty where there is none.
  public var heading: ByteSpan
  /// Byte offsets of heading and text.
  public var span: ByteSpan
  /// Index of the section that it nests in, or -1.
  public var parent: Int

  public init(id: ByteSlice?, loinc: ByteSlice?, heading: ByteSpan, span: ByteSpan, parent: Int) {
    self.id = id
    self.loinc = loinc
    self.heading = heading
    self.span = span
    self.parent = parent
  }
}

/// Everything that the pipeline found in one note: flat columns that refer to one another by index.
///
/// All spans are byte offsets into `text`; writers turn them into code points with `ScalarOffsets`.
public struct NoteResult: Sendable {
  public var text: NoteText
  public var sections: [ResultSection] = []
  /// Sorted by start, longer first, then by type.
  public var entities: [Entity] = []
  public var concepts: [ConceptReference] = []
  public var cues: [Cue] = []
  public var relations: [Relation] = []
  /// The entities that came with the note (`--given-entities`).
  public var given: [GivenEntity] = []

  public init(text: NoteText) {
    self.text = text
  }
}
