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

extension PhraseRole {
  /// The role without its details.
  package enum Tag: UInt8, Sendable {
    /// A city, state or country.
    case place
    /// A hospital or organization.
    case institution
    case otherIdentifier
    case announces
    case nameCue
    case announcesDate
    case placeTail
    case placeHead
    case announcesPlace
    /// What identifies nobody.
    case protected
  }

  var tag: Tag {
    switch self {
    case .identifier(.city, _), .identifier(.state, _), .identifier(.country, _): .place
    case .identifier(.hospital, _), .identifier(.organization, _): .institution
    case .identifier: .otherIdentifier
    case .announces: .announces
    case .nameCue: .nameCue
    case .announcesDate: .announcesDate
    case .placeTail: .placeTail
    case .placeHead: .placeHead
    case .announcesPlace: .announcesPlace
    case .clinicalName, .noIdentifier: .protected
    }
  }
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
  public struct Hit: Sendable, Equatable {
    public var tokens: Range<Int>
    /// Index into `entries`.
    public var entry: Int
    /// The role's kind, so that a finder passes over what does not concern it.
    package var tag: PhraseRole.Tag
  }

  /// Role and source of an entry alone: what finders copy without counting references.
  struct Meaning {
    var role: PhraseRole
    var source: ByteSlice
  }

  public let entries: [Entry]
  /// By index of `entries`.
  let meanings: [Meaning]
  /// What phrases begin with.
  let firstWords: FirstWords
  private let lists: [[Int]]
  private let tags: [PhraseRole.Tag]

  /// Compiles the entries; several may share a phrase.
  public init(_ entries: [Entry]) {
    self.entries = entries
    meanings = entries.map { Meaning(role: $0.role, source: $0.source) }
    tags = entries.map(\.role.tag)
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
    firstWords = FirstWords(trie: builder.makePermanent(), filter: FirstTokenFilter.permanent(first))
    self.lists = lists
  }

  /// Tells at which words a phrase begins.
  struct FirstWords: Sendable {
    let trie: TokenTrie
    let filter: FirstTokenFilter

    /// True when some phrase begins with a folded token.
    @inline(__always)
    func hold(_ folded: UInt64) -> Bool {
      folded != TokenFolding.skipped && filter.mayContain(folded)
        && trie.edge(from: TokenTrie.root, by: folded).key != 0
    }
  }

  /// Appends the longest phrase at each token, with all of its entries; phrases may overlap.
  package func match(_ note: NoteStructure, into hits: inout [Hit]) {
    for first in 0..<note.tokens.count where firstWords.hold(note.folded[first]) { match(note, at: first, into: &hits) }
  }

  /// The same for a note of which is known where phrases may begin.
  func match(_ view: NoteView, beginning: WordFacts.Beginnings, into hits: inout [Hit]) {
    let note = view.note
    for first in 0..<view.count where !view.beginnings[first].isDisjoint(with: beginning) {
      match(note, at: first, into: &hits)
    }
  }

  /// Appends the longest phrase at a token.
  private func match(_ note: NoteStructure, at first: Int, into hits: inout [Hit]) {
    let folded = note.folded
    let count = note.tokens.count
    let trie = firstWords.trie
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
    guard let best else { return }
    for entry in lists[best.list] { hits.append(Hit(tokens: first..<best.end, entry: entry, tag: tags[entry])) }
  }
}
