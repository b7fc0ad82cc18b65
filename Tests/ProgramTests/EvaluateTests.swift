import Foundation
import Testing

/// `evaluate`: its JSON form, its inputs and its flags.
@Suite struct EvaluateTests {
  /// No mention overlaps another, so that every format can hold them; letters of one to four bytes.
  static let gold = [
    "He took [aspirin|medication] for [chest pain|problem] .\n[CT|test] of the naïve 🫀 [head|anatomy] was clear.\n",
    "No [cough|problem], no [fever|problem]; [MRI|test] tomorrow.\n",
    "Nothing of note.\n",
    "🫀 [swollen 🦵|problem] since [May|date].\n",
  ]
  static let predicted = [
    "He took [aspirin|medication] for chest [pain|problem] .\n[CT|procedure] of the naïve 🫀 [head|anatomy] was clear.\n",
    "No [cough|problem], no fever; [MRI|test] [tomorrow|date].\n",
    "[Nothing|problem] of note.\n",
    "🫀 [swollen 🦵|problem] since [May|date].\n",
  ]

  let folder: Scratch
  let gold: String
  let predictions: String

  init() throws {
    folder = try Scratch()
    gold = try folder.write(try jsonLines(marked: Self.gold), "gold.jsonl")
    predictions = try folder.write(try jsonLines(marked: Self.predicted), "predictions.jsonl")
  }

  private func convert(_ path: String, to format: String, _ arguments: String...) throws -> String {
    let output = folder[folder.freshName(format)]
    let outcome = try Program.run(["convert", path, "--to", format, "--output", output] + arguments, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return output
  }

  // MARK: Form

  @Test func theFormOfTheContract() throws {
    let report = try Program.evaluate(gold, predictions, in: folder)
    for name in ["micro", "macro"] {
      #expect(report[name, "strict_f1"] is Double)
      #expect(report[name, "overlap_f1"] is Double)
    }
    let types = try #require(report["types"] as? [String: [String: Any]])
    #expect(types.keys.sorted() == ["anatomy", "date", "medication", "problem", "test"])
    for (type, figures) in types {
      #expect(figures["strict_f1"] is Double, "\(type)")
      #expect(figures["overlap_f1"] is Double, "\(type)")
    }
    // By hand: aspirin, head, cough, MRI, swollen, May of nine; "pain" overlaps; "CT" has another type.
    #expect(report["micro", "gold"] as? Int == 9)
    #expect(report["micro", "predicted"] as? Int == 9)
    #expect(report["micro", "strict_tp"] as? Int == 6)
    #expect(isSame(report["micro", "strict_f1"], 12.0 / 18.0))
    #expect(report["micro", "overlap_tp"] as? Int == 7)
    #expect(isSame(report["micro", "overlap_f1"], 14.0 / 18.0))
    let outcomes = report.figures(report["outcomes"])
    #expect(outcomes["correct"] == 6 && outcomes["boundary"] == 1)
    #expect(outcomes["missed"] == 2 && outcomes["spurious"] == 2)
    #expect(report["documents"] as? Int == 4)
    #expect(report["problems", "gold", "count"] as? Int == 0)
    #expect(report["problems", "predictions", "count"] as? Int == 0)
  }

  @Test func againstItselfEverythingIsRight() throws {
    let report = try Program.evaluate(gold, gold, in: folder)
    for level in ["strict", "exact", "overlap", "token"] {
      #expect(report["micro", "\(level)_f1"] as? Double == 1)
      #expect(report["macro", "\(level)_f1"] as? Double == 1)
    }
  }

  @Test func theSameBytesTwice() throws {
    let arguments = ["evaluate", "--gold", gold, "--predictions", predictions, "--group-by", "id"]
    for further in [["--json"], [], ["--cases", folder["cases.tsv"]]] {
      let first = try Program.run(arguments + further, in: folder)
      let cases = FileManager.default.contents(atPath: folder["cases.tsv"])
      for _ in 0..<5 { #expect(try Program.run(arguments + further, in: folder).output == first.output) }
      #expect(FileManager.default.contents(atPath: folder["cases.tsv"]) == cases)
    }
    let seeds = try ["1", "2"].map { try Program.run(arguments + ["--json", "--seed", $0], in: folder).output }
    #expect(seeds[0] != seeds[1])
  }

  @Test func orderChangesNoFigure() throws {
    let whole = try Program.evaluate(gold, predictions, in: folder)
    let turned = try [Self.gold, Self.predicted].enumerated().map { side, texts in
      let documents = texts.enumerated().map { index, text in
        MarkedText(text).object("d\(index + 1)") { $0.reverse() }
      }
      return try folder.write(try jsonLines(documents.reversed()), "turned-\(side).jsonl")
    }
    let report = try Program.evaluate(turned[0], turned[1], in: folder)
    for name in ["micro", "macro", "outcomes"] { #expect(report.figures(report[name]) == whole.figures(whole[name])) }
    #expect(report["confusion"] as? NSDictionary == whole["confusion"] as? NSDictionary)
  }

  @Test func tablesAndFileOutput() throws {
    let arguments = ["evaluate", "--gold", gold, "--predictions", predictions]
    let shown = try Program.run(arguments, in: folder)
    #expect(shown.code == 0)
    #expect(shown.error.isEmpty)
    #expect(shown.text.contains("problem"))
    #expect(shown.text.contains("all (micro)"))
    let written = try Program.run(arguments + ["--output", folder["report.txt"]], in: folder)
    #expect(written.output.isEmpty)
    #expect(FileManager.default.contents(atPath: folder["report.txt"]) == shown.output)
    #expect(try Program.run(arguments + ["--output", "-"], in: folder).output == shown.output)
  }

  // MARK: Inputs

  @Test(arguments: ["jsonl", "brat", "bioc", "bioc-json", "pubtator", "conll", "spacy", "langextract"])
  func theSameFiguresFromEveryFormat(format: String) throws {
    let whole = try Program.evaluate(gold, predictions, in: folder)
    let converted = try convert(gold, to: format)
    let other = try convert(predictions, to: format)
    for (left, right) in [(converted, predictions), (gold, other), (converted, other)] {
      for flags in [[], ["--gold-format", left == gold ? "jsonl" : format]] {
        let report = try Program.evaluate(left, right, flags, in: folder)
        #expect(report.figures(report["micro"]) == whole.figures(whole["micro"]))
        #expect(report.figures(report["macro"]) == whole.figures(whole["macro"]))
        for type in try #require(whole["types"] as? [String: Any]).keys {
          #expect(report.figures(report["types", type]) == whole.figures(whole["types", type]), "\(type)")
        }
        #expect(report["problems", "gold", "count"] as? Int == 0)
        #expect(report["problems", "predictions", "count"] as? Int == 0)
      }
    }
  }

  @Test func identifiersOfI2B2FilesAndOfJSONL() throws {
    let identified = try folder.write(
      #"{"id":"n","text":"Ann 🫀 Lee seen on 3/4/2020.","entities":[],"phi":["#
        + #"{"category":"NAME","type":"PATIENT","start":0,"end":9},"#
        + #"{"category":"DATE","type":"DATE","start":18,"end":26}]}"#,
      "phi.jsonl")
    let own = try Program.evaluate(identified, identified, in: folder)
    #expect(own["phi", "documents"] as? Int == 1)
    for format in ["i2b2", "jsonl", "brat"] {
      let other = try convert(identified, to: format)
      let report = try Program.evaluate(other, identified, in: folder)
      #expect(report["phi"] as? NSDictionary == own["phi"] as? NSDictionary, "\(format)")
    }
  }

  @Test(arguments: ["utf-16", "bytes", "code-points"])
  func offsetsInOtherUnits(unit: String) throws {
    let whole = try Program.evaluate(gold, predictions, in: folder)
    let left = try convert(gold, to: "jsonl", "--output-offsets", unit)
    let right = try convert(predictions, to: "jsonl", "--output-offsets", unit)
    let report = try Program.evaluate(
      left, right, ["--gold-offsets", unit, "--prediction-offsets", unit], in: folder)
    #expect(report.figures(report["micro"]) == whole.figures(whole["micro"]))
    #expect(report["problems", "gold", "count"] as? Int == 0)
    guard unit != "code-points" else { return }
    // Without the flag the mentions behind wider letters do not fit, and the unit that would is named.
    let outcome = try Program.run(["evaluate", "--gold", left, "--predictions", gold, "--json"], in: folder)
    #expect(try #require(try Report(outcome)["problems", "gold", "count"] as? Int) >= 2)
    #expect(outcome.error.contains("they fit when counted in \(unit)"), "\(outcome.error)")
  }

  @Test func aDatabaseGivesTheFiguresOfPipe() throws {
    let vocabulary = try Vocabulary.write(folder)
    let notes = (1...40).map { number in
      let text = [
        "Denies [cough|problem]", "Has [chest pain|problem] and [cough|problem]", "[aspirin|medication] 81 mg",
      ]
      let marked = (0...number % 4).map { "\(text[(number + $0) % 3]). Mother had [PE|problem] in 1990." }
      return MarkedText(marked.joined(separator: "\n") + "🫀").object("n\(number)", ["type": "kind \(number % 2)"])
    }
    let input = try folder.write(try jsonLines(notes), "notes.jsonl")
    let piped = try Program.run(
      ["pipe", "--lexicon", vocabulary], input: FileManager.default.contents(atPath: input) ?? Data(), in: folder)
    let results = try folder.write(piped.output, "results.jsonl")
    var reports = [try Program.evaluate(input, results, ["--resamples", "20"], in: folder).root]
    for store in ["none", "original"] {
      let database = folder["\(store).sqlite"]
      let arguments = ["run", input, "--lexicon", vocabulary, "--output", database, "--store-text", store]
      try #require(try Program.run(arguments, in: folder).code == 0)
      reports.append(try Program.evaluate(input, database, ["--resamples", "20"], in: folder).root)
    }
    #expect((reports[0]["micro"] as? [String: Any])?["strict_f1"] as? Double ?? 0 > 0.5)
    for report in reports.dropFirst() {
      #expect(NSDictionary(dictionary: report) == NSDictionary(dictionary: reports[0]))
    }
  }

  @Test func severalFilesOfOneSide() throws {
    let lines = try jsonLines(marked: Self.gold).split(separator: "\n")
    let first = try folder.write(lines[..<2].joined(separator: "\n"), "parts/1.jsonl")
    let second = try folder.write(lines[2...].joined(separator: "\n") + "\n", "parts/2.jsonl")
    let whole = try Program.evaluate(gold, predictions, in: folder)
    let parts = try Program.run(
      ["evaluate", "--gold", first, second, "--predictions", predictions, "--json", "--resamples", "0"], in: folder)
    #expect(try Report(parts).figures(try Report(parts)["micro"]) == whole.figures(whole["micro"]))
    let inFolder = try Program.evaluate(folder["parts"], predictions, in: folder)
    #expect(inFolder.figures(inFolder["micro"]) == whole.figures(whole["micro"]))
  }

  /// The outer contract: `-` names standard input.
  @Test(arguments: ["--gold", "--predictions"])
  func standardInput(side: String) throws {
    let other = side == "--gold" ? "--predictions" : "--gold"
    let outcome = try Program.run(
      ["evaluate", side, "-", other, gold, "--json", "--resamples", "0"],
      input: FileManager.default.contents(atPath: gold) ?? Data(), in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.text.contains("\"strict_f1\": 1.0"))
  }
}
