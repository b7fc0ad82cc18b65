/// Headings, known and unknown, and the sections that they open.
extension LayoutWalk {
  struct FoundHeading {
    var first: Int
    var end: Int
    /// First token of the section's text.
    var content: Int
    /// -1 for a heading that the table does not know.
    var category: Int
  }

  func inlineHeading(at i: Int) -> FoundHeading? {
    let token = tokens[i]
    guard token.kind == .word, token.flags.contains(.initialUpper) else { return nil }
    let previous = tokens[i - 1]
    if previous.kind == .symbol {
      switch bytes[Int(previous.start)] {
      case 0x2E, 0x3B, 0x21, 0x3F, 0x3A, 0x29, 0x7C: break
      case 0x2C: guard token.isUpper else { return nil }
      default: return nil
      }
    } else if !token.flags.contains(.wideGap), !(token.isUpper && token.count > 3) {
      return nil
    }
    return heading(at: i, lineStart: false)
  }

  /// The heading that starts at token `i`, if one does.
  func heading(at i: Int, lineStart: Bool, isListItem: Bool = false) -> FoundHeading? {
    guard tokens[i].kind != .symbol else { return nil }
    guard rules.headings.firstFilter.mayContain(folded[i]) else {
      return unknownHeading(at: i, lineStart: lineStart)
    }
    var node = TokenTrie.root
    var best: FoundHeading?
    var j = i
    var isUpper = true
    while j < tokens.count, j - i < 12 {
      if j > i, tokens[j].newlinesBefore > 0 { break }
      if folded[j] != TokenFolding.skipped {
        let slot = rules.headings.trie.edge(from: node, by: folded[j])
        guard slot.key != 0 else { break }
        if tokens[j].kind == .word, !tokens[j].isUpper { isUpper = false }
        node = slot.child & ~TokenTrie.hasChildren
        // A word that begins ordinary lines too stands for a heading without a colon only when it is long and in
        // capitals, and never as a list item ("1. PE").
        let isWeak = slot.value != 0 && (slot.value - 1) & 1 == 1
        if slot.value != 0,
          let content = contentStart(
            after: j + 1, needsColon: isWeak && (isListItem || j == i && tokens[j].count <= 3 || !isUpper),
            isUpper: isUpper && !isWeak, lineStart: lineStart)
        {
          best = FoundHeading(
            first: i, end: j + 1, content: content, category: Int(slot.value - 1) >> 1)
        }
        if slot.child & TokenTrie.hasChildren == 0 { break }
      }
      j += 1
    }
    return best ?? unknownHeading(at: i, lineStart: lineStart)
  }

  /// Where the text begins behind a heading that ends before token `j`; nil when what stands there makes the
  /// phrase an ordinary part of a sentence.
  func contentStart(after j: Int, needsColon: Bool, isUpper: Bool, lineStart: Bool) -> Int? {
    guard j < tokens.count else { return lineStart && !needsColon ? j : nil }
    if isColon(j), tokens[j].newlinesBefore == 0 { return j + 1 }
    // "PAST MEDICAL HISTORY (PMH):"
    if isSign(j, 0x28), tokens[j].newlinesBefore == 0, let close = closingBracket(j), close + 1 < tokens.count,
      isColon(close + 1)
    {
      return close + 2
    }
    // "PAST MEDICAL HISTORY,1.  Gout.", "REASON FOR CONSULT,: ": what is left of a stripped line break.
    if isUpper, isSign(j, 0x2C), tokens[j].isGlued, j + 1 < tokens.count, tokens[j + 1].newlinesBefore == 0 {
      if isColon(j + 1) { return j + 2 }
      if tokens[j + 1].kind == .number, j + 2 < tokens.count, isSign(j + 2, 0x2E) { return j + 1 }
    }
    guard lineStart else { return nil }
    if tokens[j].newlinesBefore > 0 { return needsColon ? nil : j }
    if tokens[j].kind == .symbol, !tokens[j].isGlued, isSign(j, 0x2D), !needsColon { return j + 1 }
    // "IMPRESSION Normal chest."
    if isUpper, !needsColon, tokens[j].kind == .word, tokens[j].flags.contains(.hasLower),
      tokens[j].flags.contains(.initialUpper)
    {
      return j
    }
    return nil
  }

  func closingBracket(_ open: Int) -> Int? {
    var j = open + 1
    while j < tokens.count, j - open < 8, tokens[j].newlinesBefore == 0 {
      if isSign(j, 0x29) { return j }
      j += 1
    }
    return nil
  }

  /// Two to six capitalised words and a colon: a heading, though not one of the table.
  func unknownHeading(at i: Int, lineStart: Bool) -> FoundHeading? {
    guard tokens[i].isUpper else { return nil }
    var j = i
    var words = 0
    while j < tokens.count, j - i < 9 {
      if j > i, tokens[j].newlinesBefore > 0 { return nil }
      if isColon(j) {
        guard words >= 2, tokens[i].count > 2 else { return nil }
        return FoundHeading(first: i, end: j, content: j + 1, category: -1)
      }
      switch tokens[j].kind {
      case .word:
        guard tokens[j].isUpper else { return nil }
        words += 1
      case .symbol:
        guard isSign(j, 0x2F) || isSign(j, 0x2D) || isSign(j, 0x26) else { return nil }
      case .number:
        break
      }
      j += 1
    }
    return nil
  }

  /// Opens a section at a heading; returns the next token to look at.
  mutating func open(_ found: FoundHeading) -> Int {
    closeBlock(at: found.first)
    let start = tokens[found.first].start
    let parent = parentSection(of: found.category)
    beginSection(
      category: found.category, at: start,
      heading: note.span(ofTokens: found.first..<found.end), parent: parent)
    let headingEnd = min(found.content, tokens.count)
    sentenceStart = found.first
    closeSentence(at: headingEnd, isHeading: true)
    if headingEnd < tokens.count { note.tokens.insertFlag(.blockStart, at: headingEnd) }
    lineIsHeading = true
    // ": , Diabetes": what is left of a stripped line break.
    var content = headingEnd
    while content < tokens.count, tokens[content].newlinesBefore == 0, isSign(content, 0x2C) {
      content += 1
    }
    if content > headingEnd {
      closeSentence(at: content)
      if content < tokens.count { note.tokens.insertFlag(.blockStart, at: content) }
    }
    if content < tokens.count, tokens[content].newlinesBefore == 0 { lineIsHeading = false }
    return content
  }

  func parentSection(of category: Int) -> Int {
    guard category >= 0 else { return -1 }
    var open = section
    while open >= 0 {
      let candidate = note.sections[open]
      if candidate.category >= 0, rules.headings.parents[category].contains(candidate.category) {
        return open
      }
      open = candidate.parent
    }
    return -1
  }

  mutating func beginSection(
    category: Int, at start: UInt32, heading: ByteSpan, parent: Int
  ) {
    let last = note.sections.count - 1
    note.sections[last].span.end = start
    note.sections.append(
      Section(
        category: category, heading: heading,
        span: ByteSpan(start: start, end: UInt32(note.text.count)), parent: parent))
    section = note.sections.count - 1
    sentencesInSection = 0
    reach = category < 0 ? 0 : rules.headings.categories[category].reach
  }
}
