import AnnotationFormats
import ArgumentParser
import ClinicalText
import Evaluation
import Files
import Glibc
import Pipeline

/// `chartsift evaluate`: scores of one extractor against gold.
struct EvaluateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Scores predictions against gold annotations.",
    discussion: """
      Gold and predictions are files or folders in any format that is read (JSONL, brat,
      BioC, PubTator, CoNLL, i2b2 XML, spaCy, LangExtract); predictions may also be a
      database of this program. Documents are joined by id.

      Examples:
        chartsift evaluate --gold gold.jsonl --predictions notes.sqlite
        chartsift evaluate --gold brat/ --predictions results.jsonl --json
        chartsift evaluate --gold gold.jsonl --predictions spacy.json --prediction-map types.tsv
        chartsift evaluate --gold gold.jsonl --predictions results.jsonl --types problem,medication
      """)

  @Option(parsing: .upToNextOption, help: ArgumentHelp("Gold annotations: files or folders.", valueName: "gold"))
  var gold: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("What an extractor found: a database, files or folders.", valueName: "pred"))
  var predictions: [String]

  @OptionGroup var scoring: ScoringOptions

  @Option(help: ArgumentHelp("Relation types to score (default: those of the gold).", valueName: "list"))
  var relationTypes: [String] = []

  @Option(help: ArgumentHelp("A field of the gold documents to score by; repeatable.", valueName: "field"))
  var groupBy: [String] = []

  @Flag(help: "The predictions were made with the gold's entities given: pair by id.")
  var givenEntities = false

  @Flag(help: "Print JSON instead of tables.")
  var json = false

  @Option(name: [.short, .long], help: ArgumentHelp("Where to write; - for standard output.", valueName: "file"))
  var output = "-"

  @Option(help: ArgumentHelp("How many of the worst documents and commonest errors are told.", valueName: "n"))
  var list = 10

  @Option(help: ArgumentHelp("Also write every mention and what came of it as a table.", valueName: "file.tsv"))
  var cases: String?

  @Flag(help: "Leave the text of mentions and their context out of the report.")
  var noText = false

  @Option(
    help: ArgumentHelp(
      "End with exit code 3 when there are more problems than this: annotations or documents that cannot be used.",
      valueName: "n"))
  var maxErrors: Int?

  @OptionGroup var data: DataOptions

  func validate() throws {
    guard list >= 0 else { throw ValidationError("--list must not be negative.") }
    if let maxErrors, maxErrors < 0 { throw ValidationError("--max-errors must not be negative.") }
  }

  func run() async throws {
    var options = EvaluationOptions()
    options.goldMap = try scoring.typeMap(scoring.map, "--map", data)
    options.predictionMap = try scoring.typeMap(scoring.predictionMap, "--prediction-map", data)
    let (goldSource, goldPaths) = (scoring.goldSource, gold)
    async let goldRead = Task { try goldSource.read(goldPaths) }.value
    let predictionSet = try scoring.predictionSource.read(predictions).mappingIdentifiers(by: options.predictionMap)
    let goldSet = try await goldRead.mappingIdentifiers(by: options.goldMap)
    guard !goldSet.documents.isEmpty || !goldSet.failures.isEmpty else {
      throw Fault(.noInput, file: gold[0], value: "the gold holds no document")
    }
    options.types = scoring.chosenTypes
    try scoring.checkTypes([goldSet, predictionSet], [options.goldMap, options.predictionMap])
    tellUnknownFields(goldSet)
    options.relationTypes = ScoringOptions.list(relationTypes)
    options.bootstrap = scoring.bootstrap
    options.pairsByID = givenEntities
    options.listLength = list
    options.keepsCases = cases != nil
    for field in groupBy where !options.groupFields.contains(field) { options.groupFields.append(field) }

    let finder = SectionLabels(try RuleSet.load(try data.dataFolder(), cache: try CacheFolder.find()))
    let joined = JoinedDocuments(gold: goldSet, predictions: predictionSet)
    let report = Evaluator(options, sections: finder.sections)
      .evaluate(joined, gold: goldSet, predictions: predictionSet)
    let identifiers = identifierReport(joined, finder)

    let text =
      json
      ? jsonText(report, identifiers) : EvaluationText(report, identifiers: identifiers, showsText: !noText).text
    try OutputFile.write(text, to: output)
    if let cases { try writeCases(report, cases) }
    tellProblems(report)
    let problems = report.goldProblems.count + report.predictionProblems.count
    if let maxErrors, problems > maxErrors { throw Fault(.tooManyErrors, value: "\(problems) problems") }
  }

  /// A field that no gold document has is told: a slip of the pen gives no scores.
  private func tellUnknownFields(_ gold: AnnotationSet) {
    for field in groupBy
    where !gold.documents.contains(where: { $0.metadata.contains { $0.name == field } }) {
      let known = Set(gold.documents.prefix(1000).flatMap { $0.metadata.map(\.name) }).sorted()
      let hint = Suggestion.nearest(field, known).map { "; did you mean '\($0)'?" } ?? ""
      Console.error("chartsift: --group-by \(field): no gold document has a field of this name\(hint)")
    }
  }

  private func writeCases(_ report: EvaluationReport, _ path: String) throws(Fault) {
    let buffer = OutputBuffer()
    CaseTable.append(report.cases, to: buffer, showsText: !noText)
    try OutputFile.write(buffer, to: path)
  }

  /// Nil when the gold has no identifiers.
  private func identifierReport(_ joined: JoinedDocuments, _ finder: SectionLabels) -> IdentifierReport? {
    guard joined.pairs.contains(where: { !$0.gold.identifiers.isEmpty }) else { return nil }
    var scorer = IdentifierScorer()
    for pair in joined.pairs { scorer.add(gold: pair.gold, predicted: pair.predicted) }
    return scorer.report(bootstrap: scoring.bootstrap)
  }

  private func jsonText(_ report: EvaluationReport, _ identifiers: IdentifierReport?) -> String {
    JSONWriter.text { json in
      report.write(to: &json, showsText: !noText)
      if let identifiers { json.raw("phi") { identifiers.append(to: $0) } }
      json.object("settings") { json in
        json.string("version", ProgramVersion.text)
        json.int("resamples", scoring.resamples)
        json.string("seed", String(scoring.seed))
        json.bool("given_entities", givenEntities)
        json.bool("all_matches", scoring.allMatches)
      }
    }
  }

  /// What could not be used, on standard error: the first ones, and how many.
  private func tellProblems(_ report: EvaluationReport) {
    for (side, failures) in [("gold", report.goldProblems), ("predictions", report.predictionProblems)] {
      ProblemList.tell(failures, side: side, quiet: data.quiet)
    }
  }
}

/// Tells what could not be used: never in silence, and never a flood.
enum ProblemList {
  static let shown = 20

  static func tell(_ failures: [AnnotationFailure], side: String, quiet: Bool) {
    guard !failures.isEmpty else { return }
    let counts = Dictionary(grouping: failures, by: \.fault.code.rawValue).mapValues(\.count)
    let summary = counts.keys.sorted().map { "\($0) \(Readable.count(counts[$0] ?? 0))" }.joined(separator: ", ")
    Console.error("chartsift: \(side): \(Readable.count(failures.count, "problem")): \(summary)")
    guard !quiet else { return }
    for failure in failures.prefix(shown) { Console.error("  \(failure.fault.message)") }
    if failures.count > shown {
      Console.error("  … and \(Readable.count(failures.count - shown)) more; --json lists all")
    }
  }
}

/// The sections of gold documents, found as `run` finds them.
struct SectionLabels {
  private let rules: RuleSet
  private let structure = NoteStructure()

  init(_ rules: RuleSet) { self.rules = rules }

  func sections(_ document: AnnotatedDocument) -> [(start: Int, name: String)] {
    guard let text = document.text else { return [] }
    structure.analyze(text, rules.layout)
    let offsets = ScalarOffsets(text)
    return structure.sections.indices.map { index in
      (
        offsets.scalar(ofByte: Int(structure.sections[index].span.start)),
        structure.sectionID(index, in: rules.layout.headings) ?? "none"
      )
    }
  }
}
