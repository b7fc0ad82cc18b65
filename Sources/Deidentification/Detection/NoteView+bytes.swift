import ClinicalText

/// Bytes around candidates.
extension NoteView {
  /// True for an ASCII letter or digit at an offset.
  @inline(__always)
  func isASCIIAlphanumeric(_ offset: Int) -> Bool {
    let byte = byte(offset)
    return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
  }

  /// The bytes of a range within the text.
  @inline(__always)
  func bytes(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  /// The folded value of a token.
  @inline(__always)
  func folded(_ index: Int) -> UInt64 { note.folded[index] }

  /// True when a sign beyond ASCII ends at an offset: a dash, quote or blank (U+2000 to U+203F, U+0080 to U+00BF).
  private func isPunctuation(endingAt end: Int) -> Bool {
    byte(end - 2) == 0xC2 || byte(end - 3) == 0xE2 && byte(end - 2) == 0x80
  }

  /// False inside of a longer word or number, as behind "12-" or "3.".
  @inline(__always)
  func mayBegin(_ start: Int) -> Bool {
    let before = byte(start - 1)
    if before >= 0x80 { return isPunctuation(endingAt: start) }
    if NoteView.isAlphanumeric(before) { return false }
    switch before {
    case 0x2C, 0x2D, 0x2E, 0x2F, 0x3A: return !NoteView.isDigit(byte(start - 2))
    default: return true
    }
  }

  /// False where the word or number goes on.
  @inline(__always)
  func mayEnd(_ end: Int) -> Bool {
    let next = byte(end)
    if next >= 0x80 { return next == 0xC2 || next == 0xE2 && byte(end + 1) == 0x80 }
    if NoteView.isAlphanumeric(next) { return false }
    switch next {
    case 0x2D, 0x2E, 0x3A: return !NoteView.isDigit(byte(end + 1)) && !(next == 0x2D && isASCIIAlphanumeric(end + 1))
    default: return true
    }
  }

  /// True when a token is one of single signs.
  @inline(__always)
  func isOne(_ index: Int, of signs: StaticString) -> Bool {
    guard index >= 0, index < count, tokens[index].kind == .symbol, tokens[index].count == 1 else { return false }
    let byte = byte(Int(tokens[index].start))
    for k in 0..<signs.utf8CodeUnitCount where signs.utf8Start[k] == byte { return true }
    return false
  }

  /// True when a sentence ends between a token and the one before it.
  func isSentenceEnd(before index: Int) -> Bool {
    guard index > 0 else { return true }
    if tokens[index].flags.contains(.blockStart) { return true }
    return isOne(index - 1, of: ".;") && !tokens[index].isGlued && tokens[index].flags.contains(.initialUpper)
  }

  /// True when a label may end with a token: its number stands on the next line.
  func endsLabel(_ index: Int) -> Bool { isOne(index, of: ":#=.") }
}
