import Glibc

/// Exact confidence bounds for a share of notes, from a sample in which `misses` of `sample` notes held a leak.
///
/// Everything is summed from probabilities, term by term; nothing is approximated by a normal distribution but Wilson's
/// interval. The page of a review computes the same figures (`bounds.js`).
public enum ExactBounds {
  /// The lower and upper end of an interval.
  public struct Interval: Equatable, Sendable {
    public var lower: Double
    public var upper: Double

    /// Takes each part as it is given.
    public init(lower: Double, upper: Double) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// The one-sided upper bound (Clopper and Pearson 1934): the share at which so few misses, or fewer, have the probability
  /// `1 - confidence`. 1 for an empty sample.
  public static func upper(misses: Int, sample: Int, confidence: Double) -> Double {
    guard sample > 0, misses < sample else { return 1 }
    return root { binomialAtMost(misses, of: sample, share: $0) > 1 - confidence }
  }

  /// The one-sided lower bound.
  public static func lower(misses: Int, sample: Int, confidence: Double) -> Double {
    guard sample > 0, misses > 0 else { return 0 }
    return root { 1 - binomialAtMost(misses - 1, of: sample, share: $0) < 1 - confidence }
  }

  /// The two-sided interval of Clopper and Pearson.
  public static func twoSided(misses: Int, sample: Int, confidence: Double) -> Interval {
    let each = 1 - (1 - confidence) / 2
    return Interval(
      lower: lower(misses: misses, sample: sample, confidence: each),
      upper: upper(misses: misses, sample: sample, confidence: each))
  }

  /// The one-sided upper bound for notes drawn without replacement from `population`: the largest number of notes with a
  /// leak under which so few misses have a probability above `1 - confidence` (hypergeometric).
  public static func upperCount(misses: Int, sample: Int, population: Int, confidence: Double) -> Int {
    guard sample > 0, misses < sample else { return population - max(0, sample - misses) }
    var low = misses
    var high = population - (sample - misses)
    while low < high {
      let middle = (low + high + 1) / 2
      let isPossible =
        hypergeometricAtMost(misses, sample: sample, marked: middle, population: population) > 1 - confidence
      if isPossible { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The score interval of a share (Wilson 1927), for tables of recall; 0 to 1 for an empty sample.
  public static func wilson(hits: Int, of count: Int, confidence: Double = 0.95) -> Interval {
    guard count > 0 else { return Interval(lower: 0, upper: 1) }
    let n = Double(count)
    let share = Double(hits) / n
    let z = normalQuantile(1 - (1 - confidence) / 2)
    let centre = share + z * z / (2 * n)
    let spread = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    return Interval(
      lower: hits == 0 ? 0 : max(0, (centre - spread) / scale),
      upper: hits == count ? 1 : min(1, (centre + spread) / scale))
  }

  // MARK: distributions

  /// P(X ≤ k) of a binomial distribution.
  static func binomialAtMost(_ k: Int, of n: Int, share p: Double) -> Double {
    guard p > 0 else { return 1 }
    guard p < 1 else { return k >= n ? 1 : 0 }
    let odds = log(p) - log1p(-p)
    var term = Double(n) * log1p(-p)
    var sum = exp(term)
    for i in 0..<k {
      term += log(Double(n - i) / Double(i + 1)) + odds
      sum += exp(term)
    }
    return min(1, sum)
  }

  /// P(X ≤ k) when `sample` are drawn from `population`, `marked` of which are marked.
  static func hypergeometricAtMost(_ k: Int, sample n: Int, marked m: Int, population: Int) -> Double {
    let clean = population - m
    let first = max(0, n - clean)
    guard first <= k else { return 0 }
    // C(m, first) · C(clean, n - first) / C(population, n)
    var term = logChoose(m, first) + logChoose(clean, n - first) - logChoose(population, n)
    var sum = exp(term)
    for i in first..<max(first, min(k, n, m)) {
      term += log(Double(m - i) * Double(n - i)) - log(Double(i + 1) * Double(clean - n + i + 1))
      sum += exp(term)
    }
    return min(1, sum)
  }

  private static func logChoose(_ n: Int, _ k: Int) -> Double {
    let k = min(k, n - k)
    guard k > 0 else { return 0 }
    var sum = 0.0
    for i in 1...k { sum += log(Double(n - k + i) / Double(i)) }
    return sum
  }

  /// Where a condition that holds from 0 on ceases to hold.
  private static func root(_ holds: (Double) -> Bool) -> Double {
    var low = 0.0
    var high = 1.0
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if holds(middle) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  private static func normalQuantile(_ probability: Double) -> Double {
    var low = -10.0
    var high = 10.0
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
