import ClinicalText
import Rules

/// Decides what a note says of each mention: the ConText model (Chapman 2001; Harkema 2009).
///
/// In each sentence the cues are found (at a place the longest phrase wins and hides shorter ones), each cue's scope is
/// cut by the sentence, by terminating cues, by its own limits and by the next cue of its kind, and the mentions in
/// the scope change. Scopes of one kind and direction never overlap, so the time is linear in the text.
/// Then a section's default decides what no cue has touched (past history, family history, instructions).
public final class AssertionEngine {
  private let cues: CueTable
  private let headings: HeadingTable
  private let sectionRules: [ByteSlice]
  private var found: [FoundCue] = []
  /// Entities whose section's default does not hold: index · 2 for family, index · 2 + 1 for history.
  private var contradicted: Set<Int> = []
  /// For each token of the sentence at hand: 1 inside a problem's mention, else 0.
  private var inMention: [UInt8] = []
  private var markedRanges: [Range<Int>] = []
  private var touched: [(entity: Int, rule: Int, span: ByteSpan)] = []
  /// Takes down cues, scopes and what they reached; nil in production.
  public var trace: AssertionTrace?

  /// Tokens that a mention may reach back beyond a scope that it ends in.
  private static let widest = 64

  private struct FoundCue {
    var first: Int
    var end: Int
    var rule: Int
  }

  /// - Parameter headings: the table by which the notes were analyzed; it holds the sections' defaults.
  public init(cues: CueTable, headings: HeadingTable) {
    self.cues = cues
    self.headings = headings
    sectionRules = headings.categories.map { ByteSlice(permanent: "section:\($0.id)") }
  }

  /// Sets the assertions of `result.entities`, which are sorted by start, and fills `result.cues`.
  ///
  /// - Parameter places: for each entity its token range in `note`.
  public func assert(_ note: NoteStructure, places: [Range<Int>], in result: inout NoteResult) {
    touched.removeAll(keepingCapacity: true)
    contradicted.removeAll(keepingCapacity: true)
    var entity = 0
    for sentence in note.sentences {
      let first = entity
      while entity < places.count, places[entity].lowerBound < sentence.endToken { entity += 1 }
      guard entity > first || trace != nil else { continue }
      applyCues(note, sentence, places, first..<entity, &result)
    }
    applySectionDefaults(note, places, &result)
    storeCues(&result)
  }

  // MARK: cues

  private func applyCues(
    _ note: NoteStructure, _ sentence: Sentence, _ places: [Range<Int>], _ entities: Range<Int>,
    _ result: inout NoteResult
  ) {
    if let trace { traceCues(note, sentence, into: trace, blocked: true) }
    markProblems(note, places, entities, result)
    if let trace { traceCues(note, sentence, into: trace, blocked: false) }
    findCues(note, sentence)
    unmark()
    guard !found.isEmpty else { return }
    noteContradictions(places, entities)
    for index in found.indices {
      let rule = cues.traits[found[index].rule]
      switch rule.direction {
      case .forward:
        forward(index, note, sentence, places, entities, &result)
      case .backward:
        backward(index, note, sentence, places, entities, &result)
      case .bidirectional:
        forward(index, note, sentence, places, entities, &result)
        backward(index, note, sentence, places, entities, &result)
      case .terminate, .pseudo:
        break
      }
    }
  }

  // MARK: words that belong to a mention

  /// Marks the tokens of problems: the words of a mention are no cue, and no cue reaches into one. In "no change in
  /// vision" with the mention "change in vision" the cue is "no", not the pseudo cue "no change in".
  private func markProblems(
    _ note: NoteStructure, _ places: [Range<Int>], _ entities: Range<Int>, _ result: NoteResult
  ) {
    if inMention.count < note.tokens.count { inMention = Array(repeating: 0, count: note.tokens.count * 2) }
    // Mentions come by start: each token is marked once, however many wide mentions lie over it.
    var covered = 0
    for entity in entities where result.entities[entity].type == .problem && result.entities[entity].isPreferred {
      let place = places[entity]
      guard place.upperBound > covered else { continue }
      let marked = max(covered, place.lowerBound)..<place.upperBound
      for token in marked { inMention[token] = 1 }
      markedRanges.append(marked)
      covered = place.upperBound
    }
  }

  @inline(__always)
  private func isMarked(_ token: Int) -> Bool { token < inMention.count && inMention[token] != 0 }

  private func unmark() {
    for range in markedRanges { for token in range { inMention[token] = 0 } }
    markedRanges.removeAll(keepingCapacity: true)
  }

  /// Fills `found` with the cues of a sentence, in order; pseudo cues are left out once they have hidden others.
  private func findCues(_ note: NoteStructure, _ sentence: Sentence, keepsPseudo: Bool = false) {
    found.removeAll(keepingCapacity: true)
    let folded = UnsafePointer(note.folded)
    let trie = cues.trie
    let filter = cues.firstFilter
    var i = sentence.firstToken
    while i < sentence.endToken {
      guard filter.mayContain(folded[i]) else {
        i += 1
        continue
      }
      var slot = trie.edge(from: TokenTrie.root, by: folded[i])
      guard slot.key != 0, folded[i] != TokenFolding.skipped, !isMarked(i) else {
        i += 1
        continue
      }
      var j = i + 1
      var best: (end: Int, value: UInt32)?
      while true {
        if slot.value != 0 { best = (j, slot.value - 1) }
        guard slot.child & TokenTrie.hasChildren != 0 else { break }
        while j < sentence.endToken, folded[j] == TokenFolding.skipped { j += 1 }
        guard j < sentence.endToken, !isMarked(j) else { break }
        slot = trie.edge(from: slot.child & ~TokenTrie.hasChildren, by: folded[j])
        guard slot.key != 0 else { break }
        j += 1
      }
      guard let best else {
        i += 1
        continue
      }
      for rule in cues.rules(ofPhrase: best.value) {
        if cues.traits[rule].direction == .pseudo, !keepsPseudo { continue }
        found.append(FoundCue(first: i, end: best.end, rule: rule))
      }
      i = best.end
    }
  }

  /// Ids of all cues that stand in a note, pseudo and terminating ones included: for rule tests and explanations.
  public func cuesStanding(in note: NoteStructure) -> Set<String> {
    var ids: Set<String> = []
    for sentence in note.sentences {
      findCues(note, sentence, keepsPseudo: true)
      for cue in found { ids.insert(cues.rules[cue.rule].id) }
    }
    return ids
  }

  /// Takes down the cues that stand in a sentence: before mentions are marked those that mentions may hide, afterwards
  /// those that count.
  private func traceCues(_ note: NoteStructure, _ sentence: Sentence, into trace: AssertionTrace, blocked: Bool) {
    findCues(note, sentence, keepsPseudo: true)
    for cue in found { trace.addCue(cue.first..<cue.end, cue.rule, cues.traits[cue.rule].direction, blocked: blocked) }
  }

  private func forward(
    _ index: Int, _ note: NoteStructure, _ sentence: Sentence, _ places: [Range<Int>],
    _ entities: Range<Int>, _ result: inout NoteResult
  ) {
    let cue = found[index]
    let rule = cues.traits[cue.rule]
    var end = sentence.endToken
    var cutter: FoundCue?
    for other in found[(index + 1)...] where other.first >= cue.end {
      if cuts(cues.traits[other.rule], rule, reading: .forward) {
        end = other.first
        cutter = other
        break
      }
    }
    let bound = end
    end = limit(note, rule, from: cue.end, to: end, step: 1)
    if let trace {
      let stop = end == bound ? nil : end
      trace.addScope(.forward, cue.rule, cue.first, cue.end..<end, stop, cutter.map { ($0.rule, $0.first) }, note)
    }
    var left = rule.maxTargets == 0 ? Int.max : rule.maxTargets
    var entity = firstEntity(places, entities, startingAt: cue.end)
    while entity < entities.upperBound, left > 0, places[entity].lowerBound < end {
      if apply(cue, rule, to: entity, note, &result) { left -= 1 }
      entity += 1
    }
  }

  private func backward(
    _ index: Int, _ note: NoteStructure, _ sentence: Sentence, _ places: [Range<Int>],
    _ entities: Range<Int>, _ result: inout NoteResult
  ) {
    let cue = found[index]
    let rule = cues.traits[cue.rule]
    var start = sentence.firstToken
    var cutter: FoundCue?
    for other in found[..<index].reversed() where other.end <= cue.first {
      if cuts(cues.traits[other.rule], rule, reading: .backward) {
        start = other.end
        cutter = other
        break
      }
    }
    let bound = start
    start = limit(note, rule, from: cue.first - 1, to: start - 1, step: -1) + 1
    if let trace {
      let stop = start == bound ? nil : start - 1
      trace.addScope(.backward, cue.rule, cue.first, start..<cue.first, stop, cutter.map { ($0.rule, $0.first) }, note)
    }
    var left = rule.maxTargets == 0 ? Int.max : rule.maxTargets
    var entity = firstEntity(places, entities, startingAt: cue.first) - 1
    // A mention may begin before the scope and end in it; given ones may be of any width, and looking back has a bound so
    // that many wide mentions and many cues do not multiply.
    while entity >= entities.lowerBound, left > 0, places[entity].lowerBound + Self.widest > start {
      // A mention that ends before the scope, or that holds the cue itself, is no target.
      let end = places[entity].upperBound
      if end > start, end <= cue.first, apply(cue, rule, to: entity, note, &result) { left -= 1 }
      entity -= 1
    }
  }

  /// Index of the first entity of a sentence that starts at or behind a token.
  private func firstEntity(_ places: [Range<Int>], _ entities: Range<Int>, startingAt token: Int) -> Int {
    var low = entities.lowerBound
    var high = entities.upperBound
    while low < high {
      let middle = (low + high) / 2
      if places[middle].lowerBound < token { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// True when `other` ends the scope of `rule`: a terminating cue of its kind, or a cue of the same kind that looks the
  /// same way and changes at least the same types.
  private func cuts(_ other: CueRule.Traits, _ rule: CueRule.Traits, reading: CueRule.Direction) -> Bool {
    if other.direction == .terminate { return other.terminates.contains(rule.kind) }
    guard other.kind == rule.kind, other.direction == reading || other.direction == .bidirectional else {
      return false
    }
    return rule.types.rawValue & ~other.types.rawValue == 0
  }

  /// Walks from a token towards `bound` and returns where the rule's own limits end its scope; a forward scope that
  /// began inside brackets ends with them.
  private func limit(
    _ note: NoteStructure, _ rule: CueRule.Traits, from start: Int, to bound: Int, step: Int
  ) -> Int {
    var words = 0
    var depth = 0
    var i = start
    while i != bound {
      let token = note.tokens[i]
      if token.kind == .symbol {
        if !rule.stopsAt.isEmpty, stops(note, token, rule.stopsAt) { return i }
        if step > 0 {
          switch note.text.bytes[Int(token.start)] {
          case UInt8(ascii: "("): depth += 1
          case UInt8(ascii: ")"):
            if depth == 0 { return i }
            depth -= 1
          default: break
          }
        }
      } else {
        words += 1
        if rule.scope > 0, words > rule.scope { return i }
      }
      i += step
    }
    return bound
  }

  private func stops(_ note: NoteStructure, _ token: Token, _ signs: CueRule.StopSigns) -> Bool {
    switch note.text.bytes[Int(token.start)] {
    case UInt8(ascii: ","): signs.contains(.comma)
    case UInt8(ascii: ";"): signs.contains(.semicolon)
    case UInt8(ascii: ":"): signs.contains(.colon)
    default: false
    }
  }

  /// Changes one entity; false when the rule does not concern its type.
  private func apply(
    _ cue: FoundCue, _ rule: CueRule.Traits, to entity: Int, _ note: NoteStructure,
    _ result: inout NoteResult
  ) -> Bool {
    guard rule.types.contains(result.entities[entity].type) else {
      trace?.effects.append(.init(entity: entity, rule: cue.rule, cueStart: cue.first, isApplied: false))
      return false
    }
    trace?.effects.append(.init(entity: entity, rule: cue.rule, cueStart: cue.first, isApplied: true))
    switch rule.kind {
    case .negation: result.entities[entity].assertion.negated = true
    case .ruleOut, .uncertainty: result.entities[entity].assertion.uncertain = true
    case .historical: result.entities[entity].assertion.historical = true
    case .hypothetical: result.entities[entity].assertion.hypothetical = true
    case .family: result.entities[entity].assertion.experiencer = .family
    case .other:
      if result.entities[entity].assertion.experiencer == .patient {
        result.entities[entity].assertion.experiencer = .other
      }
    }
    touched.append((entity, cue.rule, note.span(ofTokens: cue.first..<cue.end)))
    return true
  }

  // MARK: sections

  /// Marks a section's default: rules -1 - category.
  /// Takes down which mentions stand behind words that speak of the patient, or of now, by name: "Patient has asthma"
  /// under a family history, "now on insulin" under a past history.
  private func noteContradictions(_ places: [Range<Int>], _ entities: Range<Int>) {
    var family = Int.max
    var past = Int.max
    for cue in found {
      let rule = cues.traits[cue.rule]
      guard rule.direction == .terminate, rule.terminates != .all else { continue }
      if rule.terminates.contains(.family) { family = min(family, cue.end) }
      if rule.terminates.contains(.historical) { past = min(past, cue.end) }
    }
    guard min(family, past) < Int.max else { return }
    for entity in entities {
      if places[entity].lowerBound >= family { contradicted.insert(entity * 2) }
      if places[entity].lowerBound >= past { contradicted.insert(entity * 2 + 1) }
    }
  }

  private func isContradicted(_ key: Int) -> Bool { !contradicted.isEmpty && contradicted.contains(key) }

  private func applySectionDefaults(
    _ note: NoteStructure, _ places: [Range<Int>], _ result: inout NoteResult
  ) {
    for entity in result.entities.indices {
      let section = result.entities[entity].section
      guard section >= 0, CueRule.defaultTypes.contains(result.entities[entity].type) else { continue }
      let category = note.sections[section].category
      guard category >= 0, let value = headings.categories[category].assertionDefault else { continue }
      switch value {
      case .historical:
        if isContradicted(entity * 2 + 1) { trace?.contradicted.insert(entity) }
        if result.entities[entity].assertion.historical || isContradicted(entity * 2 + 1) { continue }
        result.entities[entity].assertion.historical = true
      case .family:
        if isContradicted(entity * 2) { trace?.contradicted.insert(entity) }
        if result.entities[entity].assertion.experiencer != .patient || isContradicted(entity * 2) { continue }
        result.entities[entity].assertion.experiencer = .family
      case .hypothetical:
        if result.entities[entity].assertion.hypothetical { continue }
        result.entities[entity].assertion.hypothetical = true
      }
      touched.append((entity, -1 - category, note.sections[section].heading))
    }
  }

  private func storeCues(_ result: inout NoteResult) {
    touched.sort { a, b in
      if a.entity != b.entity { return a.entity < b.entity }
      return a.span == b.span ? a.rule < b.rule : a.span < b.span
    }
    var i = 0
    while i < touched.count {
      let entity = touched[i].entity
      let start = result.cues.count
      while i < touched.count, touched[i].entity == entity {
        result.cues.append(cue(touched[i].rule, touched[i].span))
        i += 1
      }
      result.entities[entity].cues = start..<result.cues.count
    }
  }

  private func cue(_ rule: Int, _ span: ByteSpan) -> Cue {
    if rule >= 0 {
      return Cue(kind: cues.traits[rule].kind.cueKind, span: span, rule: cues.ruleIDs[rule])
    }
    let category = -1 - rule
    let kind: CueKind =
      switch headings.categories[category].assertionDefault {
      case .family: .experiencer
      case .hypothetical: .hypothetical
      default: .historical
      }
    return Cue(kind: kind, span: span, rule: sectionRules[category])
  }
}
