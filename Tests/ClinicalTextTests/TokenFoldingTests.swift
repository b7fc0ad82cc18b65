import ClinicalText
import TestSupport
import Testing

struct TokenFoldingTests {
  @Test(arguments: [
    // Letter case.
    ("Pneumonia", "PNEUMONIA"), ("mRNA", "MRNA"), ("ÉCOLE", "école"), ("ЖИВОТ", "живот"), ("ΑΛΦΑ", "αλφα"),
    // Accents, composed and decomposed.
    ("Sjögren", "Sjogren"), ("Sjo\u{308}gren", "Sjögren"), ("Ménière", "meniere"), ("Guillain-Barré", "Guillain-Barre"),
    ("Ångström", "A\u{30A}ngstro\u{308}m"), ("\u{212B}ngstrom", "Ångstrom"), ("Łódź", "lodz"), ("Straße", "strasse"),
    ("œdème", "oedeme"), ("ắ", "a"), ("ş", "s"), ("ñandú", "nandu"),
    // Plurals.
    ("fracture", "fractures"), ("biopsy", "biopsies"), ("mass", "masses"), ("diagnosis", "diagnoses"),
    ("metastasis", "metastases"), ("disease", "diseases"), ("dose", "doses"), ("nose", "noses"), ("ache", "aches"),
    ("box", "boxes"), ("vertebra", "vertebrae"), ("rash", "rashes"), ("MI", "MIs"), ("PE", "PEs"), ("CVA", "CVAs"),
    ("artery", "arteries"), ("crisis", "crises"), ("prosthesis", "prostheses"), ("kidney", "kidneys"),
    ("café", "cafés"), ("biopsy", "BIOPSIES"), ("tie", "ties"), ("toe", "toes"), ("eye", "eyes"),
    // Possessive.
    ("Crohn's", "Crohn"), ("Crohn’s", "Crohns"), ("CROHN'S", "Crohn"), ("Down's syndrome", "Down syndrome"),
    // Hyphen, blank, period after a letter.
    ("follow-up", "follow up"), ("x-ray", "X ray"), ("x‐ray", "x ray"), ("x‑ray", "x ray"),
    ("T2-weighted", "T2 weighted"),
    ("E. coli", "E coli"), ("E.coli", "E coli"), ("non–small cell", "non-small cell"), ("b.i.d.", "b i d"),
    ("beta−blocker", "beta blocker"), ("follow - up", "follow - up"),
    // Greek, micro sign, Kelvin, Turkish.
    ("TNF-α", "TNF alpha"), ("β-blocker", "beta blocker"), ("Γ", "gamma"), ("σ", "ς"), ("5 µg", "5 ug"),
    ("5 μg", "5 ug"), ("\u{212A}", "k"), ("İnsulin", "insulin"), ("Iı", "ii"),
    // Invisible.
    ("hyper\u{AD}tension", "hypertension"), ("hyper\u{200D}tension", "hypertension"), ("a\u{2060}b", "ab"),
    ("x\u{FE0F}", "x"), ("Crohn's", "Crohn‘s"), ("\u{200D}", ""),
  ])
  func foldsAlike(_ one: String, _ other: String) {
    #expect(folded(one) == folded(other), "\(one) and \(other)")
  }

  @Test(arguments: [
    ("dose", "nose"), ("nos", "nose"), ("mass", "mas"), ("mg", "mcg"), ("1.5", "15"), ("1.5", "1,5"),
    ("10,000", "10000"),
    ("HIV", "HBV"), ("hypotension", "hypertension"), ("bid", "b.i.d."), ("ileum", "ilium"), ("virus", "viru"),
    ("fetus", "fetu"), ("gas", "ga"), ("as", "a"), ("doesn't", "doesnt"), ("can't", "cant"), ("his", "hi"),
    ("pus", "pu"), ("Crohn", "Cron"), ("+", "-"), ("<", ">"), ("≥", ">"), ("(", ")"), ("/", "-"), ("肝", "肺"),
    ("ab", "ba"), ("12345678", "123456789"), ("abcdefgh", "abcdefghi"), ("a", "aa"), ("mu", "µ"),
  ])
  func foldsApart(_ one: String, _ other: String) {
    #expect(folded(one) != folded(other), "\(one) and \(other)")
  }

  /// "Letters and numbers that differ otherwise get different values": pairs that differ in bit 5 of one UTF-8 byte.
  @Test(arguments: [("肝", "肽"), ("一", "丠"), ("ف", "١"), ("にく", "づく"), ("ア", "セ")])
  func scriptsBeyondLatinKeepTheirLettersApart(_ one: String, _ other: String) {
    #expect(folded(one) != folded(other), "\(one) and \(other)")
  }

  /// The two forms of one letter are canonically equivalent: whatever becomes of the accent, they fold alike.
  @Test(arguments: [("ά", "α\u{301}"), ("ό", "ο\u{301}"), ("Ά", "Α\u{301}"), ("й", "и\u{306}"), ("ё", "е\u{308}")])
  func accentsBeyondLatinComposedAndDecomposed(_ composed: String, _ decomposed: String) {
    #expect(folded(composed) == folded(decomposed), "\(composed)")
  }

  @Test func letterCaseOfEveryLatinGreekAndCyrillicLetter() {
    var offenders: [String] = []
    for value in UInt32(0x41)...0x52F {
      guard let scalar = Unicode.Scalar(value), scalar.properties.isAlphabetic, scalar.properties.isUppercase else {
        continue
      }
      // Behind an "x", so that no single letter is the whole word.
      if folded("x\(scalar)") != folded("x" + scalar.properties.lowercaseMapping) { offenders.append("\(scalar)") }
    }
    for value in UInt32(0x1E00)...0x1EFF {
      guard let scalar = Unicode.Scalar(value), scalar.properties.isUppercase else { continue }
      if folded("x\(scalar)") != folded("x" + scalar.properties.lowercaseMapping) { offenders.append("\(scalar)") }
    }
    #expect(offenders == [])
  }

  /// A word's value comes from its letters alone: not from what stands behind it, nor from where it lies.
  @Test func dependsNeitherOnNeighboursNorOnPlace() {
    let words = [
      "a", "is", "CVA", "MIs", "dose", "doses", "series", "biopsies", "diagnoses", "pneumonia", "abcdefgh", "abcdefghi",
      "Crohn's", "Sjögren’s", "α", "İ", "10,000", "1.5", "°", "≥", "中", "hypercholesterolaemia",
      "x" + String(repeating: "y", count: 70),
    ]
    let before = ["", " ", "zz ", "1 ", "(", "\n", "é ", "/", "a, ", "\u{A0}"]
    let after = ["", " ", " zz", " s", ")", "\n", " é", ",", "/", " 's", " 7"]
    for word in words {
      let alone = folded(word)
      #expect(alone.count == 1, "\(word)")
      for left in before {
        for right in after {
          for shift in [0, 1, 2, 3, 5, 7] {
            let text = String(repeating: " ", count: shift) + left + word + right
            #expect(folded(text).contains(alone[0]), "\(text.debugDescription)")
          }
        }
      }
    }
  }

  /// `fold` over any range writes what `phrase` sees, one value a token.
  @Test func foldingARangeIsFoldingThePart() {
    var random = SeededGenerator(21)
    for _ in 0..<500 {
      let note = NoteText(random.text(of: nastyPieces, upTo: 30))
      let buffer = TokenBuffer()
      Tokenizer.tokenize(note, into: buffer)
      var all = [UInt64](repeating: 99, count: buffer.count)
      all.withUnsafeMutableBufferPointer {
        if let base = $0.baseAddress { TokenFolding.fold(note, buffer, 0..<buffer.count, into: base) }
      }
      #expect(all.filter { $0 != TokenFolding.skipped } == TokenFolding.phrase(note, TokenBuffer()))
      guard buffer.count > 1 else { continue }
      let start = random.below(buffer.count)
      let end = start + random.below(buffer.count - start) + 1
      var part = [UInt64](repeating: 99, count: end - start)
      part.withUnsafeMutableBufferPointer { TokenFolding.fold(note, buffer, start..<end, into: $0.baseAddress!) }
      #expect(part == Array(all[start..<end]))
    }
  }

  /// No two of many short words share a value unless one is a plural or possessive of the other.
  @Test func fingerprintsOfDifferentWordsDiffer() {
    var seen: [UInt64: String] = [:]
    let letters = "abcdefghijklmnopqrtuvwxyz".map { String($0) }  // without s
    for a in letters {
      for b in letters {
        for c in letters {
          let word = a + b + c
          let value = folded(word)[0]
          if let other = seen.updateValue(word, forKey: value) { Issue.record("\(word) and \(other)") }
        }
      }
    }
    for number in 0..<20_000 {
      let value = folded(String(number))[0]
      if let other = seen.updateValue(String(number), forKey: value) { Issue.record("\(number) and \(other)") }
    }
  }
}
