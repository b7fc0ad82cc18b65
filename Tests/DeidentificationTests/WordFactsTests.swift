import ClinicalText
import Deidentification
import TestSupport
import Testing

/// Words looked up once beside tables asked for every token.
struct WordFactsTests {
  private static let pieces =
    Samples.classes.flatMap { $0.1.split(separator: " ").map(String.init) }
    + Samples.phrases.map(\.phrase)
    + ["MRN", "medical record number", "account", "phone", "3/14/2021", "42", "Mỹ", "Thế"]
  private static let joints = [" ", " ", " ", ", ", ": ", "-", ". ", "\n", "'"]

  /// Notes of known words, each in some letter case, and of more unknown ones than the cache has places.
  private static func note(_ random: inout SeededGenerator, words: Int) -> String {
    var text = ""
    for _ in 0..<words {
      switch random.below(4) {
      case 0: text += "w" + String(random.next() % 20_000, radix: 26)
      case 1: text += random.pick(pieces).uppercased()
      default: text += random.pick(pieces)
      }
      text += random.pick(joints)
    }
    return text
  }

  @Test(arguments: [1, 2, 3])
  func agreeWithTheTables(_ seed: UInt64) {
    var random = SeededGenerator(seed)
    let detector = Detector(Samples.rules)
    var known = 0
    for words in [0, 1, 7, 60, 900, 9_000, 40] {
      let note = NoteStructure()
      note.analyze(NoteText(Self.note(&random, words: words)), Samples.layout)
      let expected = (0..<note.tokens.count).map { index -> WordClass in
        guard note.tokens[index].kind == .word else { return [] }
        let classes = Samples.rules.words.classes(of: note.folded[index])
        return note.tokens[index].flags.contains(.nonASCII) ? classes.subtracting([.never, .english]) : classes
      }
      #expect(detector.loadedClasses(of: note) == expected)
      known += expected.count { !$0.isEmpty }
      var phrases: [PhraseTable.Hit] = []
      Samples.rules.phrases.match(note, into: &phrases)
      let found = detector.loadedPhrases(of: note)
      #expect(found.phrases == phrases)
      #expect(found.codes == detector.codePhrases(of: note))
      if words == 9_000 { #expect(phrases.count > 100 && found.codes.count > 100) }
    }
    #expect(known > 1_000)
  }

  /// One detector for many notes finds in each what a new one finds.
  @Test func forgetTheNoteBefore() {
    var random = SeededGenerator(9)
    let detector = Detector(Samples.rules)
    for words in [400, 3, 2_000, 0, 50, 1_200, 5] {
      let note = NoteStructure()
      note.analyze(NoteText(Self.note(&random, words: words)), Samples.layout)
      let again = detector.detect(note)
      let new = Detector(Samples.rules).detect(note)
      #expect(again.map(\.span) == new.map(\.span))
      #expect(again.map(\.kind) == new.map(\.kind))
    }
  }
}
