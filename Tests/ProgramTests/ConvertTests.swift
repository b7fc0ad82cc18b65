import Foundation
import Testing

/// `convert`: from every format into every other, and what is refused.
@Suite struct ConvertTests {
  static let formats = ["jsonl", "brat", "bioc", "bioc-json", "pubtator", "conll", "i2b2", "spacy", "langextract"]
  static let plain = [
    "He took [aspirin|medication] for [chest pain|problem] .\n[CT|test] of the naïve 🫀 [head|anatomy] was clear.\n",
    "No [cough|problem], no [fever|problem]; \"[MRI|test]\" & <[tomorrow|date]>.\n",
    "Nothing of note.\n",
  ]

  let folder: Scratch

  init() throws { folder = try Scratch() }

  @discardableResult
  private func convert(_ path: String, to format: String, _ arguments: String...) throws -> String {
    let output = folder[folder.freshName(format)]
    let outcome = try Program.run(["convert", path, "--to", format, "--output", output] + arguments, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return output
  }

  /// Everything in a file of JSON lines that a plain mention or identifier is, one string for each.
  private func annotations(_ path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    return try text.split(separator: "\n").flatMap { line -> [String] in
      let document = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      let id = document["id"] ?? ""
      let body = try #require(document["text"] as? String)
      let mentions = document.entities.map {
        "\(id) \($0.type ?? "") \($0.start ?? -1) \($0.end ?? -1) \(slice(body, $0.start ?? 0, $0.end ?? 0) ?? "")"
      }
      let identifiers = (document["phi"] as? [[String: Any]] ?? []).map {
        "\(id) \($0["category"] ?? ""):\($0["type"] ?? "") \($0.start ?? -1) \($0.end ?? -1)"
      }
      return ["\(id)"] + mentions.sorted() + identifiers.sorted()
    }
  }

  @Test(arguments: formats.filter { $0 != "i2b2" })
  func mentionsComeBackFromEveryFormat(format: String) throws {
    let gold = try folder.write(try jsonLines(marked: Self.plain), "gold.jsonl")
    let written = try convert(gold, to: format)
    let before = try annotations(gold)
    #expect(before.count == 11)
    #expect(try annotations(try convert(written, to: "jsonl")) == before)
    #expect(try annotations(try convert(written, to: "jsonl", "--from", format)) == before)
    // And onwards from there into every other format.
    for next in Self.formats where next != format && next != "i2b2" {
      let onwards = try convert(try convert(written, to: next), to: "jsonl")
      #expect(try annotations(onwards) == before, "\(format) → \(next)")
    }
  }

  @Test(arguments: formats)
  func identifiersComeBackFromEveryFormat(format: String) throws {
    let gold = try folder.write(
      #"{"id":"i1","text":"Ann 🫀 Lee, seen on 3/4/2020 by Dr. Gray.","entities":[],"phi":["#
        + #"{"category":"NAME","type":"PATIENT","start":0,"end":9},"#
        + #"{"category":"DATE","type":"DATE","start":19,"end":27},"#
        + #"{"category":"NAME","type":"DOCTOR","start":35,"end":39}]}"# + "\n", "phi.jsonl")
    let before = try annotations(gold)
    #expect(before.count == 4)
    #expect(try annotations(try convert(try convert(gold, to: format), to: "jsonl")) == before)
  }

  @Test(arguments: ["jsonl", "brat", "bioc", "bioc-json"])
  func formatsThatHoldEverything(format: String) throws {
    let assertion: [String: Any] = [
      "negated": true, "uncertain": false, "historical": true, "hypothetical": false, "experiencer": "family",
    ]
    var parted = MarkedText("[Lesions|problem] of the left lung and kidney; [lung|anatomy] noted.").object(
      "r1", ["relations": [["type": "location_of", "head": 2, "tail": 1]]]
    ) { entities in
      entities[0]["end"] = 35
      entities[0]["fragments"] = [[0, 14], [29, 35]]
      entities[0]["text"] = "Lesions of the kidney"
      entities[0]["assertion"] = assertion
      entities[0]["concepts"] = [["id": "C0012345", "vocabulary": "UMLS"]]
    }
    parted["type"] = "radiology"
    let gold = try folder.write(try jsonLines([parted]), "gold.jsonl")
    let written = try convert(gold, to: format)
    let report = try Program.evaluate(gold, written, in: folder)
    #expect(report["micro", "strict_f1"] as? Double == 1)
    #expect(report["concepts", "accuracy"] as? Double == 1)
    #expect(report["relations", "micro", "strict_f1"] as? Double == 1)
    for name in ["negated", "historical", "experiencer"] {
      #expect(report["assertion", name, "tp"] as? Int == 1, "\(name)")
    }
    for name in ["uncertain", "hypothetical"] { #expect(report["assertion", name, "fp"] as? Int == 0) }
    // Read as gold it is the same; what brat does not say is false there, so that it judges both mentions.
    let asGold = try Program.evaluate(written, gold, in: folder)
    #expect(asGold["assertion", "negated", "pairs"] as? Int == (format == "brat" ? 2 : 1))
    #expect(asGold["assertion", "negated", "f1"] as? Double == 1)
    let back = try String(contentsOfFile: try convert(written, to: "jsonl"), encoding: .utf8)
    let document = try #require(JSONSerialization.jsonObject(with: Data(back.utf8)) as? [String: Any])
    let first = try #require(document.entities.first { $0.type == "problem" })
    #expect(first["fragments"] as? [[Int]] == [[0, 14], [29, 35]])
    #expect(first.text == "Lesions of the kidney")
  }

  /// What a document of one format cannot say in another: name of the thing, formats.
  static let refusals: [(line: String, formats: [String], says: String)] = [
    (
      #"{"id":"d9","text":"left lung and kidney","entities":["#
        + #"{"id":7,"type":"problem","start":0,"end":20,"fragments":[[0,4],[14,20]]}]}"#,
      ["pubtator", "conll", "i2b2", "spacy", "langextract"], "entity 7"
    ),
    (
      #"{"id":"d9","text":"cough","entities":[{"id":7,"type":"problem","start":0,"end":5}]}"#, ["i2b2"], "entity 7"
    ),
    (
      #"{"id":"d9","text":"gout cough","entities":[{"id":7,"type":"problem","start":0,"end":4},"#
        + #"{"id":8,"type":"problem","start":5,"end":10}],"relations":[{"type":"reason_for","head":7,"tail":8}]}"#,
      ["pubtator", "conll", "langextract"], "relation"
    ),
    (
      #"{"id":"d9","text":"gout cough","entities":[{"id":7,"type":"two words","start":0,"end":4}]}"#, ["brat"],
      "entity 7"
    ),
    (#"{"id":"d9","text":"a\u0001b","entities":[],"phi":[]}"#, ["bioc", "i2b2"], "control character"),
  ]

  @Test(arguments: refusals.indices)
  func whatAFormatCannotHoldIsRefused(index: Int) throws {
    let (line, formats, says) = Self.refusals[index]
    let good = try jsonLines(marked: ["Whole."])
    let path = try folder.write(good + line + "\n", "gold.jsonl")
    for format in formats {
      let output = folder[folder.freshName(format)]
      let outcome = try Program.run(["convert", path, "--to", format, "--output", output], in: folder)
      #expect(outcome.code == 1, "\(format): \(outcome.error)")
      #expect(outcome.error.contains("document d9"), "\(format): \(outcome.error)")
      #expect(outcome.error.contains(says), "\(format): \(outcome.error)")
      #expect(!outcome.error.contains("kidney") && !outcome.error.contains("cough"))
      // No half of a file that could be taken for the whole.
      if format != "brat", format != "i2b2" {
        #expect(!FileManager.default.fileExists(atPath: output), "\(format)")
      }
    }
  }

  @Test func resultsWithoutTextNeedTheNotes() throws {
    let note = MarkedText("🫀 Has [cough|problem] .")
    let notes = try folder.write(try jsonLines([note.object("n1")]), "notes.jsonl")
    var result = note.object("n1")
    result["text"] = nil
    result["status"] = "ok"
    let results = try folder.write(try jsonLines([result]), "results.jsonl")
    for format in Self.formats where format != "jsonl" {
      let outcome = try Program.run(
        ["convert", results, "--to", format, "--output", folder[folder.freshName("x")]], in: folder)
      #expect(outcome.code == 1)
      #expect(outcome.error.contains("n1"), "\(format): \(outcome.error)")
      guard format != "i2b2" else { continue }
      let written = try convert(results, to: format, "--texts", notes)
      #expect(try annotations(try convert(written, to: "jsonl")) == annotations(notes), "\(format)")
    }
    // Notes whose text is another.
    let other = try folder.write(try jsonLines([MarkedText("🫀 Has fever .").object("n1")]), "other.jsonl")
    let outcome = try Program.run(
      ["convert", results, "--texts", other, "--to", "brat", "--output", folder["brat-other"]], in: folder)
    #expect(outcome.error.contains("offsets_mismatch 1") && outcome.error.contains("document n1"), "\(outcome.error)")
    #expect(!outcome.error.contains("cough"))
  }

  @Test func databasesAndFailedNotes() throws {
    let vocabulary = try Vocabulary.write(folder)
    let whole = try jsonLines([MarkedText("Has cough.").object("a")])
    let notes = try folder.write(whole + "{bad\n" + #"{"id":"c","text":"aspirin"}"#, "notes.jsonl")
    let database = folder["notes.sqlite"]
    try Program.run(
      ["run", notes, "--lexicon", vocabulary, "--output", database, "--store-text", "original"], in: folder)
    let outcome = try Program.run(["convert", database, "--to", "jsonl", "--output", "-"], in: folder)
    #expect(outcome.code == 0)
    #expect(try outcome.objects().map(\.id) == ["a", "c"])
    #expect(try outcome.objects().flatMap(\.entities).map(\.text) == ["cough", "aspirin"])
    #expect(outcome.error.contains("1 problem"))
    let piped = try Program.run(
      ["pipe", "--lexicon", vocabulary], input: FileManager.default.contents(atPath: notes) ?? Data(), in: folder)
    let results = try folder.write(piped.output, "results.jsonl")
    let converted = try Program.run(["convert", results, "--to", "jsonl", "--output", "-"], in: folder)
    #expect(try converted.objects().map(\.id) == ["a", "c"])
    #expect(converted.error.contains("problem"), "\(converted.error)")
  }

  @Test func theSameBytesTwiceAndStandardOutput() throws {
    let gold = try folder.write(try jsonLines(marked: Self.plain), "gold.jsonl")
    for format in ["jsonl", "bioc", "bioc-json", "pubtator", "conll", "spacy", "langextract"] {
      let path = try convert(gold, to: format)
      let shown = try Program.run(["convert", gold, "--to", format, "--output", "-"], in: folder)
      #expect(FileManager.default.contents(atPath: path) == shown.output, "\(format)")
      #expect(shown.error.contains("3 documents"))
      #expect(try Program.run(["convert", gold, "--to", format, "-o", "-", "--quiet"], in: folder).error.isEmpty)
    }
    let folders = [try convert(gold, to: "brat"), try convert(gold, to: "brat")]
    let names = try folders.map { try FileManager.default.contentsOfDirectory(atPath: $0).sorted() }
    #expect(names[0] == ["d1.ann", "d1.txt", "d2.ann", "d2.txt", "d3.ann", "d3.txt"])
    for name in names[0] {
      #expect(
        FileManager.default.contents(atPath: "\(folders[0])/\(name)")
          == FileManager.default.contents(atPath: "\(folders[1])/\(name)"))
    }
  }

  @Test func whatCannotBeUsedIsToldAndTheRestIsWritten() throws {
    let bad = #"{"id":"x","text":"Grotesquerie","entities":[{"id":3,"type":"problem","start":0,"end":99}]}"#
    let gold = try folder.write(try jsonLines(marked: Self.plain) + bad + "\n{broken\n", "gold.jsonl")
    let outcome = try Program.run(["convert", gold, "--to", "jsonl", "--output", folder["out.jsonl"]], in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("gold.jsonl:4: ") && outcome.error.contains("document x, entity 3"))
    #expect(outcome.error.contains("gold.jsonl:5: "))
    #expect(!outcome.error.contains("Grotesquerie"))
    #expect(try annotations(folder["out.jsonl"]).count == 12)
  }
}
