import Foundation
import Testing

/// `compare`: agreement, differences, significance, stability, cost.
@Suite struct CompareTests {
  /// Gold, and what two extractors made of the same notes.
  static let notes = [
    (
      "[aspirin|medication] for [chest pain|problem].", "[aspirin|medication] for [chest pain|problem].",
      "[aspirin|medication] for chest [pain|problem]."
    ),
    ("No [cough|problem].", "No [cough|problem].", "No cough."),
    ("[CT|test] of the head.", "[CT|procedure] of the head.", "[CT|test] of the head."),
    ("🫀 [fever|problem] again.", "🫀 fever again.", "🫀 [fever|problem] [again|date]."),
  ]

  let folder: Scratch
  let gold: String
  let first: String
  let second: String

  init() throws {
    folder = try Scratch()
    gold = try folder.write(try jsonLines(marked: Self.notes.map(\.0)), "gold.jsonl")
    first = try folder.write(try jsonLines(marked: Self.notes.map(\.1)), "first.jsonl")
    second = try folder.write(try jsonLines(marked: Self.notes.map(\.2)), "second.jsonl")
  }

  private func compare(_ arguments: String...) throws -> Report {
    try Report(try Program.run(["compare", "--json"] + arguments, in: folder))
  }

  @Test func twoRunsWithoutGold() throws {
    let report = try compare("a=\(first)", "b=\(second)")
    #expect(report["notes"] as? Int == 4)
    #expect(report["types"] as? [String] == ["problem", "medication", "test", "procedure", "date"])
    #expect(report.objects(report["runs"]).compactMap { $0["name"] as? String } == ["a", "b"])
    #expect(report.objects(report["runs"]).compactMap { $0["entities"] as? Int } == [4, 5])
    #expect(report["runs", 0, "scores"] == nil)
    #expect(report.objects(report["pairs"]).count == 1)
    // Of four and five mentions aspirin is the same; "pain" overlaps.
    #expect(isSame(report["pairs", 0, "strict_f1"], 2.0 / 9.0))
    #expect(isSame(report["pairs", 0, "overlap_f1"], 4.0 / 9.0))
    #expect(report["pairs", 0, "significance"] == nil)
    let problems: [String: Double] = [
      "same": 0, "only_a": 1, "only_b": 1, "boundary": 1, "other_type": 0, "assertion": 0, "concept": 0,
    ]
    #expect(report.figures(report["pairs", 0, "types", "problem"]) == problems)
    let test = report.figures(report["pairs", 0, "types", "test"])
    let procedure = report.figures(report["pairs", 0, "types", "procedure"])
    #expect((test["other_type"] ?? 0) + (procedure["other_type"] ?? 0) >= 1)
    #expect(report["stability"] as? [Any] != nil)
  }

  @Test func kappaOverWords() throws {
    let report = try compare("a=\(first)", "b=\(second)")
    // Words: aspirin for chest pain | No cough | CT of the head | fever again.
    // a: M - P P | - P | R - - - | - -        b: M - - P | - - | T - - - | P D
    // Seven agree; by chance 1 × 1 (M) + 3 × 2 (P) + 7 × 7 (none) of 12 × 12.
    let observed: Double = 7.0 / 12.0
    let expected: Double = 56.0 / 144.0
    let kappa: Double = (observed - expected) / (1 - expected)
    #expect(abs((report["pairs", 0, "kappa"] as? Double ?? 0) - kappa) < 1e-12)
  }

  @Test func twoRunsAgainstGold() throws {
    let report = try compare("a=\(first)", "b=\(second)", "--gold", gold, "--shuffles", "2000")
    #expect(report["types"] as? [String] == ["problem", "medication", "test"])
    let pairs = report.objects(report["pairs"]).map { "\($0["a"] ?? "")-\($0["b"] ?? "")" }
    #expect(pairs == ["a-b", "a-gold", "b-gold"])
    for (place, path) in [first, second].enumerated() {
      let alone = try Program.evaluate(gold, path, ["--resamples", "1000"], in: folder)
      let micro = report["runs", place, "scores", "micro"] as? [String: Any] ?? [:]
      #expect(NSDictionary(dictionary: micro) == NSDictionary(dictionary: alone["micro"] as? [String: Any] ?? [:]))
      #expect(isSame(report["pairs", place + 1, "strict_f1"], alone["micro", "strict_f1"] as? Double ?? -1))
    }
    let difference = report["pairs", 0, "significance", "strict_f1_difference"] as? Double
    let scores = (0...1).compactMap { report["runs", $0, "scores", "micro", "strict_f1"] as? Double }
    #expect(isSame(difference, scores[0] - scores[1]))
    for name in ["strict_p", "strict_p_holm", "overlap_p", "overlap_p_holm"] {
      let p = try #require(report["pairs", 0, "significance", name] as? Double)
      #expect(p > 0 && p <= 1)
    }
    #expect(report["pairs", 1, "significance"] == nil)
    #expect(report["settings", "shuffles"] as? Int == 2000)
  }

  @Test func runsThatAreEqualDoNotDiffer() throws {
    let report = try compare("a=\(first)", "b=\(first)", "c=\(second)", "--gold", gold)
    #expect(report["pairs", 0, "strict_f1"] as? Double == 1)
    #expect(report["pairs", 0, "kappa"] as? Double == 1)
    #expect(report["pairs", 0, "significance", "strict_p"] as? Double == 1)
    #expect(report["pairs", 0, "significance", "strict_f1_difference"] as? Double == 0)
    #expect(report.objects(report["pairs"]).count == 6)
    // Runs of other names are not repetitions.
    #expect(report.objects(report["stability"]).isEmpty)
    let text = try Program.run(["compare", "a=\(first)", "b=\(second)", "--gold", gold], in: folder)
    for words in ["4 notes, 2 runs", "scores against the gold", "agreement", "differences by type", "a – b"] {
      #expect(text.text.contains(words), "\(words)")
    }
    #expect(text.error.isEmpty)
  }

  @Test func aDifferenceThatIsRealIsFound() throws {
    let marked = (0..<60).map { _ in "Has [cough|problem] and [fever|problem]." }
    let poor = marked.enumerated().map { $0 % 5 == 0 ? $1 : "Has [cough|problem] and fever." }
    let right = try folder.write(try jsonLines(marked: marked), "right.jsonl")
    let worse = try folder.write(try jsonLines(marked: poor), "worse.jsonl")
    let report = try compare("right=\(right)", "worse=\(worse)", "--gold", right)
    #expect(try #require(report["pairs", 0, "significance", "strict_p"] as? Double) < 0.001)
  }

  @Test func theSameBytesTwice() throws {
    let page = folder["page.html"]
    for arguments in [
      ["--json"], [], ["--json", "--gold", gold, "--html", page], ["--texts", gold, "--json"],
    ] {
      let all = ["compare", "a=\(first)", "b=\(second)", "c#1=\(first)", "c#2=\(gold)"] + arguments
      let once = try Program.run(all, in: folder)
      #expect(once.code == 0, "\(once.error)")
      let html = FileManager.default.contents(atPath: page)
      for _ in 0..<8 { #expect(try Program.run(all, in: folder).output == once.output, "\(arguments)") }
      #expect(FileManager.default.contents(atPath: page) == html)
    }
  }

  @Test func repetitionsTellStability() throws {
    let report = try compare("gpt#1=\(first)", "gpt#2=\(second)", "gpt#3=\(first)", "other=\(gold)")
    let groups = report.objects(report["stability"])
    #expect(groups.count == 1)
    #expect(report["stability", 0, "name"] as? String == "gpt")
    #expect(report["stability", 0, "runs"] as? [String] == ["gpt#1", "gpt#2", "gpt#3"])
    #expect(report["stability", 0, "notes"] as? Int == 4)
    // Pairs: 2/9, 1, 2/9. Eight mentions in all: aspirin in every run, four in the second alone.
    #expect(abs((report["stability", 0, "strict_f1"] as? Double ?? 0) - 13.0 / 27.0) < 1e-12)
    #expect(isSame(report["stability", 0, "mentions_in_all_runs"], 1.0 / 8.0))
    #expect(isSame(report["stability", 0, "mentions_in_one_run"], 4.0 / 8.0))
    #expect(report["stability", 0, "identical_notes"] as? Double == 0)
    let same = try compare("g#1=\(first)", "g#2=\(first)")
    #expect(same["stability", 0, "identical_notes"] as? Double == 1)
    #expect(same["stability", 0, "variation"] as? Double == 0)
  }

  @Test func namesAndPaths() throws {
    let plain = try compare(first, second)
    #expect(plain.objects(plain["runs"]).compactMap { $0["name"] as? String } == [first, second])
    #expect(plain["runs", 0, "source"] as? String == first)
    // A sign behind a slash belongs to the path, the first one before it ends the name.
    let odd = try folder.write(try jsonLines(marked: Self.notes.map(\.1)), "p=1/a=b.jsonl")
    let report = try compare(odd, "x=\(odd)")
    #expect(report.objects(report["runs"]).compactMap { $0["name"] as? String } == [odd, "x"])
    #expect(report["runs", 1, "source"] as? String == odd)
  }

  @Test func runCardsAndDatabases() throws {
    let card = """
      {"name":"toy","version":"2.1","seconds":4.5,"cpu_seconds":8,"peak_memory_bytes":123456789,"text_bytes":9000000,
      "cost":"1.20 USD","tokens":5000}
      """
    try folder.write(card, "first.jsonl.run.json")
    let vocabulary = try Vocabulary.write(folder)
    let database = folder["notes.sqlite"]
    try Program.run(["run", gold, "--lexicon", vocabulary, "--output", database], in: folder)
    let report = try compare("card=\(first)", "none=\(second)", "db=\(database)")
    #expect(report["runs", 0, "version"] as? String == "toy 2.1")
    #expect(report["runs", 0, "seconds"] as? Double == 4.5)
    #expect(report["runs", 0, "cpu_seconds"] as? Double == 8)
    #expect(report["runs", 0, "megabytes_per_second"] as? Double == 2)
    #expect(report["runs", 0, "peak_memory_bytes"] as? Int == 123_456_789)
    #expect(report["runs", 0, "cost"] as? String == "1.20 USD")
    #expect(report["runs", 0, "tokens"] as? Int == 5000)
    #expect(report["runs", 1, "version"] == nil && report["runs", 1, "seconds"] == nil)
    let version = try Program.run(["--version"], in: folder).lines.first?.split(separator: " ").last ?? "?"
    #expect(report["runs", 2, "version"] as? String == "chartsift \(version)")
    let text = try Program.run(["compare", "card=\(first)", "none=\(second)"], in: folder).text
    #expect(text.contains("1.20 USD") && text.contains("toy 2.1"))
    // A card that cannot be read is told, not left out.
    for bad in ["{bad", "[1]", "\"x\""] {
      try folder.write(bad, "first.jsonl.run.json")
      let outcome = try Program.run(["compare", "a=\(first)", "b=\(second)"], in: folder)
      #expect(outcome.code != 0)
      #expect(outcome.error.contains("first.jsonl.run.json"), "\(outcome.error)")
    }
  }

  @Test func aShortRunHasASpeed() throws {
    let vocabulary = try Vocabulary.write(folder)
    let database = folder["notes.sqlite"]
    try Program.run(["run", gold, "--lexicon", vocabulary, "--output", database], in: folder)
    let report = try compare("db=\(database)", "b=\(second)")
    #expect(try #require(report["runs", 0, "seconds"] as? Double) > 0)
    #expect(report["runs", 0, "megabytes_per_second"] is Double)
  }

  @Test func typesMapsAndProblems() throws {
    let map = try folder.write("procedure\ttest\ndate\t-\n", "map.tsv")
    let mapped = try compare("a=\(first)", "b=\(second)", "--prediction-map", map)
    #expect(mapped["types"] as? [String] == ["problem", "medication", "test"])
    #expect(mapped["pairs", 0, "types", "test", "same"] as? Int == 1)
    let chosen = try compare("a=\(first)", "b=\(second)", "--types", "medication")
    #expect(chosen["types"] as? [String] == ["medication"])
    #expect(chosen["pairs", 0, "strict_f1"] as? Double == 1)
    let lines = try jsonLines(marked: Self.notes.map(\.2)).split(separator: "\n")
    let part = try folder.write(lines[1...].joined(separator: "\n") + "\n{broken\n", "part.jsonl")
    let outcome = try Program.run(["compare", "--json", "a=\(first)", "b=\(part)", "--gold", gold], in: folder)
    let report = try Report(outcome)
    #expect(report["runs", 1, "notes"] as? Int == 3)
    #expect(report["pairs", 0, "notes"] as? Int == 3)
    #expect(try #require(report["runs", 1, "problems"] as? Int) == 2)
    #expect(outcome.error.contains("b: 2 problems: invalid_json 1, missing_document 1"), "\(outcome.error)")
    #expect(outcome.error.contains("part.jsonl:4: ") && outcome.error.contains("document d1"))
  }

  @Test func runsOfOtherFormats() throws {
    let whole = try compare("a=\(first)", "b=\(second)", "--gold", gold)
    for format in ["brat", "bioc", "conll", "spacy"] {
      let path = folder[format]
      try Program.run(["convert", second, "--to", format, "--output", path], in: folder)
      let report = try compare("a=\(first)", "b=\(path)", "--gold", gold)
      #expect(report["pairs"] as? NSArray == whole["pairs"] as? NSArray, "\(format)")
    }
  }
}
