import ClinicalText

/// What the word and phrase files of `deid/` say, before it is compiled; the form that is kept between runs.
package struct DetectionSource {
  /// One phrase, what it is, and the rule that results name ("rule:place.city").
  package struct Phrase {
    package var text: String
    package var role: PhraseRole
    package var rule: String
  }

  /// Classes by folded word.
  package var words: [UInt64: WordClass] = [:]
  /// What small words do in a sentence, by folded word.
  package var grammar: [UInt64: GrammarClass] = [:]
  package var phrases: [Phrase] = []
  /// Endings of clinical words.
  package var endings: [String] = []

  package init() {}

  /// The tables that detection reads; `shapes` are those of `identifiers.yaml` and `dates.yaml`.
  package func compiled(shapes: ShapeRules) -> DetectionRules {
    var sources: [String: ByteSlice] = [:]
    let entries = phrases.map { phrase in
      let source = sources[phrase.rule] ?? ByteSlice(permanent: phrase.rule)
      sources[phrase.rule] = source
      return PhraseTable.Entry(phrase.text, phrase.role, source: source)
    }
    return DetectionRules(
      words: WordTable(words, grammar: grammar), phrases: PhraseTable(entries), shapes: shapes,
      endings: EndingTable(endings))
  }
}
