import ClinicalText

/// All cue rules, compiled for matching over folded tokens.
public struct CueTable: Sendable {
  public let rules: [CueRule]
  /// By index of `rules`.
  public let traits: [CueRule.Traits]
  /// The rules' ids as bytes, for results.
  public let ruleIDs: [ByteSlice]
  public let trie: TokenTrie
  public let firstFilter: FirstTokenFilter
  /// Rules of each phrase (a trie value): `phraseRules[starts[v]..<starts[v + 1]]`.
  private let starts: [Int]
  private let phraseRules: [Int]

  /// Compiles the table. Faults when an id stands twice.
  public init(_ rules: [CueRule]) throws(Fault) {
    self.rules = rules
    traits = rules.map(\.traits)
    var seen: Set<String> = []
    for rule in rules where !seen.insert(rule.id).inserted {
      throw Fault(.ruleFileInvalid, value: "the cue id \(rule.id) stands twice; give each cue its own id")
    }
    ruleIDs = rules.map { ByteSlice(permanent: $0.id) }
    var builder = TokenTrieBuilder(expectedEdges: rules.count * 16)
    let scratch = TokenBuffer()
    var lists: [[Int]] = []
    var first: Set<UInt64> = []
    for (index, rule) in rules.enumerated() {
      for phrase in rule.phrases {
        let folded = TokenFolding.phrase(NoteText(phrase), scratch)
        guard !folded.isEmpty else {
          throw Fault(.ruleFileInvalid, value: "the cue \(rule.id) has a phrase without words")
        }
        first.insert(folded[0])
        if let known = builder.insert(folded, value: UInt32(lists.count)) {
          if !lists[Int(known)].contains(index) { lists[Int(known)].append(index) }
        } else {
          lists.append([index])
        }
      }
    }
    trie = builder.makePermanent()
    firstFilter = FirstTokenFilter.permanent(first)
    var starts = [0]
    for list in lists { starts.append(starts[starts.count - 1] + list.count) }
    self.starts = starts
    phraseRules = lists.flatMap { $0 }
  }

  /// Indices of the rules of a phrase.
  public func rules(ofPhrase value: UInt32) -> ArraySlice<Int> {
    phraseRules[starts[Int(value)]..<starts[Int(value) + 1]]
  }

  public var phraseCount: Int { starts.count - 1 }
}
