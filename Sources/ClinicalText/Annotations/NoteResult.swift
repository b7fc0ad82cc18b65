/// One mention in a note.
public struct Entity: Sendable {
  /// 1-based within the note, in order of `span`.
  public var id: Int
  public var type: EntityType
  /// Byte offsets; the outer ones of a discontinuous mention.
  public var span: ByteSpan
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
  /// What few mentions have: nil spares the others the room and the reference counts.
  private var details: Details?

  private final class Details: Sendable {
    let fragments: [ByteSpan]
    let attributes: [(name: String, json: String)]

    init(_ fragments: [ByteSpan], _ attributes: [(name: String, json: String)]) {
      self.fragments = fragments
      self.attributes = attributes
    }
  }

  /// Byte offsets of the parts of a discontinuous mention; empty for an ordinary one.
  public var fragments: [ByteSpan] {
    get { details?.fragments ?? [] }
    set { details = Details(newValue, attributes) }
  }

  /// Normalised parts, as pairs of a name and a JSON token, in a stable order.
  public var attributes: [(name: String, json: String)] {
    get { details?.attributes ?? [] }
    set { details = Details(fragments, newValue) }
  }

  /// True when the mention has neither fragments nor attributes.
  public var isPlain: Bool { details == nil }

  /// Takes each part as it is given.
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

  /// Takes each part as it is given.
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

  /// Takes each part as it is given.
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
  /// In order, without overlaps; empty without de-identification.
  public var identifiers: [ReplacedIdentifier] = []
  /// The text with the replacements of `identifiers`, and the way from one to the other; nil without de-identification.
  public var deidentified: EditedText?
  /// Mentions taken out because they overlap a replaced identifier.
  public var withheld = 0

  /// Takes each part as it is given.
  public init(text: NoteText) {
    self.text = text
  }
}
