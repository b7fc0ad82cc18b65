import ClinicalText
import TestSupport
import Testing

import Lexicon

/// Names with a misspelt word.
@Suite struct FuzzyTierTests {
  static let compiled = try! Compiled(
    tsv: """
      concept\tname\ttype\tcase_sensitive
      C1\tmetoprolol\tmedication\t0
      C2\tacute pancreatitis\tproblem\t0
      C3\tpancreatitis\tproblem\t0
      C4\thypertension\tproblem\t0
      C5\tProlene\tdevice\t1
      C6\tcolostomy\tprocedure\t0
      C7\tseizure\tproblem\t0
      C8\tcarbamazepine\tmedication\t0
      C9\tcarbamazepane\tmedication\t0
      C10\tintubation\tprocedure\t0

      """)
  static let rules = try! FuzzyRules(
    words: "# a comment\nimportance pressure", affixes: "term\tostomy\nending\tive\nform\ted\nprefix\tpost\n",
    file: "affixes.tsv")
  static let index = FuzzyWordIndex([compiled.lexicon], rules: rules)

  private func mentions(_ text: String) -> [String] {
    let note = analyzed(text)
    let finder = MentionFinder([Self.compiled.lexicon], fuzzy: Self.index)
    finder.find(in: note, allMatches: false)
    return finder.mentions.map { mention in
      let text = note.text.string(note.span(ofTokens: mention.tokens))
      guard mention.fuzzy >= 0 else { return text }
      let match = finder.fuzzyMatches[Int(mention.fuzzy)]
      return "\(text)=\(match.name.string)/\(match.correction.distance)"
    }
  }

  @Test(
    arguments: [
      ("takes metoprlol daily", ["metoprlol=metoprolol/1"]),
      ("takes Metoprolol daily", ["Metoprolol"]),
      ("acute pancraetitis", ["acute pancraetitis=acute pancreatitis/1"]),
      ("acute and pancraetitis", ["pancraetitis=pancreatitis/1"]),
      ("hypretensoin", ["hypretensoin=hypertension/2"]),
      ("seizurs", ["seizurs=seizure/1"]),
      // Another first letter, capitals, digits, short words, an apostrophe, a case rule.
      ("netoprolol METOPRLOL metoprlol5 5metoprlol pain metoprlol's Prolenne", []),
      // Another ending, another stem of a term, words of the lists and forms of known words.
      ("hypertensive cecostomy intubated postintubation importance", []),
      // As near to one name as to another.
      ("carbamazepene", []),
      ("Prolene", ["Prolene"]),
    ] as [(String, [String])])
  func finds(_ text: String, _ expected: [String]) {
    #expect(mentions(text) == expected)
  }

  @Test func offWithoutAnIndex() {
    #expect(Self.compiled.mentions("takes metoprlol daily") == [])
  }

  @Test func theNoteIsLeftAsItWas() {
    let note = analyzed("acute pancraetitis and metoprlol")
    let before = (0..<note.tokens.count).map { note.folded[$0] }
    MentionFinder([Self.compiled.lexicon], fuzzy: Self.index).find(in: note, allMatches: true)
    #expect((0..<note.tokens.count).map { note.folded[$0] } == before)
  }

  /// Every word of the index measured by the plain table gives the same nearest word, or none where two are equally near.
  @Test func nearestAgreesWithAScanOfAllWords() throws {
    var random = SeededGenerator(11)
    let syllables = ["me", "to", "pro", "lol", "car", "ba", "ze", "pine", "sta", "tin", "mi", "do"]
    let names = Set((0..<400).map { _ in random.text(of: syllables, upTo: 5) }.filter { $0.count >= 5 }).sorted()
    let compiled = try Compiled(names.enumerated().map { ("C\($0.offset)", $0.element, EntityType.problem) })
    let index = FuzzyWordIndex([compiled.lexicon], rules: FuzzyRules())
    let pattern = EditPattern()
    var corrected = 0
    for _ in 0..<4000 {
      var word = Array(random.pick(names).utf8)
      for _ in 0...random.below(2) {
        let place = 1 + random.below(word.count - 1)
        switch random.below(3) {
        case 0 where word.count > 5: word.remove(at: place)
        case 1: word.insert(UInt8(0x61 + random.below(26)), at: place)
        default: word[place] = UInt8(0x61 + random.below(26))
        }
      }
      guard word.count >= 6, !names.contains(String(decoding: word, as: UTF8.self)) else { continue }
      let limit = word.count >= 9 ? 2 : 1
      let distances = names.filter { $0.utf8.first == word[0] }.map { EditPatternTests.naive(word, Array($0.utf8)) }
      let least = distances.min().flatMap { $0 <= limit ? $0 : nil }
      let padded = word + [UInt8](repeating: 0, count: 8)
      let found = padded.withUnsafeBufferPointer { bytes in
        index.nearest(UnsafeBufferPointer(rebasing: bytes[0..<word.count]), pattern)
      }
      if let found {
        #expect(found.distance == least)
        corrected += 1
      } else if let least {
        #expect(distances.count { $0 == least } > 1, "\(String(decoding: word, as: UTF8.self))")
      }
    }
    #expect(corrected > 500)
  }

  @Test func brokenAffixesNameTheirLine() {
    for broken in ["ending", "ending\tIVE", "endings\tive", "ending\t"] {
      let found = fault { _ = try FuzzyRules(words: "", affixes: "# x\n\(broken)\n", file: "affixes.tsv") }
      #expect(found?.code == .ruleFileInvalid)
      #expect(found?.line == 2)
      #expect(found?.file == "affixes.tsv")
    }
  }

  /// Hostile: a long text of nothing but unknown words takes time in proportion to its length.
  @Test func manyUnknownWords() {
    var random = SeededGenerator(3)
    var text = ""
    for _ in 0..<20_000 {
      for _ in 0..<9 { text.unicodeScalars.append(Unicode.Scalar(UInt8(0x61 + random.below(26)))) }
      text += " "
    }
    let note = analyzed(text)
    let finder = MentionFinder([Self.compiled.lexicon], fuzzy: Self.index)
    let time = ContinuousClock().measure { finder.find(in: note, allMatches: false) }
    #expect(time < .seconds(10))
  }
}
