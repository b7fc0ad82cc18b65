/// Figures of de-identification, as plain values; `append(to:)` writes them as JSON.
public struct IdentifierReport: Sendable {
  /// Gold documents scored.
  public var documents = 0
  /// Documents without a text: with any of these there are no figures at the token levels.
  public var documentsWithoutText = 0
  /// Gold documents that the predictions have nothing for: all of their identifiers are missed.
  public var documentsWithoutPredictions = 0
  /// Predictions that could not be placed, counted as false alarms wherever spans are counted.
  public var unusablePredictions = 0
  public var counting = IdentifierCounting.detected
  /// Words and numbers outside of every gold identifier, and those of them that replaced predictions touch; nil without
  /// a text.
  public var otherTokens: Int?
  public var lostTokens: Int?
  /// Over-redaction per 1,000 tokens that are no identifiers.
  public var overRedactionPer1000: Double?
  public var overRedactionInterval: Bootstrap.Interval?
  /// Fields that have too many values to tell recall by.
  public var omittedFields: [String] = []
  /// In the order asked for.
  public var sets: [SetScore] = []

  /// Starts empty.
  public init() {}

  /// Precision, recall, F1 and F2, each with its interval.
  public struct Intervals: Sendable, Equatable {
    public var precision: Bootstrap.Interval
    public var recall: Bootstrap.Interval
    public var f1: Bootstrap.Interval
    public var f2: Bootstrap.Interval
  }

  /// All figures of one level.
  public struct LevelScore: Sendable {
    public var level: IdentifierLevel
    /// Sums over the documents: the micro figures.
    public var counts: Counts
    /// Means over documents; a document without predictions has precision 0, one without gold has recall 0, as in the
    /// official script.
    public var macroPrecision: MeanValue
    public var macroRecall: MeanValue
    /// Nil without documents or resamples.
    public var intervals: Intervals?

    /// Of the two means, as the official script has it.
    public var macroF1: Double {
      let sum = macroPrecision.mean + macroRecall.mean
      return sum > 0 ? 2 * macroPrecision.mean * macroRecall.mean / sum : 0
    }
  }

  /// Counts of one category or type; levels without figures are absent.
  public struct PartScore: Sendable {
    public var name: String
    public var levels: [(level: IdentifierLevel, counts: Counts)]

    /// The counts of a level, where there are any.
    public subscript(level: IdentifierLevel) -> Counts? { levels.first { $0.level == level }?.counts }
  }

  /// Recall of the gold items that carry one label.
  public struct GroupScore: Sendable {
    public var label: IdentifierLabel
    public var levels: [(level: IdentifierLevel, found: Int, missed: Int)]
    public var leakedIdentifiers: Int

    /// Recall at a level; nil where the level has no figures or the group no items.
    public func recall(_ level: IdentifierLevel) -> Double? {
      guard let row = levels.first(where: { $0.level == level }), row.found + row.missed > 0 else { return nil }
      return Double(row.found) / Double(row.found + row.missed)
    }
  }

  /// What a document still shows.
  public struct DocumentLeaks: Sendable, Equatable {
    public var id: String
    public var tokens: Int
    public var identifiers: Int
  }

  /// All figures of one set.
  public struct SetScore: Sendable {
    public var set: IdentifierSet
    /// Without the token levels when a document has no text.
    public var levels: [LevelScore] = []
    /// By name.
    public var categories: [PartScore] = []
    /// By name; one type name in two categories is one row.
    public var types: [PartScore] = []
    /// By field, then value.
    public var groups: [GroupScore] = []
    /// Words and numbers of identifiers of the set that no replaced prediction covers; nil when a document has no text.
    public var leakedTokens: Int?
    /// Identifiers of the set that are not covered.
    public var leakedIdentifiers = 0
    public var notesWithLeaks = 0
    /// Leaked tokens per note, and leaked identifiers per note.
    public var leaksPerNote: Double?
    public var leaksPerNoteInterval: Bootstrap.Interval?
    public var leakedIdentifiersPerNote = 0.0
    public var leakedIdentifiersPerNoteInterval: Bootstrap.Interval?
    /// One for each document, in the order added.
    public var leaksByDocument: [DocumentLeaks] = []

    /// The figures of a level, where there are any.
    public subscript(level: IdentifierLevel) -> LevelScore? { levels.first { $0.level == level } }

    /// The documents with most leaked identifiers, most first; ties in the order added.
    public func worstDocuments(_ count: Int) -> [DocumentLeaks] {
      let leaking = leaksByDocument.enumerated().filter { $0.element.identifiers > 0 }
      let sorted = leaking.sorted { a, b in
        if a.element.identifiers != b.element.identifiers { return a.element.identifiers > b.element.identifiers }
        return a.element.tokens != b.element.tokens ? a.element.tokens > b.element.tokens : a.offset < b.offset
      }
      return sorted.prefix(count).map(\.element)
    }
  }

  /// The figures of a set, where it was asked for.
  public subscript(set: IdentifierSet) -> SetScore? { sets.first { $0.set == set } }
}
