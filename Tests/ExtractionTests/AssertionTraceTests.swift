import ClinicalText
import Extraction
import Rules
import Testing

/// What the assertion engine takes down for explanations.
@Suite struct AssertionTraceTests {
  private static let rules: [CueRule] = {
    var limited = CueRule(id: "neg.not", kind: .negation, direction: .forward, phrases: ["not"])
    limited.scope = 2
    var comma = CueRule(id: "unc", kind: .uncertainty, direction: .forward, phrases: ["possible"])
    comma.stopsAt = [.comma]
    var problems = CueRule(id: "neg.free", kind: .negation, direction: .forward, phrases: ["free of"])
    problems.types = EntityTypeSet([.problem])
    var once = CueRule(id: "neg.never", kind: .negation, direction: .forward, phrases: ["never had"])
    once.maxTargets = 1
    return [
      CueRule(id: "neg.no", kind: .negation, direction: .forward, phrases: ["no"]),
      CueRule(id: "neg.absent", kind: .negation, direction: .backward, phrases: ["absent"]),
      CueRule(id: "term.but", kind: .negation, direction: .terminate, phrases: ["but"]),
      CueRule(id: "pseudo", kind: .negation, direction: .pseudo, phrases: ["no change in", "no increase"]),
      limited, comma, problems, once,
    ]
  }()

  private func trace(_ marked: String) throws -> (AssertionTrace, NoteResult) {
    let gold = try InlineGold(marked, file: "test", line: 1)
    let given = gold.marks.enumerated().map { index, mark in
      GivenEntity(id: "\(index)", type: EntityType(name: mark.name), typeName: mark.name, span: mark.span)
    }
    let layout = LayoutAnalyzer(headings: .empty, abbreviations: .empty)
    let extractor = Extractor(ExtractionRules(layout: layout, cues: try CueTable(Self.rules), lexicons: []))
    let trace = ExtractionTrace()
    extractor.trace = trace
    return (trace.assertion, extractor.extract(NoteText(gold.text), given: given, allMatches: false))
  }

  private func ends(_ marked: String) throws -> [String] {
    try trace(marked).0.scopes.map { scope in
      let end =
        switch scope.end {
        case .sentence: "sentence"
        case .cue(let rule, let token): "\(Self.rules[rule].id)@\(token)"
        case .words: "words"
        case .sign(let token): "sign@\(token)"
        }
      return "\(Self.rules[scope.rule].id) \(scope.side) \(scope.tokens) \(end)"
    }
  }

  @Test func whatEndsAScope() throws {
    #expect(try ends("no <problem>pain</problem> here") == ["neg.no forward 1..<3 sentence"])
    #expect(
      try ends("no <problem>pain</problem> but no cough") == [
        "neg.no forward 1..<2 term.but@2", "neg.no forward 4..<5 sentence",
      ])
    #expect(try ends("not in the least <problem>ill</problem>") == ["neg.not forward 1..<3 words"])
    #expect(try ends("possible <problem>flu</problem>, cough") == ["unc forward 1..<2 sign@2"])
    #expect(try ends("<problem>pain</problem> (no cough) today") == ["neg.no forward 3..<4 sign@4"])
    #expect(try ends("but <problem>pain</problem> absent") == ["neg.absent backward 1..<2 term.but@0"])
  }

  @Test func whatACueMet() throws {
    let (trace, result) = try trace("free of <problem>pain</problem> on <medication>aspirin</medication>")
    #expect(trace.effects.map { "\($0.entity) \($0.isApplied)" } == ["0 true", "1 false"])
    #expect(result.entities[0].assertion.negated && !result.entities[1].assertion.negated)
    let once = try self.trace("never had <problem>asthma</problem> or <problem>eczema</problem>").0
    #expect(once.effects.map(\.entity) == [0])
    #expect(once.scopes.first?.tokens == 2..<5)
  }

  @Test func cuesThatDoNotCount() throws {
    let states = { (marked: String) in
      try trace(marked).0.cues.map { "\(Self.rules[$0.rule].id) \($0.tokens) \($0.state.rawValue)" }.sorted()
    }
    #expect(try states("no increase in <problem>pain</problem>") == ["pseudo 0..<2 pseudo"])
    #expect(
      try states("no <problem>change in vision</problem>") == ["neg.no 0..<1 active", "pseudo 0..<3 inside_mention"])
    #expect(
      try states("<problem>no pain</problem> but") == ["neg.no 0..<1 inside_mention", "term.but 2..<3 terminates"])
    // A sentence without mentions is told as well.
    #expect(try states("no cough. <problem>Pain</problem>") == ["neg.no 0..<1 active"])
  }

  @Test func aTraceChangesNothing() throws {
    for marked in [
      "no <problem>pain</problem>, <problem>cough</problem> but <problem>fever</problem>.",
      "no <problem>change in vision</problem>. Possible <problem>flu</problem>, <problem>pain</problem> absent.",
    ] {
      let traced = try trace(marked).1
      let gold = try InlineGold(marked, file: "test", line: 1)
      let layout = LayoutAnalyzer(headings: .empty, abbreviations: .empty)
      let extractor = Extractor(ExtractionRules(layout: layout, cues: try CueTable(Self.rules), lexicons: []))
      let plain = extractor.extract(NoteText(gold.text), given: traced.given, allMatches: false)
      #expect(traced.entities.map(\.assertion) == plain.entities.map(\.assertion))
      #expect(traced.cues.map(\.rule.string) == plain.cues.map(\.rule.string))
    }
  }

  /// A cue at every other word, traced: linear as without.
  @Test func manyCuesTakeLinearTime() throws {
    let text = String(repeating: "no pain ", count: 50_000)
    let given = [GivenEntity(id: "0", type: .problem, typeName: "problem", span: ByteSpan(3, 7))]
    let layout = LayoutAnalyzer(headings: .empty, abbreviations: .empty)
    let extractor = Extractor(ExtractionRules(layout: layout, cues: try CueTable(Self.rules), lexicons: []))
    let trace = ExtractionTrace()
    extractor.trace = trace
    _ = extractor.extract(NoteText(text), given: given, allMatches: false)
    #expect(trace.assertion.cues.count == 50_000)
    #expect(trace.assertion.scopes.count == 50_000)
  }
}
