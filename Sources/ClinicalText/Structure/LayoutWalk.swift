/// The state of one analysis.
struct LayoutWalk {
  let rules: LayoutAnalyzer
  let note: NoteStructure
  let tokens: UnsafeBufferPointer<Token>
  let folded: UnsafePointer<UInt64>
  let bytes: UnsafePointer<UInt8>
  /// The usual width of a full line in bytes; 0 when the note is not hard-wrapped.
  var wrapWidth = 0

  var sentenceStart = 0
  var section = 0
  var sentencesInSection = 0
  var reach = 0
  var lineStart = 0
  var lineIsHeading = false

  init(_ rules: LayoutAnalyzer, _ note: NoteStructure) {
    self.rules = rules
    self.note = note
    tokens = note.tokens.all
    folded = UnsafePointer(note.folded)
    bytes = note.text.bytes.baseAddress ?? UnsafePointer(bitPattern: 1)!
  }

  mutating func run() {
    note.sections.append(
      Section(category: -1, heading: ByteSpan(0, 0), span: ByteSpan(0, note.text.count), parent: -1)
    )
    wrapWidth = usualWidth()
    var i = 0
    while i < tokens.count {
      let token = tokens[i]
      if i == 0 || token.newlinesBefore > 0 {
        i = startLine(i)
        continue
      }
      // At most tokens the kinds tell that nothing begins or ends here.
      if token.kind == .word, token.flags.contains(.initialUpper), let found = inlineHeading(at: i) {
        i = open(found)
        continue
      }
      if token.kind == .number, isInlineItem(at: i) {
        closeBlock(at: i)
      } else if tokens[i - 1].kind == .symbol, isSentenceEnd(before: i) {
        closeSentence(at: i)
      }
      i += 1
    }
    closeSentence(at: tokens.count)
  }

  // MARK: lines

  /// Handles the first token of a line; returns the next token to look at.
  mutating func startLine(_ i: Int) -> Int {
    let markerEnd = listMarkerEnd(i)
    let first = markerEnd ?? i
    if first < tokens.count, first == i || tokens[first].newlinesBefore == 0,
      let found = heading(at: first, lineStart: true, isListItem: markerEnd != nil)
    {
      closeBlock(at: i)
      lineStart = i
      return open(found)
    }
    let hard =
      i == 0 || markerEnd != nil || tokens[i].newlinesBefore > 1 || lineIsHeading
      || isColon(i - 1) || !isWrap(before: i)
    if hard {
      closeBlock(at: i)
    } else if isSentenceEnd(before: i) {
      closeSentence(at: i)
    }
    lineStart = i
    lineIsHeading = false
    if let markerEnd, markerEnd < tokens.count, tokens[markerEnd].newlinesBefore == 0 {
      // The item's own words: no heading (looked for above) and no new sentence behind the marker. A capital may
      // be the item's first word as well ("C. Difficile colitis").
      if tokens[i].kind != .word || !tokens[i].isUpper { note.tokens.insertFlag(.blockStart, at: markerEnd) }
      return markerEnd + 1
    }
    return i + 1
  }

  /// True when the line break before token `i` only wraps a running sentence.
  func isWrap(before i: Int) -> Bool {
    let token = tokens[i]
    let previous = tokens[i - 1]
    let startsLower = token.kind == .word && !token.flags.contains(.initialUpper)
    let lineLength = Int(previous.end) - Int(tokens[lineStart].start)
    if wrapWidth > 0 {
      if lineLength + 1 + token.count + glueLength(i) > wrapWidth { return true }
      return startsLower && lineLength * 3 > wrapWidth * 2
    }
    // Lines of any length: only a line that goes on in lower case, or inside brackets, is a wrap.
    return startsLower && previous.kind == .word && lineLength >= 40
      || isSign(i - 1, 0x2C) && lineLength >= 50
  }

  /// Length of what is glued to token `i`, so that "chest-pain" counts as one word.
  func glueLength(_ i: Int) -> Int {
    var end = i + 1
    while end < tokens.count, tokens[end].isGlued, end - i < 8 { end += 1 }
    return Int(tokens[end - 1].end) - Int(tokens[i].end)
  }

  /// The width at which the note's lines are wrapped, or 0: the longest line, when it is at most 132 bytes and at
  /// least a fifth of the lines come close to it.
  func usualWidth() -> Int {
    var longest = 0
    var lengths: (near: Int, all: Int) = (0, 0)
    for pass in 0..<2 {
      var start = 0
      for i in 1..<max(1, tokens.count + 1) {
        guard i == tokens.count || tokens[i].newlinesBefore > 0 else { continue }
        guard i > start else { continue }
        let length = Int(tokens[i - 1].end) - Int(tokens[start].start)
        if pass == 0 {
          longest = max(longest, length)
          if longest > 132 { return 0 }
        } else {
          lengths.all += 1
          if length * 5 >= longest * 4 { lengths.near += 1 }
        }
        start = i
      }
    }
    guard longest >= 50, lengths.all >= 3, lengths.near * 5 >= lengths.all else { return 0 }
    return longest
  }

  /// The token behind a bullet or list number at `i`, or nil.
  func listMarkerEnd(_ i: Int) -> Int? {
    let token = tokens[i]
    switch token.kind {
    case .symbol:
      guard token.count <= 4, i + 1 < tokens.count, tokens[i + 1].newlinesBefore == 0 else {
        return nil
      }
      if isSign(i, 0x28), i + 3 < tokens.count, isSign(i + 2, 0x29), isShortLabel(i + 1) {
        return i + 3
      }
      let scalar = decodeScalar(bytes, Int(token.start)).value
      switch scalar {
      case 0x2D, 0x2A, 0x3E, 0x23, 0x2B, 0x7E, 0xB7, 0x2022, 0x2023, 0x2043, 0x25AA, 0x25CF,
        0x25CB, 0x25A0, 0x2013, 0x2014, 0x2794, 0x2192, 0x2610, 0x2611, 0x2713:
        // "-3" or "+ve" are no list items; "-Aspirin" is.
        let next = tokens[i + 1]
        if next.isGlued, next.kind == .number || scalar == 0x2B { return nil }
        return i + 1
      default:
        return nil
      }
    case .number, .word:
      guard isShortLabel(i), i + 1 < tokens.count, tokens[i + 1].isGlued,
        isSign(i + 1, 0x2E) || isSign(i + 1, 0x29)
      else { return nil }
      // "1.5" is one token already; "1.No" is an item, "e.g." is none.
      if token.kind == .word, i + 2 < tokens.count {
        if tokens[i + 2].isGlued { return nil }
        // "E. coli" is a name.
        let next = tokens[i + 2]
        if token.isUpper, next.kind == .word, !next.flags.contains(.initialUpper) { return nil }
      }
      return i + 2
    }
  }

  /// True for the "2)" of a list that lost its line breaks: a small number with a bracket behind a wide gap.
  func isInlineItem(at i: Int) -> Bool {
    let token = tokens[i]
    return token.kind == .number && token.count <= 2 && token.flags.contains(.wideGap) && i + 2 < tokens.count
      && tokens[i + 1].isGlued && isSign(i + 1, 0x29) && tokens[i + 2].kind == .word
  }

  func isShortLabel(_ i: Int) -> Bool {
    let token = tokens[i]
    switch token.kind {
    case .number: return token.count <= 3
    case .word: return token.count == 1
    case .symbol: return false
    }
  }

  // MARK: small tests

  func isColon(_ i: Int) -> Bool { isSign(i, 0x3A) }

  /// True when token `i` is (a run of) the ASCII sign.
  func isSign(_ i: Int, _ sign: UInt8) -> Bool {
    tokens[i].kind == .symbol && bytes[Int(tokens[i].start)] == sign
  }
}
