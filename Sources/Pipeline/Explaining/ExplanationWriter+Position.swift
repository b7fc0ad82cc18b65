import ClinicalText
import Extraction
import Lexicon
import Rules

extension ExplanationWriter {
  /// - Parameter shown: the result's entities that touch the offset.
  func position(_ offset: Int, _ byte: Int, _ focus: Range<Int>, _ shown: [Int]) -> NoteExplanation.Position {
    var position = NoteExplanation.Position(offset: offset)
    position.recognitionWasPassedOver = note.given != nil
    if let section = structure.sections.lastIndex(where: { Int($0.span.start) <= byte }) { position.section = section }
    guard let token = focus.last else { return position }
    position.token = place(token..<token + 1)
    position.kept = kept(token)
    if note.given == nil {
      position.candidates = candidates()
      if looksAtWords { position.word = word(token, hasCandidates: !position.candidates.isEmpty) }
    }
    guard let index = structure.sentenceIndex(ofToken: token) else { return position }
    let sentence = structure.sentences[index]
    let tokens = sentence.firstToken..<sentence.endToken
    position.sentence = place(tokens)
    position.section = sentence.section
    position.cues = trace.assertion.cues.filter { tokens.overlaps($0.tokens) }
      .sorted { ($0.tokens.lowerBound, $0.rule) < ($1.tokens.lowerBound, $1.rule) }
      .map { cue($0, shown) }
    return position
  }

  // MARK: candidates

  private struct CandidateKey: Hashable {
    var tokens: Range<Int>
    var type: EntityType
  }

  /// The names that stand at the offset, by place and type.
  private func candidates() -> [NoteExplanation.Candidate] {
    guard let mentions = trace.mentions else { return [] }
    var order: [CandidateKey] = []
    var names: [CandidateKey: [MentionTrace.Name]] = [:]
    for name in mentions.names {
      let key = CandidateKey(tokens: name.tokens, type: name.type)
      if names[key] == nil { order.append(key) }
      names[key, default: []].append(name)
    }
    order.sort { a, b in
      if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
      if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
      return a.type.rawValue < b.type.rawValue
    }
    return order.map { candidate($0, names[$0] ?? []) }
  }

  private func candidate(_ key: CandidateKey, _ names: [MentionTrace.Name]) -> NoteExplanation.Candidate {
    var candidate = NoteExplanation.Candidate(
      place: place(key.tokens), type: key.type.name, verdict: .laterStage, by: nil, byType: nil, bySource: nil,
      names: names.map {
        .init(
          lexicon: explainer.lexiconNames[$0.lexicon], name: $0.name, concept: $0.concept,
          verdict: $0.verdict.rawValue)
      })
    if !names.contains(where: { $0.verdict == .allowed }) {
      candidate.verdict = .refused
    } else if let replaced = trace.replaced.first(where: { $0.tokens == key.tokens && $0.type == key.type }) {
      candidate.verdict = .replacedByAbbreviation
      candidate.by = place(replaced.definition)
    } else if isKept(key) {
      candidate.verdict = .kept
    } else if let loss = trace.mentions?.losses.first(where: { $0.tokens == key.tokens && $0.type == key.type }) {
      candidate.verdict = loss.reason == .overlaps ? .lostToOverlapping : .yieldsInside
      candidate.by = place(loss.winner)
      candidate.byType = loss.winnerType.name
    } else if trace.headingWords.contains(where: { $0.tokens == key.tokens && $0.type == key.type }) {
      candidate.verdict = .headingWord
    } else if let winner = laterWinner(key) {
      candidate.by = place(winner.span)
      candidate.byType = winner.type.name
      candidate.bySource = winner.source.string
    }
    return candidate
  }

  /// True when the result has the candidate as a preferred mention.
  private func isKept(_ key: CandidateKey) -> Bool {
    let span = structure.span(ofTokens: key.tokens)
    return result.entities.contains { $0.isPreferred && $0.type == key.type && $0.span == span }
  }

  /// The mention of a later stage that stands in a candidate's place.
  private func laterWinner(_ key: CandidateKey) -> Entity? {
    let span = structure.span(ofTokens: key.tokens)
    return result.entities.first {
      $0.isPreferred && $0.type == key.type && $0.span.overlaps(span) && $0.span != span
    }
  }

  // MARK: words

  private func word(_ token: Int, hasCandidates: Bool) -> NoteExplanation.Word? {
    guard structure.tokens[token].kind != .symbol else { return nil }
    var word = NoteExplanation.Word(
      isOnStopList: explainer.stopNames.holds(structure.folded[token]), namesHolding: 0, brokenOffCount: 0,
      brokenOff: [], spellings: [])
    var longest = 0
    for (index, lexicon) in explainer.setup.rules.extraction.lexicons.enumerated() {
      let near = lexicon.names(near: token, in: structure)
      let name = explainer.lexiconNames[index]
      word.namesHolding += near.holding
      // The names that agree furthest, whichever lexicons they are of.
      let reach = near.brokenOff.first?.matched.count ?? 0
      if reach > longest {
        word.brokenOff.removeAll()
        word.brokenOffCount = 0
        longest = reach
      }
      if reach == longest {
        word.brokenOffCount += near.brokenOffCount
        word.brokenOff += near.brokenOff.map {
          .init(
            lexicon: name, name: $0.name, type: $0.type.name, matched: place($0.matched), expected: $0.expected)
        }
      }
      if !hasCandidates {
        word.spellings += near.spellings.map {
          .init(lexicon: name, word: $0.word, distance: $0.distance, name: $0.name, type: $0.type.name)
        }
      }
    }
    if word.namesHolding > 0 || word.isOnStopList { word.spellings.removeAll() }
    word.spellings.sort { $0.distance < $1.distance }
    return word
  }

  // MARK: cues

  private func cue(_ cue: AssertionTrace.StandingCue, _ shown: [Int]) -> NoteExplanation.StandingCue {
    let rule = rules.rules[cue.rule]
    let own = cue.state == .active ? scopes(ofRule: cue.rule, cueStart: cue.tokens.lowerBound) : []
    let ends = cue.state == .terminates ? CueRule.Kind.allCases.filter { rule.terminates.contains($0) } : []
    return .init(
      place: place(cue.tokens), rule: rule.id, kind: rule.kind.name, direction: rule.direction.rawValue,
      state: cue.state.rawValue, scopes: own.map { scope($0) },
      effects: cue.state == .active ? shown.map { effect(cue, own, $0) } : [], ends: ends.map(\.name))
  }

  /// What an active cue did to a mention; where it did nothing, the mention's place tells why.
  private func effect(
    _ cue: AssertionTrace.StandingCue, _ scopes: [AssertionTrace.Scope], _ entity: Int
  ) -> NoteExplanation.StandingCue.Effect {
    let id = id(ofEntity: entity)
    let key = CueKey(rule: cue.rule, start: cue.tokens.lowerBound)
    if let isApplied = effects[EffectKey(cue: key, entity: entity)] {
      return .init(mention: id, outcome: isApplied ? .reached : .type)
    }
    let place = structure.tokens.range(covering: result.entities[entity].span)
    for scope in scopes {
      switch scope.side {
      case .forward where place.lowerBound >= cue.tokens.upperBound:
        return .init(mention: id, outcome: place.lowerBound < scope.tokens.upperBound ? .targets : .scopeEnded)
      case .backward where place.upperBound <= cue.tokens.lowerBound:
        return .init(mention: id, outcome: place.upperBound > scope.tokens.lowerBound ? .targets : .scopeEnded)
      default: continue
      }
    }
    return .init(mention: id, outcome: .side)
  }
}
