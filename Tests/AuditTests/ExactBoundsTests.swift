import Deidentification
import Foundation
import Testing

/// Bounds against published tables and closed forms.
@Suite struct ExactBoundsTests {
  private func isNear(_ value: Double, _ expected: Double, _ tolerance: Double = 5e-5) -> Bool {
    (value - expected).magnitude <= tolerance
  }

  @Test func noMissesHaveAClosedForm() {
    for sample in [1, 10, 59, 300, 5000] {
      let exact = 1 - pow(0.05, 1 / Double(sample))
      #expect(isNear(ExactBounds.upper(misses: 0, sample: sample, confidence: 0.95), exact, 1e-12))
    }
  }

  /// Clopper and Pearson's two-sided intervals as statistical tables give them.
  @Test(arguments: [
    (0, 10, 0.0, 0.3085), (1, 10, 0.0025, 0.4450), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0),
    (2, 20, 0.0123, 0.3170), (10, 100, 0.0490, 0.1762), (1, 100, 0.0003, 0.0545), (50, 1000, 0.0373, 0.0654),
  ])
  func twoSided(_ misses: Int, _ sample: Int, _ lower: Double, _ upper: Double) {
    let interval = ExactBounds.twoSided(misses: misses, sample: sample, confidence: 0.95)
    #expect(isNear(interval.lower, lower, 6e-5), "\(interval)")
    #expect(isNear(interval.upper, upper, 6e-5), "\(interval)")
  }

  @Test func oneSidedIsTheOneSideOfATwoSided() {
    let interval = ExactBounds.twoSided(misses: 3, sample: 80, confidence: 0.90)
    #expect(isNear(ExactBounds.upper(misses: 3, sample: 80, confidence: 0.95), interval.upper, 1e-12))
    #expect(isNear(ExactBounds.lower(misses: 3, sample: 80, confidence: 0.95), interval.lower, 1e-12))
  }

  /// By counting every sample of a small population.
  @Test func finitePopulationAgreesWithCounting() {
    for population in [6, 9, 12] {
      for sample in 1..<population {
        for misses in 0...min(2, sample) {
          var expected = misses
          for marked in misses...(population - (sample - misses)) {
            let share = Self.countedShare(misses, sample, marked, population)
            if share > 0.05 { expected = max(expected, marked) }
          }
          let found = ExactBounds.upperCount(
            misses: misses, sample: sample, population: population, confidence: 0.95)
          #expect(found == (misses == sample ? population : expected), "\(population) \(sample) \(misses)")
        }
      }
    }
  }

  /// Share of all samples that hold at most `misses` of the first `marked` members.
  private static func countedShare(_ misses: Int, _ sample: Int, _ marked: Int, _ population: Int) -> Double {
    var all = 0
    var few = 0
    for set in 0..<(1 << population) where set.nonzeroBitCount == sample {
      all += 1
      if (set & (1 << marked - 1)).nonzeroBitCount <= misses { few += 1 }
    }
    return Double(few) / Double(all)
  }

  @Test func aLargePopulationTendsToTheBinomialBound() {
    let count = ExactBounds.upperCount(misses: 2, sample: 300, population: 3_000_000, confidence: 0.95)
    #expect(isNear(Double(count) / 3e6, ExactBounds.upper(misses: 2, sample: 300, confidence: 0.95), 1e-5))
  }

  @Test func allNotesReadLeaveNoDoubt() {
    #expect(ExactBounds.upperCount(misses: 0, sample: 50, population: 50, confidence: 0.95) == 0)
    #expect(ExactBounds.upperCount(misses: 4, sample: 50, population: 50, confidence: 0.99) == 4)
    #expect(ExactBounds.upperCount(misses: 0, sample: 0, population: 50, confidence: 0.95) == 50)
  }

  @Test func wilson() {
    let interval = ExactBounds.wilson(hits: 81, of: 263)
    #expect(isNear(interval.lower, 0.2553, 1e-4) && isNear(interval.upper, 0.3662, 1e-4), "\(interval)")
    #expect(ExactBounds.wilson(hits: 20, of: 20).upper == 1)
    #expect(isNear(ExactBounds.wilson(hits: 0, of: 20).upper, 0.1611, 1e-4))
  }
}
