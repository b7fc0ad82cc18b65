import ClinicalText

/// How a name is written: its words, and what stands between them and stays.
struct NameForm {
  /// A run of letters with apostrophes within.
  struct Word {
    var range: Range<Int>
    var folded: [UInt8]
    /// Bytes at its end that stay: "'s".
    var possessive: Int
  }

  let text: UnsafeBufferPointer<UInt8>
  private(set) var words: [Word] = []

  init(_ text: UnsafeBufferPointer<UInt8>) {
    self.text = text
    var i = 0
    while i < text.count {
      guard Self.isLetter(text[i]) else {
        i += 1
        continue
      }
      let start = i
      while i < text.count, Self.isLetter(text[i]) || isApostrophe(i) { i += 1 }
      add(start..<i)
    }
  }

  private mutating func add(_ range: Range<Int>) {
    var possessive = 0
    if range.count > 3, text[range.upperBound - 1] | 0x20 == 0x73 {
      if text[range.upperBound - 2] == 0x27 { possessive = 2 }
      if range.count > 5, text[range.upperBound - 2] == 0x99, text[range.upperBound - 4] == 0xE2 { possessive = 4 }
    }
    let folded = FoldedValue.of(
      UnsafeBufferPointer(rebasing: text[range.lowerBound..<(range.upperBound - possessive)]))
    guard !folded.isEmpty else { return }
    words.append(Word(range: range, folded: folded, possessive: possessive))
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }

  /// An apostrophe with a letter on either side: ' or ’. The latter's bytes are letters to `isLetter`, too.
  private func isApostrophe(_ i: Int) -> Bool {
    text[i] == 0x27 && i + 1 < text.count && Self.isLetter(text[i + 1])
  }

  /// The name with other words: titles and suffixes stay, particles before a name go, letter case and signs are as they were.
  ///
  /// - Parameter replace: gives the word for a folded one, or the letter for an initial; nil where there is none.
  /// - Returns: nil where a word has none, or nothing was replaced.
  func written(
    _ tables: SurrogateTables, _ replace: (_ folded: [UInt8], _ isInitial: Bool) -> String?
  ) -> [UInt8]? {
    var output: [UInt8] = []
    var position = 0
    var isReplaced = false
    // Two or three capitals alone are initials: "JS".
    let isInitials =
      words.count == 1 && (2...3).contains(words[0].folded.count) && isUpper(words[0].range)
      && tables.words[words[0].folded] == nil
    for (index, word) in words.enumerated() {
      let folded = word.folded
      let isLast = index == words.count - 1
      let isName = tables.words[folded] != nil
      if tables.suffixes.contains(folded), index > 0 { continue }
      let isTitle = tables.titles.contains(folded) && (!isName || index == 0 && !isLast && folded.count <= 3)
      if words.count > 1, isTitle { continue }
      output.append(contentsOf: text[position..<word.range.lowerBound])
      position = word.range.upperBound
      if !isLast, folded.count > 1, tables.particles.contains(folded),
        !isName || text[word.range.lowerBound] &- 0x61 < 26
      {
        // The blank, hyphen or apostrophe behind it goes, too.
        let next = words[index + 1].range.lowerBound
        position = next
        continue
      }
      let letters = UnsafeBufferPointer(
        rebasing: text[word.range.lowerBound..<(word.range.upperBound - word.possessive)])
      if isInitials || folded.count == 1 {
        for letter in folded {
          guard let made = replace([letter], true) else { return nil }
          output.append(contentsOf: LetterForm(letters, isInitial: true).applied(to: made))
        }
      } else {
        guard let made = replace(folded, false) else { return nil }
        output.append(contentsOf: LetterForm(letters).applied(to: made))
      }
      output.append(contentsOf: text[(word.range.upperBound - word.possessive)..<word.range.upperBound])
      isReplaced = true
    }
    output.append(contentsOf: text[position...])
    return isReplaced ? output : nil
  }

  private func isUpper(_ range: Range<Int>) -> Bool { text[range].allSatisfy { $0 &- 0x41 < 26 } }
}

/// The letter case of a text, to write another in it.
struct LetterForm {
  private enum Form {
    case upper
    case lower
    case asIs
  }

  private let form: Form

  static let upper = LetterForm(.upper)
  static let lower = LetterForm(.lower)

  var isUpper: Bool { form == .upper }

  private init(_ form: Form) { self.form = form }

  /// - Parameter isInitial: one letter in capitals is no text in capitals, unless it is an initial.
  init(_ text: UnsafeBufferPointer<UInt8>, isInitial: Bool = false) {
    var upper = 0
    var lower = 0
    for byte in text {
      if byte &- 0x41 < 26 { upper += 1 }
      if byte &- 0x61 < 26 { lower += 1 }
    }
    form = lower > 0 && upper == 0 ? .lower : upper > (isInitial ? 0 : 1) && lower == 0 ? .upper : .asIs
  }

  func applied(to word: String) -> [UInt8] {
    var bytes = Array(word.utf8)
    switch form {
    case .asIs: break
    case .upper: for i in bytes.indices where bytes[i] &- 0x61 < 26 { bytes[i] &= 0xDF }
    case .lower: for i in bytes.indices where bytes[i] &- 0x41 < 26 { bytes[i] |= 0x20 }
    }
    return bytes
  }
}
