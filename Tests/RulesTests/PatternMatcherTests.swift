import ClinicalText
import Rules
import Testing

/// What a match is, in small cases; `PatternPropertyTests` compares the engine with a naive reading of the language.
@Suite struct PatternMatcherTests {
  private static let layout = LayoutAnalyzer(
    headings: HeadingTable(
      categories: [SectionCategory(id: "plan")],
      headings: [.init(phrase: "plan", category: 0, needsColon: true)]),
    abbreviations: AbbreviationTable([]))

  private func rule(
    _ id: String, _ pattern: String, makes: String = "problem", _ change: (inout PatternRule) -> Void = { _ in }
  ) -> PatternRule {
    var rule = PatternRule(id: id, makes: makes, pattern: pattern)
    change(&rule)
    return rule
  }

  /// Matches as "rule: words", with the words of the part in brackets behind it.
  private func matches(
    _ rules: [PatternRule], _ text: String, marks: [(String, EntityType)] = [], schema: PatternSchema = PatternSchema()
  ) throws -> [String] {
    var source = PatternSource()
    source.classes = [.init(name: "state", content: ["enlarged", "very large"], file: "", line: 0)]
    source.rules = rules
    let matcher = PatternMatcher(try PatternTable(source, schema: schema, sections: ["plan"]))
    let note = NoteStructure()
    note.analyze(NoteText(text), Self.layout)
    let bytes = Array(text.utf8)
    let placed = marks.map { words, type in
      let wanted = Array(words.utf8)
      let start = bytes.indices.first { bytes[$0...].starts(with: wanted) }!
      return PatternMark(
        tokens: note.tokens.range(covering: ByteSpan(start, start + wanted.count)), kind: type.rawValue)
    }
    matcher.match(note, marks: placed.sorted { $0.tokens.lowerBound < $1.tokens.lowerBound })
    return matcher.matches.map { match in
      let words = note.text.string(note.span(ofTokens: match.mention))
      let parts = matcher.captures[match.captures].map { capture in
        " \(matcher.table.partNames[capture.name])=\(note.text.string(note.span(ofTokens: capture.tokens)))"
      }
      return "\(rules[match.rule].id): \(words)\(parts.joined())"
    }
  }

  @Test func aMentionIsOneStep() throws {
    let rules = [rule("r", "<anatomy> is {state}")]
    let found = try matches(
      rules, "The left lobe of the thyroid is very large.", marks: [("left lobe of the thyroid", .anatomy)])
    #expect(found == ["r: left lobe of the thyroid is very large"])
  }

  @Test func hyphensAndPluralsMakeNoDifference() throws {
    #expect(try matches([rule("r", "x-ray film")], "X ray films, x-ray film") == ["r: X ray films", "r: x-ray film"])
  }

  @Test func nothingCrossesTheEndOfASentence() throws {
    let rules = [rule("r", "heart _{0,3} {state}")]
    #expect(try matches(rules, "Heart seen. Enlarged today. Heart is enlarged.") == ["r: Heart is enlarged"])
  }

  @Test func aGapTakesNoSigns() throws {
    let rules = [rule("r", "heart _{0,3} {state}")]
    #expect(try matches(rules, "Heart; enlarged. Heart 2 cm enlarged") == ["r: Heart 2 cm enlarged"])
  }

  @Test func partsAreKeptAndTheMentionIsThePlace() throws {
    let rules = [rule("r", "site:(<anatomy>) is not mention:({state})")]
    #expect(
      try matches(rules, "Heart is not enlarged.", marks: [("Heart", .anatomy)])
        == ["r: enlarged mention=enlarged site=Heart"])
  }

  @Test func theLongerMatchWinsThenTheEarlierRule() throws {
    let rules = [rule("short", "heart is"), rule("long", "heart is {state}"), rule("same", "heart is enlarged")]
    #expect(try matches(rules, "heart is enlarged") == ["long: heart is enlarged"])
  }

  @Test func priorityWinsOverLength() throws {
    let rules = [rule("long", "heart is {state}"), rule("first", "heart is") { $0.priority = 1 }]
    #expect(try matches(rules, "heart is enlarged") == ["first: heart is"])
  }

  @Test func whatIsNoEntityMayOverlap() throws {
    let rules = [rule("a", "heart is", makes: "link"), rule("b", "heart is {state}", makes: "link")]
    #expect(
      try matches(rules, "heart is enlarged", schema: PatternSchema(makes: ["link"]))
        == ["b: heart is enlarged", "a: heart is"])
  }

  @Test func guardsLookDirectlyBesideTheMatch() throws {
    let rules = [
      rule("r", "heart {state}") {
        $0.unlessBefore = "not _{0,2}"
        $0.unlessAfter = "(to|by)"
      }
    ]
    #expect(try matches(rules, "not the same heart enlarged") == [])
    #expect(try matches(rules, "not at all the same heart enlarged") == ["r: heart enlarged"])
    #expect(try matches(rules, "heart enlarged by ten") == [])
    #expect(try matches(rules, "heart enlarged, by ten") == ["r: heart enlarged"])
  }

  @Test func sectionsLimitARule() throws {
    let text = "Heart enlarged.\nPLAN: heart enlarged"
    #expect(try matches([rule("r", "heart enlarged") { $0.sections = ["plan"] }], text) == ["r: heart enlarged"])
    #expect(try matches([rule("r", "heart enlarged") { $0.notSections = ["plan"] }], text) == ["r: Heart enlarged"])
  }

  /// A long text without a sentence end in which every word begins a try of almost the greatest length, with a guard
  /// that looks back as far: work that grew with the square of the text would not end.
  @Test func hostileTextTakesLinearTime() throws {
    let rules = [
      rule("r", "a (a|a a|[a] a){0,30} b") { $0.unlessBefore = "(a|a a){0,20} c" },
      rule("s", "a{1,50} _{0,4} d"),
    ]
    let text = String(repeating: "a ", count: 20_000) + "b"
    let found = try matches(rules, text)
    #expect(found.count == 1)
  }
}
