/// How sure it is that one run scores higher than another on the same gold documents.
public struct Significance: Equatable, Sendable {
  /// Micro F1 of `a` minus that of `b`, and the two-sided p value.
  public var strictDifference: Double
  public var strictP: Double
  public var overlapDifference: Double
  public var overlapP: Double
  /// p values corrected for the number of pairs compared (Holm 1979).
  public var strictHolm: Double
  public var overlapHolm: Double
}

/// Paired approximate randomisation (Noreen 1989; Yeh 2000): under the null hypothesis the two runs' results on a document
/// may be exchanged; p is the share of random exchanges that give a difference at least as great, the observed one
/// included.
public struct ApproximateRandomization: Sendable {
  public var shuffles: Int
  public var seed: UInt64

  /// Takes each part as it is given.
  public init(shuffles: Int = 10_000, seed: UInt64 = 1) {
    self.shuffles = shuffles
    self.seed = seed
  }

  /// The p value of the difference of micro F1. `a` and `b` hold the counts of the same documents in the same order.
  public func pValue(_ a: [Counts], _ b: [Counts]) -> Double {
    precondition(a.count == b.count)
    let sumA = a.reduce(Counts(), +)
    let sumB = b.reduce(Counts(), +)
    let observed = abs(sumA.f1 - sumB.f1)
    // Only documents on which the runs differ can change anything.
    let different = zip(a, b).filter { $0 != $1 }
    var generator = SplitMix64(seed: seed)
    var atLeast = 0
    for _ in 0..<shuffles {
      var x = sumA
      var y = sumB
      var bits: UInt64 = 0
      for (index, pair) in different.enumerated() {
        if index & 63 == 0 { bits = generator.next() }
        if bits & 1 == 1 {
          x.exchange(pair.0, for: pair.1)
          y.exchange(pair.1, for: pair.0)
        }
        bits >>= 1
      }
      // Differences that are equal but for rounding count as equal.
      if abs(x.f1 - y.f1) >= observed - 1e-12 { atLeast += 1 }
    }
    return Double(atLeast + 1) / Double(shuffles + 1)
  }

  /// Holm's correction: the p values in their places, never falling with rank, at most 1.
  public static func holm(_ values: [Double]) -> [Double] {
    var corrected = values
    var highest = 0.0
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      highest = max(highest, min(1, values[index] * Double(values.count - rank)))
      corrected[index] = highest
    }
    return corrected
  }
}

extension Counts {
  /// Takes `old` out of the sums and `new` in.
  fileprivate mutating func exchange(_ old: Counts, for new: Counts) {
    truePositives += new.truePositives - old.truePositives
    falsePositives += new.falsePositives - old.falsePositives
    falseNegatives += new.falseNegatives - old.falseNegatives
  }
}
