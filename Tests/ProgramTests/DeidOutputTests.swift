import Foundation
import Testing

/// What `deid` leaves behind, and when it leaves nothing.
@Suite struct DeidOutputTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func note(_ text: String = "Mr. John Smith", _ id: String = "1") -> String {
    "{\"id\":\"\(id)\",\"text\":\"\(text)\"}\n"
  }

  @Test func outputsAreTheOwnersOnly() throws {
    try folder.write(note(), "in/a/n.jsonl")
    let (outcome, _) = try Deid.run([folder["in"]], in: folder)
    #expect(outcome.code == 0)
    let files = Deid.files(folder["out"])
    #expect(files.keys.contains("audit/manifest.json"))
    for name in files.keys { #expect(try Deid.mode(folder["out/\(name)"]) == 0o600, "\(name)") }
    #expect(try Deid.mode(folder["out"]) == 0o700)
  }

  @Test func auditFilesTellWhatWasDone() throws {
    try folder.write(note() + "broken\n" + note("none", "2"), "n.jsonl")
    let (outcome, _) = try Deid.run([folder["n.jsonl"]], in: folder)
    #expect(outcome.code == 0)
    let manifest = try Deid.manifest(folder["out/audit"])
    let output = try #require(manifest["output"] as? [String: Any])
    #expect(output["notes"] as? Int == 2)
    let identifiers = try #require(manifest["identifiers"] as? [String: Any])
    #expect(identifiers["replaced"] as? Int == 1)
    #expect((identifiers["types"] as? [Any])?.count == 28)
    let rules = try #require(identifiers["rules"] as? [[String: Any]])
    #expect(rules.reduce(0) { $0 + ($1["found"] as? Int ?? 0) } == 1)
    #expect(
      FileManager.default.contents(atPath: folder["out/audit/failures.jsonl"])?.string
        == #"{"file":1,"line":2,"code":"invalid_json"}"# + "\n")
    let log = try #require(FileManager.default.contents(atPath: folder["out/audit/log.jsonl"])?.string)
    #expect(log.contains(#""event":"deid""#) && log.contains(#""previous":"0000"#))
  }

  @Test func auditFilesMayLieElsewhere() throws {
    try folder.write(note(), "n.jsonl")
    let outcome = try Program.run(
      ["deid", folder["n.jsonl"], "--output", "-", "--audit", folder["evidence"]], in: folder)
    #expect(outcome.code == 0)
    #expect(outcome.text == note("Mr. [PATIENT]"))
    #expect(
      Deid.files(folder["evidence"]).keys.sorted() == ["failures.jsonl", "files.jsonl", "log.jsonl", "manifest.json"])
  }

  @Test func aSecondRunReplacesNothingUnlessForced() throws {
    try folder.write(note(), "in/a.jsonl")
    try folder.write(note("t", "2"), "in/b.jsonl")
    let first = try Deid.run([folder["in"]], in: folder)
    #expect(first.files.count == 2)
    let refused = try Deid.run([folder["in"]], in: folder)
    #expect(refused.outcome.code == 2)
    #expect(refused.outcome.error.contains("--force"))
    #expect(refused.files == first.files)
    try FileManager.default.removeItem(atPath: folder["in/b.jsonl"])
    let forced = try Deid.run([folder["in"], "--force"], in: folder)
    #expect(forced.outcome.code == 0)
    #expect(forced.files.keys.sorted() == ["notes-000001.jsonl"])
    // The log goes on.
    let log = try #require(FileManager.default.contents(atPath: folder["out/audit/log.jsonl"])?.string)
    #expect(log.split(separator: "\n").count == 2)

    try folder.write("mine", "other/letter.txt")
    let foreign = try Deid.run([folder["in"], "--force"], to: "other", in: folder)
    #expect(foreign.outcome.code == 2)
    #expect(foreign.files.mapValues(\.string) == ["letter.txt": "mine"])
    try folder.write("mine", "mine.jsonl")
    let file = try Program.run(["deid", folder["in"] + "/a.jsonl", "--output", folder["mine.jsonl"]], in: folder)
    #expect(file.code == 2)
    #expect(FileManager.default.contents(atPath: folder["mine.jsonl"])?.string == "mine")
  }

  @Test func maxErrorsLeaveNothing() throws {
    try folder.write(note() + "broken\nbroken\n", "n.jsonl")
    let (outcome, _) = try Deid.run([folder["n.jsonl"], "--max-errors", "2"], in: folder)
    #expect(outcome.code == 3)
    #expect(!FileManager.default.fileExists(atPath: folder["out"]))
    let (allowed, files) = try Deid.run([folder["n.jsonl"], "--max-errors", "3"], in: folder)
    #expect(allowed.code == 0)
    #expect(files.count == 1)
  }

  @Test func aKilledRunLeavesNoFileThatLooksWhole() throws {
    var generator = GeneratedNotes(seed: 5)
    var lines = ""
    for i in 0..<4000 { lines += note(generator.plain(sentences: 60).replacing("\n", with: " "), "\(i)") }
    try folder.write(lines, "in/n.jsonl")
    try folder.write(lines, "in/o.jsonl")
    let output = folder["out"]
    let program = try Program.start(["deid", folder["in"], "--output", output], in: folder)
    while program.isRunning(), !Deid.files(output).values.contains(where: { $0.count > 300_000 }) { usleep(5000) }
    try #require(program.kill9(), "the program ended before it could be killed")
    let left = Deid.files(output)
    #expect(left.keys.allSatisfy { $0.hasPrefix(".chartsift-partial/") })
    #expect(!left.isEmpty)
    // The next run takes the place over.
    let (outcome, files) = try Deid.run([folder["in"]], in: folder)
    #expect(outcome.code == 0)
    #expect(files.keys.sorted() == ["notes-000001.jsonl", "notes-000002.jsonl"])
  }

  @Test func aSignalLeavesNothing() throws {
    var generator = GeneratedNotes(seed: 6)
    var lines = ""
    for i in 0..<8000 { lines += note(generator.plain(sentences: 60).replacing("\n", with: " "), "\(i)") }
    try folder.write(lines, "n.jsonl")
    let output = folder["out"]
    let program = try Program.start(["deid", folder["n.jsonl"], "--output", output], in: folder)
    while program.isRunning(), !Deid.files(output).values.contains(where: { $0.count > 300_000 }) { usleep(5000) }
    kill(program.processID, SIGTERM)
    let outcome = try program.finish()
    #expect(outcome.code == 1)
    #expect(outcome.error.contains("stopped by a signal"))
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func wrongUsage() throws {
    try folder.write(note(), "in/n.jsonl")
    let cases: [([String], String)] = [
      (["--output", folder["x.jsonl"]], "names a file"),
      (["--output", "-"], "--output -"),
      (["--output", folder["o"], "--deid", "off"], "--deid"),
      (["--output", folder["o"], "--policy", "save-harbor"], "policy"),
      (["--output", folder["no/such/o"]], "cannot be written"),
    ]
    for (flags, words) in cases {
      let outcome = try Program.run(["deid", folder["in"]] + flags, in: folder)
      #expect(outcome.code == (words == "cannot be written" ? 1 : 2), "\(flags)")
      #expect(outcome.error.contains(words), "\(flags): \(outcome.error)")
    }
    let help = try Program.run(["deid", "--help"], in: folder)
    #expect(help.code == 0 && help.text.contains("Examples:"))
  }
}
