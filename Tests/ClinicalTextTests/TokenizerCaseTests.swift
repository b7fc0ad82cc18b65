import ClinicalText
import Testing

/// Atoms of `text` in order; "~" before an atom that is glued to the one before, a blank before any other.
private func shown(_ text: String) -> String {
  let note = NoteText(text)
  var line = ""
  for (index, token) in tokens(text).enumerated() {
    if index > 0 { line += token.isGlued ? "~" : " " }
    line += note.string(token.span)
  }
  return line
}

/// One line for each rule and habit of clinical writing.
struct TokenizerCaseTests {
  @Test(arguments: [
    // Digits and letters part; what touches is glued.
    ("1.5mg", "1.5~mg"), ("q4-6h", "q~4~-~6~h"), ("120/80", "120~/~80"), ("T2-weighted", "T~2~-~weighted"),
    ("h/o", "h~/~o"), ("s/p CABG", "s~/~p CABG"), ("+ve", "+~ve"), ("L4-5", "L~4~-~5"), ("MS4A1", "MS~4~A~1"),
    ("x3d", "x~3~d"), ("38.5°C", "38.5~°~C"), ("µg", "µg"), ("5µg", "5~µg"), ("5 %", "5 %"), ("3+", "3~+"),
    ("FEV1/FVC", "FEV~1~/~FVC"), ("HbA1c", "HbA~1~c"), ("O2@2L", "O~2~@~2~L"), ("#3", "#~3"), ("~5", "~~5"),
    // Decimal points and thousands commas.
    ("10,000", "10,000"), ("1,234,567.8", "1,234,567.8"), ("1,2", "1~,~2"), ("1,23", "1~,~23"),
    ("1,2345", "1~,~2345"), ("1234,567", "1234~,~567"), ("2019,2020", "2019~,~2020"), ("1, 000", "1~, 000"),
    ("0.5,100", "0.5~,~100"), ("5.", "5~."), (".5", ".~5"), ("1..2", "1~..~2"), ("1.2.3", "1.2.3"),
    ("7.No fever", "7~.~No fever"), ("1.No", "1~.~No"), ("12,345,67", "12,345~,~67"),
    ("100,000,000", "100,000,000"), ("1,000.", "1,000~."),
    // Apostrophes within words only.
    ("Crohn's", "Crohn's"), ("doesn’t", "doesn’t"), ("patients' ", "patients~'"), ("'s", "'~s"),
    ("a''b", "a~''~b"), ("O‘Neil", "O‘Neil"), ("5'8\"", "5~'~8~\""), ("d'été", "d'été"), ("é's", "é's"),
    // Periods, underscores, runs of one sign.
    ("b.i.d.", "b~.~i~.~d~."), ("e.g.", "e~.~g~."), ("___", "___"), ("[**Name**]", "[~**~Name~**~]"),
    ("----", "----"), ("-+-", "-~+~-"), ("?!?", "?~!~?"), ("a_b", "a~_~b"), ("...", "..."), ("…", "…"),
    // Beyond ASCII.
    ("naïve", "naïve"), ("nai\u{308}ve", "nai\u{308}ve"), ("Ménière", "Ménière"), ("α-fetoprotein", "α~-~fetoprotein"),
    ("肝硬変 あり", "肝硬変 あり"), ("الكبد سليم", "الكبد سليم"), ("гипертония", "гипертония"), ("½ tab", "½ tab"),
    ("10⁹/L", "10~⁹~/~L"), ("≥90", "≥~90"), ("→CT", "→~CT"), ("• item", "• item"), ("–", "–"), ("“pain”", "“~pain~”"),
    ("dose:😀ok", "dose~:~😀~ok"), ("、痛み。", "、~痛み~。"), ("İstanbul", "İstanbul"), ("5\u{212A}", "5~\u{212A}"),
    // Blanks of all kinds part; joiners and soft hyphens stay inside the word.
    ("5\u{A0}mg", "5 mg"), ("5\u{202F}mg", "5 mg"), ("a\u{3000}b", "a b"), ("a\u{200B}b", "a b"), ("a\u{0}b", "a b"),
    ("a\u{7F}b", "a b"), ("\u{FEFF}a", "a"), ("a\u{85}b", "a b"), ("hyper\u{AD}tension", "hyper\u{AD}tension"),
    ("a\u{200D}b", "a\u{200D}b"), ("a\u{2060}b", "a\u{2060}b"), ("a\r\nb", "a b"), ("", ""), (" \t\r\n", ""),
  ])
  func atomsAndGlue(_ text: String, _ expected: String) {
    #expect(shown(text) == expected, "\(text.debugDescription)")
  }

  @Test(arguments: [
    ("chest", Token.Kind.word), ("Crohn's", .word), ("中", .word), ("é", .word), ("e\u{301}", .word), ("1.5", .number),
    ("10,000", .number), ("--", .symbol), ("°", .symbol), ("😀", .symbol), ("½", .symbol), ("_", .symbol),
  ])
  func kinds(_ text: String, _ kind: Token.Kind) {
    #expect(tokens(text).map(\.kind) == [kind])
  }

  @Test(arguments: [
    ("a b", 0), ("a\nb", 1), ("a\r\nb", 1), ("a\rb", 1), ("a \n b", 1), ("a\n\nb", 2), ("a\n \t\nb", 2),
    ("a\r\n\r\nb", 2),
    ("a\r\rb", 2), ("a\n\n\n\n\nb", 2), ("a\u{B}b", 1), ("a\u{C}b", 1), ("a\u{85}b", 1), ("a\u{2028}b", 1),
    ("a\u{2029}\u{2029}b", 2), ("a\n\u{A0}\nb", 2), ("a\u{A0}b", 0), ("a\u{2028}\nb", 2), ("\n\na", 2),
  ])
  func lineBreaks(_ text: String, _ count: UInt8) {
    #expect(tokens(text).last?.newlinesBefore == count)
  }

  @Test(arguments: [
    ("a b", false), ("a  b", true), ("a\tb", true), ("a \t b", true), ("a\u{1F}b", true), ("a\n  b", true),
    ("a\nb", false), ("ab", false), ("a\u{A0}b", false),
  ])
  func wideGaps(_ text: String, _ isWide: Bool) {
    #expect(tokens(text).last?.flags.contains(.wideGap) == isWide)
  }

  /// The gap is "before it on its line": blanks at the end of the line before are none.
  @Test func blanksBeforeALineBreakAreNoWideGap() {
    #expect(tokens("a  \nb").last?.flags.contains(.wideGap) == false)
    #expect(tokens("a \n b").last?.flags.contains(.wideGap) == false)
  }

  @Test(arguments: [
    ("MS", "U-I-"), ("ms", "-L--"), ("Ms", "ULI-"), ("mS", "UL--"), ("É", "U-I8"), ("é", "-L-8"), ("Éa", "ULI8"),
    ("x’s", "-L-8"), ("X’S", "U-I8"), ("1.5", "----"), ("°", "---8"), ("-", "----"), ("Σ", "U-I8"), ("Ж", "U-I8"),
    ("İ", "U-I8"), ("DOESN'T", "U-I-"),
  ])
  func letterFlags(_ text: String, _ expected: String) {
    let flags = tokens(text)[0].flags
    let shown =
      (flags.contains(.hasUpper) ? "U" : "-") + (flags.contains(.hasLower) ? "L" : "-")
      + (flags.contains(.initialUpper) ? "I" : "-") + (flags.contains(.nonASCII) ? "8" : "-")
    #expect(shown == expected)
  }

  /// `hasLower` asks for a letter: marks and joiners have no case, so capitals in decomposed form stay capitals.
  @Test(arguments: ["ME\u{301}NIE\u{300}RE", "E\u{301}", "HYPER\u{AD}TENSION", "AB\u{200D}C"])
  func marksAndJoinersHaveNoCase(_ text: String) {
    #expect(tokens(text).count == 1)
    #expect(tokens(text)[0].isUpper)
  }

  /// Rule 4 of `Tokenizer`: "a run of the same sign is one symbol".
  @Test(arguments: ["——", "……", "••", "→→→"])
  func runsOfOneSignBeyondASCIIAreOneSymbol(_ text: String) {
    #expect(atoms(text) == [text])
  }

  @Test func theBufferIsUsedAgain() {
    let buffer = TokenBuffer(capacity: 1)
    Tokenizer.tokenize(NoteText("one two three four"), into: buffer)
    #expect(buffer.count == 4)
    Tokenizer.tokenize(NoteText(""), into: buffer)
    #expect(buffer.count == 0)
    Tokenizer.tokenize(NoteText("x"), into: buffer)
    #expect(buffer.count == 1)
    #expect(buffer[0].span == ByteSpan(0, 1))
  }

  @Test func rangesAndChunks() {
    let note = NoteText("take q4-6h prn, 120/80.")
    let buffer = TokenBuffer()
    Tokenizer.tokenize(note, into: buffer)
    func chunk(_ index: Int) -> String {
      let range = buffer.chunk(around: index)
      return note.string(ByteSpan(start: buffer[range.lowerBound].start, end: buffer[range.upperBound - 1].end))
    }
    #expect(chunk(0) == "take")
    for index in 1...5 { #expect(chunk(index) == "q4-6h") }
    #expect(chunk(buffer.count - 1) == "120/80.")
    // Every byte span against a count over all tokens.
    for start in 0...note.count {
      #expect(buffer.firstIndex(endingAfter: UInt32(start)) == buffer.all.count { $0.end <= UInt32(start) })
      for end in start...note.count {
        let covered = buffer.range(covering: ByteSpan(start, end))
        let expected = buffer.all.indices.filter {
          Int(buffer[$0].end) > start && Int(buffer[$0].start) < end
        }
        #expect(Array(covered) == expected, "\(start)..<\(end)")
      }
    }
  }
}

/// U+02BC, a letter that is written as an apostrophe, at the places where no word can take it in.
struct ApostropheLetterTests {
  @Test func withinAWord() {
    #expect(atoms("doesn\u{2BC}t") == ["doesn\u{2BC}t"])
  }

  /// In a child process with a limit, since a tokenizer that stands still fills the memory.
  @Test func atTheEdgeOfAWordTheTokenizerGoesOn() async {
    await #expect(processExitsWith: .success) {
      limitProcessorTime(1)
      for text in ["\u{2BC}", "a \u{2BC} b", "patients\u{2BC} ", "\u{2BC}tis", "a\u{2BC}\u{2BC}b"] {
        let buffer = TokenBuffer()
        Tokenizer.tokenize(NoteText(text), into: buffer)
        for index in 0..<buffer.count { precondition(buffer[index].count > 0) }
      }
    }
  }
}
