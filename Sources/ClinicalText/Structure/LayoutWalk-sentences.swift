/// Where sentences end.
extension LayoutWalk {
  mutating func closeBlock(at i: Int) {
    closeSentence(at: i)
    if i < tokens.count { note.tokens.insertFlag(.blockStart, at: i) }
  }

  mutating func closeSentence(at i: Int, isHeading: Bool = false) {
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
  func isSentenceEnd(before i: Int) -> Bool {
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
  func periodEnds(_ period: Int, before i: Int) -> Bool {
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
  func abbreviation(endingAt last: Int) -> AbbreviationTable.Kind? {
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
  func isInitial(_ period: Int, before i: Int) -> Bool {
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
}
