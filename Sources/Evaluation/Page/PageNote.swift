import ClinicalText

/// One note with what every column says of it.
public struct PageNote: Sendable {
  public var id: String
  /// Kind of note, as given.
  public var type: String?
  public var text: NoteText
  /// How much the columns disagree: 0 when all say the same; the list of notes begins with the largest.
  public var disagreement: Double
  /// For each column (runs, then the gold), its mentions; nil where the run has no result for the note.
  public var columns: [[PageMention]?]
  /// For each pair of `PageData.pairs`, in that order, what differs; mentions that are not named are the same in both. Not
  /// looked at where one of the two columns has no result for the note.
  public var differences: [[PageDifference]]

  /// Takes each part as it is given.
  public init(
    id: String, type: String?, text: NoteText, disagreement: Double, columns: [[PageMention]?],
    differences: [[PageDifference]]
  ) {
    self.id = id
    self.type = type
    self.text = text
    self.disagreement = disagreement
    self.columns = columns
    self.differences = differences
  }
}

/// One mention. Offsets are scalar offsets, half-open.
public struct PageMention: Sendable, Equatable {
  public var start: Int
  public var end: Int
  /// Index in `PageData.types`.
  public var type: Int
  /// Nil when the run (or the gold) says nothing of it.
  public var assertion: Assertion?
  public var concept: Concept?
  /// The parts of a discontinuous mention; empty for an ordinary one.
  public var fragments: [Range<Int>]

  /// A concept's identifier and, where known, its name.
  public struct Concept: Sendable, Hashable {
    public var id: String
    public var name: String?

    /// Takes each part as it is given.
    public init(id: String, name: String? = nil) {
      self.id = id
      self.name = name
    }
  }

  /// Takes each part as it is given.
  public init(
    start: Int, end: Int, type: Int, assertion: Assertion? = nil, concept: Concept? = nil, fragments: [Range<Int>] = []
  ) {
    self.start = start
    self.end = end
    self.type = type
    self.assertion = assertion
    self.concept = concept
    self.fragments = fragments
  }
}

/// How two columns differ at one place of a note.
public struct PageDifference: Sendable, Equatable {
  /// Index of the mention in column `a` of the pair; nil when only `b` has it.
  public var a: Int?
  /// Index of the mention in column `b`; nil when only `a` has it.
  public var b: Int?
  public var kinds: Kinds

  /// The ways to differ; `onlyA` and `onlyB` stand alone.
  public struct Kinds: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    /// The set with these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    public static let onlyA = Kinds(rawValue: 1)
    public static let onlyB = Kinds(rawValue: 2)
    public static let boundary = Kinds(rawValue: 4)
    public static let type = Kinds(rawValue: 8)
    public static let assertion = Kinds(rawValue: 16)
    public static let concept = Kinds(rawValue: 32)
  }

  /// Two matched mentions that differ.
  public init(a: Int, b: Int, kinds: Kinds) {
    self.a = a
    self.b = b
    self.kinds = kinds
  }

  /// A mention of column `a` alone.
  public init(onlyA index: Int) {
    a = index
    kinds = .onlyA
  }

  /// A mention of column `b` alone.
  public init(onlyB index: Int) {
    b = index
    kinds = .onlyB
  }
}
