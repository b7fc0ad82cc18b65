import ClinicalText

/// Counts of one type, or of all, with their intervals.
public struct ScoredFigures: Sendable {
  public var counts = LevelCounts()
  /// Precision, recall and F1 of each level, in order of `Level`; empty without a bootstrap.
  public var intervals: [[Bootstrap.Interval]] = []

  /// Starts with zeros.
  public init() {}
}

/// Counts over a part of the mentions: a section, a note type, a group of documents.
public struct Breakdown: Sendable {
  /// "section", "note_type", or the name of the field that makes the groups.
  public var field: String
  public var label: String
  /// Documents with at least one mention in it.
  public var documents = 0
  /// Strict and overlap.
  public var counts = LevelCounts()
}

/// A document and what was wrong in it.
public struct DocumentSummary: Sendable {
  public var id: String
  public var source: String
  public var line: Int
  public var counts: LevelCounts

  /// Missed and spurious mentions at overlap level.
  public var errors: Int { counts.overlap.falseNegatives + counts.overlap.falsePositives }
}

/// Everything `evaluate` tells of one run.
public struct EvaluationReport: Sendable {
  public var documents = 0
  /// Gold documents that the run has something for.
  public var documentsPredicted = 0
  /// Scored types in order of display.
  public var types: [(name: String, figures: ScoredFigures)] = []
  public var micro = ScoredFigures()
  /// Means over the scored types: precision, recall, F1 of each level, in order of `Level`.
  public var macro: [[Double]] = []
  public var breakdowns: [Breakdown] = []
  /// Rows and columns: the scored types, then "none". Gold by row; pairs as the overlap level makes them.
  public var confusion: [[Int]] = []
  public var outcomes: [Outcome: Int] = [:]
  /// Nil where the gold names no concepts.
  public var concepts: ConceptFigures?
  /// Empty where the gold judges no assertions, or the run gives none.
  public var assertions: [(attribute: AssertionAttribute, figures: AssertionFigures)] = []
  public var predictionsGiveAssertions = false
  /// Nil where the gold has no relations.
  public var relations: RelationFigures?
  /// Documents with most errors first.
  public var worst: [DocumentSummary] = []
  public var commonErrors: [CommonError] = []
  /// What could not be used: of the gold, and of the predictions.
  public var goldProblems: [AnnotationFailure] = []
  public var predictionProblems: [AnnotationFailure] = []
  /// Gold entities of types that nobody declared, by type.
  public var unknownTypes: [String: Int] = [:]
  /// Mentions of the gold and of the run that are not scored, because of their type.
  public var goldLeftOut = 0
  public var predictionsLeftOut = 0
  /// False where documents have no text: token level is then missing for them.
  public var hasTokens = true
  /// Level counts of each document by scored type, in gold order: what comparisons of runs are made of.
  public var byDocument: [[LevelCounts]] = []

  /// Every gold mention and every spurious prediction, where the options ask for it.
  public var cases: [CaseRow] = []

  /// Starts empty.
  public init() {}
}
