import ClinicalText
import Rules

/// Something that a relation may join: a mention, or a candidate.
struct RelationMark: Equatable {
  /// Token indices, half-open.
  var tokens: Range<Int>
  var type: EntityType
  /// Index of the mention or candidate, as the caller counts them.
  var item: Int
}

/// A relation between two marks: indices into the marks that were given.
struct FoundRelation: Equatable {
  var type: RelationType
  var head: Int
  var tail: Int
  /// Index into the rules.
  var rule: Int
}

/// Finds relations by the patterns of `Lexicons/relations`. One object serves one worker.
///
/// Each match names a head and a tail. Dropped are matches with a mark between them that the rule does not go over. Then,
/// of relations with one head that belongs to one tail only, the rule of higher priority counts, then the nearer tail,
/// then the one before the head; of a pair of mentions, one relation counts. Last, what is listed with head or tail
/// ("sodium, potassium and chloride were normal") is joined too where the rule says so.
final class RelationFinder {
  private let rules: QualifierRules
  private let table: PatternTable
  private let matcher: PatternMatcher
  private let headPart: Int
  private let tailPart: Int
  private var patternMarks: [PatternMark] = []
  private var used: [Bool] = []
  private var pairs: Set<Pair> = []
  var found: [FoundRelation] = []

  /// Tokens that a list is followed over at most, on either side.
  private static let listLength = 12

  init(_ rules: QualifierRules) {
    self.rules = rules
    table = rules.relations
    matcher = PatternMatcher(rules.relations)
    headPart = rules.relations.partNames.firstIndex(of: "head") ?? -1
    tailPart = rules.relations.partNames.firstIndex(of: "tail") ?? -1
  }

  func source(ofRule rule: Int) -> ByteSlice { rule == Self.table ? Self.tableSource : rules.relations.sources[rule] }

  private static let tableSource = ByteSlice(permanent: "rule:relation.table")

  /// Fills `found`, by head, then tail.
  ///
  /// - Parameter marks: by start, of all types.
  func find(_ note: NoteStructure, _ marks: [RelationMark]) {
    found.removeAll(keepingCapacity: true)
    patternMarks.removeAll(keepingCapacity: true)
    let kinds = rules.relations.kindsAsked
    for mark in marks where kinds & 1 << UInt64(mark.type.rawValue) != 0 {
      patternMarks.append(PatternMark(tokens: mark.tokens, kind: mark.type.rawValue))
    }
    guard patternMarks.count > 1 else { return }
    matcher.match(note, marks: patternMarks)
    for match in matcher.matches {
      if table.hasInside[match.rule] { takeInside(match, marks) } else { take(match, marks) }
    }
    found.removeAll { $0.type == .interaction && isSame($0.head, $0.tail, note, marks) }
    for index in found.indices where found[index].type.isSingle {
      found[index].tail = longForm(of: found[index].tail, note, marks)
    }
    choose(marks)
    spread(note, marks)
    pair(note, marks)
    joinTables(note, marks)
    found.sort { a, b in
      if a.head != b.head { return a.head < b.head }
      return a.tail != b.tail ? a.tail < b.tail : a.type.rawValue < b.type.rawValue
    }
  }

  private func take(_ match: PatternMatch, _ marks: [RelationMark]) {
    let type = rules.types[match.rule]
    var head: Int?
    var tail: Int?
    for index in match.captures {
      let capture = matcher.captures[index]
      if capture.name == headPart { head = mark(at: capture.tokens, rules.heads[match.rule], marks) }
      if capture.name == tailPart { tail = mark(at: capture.tokens, rules.tails[match.rule], marks) }
    }
    guard let head, let tail, head != tail, !marks[head].tokens.overlaps(marks[tail].tokens) else { return }
    let between = gap(head, tail, marks)
    let within = table.within[match.rule]
    guard within == 0 || between.count <= within else { return }
    let blocked = table.notOver[match.rule]
    if blocked != 0 {
      var index = Self.first(marks, startingAt: between.lowerBound)
      while index < marks.count, marks[index].tokens.lowerBound < between.upperBound {
        let mark = marks[index]
        index += 1
        if blocked & 1 << UInt64(mark.type.rawValue) != 0, mark.tokens.upperBound <= between.upperBound { return }
      }
    }
    found.append(FoundRelation(type: type, head: head, tail: tail, rule: match.rule))
  }

  /// One part is what the pattern matched, the other one any mark inside of it.
  private func takeInside(_ match: PatternMatch, _ marks: [RelationMark]) {
    let type = rules.types[match.rule]
    for capture in matcher.captures[match.captures] where capture.name == headPart || capture.name == tailPart {
      let isHead = capture.name == headPart
      guard let outer = mark(at: capture.tokens, isHead ? rules.heads[match.rule] : rules.tails[match.rule], marks)
      else {
        continue
      }
      var index = Self.first(marks, startingAt: capture.tokens.lowerBound)
      while index < marks.count, marks[index].tokens.lowerBound < capture.tokens.upperBound {
        let inner = index
        index += 1
        guard marks[inner].tokens.upperBound <= capture.tokens.upperBound, marks[inner].tokens != capture.tokens,
          isHead ? rules.tails[match.rule].contains(marks[inner].type) : marks[inner].type == type.head
        else { continue }
        found.append(
          FoundRelation(type: type, head: isHead ? outer : inner, tail: isHead ? inner : outer, rule: match.rule))
      }
    }
  }

  /// The same words in any letter case: one medicine named twice does not act on itself.
  private func isSame(_ a: Int, _ b: Int, _ note: NoteStructure, _ marks: [RelationMark]) -> Bool {
    let (x, y) = (marks[a].tokens, marks[b].tokens)
    return x.count == y.count && zip(x, y).allSatisfy { note.folded[$0] == note.folded[$1] }
  }

  private func gap(_ a: Int, _ b: Int, _ marks: [RelationMark]) -> Range<Int> {
    let (x, y) = (marks[a].tokens, marks[b].tokens)
    return x.lowerBound < y.lowerBound
      ? x.upperBound..<max(x.upperBound, y.lowerBound) : y.upperBound..<max(y.upperBound, x.lowerBound)
  }

  private func mark(at tokens: Range<Int>, _ types: EntityTypeSet, _ marks: [RelationMark]) -> Int? {
    var index = Self.first(marks, startingAt: tokens.lowerBound)
    while index < marks.count, marks[index].tokens.lowerBound == tokens.lowerBound {
      if marks[index].tokens.upperBound == tokens.upperBound, types.contains(marks[index].type) { return index }
      index += 1
    }
    return nil
  }

  /// The first mark that starts at a token or behind it.
  private static func first(_ marks: [RelationMark], startingAt token: Int) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].tokens.lowerBound < token { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: choosing

  private func choose(_ marks: [RelationMark]) {
    guard found.count > 1 else { return }
    func distance(_ relation: FoundRelation) -> Int { gap(relation.head, relation.tail, marks).count }
    found.sort { a, b in
      let (p, q) = (table.priorities[a.rule], table.priorities[b.rule])
      if p != q { return p > q }
      let (x, y) = (distance(a), distance(b))
      if x != y { return x < y }
      if a.rule != b.rule { return a.rule < b.rule }
      return a.head != b.head ? a.head < b.head : a.tail < b.tail
    }
    // `used`: what a single head's words are used for already; candidates of several types stand at the same words.
    used.removeAll(keepingCapacity: true)
    used.append(contentsOf: repeatElement(false, count: (marks.lazy.map(\.item).max() ?? -1) + 1))
    pairs.removeAll(keepingCapacity: true)
    var kept = 0
    for relation in found {
      if relation.type.isSingle {
        guard !used[marks[relation.head].item] else { continue }
        used[marks[relation.head].item] = true
      } else {
        guard pairs.insert(Pair(relation, marks)).inserted else { continue }
      }
      found[kept] = relation
      kept += 1
    }
    found.removeLast(found.count - kept)
  }

  private struct Pair: Hashable {
    var a: Int
    var b: Int
    var isLocation: Bool

    init(_ relation: FoundRelation, _ marks: [RelationMark]) {
      let (x, y) = (marks[relation.head].item, marks[relation.tail].item)
      a = min(x, y)
      b = max(x, y)
      isLocation = relation.type == .location
    }
  }

  // MARK: lists

  private func spread(_ note: NoteStructure, _ marks: [RelationMark]) {
    guard found.contains(where: { table.hasSpread[$0.rule] }) else { return }
    var pairs = Set(found.map { Pair($0, marks) })
    var busy = Set(found.lazy.filter { $0.type.isSingle }.map { marks[$0.tail].item })
    for relation in found {
      guard table.hasSpread[relation.rule] else { continue }
      let parts = table.rules[relation.rule].spread
      let heads = parts.contains("head") ? listed(with: relation.head, relation.tail, note, marks) : [relation.head]
      let tails = parts.contains("tail") ? listed(with: relation.tail, relation.head, note, marks) : [relation.tail]
      for head in heads {
        for tail in tails where head != tail && (head != relation.head || tail != relation.tail) {
          let added = FoundRelation(type: relation.type, head: head, tail: tail, rule: relation.rule)
          // A thing listed that has its own qualifier keeps that.
          if relation.type.isSingle, head == relation.head, busy.contains(marks[tail].item) { continue }
          if relation.type == .interaction, isSame(head, tail, note, marks) { continue }
          guard pairs.insert(Pair(added, marks)).inserted else { continue }
          if relation.type.isSingle { busy.insert(marks[tail].item) }
          found.append(added)
        }
      }
    }
  }

  /// The mark and those of its type that stand in one list with it, on the side away from `other` and on the side towards
  /// it.
  private func listed(with mark: Int, _ other: Int, _ note: NoteStructure, _ marks: [RelationMark]) -> [Int] {
    var all = [mark]
    let stop = marks[other].tokens
    for step in [-1, 1] {
      var last = mark
      var index = mark + step
      while marks.indices.contains(index),
        abs(marks[index].tokens.lowerBound - marks[last].tokens.lowerBound) < Self.listLength * 2
      {
        defer { index += step }
        let next = marks[index]
        guard next.type == marks[mark].type, !next.tokens.overlaps(marks[last].tokens) else { continue }
        let between =
          step > 0
          ? marks[last].tokens.upperBound..<max(marks[last].tokens.upperBound, next.tokens.lowerBound)
          : next.tokens.upperBound..<max(next.tokens.upperBound, marks[last].tokens.lowerBound)
        guard !between.overlaps(stop), !next.tokens.overlaps(stop), isList(between, note) else { break }
        all.append(index)
        last = index
      }
    }
    return all
  }

  /// Nothing but the signs and words of a list.
  private func isList(_ tokens: Range<Int>, _ note: NoteStructure) -> Bool {
    guard !tokens.isEmpty, tokens.count <= 6 else { return false }
    var joins = false
    for token in tokens {
      let atom = note.tokens[token]
      if atom.flags.contains(.blockStart) { return false }
      let bytes = note.text.bytes[atom.span.range]
      switch atom.kind {
      case .symbol:
        // The point of "e.g.".
        let isPoint = atom.isGlued && note.tokens[token - 1].count == 1
        guard atom.count == 1, ",/()&-+;".utf8.contains(bytes[bytes.startIndex]) || isPoint else { return false }
        joins = joins || ",/&+;".utf8.contains(bytes[bytes.startIndex])
      case .word:
        if Self.joining.contains(where: { $0.utf8.elementsEqual(bytes.lazy.map { $0 | 0x20 }) }) {
          joins = true
        } else if !atom.isUpper || atom.count > 6 {
          return false
        }
      case .number: return false
      }
    }
    return joins
  }

  private static let joining = [
    "and", "or", "nor", "plus", "the", "as", "well", "both", "either", "also", "such", "including", "like",
    "other", "e", "g", "eg", "certain", "oral",
  ]
}
