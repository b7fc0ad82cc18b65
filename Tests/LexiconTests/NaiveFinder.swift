import ClinicalText
import Lexicon

/// `MentionFinder` by brute force: every substring of tokens is looked up in a dictionary of folded names, then the
/// longest that is furthest left is taken again and again.
///
/// Knows no case and boundary rules: its names must be ordinary words.
struct NaiveFinder {
  struct Found: Equatable, CustomStringConvertible {
    var tokens: Range<Int>
    var type: EntityType
    var isPreferred: Bool
    var concepts: [String]

    var description: String { "\(isPreferred ? "" : "?")\(type.name) \(tokens) \(concepts)" }
  }

  /// One dictionary for each lexicon: names in the order of their rows.
  private var lexicons: [[[UInt64]: [(concept: String, type: EntityType)]]] = []

  init(_ vocabularies: [[(String, String, EntityType)]]) {
    for rows in vocabularies {
      var names: [[UInt64]: [(concept: String, type: EntityType)]] = [:]
      for (concept, name, type) in rows {
        names[TokenFolding.phrase(NoteText(name), TokenBuffer()), default: []].append((concept, type))
      }
      lexicons.append(names)
    }
  }

  func find(_ note: NoteStructure) -> [Found] {
    var candidates: [Found] = []
    for first in 0..<note.tokens.count where note.folded[first] != TokenFolding.skipped {
      for end in first + 1..<note.tokens.count + 1 {
        let last = end - 1
        if last > first, note.tokens[last].flags.contains(.blockStart) { break }
        if note.folded[last] == TokenFolding.skipped { continue }
        let phrase = (first..<end).map { note.folded[$0] }.filter { $0 != TokenFolding.skipped }
        for type in EntityType.allCases {
          var concepts: [String] = []
          for names in lexicons {
            var own: [String] = []
            for name in names[phrase] ?? [] where name.type == type && !own.contains(name.concept) {
              own.append(name.concept)
            }
            concepts += own
          }
          if !concepts.isEmpty {
            candidates.append(Found(tokens: first..<end, type: type, isPreferred: false, concepts: concepts))
          }
        }
      }
    }
    return choose(candidates)
  }

  private func choose(_ candidates: [Found]) -> [Found] {
    var candidates = candidates
    while true {
      let free = candidates.indices.filter { index in
        !candidates[index].isPreferred
          && !candidates.contains {
            $0.isPreferred && $0.type == candidates[index].type && $0.tokens.overlaps(candidates[index].tokens)
          }
      }
      let best = free.min { a, b in
        let x = candidates[a].tokens
        let y = candidates[b].tokens
        return x.count != y.count ? x.count > y.count : x.lowerBound < y.lowerBound
      }
      guard let best else { break }
      candidates[best].isPreferred = true
    }
    return candidates.sorted { a, b in
      if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
      if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
      return a.type.rawValue < b.type.rawValue
    }
  }
}
