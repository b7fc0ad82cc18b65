/// What came of each item of one side in one set at one level.
enum IdentifierState: UInt8 {
  /// Not of the set, or a repetition of an item that is.
  case ignored
  case matched
  case unmatched
}

/// Pairs the items of two sides. Every list is walked once: the items are sorted, and repetitions stand together.
struct IdentifierMatching {
  /// One state for each item of the list given.
  private(set) var gold: [IdentifierState] = []
  private(set) var predicted: [IdentifierState] = []
  /// True when the hits are the matched gold items, false when they are the matched predictions. Only at `relaxed` can
  /// these differ.
  private(set) var hitsAreGold = true

  private mutating func reset(_ goldCount: Int, _ predictedCount: Int) {
    gold.removeAll(keepingCapacity: true)
    gold.append(contentsOf: repeatElement(.ignored, count: goldCount))
    predicted.removeAll(keepingCapacity: true)
    predicted.append(contentsOf: repeatElement(.ignored, count: predictedCount))
    hitsAreGold = true
  }

  /// Same category, type, start and end. Both lists by span.
  mutating func matchExact(_ a: [IdentifierItem], _ b: [IdentifierItem], set bit: UInt8) {
    reset(a.count, b.count)
    var g = 0
    var p = 0
    while g < a.count || p < b.count {
      let order = Self.compare(a, g, b, p)
      // The first item of the set among those that are equal stands for all of them.
      var goldPlace = -1
      var predictedPlace = -1
      if order <= 0 {
        let key = a[g]
        while g < a.count, a[g].start == key.start, a[g].end == key.end, a[g].kind == key.kind {
          if goldPlace < 0, a[g].sets & bit != 0 { goldPlace = g }
          g += 1
        }
      }
      if order >= 0 {
        let key = b[p]
        while p < b.count, b[p].start == key.start, b[p].end == key.end, b[p].kind == key.kind {
          if predictedPlace < 0, b[p].sets & bit != 0 { predictedPlace = p }
          p += 1
        }
      }
      let state: IdentifierState = goldPlace >= 0 && predictedPlace >= 0 ? .matched : .unmatched
      if goldPlace >= 0 { gold[goldPlace] = state }
      if predictedPlace >= 0 { predicted[predictedPlace] = state }
    }
  }

  private static func compare(_ a: [IdentifierItem], _ g: Int, _ b: [IdentifierItem], _ p: Int) -> Int {
    guard g < a.count else { return 1 }
    guard p < b.count else { return -1 }
    let (x, y) = (a[g], b[p])
    if x.start != y.start { return x.start < y.start ? -1 : 1 }
    if x.end != y.end { return x.end < y.end ? -1 : 1 }
    return x.kind == y.kind ? 0 : x.kind < y.kind ? -1 : 1
  }

  /// Same category, type and start, ends at most two apart. Both lists by kind.
  ///
  /// The official script makes sets under this equality, which is not transitive: within a side, an item within two of
  /// one already taken is a repetition; an item is matched when any item of the other side equals it; and the hits are
  /// counted on the side with fewer items. So two gold items that one prediction touches are both found.
  mutating func matchRelaxed(_ a: [IdentifierItem], _ b: [IdentifierItem], set bit: UInt8) {
    reset(a.count, b.count)
    let goldCount = Self.takeApart(a, bit, &gold)
    let predictedCount = Self.takeApart(b, bit, &predicted)
    hitsAreGold = predictedCount > goldCount
    var from = 0
    for g in a.indices where gold[g] == .unmatched {
      let item = a[g]
      while from < b.count, Self.isBefore(b[from], item) { from += 1 }
      var p = from
      while p < b.count, b[p].start == item.start, b[p].kind == item.kind, b[p].end <= item.end + 2 {
        if predicted[p] != .ignored {
          gold[g] = .matched
          predicted[p] = .matched
        }
        p += 1
      }
    }
  }

  /// Marks one item of each run of near-equal ones as unmatched; returns their number.
  private static func takeApart(_ items: [IdentifierItem], _ bit: UInt8, _ states: inout [IdentifierState]) -> Int {
    var count = 0
    var last = -1
    for i in items.indices where items[i].sets & bit != 0 {
      if last >= 0, items[last].start == items[i].start, items[last].kind == items[i].kind,
        items[i].end - items[last].end <= 2
      {
        continue
      }
      states[i] = .unmatched
      last = i
      count += 1
    }
    return count
  }

  /// True when `item` and everything before it in the order by kind ends too early for `other`, or has another key.
  private static func isBefore(_ item: IdentifierItem, _ other: IdentifierItem) -> Bool {
    if item.start != other.start { return item.start < other.start }
    if item.kind != other.kind { return item.kind < other.kind }
    return item.end < other.end - 2
  }

  /// Same start and end (within `slack`), whatever the types. Both lists by span.
  ///
  /// The gold items are those of the set, once for each span; any prediction finds them. A prediction of the set is
  /// wrong when it touches no identifier of the gold at all: to call a patient a doctor is no false alarm here.
  mutating func matchBinary(_ a: [IdentifierItem], _ b: [IdentifierItem], set bit: UInt8, slack: Int32) {
    reset(a.count, b.count)
    Self.findAny(
      a, in: b, slack, isOfSet: { $0.sets & bit != 0 },
      found: { index, isFound in gold[index] = isFound ? .matched : .unmatched })
    // What is found in gold outside of the set is neither a hit nor wrong.
    Self.findAny(
      b, in: a, slack, isOfSet: { $0.binarySets & bit != 0 },
      found: { index, isFound in predicted[index] = isFound ? .ignored : .unmatched })
  }

  /// Calls `found` once for each span of `items` that holds an item of the set.
  private static func findAny(
    _ items: [IdentifierItem], in others: [IdentifierItem], _ slack: Int32, isOfSet: (IdentifierItem) -> Bool,
    found: (Int, Bool) -> Void
  ) {
    var from = 0
    var lastStart: Int32 = -1
    var lastEnd: Int32 = -1
    for i in items.indices where isOfSet(items[i]) {
      let item = items[i]
      if item.start == lastStart, item.end == lastEnd { continue }
      (lastStart, lastEnd) = (item.start, item.end)
      while from < others.count,
        others[from].start < item.start || (others[from].start == item.start && others[from].end < item.end - slack)
      {
        from += 1
      }
      let isFound = from < others.count && others[from].start == item.start && others[from].end <= item.end + slack
      found(i, isFound)
    }
  }
}
