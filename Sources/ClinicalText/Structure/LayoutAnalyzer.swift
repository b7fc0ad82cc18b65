/// Finds sections and sentences from headings, layout and punctuation, in one pass over the tokens.
///
/// Line breaks: a blank line, a list marker or a heading always ends what came before. Any other line break is
/// a hard wrap when the first word of the next line would not have fitted into the note's usual width, or when the
/// next line goes on in lower case; otherwise it ends the sentence.
public struct LayoutAnalyzer: Sendable {
  public let headings: HeadingTable
  public let abbreviations: AbbreviationTable

  public init(headings: HeadingTable, abbreviations: AbbreviationTable) {
    self.headings = headings
    self.abbreviations = abbreviations
  }

  /// Fills `sections` and `sentences` of a tokenized note and marks block starts on its tokens.
  func analyze(_ note: NoteStructure) {
    var walk = LayoutWalk(self, note)
    walk.run()
  }
}

/// The state of one analysis.
struct LayoutWalk {
  let rules: LayoutAnalyzer
  let note: NoteStructure
  let tokens: UnsafeBufferPointer<Token>
  let folded: UnsafePointer<UInt64>
  let bytes: UnsafePointer<UInt8>
  /// The usual width of a full line in bytes; 0 when the note is not hard-wrapped.
  var wrapWidth = 0

  private var sentenceStart = 0
  private var section = 0
  private var sentencesInSection = 0
  private var reach = 0
  private var lineStart = 0
  private var lineIsHeading = false

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
      } else if let found = inlineHeading(at: i) {
        i = open(found)
      } else {
        if isInlineItem(at: i) {
          closeBlock(at: i)
        } else if isSentenceEnd(before: i) {
          closeSentence(at: i)
        }
        i += 1
      }
    }
    closeSentence(at: tokens.count)
  }

  // MARK: lines

  /// Handles the first token of a line; returns the next token to look at.
  private mutating func startLine(_ i: Int) -> Int {
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
  private func isWrap(before i: Int) -> Bool {
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
  private func glueLength(_ i: Int) -> Int {
    var end = i + 1
    while end < tokens.count, tokens[end].isGlued, end - i < 8 { end += 1 }
    return Int(tokens[end - 1].end) - Int(tokens[i].end)
  }

  /// The width at which the note's lines are wrapped, or 0: the longest line, when it is at most 132 bytes and at
  /// least a fifth of the lines come close to it.
  private func usualWidth() -> Int {
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
  private func listMarkerEnd(_ i: Int) -> Int? {
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
  private func isInlineItem(at i: Int) -> Bool {
    let token = tokens[i]
    return token.kind == .number && token.count <= 2 && token.flags.contains(.wideGap) && i + 2 < tokens.count
      && tokens[i + 1].isGlued && isSign(i + 1, 0x29) && tokens[i + 2].kind == .word
  }

  private func isShortLabel(_ i: Int) -> Bool {
    let token = tokens[i]
    switch token.kind {
    case .number: return token.count <= 3
    case .word: return token.count == 1
    case .symbol: return false
    }
  }

  // MARK: headings

  struct FoundHeading {
    var first: Int
    var end: Int
    /// First token of the section's text.
    var content: Int
    /// -1 for a heading that the table does not know.
    var category: Int
  }

  private func inlineHeading(at i: Int) -> FoundHeading? {
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
  private func heading(at i: Int, lineStart: Bool, isListItem: Bool = false) -> FoundHeading? {
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
  private func contentStart(after j: Int, needsColon: Bool, isUpper: Bool, lineStart: Bool) -> Int? {
    guard j < tokens.count else { return lineStart && !needsColon ? j : nil }
    if isColon(j), tokens[j].newlinesBefore == 0 { return j + 1 }
    // "PAST MEDICAL HISTORY (PMH):"
    if isSign(j, 0x28), tokens[j].newlinesBefore == 0, let close = closingBracket(j), close + 1 < tokens.count,
      isColon(close + 1)
    {
      return close + 2
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

  private func closingBracket(_ open: Int) -> Int? {
    var j = open + 1
    while j < tokens.count, j - open < 8, tokens[j].newlinesBefore == 0 {
      if isSign(j, 0x29) { return j }
      j += 1
    }
    return nil
  }

  /// Two to six capitalised words and a colon: a heading, though not one of the table.
  private func unknownHeading(at i: Int, lineStart: Bool) -> FoundHeading? {
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
  private mutating func open(_ found: FoundHeading) -> Int {
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

  private func parentSection(of category: Int) -> Int {
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

  private mutating func beginSection(
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

  // MARK: sentences

  private mutating func closeBlock(at i: Int) {
    closeSentence(at: i)
    if i < tokens.count { note.tokens.insertFlag(.blockStart, at: i) }
  }

  private mutating func closeSentence(at i: Int, isHeading: Bool = false) {
    guard i > sentenceStart else { return }
    if reach > 0, sentencesInSection > reach {
      // The section's reach is spent: what follows belongs to no known section.
      beginSection(
        category: -1, at: tokens[sentenceStart].start,
        heading: ByteSpan(start: tokens[sentenceStart].start, end: tokens[sentenceStart].start),
        parent: -1)
    }
    note.sentences.append(
      Sentence(firstToken: sentenceStart, endToken: i, section: section, isHeading: isHeading))
    sentencesInSection += 1
    sentenceStart = i
  }

  /// True when a sentence ends between tokens `i - 1` and `i`.
  private func isSentenceEnd(before i: Int) -> Bool {
    var last = i - 1
    guard tokens[last].kind == .symbol, last > 0 else { return false }
    let token = tokens[i]
    var sign = bytes[Int(tokens[last].start)]
    // Closing quotes and brackets, and the comma of ".,", may stand behind the sign that ends.
    var closed = false
    var steps = 0
    while sign == 0x29 || sign == 0x22 || sign == 0x27 || sign == 0x5D || sign == 0x2C {
      guard tokens[last].isGlued, last > 1, tokens[last - 1].kind == .symbol, steps < 6 else { return false }
      steps += 1
      closed = closed || sign == 0x2C
      last -= 1
      sign = bytes[Int(tokens[last].start)]
    }
    if closed { return sign == 0x2E || sign == 0x21 || sign == 0x3F || sign == 0x3B }
    switch sign {
    case 0x21, 0x3F: return !token.isGlued
    case 0x2E: return periodEnds(last, before: i)
    default: return false
    }
  }

  /// True when the period at `period` ends a sentence and token `i` starts the next one.
  private func periodEnds(_ period: Int, before i: Int) -> Bool {
    let token = tokens[i]
    let previous = tokens[period - 1]
    let startsUpper = token.kind == .word && token.flags.contains(.initialUpper)
    // "1." at the start of a sentence is an item's number.
    if previous.kind == .number, previous.count <= 3, period - 1 == sentenceStart { return false }
    if tokens[period].count > 1 { return startsUpper }  // "..."
    if token.isGlued {
      // "fever.Patient", "120/80.HR"; not "b.i.d", "www.example.org".
      guard startsUpper else { return false }
      if previous.kind == .number { return token.count > 1 }
      return token.flags.contains(.hasLower) && previous.count > 1 && previous.flags.contains(.hasLower)
    }
    guard tokens[period].isGlued else { return true }
    if previous.kind == .word {
      if let kind = abbreviation(endingAt: period - 1) {
        // In capitals throughout, a capital says nothing of a new sentence.
        return kind == .beforeCapital && startsUpper
          && (token.flags.contains(.hasLower) || !previous.isUpper || previous.count == 1)
      }
      if previous.count == 1 {
        guard startsUpper else { return token.kind != .word }
        return !isInitial(period, before: i)
      }
      if token.kind == .word, !startsUpper { return previous.count > 3 }
    }
    return token.kind != .symbol || isSign(i, 0x28) || isSign(i, 0x22) || isSign(i, 0x2D)
  }

  /// The kind of the abbreviation whose last part is token `last`, dots included ("t.i.d", "e.g"); a run of single
  /// letters with dots that the table does not know ends a sentence only before a capital.
  private func abbreviation(endingAt last: Int) -> AbbreviationTable.Kind? {
    var first = last
    while first >= 2, tokens[first].count == 1, tokens[first].isGlued, isSign(first - 1, 0x2E),
      tokens[first - 1].isGlued, tokens[first - 2].kind == .word, tokens[first - 2].count == 1, last - first < 8
    {
      first -= 2
    }
    var phrase = first
    var node = TokenTrie.root
    while phrase <= last {
      let slot = rules.abbreviations.trie.edge(from: node, by: folded[phrase])
      guard slot.key != 0 else { break }
      if phrase == last, slot.value != 0 { return AbbreviationTable.Kind(rawValue: slot.value - 1) }
      node = slot.child & ~TokenTrie.hasChildren
      phrase += 2
    }
    return first < last ? .beforeCapital : nil
  }

  /// True when the single letter before `period` is the initial of a name that goes on at token `i`: after a title,
  /// another initial, "by" or "per", or after a capitalised word inside a sentence, unless an ordinary first word of a
  /// sentence follows ("Hepatitis C. No cirrhosis").
  private func isInitial(_ period: Int, before i: Int) -> Bool {
    let letter = tokens[period - 1]
    guard letter.isUpper, !letter.isGlued, tokens[i].flags.contains(.hasLower) || tokens[i].count == 1,
      !rules.abbreviations.startsSentence(folded[i])
    else { return false }
    let before = period - 2
    guard before >= sentenceStart else { return true }
    if isSign(before, 0x2E) { return true }
    guard tokens[before].kind == .word else { return false }
    if rules.abbreviations.introducesName(folded[before]) { return true }
    return before > sentenceStart && tokens[before].flags.contains(.initialUpper)
      && tokens[before].flags.contains(.hasLower)
  }

  // MARK: small tests

  private func isColon(_ i: Int) -> Bool { isSign(i, 0x3A) }

  /// True when token `i` is (a run of) the ASCII sign.
  private func isSign(_ i: Int, _ sign: UInt8) -> Bool {
    tokens[i].kind == .symbol && bytes[Int(tokens[i].start)] == sign
  }
}
