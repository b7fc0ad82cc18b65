import ClinicalText

/// Follows one pattern from a known start: finds the places of its named parts once the automaton knows the match, and
/// tests the guards. Goes back where a way fails, and never the same way twice.
struct PatternParts {
  private let table: PatternTable
  /// Places of the named parts of the last `find`, by index of the name.
  private(set) var found: [(name: Int, tokens: Range<Int>)] = []
  private var slots: [Int]
  /// Ways that failed: by instruction, the search they belong to and, as bits, the places from its start on; places
  /// further off, behind very long marks, in a table of their own.
  private var failed: [(search: Int, places: UInt64)]
  private var failedFar: [UInt64: Int] = [:]
  private var search = 0
  private var start = 0

  private struct Text {
    let note: NoteStructure
    let marks: PatternMatcher.Marks
    let within: Range<Int>
    /// Where the match must end, tokens that are stepped over included; nil for anywhere.
    let end: Int?
    /// Nothing is taken from here on.
    let limit: Int

    init(_ note: NoteStructure, _ marks: PatternMatcher.Marks, _ within: Range<Int>, end: Int?) {
      self.note = note
      self.marks = marks
      self.within = within
      self.end = end.map { PatternMatcher.skip($0, within.upperBound, note.folded) }
      limit = self.end ?? within.upperBound
    }
  }

  init(_ table: PatternTable) {
    self.table = table
    slots = Array(repeating: -1, count: table.partNames.count * 2)
    failed = Array(repeating: (0, 0), count: table.program.instructions.count)
  }

  /// True when the pattern fits from one place to another (or to anywhere).
  mutating func matches(
    _ program: Int32, from start: Int, to end: Int?, _ within: Range<Int>, _ note: NoteStructure,
    _ marks: PatternMatcher.Marks
  ) -> Bool {
    begin(at: start)
    let place = PatternMatcher.skip(start, within.upperBound, UnsafePointer(note.folded))
    return follow(program, place, Text(note, marks, within, end: end))
  }

  /// Fills `found`, preferring what stands first in choices and as much as possible in repetitions.
  mutating func find(
    _ program: Int32, from start: Int, to end: Int, _ within: Range<Int>, _ note: NoteStructure,
    _ marks: PatternMatcher.Marks
  ) {
    begin(at: start)
    found.removeAll(keepingCapacity: true)
    guard follow(program, start, Text(note, marks, within, end: end)) else { return }
    for name in 0..<table.partNames.count where slots[name * 2] >= 0 && slots[name * 2 + 1] > slots[name * 2] {
      let tokens = slots[name * 2]..<slots[name * 2 + 1]
      found.append((name, tokens.lowerBound..<PatternMatcher.trim(tokens.upperBound, tokens.lowerBound, note.folded)))
    }
  }

  private mutating func begin(at start: Int) {
    search += 1
    self.start = start
    if failedFar.count > 1 << 12 { failedFar.removeAll(keepingCapacity: true) }
    for index in slots.indices { slots[index] = -1 }
  }

  private func hasFailed(_ program: Int32, _ place: Int) -> Bool {
    let offset = place - start
    if offset < 64 {
      let known = failed[Int(program)]
      return known.search == search && known.places & 1 << UInt64(offset) != 0
    }
    return failedFar[Self.key(program, place)] == search
  }

  private mutating func fail(_ program: Int32, _ place: Int) {
    let offset = place - start
    guard offset < 64 else {
      failedFar[Self.key(program, place)] = search
      return
    }
    if failed[Int(program)].search != search { failed[Int(program)] = (search, 0) }
    failed[Int(program)].places |= 1 << UInt64(offset)
  }

  private static func key(_ program: Int32, _ place: Int) -> UInt64 {
    UInt64(UInt32(program)) << 32 | UInt64(UInt32(place))
  }

  /// As deep as the pattern is long.
  private mutating func follow(_ program: Int32, _ place: Int, _ text: Text) -> Bool {
    let at = table.program.instructions[Int(program)]
    switch at.kind {
    case .accept:
      guard let end = text.end else { return true }
      return place == end
    case .save:
      let before = slots[Int(at.a)]
      slots[Int(at.a)] = place
      if follow(at.b, place, text) { return true }
      slots[Int(at.a)] = before
      return false
    case .split:
      if hasFailed(program, place) { return false }
      if follow(at.a, place, text) || follow(at.b, place, text) { return true }
      fail(program, place)
      return false
    case .token:
      guard place < text.limit else { return false }
      let label = table.words.label(text.note.folded[place], text.note.tokens[place].kind)
      guard table.words.passes(label: label, test: at.a) else { return false }
      return follow(at.b, PatternMatcher.skip(place + 1, text.within.upperBound, text.note.folded), text)
    case .mark:
      let test = table.program.markTests[Int(at.a)]
      var index = Self.firstMark(text.marks, at: place)
      while index < text.marks.count, text.marks[index].tokens.lowerBound == place {
        let tokens = text.marks[index].tokens
        index += 1
        guard tokens.upperBound <= text.limit,
          test.passes(
            kind: Int(text.marks[index - 1].kind), mask: Self.classes(tokens, text.note.folded, table))
        else { continue }
        let next = PatternMatcher.skip(tokens.upperBound, text.within.upperBound, text.note.folded)
        if follow(at.b, next, text) { return true }
      }
      return false
    }
  }

  private static func firstMark(_ marks: PatternMatcher.Marks, at place: Int) -> Int {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].tokens.lowerBound < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The word classes, of those that patterns ask marks for, that a mark's last word belongs to: in English the last word
  /// says what a thing is ("left ventricular wall", "chest x-ray").
  @inline(__always)
  static func classes(_ tokens: Range<Int>, _ folded: UnsafePointer<UInt64>, _ table: PatternTable) -> UInt32 {
    guard !table.program.wordClasses.isEmpty else { return 0 }
    var last = tokens.upperBound - 1
    while last > tokens.lowerBound, folded[last] == TokenFolding.skipped { last -= 1 }
    return table.words.classes(of: folded[last])
  }
}
