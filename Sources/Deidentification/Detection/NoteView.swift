import ClinicalText

/// A note as the finders see it: tokens with the classes of their words, and the bytes between them. One object
/// serves one worker; its contents change with each note.
final class NoteView {
  private(set) var note = NoteStructure()
  private(set) var tokens = UnsafeBufferPointer<Token>(start: nil, count: 0)
  private(set) var count = 0
  private(set) var classes: [WordClass] = []
  private(set) var phrases: [PhraseTable.Hit] = []
  /// For each token 1 where an identifier that was found first covers it.
  var isTaken: [Bool] = []
  private var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Takes an analyzed note; valid until it is analyzed anew.
  func load(_ note: NoteStructure, words: WordTable, phrases table: PhraseTable) {
    self.note = note
    tokens = note.tokens.all
    count = tokens.count
    bytes = note.text.bytes
    classes.removeAll(keepingCapacity: true)
    classes.reserveCapacity(count)
    for i in 0..<count {
      classes.append(tokens[i].kind == .word ? words.classes(of: note.folded[i]) : [])
    }
    isTaken.removeAll(keepingCapacity: true)
    isTaken.append(contentsOf: repeatElement(false, count: count))
    phrases.removeAll(keepingCapacity: true)
    table.match(note, into: &phrases)
  }

  // MARK: bytes

  /// The byte at an offset; 0 outside of the text.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { offset >= 0 && offset < bytes.count ? bytes[offset] : 0 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  /// Index of the first token that starts at or behind a byte.
  func firstToken(atOrBehind byte: Int) -> Int {
    let index = note.tokens.firstIndex(endingAfter: UInt32(byte))
    return index
  }

  /// True when the bytes at `offset` are `word`, in any letter case, and no letter or digit follows.
  func reads(_ word: StaticString, at offset: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset >= 0, offset + length <= bytes.count else { return false }
    for k in 0..<length {
      var b = bytes[offset + k]
      if b &- 0x41 < 26 { b |= 0x20 }
      if b != word.utf8Start[k] { return false }
    }
    return !Self.isAlphanumeric(byte(offset + length))
  }

  // MARK: tokens

  /// True when a word token is one of `words`, in any letter case.
  func isWord(_ index: Int, _ words: StaticString...) -> Bool {
    guard index >= 0, index < count else { return false }
    let token = tokens[index]
    for word in words where word.utf8CodeUnitCount == token.count {
      if reads(word, at: Int(token.start)) || matches(word, token) { return true }
    }
    return false
  }

  private func matches(_ word: StaticString, _ token: Token) -> Bool {
    for k in 0..<token.count {
      var b = bytes[Int(token.start) + k]
      if b &- 0x41 < 26 { b |= 0x20 }
      if b != word.utf8Start[k] { return false }
    }
    return true
  }

  @inline(__always)
  func isSign(_ index: Int, _ sign: Unicode.Scalar) -> Bool {
    guard index >= 0, index < count, tokens[index].kind == .symbol, tokens[index].count == 1 else { return false }
    return bytes[Int(tokens[index].start)] == UInt8(sign.value)
  }

  @inline(__always)
  func has(_ index: Int, _ classes: WordClass) -> Bool {
    index >= 0 && index < count && !self.classes[index].isDisjoint(with: classes)
  }

  @inline(__always)
  func isGlued(_ index: Int) -> Bool { index < count && tokens[index].isGlued }

  /// True when `index` stands on the same line as the token before it.
  @inline(__always)
  func continuesLine(_ index: Int) -> Bool { index > 0 && index < count && tokens[index].newlinesBefore == 0 }

  /// The integer that a number token of digits alone holds; nil for "1.5", "10,000" and more than nine digits.
  func integer(_ index: Int) -> Int? {
    guard index >= 0, index < count, tokens[index].kind == .number, tokens[index].count <= 9 else { return nil }
    var value = 0
    for offset in tokens[index].span.range {
      guard Self.isDigit(bytes[offset]) else { return nil }
      value = value * 10 + Int(bytes[offset] & 0x0F)
    }
    return value
  }

  /// Takes the tokens of a span, so that later finders leave them alone; false when one is taken already.
  func take(_ span: ByteSpan) -> Bool {
    let range = note.tokens.range(covering: span)
    for token in range where isTaken[token] { return false }
    for token in range { isTaken[token] = true }
    return true
  }
}
