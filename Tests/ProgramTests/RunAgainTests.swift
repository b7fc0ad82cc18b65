import Foundation
import GRDB
import Testing

/// Running again over the same, and over changed, input.
@Suite struct RunAgainTests {
  let folder: Scratch
  let vocabulary: String
  let output: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
    output = folder["notes.sqlite"]
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Outcome {
    let outcome = try Program.run(
      ["run", "--lexicon", vocabulary, "--output", output] + arguments, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return outcome
  }

  private func rows() throws -> [Row] { try Database(output).rows("SELECT * FROM note ORDER BY note_key") }

  /// Ids of the exported notes.
  private func exported() throws -> [String?] {
    try Program.run(["export", output, "--format", "jsonl"], in: folder).objects().map(\.id)
  }

  @Test func aSecondRunAddsOneRunRowAndNothingElse() throws {
    var generator = GeneratedNotes(seed: 21)
    var lines = try (0..<300).map { try noteLine("\($0)", generator.plain(sentences: 4)) }
    lines.insert("{bad", at: 100)
    lines.insert("", at: 200)
    lines.append(lines[5])
    lines.append(try noteLine("6", "another text"))
    let path = try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    let table = try folder.write("id,text\nx,\"open", "t.csv")
    try run(path, table)
    let before = try Database(output).dump()
    #expect(try Database(output).int("SELECT count(*) FROM run") == 1)
    for round in 2...3 {
      let again = try run(path, table, "--threads", "\(round)")
      #expect(try Database(output).dump() == before)
      #expect(try Database(output).int("SELECT count(*) FROM run") == round)
      #expect(again.error.contains("there already and passed over: 300 notes"))
    }
    let runs = try Database(output).rows("SELECT * FROM run ORDER BY run_id")
    #expect(runs.map { $0["status"] as String } == ["done", "done", "done"])
    #expect(runs[0]["notes_ok"] == 300)
    #expect(runs[1]["notes_ok"] == 0)
    #expect(runs[1]["notes_skipped"] == 300)
    #expect(runs.allSatisfy { $0["finished_at"] as String? != nil })
  }

  @Test func changedTextMakesANewRowAndRetiresTheOld() throws {
    let path = try folder.write(
      try ["a", "b", "c"].map { try noteLine($0, "no cough") }.joined(separator: "\n"), "n.jsonl")
    try run(path)
    try folder.write(
      try noteLine("a", "no cough") + "\n" + noteLine("b", "chest pain") + "\n" + noteLine("c", "no cough"),
      "n.jsonl")
    try run(path)
    let all = try rows()
    #expect(all.count == 4)
    let ofB = all.filter { $0["note_id"] as String? == "b" }
    #expect(ofB.map { $0["current"] as Int } == [0, 1])
    #expect(all.filter { $0["note_id"] != "b" }.allSatisfy { $0["current"] == 1 })
    #expect(try exported() == ["a", "b", "c"])
    #expect(
      try Database(output).strings("SELECT snippet FROM NOTE_NLP WHERE snippet <> 'chest'") == [
        "cough", "chest pain", "cough",
      ])
    // Back to the first text: its row is current again, and no row is made.
    try folder.write(
      try ["a", "b", "c"].map { try noteLine($0, "no cough") }.joined(separator: "\n"), "n.jsonl")
    try run(path)
    #expect(try rows().filter { $0["note_id"] as String? == "b" }.map { $0["current"] as Int } == [1, 0])
    #expect(try rows().count == 4)
  }

  @Test func changedConfigurationMakesNewRows() throws {
    let path = try folder.write(try noteLine("a", "chest pain"), "n.jsonl")
    try run(path)
    try run(path, "--all-matches")
    #expect(try rows().map { $0["current"] as Int } == [0, 1])
    #expect(try Database(output).int("SELECT count(*) FROM entity WHERE preferred = 0") == 1)
    // The view and the exports leave out what is not preferred.
    #expect(try Database(output).int("SELECT count(*) FROM NOTE_NLP WHERE snippet = 'pain'") == 0)
    #expect(try exported() == ["a"])
    try run(path)
    #expect(try rows().map { $0["current"] as Int } == [1, 0])
  }

  @Test func changedLexiconMakesNewRows() throws {
    let path = try folder.write(try noteLine("a", "croup"), "n.jsonl")
    try run(path)
    try folder.write(Vocabulary.tsv + "C0010380\tcroup\t1\tT047\tproblem\tTEST\t0\n", "vocabulary.tsv")
    try run(path)
    #expect(try rows().map { $0["current"] as Int } == [0, 1])
    #expect(try Database(output).strings("SELECT text FROM entity") == ["croup"])
  }

  @Test func duplicateIDs() throws {
    let lines = [
      try noteLine("a", "cough"), try noteLine("a", "cough"), try noteLine("a", "chest pain"), #"{"id":1,"text":""}"#,
      #"{"id":"1","text":""}"#,
    ]
    let path = try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    try run(path)
    let all = try rows()
    #expect(all.map { $0["note_id"] as String? } == ["a", "a", "1"])
    #expect(all.map { $0["error_code"] as String? } == [nil, "duplicate_id", nil])
    #expect(all[1]["line"] == 3)
    #expect(try Database(output).strings("SELECT text FROM entity") == ["cough"])
    let before = try Database(output).dump()
    try run(path)
    #expect(try Database(output).dump() == before)
  }

  @Test func repairedLinesReplaceTheirErrors() throws {
    let path = try folder.write("{bad\n" + (try noteLine("b", "cough")), "n.jsonl")
    try run(path)
    let statuses = try Database(output).strings("SELECT status FROM note WHERE current = 1 ORDER BY position")
    #expect(statuses == ["error", "ok"])
    try folder.write(try noteLine("a", "cough") + "\n" + noteLine("b", "cough"), "n.jsonl")
    try run(path)
    #expect(
      try Database(output).strings("SELECT note_id FROM note WHERE current = 1 ORDER BY position") == ["a", "b"])
  }

  @Test func sameRowsForAnyNumberOfThreads() throws {
    var generator = GeneratedNotes(seed: 22)
    let lines = try (0..<1200).map {
      $0 % 50 == 3 ? "{bad" : try noteLine("\($0)", generator.mixed(sentences: $0 % 30))
    }
    let path = try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    for threads in ["1", "2", "7"] {
      let outcome = try Program.run(
        ["run", path, "--quiet", "--output", folder["t\(threads).sqlite"], "--threads", threads], in: folder)
      #expect(outcome.code == 0)
    }
    #expect(try Database(folder["t1.sqlite"]).int("SELECT count(*) FROM entity") > 5000)
    #expect(try Database.differences(folder["t1.sqlite"], folder["t2.sqlite"]) == [])
    #expect(try Database.differences(folder["t1.sqlite"], folder["t7.sqlite"]) == [])
  }

  @Test func limitThenTheWholeEqualsTheWhole() throws {
    let lines = try (0..<100).map { try noteLine("\($0)", "no cough") }
    let path = try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    try run(path, "--limit", "37")
    #expect(try rows().count == 37)
    try run(path)
    let other = folder["whole.sqlite"]
    #expect(
      try Program.run(["run", path, "--lexicon", vocabulary, "--output", other], in: folder).code == 0)
    #expect(try Database.differences(output, other) == [])
  }
}
