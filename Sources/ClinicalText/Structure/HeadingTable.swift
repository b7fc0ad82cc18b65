/// One kind of section, as `Lexicons/sections/headings.yaml` describes it.
public struct SectionCategory: Sendable, Equatable {
  /// The identifier given out as an entity's `section` ("past_medical_history").
  public var id: String
  /// LOINC code of the section, where one exists.
  public var loinc: String?
  /// Categories in which this one nests when their section is open ("lungs" in "physical_exam").
  public var parents: [String]
  /// What a mention in this section is by default; nil for nothing.
  public var assertionDefault: AssertionDefault?
  /// Sentences after which the section ends by itself; 0 for no limit.
  public var reach: Int

  /// The reason recorded when a section decides an assertion.
  public enum AssertionDefault: String, Sendable {
    case historical
    case family
    case hypothetical
  }

  /// Takes each part as it is given.
  public init(
    id: String, loinc: String? = nil, parents: [String] = [],
    assertionDefault: AssertionDefault? = nil, reach: Int = 0
  ) {
    self.id = id
    self.loinc = loinc
    self.parents = parents
    self.assertionDefault = assertionDefault
    self.reach = reach
  }
}

/// The headings that open sections, compiled for lookup over folded tokens.
public struct HeadingTable: Sendable {
  public let categories: [SectionCategory]
  /// Value: category index · 2 + 1 when the heading counts only with a colon behind it.
  let trie: TokenTrie
  let firstFilter: FirstTokenFilter
  /// Indices of each category's parents.
  let parents: [[Int]]
  /// Number of headings, spelling variants included.
  public let phraseCount: Int

  /// One heading phrase and the category it opens.
  public struct Heading: Sendable {
    public var phrase: String
    public var category: Int
    /// True for words that begin ordinary lines too ("Plan", "Skin"): they need a colon.
    public var needsColon: Bool

    /// Takes each part as it is given.
    public init(phrase: String, category: Int, needsColon: Bool) {
      self.phrase = phrase
      self.category = category
      self.needsColon = needsColon
    }
  }

  /// Compiles the table. When one phrase is given twice, the first category keeps it.
  public init(categories: [SectionCategory], headings: [Heading]) {
    self.categories = categories
    phraseCount = headings.count
    var builder = TokenTrieBuilder(expectedEdges: headings.count * 3)
    let scratch = TokenBuffer()
    var first: Set<UInt64> = []
    for heading in headings {
      let folded = TokenFolding.phrase(NoteText(heading.phrase), scratch)
      guard let token = folded.first else { continue }
      first.insert(token)
      _ = builder.insert(
        folded, value: UInt32(heading.category * 2 + (heading.needsColon ? 1 : 0)))
    }
    trie = builder.makePermanent()
    firstFilter = FirstTokenFilter.permanent(first)
    parents = categories.map { category in
      category.parents.compactMap { id in categories.firstIndex { $0.id == id } }
    }
  }

  public static let empty = HeadingTable(categories: [], headings: [])
}

/// Abbreviations whose period does not end a sentence.
public struct AbbreviationTable: Sendable {
  /// What may follow the period.
  public enum Kind: UInt32, Sendable {
    /// "Dr.", "vs.", "No.": something always follows.
    case never = 0
    /// "mg.", "approx.", "q.d.": ends a sentence only before a capital.
    case beforeCapital = 1
  }

  /// Over folded tokens; the periods inside are not part of a phrase.
  let trie: TokenTrie
  private let starters: Set<UInt64>
  private let introducers: Set<UInt64>

  /// - Parameters:
  ///   - starters: words that begin sentences, so that a single letter before them is no initial ("Vitamin D. The").
  ///   - introducers: words behind which a name may begin with an initial ("by J. Smith").
  public init(
    _ entries: [(String, Kind)], sentenceStarters starters: [String] = [],
    nameIntroducers introducers: [String] = []
  ) {
    var builder = TokenTrieBuilder(expectedEdges: entries.count * 2)
    let scratch = TokenBuffer()
    for (word, kind) in entries {
      let phrase = TokenFolding.phrase(NoteText(word), scratch)
      if !phrase.isEmpty { _ = builder.insert(phrase, value: kind.rawValue) }
    }
    trie = builder.makePermanent()
    self.starters = Set(starters.flatMap { TokenFolding.phrase(NoteText($0), scratch) })
    self.introducers = Set(introducers.flatMap { TokenFolding.phrase(NoteText($0), scratch) })
  }

  func startsSentence(_ folded: UInt64) -> Bool { starters.contains(folded) }
  func introducesName(_ folded: UInt64) -> Bool { introducers.contains(folded) }

  public static let empty = AbbreviationTable([])
}
