import ClinicalText

/// A name found with its words in another order, in another form or apart.
struct RearrangedHit {
  /// The whole stretch of tokens, and the trie's value.
  var hit: PhraseHit
  /// The tokens that say the name, in the name's order; nil where a word has another form than in the name.
  var pieces: [Range<Int>]?
  var origin: Mention.Origin
  /// The token of the linking word, or -1.
  var link = -1
}

/// Follows token sequences that do not stand as such in a note through one lexicon's trie.
struct PhraseProbe {
  /// Longest part of a name, in tokens, on either side of a linking word.
  static let longestPart = 4
  /// Longest member of a coordination.
  static let longestMember = 3

  let tokens: UnsafeBufferPointer<Token>
  let folded: UnsafePointer<UInt64>
  let lexicon: CompiledLexicon
  let words: PhraseWords
  private let bytes: UnsafeBufferPointer<UInt8>
  private let trie: TokenTrie

  init(_ note: NoteStructure, _ lexicon: CompiledLexicon, _ words: PhraseWords) {
    tokens = note.tokens.all
    folded = UnsafePointer(note.folded)
    self.lexicon = lexicon
    self.words = words
    trie = lexicon.trie
    bytes = note.text.bytes
  }

  /// True where a range ends in an adjective with its noun behind it: "impairment of renal" of "impairment of renal
  /// function".
  func breaksOff(_ range: Range<Int>) -> Bool {
    let next = range.upperBound
    guard next < tokens.count, tokens[next].kind == .word, !startsBlock(next),
      words.roles(of: folded[next]).isDisjoint(with: [.linking, .joinEnd, .between])
    else { return false }
    return words.isAdjective(UnsafeBufferPointer(rebasing: bytes[tokens[next - 1].span.range]))
  }

  /// The edge from a node by one folded token; nil when there is none.
  @inline(__always)
  func edge(_ node: UInt32, _ token: UInt64) -> TokenTrie.Slot? {
    let slot = trie.edge(from: node, by: token)
    return slot.key == 0 ? nil : slot
  }

  /// The first edge, after the filter was asked.
  @inline(__always)
  func start(_ token: UInt64) -> TokenTrie.Slot? {
    guard token != TokenFolding.skipped, lexicon.firstFilter.mayContain(token) else { return nil }
    return edge(TokenTrie.root, token)
  }

  /// The node of a slot where longer names go on.
  @inline(__always)
  static func node(_ slot: TokenTrie.Slot) -> UInt32? {
    slot.child & TokenTrie.hasChildren == 0 ? nil : slot.child & ~TokenTrie.hasChildren
  }

  /// Follows the tokens of a range from a slot; nil when the names do not go on that way.
  func follow(_ slot: TokenTrie.Slot, _ range: Range<Int>) -> TokenTrie.Slot? {
    var slot = slot
    for index in range where folded[index] != TokenFolding.skipped {
      guard let node = Self.node(slot), let next = edge(node, folded[index]) else { return nil }
      slot = next
    }
    return slot
  }

  /// Follows a whole range from the root.
  func follow(_ range: Range<Int>) -> TokenTrie.Slot? {
    guard let first = start(folded[range.lowerBound]) else { return nil }
    return follow(first, range.lowerBound + 1..<range.upperBound)
  }

  /// The value of the phrase `first` and then `second`, tokens of the note; nil when it is no name.
  func group(_ first: Range<Int>, _ second: Range<Int>) -> UInt32? {
    guard let slot = follow(first), let end = follow(slot, second), end.value != 0 else { return nil }
    return end.value - 1
  }

  /// As `group(_:_:)`, with another form of the first part's last word.
  func groupOfOtherForm(_ first: Range<Int>, _ second: Range<Int>) -> UInt32? {
    let last = first.upperBound - 1
    for form in words.forms(of: folded[last]) {
      let slot: TokenTrie.Slot?
      if first.count == 1 {
        slot = start(form)
      } else {
        slot = follow(first.lowerBound..<last).flatMap { Self.node($0) }.flatMap { edge($0, form) }
      }
      if let slot, let end = follow(slot, second), end.value != 0 { return end.value - 1 }
    }
    return nil
  }

  /// True for a token that may be part of a member or of a name's part: a word or number, or a hyphen in one.
  func isWord(_ index: Int) -> Bool { tokens[index].kind != .symbol || folded[index] == TokenFolding.skipped }

  func startsBlock(_ index: Int) -> Bool { tokens[index].flags.contains(.blockStart) }

  /// True when a name that stands in the note as such begins in `range` and goes on behind it ("chest" of "chest wall").
  func isContinued(_ range: Range<Int>) -> Bool {
    for first in range where isWord(first) {
      guard var slot = start(folded[first]) else { continue }
      var index = first + 1
      while index < tokens.count, index < range.upperBound + Self.longestPart, !startsBlock(index) {
        if folded[index] != TokenFolding.skipped {
          // "head" goes on in "head and neck", but that is what a coordination looks like.
          if !words.roles(of: folded[index]).isDisjoint(with: [.joinEnd, .listing, .linking]) { break }
          guard let node = Self.node(slot), let next = edge(node, folded[index]) else { break }
          slot = next
          if slot.value != 0, index >= range.upperBound { return true }
        }
        index += 1
      }
    }
    return false
  }
}
