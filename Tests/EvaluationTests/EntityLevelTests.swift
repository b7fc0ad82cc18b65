import ClinicalText
import Evaluation
import Testing

/// Hand-computed cases of the four levels: [hits, false alarms, misses].
@Suite struct EntityLevelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var gold: [(String, Int, Int)]
    var predicted: [(String, Int, Int)]
    var strict: [Int]
    var exact: [Int]
    var overlap: [Int]
    var token: [Int]
    var testDescription: String { name }
  }

  // Text: "Pt denies chest pain, has type 2 diabetes mellitus and takes metformin 500 mg daily."
  //        0  3      10    16    22  26   31 33       42       51  55    61        71  75 78
  static let cases: [Case] = [
    Case(
      name: "the same", gold: [("problem", 10, 20)], predicted: [("problem", 10, 20)],
      strict: [1, 0, 0], exact: [1, 0, 0], overlap: [1, 0, 0], token: [2, 0, 0]),
    Case(
      name: "nothing predicted", gold: [("problem", 10, 20)], predicted: [],
      strict: [0, 0, 1], exact: [0, 0, 1], overlap: [0, 0, 1], token: [0, 0, 2]),
    Case(
      name: "nothing in the gold", gold: [("test", 0, 2)], predicted: [("test", 10, 20), ("test", 0, 2)],
      strict: [1, 1, 0], exact: [1, 1, 0], overlap: [1, 1, 0], token: [1, 2, 0]),
    Case(
      name: "shorter", gold: [("problem", 26, 50)], predicted: [("problem", 33, 41)],
      strict: [0, 1, 1], exact: [0, 1, 1], overlap: [1, 0, 0], token: [1, 0, 3]),
    Case(
      name: "another type", gold: [("problem", 10, 20), ("test", 61, 70)], predicted: [("test", 10, 20)],
      strict: [0, 1, 2], exact: [1, 0, 1], overlap: [0, 1, 2], token: [0, 2, 3]),
    Case(
      name: "one prediction over two mentions", gold: [("problem", 10, 15), ("problem", 16, 20)],
      predicted: [("problem", 10, 20)],
      strict: [0, 1, 2], exact: [0, 1, 2], overlap: [1, 0, 1], token: [2, 0, 0]),
    Case(
      name: "two predictions in one mention", gold: [("problem", 26, 50)],
      predicted: [("problem", 26, 32), ("problem", 33, 50)],
      strict: [0, 2, 1], exact: [0, 2, 1], overlap: [1, 1, 0], token: [4, 0, 0]),
    Case(
      name: "the same mention twice, found once", gold: [("problem", 10, 20), ("problem", 10, 20)],
      predicted: [("problem", 10, 20)],
      strict: [1, 0, 1], exact: [1, 0, 1], overlap: [1, 0, 1], token: [2, 0, 0]),
    Case(
      name: "a chain in which taking the exact pair first would lose one",
      gold: [("problem", 0, 9), ("problem", 10, 20)], predicted: [("problem", 5, 15), ("problem", 16, 25)],
      strict: [0, 2, 2], exact: [0, 2, 2], overlap: [2, 0, 0], token: [3, 1, 1]),
    Case(
      name: "touching is no overlap", gold: [("problem", 10, 15)], predicted: [("problem", 15, 20)],
      strict: [0, 1, 1], exact: [0, 1, 1], overlap: [0, 1, 1], token: [0, 1, 1]),
  ]

  @Test(arguments: cases) func levels(_ item: Case) {
    let report = Make.report(
      Make.set(Make.document("a", Make.text, item.gold)), Make.set(Make.document("a", nil, item.predicted)))
    #expect(Make.counts(report.micro.counts.strict) == item.strict)
    #expect(Make.counts(report.micro.counts.exact) == item.exact)
    #expect(Make.counts(report.micro.counts.overlap) == item.overlap)
    #expect(Make.counts(report.micro.counts.token) == item.token)
  }

  @Test func figuresAreThoseOfTheCounts() {
    let counts = Counts(truePositives: 3, falsePositives: 1, falseNegatives: 2)
    #expect(counts.precision == 0.75)
    #expect(counts.recall == 0.6)
    #expect(counts.f1 == 6.0 / 9.0)
    #expect(counts.f(beta: 2) == 15.0 / 24.0)
    #expect(Counts().f1 == 0 && Counts().precision == 0 && Counts().recall == 0)
  }

  @Test func discontinuousMentionsNeedTheSameFragments() {
    func document(_ fragments: [Range<Int>]) -> AnnotatedDocument {
      Make.document("a", "left and right hip pain", [("problem", fragments[0].lowerBound, fragments.last!.upperBound)])
      {
        if fragments.count > 1 { $0.entities[0].fragments = fragments }
      }
    }
    let gold = document([0..<4, 15..<23])
    let same = Make.report(Make.set(gold), Make.set(gold)).micro.counts
    #expect(Make.counts(same.strict) == [1, 0, 0])
    #expect(Make.counts(same.token) == [3, 0, 0])
    let whole = Make.report(Make.set(gold), Make.set(document([0..<23]))).micro.counts
    #expect(Make.counts(whole.strict) == [0, 1, 1])
    #expect(Make.counts(whole.overlap) == [1, 0, 0])
    // "right" lies in the gap of the gold mention: no overlap, though the outer offsets enclose it.
    let gap = Make.report(Make.set(gold), Make.set(document([9..<14]))).micro.counts
    #expect(Make.counts(gap.overlap) == [0, 1, 1])
  }

  @Test func offsetsAreCodePoints() {
    // Both texts are "😀é pain": one scalar each before the blank.
    let gold = Make.document("a", "😀é pain", [("problem", 3, 7)])
    let predicted = Make.document("a", nil, [("problem", 3, 7)]) { $0.entities[0].surface = "pain" }
    let report = Make.report(Make.set(gold), Make.set(predicted))
    #expect(Make.counts(report.micro.counts.strict) == [1, 0, 0])
    #expect(Make.counts(report.micro.counts.token) == [1, 0, 0])
    #expect(report.predictionProblems.isEmpty)
  }

  @Test func macroIsTheMeanOverTypes() {
    let gold = Make.document("a", Make.text, [("problem", 10, 20), ("test", 61, 70), ("test", 71, 77)])
    let predicted = Make.document("a", nil, [("problem", 10, 20), ("test", 61, 70)])
    let report = Make.report(Make.set(gold), Make.set(predicted))
    #expect(report.macro[0] == [1, 0.75, (1 + 2.0 / 3.0) / 2])
    #expect(report.types.map(\.name) == ["problem", "test"])
  }
}
