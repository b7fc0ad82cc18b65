import AnnotationFormats
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
        chartsift export notes.sqlite --format note-nlp > note_nlp.csv
        chartsift export notes.sqlite --format brat --texts notes.jsonl --output brat/

      note-nlp is the table NOTE_NLP of the OMOP common data model 5.4 as CSV.
      All formats but jsonl, csv and note-nlp need the notes' text: stored with
      'run --store-text original', or given by --texts.
      """)

  @Argument(help: ArgumentHelp("A database that chartsift wrote.", valueName: "db.sqlite"))
  var database: String

  @Option(help: ArgumentHelp("\(Self.formats.joined(separator: ", ")).", valueName: "format"))
  var format: String

  @Option(name: [.short, .long], help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"))
  var output = "-"

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Note JSONL to take texts from.", valueName: "file"))
  var texts: [String] = []

  @Flag(help: "Leave out what the format has no place for (relations in CoNLL, entities in i2b2 XML).")
  var allowLoss = false

  @Flag(help: "Write matches that are not preferred too.")
  var allMatches = false

  @OptionGroup var data: DataOptions

  static let formats = ["jsonl", "csv", "note-nlp"] + AnnotationFormat.allCases.filter { $0 != .jsonl }.map(\.rawValue)

  func validate() throws {
    guard Self.formats.contains(format) else {
      throw ValidationError(Suggestion.unknown("--format", format, Self.formats))
    }
  }

  func run() throws {
    if format != "jsonl", let annotations = AnnotationFormat(rawValue: format) {
      return try write(as: annotations)
    }
    let reader = try ExportReader(database)
    let descriptor = output == "-" ? STDOUT_FILENO : open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: output, value: String(cString: strerror(errno)))
    }
    if format == "jsonl" {
      try JSONLExport.write(reader, to: descriptor, name: output, includeAll: allMatches)
    } else if format == "note-nlp" {
      try NoteNLPExport.write(reader, to: descriptor, name: output, includeAll: allMatches)
    } else {
      try CSVExport.write(reader, to: descriptor, name: output, includeAll: allMatches)
    }
    if descriptor != STDOUT_FILENO, close(descriptor) != 0 { throw Fault(.outputUnwritable, file: output) }
  }

  /// Writes by way of the annotation formats, which hold the text.
  private func write(as format: AnnotationFormat) throws(Fault) {
    guard output != "-" || ![.brat, .i2b2].contains(format) else {
      throw Fault(.usage, value: "\(format.rawValue) is a folder of files; give --output")
    }
    var set = try StoredAnnotations.read(database, includeAll: allMatches, asDeidentified: true)
    if !texts.isEmpty { AnnotationTexts.add(try AnnotationSource().read(texts), to: &set) }
    AnnotationTexts.dropFailed(&set)
    let lost = try AnnotationTexts.checkLoss(set, format, allowsLoss: allowLoss)
    if lost > 0 { Console.error("chartsift: left out: \(Readable.count(lost, "annotation"))") }
    try AnnotationWriter.write(set.documents, as: format, to: output)
    ProblemList.tell(set.failures, side: "database", quiet: data.quiet)
  }
}
