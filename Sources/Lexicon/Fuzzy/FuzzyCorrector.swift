import ClinicalText

/// Finds the words of a note that no name, rule or list of words has, and what each of them was meant for.
///
/// What was found for a word is kept in a table of fixed size: a word of another note takes the place of one with the same
/// low bits. One object serves one worker.
final class FuzzyCorrector {
  /// A token, and the word that it was taken for.
  struct Corrected {
    var token: Int
    var correction: FuzzyWordIndex.Correction
  }

  private struct Entry {
    var key: UInt64 = 0
    var correction: FuzzyWordIndex.Correction?
  }

  private static let entryCount = 1 << 14

  private let index: FuzzyWordIndex
  private let pattern = EditPattern()
  private var entries = [Entry](repeating: Entry(), count: entryCount)
  private var word: [UInt8] = []
  private(set) var corrected: [Corrected] = []

  init(_ index: FuzzyWordIndex) {
    self.index = index
  }

  /// Fills `corrected`, in order of the tokens.
  func correct(_ note: NoteStructure) {
    corrected.removeAll(keepingCapacity: true)
    var sentence = 0
    for token in 0..<note.tokens.count where mayBeMisspelt(token, note) && !index.isKnown(note.folded[token]) {
      if let correction = correction(of: note.tokens[token], note) {
        while sentence < note.sentences.count, note.sentences[sentence].endToken <= token { sentence += 1 }
        let isFirst = sentence < note.sentences.count && note.sentences[sentence].firstToken == token
        if !isFirst, mayBeName(token, correction, note) { continue }
        corrected.append(Corrected(token: token, correction: correction))
      }
    }
  }

  /// Words of six letters and more in lower case, with a capital at most in front, and not in one run with digits or an
  /// apostrophe.
  private func mayBeMisspelt(_ index: Int, _ note: NoteStructure) -> Bool {
    let token = note.tokens[index]
    guard token.kind == .word, FuzzyWordIndex.lengths.contains(token.count), token.flags.contains(.hasLower),
      !token.flags.contains(.nonASCII)
    else { return false }
    if token.isGlued, index > 0, joins(note.tokens[index - 1], note) { return false }
    let next = index + 1
    return next == note.tokens.count || !note.tokens[next].isGlued || !joins(note.tokens[next], note)
  }

  /// A capital in the midst of a sentence makes a word the name of a person, a place or a maker, unless it is long and
  /// nearly right ("Pneumovac"). Behind a number, a bullet or a colon it says nothing.
  private func mayBeName(_ token: Int, _ correction: FuzzyWordIndex.Correction, _ note: NoteStructure) -> Bool {
    guard note.tokens[token].flags.contains(.initialUpper), token > 0 else { return false }
    let before = note.tokens[token - 1]
    if before.kind == .number { return false }
    if before.kind == .symbol {
      // Within a sentence a period ends an abbreviation ("Dr.") or an initial.
      let sign = note.text.bytes[Int(before.start)]
      guard sign == UInt8(ascii: ".") || sign == UInt8(ascii: ",") else { return false }
    }
    return note.tokens[token].count < Self.longName || correction.distance > 1
  }

  private static let longName = 8

  /// True for what makes one code or address of the words that it touches: digits, "@", "_", "/" with more behind it.
  private func joins(_ token: Token, _ note: NoteStructure) -> Bool {
    guard token.kind == .symbol else { return true }
    switch note.text.bytes[Int(token.start)] {
    case UInt8(ascii: "@"), UInt8(ascii: "_"), UInt8(ascii: "'"), UInt8(ascii: "\\"): return true
    default: return false
    }
  }

  private func correction(of token: Token, _ note: NoteStructure) -> FuzzyWordIndex.Correction? {
    word.removeAll(keepingCapacity: true)
    for (place, byte) in note.text.bytes[token.span.range].enumerated() {
      switch byte {
      case 0x61...0x7A: word.append(byte)
      case 0x41...0x5A where place == 0: word.append(byte | 0x20)
      default: return nil
      }
    }
    let count = word.count
    for _ in 0..<8 { word.append(0) }
    return word.withUnsafeBufferPointer { padded in
      let word = UnsafeBufferPointer(rebasing: padded[0..<count])
      let key = FingerprintTable.fingerprint(word)
      let place = Int(truncatingIfNeeded: key) & (Self.entryCount - 1)
      if entries[place].key == key { return entries[place].correction }
      let found = index.rules.isDerived(word, index.isKnown) ? nil : index.nearest(word, pattern)
      entries[place] = Entry(key: key, correction: found)
      return found
    }
  }
}
