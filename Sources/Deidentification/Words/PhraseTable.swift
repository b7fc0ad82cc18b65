import ClinicalText

/// What a phrase of the data files announces or is.
public enum PhraseRole: Sendable, Equatable {
  /// An identifier itself: a city, a hospital's abbreviation, a holiday, a profession.
  case identifier(IdentifierKind, isAmbiguous: Bool)
  /// What follows is an identifier of this kind: "MRN", "pager", "attending".
  case announces(IdentifierKind)
  /// A name stands beside it: "seen by", "Patient:".
  case nameCue(NameCue)
  /// A date stands beside it: "admitted on", "since".
  case announcesDate
  /// Capitalised words before it belong to the name of a place: "medical center".
  case placeTail(IdentifierKind, isAmbiguous: Bool)
  /// Capitalised words behind it belong to the name of a place: "department of".
  case placeHead(IdentifierKind, isAmbiguous: Bool)
  /// The name of a place follows: "works at", "lives in".
  case announcesPlace(IdentifierKind, isAmbiguous: Bool)
  /// A clinical name of several words that looks like people: "Hunt and Hess".
  case clinicalName
  /// Words that identify nobody: "intensive care unit".
  case noIdentifier
}

/// Phrases of several words with their roles, compiled for matching over folded tokens.
public struct PhraseTable: Sendable {
  /// One phrase: its words, its role, and the id of the entry that it came from.
  public struct Entry: Sendable {
    public var phrase: String
    public var role: PhraseRole
    public var source: ByteSlice

    /// Takes each part as it is given.
    public init(_ phrase: String, _ role: PhraseRole, source: ByteSlice) {
      self.phrase = phrase
      self.role = role
      self.source = source
    }
  }

  /// Where a phrase stands: token indices, half-open.
  public struct Hit: Sendable {
    public var tokens: Range<Int>
    /// Index into `entries`.
    public var entry: Int
  }

  public let entries: [Entry]
  private let trie: TokenTrie
  private let filter: FirstTokenFilter
  private let lists: [[Int]]

  /// Compiles the entries; several may share a phrase.
  public init(_ entries: [Entry]) {
    self.entries = entries
    var builder = TokenTrieBuilder(expectedEdges: entries.count * 3)
    let scratch = TokenBuffer()
    var lists: [[Int]] = []
    var first: Set<UInt64> = []
    for (index, entry) in entries.enumerated() {
      let folded = TokenFolding.phrase(NoteText(entry.phrase), scratch)
      guard !folded.isEmpty else { continue }
      first.insert(folded[0])
      if let known = builder.insert(folded, value: UInt32(lists.count)) {
        lists[Int(known)].append(index)
      } else {
        lists.append([index])
      }
    }
    trie = builder.makePermanent()
    filter = FirstTokenFilter.permanent(first)
    self.lists = lists
  }

  /// Appends the longest phrase at each token, with all of its entries; phrases may overlap.
  func match(_ note: NoteStructure, into hits: inout [Hit]) {
    let folded = note.folded
    let count = note.tokens.count
    for first in 0..<count where folded[first] != TokenFolding.skipped && filter.mayContain(folded[first]) {
      var node = TokenTrie.root
      var i = first
      var best: (end: Int, list: Int)?
      while i < count {
        if folded[i] == TokenFolding.skipped, i > first {
          i += 1
          continue
        }
        let slot = trie.edge(from: node, by: folded[i])
        guard slot.key != 0 else { break }
        i += 1
        if slot.value != 0 { best = (i, Int(slot.value) - 1) }
        guard slot.child & TokenTrie.hasChildren != 0 else { break }
        node = slot.child & ~TokenTrie.hasChildren
      }
      if let best {
        for entry in lists[best.list] { hits.append(Hit(tokens: first..<best.end, entry: entry)) }
      }
    }
  }
}
