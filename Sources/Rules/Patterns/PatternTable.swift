import ClinicalText

/// The names that patterns may use: kinds of mark in `<…>`, and what rules may make.
public struct PatternSchema: Sendable {
  /// Entity types first, by their raw value; then the user's own.
  public let kinds: [String]
  public let makes: [String]

  /// - Parameters:
  ///   - marks: further kinds of mark; the first has the kind number `EntityType.allCases.count`.
  ///   - makes: what rules may make beside entity types.
  public init(marks: [String] = [], makes: [String] = []) {
    let types = EntityType.allCases.map(\.name)
    kinds = types + marks
    self.makes = types + makes
  }
}

/// The patterns of one folder, compiled: read-only, shared by all workers' `PatternMatcher`s.
public final class PatternTable: Sendable {
  public let rules: [PatternRule]
  public let schema: PatternSchema
  /// `rule:ID` of each rule, for results.
  public let sources: [ByteSlice]
  /// The entity type that each rule makes, or nil.
  public let types: [EntityType?]
  /// Names of captured parts, by index.
  public let partNames: [String]

  let program: PatternProgram
  /// Where each rule's pattern begins, and its two guards; -1 where there is none.
  let starts: [Int32]
  let unlessBefore: [Int32]
  let unlessAfter: [Int32]
  /// The longest guard before each rule, in tokens.
  let reach: [Int]
  /// Index of what each rule makes among `schema.makes`.
  let makes: [Int]
  /// Categories of the heading table each rule is kept to, or kept out of; nil for no limit.
  let sections: [Set<Int>?]
  let notSections: [Set<Int>]
  let words: PatternWords
  /// Tokens and marks that some pattern begins with.
  let firstFilter: FirstTokenFilter
  let firstKinds: UInt64
  let startsWithNumber: Bool
  /// By rule: has its pattern named parts?
  let hasParts: [Bool]
  /// Bits of the kinds of mark that patterns ask for: others need not be given.
  public let kindsAsked: UInt64

  /// By rule: bits of the kinds of mark that must not lie between `head` and `tail`.
  public let notOver: [UInt64]
  /// True when some pattern has a repetition without a bound.
  let isUnbounded: Bool
  /// By rule: most tokens of a match, where it has a bound of its own.
  let mostTokens: [Int]
  /// By rule: what it begins and ends with.
  let outlines: [PatternOutline]
  let reachOf: PatternReach
  /// By rule, beside one another so that no rule is copied in a hot place.
  public let priorities: [Int]
  public let within: [Int]
  public let hasInside: [Bool]
  public let hasSpread: [Bool]
  /// True when matches of some rules make entities, and so compete for words.
  let competes: Bool
  /// By rule: does every end count?
  let isEvery: [Bool]
  /// Most tokens that any pattern is followed over.
  let reachAhead: Int

  /// Most tokens and marks in a match of a pattern whose repetitions are bounded.
  public static let longest = 64
  /// Where a pattern with a repetition without a bound is followed no further: tokens from its start. The time stays
  /// linear on any text.
  public static let furthest = 100
  /// Tokens that head, tail and what stands around them may take beside those between.
  static let room = 24
  /// The name of the part whose place is the place of what a rule makes; the first of `partNames`.
  public static let mentionPart = "mention"

  /// Compiles the patterns. A fault names the file, the line, and what to do.
  ///
  /// - Parameter sections: ids of the heading table's categories.
  public init(_ source: PatternSource, schema: PatternSchema = PatternSchema(), sections ids: [String]) throws(Fault) {
    let rules = source.rules
    self.rules = rules
    self.schema = schema
    sources = rules.map { ByteSlice(permanent: "rule:\($0.id)") }
    types = rules.map { EntityType(name: $0.makes) }
    let classes = try Self.classes(source)
    let names = Set(classes.keys)
    var parts: [String: PatternNode] = [:]
    for part in source.parts {
      guard parts[part.name] == nil, classes[part.name] == nil else {
        throw part.fault("the name stands twice; give each class and part its own")
      }
      parts[part.name] = try PatternParser.parse(
        part.content, kinds: schema.kinds, classes: names, parts: parts, fault: part.fault)
    }

    var program = PatternProgram(classes: classes)
    var partNames = [Self.mentionPart]
    var starts: [Int32] = []
    var before: [Int32] = []
    var after: [Int32] = []
    var reach: [Int] = []
    var seen: Set<String> = []
    var outlines: [PatternOutline] = []
    func name(_ part: String) -> Int {
      let index = partNames.firstIndex(of: part) ?? partNames.count
      if index == partNames.count { partNames.append(part) }
      return index
    }
    func compile(
      _ text: String, _ number: Int, _ rule: PatternRule, isGuard: Bool = true
    ) throws(Fault) -> (Int32, Int) {
      let node = try PatternParser.parse(
        text, kinds: schema.kinds, classes: names, parts: parts, fault: rule.fault)
      let start = try program.add(
        node, number: number,
        slot: { name($0) * 2 }, fault: rule.fault)
      if !isGuard { outlines.append(PatternOutline(node, part: name)) }
      let (shortest, longest) = program.lengths(from: start)
      guard shortest > 0 else { throw rule.fault("\"\(text)\" would match where nothing stands") }
      guard longest <= Self.longest else {
        throw rule.fault("\"\(text)\" can take \(longest) words; at most \(Self.longest): lower the repetitions")
      }
      return (start, longest)
    }
    for (index, rule) in rules.enumerated() {
      guard seen.insert(rule.id).inserted else { throw rule.fault("the id stands twice; give each rule its own") }
      guard schema.makes.contains(rule.makes) else {
        throw rule.fault("makes \(rule.makes) is unknown; one of \(schema.makes.joined(separator: ", "))")
      }
      starts.append(try compile(rule.pattern, index, rule, isGuard: false).0)
      var longest = 0
      if rule.unlessBefore.isEmpty {
        before.append(-1)
      } else {
        let (start, length) = try compile(rule.unlessBefore, index, rule)
        before.append(start)
        // A mark may be of many words; a guard looks back over so many and no more.
        longest = program.holds(.mark, from: start) ? Self.longest : length
      }
      reach.append(longest)
      after.append(rule.unlessAfter.isEmpty ? -1 : try compile(rule.unlessAfter, index, rule).0)
      for id in rule.sections + rule.notSections where !ids.contains(id) {
        throw rule.fault("the section \(id) is unknown; see the ids in sections/headings.yaml")
      }
    }
    makes = rules.map { rule in schema.makes.firstIndex(of: rule.makes) ?? 0 }
    sections = rules.map { rule in
      rule.sections.isEmpty ? nil : Set(ids.indices.filter { rule.sections.contains(ids[$0]) })
    }
    notSections = rules.map { rule in Set(ids.indices.filter { rule.notSections.contains(ids[$0]) }) }
    self.program = program
    self.partNames = partNames
    self.starts = starts
    unlessBefore = before
    unlessAfter = after
    self.reach = reach

    let starting = starts
    for (index, rule) in rules.enumerated() {
      for place in [before[index], after[index]] where place >= 0 && program.isUnbounded(from: place) {
        throw rule.fault("unless_before and unless_after take no repetition without a bound; write {0,4}")
      }
    }
    isUnbounded = starting.contains { [program] in program.isUnbounded(from: $0) }
    isEvery = rules.map(\.isEvery)
    priorities = rules.map(\.priority)
    within = rules.map(\.within)
    hasInside = rules.map { !$0.inside.isEmpty }
    hasSpread = rules.map { !$0.spread.isEmpty }
    competes = types.contains { $0 != nil }
    mostTokens = rules.map { $0.within > 0 ? $0.within + Self.room : Self.furthest }
    self.outlines = outlines
    let longest = starting.map { [program] in program.isUnbounded(from: $0) ? nil : program.lengths(from: $0).longest }
    reachOf = PatternReach(rules, outlines, mostTokens: mostTokens, longest: longest, kinds: schema.kinds)
    reachAhead = isUnbounded ? mostTokens.max() ?? Self.furthest : Int.max / 2
    var over: [UInt64] = []
    for rule in rules {
      guard rule.inside.isEmpty || schema.kinds.contains(rule.inside) else {
        throw rule.fault("inside names \(rule.inside); one of \(schema.kinds.joined(separator: ", "))")
      }
      var bits: UInt64 = 0
      for name in rule.notOver {
        guard let kind = schema.kinds.firstIndex(of: name) else {
          throw rule.fault("not_over names \(name); one of \(schema.kinds.joined(separator: ", "))")
        }
        bits |= 1 << UInt64(kind)
      }
      over.append(bits)
    }
    notOver = over
    hasParts = zip(starts, outlines).map { [program] start, outline in
      outline.bracket == nil && program.holds(.save, from: start)
    }
    let compiled = program
    let insides = rules.compactMap { schema.kinds.firstIndex(of: $0.inside) }
    kindsAsked = (compiled.markTests.map(\.kind) + insides).reduce(0) { $0 | 1 << UInt64($1) }
    words = PatternWords(program, classes)
    let first = try Self.first(program, starts, rules, classes)
    firstFilter = FirstTokenFilter.permanent(first.words)
    firstKinds = first.kinds
    startsWithNumber = first.number
  }

  private static func classes(_ source: PatternSource) throws(Fault) -> [String: PatternProgram.FoldedClass] {
    var classes: [String: PatternProgram.FoldedClass] = [:]
    let scratch = TokenBuffer()
    for item in source.classes {
      guard classes[item.name] == nil else { throw item.fault("the class stands twice; put its words together") }
      var folded = PatternProgram.FoldedClass()
      for text in item.content {
        let phrase = TokenFolding.phrase(NoteText(text), scratch)
        switch phrase.count {
        case 0: throw item.fault("\"\(text)\" has no word or sign that is looked at")
        case 1: folded.words.insert(phrase[0])
        case 2...longest: if !folded.phrases.contains(phrase) { folded.phrases.append(phrase) }
        default: throw item.fault("\"\(text)\" is longer than \(longest) words")
        }
      }
      classes[item.name] = folded
    }
    return classes
  }

  /// What the patterns may begin with. A pattern that begins with anything at all would be tried at every word.
  private static func first(
    _ program: PatternProgram, _ starts: [Int32], _ rules: [PatternRule],
    _ classes: [String: PatternProgram.FoldedClass]
  ) throws(Fault) -> (words: Set<UInt64>, kinds: UInt64, number: Bool) {
    var words: Set<UInt64> = []
    var kinds: UInt64 = 0
    var number = false
    for (start, rule) in zip(starts, rules) {
      var open = [start]
      var seen: Set<Int32> = []
      while let place = open.popLast() {
        guard seen.insert(place).inserted else { continue }
        let at = program.instructions[Int(place)]
        switch at.kind {
        case .accept: break
        case .save: open.append(at.b)
        case .split: open += [at.a, at.b]
        case .mark: kinds |= 1 << UInt64(program.markTests[Int(at.a)].kind)
        case .token:
          switch program.tokenTests[Int(at.a)] {
          case .literal(let value): words.insert(value)
          case .oneOf(let name): words.formUnion(classes[name]?.words ?? [])
          case .number: number = true
          case .any, .word, .sign, .noneOf:
            throw rule.fault("the pattern begins with any word or sign; begin with a word, a class, a mention, #number")
          }
        }
      }
    }
    return (words, kinds, number)
  }
}
