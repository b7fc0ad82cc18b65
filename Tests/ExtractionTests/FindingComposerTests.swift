import ClinicalText
import Extraction
import Rules
import Testing

/// How composed findings and the dictionary's mentions live together, against a small rule set of this file.
@Suite struct FindingComposerTests {
  private static func source() -> PatternSource {
    var source = PatternSource()
    source.classes = [.init(name: "state", content: ["enlarged", "tender", "swollen"], file: "", line: 0)]
    source.rules = [
      PatternRule(id: "is", makes: "problem", pattern: "<anatomy> (is|are) {state}"),
      PatternRule(id: "not", makes: "problem", pattern: "<anatomy> (is|are) not mention:({state})"),
      PatternRule(id: "before", makes: "problem", pattern: "{state} <anatomy>"),
    ]
    source.rules[2].yields = true
    return source
  }

  private func extract(
    _ text: String, _ mentions: [(EntityType, String)], allMatches: Bool = false
  ) throws -> NoteResult {
    var cue = CueRule(id: "neg.not", kind: .negation, direction: .forward, phrases: ["not"])
    cue.scope = 3
    let rules = ExtractionRules(
      layout: LayoutAnalyzer(
        headings: HeadingTable(categories: [], headings: []), abbreviations: AbbreviationTable([])),
      cues: try CueTable([cue]), lexicons: [], findings: try PatternTable(Self.source(), sections: []))
    let bytes = Array(text.utf8)
    return Extractor(rules).extract(
      NoteText(text),
      mentions: mentions.map { type, words in
        let start = bytes.indices.first { bytes[$0...].starts(with: Array(words.utf8)) }!
        return (type, ByteSpan(start, start + words.utf8.count))
      }, allMatches: allMatches)
  }

  private func lines(_ result: NoteResult) -> [String] {
    result.entities.map { entity in
      "\(entity.type.name) \(result.text.string(entity.span)) \(entity.source.string)"
        + (entity.isPreferred ? "" : " lost") + (entity.assertion.negated ? " negated" : "")
    }
  }

  @Test func theOrganStaysBesideTheFinding() throws {
    let result = try extract("The spleen is enlarged.", [(.anatomy, "spleen")])
    #expect(lines(result) == ["problem spleen is enlarged rule:is", "anatomy spleen dictionary"])
    #expect(result.entities.allSatisfy { $0.concepts.isEmpty })
  }

  @Test func theLongerFindingWinsAndTheInnerOneIsKeptOnRequest() throws {
    let mentions: [(EntityType, String)] = [(.anatomy, "calf"), (.problem, "swollen")]
    #expect(
      lines(try extract("Calf is swollen, calf.", [(.anatomy, "Calf"), (.problem, "swollen")]))
        == ["problem Calf is swollen rule:is", "anatomy Calf dictionary"])
    #expect(
      lines(try extract("His calf is swollen.", mentions, allMatches: true))
        == ["problem calf is swollen rule:is", "anatomy calf dictionary", "problem swollen dictionary lost"])
  }

  @Test func aLongerOrEqualMentionOfTheDictionaryStays() throws {
    for words in ["spleen is enlarged", "The spleen is enlarged", "spleen is enlarged by"] {
      let result = try extract("The spleen is enlarged by far.", [(.anatomy, "spleen"), (.problem, words)])
      #expect(!lines(result).contains { $0.contains("rule:") }, "\(words)")
    }
  }

  @Test func aRuleThatYieldsGivesWayToAnyMentionInside() throws {
    let result = try extract("A tender calf.", [(.anatomy, "calf"), (.problem, "tender")])
    #expect(lines(result) == ["problem tender dictionary", "anatomy calf dictionary"])
    #expect(lines(try extract("A tender calf.", [(.anatomy, "calf")]))[0] == "problem tender calf rule:before")
  }

  @Test func whatIsDeniedIsThereAndNegated() throws {
    let result = try extract("The spleen is not enlarged.", [(.anatomy, "spleen")])
    #expect(lines(result) == ["anatomy spleen dictionary", "problem enlarged rule:not negated"])
  }

  @Test func withoutMentionsNothingOfAnOrganIsComposed() throws {
    #expect(try extract("The spleen is enlarged.", []).entities.isEmpty)
  }
}
