import ClinicalText
import Evaluation
import TestSupport
import Testing

/// The assignment against a naive twin that tries everything, and against changes of order.
@Suite struct AssignmentTests {
  /// Size of the largest one-to-one assignment, by trying every choice for each gold mention.
  private func most(_ gold: [(Int, Int)], _ predicted: [(Int, Int)], from: Int = 0, used: Set<Int> = []) -> Int {
    guard from < gold.count else { return 0 }
    var best = most(gold, predicted, from: from + 1, used: used)
    for (index, span) in predicted.enumerated()
    where !used.contains(index) && span.0 < gold[from].1 && gold[from].0 < span.1 {
      best = max(best, 1 + most(gold, predicted, from: from + 1, used: used.union([index])))
    }
    return best
  }

  private func spans(_ generator: inout SeededGenerator, _ most: Int) -> [(Int, Int)] {
    (0..<generator.below(most + 1)).map { _ in
      let start = generator.below(24)
      return (start, start + 1 + generator.below(8))
    }
  }

  private func report(_ gold: [(Int, Int)], _ predicted: [(Int, Int)]) -> EvaluationReport {
    let text = String(repeating: "ab ", count: 12)
    let anchor = [("problem", 34, 35)]
    return Make.report(
      Make.set(Make.document("a", text, gold.map { ("problem", $0.0, $0.1) } + anchor)),
      Make.set(Make.document("a", nil, predicted.map { ("problem", $0.0, $0.1) })))
  }

  @Test func overlapIsTheLargestAssignment() {
    var generator = SeededGenerator(7)
    for _ in 0..<400 {
      let gold = spans(&generator, 6)
      let predicted = spans(&generator, 6)
      let counts = report(gold, predicted).micro.counts.overlap
      let hits = most(gold, predicted)
      #expect(Make.counts(counts) == [hits, predicted.count - hits, gold.count + 1 - hits])
    }
  }

  @Test func orderChangesNothing() {
    var generator = SeededGenerator(11)
    for _ in 0..<100 {
      let gold = spans(&generator, 12)
      let predicted = spans(&generator, 12)
      let first = report(gold, predicted)
      let second = report(gold.shuffled(using: &generator), predicted.shuffled(using: &generator))
      #expect(first.micro.counts == second.micro.counts)
      #expect(first.outcomes == second.outcomes)
      #expect(first.confusion == second.confusion)
    }
  }

  @Test func exactPairsComeFirstAmongEquals() {
    // Two ways to pair two and two: the exact pairs agree best.
    let report = report([(0, 10), (5, 12)], [(0, 10), (5, 12)])
    #expect(report.outcomes[.correct] == 2)
    #expect(report.outcomes[.boundary] == nil)
  }

  @Test func largePartsAreSolvedToo() {
    // A comb of 600 mentions that all hang together; every one can be paired.
    let gold = (0..<300).map { ("problem", $0 * 4, $0 * 4 + 4) }
    let predicted = (0..<300).map { ("problem", $0 * 4 + 2, $0 * 4 + 6) }
    let text = String(repeating: "abc ", count: 302)
    let report = Make.report(
      Make.set(Make.document("a", text, gold)), Make.set(Make.document("a", nil, predicted)))
    #expect(Make.counts(report.micro.counts.overlap) == [300, 0, 0])
  }
}
