import Foundation
import Testing

/// Gold and predictions that cannot be used as they stand: told, counted, the rest scored.
@Suite struct EvaluateProblemTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Text of the documents: must stand in no message.
  static let secret = "Grotesquerie"

  private func evaluate(_ gold: String, _ predictions: String, _ further: String...) throws -> (Outcome, Report) {
    let outcome = try Program.run(
      ["evaluate", "--gold", gold, "--predictions", predictions, "--json", "--resamples", "0", "--no-text"] + further,
      in: folder)
    return (outcome, try Report(outcome))
  }

  struct Case: Sendable {
    var name: String
    /// The second line of a gold of three.
    var line: String
    var code: String
    var says: String
  }

  /// The document of that line, with these members behind its text.
  private static func line(_ members: String) -> String { #"{"id":"x","text":"Grotesquerie","# + members + "}" }

  static let cases = [
    Case(
      name: "offsets behind the text", line: line(#""entities":[{"id":"q7","type":"problem","start":0,"end":99}]"#),
      code: "offsets_outside_text", says: "document x, entity q7"),
    Case(
      name: "an empty mention", line: line(#""entities":[{"id":"q7","type":"problem","start":3,"end":3}]"#),
      code: "offsets_outside_text", says: "document x, entity q7"),
    Case(
      name: "another text at the offsets",
      line: line(#""entities":[{"id":4,"type":"problem","start":0,"end":4,"text":"Grit"}]"#),
      code: "offsets_mismatch", says: "document x, entity 4"),
    Case(
      name: "offsets that are no numbers",
      line: line(#""entities":[{"id":4,"type":"problem","start":"0","end":4}]"#),
      code: "invalid_annotation", says: "document x, entity 4"),
    Case(
      name: "no type", line: line(#""entities":[{"start":0,"end":4}]"#),
      code: "invalid_annotation", says: "document x, entity 1"),
    Case(
      name: "one id twice",
      line: line(
        #""entities":[{"id":1,"type":"problem","start":0,"end":4},{"id":1,"type":"problem","start":4,"end":6}]"#),
      code: "invalid_annotation", says: "document x, entity 1"),
    Case(
      name: "an unknown type", line: line(#""entities":[{"id":1,"type":"gizmo","start":0,"end":4}]"#),
      code: "unknown_type", says: "document x, entity 1, type gizmo"),
    Case(
      name: "a relation to nothing",
      line: line(#""entities":[],"relations":[{"type":"date_of","head":1,"tail":2}]"#),
      code: "unknown_reference", says: "document x, relation 1"),
    Case(
      name: "a relation without ends", line: line(#""entities":[],"relations":[{"type":"date_of"}]"#),
      code: "invalid_annotation", says: "document x, relation 1"),
    Case(
      name: "an identifier outside",
      line: line(#""entities":[],"phi":[{"category":"NAME","type":"PATIENT","start":9,"end":44}]"#),
      code: "offsets_outside_text", says: "document x, identifier 1"),
    Case(
      name: "entities that are no list", line: line(#""entities":{"id":1}"#),
      code: "invalid_annotation", says: "document x, entities"),
    Case(name: "broken JSON", line: #"{"id":"x","text":"Grotesquerie" "entities":[]}"#, code: "invalid_json", says: ""),
    Case(name: "cut off", line: #"{"id":"x","text":"Grotesquerie"#, code: "invalid_json", says: ""),
    Case(name: "no object", line: #"["Grotesquerie"]"#, code: "not_an_object", says: ""),
    Case(name: "no id", line: #"{"text":"Grotesquerie","entities":[]}"#, code: "missing_id", says: ""),
    Case(name: "half a pair", line: #"{"id":"x","text":"\ud83e Grotesquerie"}"#, code: "lone_surrogate", says: ""),
    Case(name: "no text", line: #"{"id":"x","entities":[]}"#, code: "missing_text", says: "document x"),
    Case(
      name: "text that is none", line: #"{"id":"x","text":["Grotesquerie"]}"#, code: "invalid_text",
      says: "document x"),
    Case(
      name: "a document twice", line: #"{"id":"first","text":"Grotesquerie","entities":[]}"#, code: "duplicate_id",
      says: "document first"),
  ]

  @Test(arguments: cases)
  func badGoldIsToldAndTheRestIsScored(_ bad: Case) throws {
    let first = try jsonLines([MarkedText("Has [cough|problem].").object("first")])
    let last = try jsonLines([MarkedText("On [aspirin|medication].").object("last")])
    let gold = try folder.write(first + bad.line + "\n" + last, "gold.jsonl")
    let predictions = try folder.write(first + last + #"{"id":"x","status":"ok","entities":[]}"# + "\n", "p.jsonl")
    let (outcome, report) = try evaluate(gold, predictions)
    #expect(report["problems", "gold", "count"] as? Int == 1)
    #expect(report["problems", "gold", "by_code", bad.code] as? Int == 1, "\(outcome.error)")
    let problem = try #require(report.objects(report["problems", "gold", "list"]).first)
    #expect(problem["code"] as? String == bad.code)
    #expect(problem["line"] as? Int == 2)
    #expect(problem["file"] as? String == gold)
    #expect(outcome.error.contains("gold: 1 problem: \(bad.code) 1"), "\(outcome.error)")
    #expect(outcome.error.contains("gold.jsonl:2: "), "\(outcome.error)")
    #expect(bad.says.isEmpty || outcome.error.contains(bad.says), "\(outcome.error)")
    #expect(!outcome.error.contains(Self.secret) && !outcome.text.contains(Self.secret))
    // What is whole counts as ever.
    #expect(report["types", "problem", "strict_tp"] as? Int == 1)
    #expect(report["types", "medication", "strict_tp"] as? Int == 1)
  }

  /// Everything in one file: each is counted, only the first are shown.
  @Test func manyProblemsAreCountedAndNotAllShown() throws {
    let line = #"{"id":"x","text":"Grotesquerie","entities":[{"id":1,"type":"problem","start":0,"end":99}]}"#
    let lines = (0..<500).map { line.replacingOccurrences(of: #""x""#, with: "\"x\($0)\"") }
    let gold = try folder.write(lines.joined(separator: "\n"), "gold.jsonl")
    let (outcome, report) = try evaluate(gold, try folder.write(lines.joined(separator: "\n"), "p.jsonl"))
    #expect(report["problems", "gold", "count"] as? Int == 500)
    #expect(report["problems", "predictions", "count"] as? Int == 500)
    #expect(report.objects(report["problems", "gold", "list"]).count == 500)
    #expect(outcome.error.split(separator: "\n").count < 60)
    #expect(outcome.error.contains("480 more"))
    let quiet = try Program.run(["evaluate", "--gold", gold, "--predictions", gold, "--quiet"], in: folder)
    #expect(quiet.error.split(separator: "\n").count == 2)
    // A prediction that cannot be used is a wrong one.
    let own = try folder.write(try jsonLines([MarkedText("Has [cough|problem].").object("x1")]), "one.jsonl")
    let wrong = try folder.write(lines[1], "wrong.jsonl")
    #expect(try evaluate(own, wrong).1["micro", "strict_fp"] as? Int == 1)
  }

  @Test func theErrorLimit() throws {
    let good = try folder.write(try jsonLines([MarkedText("Has [cough|problem].").object("a")]), "good.jsonl")
    let bad = try folder.write(
      #"{"id":"a","text":"Has cough.","entities":[{"id":1,"type":"problem","start":0,"end":99}]}"#, "bad.jsonl")
    // Without a text of its own a prediction is held against the gold's.
    let other = try folder.write(
      #"{"id":"a","status":"ok","entities":[{"id":1,"type":"problem","start":0,"end":3,"text":"Hus"}]}"#, "other.jsonl")
    for (gold, predictions) in [(bad, good), (good, bad), (good, other)] {
      for (limit, code) in [("0", 3), ("1", 0), ("2", 0)] {
        let outcome = try Program.run(
          ["evaluate", "--gold", gold, "--predictions", predictions, "--max-errors", limit], in: folder)
        #expect(Int(outcome.code) == code, "\(predictions) \(limit): \(outcome.error)")
        // The report is written all the same.
        #expect(outcome.text.contains("1 gold document"))
      }
    }
    let whole = ["evaluate", "--gold", good, "--predictions", good, "--max-errors", "0"]
    #expect(try Program.run(whole, in: folder).code == 0)
  }

  @Test func documentsThatOneSideLacks() throws {
    let gold = try folder.write(
      try jsonLines([
        MarkedText("Has [cough|problem].").object("a"), MarkedText("Has [gout|problem].").object("b"),
        MarkedText("Has [fever|problem].").object("c"),
      ]), "gold.jsonl")
    let predictions = try folder.write(
      try jsonLines([MarkedText("Has [cough|problem].").object("a"), MarkedText("Has [rash|problem].").object("z")])
        + #"{"id":"c","status":"error","line":3,"error":{"code":"note_too_large","message":"…"}}"#, "p.jsonl")
    let (outcome, report) = try evaluate(gold, predictions)
    #expect(report["problems", "predictions", "by_code", "missing_document"] as? Int == 1)
    #expect(report["problems", "predictions", "by_code", "unknown_document"] as? Int == 1)
    #expect(report["problems", "predictions", "by_code", "failed_document"] as? Int == 1)
    #expect(report["documents"] as? Int == 3)
    #expect(report["documents_with_predictions"] as? Int == 1)
    #expect(report["micro", "strict_fn"] as? Int == 2)
    #expect(report["micro", "strict_fp"] as? Int == 0)
    for words in ["gold.jsonl:2: ", "p.jsonl:2: ", "p.jsonl:3: ", "document b", "document z", "document c"] {
      #expect(outcome.error.contains(words), "\(words): \(outcome.error)")
    }
    let nothing = try folder.write("", "nothing.jsonl")
    let none = try evaluate(gold, nothing).1
    #expect(none["micro", "strict_fn"] as? Int == 3)
    #expect(none["micro", "strict_f1"] as? Double == 0)
  }

  @Test func predictionsOverAnotherText() throws {
    let gold = try folder.write(
      try jsonLines([
        MarkedText("Has a [dry cough|problem].").object("a"), MarkedText("[Grotesquerie|problem]").object("b"),
      ]), "gold.jsonl")
    let predictions = try folder.write(
      try jsonLines([
        MarkedText("Has a\n[dry  cough|problem].").object("a"), MarkedText("[Gargoyles|problem]").object("b"),
      ]), "p.jsonl")
    let (outcome, report) = try evaluate(gold, predictions)
    // White space alone moves the mention; anything else makes it a wrong one.
    #expect(report["micro", "strict_tp"] as? Int == 1)
    #expect(report["micro", "strict_fp"] as? Int == 1)
    #expect(report["problems", "predictions", "by_code", "texts_differ"] as? Int == 1)
    #expect(outcome.error.contains("p.jsonl:2: ") && outcome.error.contains("document b"))
    #expect(!outcome.error.contains(Self.secret) && !outcome.error.contains("Gargoyles"))
  }

  struct FileCase: Sendable {
    var format: String
    var name: String
    var text: String
    /// Code and line of what must be told.
    var problems: [String]
  }

  static let files = [
    FileCase(
      format: "brat", name: "x.ann",
      text: "T1\tproblem 0 5\tcough\nT2\tproblem 0 90\tcough\nT3\tproblem 0 5\tcoach\nGrotesquerie\n"
        + "R1\tdate_of Arg1:T9 Arg2:T1\n",
      problems: ["offsets_outside_text 2", "offsets_mismatch 3", "invalid_annotation 4", "unknown_reference 5"]),
    FileCase(
      format: "pubtator", name: "x.pubtator",
      text: "x|t|cough Grotesquerie\nx|a|\nx\t0\t5\tcough\tproblem\t-\nx\t0\t99\tcough\tproblem\t-\n"
        + "x\t0\t5\tcoach\tproblem\t-\ny\t0\t5\tcough\tproblem\t-\n\n",
      problems: ["offsets_outside_text 4", "offsets_mismatch 5", "invalid_annotation 6"]),
    FileCase(
      format: "conll", name: "x.conll", text: "# newdoc id = x\ncough\tB-problem\nGrotesquerie\tQ-problem\nlonely\n\n",
      problems: ["invalid_annotation 3", "invalid_annotation 4"]),
    FileCase(
      format: "bioc", name: "x.xml",
      text: """
        <collection><source/><date/><key/><document><id>x</id><passage><offset>0</offset><text>cough Grotesquerie</text>
        <annotation id="1"><infon key="type">problem</infon><location offset="0" length="5"/><text>cough</text></annotation>
        <annotation id="2"><infon key="type">problem</infon><location offset="0" length="5"/><text>coach</text></annotation>
        <annotation id="3"><infon key="type">problem</infon><location offset="0" length="99"/><text>cough</text></annotation>
        </passage></document></collection>

        """,
      problems: ["offsets_mismatch 3", "offsets_outside_text 4"]),
    FileCase(
      format: "i2b2", name: "x.xml",
      text: """
        <deIdi2b2>
        <TEXT><![CDATA[Ann Grotesquerie]]></TEXT>
        <TAGS>
        <NAME id="P0" start="0" end="3" text="Ann" TYPE="PATIENT" comment="" />
        <NAME id="P1" start="0" end="3" text="Eve" TYPE="PATIENT" comment="" />
        <NAME id="P2" start="0" end="99" text="Ann" TYPE="PATIENT" comment="" />
        </TAGS>
        </deIdi2b2>

        """,
      problems: ["offsets_mismatch 5", "offsets_outside_text 6"]),
  ]

  @Test(arguments: files)
  func badFilesOfOtherFormats(_ file: FileCase) throws {
    let gold = try folder.write(file.text, "gold/\(file.name)")
    try folder.write("cough Grotesquerie", "gold/x.txt")
    let path = file.format == "brat" ? folder["gold"] : gold
    let predictions = try folder.write(#"{"id":"x","status":"ok","entities":[]}"# + "\n", "p.jsonl")
    let (outcome, report) = try evaluate(path, predictions, "--gold-format", file.format)
    let told = report.objects(report["problems", "gold", "list"]).map { "\($0["code"] ?? "") \($0["line"] ?? "")" }
    #expect(told == file.problems)
    #expect(report["documents"] as? Int == 1)
    #expect(report["micro", "gold"] as? Int == (file.format == "i2b2" ? 0 : 1))
    #expect(!outcome.error.contains(Self.secret) && !outcome.text.contains(Self.secret), "\(outcome.error)")
    #expect(outcome.error.contains("document x"))
  }

  /// Nothing can be scored then; once this ended the program.
  @Test func goldWithoutMentions() throws {
    let gold = try folder.write(try jsonLines(marked: ["Nothing here.", ""]), "gold.jsonl")
    let predictions = try folder.write(try jsonLines(marked: ["[Nothing|problem] here.", ""]), "p.jsonl")
    let report = try evaluate(gold, predictions).1
    #expect(report["documents"] as? Int == 2)
    #expect(report["micro", "gold"] as? Int == 0)
    #expect((report["types"] as? [String: Any])?.isEmpty == true)
    #expect(report["problems", "predicted_entities_not_scored"] as? Int == 1)
    #expect(try evaluate(gold, predictions, "--types", "problem").1["micro", "strict_fp"] as? Int == 1)
    #expect(try Program.run(["evaluate", "--gold", gold, "--predictions", predictions], in: folder).code == 0)
    #expect(
      try Program.run(["compare", "a=\(predictions)", "b=\(gold)", "--gold", gold], in: folder).code == 0)
    #expect(try Program.run(["compare", "a=\(gold)", "b=\(gold)"], in: folder).code == 0)
  }

  @Test func goldWithoutDocuments() throws {
    let predictions = try folder.write(#"{"id":"x","status":"ok","entities":[]}"# + "\n", "p.jsonl")
    for text in ["", "\n\n", " \n"] {
      let gold = try folder.write(text, "empty.jsonl")
      let outcome = try Program.run(["evaluate", "--gold", gold, "--predictions", predictions, "--json"], in: folder)
      #expect(outcome.code == 2)
      #expect(outcome.output.isEmpty)
      #expect(outcome.error.contains("empty.jsonl"), "\(outcome.error)")
    }
    // Nothing but broken lines is a report with problems, not an empty one.
    let broken = try folder.write("{\n[\n", "broken.jsonl")
    #expect(try evaluate(broken, predictions, "--gold-format", "jsonl").1["problems", "gold", "count"] as? Int ?? 0 > 0)
  }
}
