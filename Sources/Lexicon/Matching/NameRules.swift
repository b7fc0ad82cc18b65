import ClinicalText

/// Decides whether one name's own rules allow a hit: letter case, form, and what touches it.
struct NameRules {
  let note: NoteStructure
  let lexicon: CompiledLexicon
  let bytes: UnsafePointer<UInt8>
  let tokens: UnsafeBufferPointer<Token>

  init(_ note: NoteStructure, _ lexicon: CompiledLexicon) {
    self.note = note
    self.lexicon = lexicon
    tokens = note.tokens.all
    bytes = note.text.bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
  }

  @inline(__always)
  func allows(_ name: LexiconName, _ hit: PhraseHit) -> Bool { verdict(on: name, hit) == .allowed }

  /// Which of the name's rules refuses the hit, if one does.
  @inline(__always)
  func verdict(on name: LexiconName, _ hit: PhraseHit) -> NameVerdict {
    let flags = name.flags
    if flags.contains(.short), !boundsAllow(name, hit) { return .partOfLongerRun }
    if flags.contains(.exactCase) {
      guard isExactly(name, hit, foldCase: false) else { return .letterCase }
      if flags.contains(.commonWord), isInCapitals(hit) { return .capitalsAround }
    }
    if flags.contains(.exactForm), !isExactly(name, hit, foldCase: true) { return .form }
    return .allowed
  }

  /// A name of fewer than four letters may not be part of a longer run of letters and digits: "MS" is not in "MS4A1",
  /// "CD" not in "CD4". A test's value may follow ("Na138", "WBC12.3").
  private func boundsAllow(_ name: LexiconName, _ hit: PhraseHit) -> Bool {
    let first = Int(hit.first)
    let end = Int(hit.end)
    if tokens[first].isGlued, first > 0, tokens[first - 1].kind != .symbol { return false }
    guard end < tokens.count, tokens[end].isGlued, tokens[end].kind != .symbol else { return true }
    let after = tokens[end]
    let endsRun = end + 1 == tokens.count || !tokens[end + 1].isGlued || tokens[end + 1].kind == .symbol
    return lexicon.type(ofConcept: name.concept) == .test && after.kind == .number
      && after.count >= 2 && endsRun
  }

  /// True when the words around the hit are in capitals too, so that its capitals say nothing.
  private func isInCapitals(_ hit: PhraseHit) -> Bool {
    var capitals = 0
    var words = 0
    var i = Int(hit.first) - 1
    let low = max(0, Int(hit.first) - 5)
    while i >= low, !tokens[i + 1].flags.contains(.blockStart) {
      if tokens[i].kind == .word, tokens[i].count > 1 {
        words += 1
        if tokens[i].isUpper { capitals += 1 }
      }
      i -= 1
    }
    i = Int(hit.end)
    let high = min(tokens.count, Int(hit.end) + 5)
    while i < high, !tokens[i].flags.contains(.blockStart) {
      if tokens[i].kind == .word, tokens[i].count > 1 {
        words += 1
        if tokens[i].isUpper { capitals += 1 }
      }
      i += 1
    }
    return capitals >= 2 && capitals * 3 >= words * 2
  }

  /// Compares the name with the text of the hit, stepping over blanks, hyphens and periods in both; a plural "s"
  /// behind capitals may follow unless the form must be exact.
  private func isExactly(_ name: LexiconName, _ hit: PhraseHit, foldCase: Bool) -> Bool {
    let slice = lexicon.slice(name.offset, name.length)
    var i = Int(tokens[Int(hit.first)].start)
    let end = Int(tokens[Int(hit.end) - 1].end)
    var j = 0
    while true {
      while i < end, Self.isFiller(bytes[i]) { i += 1 }
      while j < slice.count, Self.isFiller(slice.start[j]) { j += 1 }
      if j == slice.count {
        if i == end { return true }
        if foldCase { return false }
        // "MIs", "PE's", also with a typographic apostrophe.
        guard bytes[end - 1] == 0x73, end - i <= 4 else { return false }
        return end - i == 1 || end - i == 2 && bytes[i] == 0x27
          || end - i == 4 && bytes[i] == 0xE2 && bytes[i + 1] == 0x80 && bytes[i + 2] == 0x99
      }
      guard i < end else { return false }
      var a = bytes[i]
      var b = slice.start[j]
      if foldCase {
        if (0x41...0x5A).contains(a) { a |= 0x20 }
        if (0x41...0x5A).contains(b) { b |= 0x20 }
      }
      guard a == b else { return false }
      i += 1
      j += 1
    }
  }

  private static func isFiller(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2D || byte == 0x2E || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
