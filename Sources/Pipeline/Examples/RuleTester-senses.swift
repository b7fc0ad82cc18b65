import ClinicalText
import Extraction
import Files
import Lexicon
import Rules

/// Examples of sense files: `<sense>MI</sense>` must come out as the meaning that the example stands under.
extension RuleTester {
  /// Runs the examples through the whole extraction with the starter lexicon.
  func checkSenses(_ examples: [SenseExample], _ rules: RuleSet, _ report: inout Report) throws(Fault) {
    guard !examples.isEmpty else { return }
    let provider = LexiconProvider(data: data, cache: try CacheFolder.find(), report: { _ in })
    let setup = ExtractionSetup(rules: rules, lexicons: try provider.open([]))
    let extractor = Extractor(setup.extraction)
    let entries = rules.senses.entries
    for example in examples {
      guard let entry = entries.first(where: { $0.id == example.entry }) else { continue }
      let gold = try InlineGold(example.text, file: example.file, line: example.line)
      var problems: [String] = []
      if gold.marks.isEmpty || gold.marks.contains(where: { $0.name != "sense" }) {
        problems.append("an example marks the form with <sense>…</sense> and nothing else")
      }
      let result = extractor.extract(NoteText(gold.text), given: nil, allMatches: true)
      for mark in gold.marks {
        if let problem = Self.problem(entry, entry.senses[example.sense], mark.span, result) {
          problems.append(problem)
        }
      }
      record(problems, "\(example.entry): \(example.text)", example.file, example.line, &report)
    }
  }

  /// What is wrong with the mentions at a place, or nil. A form that the lexicon does not name and that means nothing
  /// clinical leaves no trace, which is right.
  private static func problem(
    _ entry: SenseEntry, _ sense: SenseEntry.Sense, _ span: ByteSpan, _ result: NoteResult
  ) -> String? {
    let words = "'\(result.text.string(span))'"
    // What qualifies something is no meaning of the lexicon.
    let standing = result.entities.filter {
      $0.span == span && $0.isPreferred && $0.type.rawValue < EntityType.strength.rawValue
    }
    guard let concept = sense.concept else {
      let found = standing.map { named($0, result) }.joined(separator: ", ")
      return standing.isEmpty ? nil : "\(words) came out as \(found)"
    }
    guard let mention = standing.first else {
      let isCovered = result.entities.contains {
        $0.isPreferred && $0.span.start <= span.start && $0.span.end >= span.end
      }
      return isCovered
        ? "\(words) is part of a longer mention, which the lexicon decides" : "\(words) came out as nothing"
    }
    let ids = result.concepts[mention.concepts].map { $0.id.string }
    guard standing.count == 1, ids == [concept] else {
      return "\(words) came out as \(standing.map { named($0, result) }.joined(separator: ", "))"
    }
    let rule = mention.attributes.first { $0.name == "sense_rule" }?.json
    return rule == "\"\(entry.id)\"" ? nil : "\(words) is right, but not by \(entry.id)"
  }

  private static func named(_ entity: Entity, _ result: NoteResult) -> String {
    let names = result.concepts[entity.concepts].map { "\($0.id.string) \($0.preferredName.string)" }
    let why = entity.attributes.first { $0.name == "sense_evidence" }?.json ?? "without a choice"
    return "\(entity.type.name) \(names.joined(separator: " + ")) \(why)"
  }
}
