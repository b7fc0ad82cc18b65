import ClinicalText
import Glibc

/// The program's commands, each as a process of its own.
struct ProgramBenchmarks {
  let corpus: Corpus
  let work: String
  let program: String

  func run() throws {
    let input = "\(work)/notes.jsonl"
    let bytes = try corpus.write(to: input, textBytes: corpus.textBytes)
    let small = "\(work)/one.jsonl"
    let tenth = "\(work)/small.jsonl"
    _ = try corpus.write(to: small, textBytes: 1)
    _ = try corpus.write(to: tenth, textBytes: 10_000_000)
    func rate(_ use: Process.Use) -> Double { Double(bytes) / 1e6 / use.cpu }

    let one = try Process.run([program, "pipe", "--threads", "1", "--quiet"], input: input)
    Table.row("`pipe`, starter lexicon, one thread", rate(one), one.peakMegabytes)
    let two = try Process.run([program, "pipe", "--threads", "2", "--quiet"], input: input)
    Table.row("`pipe`, two threads: \(speedUp(one, two)) times as fast", rate(two), two.peakMegabytes)
    let database = "\(work)/notes.sqlite"
    func runJob(_ threads: String, _ file: String) throws -> Process.Use {
      for suffix in ["", "-wal", "-shm", "-lock"] { unlink(database + suffix) }
      return try Process.run([program, "run", file, "--output", database, "--threads", threads, "--quiet"])
    }
    let run = try runJob("1", input)
    Table.row("`run` to SQLite, starter lexicon, one thread", rate(run), run.peakMegabytes)
    let again = try Process.run([program, "run", input, "--output", database, "--threads", "1", "--quiet"])
    Table.row("`run` again, all notes there already", rate(again), again.peakMegabytes)
    let run2 = try runJob("2", input)
    Table.row("`run`, two threads: \(speedUp(run, run2)) times as fast", rate(run2), run2.peakMegabytes)
    let little = try runJob("1", tenth)
    Table.row("`run`, a tenth of the input: peak memory", "", little.peakMegabytes)
    var best = Double.infinity
    for _ in 0..<10 {
      best = min(best, try Process.run([program, "pipe", "--quiet"], input: small).wall)
    }
    Table.row("`pipe` with one note, start to end (best of ten)", "\((best * 10_000).rounded() / 10) ms", nil)
    try evaluate()
  }

  /// Gold and predictions of 5,000 documents with 500,000 mentions each.
  private func evaluate() throws {
    let (gold, predictions) = ("\(work)/gold.jsonl", "\(work)/predictions.jsonl")
    try ScoredDocuments(documents: 5000, mentions: 100).write(gold: gold, predictions: predictions)
    let command = [program, "evaluate", "--gold", gold, "--predictions", predictions, "--json", "--quiet"]
    let use = try Process.run(command)
    Table.row(
      "`evaluate`, 5,000 documents with 500,000 mentions, 1,000 resamples",
      "\((use.wall * 100).rounded() / 100) s", use.peakMegabytes)
  }

  private func speedUp(_ one: Process.Use, _ two: Process.Use) -> String {
    "\((one.wall / two.wall * 100).rounded() / 100)"
  }
}

/// Runs a command and tells what it used.
enum Process {
  struct Use {
    var cpu: Double
    var wall: Double
    var peakMegabytes: Int
  }

  /// - Parameter input: file for standard input; standard output goes to /dev/null.
  static func run(_ command: [String], input: String = "/dev/null") throws -> Use {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    var child = pid_t()
    let start = Usage.wallSeconds()
    guard posix_spawnp(&child, command[0], &actions, nil, arguments, environ) == 0 else {
      throw Fault(.inputMissing, file: command[0])
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
    guard status == 0 else {
      throw Fault(.internalError, file: command.joined(separator: " "), value: "status \(status)")
    }
    return Use(
      cpu: Usage.seconds(usage), wall: Usage.wallSeconds() - start, peakMegabytes: usage.ru_maxrss / 1024)
  }
}
