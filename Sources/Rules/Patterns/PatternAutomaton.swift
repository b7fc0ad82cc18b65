/// A lazy deterministic automaton over the program of a `PatternTable`: states are made when a text first needs them.
///
/// A token is a step by its label, a mark a step by its own label over all of its tokens. Both are looked up in one row
/// of the state. When there are too many states all are forgotten and made anew: nothing is lost but time.
struct PatternAutomaton {
  private let table: PatternTable
  private let labelCount: Int
  private var markCapacity = 32
  /// Next states, 16 bits each: a row is in few cache lines.
  private var rows: [Int16] = []
  private var sets: [[Int32]] = []
  /// For each state the patterns that match there.
  private(set) var accepts: [[Int32]] = []
  private var accepting: [Bool] = []
  private var index: [[Int32]: Int32] = [:]
  private var unions: [UInt64: Int32] = [:]
  /// States by the instructions that lead to them, before these are followed.
  private var known: [[Int32]: Int32] = [:]
  /// Labels of marks met so far: kind and mask of word classes.
  private var markLabels: [UInt64: Int] = [:]
  private var markKeys: [UInt64] = []
  /// By instruction: when it was last added to the set being made.
  private var stamps: [Int]
  private var stamp = 0

  static let dead: Int32 = 0
  static let start: Int32 = 1
  private static let unknown: Int16 = -1
  private let mostStates: Int

  /// - Parameter mostStates: states kept at once; small in tests of the forgetting.
  init(_ table: PatternTable, mostStates: Int = 4096) {
    self.table = table
    self.mostStates = min(max(8, mostStates), Int(Int16.max) / 2)
    labelCount = table.words.labelCount
    stamps = Array(repeating: 0, count: table.program.instructions.count)
    reset()
  }

  private var width: Int { labelCount + markCapacity }

  private mutating func reset() {
    rows.removeAll(keepingCapacity: true)
    sets.removeAll(keepingCapacity: true)
    accepts.removeAll(keepingCapacity: true)
    accepting.removeAll(keepingCapacity: true)
    index.removeAll(keepingCapacity: true)
    unions.removeAll(keepingCapacity: true)
    known.removeAll(keepingCapacity: true)
    _ = state([])
    _ = state(closure(table.starts))
  }

  /// Call between two starts: states kept from before are not valid behind it.
  @inline(__always)
  mutating func makeRoom() {
    if sets.count > mostStates { reset() }
  }

  @inline(__always)
  mutating func step(_ from: Int32, label: Int) -> Int32 {
    let known = rows[Int(from) &* width &+ label]
    return known >= 0 ? Int32(known) : make(from, label: label)
  }

  @inline(__always)
  mutating func step(_ from: Int32, markLabel: Int) -> Int32 {
    let known = rows[Int(from) &* width &+ labelCount &+ markLabel]
    return known >= 0 ? Int32(known) : make(from, markLabel: markLabel)
  }

  @inline(__always)
  func isAccepting(_ state: Int32) -> Bool { accepting[Int(state)] }

  /// The label of a mark of a kind whose last word belongs to the classes in `mask`.
  mutating func markLabel(kind: Int, mask: UInt32) -> Int {
    let key = UInt64(kind) << 32 | UInt64(mask)
    // Few are in use: the first ones by looking through them.
    for index in 0..<min(markKeys.count, 12) where markKeys[index] == key { return index }
    if let known = markLabels[key] { return known }
    if markKeys.count == markCapacity { widen() }
    markLabels[key] = markKeys.count
    markKeys.append(key)
    return markKeys.count - 1
  }

  private mutating func widen() {
    let old = width
    markCapacity *= 2
    var wider = [Int16](repeating: Self.unknown, count: sets.count * width)
    for state in sets.indices { for place in 0..<old { wider[state * width + place] = rows[state * old + place] } }
    rows = wider
  }

  /// The state that stands for both.
  mutating func union(_ a: Int32, _ b: Int32) -> Int32 {
    if a == b || b == Self.dead { return a }
    if a == Self.dead { return b }
    let key = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
    if let known = unions[key] { return known }
    let made = state(closure(sets[Int(a)] + sets[Int(b)]))
    unions[key] = made
    return made
  }

  private mutating func make(_ from: Int32, label: Int) -> Int32 {
    var next: [Int32] = []
    for place in sets[Int(from)] {
      let at = table.program.instructions[Int(place)]
      if at.kind == .token, table.words.passes(label: label, test: at.a) { next.append(at.b) }
    }
    let made = reached(next)
    rows[Int(from) * width + label] = Int16(made)
    return made
  }

  private mutating func make(_ from: Int32, markLabel: Int) -> Int32 {
    let kind = Int(markKeys[markLabel] >> 32)
    let mask = UInt32(truncatingIfNeeded: markKeys[markLabel])
    var next: [Int32] = []
    for place in sets[Int(from)] {
      let at = table.program.instructions[Int(place)]
      guard at.kind == .mark, table.program.markTests[Int(at.a)].passes(kind: kind, mask: mask) else { continue }
      next.append(at.b)
    }
    let made = reached(next)
    rows[Int(from) * width + labelCount + markLabel] = Int16(made)
    return made
  }

  /// The state behind some instructions. Most words lead to few of them.
  private mutating func reached(_ next: [Int32]) -> Int32 {
    if next.isEmpty { return Self.dead }
    if let made = known[next] { return made }
    let made = state(closure(next))
    known[next] = made
    return made
  }

  /// What can be reached without a token: the instructions that take one, and those that accept.
  private mutating func closure(_ starts: [Int32]) -> [Int32] {
    stamp += 1
    var open = starts
    var reached: [Int32] = []
    while let place = open.popLast() {
      guard stamps[Int(place)] != stamp else { continue }
      stamps[Int(place)] = stamp
      let at = table.program.instructions[Int(place)]
      switch at.kind {
      case .split:
        open.append(at.a)
        open.append(at.b)
      case .save: open.append(at.b)
      case .token, .mark, .accept: reached.append(place)
      }
    }
    return reached.sorted()
  }

  private mutating func state(_ set: [Int32]) -> Int32 {
    if let known = index[set] { return known }
    let made = Int32(sets.count)
    index[set] = made
    sets.append(set)
    accepts.append(
      set.compactMap { place in
        let at = table.program.instructions[Int(place)]
        return at.kind == .accept ? at.a : nil
      })
    accepting.append(!accepts[Int(made)].isEmpty)
    rows.append(contentsOf: repeatElement(set.isEmpty ? Int16(Self.dead) : Self.unknown, count: width))
    return made
  }
}

extension PatternProgram.MarkTest {
  /// - Parameter mask: bits of the word classes that the mark's last word belongs to.
  @inline(__always)
  func passes(kind: Int, mask: UInt32) -> Bool {
    guard kind == self.kind else { return false }
    return words == 0 || (mask & words != 0) != isWithout
  }
}
