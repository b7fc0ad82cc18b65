import ClinicalText

/// A phrase of the lexicon found in a note, before its names' own rules are asked.
struct PhraseHit {
  /// Token indices, half-open.
  var first: UInt32
  var end: UInt32
  /// The trie's value: which phrase.
  var group: UInt32
}

/// Finds every phrase of one lexicon in a note.
///
/// Tokens are taken in blocks of 256. The first pass over a block asks the Bloom filter which tokens may begin a
/// phrase; the second walks the trie from those, so that the cache misses of one token overlap those of the next.
/// Every phrase that ends on the way is reported, so that a long name that breaks off never hides a short one.
public struct LexiconMatcher: Sendable {
  public let lexicon: CompiledLexicon
  private static let blockSize = 256

  /// Takes each part as it is given.
  public init(_ lexicon: CompiledLexicon) {
    self.lexicon = lexicon
  }

  /// Appends the hits of a tokenized note to `hits`, by first token, shorter ones first.
  func match(_ note: NoteStructure, into hits: inout [PhraseHit]) {
    let tokens = note.tokens.all
    let folded = UnsafePointer(note.folded)
    let filter = lexicon.firstFilter
    let trie = lexicon.trie
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Self.blockSize) { candidates in
      let picked = candidates.baseAddress!
      var block = 0
      while block < tokens.count {
        let end = min(block &+ Self.blockSize, tokens.count)
        var count = 0
        for i in block..<end {
          picked[count] = Int32(truncatingIfNeeded: i)
          count &+= filter.mayContain(folded[i]) && folded[i] != TokenFolding.skipped ? 1 : 0
        }
        // Asks for the memory of all first edges before any is waited for.
        var kept = 0
        for c in 0..<count {
          let i = picked[c]
          picked[kept] = i
          kept &+= trie.hasPlace(from: TokenTrie.root, by: folded[Int(i)]) ? 1 : 0
        }
        for c in 0..<kept {
          Self.walk(from: Int(picked[c]), tokens, folded, trie, &hits)
        }
        block = end
      }
    }
  }

  /// Appends the hits that hold one token of a note, by first token: for a token whose folded value was replaced.
  func match(_ note: NoteStructure, holding token: Int, into hits: inout [PhraseHit]) {
    let tokens = note.tokens.all
    var first = token
    var left = LexiconBuilder.maxTokens
    while first > 0, left > 0, !tokens[first].flags.contains(.blockStart) {
      first &-= 1
      if note.folded[first] != TokenFolding.skipped { left &-= 1 }
    }
    for start in first...token
    where note.folded[start] != TokenFolding.skipped && lexicon.firstFilter.mayContain(note.folded[start]) {
      let before = hits.count
      Self.walk(from: start, tokens, UnsafePointer(note.folded), lexicon.trie, &hits)
      hits.removeSubrange(before..<(hits[before...].firstIndex { Int($0.end) > token } ?? hits.count))
    }
  }

  /// Counts the phrases in a note without keeping them: for benchmarks and checks.
  public func countPhrases(_ note: NoteStructure, scratch: inout MatchScratch) -> Int {
    scratch.hits.removeAll(keepingCapacity: true)
    match(note, into: &scratch.hits)
    return scratch.hits.count
  }

  @inline(__always)
  private static func walk(
    from first: Int, _ tokens: UnsafeBufferPointer<Token>, _ folded: UnsafePointer<UInt64>,
    _ trie: TokenTrie, _ hits: inout [PhraseHit]
  ) {
    var slot = trie.edge(from: TokenTrie.root, by: folded[first])
    guard slot.key != 0 else { return }
    var i = first
    while true {
      i &+= 1
      if slot.value != 0 {
        hits.append(
          PhraseHit(
            first: UInt32(truncatingIfNeeded: first), end: UInt32(truncatingIfNeeded: i),
            group: slot.value &- 1))
      }
      guard slot.child & TokenTrie.hasChildren != 0 else { return }
      while i < tokens.count, folded[i] == TokenFolding.skipped,
        !tokens[i].flags.contains(.blockStart)
      {
        i &+= 1
      }
      guard i < tokens.count, !tokens[i].flags.contains(.blockStart) else { return }
      slot = trie.edge(from: slot.child & ~TokenTrie.hasChildren, by: folded[i])
      guard slot.key != 0 else { return }
    }
  }
}

/// Work space of `LexiconMatcher`, kept from note to note.
public struct MatchScratch {
  var hits: [PhraseHit] = []
  /// Starts with the defaults.
  public init() {}
}
