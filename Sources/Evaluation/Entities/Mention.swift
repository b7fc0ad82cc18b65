import ClinicalText

/// A mention as scoring needs it: a type number and its parts. Offsets are scalar offsets, half-open.
struct Mention: Sendable {
  /// Index into the scorer's types.
  var type: Int
  var start: Int
  var end: Int
  /// The parts of a discontinuous mention; empty for an ordinary one.
  var fragments: [Range<Int>]
  /// Index of the entity in its document.
  var entity: Int

  /// Scalars in it.
  var length: Int { fragments.isEmpty ? end - start : fragments.reduce(0) { $0 + $1.count } }

  func hasSameParts(as other: Mention) -> Bool {
    start == other.start && end == other.end && fragments == other.fragments
  }

  /// Scalars that both cover.
  func shared(with other: Mention) -> Int {
    if fragments.isEmpty, other.fragments.isEmpty { return max(0, min(end, other.end) - max(start, other.start)) }
    let mine = fragments.isEmpty ? [start..<end] : fragments
    let theirs = other.fragments.isEmpty ? [other.start..<other.end] : other.fragments
    var total = 0
    var i = 0
    var j = 0
    while i < mine.count, j < theirs.count {
      total += max(0, min(mine[i].upperBound, theirs[j].upperBound) - max(mine[i].lowerBound, theirs[j].lowerBound))
      if mine[i].upperBound < theirs[j].upperBound { i += 1 } else { j += 1 }
    }
    return total
  }

  /// An order that depends on what is scored, not on where it stood in a file.
  static func precedes(_ a: Mention, _ b: Mention) -> Bool {
    if a.start != b.start { return a.start < b.start }
    if a.end != b.end { return a.end < b.end }
    if a.type != b.type { return a.type < b.type }
    if a.fragments != b.fragments {
      let x = a.fragments.flatMap { [$0.lowerBound, $0.upperBound] }
      return x.lexicographicallyPrecedes(b.fragments.flatMap { [$0.lowerBound, $0.upperBound] })
    }
    return a.entity < b.entity
  }
}
