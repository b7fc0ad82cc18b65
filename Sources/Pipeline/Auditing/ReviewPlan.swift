import ClinicalText
import Deidentification

/// Which notes people should read, and what follows from what they find.
public struct ReviewPlan: Sendable {
  /// A note to be read.
  public struct Item: Sendable {
    /// 1-based place in the output.
    public var number: Int
    /// The id as the output has it.
    public var id: String
    /// The de-identified text.
    public var text: String
    public var source: String
    public var line: Int
  }

  public let population: Int
  public let seed: UInt64
  public let confidence: Double
  /// In the order of the output.
  public let items: [Item]
  /// Names the sample: answers of another sample are refused.
  public let fingerprint: String

  /// Draws a sample without replacement, by seed and place alone.
  public init(_ outputs: [String], notes size: Int, seed: UInt64, confidence: Double) throws {
    var kept: [(rank: UInt64, item: Item)] = []
    var bound = UInt64.max
    var count = 0
    func cut() {
      kept.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.item.number < $1.item.number }
      if kept.count > size { kept.removeLast(kept.count - size) }
      if kept.count == size, let last = kept.last { bound = last.rank }
    }
    var reader = AuditNotes(outputs)
    try reader.forEach { note in
      count += 1
      let rank = SampleRank.rank(note.number - 1, seed)
      guard rank <= bound || kept.count < size else { return }
      kept.append(
        (
          rank,
          Item(
            number: note.number, id: note.id, text: note.text.string(note.text.fullSpan), source: note.source,
            line: note.line)
        ))
      if kept.count >= 2 * size + 64 { cut() }
    }
    cut()
    guard kept.count == size else {
      throw Fault(.usage, value: "--notes: \(size) are asked for, the output has \(count)")
    }
    population = count
    self.seed = seed
    self.confidence = confidence
    items = kept.map(\.item).sorted { $0.number < $1.number }
    var digest = Digest()
    for item in items {
      digest.add(part: String(item.number))
      digest.add(part: item.text)
    }
    fingerprint = digest.finish()
  }

  /// What so many notes with a leak among those read say of all notes.
  public func bound(misses: Int) -> ReviewBound {
    ReviewBound(read: items.count, misses: misses, population: population, confidence: confidence)
  }
}

/// The bounds that a review gives.
public struct ReviewBound: Sendable, Equatable {
  public var read: Int
  /// Notes with a leak among those read.
  public var misses: Int
  public var population: Int
  public var confidence: Double
  /// The one-sided upper bound for the share of notes with a leak (Clopper–Pearson).
  public var upper: Double
  public var twoSided: ExactBounds.Interval
  /// The upper bound for the number of such notes among all, for a sample without replacement (hypergeometric).
  public var upperCount: Int

  /// Computes the bounds.
  public init(read: Int, misses: Int, population: Int, confidence: Double) {
    self.read = read
    self.misses = misses
    self.population = population
    self.confidence = confidence
    upper = ExactBounds.upper(misses: misses, sample: read, confidence: confidence)
    twoSided = ExactBounds.twoSided(misses: misses, sample: read, confidence: confidence)
    upperCount = ExactBounds.upperCount(misses: misses, sample: read, population: population, confidence: confidence)
  }
}
