import ArgumentParser
import ClinicalText
import EntityStore
import Glibc
import Pipeline

/// `chartsift export`: results in other people's formats.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes the current results of a database in another format.",
    discussion: """
      Examples:
        chartsift export notes.sqlite --format csv > entities.csv
        chartsift export notes.sqlite --format jsonl --output results.jsonl
      """)

  @Argument(help: ArgumentHelp("A database that chartsift wrote.", valueName: "db.sqlite"))
  var database: String

  @Option(help: ArgumentHelp("jsonl or csv.", valueName: "format"))
  var format: String

  @Option(name: [.short, .long], help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"))
  var output = "-"

  @Flag(help: "Write matches that are not preferred too.")
  var allMatches = false

  @OptionGroup var data: DataOptions

  func validate() throws {
    guard ["jsonl", "csv"].contains(format) else {
      throw ValidationError(Suggestion.unknown("--format", format, ["jsonl", "csv"]))
    }
  }

  func run() throws {
    let reader = try ExportReader(database)
    let descriptor = output == "-" ? STDOUT_FILENO : open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: output, value: String(cString: strerror(errno)))
    }
    if format == "jsonl" {
      try JSONLExport.write(reader, to: descriptor, name: output, includeAll: allMatches)
    } else {
      try CSVExport.write(reader, to: descriptor, name: output, includeAll: allMatches)
    }
    if descriptor != STDOUT_FILENO, close(descriptor) != 0 { throw Fault(.outputUnwritable, file: output) }
  }
}
