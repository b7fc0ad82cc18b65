import ClinicalText

/// Finds names whose words stand in another order around a linking word ("pain in the chest"), and names that hold a
/// body part in its other form ("kidney failure" for "renal failure").
///
/// The trie is probed only at linking words and body parts, with parts of a few tokens, so that the time grows with the
/// length of the note.
struct WordOrder {
  private let probe: PhraseProbe
  private let words: PhraseWords
  private let count: Int
  /// The names found as they stand, by first token.
  private let exact: [PhraseHit]
  private(set) var found: [RearrangedHit] = []

  init(_ probe: PhraseProbe, exact: [PhraseHit]) {
    self.probe = probe
    words = probe.words
    count = probe.tokens.count
    self.exact = exact
  }

  /// Looks at every token of the note that is a linking word or a body part.
  mutating func find() {
    var stops: [Int] = []
    words.withStops { table in
      for index in 0..<count where PhraseWords.mayStop(table, probe.folded[index]) { stops.append(index) }
    }
    for index in stops {
      let roles = words.roles(of: probe.folded[index])
      if roles.contains(.linking) { findLinked(index) }
      if roles.contains(.body) { findOtherForms(index) }
    }
  }

  // MARK: linking words

  private mutating func findLinked(_ link: Int) {
    guard link > 0, link + 1 < count, !probe.startsBlock(link), !probe.startsBlock(link + 1) else { return }
    let next = probe.folded[link + 1]
    guard probe.lexicon.firstFilter.mayContain(next) || !words.roles(of: next).isEmpty else { return }
    let lefts = leftStarts(link)
    guard !lefts.isEmpty else { return }
    var start = link + 1
    for _ in 0..<PhraseProbe.longestPart {
      findRight(from: start, link, lefts)
      guard words.roles(of: probe.folded[start]).contains(.between), start + 1 < count, !probe.startsBlock(start + 1)
      else { return }
      start += 1
      findWithoutBetween(from: start, link, lefts)
    }
  }

  /// Up to `PhraseProbe.longestPart` tokens, furthest first.
  private struct Starts {
    private var places = SIMD4<Int32>()
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count == PhraseProbe.longestPart }

    /// Puts a token in front of the others.
    mutating func prepend(_ place: Int) {
      places = SIMD4(Int32(truncatingIfNeeded: place), places[0], places[1], places[2])
      count += 1
    }

    subscript(index: Int) -> Int { Int(places[index]) }
  }

  /// Where the part before a linking word may begin.
  private func leftStarts(_ link: Int) -> Starts {
    var starts = Starts()
    var index = link - 1
    while index >= 0, !starts.isFull, probe.isWord(index) {
      if probe.folded[index] != TokenFolding.skipped { starts.prepend(index) }
      if probe.startsBlock(index) { break }
      index -= 1
    }
    return starts
  }

  /// Walks the part behind the linking word, and from each of its ends the part before it.
  private mutating func findRight(from start: Int, _ link: Int, _ lefts: Starts) {
    var slot: TokenTrie.Slot?
    var index = start
    while index < count, index < start + PhraseProbe.longestPart, probe.isWord(index),
      index == start || !probe.startsBlock(index)
    {
      let token = probe.folded[index]
      if token != TokenFolding.skipped {
        let right = start..<index + 1
        for form in words.forms(of: token) {
          let other =
            index == start ? probe.start(form) : slot.flatMap(PhraseProbe.node).flatMap { probe.edge($0, form) }
          if let other { probeLeft(other, right, link, lefts, isOtherForm: true) }
        }
        slot = index == start ? probe.start(token) : slot.flatMap(PhraseProbe.node).flatMap { probe.edge($0, token) }
        guard let here = slot else { return }
        probeLeft(here, right, link, lefts, isOtherForm: false)
      }
      index += 1
    }
  }

  private mutating func probeLeft(
    _ slot: TokenTrie.Slot, _ right: Range<Int>, _ link: Int, _ lefts: Starts, isOtherForm: Bool
  ) {
    guard PhraseProbe.node(slot) != nil else { return }
    for k in 0..<lefts.count {
      let start = lefts[k]
      if let end = probe.follow(slot, start..<link), end.value != 0 {
        add(start, link, right, end.value - 1, isOtherForm ? nil : [right, start..<link])
      }
    }
  }

  /// A name that itself has the linking word, in a note that has words between ("pain in the chest" for "pain in chest").
  private mutating func findWithoutBetween(from start: Int, _ link: Int, _ lefts: Starts) {
    for k in 0..<lefts.count {
      let left = lefts[k]
      guard var slot = probe.follow(left..<link + 1) else { continue }
      var index = start
      while index < count, index < start + PhraseProbe.longestPart, index == start || !probe.startsBlock(index) {
        if probe.folded[index] != TokenFolding.skipped {
          guard let node = PhraseProbe.node(slot), let next = probe.edge(node, probe.folded[index]) else { break }
          slot = next
          let right = start..<index + 1
          if slot.value != 0 { add(left, link, right, slot.value - 1, [left..<link + 1, right]) }
        }
        index += 1
      }
    }
  }

  // MARK: other forms of body parts

  /// Names with the other form of the body part at `place`, from two tokens before it on.
  private mutating func findOtherForms(_ place: Int) {
    for form in words.forms(of: probe.folded[place]) {
      var first = place
      while true {
        var slot: TokenTrie.Slot?
        if first == place {
          slot = probe.start(form)
        } else {
          slot = probe.follow(first..<place).flatMap(PhraseProbe.node).flatMap { probe.edge($0, form) }
        }
        if let slot { findOn(from: slot, first, place) }
        guard first > 0, first > place - 2, !probe.startsBlock(first), probe.isWord(first - 1) else { break }
        first -= 1
      }
    }
  }

  /// The names that go on from the other form at `place`: its last word must stand as it is in the name, since an adjective
  /// alone ("left femoral") is no noun.
  private mutating func findOn(from start: TokenTrie.Slot, _ first: Int, _ place: Int) {
    var slot = start
    var index = place + 1
    while index < count, index < place + 2 * PhraseProbe.longestPart, !probe.startsBlock(index) {
      if probe.folded[index] != TokenFolding.skipped {
        guard let node = PhraseProbe.node(slot), let next = probe.edge(node, probe.folded[index]) else { break }
        slot = next
        take(slot, first, index + 1)
      }
      index += 1
    }
  }

  private mutating func take(_ slot: TokenTrie.Slot, _ first: Int, _ end: Int) {
    if slot.value != 0, !isExact(first, end) { append(first, end, slot.value - 1, nil, .bodyForm) }
  }

  // MARK: taking

  /// Takes a name around a linking word, unless its parts are parts of something longer: "pain in the chest wall",
  /// "abdominal pain in the chest".
  private mutating func add(
    _ left: Int, _ link: Int, _ right: Range<Int>, _ group: UInt32, _ pieces: [Range<Int>]?
  ) {
    guard !isExact(left, right.upperBound), !probe.breaksOff(right), !probe.isContinued(right),
      !words.isNever(UnsafeBufferPointer(start: probe.folded, count: count)[left..<right.upperBound])
    else { return }
    if left > 0, !probe.startsBlock(left), words.roles(of: probe.folded[left - 1]).contains(.body) { return }
    append(left, right.upperBound, group, pieces, .wordOrder, link)
  }

  private mutating func append(
    _ first: Int, _ end: Int, _ group: UInt32, _ pieces: [Range<Int>]?, _ origin: Mention.Origin, _ link: Int = -1
  ) {
    let hit = PhraseHit(
      first: UInt32(truncatingIfNeeded: first), end: UInt32(truncatingIfNeeded: end), group: group)
    // The same stretch is found from several places.
    if found.suffix(64).contains(where: { $0.hit.first == hit.first && $0.hit.end == hit.end }) { return }
    found.append(RearrangedHit(hit: hit, pieces: pieces, origin: origin, link: link))
  }

  /// True when a name of the lexicon stands there as it is.
  private func isExact(_ first: Int, _ end: Int) -> Bool {
    var low = 0
    var high = exact.count
    while low < high {
      let middle = (low + high) / 2
      if Int(exact[middle].first) < first { low = middle + 1 } else { high = middle }
    }
    while low < exact.count, Int(exact[low].first) == first {
      if Int(exact[low].end) == end { return true }
      low += 1
    }
    return false
  }
}
