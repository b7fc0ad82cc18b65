/// Hits and errors of a decision, and the figures made of them.
public struct Counts: Equatable, Sendable {
  /// Gold items found.
  public var truePositives: Int
  /// Predictions that match nothing.
  public var falsePositives: Int
  /// Gold items missed.
  public var falseNegatives: Int

  /// Takes each part as it is given.
  public init(truePositives: Int = 0, falsePositives: Int = 0, falseNegatives: Int = 0) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  /// Items in the gold.
  public var gold: Int { truePositives + falseNegatives }
  public var predicted: Int { truePositives + falsePositives }

  /// 0 when nothing was predicted, as nervaluate and seqeval have it.
  public var precision: Double { Self.ratio(truePositives, predicted) }
  /// 0 when the gold has none.
  public var recall: Double { Self.ratio(truePositives, gold) }
  public var f1: Double { f(beta: 1) }

  /// The weighted harmonic mean of precision and recall (van Rijsbergen 1979); 0 when there is nothing on either side.
  ///
  /// Computed from the counts: one division, so that figures agree with hand computations to the last digit.
  public func f(beta: Double) -> Double {
    let square = beta * beta
    let hits = (1 + square) * Double(truePositives)
    let all = hits + square * Double(falseNegatives) + Double(falsePositives)
    return all > 0 ? hits / all : 0
  }

  public static func + (a: Counts, b: Counts) -> Counts {
    Counts(
      truePositives: a.truePositives + b.truePositives, falsePositives: a.falsePositives + b.falsePositives,
      falseNegatives: a.falseNegatives + b.falseNegatives)
  }

  public static func += (a: inout Counts, b: Counts) { a = a + b }

  private static func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
}

/// A mean over parts (documents, types) with its standard deviation (of the population, as the i2b2 script has it).
public struct MeanValue: Equatable, Sendable {
  public var mean: Double
  public var deviation: Double

  /// Of nothing: 0 and 0.
  public init(_ values: [Double]) {
    guard !values.isEmpty else {
      mean = 0
      deviation = 0
      return
    }
    let average = values.reduce(0, +) / Double(values.count)
    mean = average
    deviation = (values.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(values.count)).squareRoot()
  }
}
