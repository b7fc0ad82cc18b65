import Foundation
import GRDB
import Testing

/// Outputs that cannot be written, or must not be.
@Suite struct OutputFileTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func run(to output: String, _ input: String = #"{"id":"a","text":"cough"}"#) throws -> Outcome {
    try Program.run(["run", "-", "--quiet", "--output", output], input: input, in: folder)
  }

  @Test func aForeignFileIsRefusedAndNotChanged() throws {
    let text = try folder.write("These are my notes.\n" + String(repeating: "x", count: 5000), "mine.txt")
    let before = try #require(FileManager.default.contents(atPath: text))
    let outcome = try run(to: text)
    #expect(outcome.code == 2)
    #expect(outcome.error.contains("no ChartSift database"))
    #expect(FileManager.default.contents(atPath: text) == before)

    let database = folder["other.sqlite"]
    do {
      let queue = try DatabaseQueue(path: database)
      try queue.write { try $0.execute(sql: "CREATE TABLE note (a); INSERT INTO note VALUES (1)") }
      try queue.close()
    }
    let bytes = try #require(FileManager.default.contents(atPath: database))
    #expect(try run(to: database).code == 2)
    #expect(FileManager.default.contents(atPath: database) == bytes)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasSuffix("-lock") })
  }

  @Test func theInputIsNeverTheOutput() throws {
    let input = try folder.write(#"{"id":"a","text":"cough"}"#, "n.jsonl")
    let outcome = try Program.run(["run", input, "--output", input], in: folder)
    #expect(outcome.code == 2)
    #expect(FileManager.default.contents(atPath: input) == Data(#"{"id":"a","text":"cough"}"#.utf8))
  }

  @Test func foldersThatAreNotThere() throws {
    let outcome = try run(to: folder["no/such/notes.sqlite"])
    #expect(outcome.code == 1 || outcome.code == 2)
    #expect(outcome.error.contains("no/such/notes.sqlite"))
    #expect(try [1, 2].contains(run(to: folder.path).code))
  }

  @Test func aFullDiskStopsWithAMessageAndASoundDatabase() throws {
    guard let mount = Tool.find("mount"), let unmount = Tool.find("umount"), getuid() == 0 else {
      print("skipped: mounting a small disk needs root")
      return
    }
    let disk = folder["disk"]
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    guard try Tool.run(mount, ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]) == 0 else {
      print("skipped: a tmpfs cannot be mounted here")
      return
    }
    defer { _ = try? Tool.run(unmount, [disk]) }
    var generator = GeneratedNotes(seed: 51)
    let input = try (0..<12_000).map { try noteLine("\($0)", generator.plain(sentences: 12)) }.joined(separator: "\n")
    let output = disk + "/notes.sqlite"
    let outcome = try run(to: output, input)
    #expect(outcome.code == 1)
    #expect(outcome.error.contains("disk is full"))
    #expect(!outcome.error.contains("cough"))
    #expect(try Database(output).isSound())
    let kept = try Database(output).int("SELECT count(*) FROM note")
    #expect(kept > 0)

    // With room again the same command goes on, and ends as an undisturbed run does.
    #expect(try Tool.run(mount, ["-o", "remount,size=200m", disk]) == 0)
    #expect(try run(to: output, input).code == 0)
    #expect(try run(to: folder["whole.sqlite"], input).code == 0)
    #expect(try Database.differences(output, folder["whole.sqlite"]) == [])
  }

  @Test func aFullDiskUnderPipeAndExport() throws {
    guard access("/dev/full", W_OK) == 0 else {
      print("skipped: there is no /dev/full")
      return
    }
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let input = open(try folder.write(try noteLine("a", "cough"), "n.jsonl"), O_RDONLY | O_CLOEXEC)
    defer { close(input) }
    let piped = try RunningProgram(["pipe"], standardInput: input, standardOutput: full, in: folder).finish()
    #expect(piped.code == 1)
    #expect(piped.error.contains("disk is full"))
    #expect(try run(to: folder["notes.sqlite"]).code == 0)
    for format in ["jsonl", "csv"] {
      let outcome = try Program.run(
        ["export", folder["notes.sqlite"], "--format", format, "--output", "/dev/full"], in: folder)
      #expect(outcome.code == 1)
      #expect(outcome.error.contains("disk is full"))
    }
  }
}
