import ClinicalText
import Lexicon
import TestSupport
import Testing

/// Names in another word order or form.
struct WordOrderTests {
  static let names: [(String, String, EntityType)] = [
    ("C1", "chest pain", .problem), ("C2", "chest wall pain", .problem), ("C3", "femur fracture", .problem),
    ("C4", "left femur fracture", .problem), ("C5", "abdominal ultrasound", .test), ("C6", "renal failure", .problem),
    ("C7", "swelling in knee", .problem), ("C8", "chest", .anatomy), ("C9", "chest tube", .device),
    ("D1", "knee", .anatomy),
    ("D2", "head CT", .test), ("D3", "abdominal pain", .problem), ("D4", "penicillin allergy", .problem),
    ("D5", "right upper lobe lung cancer", .problem), ("D6", "head and neck cancer", .problem),
    ("D7", "chronic kidney disease", .problem), ("D8", "acute renal failure", .problem), ("D9", "kidney", .anatomy),
  ]

  @Test(arguments: [
    ("pain in the chest", ["problem[pain in the chest]"]), ("pain in chest", ["problem[pain in chest]"]),
    ("Pain  in his  chest.", ["problem[Pain  in his  chest]"]),
    ("fracture of the left femur", ["problem[fracture of the left femur]"]),
    ("fracture of her right distal femur", ["problem[fracture of her right distal femur]"]),
    ("ultrasound of the abdomen", ["test[ultrasound of the abdomen]"]),
    ("pain in the upper abdomen", ["problem[pain in the upper abdomen]"]),
    ("CT of the head", ["test[CT of the head]"]), ("failure of renal function", []), ("pain in the liver", []),
    ("allergy to penicillins", ["problem[allergy to penicillins]"]),
    ("failure of the kidney", ["problem[failure of the kidney]"]), ("kidney failure", ["problem[kidney failure]"]),
    ("acute kidney failure", ["problem[acute kidney failure]"]),
    ("chronic renal disease", ["problem[chronic renal disease]"]),
    ("swelling in the right knee", ["problem[swelling in the right knee]"]),
    ("lung cancer of the right upper lobe", ["problem[lung cancer of the right upper lobe]"]),
    ("cancer of head and neck", ["problem[cancer of head and neck]"]),
    // Parts of something longer, or of nothing.
    ("pain in the chest wall", ["problem[pain in the chest wall]"]), ("pain in the chest tube", []),
    ("abdominal pain in the chest", []), ("pain in the morning", []), ("pain in", []), ("in the chest", []),
    ("pain in the", []), ("of", []), ("pain, in the chest", []), ("pain in. The chest", []),
    ("pain in\n\nthe chest", []),
    ("pain\n- in the chest", []), ("pain in:\n- chest", []), ("CHEST PAIN", []), ("kidney", []),
    ("disease of the chronic kidney", ["problem[disease of the chronic kidney]"]),
  ])
  func table(_ text: String, _ expected: [String]) throws {
    #expect(try Compiled(Self.names).rearranged(text) == expected)
  }

  /// What is a mention by itself, with a part of the body behind the linking word, stays one, and is told more exactly.
  @Test func aHeadWithItsPlaceIsToldMoreExactly() throws {
    let compiled = try Compiled(Self.names + [("E1", "pain", .problem), ("E2", "head", .anatomy), ("E3", "CT", .test)])
    let finder = MentionFinder([compiled.lexicon], words: phraseWords)
    func found(_ text: String, all: Bool = false) -> [String] {
      let note = analyzed(text)
      finder.find(in: note, allMatches: all)
      return finder.mentions.map { mention in
        (mention.isPreferred ? "" : "?") + note.text.string(note.span(ofTokens: mention.tokens)) + " "
          + finder.concepts[mention.concepts].map(\.id.string).joined(separator: "+")
      }
    }
    #expect(found("pain in the chest") == ["pain C1+E1", "chest C8"])
    #expect(found("pain in the chest", all: true) == ["?pain in the chest C1", "pain C1+E1", "chest C8"])
    #expect(found("pain of the left") == ["pain E1"])
    #expect(found("CT of the head and knee") == ["CT D2+E3", "head E2", "knee D1"])
    #expect(found("fracture of the left femur") == ["fracture of the left femur C4"])
    #expect(found("allergy to penicillin") == ["allergy to penicillin D4"])
    // What stands behind is the mention.
    let levels = try Compiled([("C1", "prolactin level", .test), ("C2", "prolactin", .test)])
    #expect(levels.rearranged("level of prolactin", all: true) == ["test[prolactin]"])
  }

  @Test func rulesOfNamesHold() throws {
    let tsv = """
      concept\tname\ttype\tsynonyms
      C1\tx one\tproblem\t=Foo pain|^bar pains
      C2\tx two\tproblem\tA1 b

      """
    let compiled = try Compiled(tsv: tsv, curated: true)
    #expect(compiled.rearranged("pain of Foo; pain of foo; Pain of Foo") == ["problem[pain of Foo]"])
    #expect(compiled.rearranged("pains of the bar; pain of the bar; Pains of bar").count == 2)
    // Fewer than four letters.
    #expect(compiled.rearranged("b of A1") == [])
  }

  @Test func severalLexiconsGiveOneMention() throws {
    let one = try Compiled([("A1", "chest pain", .problem), ("A2", "x", .test)])
    let other = try Compiled([("B1", "chest pain", .problem), ("B2", "pain in the chest", .problem)])
    let note = analyzed("pain in the chest")
    let finder = MentionFinder([one.lexicon, other.lexicon], words: phraseWords)
    finder.find(in: note, allMatches: false)
    #expect(finder.mentions.map { finder.concepts[$0.concepts].map(\.id.string) } == [["A1", "B2"]])
    #expect(finder.mentions.map(\.origin) == [.dictionary])
    withExtendedLifetime((one, other)) {}
  }

  // MARK: against a naive twin

  private static let words = [
    "chest", "pain", "acute", "kidney", "renal", "liver", "biopsy", "left", "lobe", "failure", "the", "of", "in", "his",
    "lung", "pulmonary", "and",
  ]

  @Test(arguments: [1, 2, 3, 4])
  func sameAsTheTwin(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    var rows: [(String, String, EntityType)] = []
    let heads = [
      "chest", "pain", "acute", "kidney", "renal", "liver", "biopsy", "lobe", "failure", "lung", "pulmonary",
    ]
    for index in 0..<60 {
      let count = 1 + random.below(4)
      let name = (0..<count).map { _ in random.pick(index % 5 == 0 ? Self.words : heads) }.joined(separator: " ")
      rows.append(("C\(index)", name, .problem))
    }
    let compiled = try Compiled(rows)
    let twin = NaiveWordOrder(names: rows.map(\.1), words: phraseWords)
    let finder = MentionFinder([compiled.lexicon], words: phraseWords)
    var count = 0
    for _ in 0..<2_000 {
      let text = (0..<random.below(16)).map { _ in random.pick(Self.words) }.joined(
        separator: random.below(5) == 0 ? "\n\n" : " ")
      let note = analyzed(text)
      finder.find(in: note, allMatches: true)
      // A head that a phrase has told more exactly is a name as it stands.
      let found = Set(
        finder.mentions.filter { $0.origin == .wordOrder || $0.origin == .bodyForm }.map(\.tokens)
          .filter { !twin.isName($0, note) })
      let expected = twin.find(note)
      guard found == expected else {
        #expect(found == expected, "\(text.debugDescription) of \(rows.map(\.1))")
        return
      }
      count += found.count
    }
    #expect(count > 100)
  }

  /// Time grows with the length, whatever stands there: tens of thousands of linking words and body parts.
  @Test func hostileTextsAreLinear() throws {
    let compiled = try Compiled(Self.names)
    let finder = MentionFinder([compiled.lexicon], words: phraseWords)
    for piece in ["and a, ", "pain of the ", "of in ", "kidney renal ", "chest and ", "chest and pain in the chest, "] {
      let text = String(repeating: piece, count: 30_000)
      let note = analyzed(text)
      let clock = ContinuousClock()
      let time = clock.measure { finder.find(in: note, allMatches: true) }
      #expect(time < .seconds(20), "\(piece): \(time)")
    }
  }
}
