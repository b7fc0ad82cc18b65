import ClinicalText
import TestSupport
import Testing

import Lexicon

/// `NameSearch` against a plain filter over all names.
@Suite struct NameSearchTests {
  static let names: [String] = {
    var random = SeededGenerator(5)
    let syllables = ["he", "art", " ", "at", "tack", "pan", "cre", "as", "-", "é", "α", "A", "pain", "s"]
    let texts = Set((0..<3000).map { _ in random.text(of: syllables, upTo: 6) })
    return texts.filter { text in text.utf8.count { (0x61...0x7A).contains($0) } > 3 }.sorted()
  }()
  static let compiled = try! Compiled(
    tsv: "concept\tname\ttype\tpreferred\n"
      + names.enumerated().map { "C\($0.offset)\t\($0.element)\tproblem\t\($0.offset % 3 == 0 ? 1 : 0)\n" }.joined())

  private func entered() -> [CompiledLexicon.Hit] {
    (0..<Self.compiled.lexicon.nameCount).compactMap { Self.compiled.lexicon.hit(ofName: $0) }
  }

  @Test(arguments: ["heart", "HEART", "pan cre", "pan-cre", "é", "alpha", "at", "zz"])
  func prefixFindsWhatAFilterFinds(_ phrase: String) {
    let folded = NameFolding.folded(phrase)
    let expected = entered().filter { NameFolding.folded($0.name).starts(with: folded) }
    let answer = NameSearch.search(phrase, .prefix, in: [Self.compiled.lexicon], limit: 1_000_000)
    #expect(answer.total == expected.count)
    #expect(answer.found.map(\.hit.name).sorted() == expected.map(\.name).sorted())
    let keys = answer.found.map { ($0.hit.flags.contains(.preferred) ? 0 : 1, NameFolding.folded($0.hit.name).count) }
    #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 <= $1 })
    let few = NameSearch.search(phrase, .prefix, in: [Self.compiled.lexicon], limit: 3)
    #expect(few.found.map(\.hit.name) == answer.found.prefix(3).map(\.hit.name))
    #expect(few.total == answer.total)
  }

  @Test(arguments: ["hert atack", "pancreas", "panc", "he", "paincreasalpha", "artattackartattackheartpain"])
  func nearFindsWhatAFilterFinds(_ phrase: String) {
    let folded = NameFolding.folded(phrase)
    let limit = NameSearch.limit(for: folded.count)
    let expected = entered().filter { EditPatternTests.naive(folded, NameFolding.folded($0.name)) <= limit }
    let answer = NameSearch.search(phrase, .near, in: [Self.compiled.lexicon], limit: 1_000_000)
    #expect(answer.found.map(\.hit.name).sorted() == expected.map(\.name).sorted())
    #expect(zip(answer.found, answer.found.dropFirst()).allSatisfy { $0.distance <= $1.distance })
    for found in answer.found {
      #expect(found.distance == EditPatternTests.naive(folded, NameFolding.folded(found.hit.name)))
    }
  }

  @Test func severalLexiconsAreOneAnswer() throws {
    let other = try Compiled([("X1", "heart attack", .problem), ("X2", "heart", .anatomy)])
    let both = NameSearch.search("heart", .prefix, in: [Self.compiled.lexicon, other.lexicon], limit: 5)
    let one = NameSearch.search("heart", .prefix, in: [Self.compiled.lexicon], limit: 5)
    #expect(both.total == one.total + 2)
    #expect(both.found.count == 5)
  }

  @Test func conceptsWithAllTheirNames() throws {
    let compiled = try Compiled(
      tsv: "concept\tname\ttype\tvocabulary\nC1\tfever\tproblem\tA\nC1\tpyrexia\tproblem\tA\nC1\tfever test\ttest\tB\n")
    let entries = compiled.lexicon.concepts(withID: "c1")
    #expect(entries.map { $0.concept.vocabulary.string } == ["A", "B"])
    #expect(entries.first?.names.map(\.name) == ["fever", "pyrexia"])
    #expect(compiled.lexicon.concepts(withID: "C2").isEmpty)
  }

  @Test func countsAddUp() {
    let counts = Self.compiled.lexicon.counts()
    #expect(counts.byType.map(\.count.names).reduce(0, +) == Self.compiled.lexicon.nameCount)
    #expect(counts.byVocabulary.map(\.count.concepts).reduce(0, +) == Self.compiled.lexicon.conceptCount)
    #expect(counts.bySemanticTypes.map(\.count.concepts).reduce(0, +) == Self.compiled.lexicon.conceptCount)
    #expect(counts.byRule.first { $0.rule == "preferred" }?.names == entered().count { $0.flags.contains(.preferred) })
  }
}
