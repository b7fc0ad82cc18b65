import ClinicalText
import Rules
import Testing

@Suite struct RuleFileTests {
  private func message(_ yaml: String) -> String {
    do {
      _ = try CueFile(yaml: yaml, file: "cues.yaml")
      return "no fault"
    } catch { return error.message }
  }

  @Test func readsEveryKey() throws {
    let file = try CueFile(
      yaml: """
        kind: negation
        cues:
          - id: neg.x
            phrases: ["no", "not any"]
            direction: forward
            scope: 4
            max_targets: 2
            types: [problem, test]
            stops_at: [comma, semicolon]
            accept: ["no <problem negated>pain</problem>"]
          - id: term.x
            phrases: ["but"]
            direction: terminate
            terminates: [negation, family]
        """, file: "cues.yaml")
    let rule = file.rules[0]
    #expect(rule.kind == .negation && rule.direction == .forward && rule.scope == 4 && rule.maxTargets == 2)
    #expect(rule.types == EntityTypeSet([.problem, .test]))
    #expect(rule.stopsAt == [.comma, .semicolon])
    #expect(file.rules[1].terminates.contains(.family) && !file.rules[1].terminates.contains(.historical))
    #expect(file.examples.count == 1 && file.examples[0].line == 10)
  }

  @Test(arguments: [
    ("cues: [{id: a, direction: forward, phrases: [x]}]", "cues.yaml:1: the cue a has no kind"),
    ("kind: negation\ncues:\n  - id: a\n    direction: sideways\n    phrases: [x]", "cues.yaml:4: unknown direction"),
    ("kind: negatoin\ncues: []", "cues.yaml:1: unknown kind negatoin; one of negation"),
    ("kind: negation\ncues:\n  - id: a\n    direction: forward\n    phrase: [x]", "cues.yaml:5: unknown key phrase"),
    ("kind: negation\ncues:\n  - id: a\n    direction: forward\n    phrases: []", "has no phrase"),
    ("kind: [", "the YAML cannot be read"),
    ("", "expected keys and values at the top"),
  ])
  func faultsNameFileLineAndRemedy(_ yaml: String, _ expected: String) {
    #expect(message(yaml).contains(expected), "\(message(yaml))")
  }

  @Test func anIdMayStandOnlyOnce() {
    let rule = CueRule(id: "neg.a", kind: .negation, direction: .forward, phrases: ["no"])
    #expect(throws: Fault.self) { try CueTable([rule, rule]) }
  }

  @Test func headingsRefuseUnknownParentsAndRepeatedPhrases() {
    #expect(throws: Fault.self) {
      try HeadingsFile(yaml: "categories:\n  - id: a\n    parents: [b]\n    headings: [x]", file: "h.yaml")
    }
    #expect(throws: Fault.self) {
      try HeadingsFile(
        yaml: "categories:\n  - id: a\n    headings: [x]\n  - id: b\n    headings: [X]", file: "h.yaml")
    }
  }
}
