import ClinicalText

/// Something that an earlier stage found: patterns step over it as one.
public struct PatternMark: Sendable, Equatable {
  /// Token indices, half-open, not empty.
  public var tokens: Range<Int>
  /// Index into `PatternSchema.kinds`; for an entity type its raw value.
  public var kind: UInt8

  /// Takes each part as it is given.
  public init(tokens: Range<Int>, kind: UInt8) {
    self.tokens = tokens
    self.kind = kind
  }
}

/// A match of one rule.
public struct PatternMatch: Sendable, Equatable {
  /// Index into `PatternTable.rules`.
  public var rule: Int
  /// Tokens of the whole pattern, half-open.
  public var tokens: Range<Int>
  /// Tokens of what it makes: the part named `mention`, or the whole.
  public var mention: Range<Int>
  /// Range in `PatternMatcher.captures`.
  public var captures: Range<Int> = 0..<0
}

/// A named part of a match.
public struct PatternCapture: Sendable, Equatable {
  /// Index into `PatternTable.partNames`.
  public var name: Int
  /// Token indices, half-open.
  public var tokens: Range<Int>
}

/// Finds the matches of a `PatternTable` in one note after another. One object serves one worker.
///
/// At nearly every token one look into a filter tells that nothing begins there. Elsewhere all patterns run at once as
/// one automaton; since patterns have a greatest length, the time grows with the text alone. Of each rule and start the
/// longest match counts. Matches do not cross the end of a sentence. Of matches that make one entity type and overlap, the
/// one of higher priority stays, then the longer, then the one of the earlier rule, then the one further left.
public final class PatternMatcher {
  public let table: PatternTable
  private var automaton: PatternAutomaton
  private var parts: PatternParts
  public private(set) var matches: [PatternMatch] = []
  public private(set) var captures: [PatternCapture] = []

  typealias Marks = UnsafeBufferPointer<PatternMark>

  private var open: [Thread] = []
  private var ends: [(rule: Int32, end: Int)] = []
  private var order: [Int] = []
  private var kept: [PatternMatch] = []
  /// By token: bits of what was made there, by `PatternTable.makes`.
  private var taken: [UInt64] = []
  /// Labels of the tokens from `labelled.lowerBound` on: each is looked up once, however many starts run over it.
  private var labels: [Int32] = []
  private var labelled = 0..<0
  /// Labels of the marks; -1 where not looked up yet.
  private var markLabels: [Int32] = []

  /// The automaton's state at a token.
  private struct Thread {
    var place: Int
    var state: Int32
  }

  /// - Parameter mostStates: states of the automaton kept at once.
  public init(_ table: PatternTable, mostStates: Int = 4096) {
    self.table = table
    automaton = PatternAutomaton(table, mostStates: mostStates)
    parts = PatternParts(table)
  }

  /// Fills `matches`, by start, and `captures`.
  ///
  /// - Parameter marks: by start; those that cross the end of a sentence are not looked at.
  public func match(_ note: NoteStructure, marks: [PatternMark]) {
    matches.removeAll(keepingCapacity: true)
    captures.removeAll(keepingCapacity: true)
    guard !table.rules.isEmpty else { return }
    labelled = 0..<0
    if labels.count < note.tokens.count { labels = Array(repeating: 0, count: note.tokens.count * 2) }
    markLabels.removeAll(keepingCapacity: true)
    markLabels.append(contentsOf: repeatElement(-1, count: marks.count))
    marks.withUnsafeBufferPointer { find(note, $0) }
    guard !matches.isEmpty else { return }
    if table.competes {
      if matches.count > 1 { choose(tokenCount: note.tokens.count) }
    } else {
      matches.sort(by: Self.precedes)
    }
    marks.withUnsafeBufferPointer { marks in
      for index in matches.indices {
        if let bracket = table.outlines[matches[index].rule].bracket {
          name(&matches[index], bracket, marks)
        } else if table.hasParts[matches[index].rule] {
          name(&matches[index], note, marks)
        }
      }
    }
  }

  private func find(_ note: NoteStructure, _ marks: Marks) {
    let filter = table.firstFilter
    let kinds = table.firstKinds
    let startsWithNumber = table.startsWithNumber
    let folded = UnsafePointer(note.folded)
    let tokens = note.tokens.all
    let reach = table.reachOf
    var mark = 0
    for sentence in note.sentences {
      if reach.isKnown {
        // Patterns of two marks or more: where there are fewer, or the kinds that those beginning with a word need are
        // not there, most tokens are not looked at.
        let first = mark
        var present: UInt64 = 0
        var behind = mark
        while behind < marks.count, marks[behind].tokens.lowerBound < sentence.endToken {
          present |= 1 << UInt64(marks[behind].kind)
          behind &+= 1
        }
        guard behind &- first > 1 else {
          mark = behind
          continue
        }
        if present & reach.laterOfWords == 0 || reach.neededOfWords != 0 && present & reach.neededOfWords == 0 {
          while mark < behind {
            let own = mark
            let i = marks[mark].tokens.lowerBound
            var begins = false
            while mark < behind, marks[mark].tokens.lowerBound == i {
              if kinds & 1 << UInt64(marks[mark].kind) != 0 { begins = true }
              mark &+= 1
            }
            guard begins, folded[i] != TokenFolding.skipped else { continue }
            let last = reach.end(of: i, first: own, next: mark, isWord: false, in: marks)
            guard last > i else { continue }
            automaton.makeRoom()
            run(from: i, own, sentence, min(sentence.endToken, last), note, marks)
          }
          continue
        }
      }
      for i in sentence.firstToken..<sentence.endToken {
        var begins = filter.mayContain(folded[i])
        if startsWithNumber, tokens[i].kind == .number { begins = true }
        let isWord = begins
        let first = mark
        while mark < marks.count, marks[mark].tokens.lowerBound <= i {
          if kinds & 1 << UInt64(marks[mark].kind) != 0 { begins = true }
          mark &+= 1
        }
        guard begins, folded[i] != TokenFolding.skipped else { continue }
        var end = min(sentence.endToken, i + table.reachAhead)
        if reach.isKnown {
          let last = reach.end(of: i, first: first, next: mark, isWord: isWord, in: marks)
          guard last > i else { continue }
          end = min(sentence.endToken, last)
        }
        automaton.makeRoom()
        run(from: i, first, sentence, end, note, marks)
      }
    }
  }

  /// Runs all patterns from a token on, before the token `end`, and appends the longest match of each.
  private func run(
    from start: Int, _ firstMark: Int, _ sentence: Sentence, _ end: Int, _ note: NoteStructure, _ marks: Marks
  ) {
    let folded = UnsafePointer(note.folded)
    label(from: start, to: end, note)
    open.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var mark = firstMark
    var first: Thread? = Thread(place: start, state: PatternAutomaton.start)
    // The threads' places are apart and taken in order.
    while let thread = first {
      defer { first = popFirst() }
      var i = thread.place
      var state = thread.state
      if open.isEmpty {
        // Alone, and between marks, there is but one way on.
        while i < end, !automaton.isAccepting(state) {
          while mark < marks.count, marks[mark].tokens.lowerBound < i { mark &+= 1 }
          if mark < marks.count, marks[mark].tokens.lowerBound == i { break }
          state = automaton.step(state, label: Int(labels[i]))
          if state == PatternAutomaton.dead { return finish(start, sentence, note, marks) }
          i = Self.skip(i &+ 1, end, folded)
        }
      }
      if automaton.isAccepting(state) {
        for rule in automaton.accepts[Int(state)] { keep(start, end: i, of: rule) }
      }
      guard i < end else { continue }
      let next = automaton.step(state, label: Int(labels[i]))
      if next != PatternAutomaton.dead { push(next, at: Self.skip(i &+ 1, end, folded)) }
      while mark < marks.count, marks[mark].tokens.lowerBound < i { mark &+= 1 }
      var other = mark
      while other < marks.count, marks[other].tokens.lowerBound == i {
        let tokens = marks[other].tokens
        if tokens.upperBound <= end {
          if markLabels[other] < 0 {
            markLabels[other] = Int32(
              automaton.markLabel(kind: Int(marks[other].kind), mask: PatternParts.classes(tokens, folded, table)))
          }
          let next = automaton.step(state, markLabel: Int(markLabels[other]))
          if next != PatternAutomaton.dead { push(next, at: Self.skip(tokens.upperBound, end, folded)) }
        }
        other &+= 1
      }
    }
    finish(start, sentence, note, marks)
  }

  /// Appends what matched from a token on and holds.
  private func finish(_ start: Int, _ sentence: Sentence, _ note: NoteStructure, _ marks: Marks) {
    let folded = UnsafePointer(note.folded)
    for (rule, place) in ends {
      let tokens = start..<Self.trim(place, start, folded)
      guard holds(Int(rule), tokens, sentence, note, marks) else { continue }
      matches.append(PatternMatch(rule: Int(rule), tokens: tokens, mention: tokens))
    }
  }

  /// Looks up the labels of tokens, where that was not done for an earlier start.
  @inline(__always)
  private func label(from start: Int, to end: Int, _ note: NoteStructure) {
    if start >= labelled.upperBound { labelled = start..<start }
    guard end > labelled.upperBound else { return }
    let folded = UnsafePointer(note.folded)
    let atoms = note.tokens.all
    for i in labelled.upperBound..<end { labels[i] = Int32(table.words.label(folded[i], atoms[i].kind)) }
    labelled = labelled.lowerBound..<end
  }

  private func keep(_ start: Int, end: Int, of rule: Int32) {
    if table.isEvery[Int(rule)] {
      if end - start <= table.mostTokens[Int(rule)] { ends.append((rule, end)) }
      return
    }
    for index in ends.indices where ends[index].rule == rule {
      ends[index].end = end
      return
    }
    ends.append((rule, end))
  }

  /// The thread furthest left; threads at one place become one.
  @inline(__always)
  private func popFirst() -> Thread? {
    guard let last = open.popLast() else { return nil }
    guard !open.isEmpty else { return last }
    open.append(last)
    var best = 0
    for index in 1..<open.count where open[index].place < open[best].place { best = index }
    var thread = open[best]
    open[best] = open[open.count - 1]
    open.removeLast()
    var index = 0
    while index < open.count {
      if open[index].place == thread.place {
        thread.state = automaton.union(thread.state, open[index].state)
        open[index] = open[open.count - 1]
        open.removeLast()
      } else {
        index += 1
      }
    }
    return thread
  }

  @inline(__always)
  private func push(_ state: Int32, at place: Int) { open.append(Thread(place: place, state: state)) }

  /// The first token from `place` on that matchers do not step over.
  @inline(__always)
  static func skip(_ place: Int, _ end: Int, _ folded: UnsafePointer<UInt64>) -> Int {
    var i = place
    while i < end, folded[i] == TokenFolding.skipped { i &+= 1 }
    return i
  }

  /// The end of the last token before `place` that is not stepped over.
  static func trim(_ place: Int, _ start: Int, _ folded: UnsafePointer<UInt64>) -> Int {
    var i = place
    while i > start + 1, folded[i - 1] == TokenFolding.skipped { i -= 1 }
    return i
  }

  /// The rule's own conditions: sections, and what must not stand beside the match.
  private func holds(
    _ rule: Int, _ tokens: Range<Int>, _ sentence: Sentence, _ note: NoteStructure, _ marks: Marks
  ) -> Bool {
    let category = note.sections.isEmpty ? -1 : note.sections[sentence.section].category
    if let wanted = table.sections[rule], !wanted.contains(category) { return false }
    if table.notSections[rule].contains(category) { return false }
    let within = sentence.firstToken..<sentence.endToken
    let before = table.unlessBefore[rule]
    if before >= 0 {
      var left = table.reach[rule]
      var i = tokens.lowerBound
      while i > within.lowerBound, left > 0 {
        i -= 1
        if note.folded[i] == TokenFolding.skipped { continue }
        left -= 1
        if parts.matches(before, from: i, to: tokens.lowerBound, within, note, marks) { return false }
      }
    }
    let after = table.unlessAfter[rule]
    return after < 0 || !parts.matches(after, from: tokens.upperBound, to: nil, within, note, marks)
  }

  // MARK: choosing

  /// Keeps, of matches that make one entity type, those that do not overlap better ones.
  private func choose(tokenCount: Int) {
    if taken.count < tokenCount { taken = Array(repeating: 0, count: tokenCount * 2) }
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: matches.indices)
    order.sort { a, b in
      let x = matches[a]
      let y = matches[b]
      let (p, q) = (table.priorities[x.rule], table.priorities[y.rule])
      if p != q { return p > q }
      if x.tokens.count != y.tokens.count { return x.tokens.count > y.tokens.count }
      return x.rule != y.rule ? x.rule < y.rule : x.tokens.lowerBound < y.tokens.lowerBound
    }
    kept.removeAll(keepingCapacity: true)
    for index in order {
      let match = matches[index]
      if table.types[match.rule] != nil {
        let bit: UInt64 = 1 << UInt64(table.makes[match.rule])
        if match.tokens.contains(where: { taken[$0] & bit != 0 }) { continue }
        for token in match.tokens { taken[token] |= bit }
      }
      kept.append(match)
    }
    for match in kept { for token in match.tokens { taken[token] = 0 } }
    kept.sort(by: Self.precedes)
    swap(&matches, &kept)
  }

  /// By start, longer first, then by rule.
  private static func precedes(_ a: PatternMatch, _ b: PatternMatch) -> Bool {
    if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
    return a.tokens.count != b.tokens.count ? a.tokens.count > b.tokens.count : a.rule < b.rule
  }

  private func name(_ match: inout PatternMatch, _ note: NoteStructure, _ marks: Marks) {
    guard let sentence = note.sentenceIndex(ofToken: match.tokens.lowerBound) else { return }
    let within = note.sentences[sentence].firstToken..<note.sentences[sentence].endToken
    let first = captures.count
    parts.find(
      table.starts[match.rule], from: match.tokens.lowerBound, to: match.tokens.upperBound, within, note, marks)
    for (name, tokens) in parts.found {
      captures.append(PatternCapture(name: name, tokens: tokens))
      if name == 0 { match.mention = tokens }
    }
    match.captures = first..<captures.count
  }

  /// The first and the last mark of a match of a pattern that names these two.
  private func name(_ match: inout PatternMatch, _ bracket: PatternOutline.Bracket, _ marks: Marks) {
    var low = 0
    var high = marks.count
    while low < high {
      let middle = (low + high) / 2
      if marks[middle].tokens.lowerBound < match.tokens.lowerBound { low = middle + 1 } else { high = middle }
    }
    var head: Range<Int>?
    var tail: Range<Int>?
    while low < marks.count, marks[low].tokens.lowerBound < match.tokens.upperBound {
      let mark = marks[low]
      low += 1
      let isFirst = Int(mark.kind) == bracket.firstKind && mark.tokens.lowerBound == match.tokens.lowerBound
      if head == nil, isFirst {
        head = mark.tokens
      } else if Int(mark.kind) == bracket.lastKind, mark.tokens.upperBound == match.tokens.upperBound, tail == nil {
        tail = mark.tokens
      }
    }
    guard let head, let tail, head.upperBound <= tail.lowerBound else { return }
    let first = captures.count
    captures.append(PatternCapture(name: bracket.firstPart, tokens: head))
    captures.append(PatternCapture(name: bracket.lastPart, tokens: tail))
    match.captures = first..<captures.count
  }
}
