import ClinicalText
import Lexicon
import Testing

/// Coordination with shared words: discontinuous mentions.
struct CoordinationTests {
  static let names: [(String, String, EntityType)] = [
    ("C1", "chest pain", .problem), ("C2", "abdominal pain", .problem), ("C3", "blood culture", .test),
    ("C4", "urine culture", .test), ("C5", "sputum culture", .test), ("C6", "hepatitis A", .problem),
    ("C7", "hepatitis B", .problem), ("C8", "hepatitis C", .problem), ("C9", "head scan", .test),
    ("D1", "neck scan", .test), ("D2", "breast cancer", .problem), ("D3", "ovarian cancer", .problem),
    ("D4", "anxiety", .problem), ("D5", "anxiety disorder", .problem), ("D6", "depressive disorder", .problem),
    ("D7", "abdominal distension", .problem), ("D8", "distension", .problem), ("D9", "blood pressure", .test),
    ("E1", "blood sugar", .test), ("E2", "kidney biopsy", .procedure), ("E3", "liver biopsy", .procedure),
    ("E9", "abdominal swelling", .problem), ("F1", "swelling", .problem), ("E4", "fever", .problem),
    ("E5", "low grade fever", .problem), ("E6", "grade fever", .problem),
    ("E7", "left arm weakness", .problem), ("E8", "left leg weakness", .problem),
  ]

  @Test(arguments: [
    ("chest and abdominal pain", ["problem[chest … pain]"]), ("Chest or abdominal pain", ["problem[Chest … pain]"]),
    ("chest and/or abdominal pain", ["problem[chest … pain]"]), ("chest/abdominal pain", ["problem[chest … pain]"]),
    ("chest as well as abdominal pain", ["problem[chest … pain]"]),
    ("chest & abdominal pain", ["problem[chest … pain]"]),
    (
      "blood, urine and sputum cultures",
      ["test[blood … cultures]", "test[urine … cultures]"]
    ),
    (
      "blood, urine, and sputum cultures",
      ["test[blood … cultures]", "test[urine … cultures]"]
    ),
    ("hepatitis B and C", ["problem[hepatitis … C]"]),
    ("hepatitis A, B and C", ["problem[hepatitis … C]", "problem[hepatitis … B]"]),
    ("hepatitis A, B, or C", ["problem[hepatitis … C]", "problem[hepatitis … B]"]),
    ("scan of the head and neck", ["test[scan of … neck]", "test[scan of the head]"]),
    ("scan of the head and of the neck", ["test[scan of the head]"]),
    ("cancer of the breast and ovary", ["problem[cancer of … ovary]", "problem[cancer of the breast]"]),
    ("abdominal pain and distension", ["problem[distension]"]), ("abdominal pain and swelling", ["problem[swelling]"]),
    ("blood pressure and sugar", ["test[blood … sugar]"]),
    ("left arm and leg weakness", []), ("renal and liver biopsies", ["procedure[renal … biopsies]"]),
    // No coordination, or none that makes a name.
    ("chest, abdominal pain", []), ("chest abdominal pain", []), ("chest and then abdominal pain", []),
    ("hepatitis B and a cough", []), ("hepatitis B, C", []), ("hepatitis B. And C", []),
    ("chest\n\nand abdominal pain", []),
    ("chest and\n- abdominal pain", []), ("fever and abdominal pain", []), ("and abdominal pain", []),
    ("abdominal pain and", []), ("chest and abdominal and pain", []),
    // A member that is a mention by itself, or part of one.
    ("anxiety and depressive disorder", []), ("abdominal pain and blood pressure", []),
  ])
  func table(_ text: String, _ expected: [String]) throws {
    #expect(try Compiled(Self.names).rearranged(text) == expected)
  }

  @Test func onlyTheSharedWordsOverlap() throws {
    let compiled = try Compiled(Self.names)
    #expect(
      compiled.rearranged("abdominal pain and distension", all: true) == [
        "problem[abdominal pain]", "problem[distension]",
      ])
    #expect(
      compiled.rearranged("chest and abdominal pain", all: true) == [
        "problem[chest … pain]", "problem[abdominal pain]",
      ])
  }

  @Test func fivemembersAtMost() throws {
    let rows = (1...8).map { ("C\($0)", "item\(Character(UnicodeScalar(96 + $0)!))x cultures", EntityType.test) }
    let compiled = try Compiled(rows)
    let text = "itemax, itembx, itemcx, itemdx, itemex, itemfx and itemgx cultures"
    #expect(compiled.rearranged(text, all: true).count == 5)
  }

  @Test func offsetsAreThoseOfTheText() throws {
    let compiled = try Compiled(Self.names)
    let note = analyzed("– é chest  and abdominal pain")
    let finder = MentionFinder([compiled.lexicon], words: phraseWords)
    finder.find(in: note, allMatches: false)
    let mention = try #require(finder.mentions.first)
    #expect(note.text.string(note.span(ofTokens: mention.tokens)) == "chest  and abdominal pain")
    #expect(note.text.string(note.span(ofTokens: mention.gap)) == "and abdominal")
    #expect(finder.concepts[mention.concepts].map(\.id.string) == ["C1"])
  }

  /// A member that is a mention by itself becomes the concept that it is with the shared words.
  @Test func aMemberThatIsAMentionIsToldMoreExactly() throws {
    let compiled = try Compiled(Self.names)
    let finder = MentionFinder([compiled.lexicon], words: phraseWords)
    finder.find(in: analyzed("abdominal pain and distension"), allMatches: false)
    let found = finder.mentions.map { finder.concepts[$0.concepts].map(\.id.string) }
    #expect(found == [["C2"], ["D7", "D8"]])
    #expect(finder.mentions.map(\.origin) == [.dictionary, .coordination])
  }

  /// The parts of the body in a coordination stay mentions, though their names would yield inside of a whole one.
  @Test func partsOfTheBodyStay() throws {
    let tsv = "concept\tname\ttype\nC1\tblood\tanatomy\nC2\tblood culture\ttest\nC3\turine culture\ttest\n"
    let compiled = try Compiled(tsv: tsv, curated: true)
    #expect(
      compiled.rearranged("blood and urine cultures", all: true) == [
        "test[blood … cultures]", "anatomy[blood]", "test[urine cultures]",
      ])
  }
}
