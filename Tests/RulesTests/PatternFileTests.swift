import ClinicalText
import Rules
import Testing

@Suite struct PatternFileTests {
  private static func rule(_ lines: String) -> String {
    "classes:\n  k: [x, y z]\nrules:\n  - id: a\n    why: so\n    makes: problem\n    accept: [\"x\"]\n" + lines
  }

  /// The message of the first fault on the way from a file to a table.
  private func message(_ yaml: String) -> String {
    do {
      let file = try PatternFile(yaml: yaml, file: "p.yaml")
      _ = try PatternTable(file.source, sections: ["plan"])
      return "no fault"
    } catch { return error.message }
  }

  @Test func readsEveryKey() throws {
    let file = try PatternFile(
      yaml: """
        description: for people
        classes:
          state: [enlarged, "very large"]
        parts:
          site: '[left|right] <anatomy>'
        rules:
          - id: r.one
            why: A reason.
            makes: problem
            pattern: '{site} is mention:({state})'
            unless_before: 'not'
            unless_after: 'to'
            sections: [plan]
            not_sections: [findings]
            priority: 2
            yields: true
            accept: ["<anatomy>Heart</anatomy> is <problem>enlarged</problem>."]
            reject: ["Heart."]
        """, file: "p.yaml")
    let rule = try #require(file.source.rules.first)
    #expect(rule.id == "r.one" && rule.makes == "problem" && rule.priority == 2 && rule.yields)
    #expect(rule.unlessBefore == "not" && rule.unlessAfter == "to")
    #expect(rule.sections == ["plan"] && rule.notSections == ["findings"])
    #expect(rule.file == "p.yaml" && rule.line == 7)
    #expect(file.source.classes[0].content == ["enlarged", "very large"])
    #expect(file.examples.map(\.isAccept) == [true, false] && file.examples[0].line == 17)
    let table = try PatternTable(file.source, sections: ["plan", "findings"])
    #expect(table.sources[0].string == "rule:r.one" && table.types == [.problem])
  }

  @Test(arguments: [
    ("    pattern: 'x'", "no fault"),
    ("    pattern: 'x {q}'", "p.yaml:4: the rule a: no class or part {q} is known"),
    ("    pattern: 'x <q>'", "<q> is unknown; one of problem, medication"),
    ("    pattern: 'x <test:q>'", "no class q is known"),
    ("    pattern: 'x <test:k>'", "the class k has phrases"),
    ("    pattern: 'x {!k}'", "the class k has phrases"),
    ("    pattern: 'x*'", "repetition needs a bound: write {0,4}"),
    ("    pattern: '[x]'", "would match where nothing stands"),
    ("    pattern: 'x _{60} _{60}'", "can take 121 words; at most 64"),
    ("    pattern: '_ x'", "begins with any word"),
    ("    pattern: '(x'", "\")\" is missing"),
    ("    pattern: 'x)'", "a closing bracket without an opening one"),
    ("    pattern: 'x ()'", "nothing stands here"),
    ("    pattern: 'x #nombre'", "after # comes number, word or sign"),
    ("    pattern: 'x'\n    sections: [plans]", "the section plans is unknown"),
    ("    pattern: 'x'\n    patern: 'x'", "p.yaml:9: unknown key patern"),
    ("    pattern: 'x'\n    priority: high", "expected a whole number"),
    ("    pattern: 'x'\n  - {id: a, why: so, makes: problem, pattern: x, accept: [x]}", "the id stands twice"),
    ("    pattern: 'x'\n  - {id: b, why: so, makes: problme, pattern: x, accept: [x]}", "makes problme is unknown"),
    ("    pattern: 'x'\n  - {id: b, why: so, makes: problem, pattern: x}", "the key accept is missing"),
    ("    pattern: 'x'\nparts:\n  k: 'x'", "the name stands twice"),
  ])
  func faultsNameFileLineAndRemedy(_ lines: String, _ expected: String) {
    let found = message(Self.rule(lines))
    #expect(found.contains(expected), "\(found)")
  }

  @Test func aPartMayNotUseAPartBehindIt() {
    let yaml = "parts:\n  a: '{b}'\n  b: x\nrules: []"
    #expect(message(yaml).contains("no class or part {b} is known"))
  }
}
