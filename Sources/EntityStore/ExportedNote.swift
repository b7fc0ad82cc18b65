import ClinicalText

/// One note read back from the database. Used again for the next note: copy what must outlive the closure.
///
/// Texts are byte ranges of one arena (`bytes(_:)`); offsets of mentions and cues are code points, ends exclusive.
public final class ExportedNote {
  /// A text in the arena.
  public typealias Text = Range<Int>

  /// One mention, as the row gives it: offsets in code points, end exclusive.
  public struct Entity {
    /// The id is the number `id`, or the string `idText` where one was given.
    public var id = 0
    public var idText: Text?
    public var type: Text
    public var start: Int
    public var end: Int
    public var text: Text
    public var isPreferred: Bool
    public var negated: Bool
    public var uncertain: Bool
    public var historical: Bool
    public var hypothetical: Bool
    public var experiencer: Text
    public var section: Text?
    public var source: Text
    /// JSON object.
    public var attributes: Text
    /// JSON array of [start, end].
    public var fragments: Text?
    /// JSON, as given with the note.
    public var givenConcepts: Text?
    /// Code points of the de-identified text; nil without de-identification.
    public var edited: Range<Int>?
    /// Ranges in `concepts` and `cues`.
    public var concepts = 0..<0
    public var cues = 0..<0
  }

  /// One concept of a mention.
  public struct Concept {
    public var id: Text
    public var vocabulary: Text
    public var name: Text
    /// TUIs with commas between them.
    public var semanticTypes: Text
  }

  /// One cue of a mention: offsets in code points, end exclusive.
  public struct Cue {
    public var kind: Text
    public var start: Int
    public var end: Int
    public var text: Text
    public var rule: Text
    /// Code points of the de-identified text; nil without de-identification.
    public var edited: Range<Int>?
  }

  /// One relation: `head` and `tail` are ids of entities.
  public struct Relation {
    public var id: Int
    public var type: Text
    /// Ids of entities, as JSON tokens.
    public var head: Text
    public var tail: Text
    public var source: Text
  }

  /// One identifier: offsets in code points, end exclusive.
  public struct Identifier {
    public var category: Text
    public var type: Text
    public var start: Int
    public var end: Int
    public var source: Text
    /// Nil where the policy keeps it.
    public var replacement: Text?
  }

  public internal(set) var key = 0
  public internal(set) var id: Text?
  public internal(set) var patientID: Text?
  public internal(set) var date: Text?
  public internal(set) var type: Text?
  public internal(set) var isError = false
  public internal(set) var errorCode: Text?
  public internal(set) var errorMessage: Text?
  public internal(set) var line = 0
  /// The note's text, where the run was told to store it.
  public internal(set) var text: Text?
  public internal(set) var entities: [Entity] = []
  public internal(set) var concepts: [Concept] = []
  public internal(set) var cues: [Cue] = []
  public internal(set) var relations: [Relation] = []
  public internal(set) var identifiers: [Identifier] = []
  /// True in a database without identifiers: `text` is then the de-identified text.
  public internal(set) var isDeidentified = false
  let arena = OutputBuffer()

  init() {}

  /// The bytes of a text; valid until the closure returns.
  public func bytes(_ text: Text) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: arena.bytes[text])
  }

  /// The text as a String; for tests and small results.
  public func string(_ text: Text) -> String { String(decoding: bytes(text), as: UTF8.self) }

  func empty() {
    arena.removeAll()
    entities.removeAll(keepingCapacity: true)
    concepts.removeAll(keepingCapacity: true)
    cues.removeAll(keepingCapacity: true)
    relations.removeAll(keepingCapacity: true)
    identifiers.removeAll(keepingCapacity: true)
  }

  func copy(_ row: RowStatement, _ column: Int32) -> Text {
    let start = arena.count
    arena.append(row.bytes(column))
    return start..<arena.count
  }

  func copyIfPresent(_ row: RowStatement, _ column: Int32) -> Text? {
    row.isNull(column) ? nil : copy(row, column)
  }

  /// An id as a JSON token: a number, or a string with quotes.
  func copyID(_ row: RowStatement, _ column: Int32) -> Text {
    if row.isInteger(column) { return copy(row, column) }
    let start = arena.count
    arena.appendJSONString(row.bytes(column))
    return start..<arena.count
  }
}
