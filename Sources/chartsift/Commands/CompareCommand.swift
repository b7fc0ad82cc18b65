import AnnotationFormats
import ArgumentParser
import ClinicalText
import Evaluation
import Files
import Pipeline

/// `chartsift compare`: several extractors over the same notes.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Sets several extractors side by side: agreement, differences, significance, one HTML page.",
    discussion: """
      A run is NAME=PATH or PATH: a database of this program, or predictions in any format
      that 'evaluate' reads. Runs named NAME#1, NAME#2 … are repetitions of one extractor:
      their stability is told. Speed and cost come from the database, or from a run card
      beside the predictions (PATH.run.json).

      Examples:
        chartsift compare ours=notes.sqlite theirs=predictions.jsonl --gold gold.jsonl
        chartsift compare a.sqlite b.sqlite --texts notes.jsonl --html differences.html
        chartsift compare gpt#1=a.jsonl gpt#2=b.jsonl gpt#3=c.jsonl --json
      """)

  @Argument(help: ArgumentHelp("Two runs or more, as NAME=PATH or PATH.", valueName: "run"))
  var runs: [String]

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Gold annotations, where there are any.", valueName: "gold"))
  var gold: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Note JSONL to take texts from, when neither gold nor runs hold them.", valueName: "file"))
  var texts: [String] = []

  @Option(help: ArgumentHelp("Write one self-contained page.", valueName: "file.html"))
  var html: String?
  @Option(help: ArgumentHelp("At most so many notes on the page, those with most disagreement first.", valueName: "n"))
  var htmlNotes = 500
  @Option(help: ArgumentHelp("Title of the page.", valueName: "text"))
  var title = "Comparison of extractors"

  @Flag(help: "Compare identifiers, by category, instead of entities.")
  var identifiers = false

  @Option(help: ArgumentHelp("Shuffles of the significance test.", valueName: "n"))
  var shuffles = 10_000

  @Flag(help: "Print JSON instead of tables.")
  var json = false
  @Option(name: [.short, .long], help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"))
  var output = "-"

  @OptionGroup var scoring: ScoringOptions
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard runs.count >= 2 else { throw ValidationError("compare needs two runs or more.") }
    guard (1...1_000_000).contains(shuffles) else {
      throw ValidationError("--shuffles must be between 1 and 1000000.")
    }
    guard htmlNotes >= 0 else { throw ValidationError("--html-notes must not be negative.") }
    let names = Self.named(runs).map(\.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two runs are named '\(twice)'; write NAME=PATH to tell them apart.")
    }
  }

  func run() throws {
    var options = ComparisonOptions()
    options.types = scoring.chosenTypes
    options.goldMap = try scoring.typeMap(scoring.map, "--map", data)
    options.runMap = try scoring.typeMap(scoring.predictionMap, "--prediction-map", data)
    options.bootstrap = scoring.bootstrap
    options.randomization = ApproximateRandomization(shuffles: shuffles, seed: scoring.seed)
    let compared = try Self.named(runs).map { name, path in
      let set = prepared(try scoring.predictionSource.read([path]), options.runMap)
      var run = ComparedRun(name: name, source: path, set: set)
      run.card = try AnnotationSource.card(of: path)
      return run
    }
    let goldSet = gold.isEmpty ? nil : prepared(try scoring.goldSource.read(gold), options.goldMap)
    if identifiers {
      // Identifiers have their names by now.
      options.goldMap = TypeMap()
      options.runMap = TypeMap()
    }
    let sets = compared.map(\.set) + (goldSet.map { [$0] } ?? [])
    try scoring.checkTypes(sets, compared.map { _ in options.runMap } + [options.goldMap])
    let textSet = texts.isEmpty ? nil : try AnnotationSource().read(texts)
    let comparison = Comparison(compared, gold: goldSet, texts: textSet, options: options)

    try OutputFile.write(json ? jsonText(comparison) : ComparisonText(comparison).text, to: output)
    for index in 0..<(compared.count + (goldSet == nil ? 0 : 1)) {
      ProblemList.tell(
        comparison.failures(run: index), side: index < compared.count ? compared[index].name : "gold",
        quiet: data.quiet)
    }
    if let html { try writePage(comparison, html) }
  }

  private func prepared(_ set: AnnotationSet, _ map: TypeMap) -> AnnotationSet {
    let mapped = set.mappingIdentifiers(by: map)
    return identifiers ? mapped.identifiersAsEntities : mapped
  }

  /// Names and paths. A name stands in front of the first "=" that no "/" comes before; else the path is the name.
  static func named(_ runs: [String]) -> [(name: String, path: String)] {
    runs.map { run in
      guard let sign = run.firstIndex(of: "="), !run[..<sign].contains("/"), sign > run.startIndex else {
        return (run, run)
      }
      return (String(run[..<sign]), String(run[run.index(after: sign)...]))
    }
  }

  private func jsonText(_ comparison: Comparison) -> String {
    JSONWriter.text { json in
      comparison.write(to: &json)
      json.object("settings") { json in
        json.string("version", ProgramVersion.text)
        json.int("resamples", scoring.resamples)
        json.int("shuffles", shuffles)
        json.string("seed", String(scoring.seed))
      }
    }
  }

  private func writePage(_ comparison: Comparison, _ path: String) throws {
    let page = comparison.pageData(title: title, made: Clock.today(), noteLimit: htmlNotes)
    let buffer = OutputBuffer()
    ComparePage.append(page, to: buffer)
    try OutputFile.write(buffer, to: path)
    if page.notes.isEmpty, comparison.noteCount > 0 {
      Console.error(
        "chartsift: the page shows no notes: neither gold nor runs hold texts; give --texts with the notes")
    }
    if !data.quiet {
      Console.error("\(Readable.count(page.notes.count, "note")), \(Readable.bytes(buffer.count)) → \(path)")
    }
  }
}
