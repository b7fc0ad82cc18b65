/// What can be said of a pattern before it runs, so that it is not begun where it cannot end.
struct PatternOutline: Sendable {
  /// A pattern that begins and ends with the marks `head` and `tail`: the places of both follow from the ends of a match.
  struct Bracket: Sendable, Equatable {
    /// Index of the part's name, and the kind of its mark.
    var firstPart: Int
    var firstKind: Int
    var lastPart: Int
    var lastKind: Int
  }

  /// Fewest marks of a match.
  var leastMarks = 0
  /// Bits of the kinds of mark that may stand behind the first thing in the pattern.
  var later: UInt64 = 0
  /// Bits of the kinds of mark that every match holds.
  var required: UInt64 = 0
  /// The kind of mark that the pattern begins with; nil where it may begin with something else.
  var firstKind: Int?
  /// True when the last thing in the pattern is a mark.
  var endsWithMark = false
  var bracket: Bracket?

  init(_ node: PatternNode, part: (String) -> Int) {
    leastMarks = Self.leastMarks(node)
    required = Self.required(node)
    let items: [PatternNode]
    if case .sequence(let all) = node { items = all } else { items = [node] }
    let first = items.first.flatMap(Self.mark)
    let last = items.last.flatMap(Self.mark)
    firstKind = first?.kind
    endsWithMark = last != nil
    for item in first == nil ? items : Array(items.dropFirst()) { later |= Self.kinds(item) }
    if items.count > 1, let first, let last, let one = first.name, let other = last.name,
      Set([one, other]) == ["head", "tail"],
      !items.dropFirst().dropLast().contains(where: Self.hasPart)
    {
      bracket = Bracket(firstPart: part(one), firstKind: first.kind, lastPart: part(other), lastKind: last.kind)
    }
  }

  /// The mark that an item is, with the name it is kept under.
  private static func mark(_ node: PatternNode) -> (kind: Int, name: String?)? {
    switch node {
    case .mark(let kind, _, _): (kind, nil)
    case .captured(let name, .mark(let kind, _, _)): (kind, name)
    default: nil
    }
  }

  private static func leastMarks(_ node: PatternNode) -> Int {
    switch node {
    case .mark: 1
    case .sequence(let items): items.reduce(0) { $0 + leastMarks($1) }
    case .choice(let items): items.map(leastMarks).min() ?? 0
    case .repeated(let item, let least, _): least * leastMarks(item)
    case .captured(_, let item): leastMarks(item)
    default: 0
    }
  }

  private static func required(_ node: PatternNode) -> UInt64 {
    switch node {
    case .mark(let kind, _, _): 1 << UInt64(kind)
    case .sequence(let items): items.reduce(0) { $0 | required($1) }
    case .choice(let items): items.map(required).reduce(.max) { $0 & $1 }
    case .repeated(let item, let least, _): least > 0 ? required(item) : 0
    case .captured(_, let item): required(item)
    default: 0
    }
  }

  private static func kinds(_ node: PatternNode) -> UInt64 {
    switch node {
    case .mark(let kind, _, _): 1 << UInt64(kind)
    case .sequence(let items), .choice(let items): items.reduce(0) { $0 | kinds($1) }
    case .repeated(let item, _, _), .captured(_, let item): kinds(item)
    default: 0
    }
  }

  private static func hasPart(_ node: PatternNode) -> Bool {
    switch node {
    case .captured: true
    case .sequence(let items), .choice(let items): items.contains(where: hasPart)
    case .repeated(let item, _, _): hasPart(item)
    default: false
    }
  }
}

/// How far matches may reach from where they begin, by what stands there.
struct PatternReach: Sendable {
  /// False where some pattern matches with less than two marks: then every start is followed.
  var isKnown = true
  /// By kind of mark that patterns begin with, and by kind of mark that may come later: most tokens between the end of
  /// the one and the start of the other; -1 where no pattern joins the two.
  private(set) var between: [Int]
  /// By kind of mark that patterns begin with: the most of `between`, and tokens that may follow the last mark.
  private(set) var most: [Int]
  private(set) var trailing: [Int]
  /// By the same two: bits of the kinds of mark that no pattern that joins the two goes over.
  private(set) var blocks: [UInt64]
  /// The same for patterns that begin with a word.
  var ofWords = 0
  var laterOfWords: UInt64 = 0
  /// Kinds of which each of these patterns needs one.
  var neededOfWords: UInt64 = .max
  var trailingOfWords = 0
  let kindCount: Int

  /// Tokens behind the last mark that patterns that end otherwise are followed over.
  private static let mostTrailing = 16

  /// - Parameter longest: by rule, words and marks of the longest match; nil for a pattern without a bound.
  init(
    _ rules: [PatternRule], _ outlines: [PatternOutline], mostTokens: [Int], longest: [Int?], kinds: [String]
  ) {
    kindCount = kinds.count
    between = Array(repeating: -1, count: kinds.count * kinds.count)
    blocks = Array(repeating: .max, count: kinds.count * kinds.count)
    most = Array(repeating: -1, count: kinds.count)
    trailing = Array(repeating: 0, count: kinds.count)
    for (index, rule) in rules.enumerated() {
      let outline = outlines[index]
      var later = outline.later
      var tokens = outline.bracket != nil && rule.within > 0 ? rule.within : mostTokens[index]
      // Signs that are stepped over may stand between the words.
      if let bound = longest[index], outline.leastMarks > 1 { tokens = min(tokens, bound * 2) }
      if let kind = kinds.firstIndex(of: rule.inside) {
        later |= 1 << UInt64(kind)
        tokens = 0
      } else if outline.leastMarks < 2 {
        isKnown = false
      }
      guard let first = outline.firstKind else {
        ofWords = max(ofWords, mostTokens[index])
        laterOfWords |= later
        neededOfWords &= outline.required
        if !outline.endsWithMark { trailingOfWords = Self.mostTrailing }
        continue
      }
      most[first] = max(most[first], tokens)
      if !outline.endsWithMark { trailing[first] = Self.mostTrailing }
      for kind in kinds.indices where later & 1 << UInt64(kind) != 0 {
        between[first * kinds.count + kind] = max(between[first * kinds.count + kind], tokens)
        // Between the two marks of a bracket, and only there, the rule's own `not_over` holds.
        blocks[first * kinds.count + kind] &= outline.bracket?.lastKind == kind ? Self.notOver(rule, kinds) : 0
      }
    }
  }

  private static func notOver(_ rule: PatternRule, _ kinds: [String]) -> UInt64 {
    rule.notOver.reduce(0) { bits, name in kinds.firstIndex(of: name).map { bits | 1 << UInt64($0) } ?? bits }
  }

  /// The token behind the last thing that a match may take that begins at a token; 0 where none can end.
  ///
  /// - Parameters:
  ///   - first: the first mark that starts there, or behind it.
  ///   - next: the first mark that starts behind it.
  ///   - isWord: patterns that begin with a word may begin there.
  @inline(__always)
  func end(
    of start: Int, first: Int, next: Int, isWord: Bool, in marks: UnsafeBufferPointer<PatternMark>
  ) -> Int {
    var end = 0
    if isWord, laterOfWords != 0 {
      var index = next
      var seen: UInt64 = 0
      while index < marks.count, marks[index].tokens.lowerBound < start &+ ofWords {
        let kind: UInt64 = 1 << UInt64(marks[index].kind)
        if laterOfWords & kind != 0 {
          seen |= kind
          end = max(end, marks[index].tokens.upperBound &+ trailingOfWords)
        }
        index &+= 1
      }
      if seen & neededOfWords == 0, neededOfWords != 0 { end = 0 }
    }
    for own in first..<next {
      let kind = Int(marks[own].kind)
      let limit = most[kind]
      guard limit >= 0 else { continue }
      let upper = marks[own].tokens.upperBound
      var index = first
      var passed = next
      var seen: UInt64 = 0
      while index < marks.count, marks[index].tokens.lowerBound <= upper &+ limit {
        // What lies wholly between the two.
        while passed < index, marks[passed].tokens.upperBound <= marks[index].tokens.lowerBound {
          if marks[passed].tokens.lowerBound >= upper { seen |= 1 << UInt64(marks[passed].kind) }
          passed &+= 1
        }
        let pair = kind &* kindCount &+ Int(marks[index].kind)
        let tokens = between[pair]
        if tokens >= 0, index != own, marks[index].tokens.lowerBound <= upper &+ tokens, blocks[pair] & seen == 0 {
          end = max(end, max(upper, marks[index].tokens.upperBound &+ trailing[kind]))
        }
        index &+= 1
      }
    }
    return end
  }
}
