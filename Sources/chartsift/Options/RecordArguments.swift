import ArgumentParser
import Glibc
import Pipeline

/// Flags of commands that read notes and do not extract: how many, on how many cores, how large.
struct RecordArguments: ParsableArguments {
  @Option(help: ArgumentHelp("How many notes are worked on at once (default: all cores).", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Stop behind the first N records.", valueName: "n"))
  var limit: Int?

  @Option(help: ArgumentHelp("Take N records of the whole input, chosen by --seed.", valueName: "n"))
  var sample: Int?
  @Option(help: ArgumentHelp("Which sample.", valueName: "s"))
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Stop with exit code 3 at the N-th failed note (0: at the first).", valueName: "n"))
  var maxErrors: Int?

  @Option(help: ArgumentHelp("A larger note is an error row.", valueName: "bytes"))
  var maxNoteBytes = 16 * 1024 * 1024

  func validate() throws {
    if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    if let limit, limit < 0 { throw ValidationError("--limit must not be negative.") }
    if let sample, sample < 0 { throw ValidationError("--sample must not be negative.") }
    if sample != nil, limit != nil { throw ValidationError("--sample and --limit exclude each other.") }
    if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors must not be negative.") }
    guard (1...(1 << 30)).contains(maxNoteBytes) else {
      throw ValidationError("--max-note-bytes must be between 1 and 1073741824.")
    }
  }

  var threadCount: Int { threads ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  var sampling: Sampling? { sample.map { Sampling(size: $0, seed: seed) } }
}
