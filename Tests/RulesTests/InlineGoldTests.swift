import ClinicalText
import Rules
import Testing

@Suite struct InlineGoldTests {
  @Test func marksBecomeSpansOfThePlainText() throws {
    let gold = try InlineGold(
      "no <problem negated>chest pain</problem> < 5 days, é <test>WBC</test>", file: "f", line: 1)
    #expect(gold.text == "no chest pain < 5 days, é WBC")
    #expect(gold.marks.map(\.name) == ["problem", "test"])
    #expect(gold.marks[0].attributes == ["negated"])
    let text = NoteText(gold.text)
    #expect(gold.marks.map { text.string($0.span) } == ["chest pain", "WBC"])
  }

  @Test func nestedMarksKeepBothSpans() throws {
    let gold = try InlineGold("<problem>left <anatomy>leg</anatomy> pain</problem>", file: "f", line: 1)
    let text = NoteText(gold.text)
    #expect(gold.marks.map { text.string($0.span) } == ["left leg pain", "leg"])
  }

  @Test(arguments: ["<problem>pain", "pain</problem>", "<problem>pain</test>"])
  func unbalancedMarksAreFaults(_ marked: String) {
    #expect(throws: Fault.self) { try InlineGold(marked, file: "cues.yaml", line: 7) }
  }
}
