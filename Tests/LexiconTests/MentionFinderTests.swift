import ClinicalText
import Lexicon
import Testing

struct MentionFinderTests {
  @Test func aLongNameThatBreaksOffDoesNotHideAShortOne() throws {
    let compiled = try Compiled([
      ("C1", "type 2 diabetes mellitus with x", .problem), ("C2", "diabetes", .problem),
      ("C3", "mellitus syndrome", .problem),
    ])
    #expect(compiled.mentions("type 2 diabetes mellitus") == ["problem[diabetes]"])
    #expect(compiled.mentions("type 2 diabetes mellitus with y") == ["problem[diabetes]"])
    #expect(compiled.mentions("type 2 diabetes mellitus with x") == ["problem[type 2 diabetes mellitus with x]"])
    #expect(
      compiled.mentions("type 2 diabetes mellitus syndrome") == ["problem[diabetes]", "problem[mellitus syndrome]"])
  }

  @Test func typesOverlapAndOneTypeDoesNot() throws {
    let compiled = try Compiled([
      ("C1", "heart failure", .problem), ("C2", "heart", .anatomy), ("C3", "failure", .problem),
      ("C4", "heart failure", .test),
    ])
    #expect(compiled.mentions("heart failure") == ["problem[heart failure]", "test[heart failure]", "anatomy[heart]"])
    #expect(
      compiled.mentions("heart failure", all: true) == [
        "problem[heart failure]", "test[heart failure]", "anatomy[heart]", "?problem[failure]",
      ])
  }

  /// Names of the starter lexicon are parts of its longer names, whatever the types; a user's own table stays as it is.
  @Test func namesThatYieldInside() throws {
    let tsv = """
      concept\tname\ttype
      C1\tblood\tanatomy
      C2\tblood culture\ttest
      C3\taspirin\tmedication
      C4\taspirin allergy\tproblem
      C5\tculture\tprocedure
      C6\tallergy to latex\tproblem

      """
    let curated = try Compiled(tsv: tsv, curated: true)
    #expect(curated.mentions("blood culture") == ["test[blood culture]"])
    #expect(
      curated.mentions("blood culture", all: true) == [
        "test[blood culture]", "?anatomy[blood]", "?procedure[culture]",
      ])
    #expect(curated.mentions("aspirin allergy, aspirin") == ["problem[aspirin allergy]", "medication[aspirin]"])
    // Overlap without being inside, and one span with two types, stay.
    #expect(curated.mentions("blood cultures of blood") == ["test[blood cultures]", "anatomy[blood]"])
    let own = try Compiled(tsv: tsv)
    #expect(own.mentions("blood culture") == ["test[blood culture]", "anatomy[blood]", "procedure[culture]"])
  }

  @Test func longerFirstThenFurtherLeft() throws {
    let compiled = try Compiled([
      ("C1", "chest wall pain", .problem), ("C2", "wall pain relief", .problem),
      ("C3", "relief today here now", .problem),
    ])
    #expect(compiled.mentions("chest wall pain relief") == ["problem[chest wall pain]"])
    #expect(
      compiled.mentions("chest wall pain relief today here now") == [
        "problem[chest wall pain]", "problem[relief today here now]",
      ])
    #expect(
      compiled.mentions("wall pain relief today here now", all: true) == [
        "?problem[wall pain relief]", "problem[relief today here now]",
      ])
  }

  @Test func punctuationAroundChangesNothing() throws {
    let compiled = try Compiled([("C1", "chest pain", .problem), ("C2", "MS", .problem)])
    let before = [
      "", "(", "[", "\"", "- ", "-", "/", ":", "*", "“", "~", "•", "1. ", "+", "\n", "’", "¿", "<b>", "x ", "_", "=",
    ]
    let after = [
      "", ")", "]", "\"", ".", ",", ";", ":", "/", "-", "!", "?", "”", "…", "\n", " x", "'", "</b>", "_", "%", "+",
      "\u{A0}",
    ]
    for left in before {
      for right in after {
        let shown = "\(left)·\(right)".debugDescription
        #expect(compiled.mentions(left + "chest pain" + right) == ["problem[chest pain]"], "\(shown)")
        #expect(compiled.mentions(left + "MS" + right) == ["problem[MS]"], "\(shown)")
      }
    }
  }

  @Test(arguments: [
    "chest\n\npain", "chest\npain", "- chest\n- pain", "chest\r\n\r\npain", "1. chest\n2. pain", "chest. pain",
    "chest, pain",
    "chest (pain)", "chest/pain",
  ])
  func noMatchAcrossABlockOrASign(_ text: String) throws {
    let compiled = try Compiled([("C1", "chest pain", .problem)])
    #expect(compiled.mentions(text) == [])
  }

  @Test func matchesAcrossAHardWrapAndBlanks() throws {
    let compiled = try Compiled([("C1", "chest pain", .problem)])
    let line = "the patient came in this morning because of a severe chest"
    #expect(compiled.mentions("\(line)\npain and \(line)\npain and \(line)\npain").count == 3)
    for gap in ["  ", "\t", "\u{A0}", "\u{3000}", "-", "‑"] { #expect(compiled.mentions("chest\(gap)pain").count == 1) }
  }

  @Test func conceptsOfOneMentionInRowOrder() throws {
    let compiled = try Compiled([
      ("C1", "cold", .problem), ("C2", "Cold", .problem), ("C2", "colds", .problem), ("C3", "COLD feeling", .problem),
    ])
    let note = analyzed("a cold")
    let finder = MentionFinder([compiled.lexicon])
    finder.find(in: note, allMatches: false)
    #expect(finder.mentions.count == 1)
    #expect(finder.concepts[finder.mentions[0].concepts].map(\.id.string) == ["C1", "C2"])
  }

  @Test func severalLexiconsGiveOneMention() throws {
    let one = try Compiled([("A1", "cold", .problem), ("A2", "fever", .problem)])
    let other = try Compiled([("B1", "colds", .problem), ("B2", "cold", .test), ("B3", "common cold", .problem)])
    let finder = MentionFinder([one.lexicon, other.lexicon])
    let note = analyzed("cold, fever and common cold")
    finder.find(in: note, allMatches: false)
    let shown = finder.mentions.map { mention in
      mention.type.name + " " + finder.concepts[mention.concepts].map(\.id.string).joined(separator: "+")
    }
    #expect(shown == ["problem A1+B1", "test B2", "problem A2", "problem B3", "test B2"])
    withExtendedLifetime((one, other)) {}
  }

  /// A concept that two lexicons hold alike is one concept of the mention.
  @Test func theSameConceptFromTwoLexiconsIsNamedOnce() throws {
    let one = try Compiled([("C1", "cold", .problem)])
    let other = try Compiled([("C1", "cold", .problem)])
    let finder = MentionFinder([one.lexicon, other.lexicon])
    finder.find(in: analyzed("cold"), allMatches: false)
    #expect(finder.mentions.map { finder.concepts[$0.concepts].map(\.id.string) } == [["C1"]])
    withExtendedLifetime((one, other)) {}
  }

  @Test func nothingIsLeftOfTheNoteBefore() throws {
    let compiled = try Compiled([("C1", "cold", .problem), ("C2", "common cold", .problem)])
    let finder = MentionFinder([compiled.lexicon])
    finder.find(in: analyzed("a common cold and a cold"), allMatches: true)
    #expect(finder.mentions.count == 3)
    finder.find(in: analyzed("nothing"), allMatches: true)
    #expect(finder.mentions.isEmpty)
    #expect(finder.concepts.isEmpty)
    finder.find(in: analyzed(""), allMatches: true)
    #expect(finder.mentions.isEmpty)
  }

  @Test func withoutALexicon() {
    let finder = MentionFinder([])
    finder.find(in: analyzed("chest pain"), allMatches: true)
    #expect(finder.mentions.isEmpty)
  }
}
