import ClinicalText
import Testing

struct LayoutSentenceTests {
  @Test(arguments: [
    ("No fever. No chills.", ["No fever.", "No chills."]),
    ("Fever? Yes! Cough; none.", ["Fever?", "Yes!", "Cough; none."]),
    ("Seen by Dr. Smith today. He is well.", ["Seen by Dr. Smith today.", "He is well."]),
    ("BP 120/80. Temp 38.5 C. Stable.", ["BP 120/80.", "Temp 38.5 C.", "Stable."]),
    ("Took 1.5 mg. of drug. Slept.", ["Took 1.5 mg. of drug.", "Slept."]),
    ("Took 5 mg. She slept.", ["Took 5 mg.", "She slept."]),
    ("Fever (e.g. at night) was noted.", ["Fever (e.g. at night) was noted."]),
    ("Pain relieved.Patient slept.", ["Pain relieved.", "Patient slept."]),
    ("Has hepatitis C. No cirrhosis.", ["Has hepatitis C.", "No cirrhosis."]),
    ("Seen by J. Smith at noon.", ["Seen by J. Smith at noon."]),
    ("E. coli grew. Treated.", ["E. coli grew.", "Treated."]),
    ("Given b.i.d. with food. Tolerated.", ["Given b.i.d. with food.", "Tolerated."]),
    ("He said \"stop.\" Then he left.", ["He said \"stop.\"", "Then he left."]),
    ("Normal.), The rest.", ["Normal.),", "The rest."]),
    ("Hold vs. Give it.", ["Hold vs. Give it."]), ("See www.example.org for more.", ["See www.example.org for more."]),
    ("one", ["one"]), (".", ["."]), ("...", ["..."]),
  ])
  func punctuation(_ text: String, _ expected: [String]) {
    let note = analyzed(text)
    #expect(note.sentenceTexts == expected)
    #expect(note.brokenInvariant == nil)
  }

  @Test func hardWrappedParagraphsAreJoined() {
    let text = """
      The patient is a 54 year old man who was admitted with chest pain and
      shortness of breath that began two days ago while he was climbing the
      stairs. He denies fever, chills, nausea, vomiting, diarrhoea and every
      other symptom.

      Second paragraph.
      """
    let note = analyzed(text)
    #expect(note.sentenceTexts.count == 3)
    #expect(note.sentenceTexts.first?.hasSuffix("climbing the\nstairs.") == true)
    #expect(note.sentenceTexts.last == "Second paragraph.")
    #expect(note.brokenInvariant == nil)
  }

  @Test func shortLinesStandForThemselves() {
    let note = analyzed("Aspirin\nMetoprolol\nLisinopril")
    #expect(note.sentenceTexts == ["Aspirin", "Metoprolol", "Lisinopril"])
    for index in 0..<3 { #expect(note.tokens[index].flags.contains(.blockStart)) }
  }

  @Test func bulletsAndNumberedLists() {
    for marker in ["-", "*", "•", "1.", "12)", "(3)", "a.", "–", "→", "#"] {
      let note = analyzed("\(marker) no fever\n\(marker) cough\n\n\(marker) rash")
      #expect(note.sentences.count == 3, "\(marker): \(note.outline)")
      let contents = note.sentences.map { sentence in
        (sentence.firstToken..<sentence.endToken).contains {
          note.tokens[$0].flags.contains(.blockStart) && note.tokens[$0].kind == .word && note.tokens[$0].count > 1
        }
      }
      #expect(contents == [true, true, true], "\(marker)")
      #expect(note.brokenInvariant == nil, "\(marker)")
    }
  }

  @Test func signsOfNumbersAreNoBullets() {
    for text in ["-3 to 4", "+ve for blood"] {
      let note = analyzed(text)
      #expect(!note.tokens[1].flags.contains(.blockStart), "\(text)")
    }
  }

  /// A single capital, a period and a word in lower case: a species, not item E of a list. Its words stay together.
  @Test(arguments: ["E. coli bacteremia", "C. difficile colitis", "Cultures:\nS. aureus grew", "H. pylori"])
  func anAbbreviatedSpeciesIsNoListItem(_ text: String) {
    let note = analyzed(text)
    for i in 1..<note.tokens.count where note.tokens[i].newlinesBefore == 0 {
      #expect(!note.tokens[i].flags.contains(.blockStart), "\(text): \(note.text.string(note.tokens[i].span))")
    }
  }

  @Test func windowsAndOldMacLineBreaks() {
    for lineBreak in ["\n", "\r\n", "\r", "\u{2028}", "\u{85}"] {
      let note = analyzed("Aspirin\(lineBreak)Metoprolol\(lineBreak)\(lineBreak)PMH: asthma")
      #expect(
        note.outline == ["-: Aspirin", "-: Metoprolol", "pmh#PMH:", "pmh: asthma"], "\(lineBreak.debugDescription)")
    }
  }
}
