import ClinicalText
import Evaluation
import Testing

@Suite struct TypeTests {
  private let gold = Make.set(Make.document("a", Make.text, [("Disease", 10, 20), ("other", 0, 2), ("Drug", 61, 70)]))
  private let predicted = Make.set(
    Make.document("a", nil, [("problem", 10, 20), ("medication", 61, 70), ("test", 0, 2)]))

  @Test func unknownTypesAreScoredAndTold() {
    let report = Make.report(gold, predicted)
    #expect(report.types.map(\.name) == ["Disease", "Drug"])
    #expect(Make.counts(report.micro.counts.strict) == [0, 0, 2])
    #expect(report.unknownTypes == ["Disease": 1, "Drug": 1])
    #expect(report.goldProblems.map(\.fault.code) == [.unknownType, .unknownType])
    #expect(report.goldLeftOut == 1)
    #expect(report.predictionsLeftOut == 3)
  }

  @Test func aMapBringsTypesTogether() throws {
    let map = try TypeMap(tsv: "from\tto\nDisease\tproblem\nDrug\t-\n# comment\n", file: "map.tsv")
    let report = Make.report(gold, predicted) { $0.goldMap = map }
    #expect(report.types.map(\.name) == ["problem"])
    #expect(Make.counts(report.micro.counts.strict) == [1, 0, 0])
    #expect(report.unknownTypes.isEmpty)
    #expect(report.goldLeftOut == 2)
  }

  @Test(arguments: ["Disease problem\n", "a\tb\tc\n", "a\tb\na\tc\n", "\tb\n"]) func badTables(_ table: String) {
    #expect(throws: Fault.self) { try TypeMap(tsv: table, file: "map.tsv") }
  }

  @Test func chosenTypesAlone() {
    let both = Make.set(Make.document("a", Make.text, [("problem", 10, 20), ("test", 0, 2)]))
    let report = Make.report(both, predicted) { $0.types = ["test", "device"] }
    #expect(report.types.map(\.name) == ["test", "device"])
    #expect(Make.counts(report.micro.counts.strict) == [1, 0, 0])
  }

  @Test func typesThatBothSidesUseAreKnown() {
    let same = Make.set(Make.document("a", Make.text, [("Disease", 10, 20)]))
    let report = Make.report(same, same)
    #expect(report.unknownTypes.isEmpty)
    #expect(report.micro.counts.strict.f1 == 1)
  }

  @Test func confusionNamesTheTypes() {
    let gold = Make.set(
      Make.document("a", Make.text, [("problem", 10, 20), ("test", 61, 70), ("medication", 71, 77)]))
    let predicted = Make.set(
      Make.document("a", nil, [("problem", 10, 15), ("medication", 61, 70), ("test", 0, 2)]))
    let report = Make.report(gold, predicted)
    // problem, medication, test, none
    #expect(report.types.map(\.name) == ["problem", "medication", "test"])
    #expect(report.confusion == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 1, 0, 0], [0, 0, 1, 0]])
    #expect(report.outcomes == [.boundary: 1, .missed: 1, .type: 1, .spurious: 1])
  }
}
