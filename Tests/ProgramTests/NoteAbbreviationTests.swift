import Foundation
import Testing

/// Abbreviations that a note defines itself, carried through the note.
@Suite struct NoteAbbreviationTests {
  private let folder: Scratch
  private let lexicon: String

  init() throws {
    folder = try Scratch()
    lexicon = try folder.write(
      [
        "concept\tname\ttype", "C1\tchronic kidney disease\tproblem", "C2\tpulmonary embolism\tproblem",
        "C3\tPE\ttest", "C4\tleft anterior descending artery\tanatomy", "C5\tkidney disease outcome\ttest",
        "C6\tCK\ttest", "C7\tCKD stage\ttest", "",
      ].joined(separator: "\n"), "lexicon.tsv")
  }

  /// Each mention as "type text concept source".
  private func mentions(_ text: String, _ flags: String...) throws -> [String] {
    let line = try noteLine("n", text)
    let outcome = try Program.run(["pipe", "--lexicon", lexicon] + flags, input: line, in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    let result = try #require(try outcome.objects().first)
    return try result.entities.map { entity in
      let concept = try #require((entity["concepts"] as? [[String: Any]])?.first?["id"] as? String)
      let mark = entity["preferred"] as? Bool == false ? "?" : ""
      return "\(mark)\(entity.type ?? "") \(entity.text ?? "") \(concept) \(entity["source"] as? String ?? "")"
    }
  }

  static let defined: [(String, [String])] = [
    (
      "Chronic kidney disease (CKD). CKD is stable.",
      [
        "problem Chronic kidney disease C1 dictionary", "problem CKD C1 rule:abbreviation",
        "problem CKD C1 rule:abbreviation",
      ]
    ),
    (
      "CKD (chronic kidney disease), then CKD.",
      [
        "problem CKD C1 rule:abbreviation", "problem chronic kidney disease C1 dictionary",
        "problem CKD C1 rule:abbreviation",
      ]
    ),
    // The note's own meaning comes before the dictionary's.
    (
      "Pulmonary embolism (PE; acute). PE again.",
      [
        "problem Pulmonary embolism C2 dictionary", "problem PE C2 rule:abbreviation",
        "problem PE C2 rule:abbreviation",
      ]
    ),
    ("PE. No definition.", ["test PE C3 dictionary"]),
    // Letters that do not stand in the long form, other letter case, parts of longer runs.
    ("Chronic kidney disease (CDX). CDX.", ["problem Chronic kidney disease C1 dictionary"]),
    ("Chronic kidney disease (hypertensive).", ["problem Chronic kidney disease C1 dictionary"]),
    (
      "Chronic kidney disease (CKD): ckd, CKD-2, CKDX.",
      ["problem Chronic kidney disease C1 dictionary", "problem CKD C1 rule:abbreviation"]
    ),
    // The first letter must begin a word.
    ("Chronic kidney disease (HKD). HKD.", ["problem Chronic kidney disease C1 dictionary"]),
    // A longer name of the dictionary keeps its place.
    (
      "Chronic kidney disease (CKD). CKD stage.",
      [
        "problem Chronic kidney disease C1 dictionary", "problem CKD C1 rule:abbreviation",
        "test CKD stage C7 dictionary",
      ]
    ),
  ]

  @Test(arguments: defined) func carried(text: String, expected: [String]) throws {
    #expect(try mentions(text) == expected)
  }

  @Test func theLosingSenseIsKeptWithAllMatches() throws {
    let all = try mentions("Pulmonary embolism (PE).", "--all-matches")
    #expect(all.contains("?test PE C3 dictionary"))
    #expect(all.contains("problem PE C2 rule:abbreviation"))
  }

  @Test func assertionsAreOfEachPlace() throws {
    let outcome = try Program.run(
      ["pipe", "--lexicon", lexicon],
      input: try noteLine("n", "History of chronic kidney disease (CKD). Denies CKD now."), in: folder)
    let entities = try #require(try outcome.objects().first).entities
    let negated = entities.map { ($0["assertion"] as? [String: Any])?["negated"] as? Bool }
    #expect(negated == [false, false, true])
  }

  @Test func manyDefinitionsTakeLinearTime() throws {
    // 20,000 definitions and as many uses: seconds if every use looked at every definition.
    let text = String(repeating: "Chronic kidney disease (CKD), CKD, pulmonary embolism (PE), PE. ", count: 10_000)
    let outcome = try Program.run(["pipe", "--lexicon", lexicon], input: try noteLine("n", text), in: folder)
    #expect(try #require(try outcome.objects().first).entities.count == 60_000)
  }
}
