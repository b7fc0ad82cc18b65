/// Shapes compiled to one deterministic automaton over bytes: each byte of a text moves it once, whatever the number of
/// shapes. Built by the positions of the patterns (Glushkov 1961) and the subsets of them that can be reached together.
package struct ShapeAutomaton: @unchecked Sendable {
  // Safe to share: reads only; the memory is never freed (the automata of one file serve the process).
  /// State 0 is dead, state 1 the start.
  private let table: UnsafePointer<UInt16>
  private let classOf: UnsafePointer<UInt8>
  private let classCount: Int
  /// For each state which shapes end there, as bits.
  private let accepted: UnsafePointer<UInt64>
  /// Number of states, the dead one included.
  let stateCount: Int
  /// True for bytes that a shape may begin with.
  let starts: UnsafePointer<Bool>

  /// The automaton would have more states than can be told apart.
  package struct TooLarge: Error {}

  /// Compiles patterns, each with the number (0 to 63) that its matches are told by.
  package init(_ patterns: [(pattern: ShapePattern, number: Int)]) throws(TooLarge) {
    var positions = Positions()
    var first: Set<Int> = []
    for (pattern, number) in patterns {
      let part = positions.add(pattern)
      first.formUnion(part.first)
      for last in part.last { positions.ends[last] |= UInt64(1) << UInt64(number) }
    }
    var classes: [UInt8] = []
    var representatives: [UInt8] = []
    var signatures: [[UInt64]: UInt8] = [:]
    let words = positions.sets.count / 64 + 1
    for byte in 0...255 {
      var signature = [UInt64](repeating: 0, count: words)
      for (index, set) in positions.sets.enumerated() where set.contains(UInt8(byte)) {
        signature[index / 64] |= UInt64(1) << UInt64(index % 64)
      }
      if let known = signatures[signature] {
        classes.append(known)
      } else {
        guard representatives.count < 255 else { throw TooLarge() }
        signatures[signature] = UInt8(representatives.count)
        classes.append(UInt8(representatives.count))
        representatives.append(UInt8(byte))
      }
    }
    let built = try Self.build(positions, first.sorted(), representatives)
    table = Self.permanent(built.table)
    accepted = Self.permanent(built.accepted)
    stateCount = built.accepted.count
    classOf = Self.permanent(classes)
    classCount = representatives.count
    starts = Self.permanent((0...255).map { built.table[built.start + Int(classes[$0])] != 0 })
  }

  private static func permanent<Value: BitwiseCopyable>(_ values: [Value]) -> UnsafePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: max(1, values.count))
    copy.initialize(from: values, count: values.count)
    return UnsafePointer(copy)
  }

  /// States are sets of positions. Gives the table with row 0 dead and row 1 the start.
  private static func build(
    _ positions: Positions, _ first: [Int], _ representatives: [UInt8]
  ) throws(TooLarge) -> (table: [UInt16], accepted: [UInt64], start: Int) {
    let width = representatives.count
    var known: [[Int]: Int] = [[]: 0]
    var states: [[Int]] = [[], first]
    var table = [UInt16](repeating: 0, count: width * 2)
    var accepted: [UInt64] = [0, 0]
    // The start is no set that a byte leads to: its followers are the first positions themselves.
    var next = 1
    while next < states.count {
      // In order and once each, so that what a byte picks of them is so, too.
      let candidates = next == 1 ? first : Set(states[next].flatMap { positions.follow[$0] }).sorted()
      for (column, byte) in representatives.enumerated() {
        let target = candidates.filter { positions.sets[$0].contains(byte) }
        if target.isEmpty { continue }
        let number: Int
        if let old = known[target] {
          number = old
        } else {
          number = states.count
          guard number < Int(UInt16.max) else { throw TooLarge() }
          known[target] = number
          states.append(target)
          table += Array(repeating: 0, count: width)
          accepted.append(target.reduce(0) { $0 | positions.ends[$1] })
        }
        table[next * width + column] = UInt16(number)
      }
      next += 1
    }
    return (table, accepted, width)
  }

  /// Runs from `start` on, and calls `visit` with the end and the shapes at each place where some end.
  @inline(__always)
  package func run(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ visit: (_ end: Int, _ shapes: UInt64) -> Void
  ) {
    var state = 1
    var i = start
    while i < bytes.count {
      state = Int(table[state &* classCount &+ Int(classOf[Int(bytes[i])])])
      if state == 0 { return }
      i &+= 1
      if accepted[state] != 0 { visit(i, accepted[state]) }
    }
  }

  /// The places of byte sets in patterns, and which may follow which.
  private struct Positions {
    var sets: [ByteSet] = []
    var follow: [[Int]] = []
    var ends: [UInt64] = []

    struct Part {
      var first: [Int]
      var last: [Int]
      var isEmpty: Bool
    }

    mutating func add(_ pattern: ShapePattern) -> Part {
      switch pattern {
      case .bytes(let set):
        sets.append(set)
        follow.append([])
        ends.append(0)
        return Part(first: [sets.count - 1], last: [sets.count - 1], isEmpty: false)
      case .sequence(let parts):
        var whole = Part(first: [], last: [], isEmpty: true)
        for item in parts {
          let part = add(item)
          for position in whole.last { follow[position] += part.first }
          if whole.isEmpty { whole.first += part.first }
          whole.last = part.isEmpty ? whole.last + part.last : part.last
          whole.isEmpty = whole.isEmpty && part.isEmpty
        }
        return whole
      case .choice(let parts):
        var whole = Part(first: [], last: [], isEmpty: false)
        for item in parts {
          let part = add(item)
          whole.first += part.first
          whole.last += part.last
          whole.isEmpty = whole.isEmpty || part.isEmpty
        }
        return whole
      case .optional(let item):
        var part = add(item)
        part.isEmpty = true
        return part
      }
    }
  }
}
