import ClinicalText

/// What the words of names may also be written as, folded; found once for each distinct word.
struct FoldedVariants {
  private let words: WordVariants
  private var known: [UInt64: [UInt64]] = [:]
  private let scratch = TokenBuffer(capacity: 8)

  init(_ words: WordVariants) { self.words = words }

  /// The folded variants of a word: its bytes as written, its folded value.
  mutating func variants(of word: ArraySlice<UInt8>, _ folded: UInt64) -> [UInt64] {
    if let found = known[folded] { return found }
    var small: [UInt8] = []
    for byte in word {
      let letter = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
      guard (0x61...0x7A).contains(letter) else { break }
      small.append(letter)
    }
    var found: [UInt64] = []
    if small.count == word.count {
      for variant in words.variants(of: small) {
        let values = TokenFolding.phrase(NoteText(String(decoding: variant, as: UTF8.self)), scratch)
        if values.count == 1, values[0] != folded, !found.contains(values[0]) { found.append(values[0]) }
      }
    }
    known[folded] = found
    return found
  }
}

extension LexiconBuilder {
  /// Most further spellings of one name.
  public static let maxVariants = 7

  /// Every combination of the words' alternatives but the name itself, `maxVariants` at most.
  ///
  /// - Parameter choices: for each word of the phrase, itself and its alternatives.
  /// - Returns: the phrases, and whether some were left out.
  static func combinations(_ choices: [[UInt64]]) -> (phrases: [[UInt64]], isCut: Bool) {
    var phrases: [[UInt64]] = [[]]
    var isCut = false
    for choice in choices {
      var longer: [[UInt64]] = []
      // The words of a name change together where they can: the same alternative of each comes first.
      for value in choice {
        for phrase in phrases { longer.append(phrase + [value]) }
      }
      if longer.count > maxVariants + 1 {
        isCut = true
        longer.removeSubrange((maxVariants + 1)...)
      }
      phrases = longer
    }
    return (Array(phrases.dropFirst()), isCut)
  }
}
