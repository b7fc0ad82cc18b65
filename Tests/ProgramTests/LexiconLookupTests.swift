import Foundation
import Testing

/// `chartsift lexicon lookup` and `info` as a researcher uses them, and `--fuzzy` of `pipe` and `run`.
@Suite struct LexiconLookupTests {
  let folder: Scratch
  let compiled: String

  init() throws {
    folder = try Scratch()
    compiled = folder["mine.csx"]
    try Program.run(
      [
        "lexicon", "build", try Vocabulary.write(folder), "--output", compiled, "--quiet", "--licence",
        "vocabulary.tsv: public domain", "--licence", "other: all rights",
      ], in: folder)
  }

  private func lookup(_ arguments: [String]) throws -> Outcome {
    try Program.run(["lexicon", "lookup"] + arguments + ["--lexicon", compiled], in: folder)
  }

  private func rows(_ outcome: Outcome) throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: outcome.output) as? [[String: Any]])
  }

  @Test func exactAsJSON() throws {
    let outcome = try lookup(["CHEST pain", "--json"])
    #expect(outcome.code == 0)
    let row = try #require(try rows(outcome).first)
    #expect(row["name"] as? String == "Chest Pain")
    #expect(row["match"] as? String == "exact")
    #expect(row["type"] as? String == "problem")
    #expect(row["preferred"] as? Bool == true)
    #expect(row["rules"] as? [String] == [])
    let concept = try #require(row["concept"] as? [String: Any])
    #expect(concept["id"] as? String == "C0008031")
    #expect(concept["semantic_types"] as? [String] == ["T184"])
    #expect(try rows(lookup(["PE", "--json"])).first?["rules"] as? [String] == ["exact_case", "short"])
  }

  @Test func nothingFoundOffersTheNearest() throws {
    let outcome = try lookup(["chst pain"])
    #expect(outcome.code == 0)
    #expect(outcome.text.contains("did you mean"))
    #expect(outcome.text.contains("Chest Pain"))
    #expect(try rows(lookup(["chst pain", "--json"])).isEmpty)
    let none = try lookup(["zebra zebra zebra"])
    #expect(none.text.contains("no name folds"))
    #expect(!none.text.contains("did you mean"))
  }

  @Test func prefixIsRankedAndSaysHowManyMore() throws {
    let outcome = try lookup(["--prefix", "CH", "--json"])
    #expect(try rows(outcome).compactMap { $0["name"] as? String } == ["chest", "Chest Pain"])
    #expect(outcome.error.isEmpty)
    let few = try lookup(["--prefix", "ch", "--limit", "1"])
    #expect(few.text.contains("chest"))
    #expect(!few.text.contains("Chest Pain"))
    #expect(few.error.contains("1 more"))
  }

  @Test func fuzzyShowsTheEdits() throws {
    let found = try rows(lookup(["--fuzzy", "aspirn", "--json"]))
    #expect(found.map { $0["name"] as? String } == ["aspirin"])
    #expect(found.first?["distance"] as? Int == 1)
    #expect(try lookup(["--fuzzy", "aspirn"]).text.hasPrefix("edits"))
    #expect(try rows(lookup(["--fuzzy", "as", "--json"])).isEmpty)
  }

  @Test func conceptsWithAllTheirNames() throws {
    let outcome = try lookup(["--concept", "c0034065"])
    #expect(outcome.text.contains("T046"))
    #expect(outcome.text.contains("exact case"))
    let entry = try #require(try rows(lookup(["--concept", "C0034065", "--json"])).first)
    #expect((entry["names"] as? [[String: Any]])?.first?["name"] as? String == "PE")
    #expect(try lookup(["--concept", "C9"]).text.contains("no concept"))
  }

  @Test func severalLexicons() throws {
    let outcome = try lookup(["cough", "--lexicon", "starter", "--json"])
    let vocabularies = try rows(outcome).compactMap { ($0["concept"] as? [String: Any])?["vocabulary"] as? String }
    #expect(Set(vocabularies) == ["TEST", "CHARTSIFT"])
  }

  @Test func wrongUsage() throws {
    #expect(try lookup(["--prefix", "--fuzzy", "x"]).code == 2)
    #expect(try lookup(["--prefix", "x", "--limit", "0"]).code == 2)
    #expect(try Program.run(["lexicon", "lookup", "x", "--lexicon", folder["none.csx"]], in: folder).code == 2)
  }

  @Test func infoNamesSourcesAndCounts() throws {
    let text = try Program.run(["lexicon", "info", compiled, "starter"], in: folder)
    #expect(text.code == 0)
    for part in ["vocabulary.tsv", "public domain", "other: all rights", "DISO  Disorders", "exact case", "CHARTSIFT"] {
      #expect(text.text.contains(part), "\(part)")
    }
    let json = try Program.run(["lexicon", "info", compiled, "--json"], in: folder)
    let report = try #require(try rows(json).first)
    #expect(report["names"] as? Int == 7)
    let source = try #require((report["sources"] as? [[String: Any]])?.first)
    #expect(source["name"] as? String == "vocabulary.tsv")
    #expect(source["kind"] as? String == "tsv")
    #expect(source["licence"] as? String == "public domain")
    #expect(source["version"] is NSNull)
    #expect(source["rows"] as? Int == 7)
    #expect(report["licences"] as? [String] == ["other: all rights"])
    let types = try #require(report["types"] as? [[String: Any]])
    #expect(types.compactMap { $0["names"] as? Int }.reduce(0, +) == 7)
    let groups = try #require(report["semantic_groups"] as? [[String: Any]])
    #expect(groups.first { $0["group"] as? String == "DISO" }?["concepts"] as? Int == 5)
  }

  // MARK: the fuzzy tier

  private var note: Data { Data(#"{"id":"a","text":"Denies chest pian; takes asprin. Similar."}"#.utf8) }

  @Test func fuzzyMentionsSayWhatTheyWereTakenFor() throws {
    let arguments = ["pipe", "--quiet", "--lexicon", compiled]
    let plain = try Program.run(arguments, input: note, in: folder).objects()[0]
    #expect(plain.entities.compactMap(\.text) == ["chest"])
    let fuzzy = try Program.run(arguments + ["--fuzzy"], input: note, in: folder).objects()[0]
    // "pian" is too short; "asprin" has six letters.
    #expect(fuzzy.entities.compactMap(\.text) == ["chest", "asprin"])
    let aspirin = try #require(fuzzy.entities.last)
    #expect(aspirin["source"] as? String == "rule:fuzzy")
    let attributes = try #require(aspirin["attributes"] as? [String: Any])
    #expect(attributes["fuzzy_name"] as? String == "aspirin")
    #expect(attributes["fuzzy_distance"] as? Int == 1)
    #expect(attributes["fuzzy_score"] as? Double == 0.86)
    #expect((aspirin["concepts"] as? [[String: Any]])?.first?.id == "C0004057")
  }

  @Test func fuzzyResultsAreTheSameForAnyNumberOfThreads() throws {
    var lines = ""
    for number in 0..<300 {
      lines += try noteLine("n\(number)", "took asprin and naieve cough, chest pain \(number)") + "\n"
    }
    let arguments = ["pipe", "--quiet", "--fuzzy", "--lexicon", compiled]
    let one = try Program.run(arguments + ["--threads", "1"], input: Data(lines.utf8), in: folder)
    let four = try Program.run(arguments + ["--threads", "4"], input: Data(lines.utf8), in: folder)
    #expect(one.code == 0)
    #expect(one.output == four.output)
    #expect(one.text.contains("rule:fuzzy"))
  }

  @Test func fuzzyIsPartOfARunsConfiguration() throws {
    let notes = try folder.write("took asprin", "a.txt")
    let database = folder["n.sqlite"]
    for arguments in [[], ["--fuzzy"]] {
      let outcome = try Program.run(
        ["run", notes, "--output", database, "--quiet", "--lexicon", compiled] + arguments, in: folder)
      #expect(outcome.code == 0, "\(outcome.error)")
    }
    let exported = try Program.run(["export", database, "--format", "jsonl"], in: folder).objects()
    #expect(exported.count == 1)
    #expect(exported.first?.entities.first?["source"] as? String == "rule:fuzzy")
  }
}
