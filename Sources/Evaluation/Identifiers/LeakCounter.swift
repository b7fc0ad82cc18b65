import ClinicalText

/// What the predictions that are replaced leave standing of the gold, and what they take of everything else.
struct LeakCounts {
  /// Words and numbers of gold identifiers of which at least a part is not covered, by set (position in `allCases`).
  var tokens = [Int](repeating: 0, count: IdentifierSet.allCases.count)
  /// Identifiers with at least one such token, by set.
  var identifiers = [Int](repeating: 0, count: IdentifierSet.allCases.count)
  /// Words and numbers that lie in no gold identifier of any kind.
  var otherTokens = 0
  /// Those of them that a prediction touches.
  var lostTokens = 0
  /// Of each identifier of the gold, by index: true when it leaks.
  var isLeaked: [Bool] = []
}

/// Counts leaks and over-redaction; keeps its memory from one document to the next.
final class LeakCounter {
  private let tokens = TokenBuffer()
  private var leakedSets: [UInt8] = []

  /// Counts one document. `cover` is what is replaced, in scalar offsets, in any order.
  func count(_ gold: IdentifierSide, _ slices: TextSlices?, cover: [Range<Int>], identifierCount: Int) -> LeakCounts {
    var counts = LeakCounts()
    counts.isLeaked = Array(repeating: false, count: identifierCount)
    guard let slices else {
      countSpans(gold, Self.merged(cover), &counts)
      return counts
    }
    Tokenizer.tokenize(slices.text, into: tokens)
    let covered = Self.merged(cover.compactMap { slices.bytes($0) })
    leakedSets.removeAll(keepingCapacity: true)
    leakedSets.append(contentsOf: repeatElement(0, count: tokens.count))
    var last: IdentifierItem?
    for item in gold.spans {
      let isRepeated = last.map { $0.start == item.start && $0.end == item.end && $0.kind == item.kind } ?? false
      last = item
      let isLeaked = leak(item, gold.bytes[Int(item.index)], covered, &counts)
      counts.isLeaked[Int(item.index)] = isLeaked
      if isLeaked, !isRepeated { Self.add(&counts.identifiers, item.sets) }
    }
    countOthers(Self.merged(gold.spans.map { gold.bytes[Int($0.index)] }), covered, &counts)
    return counts
  }

  /// True when a word or number of the identifier is not wholly covered; where it has none, when its span is not.
  private func leak(
    _ item: IdentifierItem, _ bytes: Range<Int>, _ covered: [Range<Int>], _ counts: inout LeakCounts
  ) -> Bool {
    var hasTokens = false
    var isLeaked = false
    for index in tokens.range(covering: ByteSpan(bytes.lowerBound, bytes.upperBound))
    where tokens[index].kind != .symbol {
      hasTokens = true
      let token = tokens[index]
      let piece = max(Int(token.start), bytes.lowerBound)..<min(Int(token.end), bytes.upperBound)
      if Self.covers(covered, piece) { continue }
      isLeaked = true
      let new = item.sets & ~leakedSets[index]
      leakedSets[index] |= new
      Self.add(&counts.tokens, new)
    }
    return hasTokens ? isLeaked : !Self.covers(covered, bytes)
  }

  /// Without a text, an identifier leaks unless all of it is covered.
  private func countSpans(_ gold: IdentifierSide, _ covered: [Range<Int>], _ counts: inout LeakCounts) {
    var last: IdentifierItem?
    for item in gold.spans {
      let isRepeated = last.map { $0.start == item.start && $0.end == item.end && $0.kind == item.kind } ?? false
      last = item
      let isLeaked = !Self.covers(covered, Int(item.start)..<max(Int(item.start), Int(item.end)))
      counts.isLeaked[Int(item.index)] = isLeaked
      if isLeaked, !isRepeated { Self.add(&counts.identifiers, item.sets) }
    }
  }

  private func countOthers(_ gold: [Range<Int>], _ covered: [Range<Int>], _ counts: inout LeakCounts) {
    var g = 0
    var c = 0
    for token in tokens.all where token.kind != .symbol {
      while g < gold.count, gold[g].upperBound <= Int(token.start) { g += 1 }
      while c < covered.count, covered[c].upperBound <= Int(token.start) { c += 1 }
      if g < gold.count, gold[g].lowerBound < Int(token.end) { continue }
      counts.otherTokens += 1
      if c < covered.count, covered[c].lowerBound < Int(token.end) { counts.lostTokens += 1 }
    }
  }

  private static func add(_ counts: inout [Int], _ sets: UInt8) {
    var left = sets
    while left != 0 {
      let place = left.trailingZeroBitCount
      if place < counts.count { counts[place] += 1 }
      left &= left - 1
    }
  }

  /// The union of ranges, in order, without empty ones.
  static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = merged.last, range.lowerBound <= last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }

  /// True when one of the merged ranges holds all of `piece`.
  static func covers(_ merged: [Range<Int>], _ piece: Range<Int>) -> Bool {
    var low = 0
    var high = merged.count
    while low < high {
      let middle = (low + high) / 2
      if merged[middle].upperBound <= piece.lowerBound { low = middle + 1 } else { high = middle }
    }
    guard low < merged.count else { return false }
    return merged[low].lowerBound <= piece.lowerBound && piece.upperBound <= merged[low].upperBound
  }
}
