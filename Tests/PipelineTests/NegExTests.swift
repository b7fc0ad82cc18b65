import ClinicalText
import Extraction
import Foundation
import NoteFormats
import Pipeline
import Testing

/// The public NegEx set with its targets given: what the README's figures come from.
@Suite(.enabled(if: corporaFolder != nil, "CHARTSIFT_CORPORA is not set: the NegEx figures are not checked"))
struct NegExTests {
  @Test func assertionFiguresHold() throws {
    let file = "\(corporaFolder ?? "")/negex.jsonl"
    var options = InputOptions()
    options.givenEntities = true
    let reader = try NoteReader([file], options: options)
    let rules = try RuleSet.load(RuleExamplesTests.data, cache: nil)
    let extractor = Extractor(ExtractionRules(layout: rules.layout, cues: rules.cues, lexicons: []))
    let gold = try Self.gold(file)
    var negated = Counts()
    var historical = Counts()
    var index = 0
    while let batch = try reader.next() {
      for case .note(let note) in batch.parse() {
        let result = extractor.extract(note.text, given: note.given, allMatches: false)
        negated.add(gold: gold[index].negated, found: result.entities[0].assertion.negated)
        historical.add(gold: gold[index].historical, found: result.entities[0].assertion.historical)
        index += 1
      }
    }
    #expect(index == gold.count && index > 1000)
    #expect(negated.f1 >= 0.970, "negated F1 \(negated.f1)")
    #expect(historical.f1 >= 0.675, "historical F1 \(historical.f1)")
  }

  private struct Counts {
    var both = 0
    var goldOnly = 0
    var foundOnly = 0

    mutating func add(gold: Bool, found: Bool) {
      if gold && found { both += 1 }
      if gold && !found { goldOnly += 1 }
      if found && !gold { foundOnly += 1 }
    }

    var f1: Double { 2 * Double(both) / Double(2 * both + goldOnly + foundOnly) }
  }

  private static func gold(_ file: String) throws -> [(negated: Bool, historical: Bool)] {
    try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let entity = (object?["entities"] as? [[String: Any]])?.first
      let assertion = entity?["assertion"] as? [String: Any]
      return (assertion?["negated"] as? Bool ?? false, assertion?["historical"] as? Bool ?? false)
    }
  }
}

/// The development corpora, where the environment names them.
private let corporaFolder = ProcessInfo.processInfo.environment["CHARTSIFT_CORPORA"]
