import Foundation
import Testing

/// What the flags of `evaluate` choose.
@Suite struct EvaluateFlagTests {
  let folder: Scratch
  let gold: String
  let predictions: String

  init() throws {
    folder = try Scratch()
    gold = try folder.write(
      try jsonLines([
        MarkedText("Has [cough|problem] and [gout|DISO] on [aspirin|medication].").object(
          "a", ["sex": "F", "type": "clinic", "site": 3]),
        MarkedText("No [fever|problem].").object("b", ["sex": "M", "type": "ward"]),
      ]), "gold.jsonl")
    predictions = try folder.write(
      try jsonLines([
        MarkedText("Has [cough|Disease] and [gout|Disease] on [aspirin|Drug].").object("a"),
        MarkedText("No [fever|Disease] [.|Noise]").object("b"),
      ]), "predictions.jsonl")
  }

  private var maps: [String] {
    get throws {
      let left = try folder.write("# of ours\nfrom\tto\nDISO\tproblem\n", "gold.tsv")
      let right = try folder.write("from\tto\nDisease\tproblem\nDrug\tmedication\nNoise\t-\n", "predictions.tsv")
      return ["--map", left, "--prediction-map", right]
    }
  }

  @Test func typeMaps() throws {
    let plain = try Program.evaluate(gold, predictions, in: folder)
    #expect(plain["micro", "strict_tp"] as? Int == 0)
    #expect(plain["problems", "unknown_types", "DISO"] as? Int == 1)
    #expect(plain["problems", "predicted_entities_not_scored"] as? Int == 5)
    let mapped = try Program.evaluate(gold, predictions, maps, in: folder)
    #expect(mapped["micro", "strict_f1"] as? Double == 1)
    #expect((mapped["types"] as? [String: Any])?.keys.sorted() == ["medication", "problem"])
    #expect(mapped["types", "problem", "gold"] as? Int == 3)
    #expect(mapped["problems", "predicted_entities_not_scored"] as? Int == 1)
    #expect(mapped["problems", "gold", "count"] as? Int == 0)
  }

  @Test func mapsOfTheDataFolderByName() throws {
    let file = try folder.write(
      try jsonLines([MarkedText("[aspirin|Chemical] for [gout|Disease]").object("a")]), "pubmed.jsonl")
    let ours = try folder.write(
      try jsonLines([MarkedText("[aspirin|medication] for [gout|problem]").object("a")]), "ours.jsonl")
    let report = try Program.evaluate(file, ours, ["--map", "bc5cdr"], in: folder)
    #expect(report["micro", "strict_f1"] as? Double == 1)
  }

  @Test func aMapThatIsNoTable() throws {
    for (text, line) in [("DISO problem\n", 1), ("from\tto\nA\tb\nA\tc\n", 3), ("A\tb\tc\n", 1)] {
      let map = try folder.write(text, "bad.tsv")
      let outcome = try Program.run(
        ["evaluate", "--gold", gold, "--predictions", predictions, "--map", map], in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.error.contains("bad.tsv:\(line)"), "\(outcome.error)")
    }
  }

  @Test func typesToScore() throws {
    for list in [["--types", "medication"], ["--types", " medication ,"], ["--types", "medication,problem"]] {
      let report = try Program.evaluate(gold, predictions, maps + list, in: folder)
      let names = (report["types"] as? [String: Any])?.keys.sorted()
      #expect(names == (list[1].contains("problem") ? ["medication", "problem"] : ["medication"]))
      #expect(report["micro", "gold"] as? Int == (list[1].contains("problem") ? 4 : 1))
    }
    let chosen = try Program.evaluate(gold, predictions, ["--types", "Disease"], in: folder)
    #expect(chosen["micro", "gold"] as? Int == 0)
    #expect(chosen["micro", "predicted"] as? Int == 3)
    #expect(chosen["problems", "gold_entities_not_scored"] as? Int == 4)
  }

  @Test func aTypeThatNobodyKnows() throws {
    let outcome = try Program.run(
      ["evaluate", "--gold", gold, "--predictions", predictions, "--types", "probelm"], in: folder)
    #expect(outcome.code == 2 || outcome.error.contains("probelm"), "\(outcome.error)")
  }

  @Test func groupsAreScoredApart() throws {
    let report = try Program.evaluate(
      gold, predictions, maps + ["--group-by", "sex", "--group-by", "site"], in: folder)
    #expect(report["by", "sex", "F", "strict_tp"] as? Int == 3)
    #expect(report["by", "sex", "M", "documents"] as? Int == 1)
    #expect(report["by", "site", "3", "strict_tp"] as? Int == 3)
    #expect(report["by", "note_type", "ward", "strict_tp"] as? Int == 1)
    #expect(report["by", "section"] != nil)
  }

  @Test func aFieldThatNoDocumentHas() throws {
    let outcome = try Program.run(
      ["evaluate", "--gold", gold, "--predictions", predictions, "--group-by", "sxe"], in: folder)
    #expect(outcome.code == 2 || outcome.error.contains("sxe"), "\(outcome.error)")
  }

  @Test func intervals() throws {
    let report = try Program.evaluate(gold, predictions, maps + ["--resamples", "100"], in: folder)
    #expect((report["micro", "strict_f1_ci"] as? [Double])?.count == 2)
    #expect((report["types", "problem", "overlap_recall_ci"] as? [Double])?.count == 2)
    let none = try Program.evaluate(gold, predictions, maps + ["--resamples", "0"], in: folder)
    #expect(none["micro", "strict_f1_ci"] == nil)
    #expect(report["micro", "strict_f1"] as? Double == none["micro", "strict_f1"] as? Double)
    #expect(none["settings", "resamples"] as? Int == 0)
  }

  @Test func listsOfErrors() throws {
    for length in [0, 1, 10] {
      let report = try Program.evaluate(gold, predictions, ["--list", "\(length)"], in: folder)
      #expect(report.objects(report["worst_documents"]).count == min(length, 2))
      // One for each wording: three of the first note, one of the second.
      #expect(report.objects(report["common_errors"]).count == min(length, 4))
    }
  }

  @Test func reportsWithoutText() throws {
    for further in [["--json"], []] {
      let arguments = ["evaluate", "--gold", gold, "--predictions", predictions, "--cases", folder["c.tsv"]] + further
      let open = try Program.run(arguments, in: folder)
      #expect(open.text.contains("fever"))
      #expect(try String(contentsOfFile: folder["c.tsv"], encoding: .utf8).contains("fever"))
      let closed = try Program.run(arguments + ["--no-text"], in: folder)
      let table = try String(contentsOfFile: folder["c.tsv"], encoding: .utf8)
      for word in ["fever", "gout", "cough", "aspirin", "Has"] {
        #expect(!closed.text.contains(word) && !closed.error.contains(word) && !table.contains(word), "\(word)")
      }
    }
  }

  @Test func casesAreOneRowEach() throws {
    let path = folder["cases.tsv"]
    _ = try Program.evaluate(gold, predictions, maps + ["--cases", path], in: folder)
    let rows = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
    #expect(rows[0].prefix(3) == ["document", "outcome", "gold_type"])
    #expect(rows.dropFirst().map { $0[1] } == ["correct", "correct", "correct", "correct"])
    #expect(rows.dropFirst().map { $0.last } == ["cough", "gout", "aspirin", "fever"])
    #expect(rows[1][3...4] == ["4", "9"])
    #expect(rows.allSatisfy { $0.count == rows[0].count })
  }

  @Test func givenEntitiesArePairedByID() throws {
    // Two mentions of one place: without ids either assertion may be held against the other's.
    let assertion: (Bool) -> [String: Any] = { negated in
      [
        "negated": negated, "uncertain": false, "historical": false, "hypothetical": false, "experiencer": "patient",
      ]
    }
    func file(_ ids: [Int], _ name: String) throws -> String {
      var document = MarkedText("No cough").object("a")
      document["entities"] = ids.map {
        ["id": $0, "type": "problem", "start": 3, "end": 8, "assertion": assertion($0 == 1)] as [String: Any]
      }
      return try folder.write(try jsonLines([document]), name)
    }
    let left = try file([1, 2], "left.jsonl")
    let right = try file([2, 1], "right.jsonl")
    let report = try Program.evaluate(left, right, ["--given-entities"], in: folder)
    #expect(report["assertion", "negated", "accuracy"] as? Double == 1)
    #expect(report["settings", "given_entities"] as? Bool == true)
    let notes = try folder.write("{\"id\":\"a\",\"text\":\"No cough\",\"entities\":[]}\n", "none.jsonl")
    #expect(try Program.evaluate(left, notes, ["--given-entities"], in: folder)["micro", "strict_fn"] as? Int == 2)
  }

  @Test func flagsFromAFile() throws {
    let config = try folder.write("types: medication\nresamples: 0\nno-text: true\n", "flags.yaml")
    let report = try Program.evaluate(gold, predictions, ["--config", config], in: folder)
    #expect((report["types"] as? [String: Any])?.keys.sorted() == ["medication"])
  }
}
