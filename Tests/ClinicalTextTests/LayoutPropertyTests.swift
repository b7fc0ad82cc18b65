import ClinicalText
import TestSupport
import Testing

/// What must hold for any text, and what any text must not cost.
struct LayoutPropertyTests {
  private let pieces = [
    "PLAN", "Plan", "plan", "PMH", "Past Medical History", "Physical Exam", "Lungs", "SKIN", "Allergies", "Impression",
    "Subjective", "SOCIAL HISTORY NOTE", ":", ":", ":", ": ", ", ", ".", ". ", ".,", ";", "?", "!", "(", ")", "]", "\"",
    "'",
    " ", " ", " ", "  ", "\t", "\n", "\n", "\n\n", "\r\n", "-", "- ", "* ", "• ", "1", "1.", "2) ", "(a) ", "a. ", "Dr",
    "mg",
    "e.g", "no fever", "The patient", "J", "C", "E. coli", "38.5", "120/80", "|", "é", "İ", "中", "😀", "\u{A0}",
    "\u{200D}",
    "chest pain and some further words that fill up a line", "___", "[**Name**]", "A1c", "/", "&", "≥", "\u{2028}",
  ]

  @Test func invariantsOfRandomNotes() {
    var random = SeededGenerator(31)
    let note = NoteStructure()
    for _ in 0..<15_000 {
      let text = random.text(of: pieces, upTo: 40)
      note.analyze(NoteText(text), layoutAnalyzer)
      if let broken = note.brokenInvariant {
        Issue.record("\(broken): \(text.debugDescription)")
        return
      }
    }
  }

  @Test func invariantsOfNastyText() {
    var random = SeededGenerator(32)
    let note = NoteStructure()
    for _ in 0..<10_000 {
      let text = random.text(of: nastyPieces, upTo: 40)
      note.analyze(NoteText(text), layoutAnalyzer)
      if let broken = note.brokenInvariant {
        Issue.record("\(broken): \(text.debugDescription)")
        return
      }
    }
    for text in naughtyStrings { #expect(analyzed(text).brokenInvariant == nil, "\(text.debugDescription)") }
  }

  /// A work space used before gives what a fresh one gives.
  @Test func nothingIsLeftOfTheNoteBefore() {
    var random = SeededGenerator(33)
    let used = NoteStructure()
    for _ in 0..<2_000 {
      let text = random.text(of: pieces, upTo: 30)
      used.analyze(NoteText(text), layoutAnalyzer)
      let fresh = analyzed(text)
      guard used.sections == fresh.sections, used.sentences == fresh.sentences,
        used.tokens.all.elementsEqual(fresh.tokens.all),
        (0..<used.tokens.count).allSatisfy({ used.folded[$0] == fresh.folded[$0] })
      else {
        Issue.record("\(text.debugDescription)")
        return
      }
    }
  }

  /// Text that goes on for megabytes without a line break, and headings that open sections without end.
  @Test(arguments: [
    "PLAN: ", "PLAN: PLAN: ", "word ", "x", "1,000", "Allergies: a. b. c. ", "Physical Exam: Lungs: Skin: ", "no. ",
    "\n",
    "- ", "1. ", "( ", "PMH (", "Past Medical ", "A B C D ", "e.g.", "J. ", "é", "a-", "\"",
  ])
  func fiveMegabytesOfOneThing(_ piece: String) {
    let note = analyzed(String(repeating: piece, count: 5_000_000 / piece.utf8.count))
    #expect(note.sections.last.map { Int($0.span.end) } == note.text.count)
    #expect(note.sentences.last?.endToken == (note.tokens.count == 0 ? nil : note.tokens.count))
    #expect(note.sectionIDs.prefix(3).count >= 1)
  }

  /// Closing signs of several kinds in long runs: time must grow with the text, not with its square.
  @Test func longRunsOfClosingSigns() async {
    await #expect(processExitsWith: .success) {
      limitProcessorTime(10)
      for piece in [")]", "\"'", "),", "]'"] {
        let note = analyzed(String(repeating: piece, count: 250_000))
        precondition(note.sentences.last?.endToken == note.tokens.count)
      }
    }
  }
}
