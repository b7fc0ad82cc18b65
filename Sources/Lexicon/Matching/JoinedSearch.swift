import ClinicalText

/// The neighbourhood of an anchor: joining words, members, and the names that they make with shared words.
struct JoinedSearch {
  /// Joining words or a comma between two members.
  struct Join {
    var outer: Range<Int>
    /// True for a joining word; a comma alone only goes on with a list.
    var isFinal: Bool
  }

  /// A member behind the anchor with what it shares.
  struct Member {
    var own: Range<Int>
    var shared: Range<Int>
    /// The last shared word, folded.
    var lastShared: UInt64
    /// In the order of the name; nil where a word has another form.
    var pieces: [Range<Int>]
    var group: UInt32
  }

  let probe: PhraseProbe
  let note: NoteStructure

  init(_ note: NoteStructure, _ probe: PhraseProbe) {
    self.note = note
    self.probe = probe
  }

  private func roles(_ index: Int) -> PhraseWords.Roles { probe.words.roles(of: probe.folded[index]) }

  /// True for "left", "upper" and the like.
  func isSide(_ index: Int) -> Bool { roles(index).contains(.side) }

  /// What joins the token at `place` to words before it.
  func joinBefore(_ place: Int) -> Join? {
    guard place > 1 else { return nil }
    let last = roles(place - 1)
    guard !last.isDisjoint(with: [.joinEnd, .listing]) else { return nil }
    if last.contains(.joinEnd) {
      for phrase in probe.words.joining where stands(phrase, at: place - phrase.count) {
        var start = place - phrase.count
        if start > 1, roles(start - 1).contains(.listing) { start -= 1 }
        return start > 0 && isWhole(start..<place) ? Join(outer: start..<place, isFinal: true) : nil
      }
    }
    return last.contains(.listing) && isWhole(place - 1..<place) ? Join(outer: place - 1..<place, isFinal: false) : nil
  }

  /// What joins words before `place` to those behind.
  func joinBehind(_ place: Int) -> Join? {
    guard place + 1 < probe.tokens.count else { return nil }
    let hasComma = roles(place).contains(.listing)
    let start = hasComma ? place + 1 : place
    guard hasComma || roles(start).contains(.joinStart) else { return nil }
    for phrase in probe.words.joining where stands(phrase, at: start) {
      let outer = place..<start + phrase.count
      return outer.upperBound < probe.tokens.count && isWhole(outer) ? Join(outer: outer, isFinal: true) : nil
    }
    return hasComma && isWhole(place..<start) ? Join(outer: place..<start, isFinal: false) : nil
  }

  private func stands(_ phrase: [UInt64], at start: Int) -> Bool {
    guard start >= 0, start + phrase.count <= probe.tokens.count else { return false }
    return phrase.indices.allSatisfy { probe.folded[start + $0] == phrase[$0] }
  }

  /// No block begins in the range or behind it.
  private func isWhole(_ range: Range<Int>) -> Bool {
    (range.lowerBound...min(range.upperBound, probe.tokens.count - 1)).allSatisfy { !probe.startsBlock($0) }
  }

  /// What may be a member that ends at `end`: up to three words, longest first.
  func members(endingAt end: Int) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = end - 1
    while start >= 0, found.count < PhraseProbe.longestMember, probe.isWord(start) {
      if probe.folded[start] != TokenFolding.skipped { found.append(start..<end) }
      if probe.startsBlock(start) { break }
      start -= 1
    }
    return found.reversed()
  }

  /// The longest member behind a join that makes a name with the first words of the anchor.
  ///
  /// - Parameter shared: what the member before it shares: all members of a list share the same.
  func memberBehind(_ join: Join, _ anchor: Range<Int>, _ shared: Range<Int>?) -> Member? {
    var start = join.outer.upperBound
    let limit = start + 3
    while true {
      if let member = memberBeginning(at: start, anchor, shared) { return member }
      guard start < limit, roles(start).contains(.between), start + 1 < probe.tokens.count,
        !probe.startsBlock(start + 1)
      else { return nil }
      start += 1
    }
  }

  private func memberBeginning(at start: Int, _ anchor: Range<Int>, _ shared: Range<Int>?) -> Member? {
    var end = start
    while end < probe.tokens.count, end < start + PhraseProbe.longestMember, probe.isWord(end),
      end == start || !probe.startsBlock(end)
    {
      end += 1
    }
    let links = anchor.dropFirst().dropLast().filter { roles($0).contains(.linking) }
    while end > start {
      let own = start..<end
      if probe.folded[end - 1] != TokenFolding.skipped, let member = member(own, anchor, shared, links),
        isPlausible(own)
      {
        return member
      }
      end -= 1
    }
    return nil
  }

  private func member(_ own: Range<Int>, _ anchor: Range<Int>, _ shared: Range<Int>?, _ links: [Int]) -> Member? {
    for link in links {
      let left = anchor.lowerBound..<link
      let common = anchor.lowerBound..<link + 1
      if let shared, shared != common { continue }
      if let group = probe.group(own, left) ?? probe.groupOfOtherForm(own, left) {
        return Member(
          own: own, shared: common, lastShared: probe.folded[common.upperBound - 1], pieces: [own, left], group: group)
      }
      if let group = probe.group(anchor.lowerBound..<link + 1, own) {
        return Member(
          own: own, shared: common, lastShared: probe.folded[common.upperBound - 1],
          pieces: [anchor.lowerBound..<link + 1, own], group: group)
      }
    }
    guard links.isEmpty else { return nil }
    for end in (anchor.lowerBound + 1..<anchor.upperBound).reversed() {
      let common = anchor.lowerBound..<end
      if let shared, shared != common { continue }
      guard probe.folded[end - 1] != TokenFolding.skipped, let group = probe.group(common, own) else { continue }
      return Member(
        own: own, shared: common, lastShared: probe.folded[common.upperBound - 1], pieces: [common, own], group: group)
    }
    return nil
  }

  /// A member does not go on in a longer name, and a single letter is a capital: "hepatitis B and a cough".
  private func isPlausible(_ own: Range<Int>) -> Bool {
    if own.count == 1, probe.tokens[own.lowerBound].count == 1, probe.tokens[own.lowerBound].kind == .word,
      !probe.tokens[own.lowerBound].isUpper
    {
      return false
    }
    return !probe.breaksOff(own) && !probe.isContinued(own)
  }
}
