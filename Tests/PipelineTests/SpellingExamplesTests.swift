import ClinicalText
import Extraction
import Foundation
import Pipeline
import Testing

/// The examples of `Lexicons/spelling/examples.tsv`, with the starter lexicon.
@Suite struct SpellingExamplesTests {
  static let data = RuleExamplesTests.data

  @Test func everyExampleHolds() throws {
    let setup = try ExtractionSetup.load(data: Self.data, lexicons: [], fuzzy: true) { _ in }
    let extractor = Extractor(setup.extraction)
    let text = try String(
      contentsOfFile: "\(Self.data.path)/spelling/examples.tsv", encoding: .utf8)
    var count = 0
    for (index, line) in text.split(separator: "\n").enumerated() where index > 0 && !line.hasPrefix("#") {
      let fields = line.split(separator: "\t")
      try #require(fields.count == 2, "line \(index + 1)")
      let result = extractor.extract(NoteText(String(fields[0])), given: nil, allMatches: false)
      let names = result.entities.compactMap { entity in
        entity.attributes.first { $0.name == "fuzzy_name" }?.json
      }
      let expected = fields[1] == "-" ? [] : ["\"\(fields[1])\""]
      #expect(names == expected, "line \(index + 1): \(fields[0])")
      count += 1
    }
    #expect(count >= 20)
  }

  @Test func theListsArePartOfTheRulesHash() throws {
    let plain = try ExtractionSetup.load(data: Self.data, lexicons: []) { _ in }
    let fuzzy = try ExtractionSetup.load(data: Self.data, lexicons: [], fuzzy: true) { _ in }
    #expect(plain.rulesHash != fuzzy.rulesHash)
    var options = PipelineOptions()
    let without = options.hash
    options.fuzzy = true
    #expect(options.hash != without)
    #expect(options.json.contains("\"fuzzy\":true"))
  }
}
