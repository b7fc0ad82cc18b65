import ClinicalText
import Lexicon
import Rules

/// Makes findings of an organ or measure and what is said of it: "the heart is enlarged", "low hemoglobin".
///
/// The patterns of `Lexicons/findings` run over words and preferred mentions. Where what they make overlaps mentions of
/// its type, the longest stays (of two as long, the dictionary's); a rule that yields gives way to any mention inside of
/// what it makes. Mentions of other types stay as they are.
final class FindingComposer {
  private let matcher: PatternMatcher
  private var marks: [PatternMark] = []
  private var composed: [Mention] = []

  init(_ table: PatternTable) {
    matcher = PatternMatcher(table)
  }

  func source(ofRule rule: Int) -> ByteSlice { matcher.table.sources[rule] }

  /// Adds the composed findings to mentions in output order, and keeps the order.
  ///
  /// - Parameter allMatches: keep mentions that lost, as not preferred.
  func compose(_ mentions: [Mention], _ note: NoteStructure, allMatches: Bool) -> [Mention] {
    marks.removeAll(keepingCapacity: true)
    var widest = 0
    let kinds = matcher.table.kindsAsked
    for mention in mentions where mention.isPreferred {
      widest = max(widest, mention.tokens.count)
      guard kinds & 1 << UInt64(mention.type.rawValue) != 0 else { continue }
      marks.append(PatternMark(tokens: mention.tokens, kind: mention.type.rawValue))
    }
    matcher.match(note, marks: marks)
    guard !matcher.matches.isEmpty else { return mentions }
    var all = mentions
    composed.removeAll(keepingCapacity: true)
    var first = 0
    for match in matcher.matches {
      guard let type = matcher.table.types[match.rule] else { continue }
      // Matches come by start, and what they make lies inside: no mention that ends before this one counts any more.
      let left = match.tokens.lowerBound - widest
      while first < all.count, all[first].tokens.lowerBound <= left { first += 1 }
      guard wins(match, type, in: all, from: first) else { continue }
      var index = first
      while index < all.count, all[index].tokens.lowerBound < match.mention.upperBound {
        if all[index].type == type, all[index].tokens.overlaps(match.mention) { all[index].isPreferred = false }
        index += 1
      }
      var mention = Mention(tokens: match.mention, type: type, isPreferred: true, concepts: 0..<0)
      mention.rule = match.rule
      composed.append(mention)
    }
    guard !composed.isEmpty else { return mentions }
    if !allMatches { all.removeAll { !$0.isPreferred } }
    return Self.merge(all, composed.count > 1 ? Self.inOrder(composed) : composed)
  }

  private func wins(_ match: PatternMatch, _ type: EntityType, in mentions: [Mention], from first: Int) -> Bool {
    let yields = matcher.table.rules[match.rule].yields
    var index = first
    while index < mentions.count, mentions[index].tokens.lowerBound < match.mention.upperBound {
      let mention = mentions[index]
      if mention.isPreferred, mention.type == type, mention.tokens.overlaps(match.mention),
        yields || mention.tokens.count >= match.mention.count
      {
        return false
      }
      index += 1
    }
    return true
  }

  /// By start, longer first, then by type.
  static func inOrder(_ mentions: [Mention]) -> [Mention] { mentions.sorted(by: precedes) }

  private static func precedes(_ a: Mention, _ b: Mention) -> Bool {
    if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
    if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
    return a.type.rawValue < b.type.rawValue
  }

  private static func merge(_ mentions: [Mention], _ added: [Mention]) -> [Mention] {
    var merged: [Mention] = []
    merged.reserveCapacity(mentions.count + added.count)
    var next = 0
    for mention in mentions {
      while next < added.count, precedes(added[next], mention) {
        merged.append(added[next])
        next += 1
      }
      merged.append(mention)
    }
    merged += added[next...]
    return merged
  }
}
