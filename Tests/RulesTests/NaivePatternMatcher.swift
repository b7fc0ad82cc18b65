import ClinicalText

import Rules

/// The plain reading of the pattern language: every way through the pattern is tried, over the words as they are.
struct NaivePatternMatcher {
  var source: PatternSource
  var kinds = PatternSchema().kinds

  /// A way through a pattern: where it ends, and what it kept.
  struct Way {
    var end: Int
    var parts: [String: Range<Int>] = [:]
  }

  struct Match: Equatable {
    var rule: Int
    var tokens: Range<Int>
    var parts: [String: Range<Int>]
  }

  /// The tokens that are looked at, by their indices in the note.
  struct Line {
    var tokens: [Int]
    var folded: [UInt64]
    var kind: [Token.Kind]
    var marks: [PatternMark]
  }

  /// All matches, the longest for each rule and start, before the choice between overlapping ones.
  func matches(_ note: NoteStructure, _ marks: [PatternMark]) throws -> [Match] {
    var found: [Match] = []
    for sentence in note.sentences {
      let looked = (sentence.firstToken..<sentence.endToken).filter { note.folded[$0] != TokenFolding.skipped }
      let line = Line(
        tokens: looked, folded: looked.map { note.folded[$0] }, kind: looked.map { note.tokens[$0].kind },
        marks: marks.filter {
          $0.tokens.lowerBound >= sentence.firstToken && $0.tokens.upperBound <= sentence.endToken
        })
      for start in looked.indices {
        for (index, rule) in source.rules.enumerated() {
          let ways = self.ways(try node(rule.pattern), start, line)
          let ends = Set(ways.map(\.end)).sorted()
          for longest in rule.isEvery ? ends : Array(ends.suffix(1)) {
            guard let first = ways.first(where: { $0.end == longest }) else { continue }
            if !rule.unlessBefore.isEmpty {
              let guardNode = try node(rule.unlessBefore)
              if (0..<start).contains(where: { from in self.ways(guardNode, from, line).contains { $0.end == start } })
              {
                continue
              }
            }
            if !rule.unlessAfter.isEmpty, !self.ways(try node(rule.unlessAfter), longest, line).isEmpty { continue }
            let parts = first.parts.filter { !$0.value.isEmpty }
            found.append(
              Match(
                rule: index, tokens: range(start, longest, line),
                parts: parts.mapValues { range($0.lowerBound, $0.upperBound, line) }))
          }
        }
      }
    }
    return found
  }

  /// The choice: of overlapping matches that make one type the better ones, found by asking each against all before it.
  func chosen(_ matches: [Match]) -> [Match] {
    var kept: [Match] = []
    let order = matches.sorted { a, b in
      let (p, q) = (source.rules[a.rule].priority, source.rules[b.rule].priority)
      if p != q { return p > q }
      if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
      return a.rule != b.rule ? a.rule < b.rule : a.tokens.lowerBound < b.tokens.lowerBound
    }
    for match in order {
      let makes = source.rules[match.rule].makes
      let isFree = EntityType(name: makes) == nil
      if isFree || !kept.contains(where: { source.rules[$0.rule].makes == makes && $0.tokens.overlaps(match.tokens) }) {
        kept.append(match)
      }
    }
    return kept.sorted { a, b in
      if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
      return a.tokens.count != b.tokens.count ? a.tokens.count > b.tokens.count : a.rule < b.rule
    }
  }

  private func range(_ start: Int, _ end: Int, _ line: Line) -> Range<Int> {
    line.tokens[start]..<line.tokens[end - 1] + 1
  }

  private func node(_ text: String) throws -> PatternNode {
    try PatternParser.parse(
      text, kinds: kinds, classes: Set(source.classes.map(\.name)), parts: [:],
      fault: { Fault(.ruleFileInvalid, value: $0) })
  }

  private func folded(_ phrase: String) -> [UInt64] { TokenFolding.phrase(NoteText(phrase), TokenBuffer()) }

  private func words(_ name: String) -> [[UInt64]] {
    source.classes.first { $0.name == name }!.content.map(folded)
  }

  /// All ways, the preferred first.
  private func ways(_ node: PatternNode, _ start: Int, _ line: Line) -> [Way] {
    func one(_ holds: (Int) -> Bool) -> [Way] {
      start < line.tokens.count && holds(start) ? [Way(end: start + 1)] : []
    }
    func phrase(_ values: [UInt64]) -> [Way] {
      line.folded[start...].starts(with: values) ? [Way(end: start + values.count)] : []
    }
    switch node {
    case .literal(let word): return phrase(folded(word))
    case .oneOf(let name):
      let all = words(name)
      // One word of the class counts before its phrases.
      let ordered = all.filter { $0.count == 1 } + all.filter { $0.count > 1 }
      return ordered.flatMap(phrase).reduce(into: []) { ways, way in
        if !ways.contains(where: { $0.end == way.end }) { ways.append(way) }
      }
    case .noneOf(let name):
      let all = words(name)
      return one { line.kind[$0] == .word && !all.contains([line.folded[$0]]) }
    case .any: return one { line.kind[$0] != .symbol }
    case .number: return one { line.kind[$0] == .number }
    case .word: return one { line.kind[$0] == .word }
    case .sign: return one { line.kind[$0] == .symbol }
    case .mark(let kind, let names, let isWithout):
      guard start < line.tokens.count else { return [] }
      return line.marks.compactMap { mark in
        guard Int(mark.kind) == kind, mark.tokens.lowerBound == line.tokens[start] else { return nil }
        let end = line.tokens.firstIndex { $0 >= mark.tokens.upperBound } ?? line.tokens.count
        if !names.isEmpty {
          let has = names.contains { words($0).contains([line.folded[end - 1]]) }
          guard has != isWithout else { return nil }
        }
        return Way(end: end)
      }
    case .sequence(let items):
      var ways = [Way(end: start)]
      for item in items {
        ways = ways.flatMap { way in
          self.ways(item, way.end, line).map { Way(end: $0.end, parts: way.parts.merging($0.parts) { $1 }) }
        }
      }
      return ways
    case .choice(let items): return items.flatMap { ways($0, start, line) }
    case .repeated(let item, let least, let most):
      if most == 0 { return [Way(end: start)] }
      let left = most == PatternNode.unbounded ? most : most - 1
      let more = ways(item, start, line).flatMap { way in
        ways(.repeated(item, least: max(0, least - 1), most: left), way.end, line).map {
          Way(end: $0.end, parts: way.parts.merging($0.parts) { $1 })
        }
      }
      return least > 0 ? more : more + [Way(end: start)]
    case .captured(let name, let inside):
      return ways(inside, start, line).map { way in
        var way = way
        way.parts[name] = start..<way.end
        return way
      }
    }
  }
}
