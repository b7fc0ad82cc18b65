import ClinicalText

/// Everything that the page of `chartsift compare` shows, as plain values; `ComparePage` turns it into one HTML file.
///
/// A *column* is a run (its index in `runs`) or, when `hasGold`, the gold annotations: column `runs.count`.
/// Shares (F1, kappa, precision, …) are 0...1; offsets are Unicode scalar offsets, half-open. A figure that is not a
/// number (NaN, infinite) is shown as missing.
public struct PageData: Sendable {
  public var title: String
  /// The day (or moment) of the comparison, as it shall be read: "2025-11-21".
  public var made: String
  public var runs: [PageRun]
  /// Names of entity types, in the order of display; mentions, scores and differences refer to them by index.
  public var types: [String]
  public var hasGold: Bool
  /// Scores against the gold; empty without gold.
  public var scores: [PageScore] = []
  /// The pairs of columns, at most one for each; a pair that is missing cannot be chosen for its differences.
  public var pairs: [PagePair] = []
  public var stability: [PageStability] = []
  /// How it was computed and what must be known of it, one sentence or two each ("Intervals: 1,000 resamples …").
  public var remarks: [String] = []
  /// Notes that the figures are about; the page may hold fewer (`notes`).
  public var notesCompared: Int
  public var notes: [PageNote] = []

  /// Takes each part as it is given.
  public init(
    title: String, made: String, runs: [PageRun], types: [String], hasGold: Bool, notesCompared: Int
  ) {
    self.title = title
    self.made = made
    self.runs = runs
    self.types = types
    self.hasGold = hasGold
    self.notesCompared = notesCompared
  }

  /// Number of columns: the runs, and the gold where there is one.
  public var columnCount: Int { runs.count + (hasGold ? 1 : 0) }
}

/// One run: what made it, and what it cost.
public struct PageRun: Sendable {
  public var name: String
  /// File, as the user named it.
  public var source: String
  public var version: String?
  /// Notes of the comparison that it has results for, and those that it failed on.
  public var notes: Int
  public var failedNotes = 0
  public var entities: Int
  /// Wall-clock seconds.
  public var seconds: Double?
  public var cpuSeconds: Double?
  /// Megabytes (1,000,000 bytes) of note text per wall-clock second.
  public var megabytesPerSecond: Double?
  /// Bytes.
  public var peakMemory: Int?
  /// With its currency, as it shall be read ("12.40 USD").
  public var cost: String?
  /// Tokens that a language model read and wrote.
  public var tokens: Int?

  /// Takes each part as it is given.
  public init(name: String, source: String, notes: Int, entities: Int) {
    self.name = name
    self.source = source
    self.notes = notes
    self.entities = entities
  }
}

/// A figure with the ends of its 95 % interval, where there is one.
public struct PageFigure: Sendable, Equatable {
  public var value: Double
  public var lower: Double?
  public var upper: Double?

  /// Takes each part as it is given.
  public init(_ value: Double, lower: Double? = nil, upper: Double? = nil) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}

/// Precision, recall and F1 at one level.
public struct PageFigures: Sendable, Equatable {
  public var precision: PageFigure
  public var recall: PageFigure
  public var f1: PageFigure

  /// Takes each part as it is given.
  public init(precision: PageFigure, recall: PageFigure, f1: PageFigure) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
  }
}

/// One run's scores against the gold: for one type, or for all of them together (micro).
public struct PageScore: Sendable {
  /// Index in `PageData.runs`.
  public var run: Int
  /// Index in `PageData.types`; nil for the micro average.
  public var type: Int?
  public var strict: PageFigures
  public var overlap: PageFigures
  /// Mentions in the gold.
  public var gold: Int
  public var predicted: Int

  /// Takes each part as it is given.
  public init(run: Int, type: Int?, strict: PageFigures, overlap: PageFigures, gold: Int, predicted: Int) {
    self.run = run
    self.type = type
    self.strict = strict
    self.overlap = overlap
    self.gold = gold
    self.predicted = predicted
  }
}

/// Two columns compared; `a < b`. With `b` the gold's column, `onlyA` are false alarms and `onlyB` misses.
public struct PagePair: Sendable {
  public var a: Int
  public var b: Int
  public var f1Strict: Double
  public var f1Overlap: Double
  public var kappa: Double?
  /// The difference of the two runs' scores against the gold; nil without gold.
  public var significance: PageSignificance?
  /// By type, in any order; types without mentions may be missing.
  public var byType: [PageTypeDifferences] = []

  /// Takes each part as it is given.
  public init(a: Int, b: Int, f1Strict: Double, f1Overlap: Double, kappa: Double?) {
    self.a = a
    self.b = b
    self.f1Strict = f1Strict
    self.f1Overlap = f1Overlap
    self.kappa = kappa
  }
}

/// How sure it is that one run scores higher than another: score of `a` minus score of `b`, and the two-sided p value.
public struct PageSignificance: Sendable, Equatable {
  public var strictDifference: Double
  public var strictP: Double
  public var overlapDifference: Double
  public var overlapP: Double

  /// Takes each part as it is given.
  public init(strictDifference: Double, strictP: Double, overlapDifference: Double, overlapP: Double) {
    self.strictDifference = strictDifference
    self.strictP = strictP
    self.overlapDifference = overlapDifference
    self.overlapP = overlapP
  }
}

/// Numbers of mentions of one type in a pair. The mentions in `boundary`, `otherType`, `assertion` and `concept` are
/// matched ones; one that differs in two ways counts in both. A difference of types counts for the type in `a`.
public struct PageTypeDifferences: Sendable, Equatable {
  /// Index in `PageData.types`.
  public var type: Int
  /// Matched, and no difference of any kind.
  public var same = 0
  public var onlyA = 0
  public var onlyB = 0
  public var boundary = 0
  public var otherType = 0
  public var assertion = 0
  public var concept = 0

  /// Starts with zeros.
  public init(type: Int) { self.type = type }
}

/// Runs of one extractor over the same notes (a language model called again), and what they have in common.
public struct PageStability: Sendable {
  public var name: String
  /// Indices in `PageData.runs`.
  public var runs: [Int]
  /// In the order of display. Shares are shown as such when `isShare`, other figures as they are.
  public var figures: [Figure]

  /// A named figure.
  public struct Figure: Sendable {
    public var name: String
    public var value: Double
    public var isShare: Bool

    /// Takes each part as it is given.
    public init(name: String, value: Double, isShare: Bool = true) {
      self.name = name
      self.value = value
      self.isShare = isShare
    }
  }

  /// Takes each part as it is given.
  public init(name: String, runs: [Int], figures: [Figure]) {
    self.name = name
    self.runs = runs
    self.figures = figures
  }
}
