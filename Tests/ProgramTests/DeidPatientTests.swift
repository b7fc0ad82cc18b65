import Foundation
import Testing

/// What `deid` does for patients: propagation, numbers that join, shifted dates, fields that a policy keeps.
@Suite struct DeidPatientTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func note(_ id: String, _ patient: String, _ text: String, _ more: String = "") -> String {
    "{\"id\":\"\(id)\",\"patient_id\":\"\(patient)\",\"text\":\"\(text)\"\(more)}\n"
  }

  @Test func aNameOfOneNoteGoesFromAllNotesOfThePatient() throws {
    let notes =
      note("1", "a", "Kjeldsen-Quarles improved.") + note("2", "a", "Patient: Imani Kjeldsen-Quarles")
      + note("3", "b", "Known.", ",\"known_phi\":[\"Zimbrowski\"]") + note("4", "b", "Zimbrowski slept.")
    try folder.write(notes, "n.jsonl")
    let (outcome, files) = try Deid.run([folder["n.jsonl"]], in: folder)
    #expect(outcome.code == 0)
    let text = try #require(files["notes-000001.jsonl"]?.string)
    #expect(!text.contains("Kjeldsen") && !text.contains("Quarles") && !text.contains("Zimbrowski"), "\(text)")
    let piped = try Program.run(["deid", "-", "--output", "-"], input: notes, in: folder)
    #expect(piped.text == text)
  }

  @Test func patientsOfAFileAreKnown() throws {
    try folder.write(note("1", "a", "zimbrowski slept."), "n.jsonl")
    try folder.write("patient_id,last_name\na,Zimbrowski\n", "p.csv")
    let (outcome, files) = try Deid.run([folder["n.jsonl"], "--patients", folder["p.csv"]], in: folder)
    #expect(outcome.code == 0)
    #expect(files["notes-000001.jsonl"]?.string.contains("imbrowski") == false)
    let bad = try Deid.run([folder["n.jsonl"], "--patients", folder["none.csv"]], to: "bad", in: folder)
    #expect(bad.outcome.code == 2)
    #expect(!FileManager.default.fileExists(atPath: folder["bad"]))
  }

  @Test func knownPHIThatCannotBeReadFailsItsRecord() throws {
    try folder.write(note("1", "a", "one", ",\"known_phi\":7") + note("2", "a", "two"), "n.jsonl")
    let (outcome, files) = try Deid.run([folder["n.jsonl"]], in: folder)
    #expect(outcome.code == 0)
    #expect(files["notes-000001.jsonl"]?.string == note("1", "1", "two"))
    #expect(outcome.error.contains("invalid_field"))
  }

  @Test func theLinkageKeepsNumbersFromRunToRun() throws {
    let linkage = folder["linkage.sqlite"]
    try folder.write(note("n1", "p1", "x") + note("n2", "p2", "y"), "march.jsonl")
    try folder.write(note("n3", "p3", "z") + note("n2", "p2", "y"), "april.jsonl")
    for month in ["march", "april"] {
      let (outcome, _) = try Deid.run([folder["\(month).jsonl"], "--linkage", linkage], to: month, in: folder)
      #expect(outcome.code == 0, "\(outcome.error)")
    }
    let april = try #require(FileManager.default.contents(atPath: folder["april/notes-000001.jsonl"])?.string)
    #expect(april == note("3", "3", "z") + note("2", "2", "y"))
    #expect(try Deid.mode(linkage) == 0o600)
    let rows = try Database(linkage).rows("SELECT note_key, note_id, patient_id FROM note ORDER BY note_key")
    #expect(
      rows.map { "\($0["note_key"] as Int) \($0["note_id"] as String) \($0["patient_id"] as String)" }
        == ["1 n1 p1", "2 n2 p2", "3 n3 p3"])
    // A run that fails leaves none behind.
    let failed = try Deid.run(
      [folder["march.jsonl"], "--linkage", folder["l2.sqlite"]], to: "march", in: folder)
    #expect(failed.outcome.code == 2)
    #expect(!FileManager.default.fileExists(atPath: folder["l2.sqlite"]))
  }

  @Test func aRecordsDateMovesWithTheDatesOfItsText() throws {
    try folder.write(Data((0..<32).map { UInt8($0 * 7 + 1) }), "key")
    try folder.write(
      note("1", "a", "Seen on 2011-02-03.", ",\"date\":\"2011-02-03T10:30:00\"")
        + note("2", "a", "Back on 2011-02-10.", ",\"date\":\"2011-02-10\"") + note("3", "a", "x", ",\"date\":\"soon\""),
      "n.jsonl")
    let arguments = ["deid", folder["n.jsonl"], "--output", "-", "--deid", "surrogate"]
    #expect(try Program.run(arguments, in: folder).code == 2)
    let outcome = try Program.run(arguments + ["--key-file", folder["key"]], in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.contains("Expert Determination"))
    let notes = try outcome.objects()
    let texts = notes.compactMap { $0["text"] as? String }
    let dates = notes.compactMap { $0["date"] as? String }
    #expect(dates.count == 2)
    #expect(texts[0].contains(dates[0].prefix(10)) && !dates[0].contains("2011-02-03"))
    #expect(dates[0].hasSuffix("T10:30:00"))
    #expect(texts[1].contains(dates[1]))
  }

  @Test func whatThePolicyListsStays() throws {
    try folder.write(
      "name: ours\nbase: safe-harbor\nmetadata: [Ward, type]\n", "ours.yaml")
    try folder.write("id,text,ward,type,bed\n7,x,\"W, 4\",Odd type,3\n", "n.csv")
    let (outcome, files) = try Deid.run([folder["n.csv"], "--policy", folder["ours.yaml"]], in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(files["notes-000001.csv"]?.string == "id,text,ward,type,bed\n1,x,\"W, 4\",Odd type,\n")
    #expect(try Deid.manifest(folder["out/audit"])["policy"] as? String == "ours")
  }

  @Test func theVaultHoldsWhatWasReplaced() throws {
    try folder.write(Data((0..<32).map { UInt8($0 * 5 + 3) }), "key")
    try folder.write(note("1", "a", "Mr. John Smith slept."), "n.jsonl")
    let vault = ["--vault", folder["v"], "--vault-key-file", folder["key"]]
    let (outcome, _) = try Deid.run([folder["n.jsonl"]] + vault, in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    let bytes = try #require(FileManager.default.contents(atPath: folder["v"]))
    #expect(bytes.starts(with: Data("CSVAULT1".utf8)))
    #expect(!bytes.string.contains("Smith"))
    // A run that fails leaves none behind.
    try folder.write("broken\n", "b.jsonl")
    let failed = try Program.run(
      [
        "deid", folder["b.jsonl"], "--output", folder["b/"], "--max-errors", "1", "--vault", folder["w"],
        "--vault-key-file", folder["key"],
      ], in: folder)
    #expect(failed.code == 3)
    #expect(!FileManager.default.fileExists(atPath: folder["w"]))
  }
}
