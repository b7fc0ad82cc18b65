import AnnotationFormats
import ArgumentParser
import ClinicalText
import Pipeline

/// `chartsift convert`: annotations from one format into another.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Writes annotations in another format.",
    discussion: """
      Reads what 'evaluate' reads and checks every annotation against its text. What the
      other format has no place for is refused; --allow-loss leaves whole kinds of it out
      (relations in CoNLL, entities in i2b2 XML).

      Examples:
        chartsift convert brat/ --to jsonl --output gold.jsonl
        chartsift convert gold.jsonl --to conll --output gold.conll
        chartsift convert results.jsonl --texts notes.jsonl --to brat --output brat/
      """)

  @Argument(help: ArgumentHelp("Files or folders of annotations, or databases.", valueName: "input"))
  var inputs: [String]

  @Option(help: ArgumentHelp("Format to write: \(ScoringOptions.formats).", valueName: "format"))
  var to: String

  @Option(name: [.short, .long], help: ArgumentHelp("File to write, or folder for brat and i2b2.", valueName: "path"))
  var output: String

  @Option(help: ArgumentHelp("Format of the input (default: told from the file).", valueName: "format"))
  var from: String?
  @Option(help: ArgumentHelp("What the input's offsets count: \(ScoringOptions.units).", valueName: "unit"))
  var offsets: String?
  @Option(help: ArgumentHelp("What the offsets written count.", valueName: "unit"))
  var outputOffsets: String?
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Annotated or plain note JSONL to take texts from, for results that have none.", valueName: "file"))
  var texts: [String] = []
  @Flag(help: "Leave out what the format has no place for, and tell how much.")
  var allowLoss = false
  @Flag(help: "Also matches that are not preferred.")
  var allMatches = false
  @Flag(help: "No summary.")
  var quiet = false

  func validate() throws {
    let formats = AnnotationFormat.allCases.map(\.rawValue)
    try ScoringOptions.check("--to", to, formats)
    try ScoringOptions.check("--from", from, formats)
    let units = OffsetUnit.allCases.map(\.rawValue)
    try ScoringOptions.check("--offsets", offsets, units)
    try ScoringOptions.check("--output-offsets", outputOffsets, units)
  }

  func run() throws {
    let source = AnnotationSource(
      AnnotationReader(
        format: from.flatMap(AnnotationFormat.init), unit: offsets.flatMap(OffsetUnit.init), includeAll: allMatches))
    var set = try source.read(inputs)
    if !texts.isEmpty { AnnotationTexts.add(try AnnotationSource().read(texts), to: &set) }
    AnnotationTexts.dropFailed(&set)
    let documents = set.documents
    guard let format = AnnotationFormat(rawValue: to) else { return }
    let lost = try AnnotationTexts.checkLoss(set, format, allowsLoss: allowLoss)
    try AnnotationWriter.write(documents, as: format, to: output, unit: outputOffsets.flatMap(OffsetUnit.init))
    ProblemList.tell(set.failures, side: "input", quiet: quiet)
    if lost > 0 {
      Console.error("chartsift: left out, since \(to) has no place for them: \(Readable.count(lost, "annotation"))")
    }
    if !quiet {
      let entities = format == .i2b2 ? 0 : documents.reduce(0) { $0 + $1.entities.count }
      let identifiers = documents.reduce(0) { $0 + $1.identifiers.count }
      Console.error(
        "\(Readable.count(documents.count, "document")), \(Readable.count(entities, "entity")), "
          + "\(Readable.count(identifiers, "identifier")) → \(output)")
    }
  }
}
