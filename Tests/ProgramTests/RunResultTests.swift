import Foundation
import GRDB
import Testing

/// What `chartsift run` leaves for others: the view, the run's row, exports, stored text.
@Suite struct RunResultTests {
  let folder: Scratch
  let vocabulary: String
  let output: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
    output = folder["notes.sqlite"]
  }

  @discardableResult
  private func run(_ input: String, _ flags: String...) throws -> Outcome {
    let outcome = try Program.run(
      ["run", "-", "--quiet", "--lexicon", vocabulary, "--output", output] + flags, input: input, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return outcome
  }

  @Test func noteNLPHasTheColumnsOfTheCDM() throws {
    try run(
      [
        try noteLine("501", "No cough."), try noteLine("x", "Rule out PE."), try noteLine("502", "Mother had cough."),
        try noteLine("503", "Chest pain."), try noteLine("504", "Return if you develop cough."),
        try noteLine("505", "Possible PE."), try noteLine("99999999999999999999", "Cough."), "{bad",
      ].joined(separator: "\n"))
    let rows = try Database(output).rows("SELECT * FROM NOTE_NLP WHERE lexical_variant NOT IN ('Chest', 'chest')")
    let first = try #require(rows.first)
    #expect(
      Array(first.columnNames) == [
        "note_nlp_id", "note_id", "section_concept_id", "snippet", "offset", "lexical_variant", "note_nlp_concept_id",
        "note_nlp_source_concept_id", "nlp_system", "nlp_date", "nlp_datetime", "term_exists", "term_temporal",
        "term_modifiers",
      ])
    #expect(rows.map { $0["term_exists"] as String } == ["N", "N", "N", "Y", "N", "Y", "Y"])
    #expect(rows.map { $0["lexical_variant"] as String }.prefix(4) == ["cough", "PE", "cough", "Chest pain"])
    #expect(first["note_id"] == 501)
    #expect(first["offset"] as String? == "3")
    #expect(first["note_nlp_concept_id"] == 0)
    let keys = try Database(output).rows(
      "SELECT note_key FROM note WHERE note_id IN ('x', '99999999999999999999') ORDER BY note_key")
    #expect(rows[1]["note_id"] as Int == keys[0]["note_key"])
    #expect(rows[6]["note_id"] as Int == keys[1]["note_key"])
    #expect(Set(rows.map { $0["note_nlp_id"] as Int }).count == rows.count)
  }

  @Test func exportEqualsPipe() throws {
    var generator = GeneratedNotes(seed: 31)
    var lines = try (0..<200).map { try noteLine("\($0)", generator.mixed(sentences: $0 % 12)) }
    lines.insert("{bad", at: 50)
    let input = lines.joined(separator: "\n")
    try run(input)
    let exported = try Program.run(["export", output, "--format", "jsonl"], in: folder)
    let piped = try Program.run(["pipe", "--quiet", "--lexicon", vocabulary], input: input, in: folder)
    #expect(exported.lines == piped.lines)
    #expect(exported.lines.count == 201)
    try Program.run(["export", output, "--format", "jsonl", "--output", folder["out.jsonl"]], in: folder)
    #expect(FileManager.default.contents(atPath: folder["out.jsonl"]) == exported.output)
  }

  @Test func exportOfGivenEntitiesKeepsTheirIDs() throws {
    let line = #"{"id":"n","text":"no cough","entities":[{"id":"T1","type":"problem","start":3,"end":8}]}"#
    try run(line, "--given-entities")
    let exported = try Program.run(["export", output, "--format", "jsonl"], in: folder)
    let piped = try Program.run(
      ["pipe", "--given-entities", "--lexicon", vocabulary], input: line, in: folder)
    #expect(exported.lines == piped.lines)
    #expect(exported.text.contains(#""id":"T1""#))
  }

  @Test func csvExportHasOneRowForEachEntity() throws {
    try run(try noteLine("a,\"b", "No cough."))
    let text = try Program.run(["export", output, "--format", "csv"], in: folder).text
    // "\r\n" is one Character of Swift, so that lines are split at scalars.
    let lines = text.unicodeScalars.split(separator: "\n").map { String($0).trimmingCharacters(in: .newlines) }
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("note_id,patient_id,date,note_type,entity_id,type,start,end,text,") == true)
    #expect(lines.last?.hasPrefix("\"a,\"\"b\",,,,1,problem,3,8,cough,C0010200,TEST,true,false,") == true)
  }

  @Test func theRunRowIsEnoughToRunAgain() throws {
    try run(try noteLine("a", "No cough.") + "\n{bad\n", "--all-matches", "--threads", "2")
    let row = try #require(try Database(output).rows("SELECT * FROM run").first)
    for column in ["version", "configuration_hash", "lexicon_hash", "rules_hash", "started_at", "finished_at"] {
      #expect((row[column] as String?)?.isEmpty == false, "\(column)")
    }
    #expect(row["inputs"] as String? == #"["-"]"#)
    #expect(row["threads"] == 2)
    #expect(row["notes_ok"] == 1)
    #expect(row["notes_error"] == 1)
    let configuration = try JSONSerialization.jsonObject(with: Data((row["configuration"] as String).utf8))
    #expect(configuration is [String: Any])
  }

  @Test func textIsStoredOnlyWhenAsked() throws {
    let canary = "Zebracanary cough"
    try run(try noteLine("a", canary))
    #expect(try Database(output).strings("SELECT text FROM note") == [nil])
    let bytes = try #require(FileManager.default.contents(atPath: output))
    #expect(bytes.range(of: Data("Zebracanary".utf8)) == nil)
    try FileManager.default.removeItem(atPath: output)
    try run(try noteLine("a", canary), "--store-text", "original")
    #expect(try Database(output).strings("SELECT text FROM note") == [canary])
  }

  @Test func oneFileIsLeft() throws {
    try run(try noteLine("a", "cough"))
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("notes.sqlite") }
    #expect(left == ["notes.sqlite"])
    #expect(try Database(output).isSound())
  }
}
