import ClinicalText

/// What the names of a lexicon have to do with one word of a note, whether they match there or not.
public struct NearNames: Sendable {
  /// A name that begins at the word and goes on in another way than the note.
  public struct BrokenOff: Sendable {
    public var name: String
    public var type: EntityType
    /// Tokens of the note that agree, half-open.
    public var matched: Range<Int>
    /// The name's word that the note does not have there.
    public var expected: String
    /// Words of the name that are left from there on.
    var missing: Int
  }

  /// A word of the lexicon that is spelled nearly so.
  public struct Spelling: Sendable {
    public var word: String
    /// Edits: letters put in, left out, replaced, or swapped with a neighbour.
    public var distance: Int
    /// A name that holds the word.
    public var name: String
    public var type: EntityType
  }

  /// Names that hold the word anywhere, after folding.
  public var holding = 0
  /// Names that begin with the word and break off, as far as the longest of them agree.
  public var brokenOffCount = 0
  /// Some of those, the shortest first.
  public var brokenOff: [BrokenOff] = []
  /// The nearest words, nearest first; empty when some name holds the word itself.
  public var spellings: [Spelling] = []
}

extension CompiledLexicon {
  /// Looks through all names: some tens of milliseconds for the starter lexicon, seconds for millions of names.
  ///
  /// - Parameters:
  ///   - token: a word of `note`.
  ///   - limit: most broken-off names, and most spellings, that are given.
  public func names(near token: Int, in note: NoteStructure, limit: Int = 5) -> NearNames {
    var scan = NearNameScan(self, note, token, limit)
    var block: [UInt8] = []
    var pending: [Int] = []
    for index in names.indices {
      let slice = slice(names[index].offset, names[index].length)
      block.append(contentsOf: slice.buffer)
      block.append(0x0A)
      pending.append(index)
      if block.count >= 1 << 18 {
        scan.take(block, pending)
        block.removeAll(keepingCapacity: true)
        pending.removeAll(keepingCapacity: true)
      }
    }
    scan.take(block, pending)
    return scan.finish()
  }
}

/// One pass over the names, in blocks that are tokenized at once.
private struct NearNameScan {
  private let lexicon: CompiledLexicon
  private let note: NoteStructure
  private let token: Int
  private let limit: Int
  private let word: [UInt8]
  private let wordBound: Int
  private let tokens = TokenBuffer(capacity: 1 << 16)
  private var folded: [UInt64] = []
  /// Where each word of the names stands in `found.spellings`; -1 for words that are not near.
  private var seen: [UInt64: Int] = [:]
  private var longest = 0
  private var found = NearNames()

  init(_ lexicon: CompiledLexicon, _ note: NoteStructure, _ token: Int, _ limit: Int) {
    self.lexicon = lexicon
    self.note = note
    self.token = token
    self.limit = limit
    word = Self.lower(note.text.bytes[note.tokens[token].span.range])
    // Short words have too many neighbours.
    wordBound = note.tokens[token].kind != .word || word.count < 4 || word.count > 64 ? 0 : word.count < 6 ? 1 : 2
  }

  mutating func take(_ block: [UInt8], _ names: [Int]) {
    guard !names.isEmpty else { return }
    let text = block.withUnsafeBufferPointer { NoteText(copying: $0) }
    Tokenizer.tokenize(text, into: tokens)
    if folded.count < tokens.count { folded = Array(repeating: 0, count: tokens.count * 2) }
    folded.withUnsafeMutableBufferPointer {
      TokenFolding.fold(text, tokens, 0..<tokens.count, into: $0.baseAddress!)
    }
    var first = 0
    var end = 0
    for index in names {
      end += Int(lexicon.names[index].length) + 1
      var last = first
      while last < tokens.count, Int(tokens[last].start) < end { last += 1 }
      take(index, first..<last, text)
      first = last
    }
  }

  private mutating func take(_ name: Int, _ range: Range<Int>, _ text: NoteText) {
    let wanted = note.folded[token]
    let words = range.filter { folded[$0] != TokenFolding.skipped }
    if words.contains(where: { folded[$0] == wanted }) { found.holding += 1 }
    if let first = words.first, folded[first] == wanted { takeBeginning(name, words, text) }
    guard wordBound > 0, found.holding == 0 else { return }
    for place in words where tokens[place].kind == .word {
      if let known = seen[folded[place]] {
        // A short name tells most.
        if known >= 0, Int(lexicon.names[name].length) < found.spellings[known].name.utf8.count {
          found.spellings[known].name = nameText(name)
          found.spellings[known].type = type(name)
        }
        continue
      }
      seen[folded[place]] = -1
      let spelled = Self.lower(text.bytes[tokens[place].span.range])
      guard spelled.count <= 64, let distance = SpellingDistance.between(word, spelled, within: wordBound),
        distance > 0
      else { continue }
      seen[folded[place]] = found.spellings.count
      found.spellings.append(
        .init(
          word: String(decoding: spelled, as: UTF8.self), distance: distance, name: nameText(name), type: type(name)))
    }
  }

  /// Compares a name with the note from the word on, stepping over what the matcher steps over.
  private mutating func takeBeginning(_ name: Int, _ words: [Int], _ text: NoteText) {
    var at = token
    var end = token
    var matched = 0
    while matched < words.count {
      while at < note.tokens.count, note.folded[at] == TokenFolding.skipped,
        at == token || !note.tokens[at].flags.contains(.blockStart)
      {
        at += 1
      }
      guard at < note.tokens.count, at == token || !note.tokens[at].flags.contains(.blockStart),
        note.folded[at] == folded[words[matched]]
      else { break }
      at += 1
      end = at
      matched += 1
    }
    guard matched < words.count, matched >= longest else { return }
    if matched > longest {
      longest = matched
      found.brokenOff.removeAll()
      found.brokenOffCount = 0
    }
    found.brokenOffCount += 1
    let missing = words.count - matched
    if found.brokenOff.count >= limit, let last = found.brokenOff.last, last.missing <= missing { return }
    found.brokenOff.append(
      .init(
        name: nameText(name), type: type(name), matched: token..<end,
        expected: text.string(tokens[words[matched]].span), missing: missing))
    found.brokenOff.sort { $0.missing != $1.missing ? $0.missing < $1.missing : $0.name < $1.name }
    if found.brokenOff.count > limit { found.brokenOff.removeLast() }
  }

  func finish() -> NearNames {
    var found = found
    if found.holding > 0 { found.spellings.removeAll() }
    found.spellings.sort { a, b in
      if a.distance != b.distance { return a.distance < b.distance }
      return a.name.utf8.count != b.name.utf8.count ? a.name.utf8.count < b.name.utf8.count : a.word < b.word
    }
    found.spellings = Array(found.spellings.prefix(limit))
    return found
  }

  private func nameText(_ name: Int) -> String {
    lexicon.slice(lexicon.names[name].offset, lexicon.names[name].length).string
  }

  private func type(_ name: Int) -> EntityType { lexicon.type(ofConcept: lexicon.names[name].concept) }

  private static func lower(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
