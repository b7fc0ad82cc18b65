import ClinicalText
import Deidentification
import Extraction
import Lexicon
import NoteFormats
import Rules

/// Puts an explanation together out of a result and the trace of its making.
struct ExplanationWriter {
  typealias Place = NoteExplanation.Place
  let explainer: Explainer
  let note: NoteRecord
  let structure: NoteStructure
  let scalars: ScalarOffsets
  let trace: ExtractionTrace
  let result: NoteResult
  let rules: CueTable
  let categories: [SectionCategory]
  let looksAtWords: Bool
  /// What found the note's identifiers; nil with `--deid off`.
  let detector: Detector?
  /// What results keep of the mentions.
  let stored: Set<StoredMention>
  /// Scopes by the rule and first token of their cue.
  private let scopes: [CueKey: [AssertionTrace.Scope]]
  private let ruleNumbers: [String: Int]
  /// Whether a cue that met an entity changed it.
  let effects: [EffectKey: Bool]
  private let cueTokens: [CueKey: Range<Int>]

  /// A cue that stands in the note: its rule and its first token.
  struct CueKey: Hashable {
    var rule: Int
    var start: Int
  }

  struct EffectKey: Hashable {
    var cue: CueKey
    var entity: Int
  }

  init(
    _ explainer: Explainer, _ note: NoteRecord, _ structure: NoteStructure, _ scalars: ScalarOffsets,
    _ trace: ExtractionTrace, _ result: NoteResult, looksAtWords: Bool, detector: Detector? = nil
  ) {
    self.detector = detector
    var kept = result
    kept.withhold()
    stored = Set(kept.entities.map(StoredMention.init))
    self.looksAtWords = looksAtWords
    self.explainer = explainer
    self.note = note
    self.structure = structure
    self.scalars = scalars
    self.trace = trace
    self.result = result
    rules = explainer.setup.rules.extraction.cues
    categories = explainer.setup.rules.extraction.layout.headings.categories
    scopes = Dictionary(grouping: trace.assertion.scopes) { CueKey(rule: $0.rule, start: $0.cueStart) }
    ruleNumbers = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
    effects = Dictionary(
      trace.assertion.effects.map {
        (EffectKey(cue: CueKey(rule: $0.rule, start: $0.cueStart), entity: $0.entity), $0.isApplied)
      }, uniquingKeysWith: { $0 || $1 })
    cueTokens = Dictionary(
      trace.assertion.cues.filter { $0.state != .insideMention }.map {
        (CueKey(rule: $0.rule, start: $0.tokens.lowerBound), $0.tokens)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// - Parameter focus: tokens at the offset; nil for the whole note.
  func explanation(offset: Int?, byte: Int?, focus: Range<Int>?) -> NoteExplanation {
    var explanation = NoteExplanation(
      id: note.id, source: note.source, line: note.line, length: scalars.scalarCount)
    explanation.sections = structure.sections.map(section)
    let shown = result.entities.indices.filter { index in
      guard let byte else { return true }
      let span = result.entities[index].span
      return Int(span.start) <= byte && byte <= Int(span.end)
    }
    explanation.mentions = shown.map(mention)
    for (index, mention) in explanation.mentions.enumerated() where mention.sentence >= 0 {
      let sentence = structure.sentences[mention.sentence]
      let span = structure.span(ofTokens: sentence.firstToken..<sentence.endToken)
      if let last = explanation.sentences.indices.last, explanation.sentences[last].start == scalar(span.start) {
        explanation.sentences[last].mentions.append(index)
      } else {
        explanation.sentences.append(
          .init(start: scalar(span.start), end: scalar(span.end), section: sentence.section, mentions: [index]))
      }
    }
    explanation.identifiers = identifiers(at: byte)
    if let offset, let byte, let focus { explanation.position = position(offset, byte, focus, shown) }
    return explanation
  }

  // MARK: places

  func scalar(_ byte: UInt32) -> Int { scalars.scalar(ofByte: Int(byte)) }

  func place(_ span: ByteSpan) -> Place {
    Place(start: scalar(span.start), end: scalar(span.end), text: note.text.string(span))
  }

  /// A mention's place, with its words: those of a discontinuous one are its parts with one space between.
  private func place(of entity: Entity) -> Place {
    var place = place(entity.span)
    if !entity.fragments.isEmpty { place.text = entity.fragments.map(note.text.string).joined(separator: " ") }
    return place
  }

  func place(_ tokens: Range<Int>) -> Place {
    guard !tokens.isEmpty else {
      let isInside = tokens.lowerBound < structure.tokens.count
      let at = isInside ? scalar(structure.tokens[tokens.lowerBound].start) : scalars.scalarCount
      return Place(start: at, end: at, text: "")
    }
    return place(structure.span(ofTokens: tokens))
  }

  private func section(_ section: Section) -> NoteExplanation.Section {
    let category = section.category >= 0 ? categories[section.category] : nil
    return .init(
      name: category?.id, start: scalar(section.span.start), end: scalar(section.span.end),
      heading: section.heading.count > 0 ? place(section.heading) : nil,
      assertionDefault: category?.assertionDefault?.rawValue)
  }

  // MARK: mentions

  func id(ofEntity index: Int) -> String {
    let entity = result.entities[index]
    return entity.given >= 0 ? result.given[entity.given].id : String(entity.id)
  }

  private func mention(_ index: Int) -> NoteExplanation.Mention {
    let entity = result.entities[index]
    let given = entity.given >= 0 ? result.given[entity.given] : nil
    let tokens = structure.tokens.range(covering: entity.span)
    let name = entity.section >= 0 ? result.sections[entity.section].id?.string : nil
    return .init(
      id: id(ofEntity: index), type: given?.typeName ?? entity.type.name, place: place(of: entity),
      fragments: entity.fragments.map(place), isPreferred: entity.isPreferred,
      isWithheld: isWithheld(entity), source: entity.source.string,
      concepts: Array(result.concepts[entity.concepts]), assertion: entity.assertion, section: name,
      attributes: given?.attributes ?? entity.attributes,
      reasons: result.cues[entity.cues].map { reason($0, tokens) },
      sectionContradicted: trace.assertion.contradicted.contains(index), sectionIndex: entity.section,
      sentence: structure.sentenceIndex(ofToken: tokens.lowerBound) ?? -1)
  }

  private func reason(_ cue: Cue, _ mention: Range<Int>) -> NoteExplanation.Reason {
    let id = cue.rule.string
    var reason = NoteExplanation.Reason(kind: cue.kind.name, rule: id, cue: place(cue.span), scope: nil)
    let start = structure.tokens.firstIndex(endingAfter: cue.span.start)
    if let number = ruleNumbers[id] {
      let found = scopes[CueKey(rule: number, start: start)] ?? []
      reason.scope = (found.first { $0.tokens.overlaps(mention) } ?? found.first).map { scope($0) }
    }
    return reason
  }

  func scopes(ofRule rule: Int, cueStart: Int) -> [AssertionTrace.Scope] {
    scopes[CueKey(rule: rule, start: cueStart)] ?? []
  }

  func scope(_ scope: AssertionTrace.Scope) -> NoteExplanation.Scope {
    let place = place(scope.tokens)
    var end = NoteExplanation.ScopeEnd(kind: .sentence)
    switch scope.end {
    case .sentence: break
    case .cue(let rule, let token):
      end.kind = .cue
      end.rule = rules.rules[rule].id
      end.place = self.place(cueTokens[CueKey(rule: rule, start: token)] ?? token..<token + 1)
    case .words:
      end.kind = .words
      end.words = rules.rules[scope.rule].scope
    case .sign(let token):
      end.kind = .sign
      end.place = self.place(token..<token + 1)
    }
    return .init(side: scope.side.rawValue, start: place.start, end: place.end, ended: end)
  }
}
