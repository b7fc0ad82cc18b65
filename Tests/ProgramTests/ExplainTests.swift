import Foundation
import Testing

/// `explain` as a user runs it.
@Suite struct ExplainTests {
  private let folder: Scratch
  private let vocabulary: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
  }

  private func explain(_ text: String, _ flags: String...) throws -> Outcome {
    let notes = try folder.write(try noteLine("n-1", text), "notes.jsonl")
    return try Program.run(["explain", notes, "--note", "n-1", "--lexicon", vocabulary] + flags, in: folder)
  }

  private func object(_ text: String, at offset: Int? = nil, _ flags: String...) throws -> [String: Any] {
    let notes = try folder.write(try noteLine("n-1", text), "notes.jsonl")
    let place = offset.map { ["--offset", "\($0)"] } ?? []
    let outcome = try Program.run(
      ["explain", notes, "--note", "n-1", "--lexicon", vocabulary, "--json"] + place + flags, in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    return try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
  }

  /// The candidates as "start-end type verdict".
  private func candidates(_ object: [String: Any]) -> [String] {
    ((object["position"] as? [String: Any])?["candidates"] as? [[String: Any]] ?? []).map {
      "\($0.start ?? -1)-\($0.end ?? -1) \($0.type ?? "") \($0["verdict"] as? String ?? "")"
    }
  }

  /// Without an offset: the mentions of `pipe`, one for one, whatever options change results.
  @Test(arguments: [[], ["--all-matches"], ["--lexicon", "starter"]])
  func listsWhatPipeGives(_ flags: [String]) throws {
    let path = Program.package + "/Samples/notes/discharge.jsonl"
    let lexicon = flags.contains("--lexicon") ? [] : ["--lexicon", vocabulary]
    let input = try Data(contentsOf: URL(fileURLWithPath: path))
    let results = try Program.run(["pipe"] + lexicon + flags, input: input, in: folder).objects()
    for result in results {
      let id = try #require(result.id)
      let outcome = try Program.run(["explain", path, "--note", id, "--json"] + lexicon + flags, in: folder)
      #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
      let explained = try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
      let mentions = try #require(explained["mentions"] as? [[String: Any]])
      #expect(mentions.count == result.entities.count)
      for (mention, entity) in zip(mentions, result.entities) {
        for key in ["id", "type", "start", "end", "text", "concepts", "assertion", "section", "source", "attributes"] {
          #expect(mention[key] as? NSObject == entity[key] as? NSObject, "\(id) \(entity["id"] ?? "") \(key)")
        }
        #expect(mention["preferred"] as? Bool == (entity["preferred"] as? Bool ?? true))
        let reasons = try #require(mention["reasons"] as? [[String: Any]])
        #expect(reasons.map { $0["rule"] as? String } == entity.cues.map { $0["rule"] as? String })
        #expect(reasons.map(\.start) == entity.cues.map(\.start))
      }
    }
  }

  @Test func namesThatWereKeptLostAndRefused() throws {
    // Code points: the note begins with one beyond the first plane.
    let object = try object("🩺 chest pain, pe. PE.", at: 8)
    #expect(candidates(object) == ["2-12 problem kept", "8-12 problem lost_to_overlapping"])
    let lost = ((object["position"] as? [String: Any])?["candidates"] as? [[String: Any]])?.last
    #expect((lost?["by"] as? [String: Any])?.text == "chest pain")
    #expect(candidates(try self.object("🩺 chest pain, pe. PE.", at: 15)) == ["14-16 problem refused"])
    #expect(candidates(try self.object("🩺 chest pain, pe. PE.", at: 18)) == ["18-20 problem kept"])
    let mentions = try #require(object["mentions"] as? [[String: Any]])
    #expect(mentions.map(\.text) == ["chest pain"])
  }

  @Test func wordsThatNoNameCovers() throws {
    let object = try object("naïve caugh", at: 7)
    let word = try #require((object["position"] as? [String: Any])?["word"] as? [String: Any])
    #expect(word["names_holding"] as? Int == 0)
    #expect((word["spellings"] as? [[String: Any]])?.compactMap { $0["word"] as? String } == ["cough"])
    let broken = try self.object("naïve caugh", at: 0)
    let first = try #require((broken["position"] as? [String: Any])?["word"] as? [String: Any])
    let names = try #require(first["broken_off"] as? [[String: Any]])
    #expect(names.map { $0["name"] as? String } == ["naïve cough"])
    #expect(names.map { $0["expected"] as? String } == ["cough"])
  }

  @Test func aTextForPeople() throws {
    let list = try explain("No chest pain but cough.")
    #expect(list.code == 0)
    #expect(list.text.contains("3-13 \"chest pain\" problem: negated"))
    #expect(list.text.contains("negation because of 0-2 \"No\" (neg.no), forward 3-13, up to the cue 14-17 \"but\""))
    let place = try explain("No chest pain but cough.", "--offset", "18")
    #expect(place.text.contains("18-23 \"cough\" problem: kept"))
    #expect(place.text.contains("18-23 \"cough\" problem: not reached: the scope ended before it"))
    #expect(try explain("Stable.").text.contains("no mentions"))
    #expect(try explain("", "--offset", "0").text.contains("no word or sign stands here"))
    // One line for each mention, whatever stands in the note.
    let split = try explain("chest\u{1B}[1m\npain", "--offset", "0")
    #expect(!split.text.contains("\u{1B}"))
  }

  @Test func givenEntities() throws {
    let line = try noteLine(
      "g", "No cough.", ["entities": [["id": "T1", "type": "problem", "start": 3, "end": 8, "text": "cough"]]])
    let outcome = try Program.run(
      ["explain", "-", "--note", "g", "--offset", "4", "--given-entities", "--json", "--lexicon", vocabulary],
      input: line, in: folder)
    let object = try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let mention = try #require((object["mentions"] as? [[String: Any]])?.first)
    #expect(mention["id"] as? String == "T1" && mention.assertion["negated"] as? Bool == true)
    #expect((object["position"] as? [String: Any])?["given_entities"] as? Bool == true)
    #expect(candidates(object).isEmpty)
  }

  @Test func entitiesOfRulesAreExplainedToo() throws {
    let lexicon = try folder.write("concept\tname\ttype\nC1\tchronic kidney disease\tproblem\nC2\tCKD\ttest\n", "a.tsv")
    let text = "Chronic kidney disease (CKD). CKD is stable."
    let notes = try folder.write(try noteLine("n-1", text), "notes.jsonl")
    let outcome = try Program.run(
      ["explain", notes, "--note", "n-1", "--lexicon", lexicon, "--offset", "31", "--json"], in: folder)
    let object = try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    #expect(candidates(object) == ["30-33 test replaced_by_abbreviation"])
    let mention = try #require((object["mentions"] as? [[String: Any]])?.first)
    #expect(mention["source"] as? String == "rule:abbreviation")
  }

  @Test func everyFormatThatRunReads() throws {
    let table = try folder.write("ROW_ID,TEXT\n7,No cough.\n", "t.csv")
    for flags in [["t.csv"], ["--input-format", "csv"]] {
      let outcome = try Program.run(
        ["explain", table, "--note", "7", "--lexicon", vocabulary] + (flags.count == 1 ? [] : flags), in: folder)
      #expect(outcome.code == 0 && outcome.text.contains("\"cough\" problem: negated"), "\(outcome.error)")
    }
    let letters = Program.package + "/Samples/notes"
    let letter = try Program.run(
      ["explain", letters, "--note", "letters/sleep-clinic", "--lexicon", vocabulary], in: folder)
    #expect(letter.code == 0, "\(letter.error)")
  }

  @Test func anIDThatIsNotThere() throws {
    let lines = [try noteLine("visit-17", "Secret cough."), try noteLine("visit-18", "Rash."), "{bad"]
    let notes = try folder.write(lines.joined(separator: "\n"), "notes.jsonl")
    let near = try Program.run(["explain", notes, "--note", "visit17"], in: folder)
    #expect(near.code == 2 && near.output.isEmpty)
    #expect(near.error.contains("did you mean 'visit-17' or 'visit-18'?"), "\(near.error)")
    #expect(!near.error.contains("Secret"))
    let far = try Program.run(["explain", notes, "--note", "somebody"], in: folder)
    #expect(far.code == 2 && !far.error.contains("did you mean"))
    let letters = Program.package + "/Samples/notes"
    let path = try Program.run(["explain", letters, "--note", "ed-note"], in: folder)
    #expect(path.code == 2 && path.error.contains("'letters/ed-note'"))
  }

  @Test func wrongUsage() throws {
    #expect(try explain("cough", "--offset", "6").code == 2)
    #expect(try explain("cough", "--offset", "6").error.contains("5 code points"))
    #expect(try explain("cough", "--offset", "-1").code == 2)
    #expect(try explain("cough", "--offset", "x").code == 2)
    #expect(try explain("cough", "--deid", "surrogate").code == 2)
    #expect(try Program.run(["explain", "-"], in: folder).code == 2)
    #expect(try Program.run(["explain", folder["none"], "--note", "1"], in: folder).code == 2)
    // A record that cannot be used is no missing one.
    let notes = try folder.write(#"{"id":"x","text":5}"#, "bad.jsonl")
    let failed = try Program.run(["explain", notes, "--note", "x"], in: folder)
    #expect(failed.code == 1 && failed.error.contains("\"text\" must be a string"), "\(failed.error)")
  }

  /// Thousands of cues in one sentence of a megabyte.
  @Test func hostileNote() throws {
    let text = String(repeating: "no cough and possible pain, ", count: 35_000)
    let notes = try folder.write(try noteLine("h", text), "hostile.jsonl")
    let outcome = try Program.run(
      ["explain", notes, "--note", "h", "--offset", "500000", "--json", "--lexicon", vocabulary], in: folder)
    #expect(outcome.code == 0)
    let object = try #require(JSONSerialization.jsonObject(with: outcome.output) as? [String: Any])
    let cues = try #require((object["position"] as? [String: Any])?["cues"] as? [[String: Any]])
    #expect(cues.count >= 70_000)
  }
}
