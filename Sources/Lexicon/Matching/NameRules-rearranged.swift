import ClinicalText

extension NameRules {
  /// Decides whether a name's rules allow words in another order or apart: names of fewer than four letters do not, and
  /// those that need their letter case or form must have it, in the order of the name.
  func allows(_ name: LexiconName, _ found: RearrangedHit) -> Bool {
    if name.flags.contains(.short) { return false }
    let strict = name.flags.intersection([.exactCase, .exactForm])
    if strict.isEmpty { return true }
    guard let pieces = found.pieces else { return false }
    return isExactly(name, pieces, foldCase: !strict.contains(.exactCase))
  }

  /// Compares letters, digits and signs; blanks, hyphens and periods do not count.
  private func isExactly(_ name: LexiconName, _ pieces: [Range<Int>], foldCase: Bool) -> Bool {
    func counts(_ byte: UInt8) -> Bool { byte > 0x20 && byte != 0x2D && byte != 0x2E }
    func letter(_ byte: UInt8) -> UInt8 { foldCase && (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    let slice = lexicon.slice(name.offset, name.length)
    var j = 0
    for piece in pieces {
      for index in piece {
        for i in Int(tokens[index].start)..<Int(tokens[index].end) where counts(bytes[i]) {
          while j < slice.count, !counts(slice.start[j]) { j += 1 }
          guard j < slice.count, letter(slice.start[j]) == letter(bytes[i]) else { return false }
          j += 1
        }
      }
    }
    while j < slice.count, !counts(slice.start[j]) { j += 1 }
    return j == slice.count
  }
}
