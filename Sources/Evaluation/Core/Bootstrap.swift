/// Percentile bootstrap by document (Efron and Tibshirani 1993): whole documents are drawn with replacement, since
/// mentions of one document are not independent.
public struct Bootstrap: Sendable {
  /// Number of resamples; 0 gives no intervals.
  public var resamples: Int
  public var seed: UInt64
  /// Share of the resamples inside of the interval.
  public var level: Double

  /// Takes each part as it is given.
  public init(resamples: Int = 1000, seed: UInt64 = 1, level: Double = 0.95) {
    self.resamples = resamples
    self.seed = seed
    self.level = level
  }

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

  /// Intervals of figures made of sums over documents.
  ///
  /// `table` holds one row of `width` counts for each document; `figures` turns the sums of a resample into values, always
  /// the same number of them. Returns one interval per figure; none when there are no documents or resamples.
  public func intervals(
    table: [Int32], width: Int, figures: (UnsafeBufferPointer<Int>) -> [Double]
  ) -> [Interval] {
    guard width > 0, resamples > 0 else { return [] }
    let documents = table.count / width
    guard documents > 0 else { return [] }
    var generator = SplitMix64(seed: seed)
    var samples: [[Double]] = []
    var sums = [Int](repeating: 0, count: width)
    var draws = [Int32](repeating: 0, count: documents)
    for _ in 0..<resamples {
      for i in draws.indices { draws[i] = 0 }
      for _ in 0..<documents { draws[Int(generator.next(below: UInt64(documents)))] += 1 }
      for i in sums.indices { sums[i] = 0 }
      table.withUnsafeBufferPointer { table in
        sums.withUnsafeMutableBufferPointer { sums in
          for document in 0..<documents where draws[document] > 0 {
            let weight = Int(draws[document])
            let row = document &* width
            for column in 0..<width { sums[column] &+= Int(table[row &+ column]) &* weight }
          }
        }
      }
      let values = sums.withUnsafeBufferPointer { figures($0) }
      if samples.isEmpty { samples = Array(repeating: [], count: values.count) }
      for (index, value) in values.enumerated() { samples[index].append(value) }
    }
    return samples.map { interval(of: $0) }
  }

  /// The interval of resampled values.
  public func interval(of values: [Double]) -> Interval {
    guard !values.isEmpty else { return Interval(lower: 0, upper: 0) }
    let sorted = values.sorted()
    let tail = (1 - level) / 2
    return Interval(lower: Self.quantile(sorted, tail), upper: Self.quantile(sorted, 1 - tail))
  }

  /// Linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, numpy's default).
  static func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = share * Double(sorted.count - 1)
    let lower = Int(place.rounded(.down))
    let upper = min(lower + 1, sorted.count - 1)
    return sorted[lower] + (sorted[upper] - sorted[lower]) * (place - Double(lower))
  }
}

/// A small seeded generator with a fixed sequence on every machine (Steele, Lea and Flood 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts the sequence of a seed.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Evenly distributed in `0..<bound` (Lemire 2019, with rejection).
  public mutating func next(below bound: UInt64) -> UInt64 {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }
}
