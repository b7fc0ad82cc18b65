import ClinicalText

/// A mention found by the dictionary: a span, its type and the concepts it names.
public struct Mention: Sendable {
  /// Token indices, half-open.
  public var tokens: Range<Int>
  public var type: EntityType
  public var isPreferred: Bool
  /// Range in `MentionFinder.concepts`.
  public var concepts: Range<Int>
  /// True for an abbreviation that the note itself defines.
  public var isAbbreviation = false
  /// Index of the choice among meanings that was made for it, or -1.
  public var sense = -1
  /// True for a mention that no name of the lexicon gave, but the choice among an ambiguous form's meanings.
  public var isMadeBySense = false
  /// Index of the pattern rule that composed it of other mentions and words, or -1.
  public var rule = -1
  public var origin = Origin.dictionary
  /// Token indices within `tokens` that do not belong to it; empty unless it is discontinuous.
  public var gap: Range<Int> = 0..<0

  /// Index in `MentionFinder.fuzzyMatches` for a mention with a misspelt word, or -1.
  public var fuzzy: Int32 = -1

  /// How the words of the note say the name.
  public enum Origin: UInt8, Sendable {
    /// As the name has them.
    case dictionary
    /// A body part in another form: "kidney failure" for "renal failure".
    case bodyForm
    /// In another order, around a linking word: "pain in the chest" for "chest pain".
    case wordOrder
    /// Apart, with words shared: "chest" … "pain" of "chest and abdominal pain".
    case coordination
  }

  /// Takes each part as it is given.
  public init(
    tokens: Range<Int>, type: EntityType, isPreferred: Bool, concepts: Range<Int>, sense: Int = -1,
    isMadeBySense: Bool = false, origin: Origin = .dictionary, gap: Range<Int> = 0..<0,
    fuzzy: Int32 = -1
  ) {
    self.tokens = tokens
    self.type = type
    self.isPreferred = isPreferred
    self.concepts = concepts
    self.sense = sense
    self.isMadeBySense = isMadeBySense
    self.origin = origin
    self.gap = gap
    self.fuzzy = fuzzy
  }
}

/// What a mention with a misspelt word was taken for.
public struct FuzzyMatch: Sendable {
  /// The lexicon's own name.
  public var name: ByteSlice
  public var correction: FuzzyWordIndex.Correction
}

/// Finds the mentions of one or several lexicons in a note and chooses the preferred ones.
///
/// Preferred mentions of one type never overlap: longer ones win, then those further left. Mentions of different
/// types may overlap; but a name that yields (`VocabularyRow.yieldsInside`) is not preferred inside of a longer mention:
/// "blood" of "blood cultures" and "aspirin" of "aspirin allergy" are parts of those names, not findings of their own.
/// With `PhraseWords`, names in another word order and names apart are found too; of the latter only the common words
/// overlap with others of their type. One object serves one worker and is used again for each note.
public final class MentionFinder {
  let matchers: [LexiconMatcher]
  let words: PhraseWords
  var scratch = MatchScratch()
  public internal(set) var mentions: [Mention] = []
  public internal(set) var concepts: [ConceptReference] = []
  var candidates: [Candidate] = []
  private var occupied: [UInt16] = []
  /// Takes down why each candidate was taken or not; nil in production.
  public var trace: MentionTrace?
  private let corrector: FuzzyCorrector?
  /// The misspelt mentions of the note.
  public private(set) var fuzzyMatches: [FuzzyMatch] = []
  /// The correction behind the hits that are collected now.
  private var correction: FuzzyWordIndex.Correction?

  struct Candidate {
    var first: UInt32
    var end: UInt32
    var type: EntityType
    var isPreferred = false
    var yields: Bool
    /// A name of it is of a curated lexicon.
    var isCurated: Bool
    var firstConcept: UInt32
    var endConcept: UInt32
    var origin = Mention.Origin.dictionary
    /// The token of the linking word inside it, or 0.
    var link: UInt32 = 0
    /// Never preferred itself; it may make the mention before the linking word more exact (`markRefining`).
    var isRefining = false
    var fuzzy: Int32 = -1

    var concepts: Range<Int> { Int(firstConcept)..<Int(endConcept) }
    var tokens: Range<Int> { Int(first)..<Int(end) }
  }

  /// Takes each part as it is given; with `fuzzy`, misspelt words of names are found as well.
  public init(_ lexicons: [CompiledLexicon], words: PhraseWords = .none, fuzzy: FuzzyWordIndex? = nil) {
    matchers = lexicons.map(LexiconMatcher.init)
    self.words = words
    corrector = fuzzy.map(FuzzyCorrector.init)
  }

  /// Fills `mentions` (by start, longer first, then type) and `concepts` for a note.
  ///
  /// - Parameter allMatches: keep the matches that lost as well, marked as not preferred.
  public func find(in note: NoteStructure, allMatches: Bool) {
    mentions.removeAll(keepingCapacity: true)
    concepts.removeAll(keepingCapacity: true)
    candidates.removeAll(keepingCapacity: true)
    for (index, matcher) in matchers.enumerated() {
      trace?.lexicon = index
      scratch.hits.removeAll(keepingCapacity: true)
      matcher.match(note, into: &scratch.hits)
      let first = candidates.count
      collect(note, matcher.lexicon)
      if !words.isEmpty { collectRearranged(note, matcher.lexicon, from: first) }
    }
    let hasFuzzy = collectFuzzy(note)
    guard !candidates.isEmpty else { return }
    if matchers.count > 1 || hasFuzzy { mergeAcrossLexicons() }
    if !words.isEmpty { markRefining() }
    choosePreferred(tokenCount: note.tokens.count)
    if !words.isEmpty { refine() }
    let joined = words.isEmpty ? [] : findJoined(note)
    for candidate in candidates where allMatches || candidate.isPreferred {
      mentions.append(
        Mention(
          tokens: candidate.tokens, type: candidate.type, isPreferred: candidate.isPreferred,
          concepts: candidate.concepts, origin: candidate.origin, fuzzy: candidate.fuzzy))
    }
    addJoined(joined)
  }

  /// Walks again through the words that are taken for others, one at a time, so that a name has one such word at most.
  /// Returns whether that gave a candidate.
  private func collectFuzzy(_ note: NoteStructure) -> Bool {
    guard let corrector else { return false }
    fuzzyMatches.removeAll(keepingCapacity: true)
    corrector.correct(note)
    for corrected in corrector.corrected {
      let written = note.folded[corrected.token]
      note.folded[corrected.token] = corrected.correction.folded
      correction = corrected.correction
      for matcher in matchers {
        scratch.hits.removeAll(keepingCapacity: true)
        matcher.match(note, holding: corrected.token, into: &scratch.hits)
        collect(note, matcher.lexicon)
      }
      correction = nil
      note.folded[corrected.token] = written
    }
    return !fuzzyMatches.isEmpty
  }

  /// Turns hits into one candidate for each span and type whose names' rules hold.
  private func collect(_ note: NoteStructure, _ lexicon: CompiledLexicon) {
    let rules = NameRules(note, lexicon)
    for hit in scratch.hits {
      let names = lexicon.namesOfGroup(hit.group)
      var done: UInt16 = 0
      for index in names {
        let type = lexicon.type(ofConcept: lexicon.names[index].concept)
        guard done & type.bit == 0 else { continue }
        done |= type.bit
        collect(hit, type, names, rules)
      }
    }
  }

  /// - Parameter found: set where the names' words stand in another order.
  func collect(
    _ hit: PhraseHit, _ type: EntityType, _ names: Range<Int>, _ rules: NameRules, _ found: RearrangedHit? = nil
  ) {
    let lexicon = rules.lexicon
    let start = concepts.count
    var previous: [UInt32] = []
    var yields = true
    var nearest: LexiconName?
    var isCurated = false
    for index in names {
      let name = lexicon.names[index]
      guard lexicon.type(ofConcept: name.concept) == type else { continue }
      if let found {
        guard rules.allows(name, found) else { continue }
      } else {
        let verdict = rules.verdict(on: name, hit)
        if let trace { trace.add(name, hit, type, verdict, lexicon) }
        guard verdict == .allowed else { continue }
      }
      if let correction,
        !correction.mayBe(lexicon.slice(name.offset, name.length), type, isOneWord: hit.end - hit.first == 1)
      {
        continue
      }
      if names.count > 1 {
        if previous.contains(name.concept) { continue }
        previous.append(name.concept)
      }
      guard let concept = lexicon.reference(toConcept: name.concept) else { continue }
      concepts.append(concept)
      if nearest == nil { nearest = name }
      if !name.flags.contains(.yieldsInside) { yields = false }
      if name.flags.contains(.curated) { isCurated = true }
    }
    guard concepts.count > start else { return }
    var fuzzy: Int32 = -1
    if let correction, let nearest {
      fuzzy = Int32(truncatingIfNeeded: fuzzyMatches.count)
      fuzzyMatches.append(FuzzyMatch(name: lexicon.slice(nearest.offset, nearest.length), correction: correction))
    }
    candidates.append(
      Candidate(
        first: hit.first, end: hit.end, type: type, yields: yields, isCurated: isCurated, firstConcept: UInt32(start),
        endConcept: UInt32(concepts.count), origin: found?.origin ?? .dictionary,
        link: UInt32(max(0, found?.link ?? 0)), fuzzy: fuzzy))
  }

  /// Joins the concepts of candidates that several lexicons gave for one span and type.
  private func mergeAcrossLexicons() {
    candidates.sort { a, b in
      if a.first != b.first { return a.first < b.first }
      if a.end != b.end { return a.end < b.end }
      if a.type != b.type { return a.type.rawValue < b.type.rawValue }
      return a.firstConcept < b.firstConcept
    }
    var merged: [Candidate] = []
    for candidate in candidates {
      if let last = merged.last, last.first == candidate.first, last.end == candidate.end,
        last.type == candidate.type
      {
        let start = concepts.count
        concepts.append(contentsOf: Array(concepts[last.concepts]))
        for concept in Array(concepts[candidate.concepts])
        where !concepts[start...].contains(where: { $0.isSame(as: concept) }) {
          concepts.append(concept)
        }
        if candidate.origin.rawValue < last.origin.rawValue {
          merged[merged.count - 1].origin = candidate.origin
          merged[merged.count - 1].link = candidate.link
        }
        merged[merged.count - 1].yields = last.yields && candidate.yields
        merged[merged.count - 1].isCurated = last.isCurated || candidate.isCurated
        merged[merged.count - 1].firstConcept = UInt32(start)
        merged[merged.count - 1].endConcept = UInt32(concepts.count)
      } else {
        merged.append(candidate)
      }
    }
    candidates = merged
  }

  /// Marks the preferred candidates and puts all in output order: by start, longer first, then type.
  ///
  /// Candidates come by start. Those that overlap form a group: by length in tokens, then position, each is taken
  /// unless a token of it is taken for its type already. Time grows with the candidates' total length (and n log n
  /// for the sort of a group), whatever their overlaps.
  private func choosePreferred(tokenCount: Int) {
    if occupied.count < tokenCount { occupied = Array(repeating: 0, count: tokenCount * 2) }
    candidates.withUnsafeMutableBufferPointer { all in
      var start = 0
      while start < all.count {
        var reach = all[start].end
        var end = start + 1
        while end < all.count, all[end].first < reach {
          reach = max(reach, all[end].end)
          end += 1
        }
        if end - start == 1 {
          all[start].isPreferred = true
        } else {
          choose(UnsafeMutableBufferPointer(rebasing: all[start..<end]))
        }
        start = end
      }
    }
  }

  private func choose(_ group: UnsafeMutableBufferPointer<Candidate>) {
    Self.sort(group) { a, b in
      let x = a.end - a.first
      let y = b.end - b.first
      if x != y { return x > y }
      return a.first != b.first ? a.first < b.first : a.type.rawValue < b.type.rawValue
    }
    occupied.withUnsafeMutableBufferPointer { taken in
      for index in group.indices {
        let bit = group[index].type.bit
        let range = Int(group[index].first)..<Int(group[index].end)
        if group[index].isRefining || range.contains(where: { taken[$0] & bit != 0 }) {
          if trace != nil, !group[index].isRefining { traceLoss(of: group[index], in: group) }
          continue
        }
        for token in range { taken[token] |= bit }
        group[index].isPreferred = true
      }
      for candidate in group {
        for token in Int(candidate.first)..<Int(candidate.end) { taken[token] = 0 }
      }
    }
    Self.sort(group) { a, b in
      if a.first != b.first { return a.first < b.first }
      return a.end != b.end ? a.end > b.end : a.type.rawValue < b.type.rawValue
    }
    dropInner(group)
  }

  /// Takes the preference from candidates that yield inside of longer preferred ones, of other types by then. In this
  /// order whatever may hold a candidate stands before it. A curated name gives way to curated names only: what it
  /// finds is not lost when another vocabulary is added.
  private func dropInner(_ group: UnsafeMutableBufferPointer<Candidate>) {
    var reach: UInt32 = 0
    var curatedReach: UInt32 = 0
    var index = 0
    while index < group.count {
      // Candidates of one span do not hold one another.
      var end = index + 1
      while end < group.count, group[end].first == group[index].first, group[end].end == group[index].end { end += 1 }
      let last = group[index].end
      let isInner = reach >= last
      let isInnerOfCurated = curatedReach >= last
      for place in index..<end {
        if group[place].isCurated ? isInnerOfCurated : isInner, group[place].yields {
          if trace != nil { traceYield(of: group[place], in: group[..<index]) }
          group[place].isPreferred = false
        } else if group[place].isPreferred, group[place].link == 0 {
          // What a linking word brings together keeps its parts: "overdose of acetaminophen" and the medicine.
          reach = max(reach, group[place].end)
          if group[place].isCurated { curatedReach = max(curatedReach, group[place].end) }
        }
      }
      index = end
    }
  }

  // MARK: tracing

  private func traceLoss(of loser: Candidate, in group: UnsafeMutableBufferPointer<Candidate>) {
    let winner = group.first {
      $0.isPreferred && $0.type == loser.type && $0.first < loser.end && loser.first < $0.end
    }
    guard let winner else { return }
    trace?.lost(loser.tokens, loser.type, .overlaps, winner.tokens, winner.type)
  }

  private func traceYield(of inner: Candidate, in before: Slice<UnsafeMutableBufferPointer<Candidate>>) {
    guard inner.isPreferred, let outer = before.first(where: { $0.isPreferred && $0.end >= inner.end }) else { return }
    trace?.lost(inner.tokens, inner.type, .yieldsInside, outer.tokens, outer.type)
  }

  /// Insertion sort for the usual handful, the library's for more.
  @inline(__always)
  private static func sort(
    _ group: UnsafeMutableBufferPointer<Candidate>, _ precedes: (Candidate, Candidate) -> Bool
  ) {
    guard group.count <= 24 else {
      var copy = Array(group)
      copy.sort(by: precedes)
      _ = group.update(fromContentsOf: copy)
      return
    }
    for i in 1..<group.count {
      let candidate = group[i]
      var j = i
      while j > 0, precedes(candidate, group[j - 1]) {
        group[j] = group[j - 1]
        j -= 1
      }
      group[j] = candidate
    }
  }
}
