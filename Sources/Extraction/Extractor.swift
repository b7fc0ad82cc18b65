import ClinicalText
import Lexicon
import Rules

/// Everything that extraction reads and never changes: shared by all workers.
public struct ExtractionRules: Sendable {
  public var layout: LayoutAnalyzer
  public var cues: CueTable
  public var lexicons: [CompiledLexicon]
  public var senses: SenseTable
  public var phrases: PhraseWords
  /// The patterns of `Lexicons/findings`, or nil for no composed findings.
  public var findings: PatternTable?
  /// Units, words and patterns of qualifiers and relations, or nil for none.
  public var qualifiers: QualifierRules?
  /// The words of the lexicons' names, where misspelt ones are to be found too.
  public var fuzzy: FuzzyWordIndex?

  /// Takes each part as it is given.
  public init(
    layout: LayoutAnalyzer, cues: CueTable, lexicons: [CompiledLexicon], senses: SenseTable = .empty,
    phrases: PhraseWords = .none, findings: PatternTable? = nil, qualifiers: QualifierRules? = nil,
    fuzzy: FuzzyWordIndex? = nil
  ) {
    self.qualifiers = qualifiers
    self.fuzzy = fuzzy
    self.layout = layout
    self.cues = cues
    self.lexicons = lexicons
    self.senses = senses
    self.phrases = phrases
    self.findings = findings
  }
}

/// Structure, dictionary recognition and assertion of one note after another. One object serves one worker.
public final class Extractor {
  private let rules: ExtractionRules
  /// The note that was extracted last, analyzed: other stages need not do it again.
  public let note = NoteStructure()
  private let finder: MentionFinder
  private let senses: SenseChooser
  private let composer: FindingComposer?
  private let assertion: AssertionEngine
  private let qualifiers: QualifierStage?
  private let sectionIDs: [(id: ByteSlice, loinc: ByteSlice?)]
  private var places: [Range<Int>] = []
  /// Takes down every decision of the next notes; nil in production.
  public var trace: ExtractionTrace? {
    didSet {
      finder.trace = trace?.mentions
      assertion.trace = trace?.assertion
    }
  }

  /// By `Mention.Origin`.
  private static let sources = ["dictionary", "rule:body-form", "rule:word-order", "rule:coordination"].map {
    ByteSlice(permanent: $0)
  }
  private static let abbreviation = ByteSlice(permanent: "rule:abbreviation")
  private static let sense = ByteSlice(permanent: "rule:sense")
  private static let imported = ByteSlice(permanent: "import:given")

  /// Takes each part as it is given.
  public init(_ rules: ExtractionRules) {
    self.rules = rules
    finder = MentionFinder(rules.lexicons, words: rules.phrases, fuzzy: rules.fuzzy)
    senses = SenseChooser(rules.senses)
    composer = rules.findings.map(FindingComposer.init)
    assertion = AssertionEngine(cues: rules.cues, headings: rules.layout.headings)
    qualifiers = rules.qualifiers.map(QualifierStage.init)
    sectionIDs = rules.layout.headings.categories.map {
      (ByteSlice(permanent: $0.id), $0.loinc.map { ByteSlice(permanent: $0) })
    }
  }

  /// Recognises the mentions of a note, or takes the given ones, and asserts them.
  ///
  /// - Parameters:
  ///   - given: entities that replace recognition (`--given-entities`).
  ///   - allMatches: keep matches that lost against longer ones as not preferred.
  ///   - noteDate: the note's own date in ISO 8601, which relative dates count from.
  public func extract(
    _ text: NoteText, given: [GivenEntity]?, allMatches: Bool, noteDate: String? = nil
  ) -> NoteResult {
    qualifiers?.noteDate = noteDate.flatMap { CivilDate(iso: $0) }
    note.analyze(text, rules.layout)
    var result = NoteResult(text: text)
    storeSections(&result)
    places.removeAll(keepingCapacity: true)
    if let given {
      takeGiven(given, &result)
    } else {
      recognise(allMatches, &result)
    }
    assertion.assert(note, places: places, in: &result)
    qualify(&result, isGiven: given != nil)
    return result
  }

  /// Goes on from the mentions given as if the dictionary had found them: composes findings of them and asserts all.
  /// For the examples of rule files.
  ///
  /// - Parameter qualifies: look for qualifiers and relations too.
  public func extract(
    _ text: NoteText, mentions: [(type: EntityType, span: ByteSpan)], allMatches: Bool = false, qualifies: Bool = false
  ) -> NoteResult {
    note.analyze(text, rules.layout)
    var result = NoteResult(text: text)
    storeSections(&result)
    places.removeAll(keepingCapacity: true)
    let found = mentions.map {
      Mention(tokens: note.tokens.range(covering: $0.span), type: $0.type, isPreferred: true, concepts: 0..<0)
    }
    store(FindingComposer.inOrder(found), allMatches: allMatches, &result)
    assertion.assert(note, places: places, in: &result)
    if qualifies { qualify(&result, isGiven: false) }
    return result
  }

  private func qualify(_ result: inout NoteResult, isGiven: Bool) {
    guard let moved = qualifiers?.add(to: &result, note, places: places, isGiven: isGiven) else { return }
    trace?.assertion.renumber(moved)
  }

  /// Ids of all cues that stand in a text, whether they change a mention or not.
  public func cuesStanding(in text: NoteText) -> Set<String> {
    note.analyze(text, rules.layout)
    return assertion.cuesStanding(in: note)
  }

  private func storeSections(_ result: inout NoteResult) {
    result.sections.reserveCapacity(note.sections.count)
    for section in note.sections {
      let names = section.category < 0 ? nil : sectionIDs[section.category]
      result.sections.append(
        ResultSection(
          id: names?.id, loinc: names?.loinc, heading: section.heading, span: section.span,
          parent: section.parent))
    }
  }

  private func recognise(_ allMatches: Bool, _ result: inout NoteResult) {
    finder.find(in: note, allMatches: allMatches)
    result.concepts = finder.concepts
    result.entities.reserveCapacity(finder.mentions.count)
    places.reserveCapacity(finder.mentions.count)
    let abbreviations = NoteAbbreviations(finder.mentions, note)
    var mentions =
      abbreviations.isEmpty
      ? finder.mentions : carried(abbreviations, finder.mentions, allMatches: allMatches)
    if let chosen = senses.choose(note, mentions, &result.concepts, allMatches: allMatches) { mentions = chosen }
    store(mentions, allMatches: allMatches, &result)
  }

  /// Composes findings and stores all mentions as entities.
  private func store(_ found: [Mention], allMatches: Bool, _ result: inout NoteResult) {
    let mentions = composer?.compose(found, note, allMatches: allMatches) ?? found
    var sentence = 0
    for mention in mentions {
      while note.sentences[sentence].endToken <= mention.tokens.lowerBound { sentence += 1 }
      if isHeadingWord(mention, note.sentences[sentence]) {
        if let trace, mention.isPreferred { trace.headingWords.append((mention.tokens, mention.type)) }
        continue
      }
      var entity = Entity(
        id: result.entities.count + 1, type: mention.type, span: note.span(ofTokens: mention.tokens),
        source: source(of: mention))
      if !mention.gap.isEmpty { entity.fragments = fragments(of: mention) }
      entity.isPreferred = mention.isPreferred
      entity.concepts = mention.concepts
      if mention.fuzzy >= 0, !mention.isAbbreviation { entity.describe(finder.fuzzyMatches[Int(mention.fuzzy)]) }
      entity.section = note.sentences[sentence].section
      if mention.sense >= 0 { entity.attributes += senses.attributes(mention) }
      result.entities.append(entity)
      places.append(mention.tokens)
    }
  }

  private func fragments(of mention: Mention) -> [ByteSpan] {
    [
      note.span(ofTokens: mention.tokens.lowerBound..<mention.gap.lowerBound),
      note.span(ofTokens: mention.gap.upperBound..<mention.tokens.upperBound),
    ]
  }

  private func source(of mention: Mention) -> ByteSlice {
    if mention.rule >= 0, let composer { return composer.source(ofRule: mention.rule) }
    if mention.isAbbreviation { return Self.abbreviation }
    return mention.isMadeBySense ? Self.sense : Self.sources[Int(mention.origin.rawValue)]
  }

  /// The mentions with the note's own abbreviations carried through it: what an abbreviation was defined as counts for
  /// every place that it stands alone in; what the dictionary knew it as gives way there.
  private func carried(
    _ abbreviations: NoteAbbreviations, _ mentions: [Mention], allMatches: Bool
  ) -> [Mention] {
    var all = mentions
    var added: [Mention] = []
    // By token: what stands on it alone, and whether a longer mention covers it.
    var alone: [Int: [Int]] = [:]
    var isCovered = [Bool](repeating: false, count: note.tokens.count)
    for (index, mention) in mentions.enumerated() where mention.isPreferred {
      if mention.tokens.count == 1 {
        alone[mention.tokens.lowerBound, default: []].append(index)
      } else {
        for token in mention.tokens where !mention.gap.contains(token) { isCovered[token] = true }
      }
    }
    for token in 0..<note.tokens.count where note.tokens[token].flags.contains(.hasUpper) && !isCovered[token] {
      guard var mention = abbreviations.mention(of: token, note) else { continue }
      for index in alone[token] ?? [] {
        all[index].isPreferred = false
        trace?.replaced.append((mentions[index].tokens, mentions[index].type, definition: mention.tokens))
      }
      mention.tokens = token..<token + 1
      mention.isAbbreviation = true
      added.append(mention)
    }
    all += added
    if !allMatches { all.removeAll { !$0.isPreferred } }
    return all.sorted { a, b in
      if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
      if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
      return a.type.rawValue != b.type.rawValue ? a.type.rawValue < b.type.rawValue : a.isPreferred && !b.isPreferred
    }
  }

  /// The words of a known heading name its section, not something found in the patient ("ABDOMEN:", "ALLERGIES:");
  /// a test may stand there with its result behind it ("EKG: normal").
  private func isHeadingWord(_ mention: Mention, _ sentence: Sentence) -> Bool {
    sentence.isHeading && mention.type != .test && note.sections[sentence.section].category >= 0
  }

  private func takeGiven(_ given: [GivenEntity], _ result: inout NoteResult) {
    result.given = given
    let order = given.indices.sorted { a, b in
      given[a].span != given[b].span ? given[a].span < given[b].span : a < b
    }
    for index in order {
      let entity = given[index]
      var stored = Entity(
        id: result.entities.count + 1, type: entity.type ?? .problem, span: entity.span,
        source: Self.imported)
      stored.given = index
      stored.fragments = entity.fragments
      let place = note.tokens.range(covering: entity.span)
      if let sentence = note.sentenceIndex(ofToken: place.lowerBound) {
        stored.section = note.sentences[sentence].section
      }
      result.entities.append(stored)
      places.append(place)
    }
  }
}
