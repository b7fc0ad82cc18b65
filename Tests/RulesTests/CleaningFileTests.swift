import ClinicalText
import Rules
import Testing

@Suite struct CleaningFileTests {
  private func message(_ yaml: String) -> String {
    do {
      _ = try CleaningFile(yaml: yaml, file: "c.yaml")
      return "no fault"
    } catch { return error.message }
  }

  @Test func readsEveryAction() throws {
    let file = try CleaningFile(
      yaml: """
        reference_term_types: [PT]
        rules:
          - {id: a, reason: r, sources: [MSH], drop_term_types: [PM], accept: ["MSH PM"]}
          - {id: b, reason: r, drop_flags: [O]}
          - {id: c, reason: r, limits: {min_letters: 2, max_words: 5, max_bytes: 80}}
          - {id: d, reason: r, dosed: {units: [mg]}}
          - {id: e, reason: r, suffixes: [" NOS"], reject: [x]}
          - {id: f, reason: r, prefixes: ["H/O "], replacement: "history of "}
          - {id: g, reason: r, bracket: leading}
          - {id: h, reason: r, bracket: trailing}
          - {id: i, reason: r, trailing_parenthesis: {unless: [no]}}
          - {id: j, reason: r, inverted_comma: {head_words: 4, tail_words: 2, unless: [and]}}
        """, file: "c.yaml")
    var limits = CleaningRule.Limits()
    limits.minLetters = 2
    limits.maxWords = 5
    limits.maxBytes = 80
    #expect(file.rules[0].sources == ["MSH"])
    #expect(
      file.rules.map(\.action) == [
        .dropTermTypes(["PM"]), .dropFlags(["O"]), .limits(limits), .dosed(units: ["mg"]), .suffixes([" NOS"]),
        .prefixes(["H/O "], replacement: "history of "), .leadingBracket, .trailingBracket,
        .trailingParenthesis(unless: ["no"]), .invertedComma(.init(headWords: 4, tailWords: 2, unless: ["and"])),
      ])
    #expect(file.referenceTermTypes == ["PT"])
    #expect(file.examples.map(\.isAccept) == [true, false])
    #expect(file.examples.map(\.line) == [3, 7])
  }

  @Test(arguments: [
    ("rules:\n  - {id: a, reason: r}", "c.yaml:2: the rule a needs exactly one of"),
    ("rules:\n  - {id: a, reason: r, suffixes: [x], bracket: leading}", "needs exactly one of"),
    ("rules:\n  - {id: a, reason: r, suffixes: []}", "an empty list"),
    ("rules:\n  - {id: a, reason: r, bracket: middle}", "unknown place of a bracket"),
    ("rules:\n  - {id: a, reason: r, sufixes: [x]}", "unknown key sufixes"),
    ("rules:\n  - {id: a, suffixes: [x]}", "the key reason is missing"),
    ("rules:\n  - {id: a, reason: r, suffixes: [x]}\n  - {id: a, reason: r, suffixes: [y]}", "stands twice"),
    ("rules:\n  - {id: a, reason: r, limits: {}}", "limits without a limit"),
    ("rules:\n  - {id: a, reason: r, suffixes: [x], replacement: y}", "replacement belongs to prefixes"),
  ])
  func faultsNameFileLineAndRemedy(_ yaml: String, _ expected: String) {
    #expect(message(yaml).contains(expected), "\(message(yaml))")
  }
}
