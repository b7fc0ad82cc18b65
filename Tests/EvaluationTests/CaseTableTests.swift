import ClinicalText
import Evaluation
import Testing

@Suite struct CaseTableTests {
  @Test func everyMentionHasItsRow() {
    let gold = Make.set(
      Make.document("a\tb", Make.text, [("problem", 10, 20), ("medication", 61, 70), ("test", 71, 77)]) {
        $0.entities[0].assertion = Assertion()
        $0.entities[0].assertion?.negated = true
        $0.identifiers = [AnnotatedIdentifier(category: "NAME", type: "PATIENT", start: 0, end: 2)]
      })
    let predicted = Make.set(
      Make.document("a\tb", nil, [("problem", 10, 15), ("test", 61, 70), ("problem", 26, 50)]) {
        $0.entities[0].assertion = Assertion()
      })
    let report = Make.report(gold, predicted) { $0.keepsCases = true }
    let out = OutputBuffer()
    CaseTable.append(report.cases, to: out, showsText: true)
    let lines = String(decoding: out.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "document\toutcome\tgold_type\tgold_start\tgold_end\tpredicted_type\tpredicted_start\tpredicted_end"
          + "\tgold_assertion\tpredicted_assertion\ttext",
        "a b\tboundary\tproblem\t10\t20\tproblem\t10\t15\tnegated\t-\tchest pain",
        "a b\ttype\tmedication\t61\t70\ttest\t61\t70\t\t\tmetformin",
        "a b\tmissed\ttest\t71\t77\t\t\t\t\t\t500 mg",
        "a b\tspurious\t\t\t\tproblem\t26\t50\t\t\ttype 2 diabetes mellitus",
        "a b\tmissed\tNAME:PATIENT\t0\t2\t\t\t\t\t\tPt",
      ])
  }
}
