import ClinicalText
import Evaluation
import Testing

@Suite struct JoiningTests {
  @Test func missingFailedAndUnknownDocumentsAreTold() {
    let gold = Make.set(
      Make.document("a", Make.text, [("problem", 10, 20)]), Make.document("b", Make.text, [("problem", 10, 20)]))
    let predicted = Make.set(
      Make.document("b", nil, []) { $0.hasFailed = true }, Make.document("z", nil, [("problem", 0, 2)]))
    let report = Make.report(gold, predicted)
    #expect(Make.counts(report.micro.counts.strict) == [0, 0, 2])
    #expect(report.documents == 2 && report.documentsPredicted == 0)
    #expect(report.predictionProblems.map(\.fault.code) == [.missingDocument, .failedDocument, .unknownDocument])
    #expect(report.predictionProblems.map(\.documentID) == ["a", "b", "z"])
  }

  @Test func whiteSpaceAloneMovesOffsets() {
    let gold = Make.set(Make.document("a", "chest  pain\n and fever", [("problem", 0, 11), ("problem", 17, 22)]))
    let predicted = Make.set(Make.document("a", "chest pain and fever", [("problem", 0, 10), ("problem", 15, 20)]))
    let report = Make.report(gold, predicted)
    #expect(Make.counts(report.micro.counts.strict) == [2, 0, 0])
    #expect(report.predictionProblems.isEmpty)
  }

  @Test func anotherTextCountsAsWrong() {
    let gold = Make.set(Make.document("a", "chest pain", [("problem", 0, 10)]))
    let predicted = Make.set(Make.document("a", "head pain", [("problem", 0, 9)]))
    let report = Make.report(gold, predicted)
    #expect(Make.counts(report.micro.counts.strict) == [0, 1, 1])
    #expect(report.predictionProblems.map(\.fault.code) == [.textsDiffer])
  }

  @Test func mentionsThatAreNotTheTextCountAsWrong() {
    let gold = Make.set(Make.document("a", "chest pain", [("problem", 0, 10)]))
    let predicted = Make.set(
      Make.document("a", nil, [("problem", 0, 10), ("problem", 5, 40)]) {
        $0.entities[0].surface = "chest pain"
        $0.entities[1].surface = "pain"
      })
    let report = Make.report(gold, predicted)
    #expect(Make.counts(report.micro.counts.strict) == [1, 1, 0])
    #expect(report.predictionProblems.map(\.fault.code) == [.offsetsOutside])
    for failure in report.predictionProblems { #expect(!failure.fault.message.contains("pain")) }
  }

  @Test func goldWithoutTextIsToldAndScoredWithoutTokens() {
    let gold = Make.set(Make.document("a", nil, [("problem", 0, 10)]))
    let report = Make.report(gold, Make.set(Make.document("a", nil, [("problem", 0, 10)])))
    #expect(Make.counts(report.micro.counts.strict) == [1, 0, 0])
    #expect(!report.hasTokens)
    #expect(report.goldProblems.map(\.fault.code) == [.missingText])
  }
}
