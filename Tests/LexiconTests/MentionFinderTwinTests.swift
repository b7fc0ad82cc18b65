import ClinicalText
import Lexicon
import TestSupport
import Testing

/// The finder against its naive twin over random vocabularies and texts.
struct MentionFinderTwinTests {
  private static let words = [
    "chest", "pain", "pains", "Acute", "renal", "failure", "failures", "type", "2", "diabetes", "mellitus", "follow-up",
    "E. coli", "Crohn's", "α-blocker", "Sjögren", "biopsy", "biopsies", "left", "upper", "lobe", "T2-weighted", "%",
    "/",
  ]
  private static let glue = [
    " ", " ", " ", " ", "-", ", ", ". ", "\n", "\n\n", " (", ") ", "/", "\n- ", "  ", "\u{A0}", ".", "'",
  ]

  private func vocabulary(_ random: inout SeededGenerator, _ count: Int) -> [(String, String, EntityType)] {
    let types: [EntityType] = [.problem, .medication, .test]
    let heads = Self.words.filter { $0.count >= 4 && $0 != "E. coli" }
    return (0..<count).map { _ in
      // Four letters at least, so that no rule for short names applies; one type for each concept.
      var parts = [random.pick(heads)]
      for _ in 0..<random.below(4) { parts.append(random.pick(Self.words)) }
      if random.below(2) == 0 { parts.reverse() }
      let concept = random.below(60)
      return ("C\(concept)", parts.joined(separator: " "), types[concept % 3])
    }
  }

  private func text(_ random: inout SeededGenerator) -> String {
    var text = ""
    for _ in 0..<random.below(30) { text += random.pick(Self.words) + random.pick(Self.glue) }
    return random.below(4) == 0 ? text.uppercased() : text
  }

  @Test(arguments: [1, 2, 3, 4])
  func oneLexicon(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let rows = vocabulary(&random, 120)
    try compare([rows], &random)
  }

  @Test(arguments: [5, 6, 7])
  func severalLexicons(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let first = vocabulary(&random, 60)
    let second = vocabulary(&random, 60)
    let third = vocabulary(&random, 5)
    try compare([first, second, third], &random)
  }

  private func compare(_ vocabularies: [[(String, String, EntityType)]], _ random: inout SeededGenerator) throws {
    let compiled = try vocabularies.map { try Compiled($0) }
    let finder = MentionFinder(compiled.map(\.lexicon))
    let twin = NaiveFinder(vocabularies)
    for _ in 0..<1_500 {
      let note = analyzed(text(&random))
      let expected = twin.find(note)
      for all in [false, true] {
        finder.find(in: note, allMatches: all)
        let found = finder.mentions.map { mention in
          NaiveFinder.Found(
            tokens: mention.tokens, type: mention.type, isPreferred: mention.isPreferred,
            concepts: finder.concepts[mention.concepts].map(\.id.string))
        }
        let wanted = expected.filter { all || $0.isPreferred }
        guard found == wanted else {
          #expect(found == wanted, "all: \(all), \(note.text.string(note.text.fullSpan).debugDescription)")
          return
        }
      }
    }
    withExtendedLifetime(compiled) {}
  }

  /// Many candidates that overlap in one run of words: beyond the group size that is sorted by insertion.
  @Test func longOverlappingRuns() throws {
    var rows: [(String, String, EntityType)] = []
    for length in 1...12 {
      let types: [EntityType] = [.problem, .test]
      rows.append(("C\(length)", Array(repeating: "pain", count: length).joined(separator: " "), types[length % 2]))
    }
    let compiled = try Compiled(rows)
    let finder = MentionFinder([compiled.lexicon])
    let twin = NaiveFinder([rows])
    for count in [1, 2, 11, 12, 13, 25, 40] {
      let note = analyzed(Array(repeating: "pain", count: count).joined(separator: " "))
      finder.find(in: note, allMatches: true)
      let found = finder.mentions.map {
        NaiveFinder.Found(
          tokens: $0.tokens, type: $0.type, isPreferred: $0.isPreferred,
          concepts: finder.concepts[$0.concepts].map(\.id.string))
      }
      #expect(found == twin.find(note), "\(count)")
    }
  }
}
