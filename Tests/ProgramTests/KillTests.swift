import Foundation
import GRDB
import Testing

/// Runs that are killed, and finished by running the same command again.
@Suite struct KillTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// About 20 MB of notes with some broken lines and repeated ids among them, in a plain and a compressed file.
  private func writeNotes() throws -> [String] {
    var generator = GeneratedNotes(seed: 41)
    // Making text is the slow part here: a hundred different bodies are enough.
    let filler = String(repeating: "The visit went on with words that no vocabulary has, as most words are. ", count: 2)
    let bodies = (0..<100).map { _ in
      generator.plain(sentences: 14).replacingOccurrences(of: "\n", with: "\n\(filler)\n")
    }
    var paths: [String] = []
    for (file, range) in [("a.jsonl", 0..<3500), ("b.jsonl", 3500..<7000)] {
      var data = Data()
      for index in range {
        switch index % 500 {
        case 7: data += Data("{bad\n".utf8)
        case 8: data += Data((try noteLine("\(index - 5)", "another text") + "\n").utf8)
        default: data += Data((try noteLine("\(index)", "Note \(index).\n" + bodies[index % 100]) + "\n").utf8)
        }
      }
      paths.append(try folder.write(data, file))
    }
    paths[1] = try folder.compress("b.jsonl")
    return paths
  }

  @Test func killedRunsEndAsAnUndisturbedOne() throws {
    let inputs = try writeNotes()
    let whole = folder["whole.sqlite"]
    let started = DispatchTime.now().uptimeNanoseconds
    #expect(try Program.run(["run", "--quiet", "--output", whole] + inputs, in: folder).code == 0)
    let wholeMicroseconds = Int((DispatchTime.now().uptimeNanoseconds - started) / 1000)

    var generator = GeneratedNotes(seed: UInt64.random(in: 0...UInt64.max))
    var kills = 0
    var roundsLeft = 3
    while roundsLeft > 0 || kills < 8, roundsLeft > -6 {
      roundsLeft -= 1
      let output = folder["killed.sqlite"]
      for name in ["", "-wal", "-shm", "-lock"] { try? FileManager.default.removeItem(atPath: output + name) }
      var killsOfRound = 0
      for attempt in 0..<3 {
        let threads = attempt == 1 ? "1" : "2"
        let program = try Program.start(
          ["run", "--quiet", "--output", output, "--threads", threads] + inputs, in: folder)
        // Every other round begins with a kill while the database is being made.
        let bound = attempt == 0 && roundsLeft % 2 == 0 ? 60_000 : wholeMicroseconds * 2 / 3
        usleep(UInt32(generator.next(max(1, bound))))
        if program.kill9() { killsOfRound += 1 } else { break }
        if FileManager.default.fileExists(atPath: output) {
          // Whatever was committed can be read at once, by any client.
          #expect(try Database(output).rows("PRAGMA quick_check").map { $0[0] as String } == ["ok"])
        }
      }
      kills += killsOfRound
      #expect(try Program.run(["run", "--quiet", "--output", output] + inputs, in: folder).code == 0)
      #expect(try Database.differences(output, whole) == [])
      #expect(
        try Database(output).strings("SELECT status FROM run ORDER BY run_id").last == "done")
    }
    #expect(kills >= 8, "too few kills hit a run at work")
    #expect(try Database(whole).int("SELECT count(*) FROM note WHERE status = 'error'") == 28)
  }

  @Test func twoRunsCannotWriteOneDatabase() throws {
    let output = folder["notes.sqlite"]
    let ends = try PipeEnds(folder)
    let first = try RunningProgram(
      ["run", "-", "--output", output], standardInput: ends.reading, standardOutput: nil, in: folder)
    close(ends.reading)
    try waitForFile(output)
    let second = try Program.run(["run", "-", "--output", output], input: try noteLine("b", "cough"), in: folder)
    #expect(second.code == 1)
    #expect(second.error.contains("another run is writing"))
    close(ends.writing)
    #expect(try first.finish().code == 0)
    #expect(try Program.run(["run", "-", "--output", output], input: try noteLine("b", "cough"), in: folder).code == 0)
  }

  /// Waits until the program has opened its output: inputs are listed by then.
  private func waitForFile(_ path: String) throws {
    for _ in 0..<1500 where !FileManager.default.fileExists(atPath: path) { usleep(10_000) }
    try #require(FileManager.default.fileExists(atPath: path), "the run has not opened its output within 15 s")
  }

  @Test func aFileThatVanishesIsAnErrorRow() throws {
    try folder.write("cough", "in/a.txt")
    let gone = try folder.write("cough", "in/b.txt")
    try folder.write("cough", "in/c.txt")
    let output = folder["notes.sqlite"]
    let ends = try PipeEnds(folder)
    // Standard input stays open until the file is gone, so that the folder is listed before and read behind it.
    let program = try RunningProgram(
      ["run", "-", folder["in"], "--output", output, "--threads", "1"], standardInput: ends.reading,
      standardOutput: nil, in: folder)
    close(ends.reading)
    try waitForFile(output)
    try FileManager.default.removeItem(atPath: gone)
    close(ends.writing)
    let outcome = try program.finish()
    #expect(outcome.code == 0)
    let rows = try Database(output).rows("SELECT * FROM note ORDER BY position")
    #expect(rows.map { $0["status"] as String } == ["ok", "error", "ok"])
    #expect(rows[1]["error_code"] as String? == "file_unreadable")
    #expect(rows[1]["source"] as String? == gone)
    #expect(outcome.error.contains("file_unreadable"))
  }
}
