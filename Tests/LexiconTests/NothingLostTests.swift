import ClinicalText
import Lexicon
import TestSupport
import Testing

/// Adding a vocabulary never removes a hit.
@Suite struct NothingLostTests {
  private static let words = [
    "chest", "pain", "pains", "Acute", "renal", "failure", "type", "2", "PRES", "CK", "K", "MS", "falls", "fall",
    "ribs", "fused", "NOS", "(disorder)", "patient", "5", "mg", "metformin", ",",
  ]

  private func rows(_ random: inout SeededGenerator, _ count: Int) -> [(concept: Int, name: String, strict: String)] {
    (0..<count).map { _ in
      let name = (0...random.below(4)).map { _ in random.pick(Self.words) }.joined(separator: " ")
      return (random.below(40), name, random.pick(["", "", "", "=", "^"]))
    }
  }

  private func type(_ concept: Int) -> EntityType { [.problem, .medication, .anatomy][concept % 3] }

  private func build(
    _ first: [(concept: Int, name: String, strict: String)], isCurated: Bool,
    _ second: [(concept: Int, name: String, strict: String)]
  ) throws -> Compiled {
    let folder = Scratch()
    let table = folder.file(
      "first.tsv",
      "concept\tname\ttype\tsynonyms\txrefs\n"
        + first.map { "\($0.concept)\t\($0.strict)\($0.name)\t\(type($0.concept).name)\t\tUMLS:C\($0.concept)\n" }
        .joined())
    folder.file(
      "MRCONSO.RRF",
      second.map { consoLine("C\($0.concept)", $0.name, sab: $0.concept % 2 == 0 ? "MSH" : "MTH", tty: "PT") }.joined())
    folder.file("MRSTY.RRF", (0..<40).map { "C\($0)|\(["T047", "T121", "T029"][$0 % 3])|A|N|AT||\n" }.joined())
    let builder = try publishedBuilder()
    builder.aliases = try VocabularyAliases(tsv: "vocabulary\talias\nUMLS\tCUI\n", file: "a")
    return try Compiled(builder: builder) {
      $0.cleaningMode = isCurated ? .none : .variants
      try TSVVocabulary.read(table, languages: ["ENG"], curated: isCurated, into: $0)
      guard !second.isEmpty else { return }
      $0.cleaningMode = .published
      $0.namesYieldInside = true
      try RRFVocabulary.read(folder.path, .init(), into: $0)
      $0.mergeReferences()
    }
  }

  private struct Found: Hashable {
    var tokens: Range<Int>
    var type: EntityType
    var isPreferred: Bool
  }

  private func found(_ note: NoteStructure, _ compiled: Compiled) -> [Found] {
    let finder = MentionFinder([compiled.lexicon])
    finder.find(in: note, allMatches: true)
    return finder.mentions.map { Found(tokens: $0.tokens, type: $0.type, isPreferred: $0.isPreferred) }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6]) func everySpanIsFoundAgain(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let isCurated = seed % 2 == 0
    let first = rows(&random, 60)
    let alone = try build(first, isCurated: isCurated, [])
    let both = try build(first, isCurated: isCurated, rows(&random, 120))
    #expect(balance(both.report))
    var hits = 0
    for _ in 0..<400 {
      let text = (0..<random.below(20)).map { _ in random.pick(Self.words) }.joined(separator: " ")
      let note = analyzed(text)
      let before = found(note, alone)
      let after = found(note, both)
      for mention in before {
        hits += 1
        #expect(after.contains { $0.tokens == mention.tokens && $0.type == mention.type }, "\(text)")
        // What a curated lexicon prefers stays preferred, or a preferred mention stands there in its place.
        if isCurated, mention.isPreferred {
          #expect(
            after.contains {
              $0.isPreferred && $0.tokens.overlaps(mention.tokens)
            }, "\(text)")
        }
      }
    }
    #expect(hits > 200)
  }

  /// A name that the starter marks is not found by another vocabulary's unmarked one.
  @Test func marksOfACuratedLexiconHoldForPublishedNames() throws {
    let compiled = try build(
      [(0, "falls", "^"), (3, "PICA", "=")], isCurated: true, [(6, "Falls", ""), (9, "pica", ""), (12, "PRES", "")])
    #expect(compiled.mentions("falls; fall; PICA; pica; pre") == ["problem[falls]", "problem[PICA]"])
    #expect(compiled.lexicon.lookup("falls").count == 2)
    #expect(compiled.mentions("PRES") == ["problem[PRES]"])
  }

  /// What a rule makes of a name gives a curated phrase no second type; a name itself does.
  @Test func variantsGiveCuratedNamesNoOtherType() throws {
    let compiled = try build(
      [(1, "metformin", "")], isCurated: true, [(6, "metformin (oral)", ""), (9, "Unspecified chest", "")])
    #expect(compiled.mentions("metformin") == ["medication[metformin]"])
    #expect(compiled.mentions("chest") == ["problem[chest]"])
  }

  /// "ribs" of a curated lexicon is not lost inside of a published "fused ribs"; a published one is.
  @Test func curatedNamesGiveWayToCuratedNamesOnly() throws {
    let compiled = try build(
      [(2, "ribs", ""), (5, "chest", ""), (0, "chest pain", "")], isCurated: true, [(6, "fused ribs", "")])
    #expect(
      compiled.mentions("fused ribs and chest pain") == ["problem[fused ribs]", "anatomy[ribs]", "problem[chest pain]"])
    let published = try build([(0, "chest pain", "")], isCurated: true, [(6, "fused ribs", ""), (2, "ribs", "")])
    #expect(published.mentions("fused ribs") == ["problem[fused ribs]"])
  }
}
