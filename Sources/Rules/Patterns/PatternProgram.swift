import ClinicalText

/// Patterns as instructions of one automaton (Thompson 1968; the form of Pike's and Cox's machines). Repetitions are
/// written out, so that there are no loops: a match is never longer than the longest pattern.
struct PatternProgram: Sendable {
  struct Instruction: Sendable {
    enum Kind: Sendable {
      /// Takes a token that passes test `a`, goes on at `b`.
      case token
      /// Takes a mark that passes mark test `a`, goes on at `b`.
      case mark
      /// Goes on at `a`, or else at `b`.
      case split
      /// Keeps the place in slot `a`, goes on at `b`.
      case save
      /// Pattern `a` matches.
      case accept
    }
    var kind: Kind
    var a: Int32
    var b: Int32
  }

  /// What a token must be.
  enum TokenTest: Hashable, Sendable {
    case literal(UInt64)
    case oneOf(String)
    case noneOf(String)
    case any
    case number
    case word
    case sign
  }

  /// What a mark must be; `words` has the bits of classes by their index in `wordClasses`, 0 for no such condition.
  struct MarkTest: Hashable, Sendable {
    var kind: Int
    var words: UInt32
    var isWithout: Bool
  }

  private(set) var instructions: [Instruction] = []
  private(set) var tokenTests: [TokenTest] = []
  private(set) var markTests: [MarkTest] = []
  /// Classes that marks are asked for; their words have bits in a mark's mask.
  private(set) var wordClasses: [String] = []
  /// The splits that an unbounded repetition leads back to.
  private var loops: Set<Int32> = []
  private var testIndex: [TokenTest: Int32] = [:]
  private var markIndex: [MarkTest: Int32] = [:]
  private let classes: [String: FoldedClass]

  /// The words of a class: those of one token, and phrases of several.
  struct FoldedClass: Sendable {
    var words: Set<UInt64> = []
    var phrases: [[UInt64]] = []
  }

  static let mostWordClasses = 32
  /// Beyond this many instructions a rule set was written by no hand.
  static let mostInstructions = 1_000_000

  init(classes: [String: FoldedClass]) {
    self.classes = classes
  }

  /// Adds a pattern whose match is reported as `number`; returns where it begins.
  ///
  /// - Parameter slot: index of the first slot of a captured part's name.
  mutating func add(
    _ node: PatternNode, number: Int, slot: (String) -> Int, fault: (String) -> Fault
  ) throws(Fault) -> Int32 {
    let end = append(.init(kind: .accept, a: Int32(number), b: 0))
    return try emit(node, end, slot, fault)
  }

  private mutating func append(_ instruction: Instruction) -> Int32 {
    instructions.append(instruction)
    return Int32(instructions.count - 1)
  }

  /// Writes a node that goes on at `next`; returns where it begins.
  private mutating func emit(
    _ node: PatternNode, _ next: Int32, _ slot: (String) -> Int, _ fault: (String) -> Fault
  ) throws(Fault) -> Int32 {
    guard instructions.count < Self.mostInstructions else {
      throw fault("the pattern is too large with its classes and repetitions written out; use shorter ones")
    }
    switch node {
    case .literal(let word):
      let folded = TokenFolding.phrase(NoteText(word), TokenBuffer(capacity: 16))
      guard !folded.isEmpty else { throw fault("\"\(word)\" has no word or sign that is looked at") }
      return literal(folded, next)
    case .oneOf(let name):
      guard let words = classes[name] else { return next }
      var branches: [Int32] = []
      if !words.words.isEmpty { branches.append(token(.oneOf(name), next)) }
      for phrase in words.phrases { branches.append(literal(phrase, next)) }
      return choice(branches)
    case .noneOf(let name):
      guard classes[name]?.phrases.isEmpty == true else {
        throw fault("the class \(name) has phrases; with ! it must hold single words only")
      }
      return token(.noneOf(name), next)
    case .mark(let kind, let names, let isWithout):
      var test = MarkTest(kind: kind, words: 0, isWithout: isWithout)
      for name in names { test.words |= 1 << UInt32(try wordClass(name, fault)) }
      let index = markIndex[test] ?? Int32(markTests.count)
      if index == markTests.count {
        markTests.append(test)
        markIndex[test] = index
      }
      return append(.init(kind: .mark, a: index, b: next))
    case .any: return token(.any, next)
    case .number: return token(.number, next)
    case .word: return token(.word, next)
    case .sign: return token(.sign, next)
    case .sequence(let items):
      var place = next
      for item in items.reversed() { place = try emit(item, place, slot, fault) }
      return place
    case .choice(let items):
      var branches: [Int32] = []
      for item in items { branches.append(try emit(item, next, slot, fault)) }
      return choice(branches)
    case .repeated(let item, let least, let most):
      var place = next
      if most == PatternNode.unbounded {
        // The split comes first, so that what is repeated can lead back to it.
        place = append(.init(kind: .split, a: 0, b: next))
        let loop = Int(place)
        instructions[loop].a = try emit(item, place, slot, fault)
        guard lengths(from: instructions[loop].a, to: place).shortest > 0 else {
          throw fault("what is repeated without a bound may be nothing; let it take at least one word")
        }
        loops.insert(place)
        for _ in 0..<least { place = try emit(item, place, slot, fault) }
        return place
      }
      for _ in least..<most {
        let body = try emit(item, place, slot, fault)
        place = append(.init(kind: .split, a: body, b: next))
      }
      for _ in 0..<least { place = try emit(item, place, slot, fault) }
      return place
    case .captured(let name, let inside):
      let first = Int32(slot(name))
      let end = append(.init(kind: .save, a: first + 1, b: next))
      let body = try emit(inside, end, slot, fault)
      return append(.init(kind: .save, a: first, b: body))
    }
  }

  private mutating func token(_ test: TokenTest, _ next: Int32) -> Int32 {
    let index = testIndex[test] ?? Int32(tokenTests.count)
    if index == tokenTests.count {
      tokenTests.append(test)
      testIndex[test] = index
    }
    return append(.init(kind: .token, a: index, b: next))
  }

  private mutating func literal(_ folded: [UInt64], _ next: Int32) -> Int32 {
    var place = next
    for value in folded.reversed() { place = token(.literal(value), place) }
    return place
  }

  private mutating func choice(_ branches: [Int32]) -> Int32 {
    var place = branches[branches.count - 1]
    for branch in branches.dropLast().reversed() { place = append(.init(kind: .split, a: branch, b: place)) }
    return place
  }

  private mutating func wordClass(_ name: String, _ fault: (String) -> Fault) throws(Fault) -> Int {
    if let known = wordClasses.firstIndex(of: name) { return known }
    guard classes[name]?.phrases.isEmpty == true else {
      throw fault("the class \(name) has phrases; asked of a mention, it must hold single words only")
    }
    guard wordClasses.count < Self.mostWordClasses else {
      throw fault("more than \(Self.mostWordClasses) classes are asked of mentions")
    }
    wordClasses.append(name)
    return wordClasses.count - 1
  }

  /// True when an instruction of a kind stands in the pattern that begins at another.
  func holds(_ kind: Instruction.Kind, from start: Int32) -> Bool {
    var open = [start]
    var seen: Set<Int32> = []
    while let place = open.popLast() {
      guard seen.insert(place).inserted else { continue }
      let at = instructions[Int(place)]
      if at.kind == kind { return true }
      switch at.kind {
      case .split: open += [at.a, at.b]
      case .save, .token, .mark: open.append(at.b)
      case .accept: break
      }
    }
    return false
  }

  /// True when a pattern has a repetition without a bound.
  func isUnbounded(from start: Int32) -> Bool {
    var open = [start]
    var seen: Set<Int32> = []
    while let place = open.popLast() {
      guard seen.insert(place).inserted else { continue }
      if loops.contains(place) { return true }
      let at = instructions[Int(place)]
      switch at.kind {
      case .split: open += [at.a, at.b]
      case .save, .token, .mark: open.append(at.b)
      case .accept: break
      }
    }
    return false
  }

  /// Longest and shortest match from an instruction on, in tokens and marks; repetitions without a bound count as none.
  ///
  /// - Parameter end: an instruction to stop at.
  func lengths(from start: Int32, to end: Int32 = -1) -> (shortest: Int, longest: Int) {
    var known: [Int32: (Int, Int)] = [end: (0, 0)]
    // But for loops, instructions only lead to earlier ones, so this goes down and ends.
    func walk(_ place: Int32) -> (Int, Int) {
      if let value = known[place] { return value }
      if loops.contains(place) {
        let value = walk(instructions[Int(place)].b)
        known[place] = value
        return value
      }
      let at = instructions[Int(place)]
      let value: (Int, Int)
      switch at.kind {
      case .accept: value = (0, 0)
      case .save: value = walk(at.b)
      case .token, .mark:
        let rest = walk(at.b)
        value = (rest.0 + 1, rest.1 + 1)
      case .split:
        let one = walk(at.a)
        let other = walk(at.b)
        value = (min(one.0, other.0), max(one.1, other.1))
      }
      known[place] = value
      return value
    }
    return walk(start)
  }
}
