import ClinicalText
import Evaluation
import TestSupport
import Testing

@Suite struct ComparisonTests {
  private func run(_ name: String, _ documents: AnnotatedDocument...) -> ComparedRun {
    ComparedRun(name: name, source: "\(name).jsonl", set: Make.set(documents))
  }

  private func options(_ edit: (inout ComparisonOptions) -> Void = { _ in }) -> ComparisonOptions {
    var options = ComparisonOptions()
    options.bootstrap.resamples = 0
    options.randomization.shuffles = 200
    edit(&options)
    return options
  }

  private let gold = Make.set(
    Make.document("n1", Make.text, [("problem", 10, 20), ("medication", 61, 70)]) { $0.noteType = "ED" },
    Make.document("n2", Make.text, [("problem", 26, 50)]))

  private var first: ComparedRun {
    run(
      "first", Make.document("n1", nil, [("problem", 10, 20), ("medication", 61, 70)]),
      Make.document("n2", nil, [("problem", 33, 50)]))
  }

  private var second: ComparedRun {
    run(
      "second", Make.document("n1", nil, [("problem", 10, 15), ("problem", 61, 70)]), Make.document("n2", nil, []))
  }

  @Test func pairsByHand() throws {
    let comparison = Comparison([first, second], gold: gold, options: options())
    #expect(comparison.types == ["problem", "medication"])
    #expect(comparison.pairs.map { [$0.a, $0.b] } == [[0, 1], [0, 2], [1, 2]])
    let between = comparison.pairs[0]
    // problem 10–20 against 10–15; medication 61–70 against problem 61–70; problem 33–50 alone.
    #expect(Make.counts(between.counts.strict) == [0, 2, 3])
    #expect(Make.counts(between.counts.overlap) == [1, 1, 2])
    #expect(between.byType[0].boundary == 1 && between.byType[0].onlyA == 1)
    #expect(between.byType[1].otherType == 1)
    #expect(comparison.pairs[1].byType.map(\.same) == [1, 1])
    #expect(comparison.scores[0].micro.counts.strict.f1 == 4.0 / 6.0)
  }

  @Test func kappaByHand() throws {
    // Four words; the first run labels words 1 and 2, the second words 2 and 3: 2 of 4 agree, expected 0.5.
    let text = "one two three four"
    let comparison = Comparison(
      [
        run("a", Make.document("n", text, [("problem", 0, 7)])),
        run("b", Make.document("n", text, [("problem", 4, 13)])),
      ], gold: nil, options: options())
    #expect(try #require(comparison.pairs[0].kappa) == 0)
    let same = Comparison(
      [
        run("a", Make.document("n", text, [("problem", 0, 7)])),
        run("b", Make.document("n", text, [("problem", 0, 7)])),
      ], gold: nil, options: options())
    #expect(same.pairs[0].kappa == 1)
  }

  @Test func withoutTextsThereIsNoKappa() {
    let comparison = Comparison([first, second], gold: nil, options: options())
    #expect(comparison.pairs.count == 1)
    #expect(comparison.pairs[0].kappa == nil)
    #expect(comparison.pageData(title: "t", made: "d", noteLimit: 10).notes.isEmpty)
    let withTexts = Comparison([first, second], gold: nil, texts: gold, options: options())
    #expect(withTexts.pairs[0].kappa != nil)
  }

  @Test func randomizationMeetsTheExactTest() {
    // Every exchange of ten documents tried: the exact p value of the same null hypothesis.
    var generator = SeededGenerator(3)
    for _ in 0..<5 {
      let a = (0..<10).map { _ in
        Counts(
          truePositives: generator.below(6), falsePositives: generator.below(4), falseNegatives: generator.below(4))
      }
      let b = (0..<10).map { _ in
        Counts(
          truePositives: generator.below(6), falsePositives: generator.below(4), falseNegatives: generator.below(4))
      }
      let observed = abs(a.reduce(Counts(), +).f1 - b.reduce(Counts(), +).f1)
      var atLeast = 0
      for mask in 0..<1024 {
        var x = Counts()
        var y = Counts()
        for i in 0..<10 {
          x += mask >> i & 1 == 1 ? b[i] : a[i]
          y += mask >> i & 1 == 1 ? a[i] : b[i]
        }
        if abs(x.f1 - y.f1) >= observed - 1e-12 { atLeast += 1 }
      }
      let p = ApproximateRandomization(shuffles: 20_000, seed: 9).pValue(a, b)
      #expect(abs(p - Double(atLeast) / 1024) < 0.02)
    }
  }

  @Test func equalRunsDifferByChanceAlone() {
    let counts = [Counts(truePositives: 3), Counts(truePositives: 1, falsePositives: 2)]
    #expect(ApproximateRandomization(shuffles: 100).pValue(counts, counts) == 1)
  }

  @Test func holmByHand() {
    #expect(ApproximateRandomization.holm([0.01, 0.04, 0.03]) == [0.03, 0.06, 0.06])
    #expect(ApproximateRandomization.holm([0.6, 0.5]) == [1, 1])
    #expect(ApproximateRandomization.holm([]).isEmpty)
  }

  @Test func stabilityOfRepetitions() throws {
    let repeats = [
      run(
        "m#1", Make.document("n1", Make.text, [("problem", 10, 20), ("problem", 26, 50)]),
        Make.document("n2", Make.text, [])),
      run("m#2", Make.document("n1", Make.text, [("problem", 10, 20)]), Make.document("n2", Make.text, [])),
      run(
        "m#3", Make.document("n1", Make.text, [("problem", 10, 20), ("test", 61, 70)]),
        Make.document("n2", Make.text, [])),
    ]
    let stability = try #require(Comparison(repeats, gold: nil, options: options()).stability.first)
    #expect(stability.name == "m" && stability.runs == [0, 1, 2] && stability.notes == 2)
    #expect(stability.inAll == 1.0 / 3.0)
    #expect(stability.inOne == 2.0 / 3.0)
    #expect(stability.identicalNotes == 0.5)
    // F1 of the pairs: 2/3, 1/2, 2/3.
    #expect(abs(stability.strictF1 - (2.0 / 3.0 + 0.5 + 2.0 / 3.0) / 3) < 1e-15)
  }

  @Test func failedAndMissingNotesAreTold() {
    let broken = run("broken", Make.document("n1", nil, []) { $0.hasFailed = true })
    let comparison = Comparison([first, broken], gold: gold, options: options())
    #expect(comparison.noteCount(run: 1) == 0)
    #expect(comparison.failedNotes(run: 1) == 1)
    #expect(comparison.failures(run: 1).map(\.fault.code) == [.failedDocument, .missingDocument])
    #expect(comparison.scores[1].micro.counts.strict.falseNegatives == 3)
  }

  @Test func thePageHoldsWhatWasCompared() {
    let withOther = run(
      "third", Make.document("n1", nil, [("severity", 0, 2), ("problem", 10, 20), ("medication", 61, 70)]),
      Make.document("n2", nil, [("problem", 26, 50)]))
    let comparison = Comparison([first, withOther], gold: gold, options: options())
    let page = comparison.pageData(title: "t", made: "2026-01-01", noteLimit: 1)
    #expect(page.types == ["problem", "medication"])
    #expect(page.notesCompared == 2 && page.notes.map(\.id) == ["n2"])
    #expect(page.remarks.contains { $0.contains("all 2 notes") })
    let all = comparison.pageData(title: "t", made: "2026-01-01", noteLimit: 10)
    // Severity is not compared: it has no place on the page, and indices follow.
    #expect(all.notes[1].columns[1]?.map(\.type) == [0, 1])
    #expect(all.notes[0].differences[0] == [PageDifference(a: 0, b: 0, kinds: .boundary)])
    #expect(all.notes[1].differences[0].isEmpty)
    #expect(all.notes[1].type == "ED")
  }
}
