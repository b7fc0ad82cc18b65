import ClinicalText

/// The words of all patterns in one hash table. Words that no pattern tells apart have one label, so that the automaton
/// has few columns.
struct PatternWords: @unchecked Sendable {
  // Safe to share: read-only memory that is never freed; every run makes few tables, at its start.
  private let keys: UnsafePointer<UInt64>
  private let values: UnsafePointer<Value>
  private let shift: UInt64
  private let mask: Int
  /// Labels of known words and the three of unknown tokens.
  let labelCount: Int
  /// For each label and token test: does a token with this label pass?
  private let passes: [Bool]
  private let testCount: Int

  private struct Value {
    var label: Int32
    /// Bits of the classes that marks are asked for.
    var classes: UInt32
  }

  /// Labels of tokens that no pattern names.
  static let otherWord = 0
  static let otherNumber = 1
  static let otherSign = 2

  init(_ program: PatternProgram, _ classes: [String: PatternProgram.FoldedClass]) {
    let tests = program.tokenTests
    testCount = tests.count
    var known: Set<UInt64> = []
    for test in tests {
      if case .literal(let value) = test { known.insert(value) }
      if case .oneOf(let name) = test { known.formUnion(classes[name]?.words ?? []) }
      if case .noneOf(let name) = test { known.formUnion(classes[name]?.words ?? []) }
    }
    for name in program.wordClasses { known.formUnion(classes[name]?.words ?? []) }
    var labels: [[Bool]] = []
    // Unknown tokens: only the tests for a kind of token can hold.
    for kind in [Token.Kind.word, .number, .symbol] {
      labels.append(tests.map { Self.isKind($0, kind) })
    }
    var index: [[Bool]: Int32] = [:]
    let size = Self.size(for: known.count)
    mask = size - 1
    shift = UInt64(64 - size.trailingZeroBitCount)
    let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
    keys.initialize(repeating: 0, count: size)
    let values = UnsafeMutablePointer<Value>.allocate(capacity: size)
    values.initialize(repeating: Value(label: 0, classes: 0), count: size)
    for word in known.sorted() {
      // What kind of token a known word is does not show in its folded value: each kind has its own label.
      let row = tests.map { test in
        switch test {
        case .literal(let value): value == word
        case .oneOf(let name): classes[name]?.words.contains(word) == true
        // As `oneOf`: the label must tell the words of the class apart. What passes is turned round below.
        case .noneOf(let name): classes[name]?.words.contains(word) == true
        case .any, .number, .word, .sign: false
        }
      }
      var bits: UInt32 = 0
      for (bit, name) in program.wordClasses.enumerated() where classes[name]?.words.contains(word) == true {
        bits |= 1 << UInt32(bit)
      }
      let first: Int32
      if let same = index[row] {
        first = same
      } else {
        first = Int32(labels.count)
        index[row] = first
        for kind in [Token.Kind.word, .number, .symbol] {
          labels.append(
            zip(row, tests).map { holds, test in
              if case .noneOf = test { return !holds && kind == .word }
              return holds || Self.isKind(test, kind)
            })
        }
      }
      var place = Int(truncatingIfNeeded: (word &* Self.factor) >> shift)
      while keys[place] != 0 { place = (place + 1) & mask }
      keys[place] = word
      values[place] = Value(label: first, classes: bits)
    }
    self.keys = UnsafePointer(keys)
    self.values = UnsafePointer(values)
    labelCount = labels.count
    passes = labels.flatMap { $0 }
  }

  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func size(for count: Int) -> Int {
    var size = 16
    while size < count * 3 { size *= 2 }
    return size
  }

  private static func isKind(_ test: PatternProgram.TokenTest, _ kind: Token.Kind) -> Bool {
    switch test {
    case .any: kind != .symbol
    case .number: kind == .number
    case .word, .noneOf: kind == .word
    case .sign: kind == .symbol
    case .literal, .oneOf: false
    }
  }

  @inline(__always)
  private func find(_ folded: UInt64) -> Value? {
    var place = Int(truncatingIfNeeded: (folded &* Self.factor) >> shift)
    while keys[place] != 0 {
      if keys[place] == folded { return values[place] }
      place = (place + 1) & mask
    }
    return nil
  }

  /// The label of a token.
  @inline(__always)
  func label(_ folded: UInt64, _ kind: Token.Kind) -> Int {
    let offset = Int(kind.rawValue)
    guard let value = find(folded) else { return offset }
    return Int(value.label) + offset
  }

  /// The classes, of those that marks are asked for, that a word belongs to.
  @inline(__always)
  func classes(of folded: UInt64) -> UInt32 { find(folded)?.classes ?? 0 }

  func passes(label: Int, test: Int32) -> Bool { passes[label * testCount + Int(test)] }
}
