import ClinicalText
import Extraction
import Rules
import Testing

/// One-sentence texts with inline gold against a small rule set of this file: what the engine does with scopes, whatever
/// the shipped cues are.
@Suite struct AssertionTests {
  private static func rule(
    _ id: String, _ kind: CueRule.Kind, _ direction: CueRule.Direction, _ phrases: [String],
    _ change: (inout CueRule) -> Void = { _ in }
  ) -> CueRule {
    var rule = CueRule(id: id, kind: kind, direction: direction, phrases: phrases)
    change(&rule)
    return rule
  }

  private static let rules: [CueRule] = [
    rule("neg.no", .negation, .forward, ["no", "denies"]),
    rule("neg.absent", .negation, .backward, ["absent", "is ruled out"]) { $0.scope = 4 },
    rule("neg.not", .negation, .forward, ["not"]) {
      $0.scope = 2
      $0.stopsAt = [.comma]
    },
    rule("neg.never", .negation, .forward, ["never had"]) { $0.maxTargets = 1 },
    rule("neg.problem", .negation, .forward, ["free of"]) { $0.types = EntityTypeSet([.problem]) },
    rule("ro", .ruleOut, .forward, ["rule out"]),
    rule("unc", .uncertainty, .bidirectional, ["possible"]),
    rule("hist", .historical, .forward, ["history of"]),
    rule("fam", .family, .forward, ["mother had"]),
    rule("hypo", .hypothetical, .forward, ["if"]),
    rule("term.but", .negation, .terminate, ["but"]),
    rule("term.fam", .negation, .terminate, ["patient"]) { $0.terminates = CueRule.KindSet(.family) },
    rule("pseudo", .negation, .pseudo, ["no change in", "no. 1", "history of present illness"]),
  ]

  private static let layout = LayoutAnalyzer(
    headings: HeadingTable(
      categories: [
        SectionCategory(id: "past_medical_history", assertionDefault: .historical, reach: 3),
        SectionCategory(id: "family_history", assertionDefault: .family),
        SectionCategory(id: "instructions", assertionDefault: .hypothetical),
        SectionCategory(id: "plan"),
      ],
      headings: [
        .init(phrase: "past medical history", category: 0, needsColon: false),
        .init(phrase: "family history", category: 1, needsColon: false),
        .init(phrase: "instructions", category: 2, needsColon: false),
        .init(phrase: "subjective", category: 3, needsColon: false),
      ]),
    abbreviations: AbbreviationTable([("No", .never)]))

  private func assertions(_ marked: String) throws -> (gold: InlineGold, result: NoteResult) {
    let gold = try InlineGold(marked, file: "test", line: 1)
    let given = gold.marks.enumerated().map { index, mark in
      GivenEntity(
        id: "\(index + 1)", type: EntityType(name: mark.name), typeName: mark.name, span: mark.span)
    }
    let extraction = ExtractionRules(layout: Self.layout, cues: try CueTable(Self.rules), lexicons: [])
    return (gold, Extractor(extraction).extract(NoteText(gold.text), given: given, allMatches: false))
  }

  @Test(arguments: [
    "no <problem negated>chest pain</problem>, <problem negated>nausea</problem> or <problem negated>vomiting</problem>.",
    "denies <problem negated>pain</problem> but has <problem>fever</problem>.",
    "<problem negated>PE</problem> is ruled out.",
    "rule out <problem uncertain>PE</problem>.",
    "<problem>Diabetes</problem> of ten years standing now, edema and <problem negated>rash</problem> absent.",
    "not <problem negated>febrile</problem>, <problem>coughing</problem>.",
    "not in the least <problem>febrile</problem>.",
    "never had <problem negated>asthma</problem> or <problem>eczema</problem>.",
    "free of <problem negated>pain</problem> on <medication>aspirin</medication>.",
    "no change in the <problem>effusion</problem>.",
    "No. 1 <problem>hypertension</problem>.",
    "possible <problem uncertain>pneumonia</problem>.",
    "<problem uncertain>pneumonia</problem> possible.",
    "history of <problem historical>stroke</problem>, mother had <problem historical family>gout</problem>.",
    "mother had <problem family>gout</problem>, the patient <problem>asthma</problem>.",
    "if <problem hypothetical>fever</problem> recurs.",
    "no history of <problem negated historical>asthma</problem>.",
    "no <anatomy>liver</anatomy> <problem negated>lesion</problem>.",
    "no <problem negated>change in vision</problem>.",
    "<problem>No residual pain</problem> and <problem>cough</problem>.",
    "no fever. Has <problem>pain</problem>.",
    "PAST MEDICAL HISTORY: <problem historical>Diabetes</problem>.",
    "PAST MEDICAL HISTORY: no <problem negated historical>asthma</problem>.",
    "FAMILY HISTORY: <problem family>Gout</problem>.",
    "INSTRUCTIONS: return with <problem hypothetical>fever</problem>.",
    "SUBJECTIVE:, no <problem negated>fever</problem>.,PAST MEDICAL HISTORY: , <problem historical>Diabetes</problem>.",
    "PAST MEDICAL HISTORY: Gout. Croup. Mumps. Measles. Warts. Now <problem>pain</problem>.",
  ])
  func scopes(_ marked: String) throws {
    let (gold, result) = try assertions(marked)
    for entity in result.entities {
      let mark = gold.marks[entity.given]
      #expect(
        entity.assertion.attributeNames == Set(mark.attributes), "\(result.text.string(entity.span)) in \(marked)")
    }
  }

  @Test func cuesAreKeptWithTheirSpans() throws {
    let (_, result) = try assertions("Ü: denies <problem negated>pain</problem>.")
    #expect(result.cues.count == 1)
    #expect(result.text.string(result.cues[0].span) == "denies")
    #expect(result.cues[0].rule.string == "neg.no" && result.cues[0].kind == .negation)
  }

  @Test func aSectionsDefaultIsRecordedAsTheReason() throws {
    let (_, result) = try assertions("FAMILY HISTORY: <problem family>Gout</problem>.")
    #expect(result.cues.map(\.rule.string) == ["section:family_history"])
    #expect(result.text.string(result.cues[0].span) == "FAMILY HISTORY")
  }

  /// Cues of one kind cut each other's scope: every pair of two cues around one mention gives what the nearer one says.
  @Test func nearerCuesOfOneKindWin() throws {
    for first in ["no", "denies"] {
      for second in ["no", "denies"] {
        let (_, result) = try assertions("\(first) cough \(second) <problem negated>pain</problem>.")
        #expect(result.cues.map { result.text.string($0.span) } == [second])
      }
    }
  }

  /// A cue that changes fewer types leaves the wider one's scope alone: it would hide it from the other types.
  @Test func aNarrowerCueDoesNotCutAWiderOne() throws {
    let (_, result) = try assertions("denies use free of <medication negated>aspirin</medication>.")
    #expect(result.cues.map(\.rule.string) == ["neg.no"])
  }

  /// Wide mentions over one another, and a cue at every fourth word: work that multiplied them would not end.
  @Test func manyWideMentionsAndManyCuesDoNotMultiply() throws {
    let text = String(repeating: "pain is ruled out ", count: 40_000)
    let given = (0..<20_000).map { index in
      GivenEntity(
        id: "\(index)", type: .problem, typeName: "problem", span: ByteSpan(0, text.utf8.count - 1 - index))
    }
    let extraction = ExtractionRules(layout: Self.layout, cues: try CueTable(Self.rules), lexicons: [])
    let result = Extractor(extraction).extract(NoteText(text), given: given, allMatches: false)
    #expect(result.entities.count == 20_000)
    #expect(result.entities.allSatisfy { $0.assertion == Assertion() }, "a mention that holds the cue is no target")
  }

  @Test func aMillionCuesTakeLinearTime() throws {
    let text = String(repeating: "no history of pain ", count: 50_000)
    let given = (0..<50_000).map { index in
      GivenEntity(
        id: "\(index)", type: .problem, typeName: "problem", span: ByteSpan(index * 19 + 14, index * 19 + 18))
    }
    let extraction = ExtractionRules(layout: Self.layout, cues: try CueTable(Self.rules), lexicons: [])
    let result = Extractor(extraction).extract(NoteText(text), given: given, allMatches: false)
    #expect(result.entities.allSatisfy { $0.assertion.negated && $0.assertion.historical })
  }
}
