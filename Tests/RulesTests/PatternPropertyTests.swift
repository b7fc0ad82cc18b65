import ClinicalText
import TestSupport
import Testing

import Rules

/// Patterns made at random over texts made at random: the automaton finds what the naive reading finds.
@Suite struct PatternPropertyTests {
  private static let words = ["a", "b", "c", "dd", "7", ",", "x-ray", "e f", "q"]
  private static let sections = ["one"]

  private static func pattern(_ random: inout SeededGenerator, _ depth: Int) -> String {
    switch random.below(depth > 2 ? 8 : 13) {
    case 0, 1, 2: return random.pick(["a", "b", "c", "dd", "\",\"", "x-ray"])
    case 3: return random.pick(["{k}", "{l}", "{!m}"])
    case 4: return random.pick(["_", "#number", "#word", "#sign"])
    case 5, 6:
      return random.pick([
        "<problem>", "<anatomy>", "<anatomy:m>", "<anatomy:!m>", "<problem:m|n>", "<problem:!m|n>",
      ])
    case 7: return random.pick(["_{0,2}", "_{0,}", "{!m}{1,}"])
    case 8: return "(" + pattern(&random, depth + 1) + "|" + pattern(&random, depth + 1) + ")"
    case 9: return "[" + pattern(&random, depth + 1) + "]"
    case 10: return "(" + pattern(&random, depth + 1) + "){\(random.below(2)),\(1 + random.below(3))}"
    case 11: return random.pick(["x", "mention"]) + ":(" + pattern(&random, depth + 1) + ")"
    default: return pattern(&random, depth + 1) + " " + pattern(&random, depth + 1)
    }
  }

  private static func source(_ random: inout SeededGenerator) -> PatternSource {
    var source = PatternSource()
    source.classes = [
      .init(name: "k", content: ["b", "c", "a b"], file: "", line: 0),
      .init(name: "l", content: ["7", "e f", "dd", "e f c"], file: "", line: 0),
      .init(name: "m", content: ["b", "dd", "7"], file: "", line: 0),
      .init(name: "n", content: ["c"], file: "", line: 0),
    ]
    for index in 0..<4 {
      let start = random.pick(["a", "{k}", "<anatomy>", "#number", "{l}", "<problem:m>"])
      var rule = PatternRule(
        id: "r\(index)", makes: random.pick(["problem", "test", "link"]), pattern: start)
      for _ in 0..<random.below(4) { rule.pattern += " " + pattern(&random, 0) }
      if random.below(4) == 0 { rule.unlessBefore = random.pick(["b", "{k}", "a _{0,1}", "<problem>"]) }
      if random.below(4) == 0 { rule.unlessAfter = random.pick(["b", "{k}", "_ a", "<anatomy>"]) }
      rule.isEvery = rule.makes == "link" && random.below(2) == 0
      rule.priority = random.below(5) == 0 ? 1 : 0
      source.rules.append(rule)
    }
    return source
  }

  private static func marks(_ note: NoteStructure, _ random: inout SeededGenerator) -> [PatternMark] {
    var marks: [PatternMark] = []
    for token in 0..<note.tokens.count where note.folded[token] != TokenFolding.skipped {
      for type in [EntityType.problem, .anatomy] where random.below(4) == 0 {
        let end = min(note.tokens.count, token + 1 + random.below(3))
        guard note.folded[end - 1] != TokenFolding.skipped else { continue }
        marks.append(PatternMark(tokens: token..<end, kind: type.rawValue))
      }
    }
    return marks
  }

  @Test(arguments: [4096, 8])
  func findsWhatTheNaiveReadingFinds(mostStates: Int) throws {
    let layout = LayoutAnalyzer(
      headings: HeadingTable(categories: [], headings: []), abbreviations: AbbreviationTable([]))
    let schema = PatternSchema(makes: ["link"])
    let note = NoteStructure()
    var compared = 0
    var skipped = 0
    for seed in 0..<400 {
      var random = SeededGenerator(UInt64(seed))
      let source = Self.source(&random)
      let table: PatternTable
      do {
        table = try PatternTable(source, schema: schema, sections: [])
      } catch {
        // Too long, or nothing at all: said so when it is loaded.
        #expect(error.message.contains("would match") || error.message.contains("can take"), "\(error.message)")
        skipped += 1
        continue
      }
      let matcher = PatternMatcher(table, mostStates: mostStates)
      let naive = NaivePatternMatcher(source: source)
      for _ in 0..<6 {
        let text = random.text(of: Self.words.map { $0 + " " } + [". A "], upTo: 14)
        note.analyze(NoteText(text), layout)
        let marks = Self.marks(note, &random)
        matcher.match(note, marks: marks)
        let expected = naive.chosen(try naive.matches(note, marks))
        let found = matcher.matches.map { match in
          NaivePatternMatcher.Match(
            rule: match.rule, tokens: match.tokens,
            parts: Dictionary(
              uniqueKeysWithValues: matcher.captures[match.captures].map { (table.partNames[$0.name], $0.tokens) }))
        }
        #expect(
          found == expected,
          "seed \(seed), \"\(text)\", marks \(marks), rules \(source.rules)")
        for match in matcher.matches {
          let own = matcher.captures[match.captures].first { table.partNames[$0.name] == PatternTable.mentionPart }
          #expect(match.mention == own?.tokens ?? match.tokens)
        }
        compared += expected.count
      }
    }
    #expect(compared > 1000, "only \(compared) matches were compared")
    #expect(skipped < 100)
  }
}
