import ClinicalText

/// Collects the distinct words of lexicons' names, in blocks of names as the builder reads them.
struct FuzzyWordCollector: ~Copyable {
  /// The folded values of all words, each once or several times.
  private(set) var folds: [UInt64] = []
  private var seen = FingerprintTable()
  private var arena: [UInt8] = []
  private var found: [(start: UInt32, length: UInt8, folded: UInt64)] = []
  private var block: [UInt8] = []
  /// For each name of the block: its end, and whether a misspelling may stand for it.
  private var pending: [(end: Int, isOpen: Bool)] = []
  private let tokens = TokenBuffer(capacity: 1 << 16)

  mutating func add(_ lexicon: CompiledLexicon) {
    for name in lexicon.names {
      let slice = lexicon.slice(name.offset, name.length)
      block.append(contentsOf: slice.buffer)
      // Names with a rule of letter case or form are compared with the text itself, which a misspelling never equals.
      pending.append((block.count, name.flags.isDisjoint(with: [.exactCase, .exactForm])))
      block.append(0x0A)
      if block.count >= 1 << 18 { flush() }
    }
  }

  mutating func finish() { flush() }

  private mutating func flush() {
    let text = block.withUnsafeBufferPointer { NoteText(copying: $0) }
    Tokenizer.tokenize(text, into: tokens)
    var lower: [UInt8] = []
    var fold: UInt64 = 0
    var name = 0
    for index in 0..<tokens.count {
      let token = tokens[index]
      while Int(token.start) >= pending[name].end { name += 1 }
      guard token.kind == .word else { continue }
      lower.removeAll(keepingCapacity: true)
      for byte in text.bytes[token.span.range] { lower.append((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) }
      let isOpen = pending[name].isOpen
      // A word of closed names only is known all the same, and may come again in an open one.
      let key = lower.withUnsafeBufferPointer { FingerprintTable.fingerprint($0, seed: isOpen ? 1 : 2) }
      guard seen.findOrInsert(key, 0).isNew else { continue }
      TokenFolding.fold(text, tokens, index..<index + 1, into: &fold)
      folds.append(fold)
      guard isOpen, (5...FuzzyWordIndex.longest - 1).contains(lower.count),
        lower.allSatisfy({ (0x61...0x7A).contains($0) })
      else { continue }
      found.append((UInt32(arena.count), UInt8(lower.count), fold))
      arena.append(contentsOf: lower)
      arena.append(0)
    }
    block.removeAll(keepingCapacity: true)
    pending.removeAll(keepingCapacity: true)
  }

  /// The words by first letter and length, and where each such group begins.
  func sorted() -> (arena: [UInt8], words: [FuzzyWordIndex.Word], starts: [Int]) {
    let groups = 26 * FuzzyWordIndex.longest
    func group(_ word: (start: UInt32, length: UInt8, folded: UInt64)) -> Int {
      Int(arena[Int(word.start)] - 0x61) * FuzzyWordIndex.longest + Int(word.length)
    }
    var starts = [Int](repeating: 0, count: groups + 2)
    for word in found { starts[group(word) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var words = [FuzzyWordIndex.Word](repeating: .init(start: 0, letters: 0, folded: 0), count: found.count)
    arena.withUnsafeBufferPointer { bytes in
      for word in found {
        let range = Int(word.start)..<Int(word.start) + Int(word.length)
        words[next[group(word)]] = .init(
          start: word.start, letters: FuzzyWordIndex.letters(UnsafeBufferPointer(rebasing: bytes[range])),
          folded: word.folded)
        next[group(word)] += 1
      }
    }
    return (arena, words, starts)
  }
}
