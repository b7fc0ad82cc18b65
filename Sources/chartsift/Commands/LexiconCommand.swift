import ArgumentParser
import ClinicalText
import Lexicon
import Pipeline

/// `chartsift lexicon`: compile, describe and ask lexicons.
struct LexiconCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lexicon", abstract: "Compiles vocabularies; describes lexicons; looks phrases up.",
    discussion: """
      Examples:
        chartsift lexicon build vocabulary.tsv --output mine.csx
        chartsift lexicon info mine.csx --verify
        chartsift lexicon lookup "heart attack"
        chartsift lexicon lookup --fuzzy "hart atack"
      """,
    subcommands: [LexiconBuildCommand.self, LexiconInfoCommand.self, LexiconLookupCommand.self])
}

/// `chartsift lexicon build`.
struct LexiconBuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Compiles vocabularies into one memory-mapped lexicon.",
    discussion: """
      Takes TSV files with the columns concept and name; tables with other columns
      (--column); folders of UMLS RRF (MRCONSO, MRSTY, MRRANK where present), RxNorm RRF,
      SNOMED CT RF2 and OMOP vocabularies (Athena); OBO; MeSH descriptor XML; ICD-10-CM
      tabular XML and order files; the LOINC table; cTAKES BSV. Without a vocabulary it
      compiles the starter lexicon.

      Examples:
        chartsift lexicon build vocabulary.tsv --output mine.csx
        chartsift lexicon build /data/umls/META --output umls.csx --with-starter
        chartsift lexicon build META --only-source RXNORM --output rxnorm.csx
        chartsift lexicon build hp.obo --with-starter --output hp.csx
        chartsift lexicon build drugs.csv --column concept=ID --column name=Name \
          --column default_type=medication --output drugs.csx
      """)

  @Argument(help: ArgumentHelp("Vocabularies.", valueName: "vocabulary"))
  var vocabularies: [String] = []
  @Option(name: [.short, .long], help: ArgumentHelp("The compiled lexicon to write.", valueName: "file"))
  var output: String
  @Flag(help: "Put the starter lexicon in front.")
  var withStarter = false
  @Option(help: ArgumentHelp("Languages to take (LAT); repeatable; default ENG.", valueName: "code"))
  var language: [String] = []
  @Option(help: ArgumentHelp("Values of SUPPRESS to take; repeatable; default N.", valueName: "flag"))
  var suppress: [String] = []
  @Option(help: ArgumentHelp("Sources (SAB) to leave out; repeatable; default: the veterinary ones.", valueName: "sab"))
  var excludeSource: [String] = []
  @Option(help: ArgumentHelp("Take only these sources (SAB); repeatable.", valueName: "sab"))
  var onlySource: [String] = []
  @Option(
    help: ArgumentHelp("What a table's column is (concept=CODE, name=TERM, …); repeatable.", valueName: "key=column"))
  var column: [String] = []
  @Option(
    help: ArgumentHelp("A source and its licence, kept in the lexicon's metadata; repeatable.", valueName: "text"))
  var licence: [String] = []
  @Option(help: ArgumentHelp("Entity type of TSV rows that name no type.", valueName: "type"))
  var defaultType = "problem"
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard EntityType(name: defaultType) != nil else {
      throw ValidationError(Suggestion.unknown("--default-type", defaultType, EntityType.allCases.map(\.name)))
    }
  }

  func run() throws {
    var options = LexiconCompiler.Options()
    if !language.isEmpty { options.rrf.languages = Set(language) }
    if !suppress.isEmpty { options.rrf.suppress = Set(suppress) }
    if !excludeSource.isEmpty { options.rrf.excludedSources = Set(excludeSource) }
    options.rrf.onlySources = Set(onlySource)
    options.defaultType = EntityType(name: defaultType) ?? .problem
    options.licences = licence
    if !column.isEmpty { options.columns = try ColumnMapping(column) }
    var sources: [VocabularySource] = []
    for path in vocabularies { sources.append(try VocabularySource.detect(path, hasColumns: !column.isEmpty)) }
    let started = Clock.now()
    let report = try LexiconCompiler(data: try data.dataFolder()).compile(
      sources, options: options, withStarter: withStarter || sources.isEmpty, to: output)
    guard !data.quiet else { return }
    let lexicon = try CompiledLexicon(path: output)
    var lines = [
      "\(Readable.count(lexicon.conceptCount)) concepts, \(Readable.count(lexicon.nameCount)) names, "
        + "\(Readable.bytes(lexicon.fileSize)) in \(Readable.decimal(Clock.now() - started)) s → \(output)"
    ]
    if report.variants > 0 {
      lines.append("\(Readable.count(report.variants)) further spellings of names")
    }
    if report.namesWithMoreVariants > 0 {
      lines.append(
        "\(Readable.count(report.namesWithMoreVariants)) names have more spellings than the "
          + "\(LexiconBuilder.maxVariants) that were entered")
    }
    if !report.dropped.isEmpty {
      var table = TextTable(["left out", "rows"], rightAligned: [1])
      for reason in BuildReport.Reason.allCases {
        if let count = report.dropped[reason] { table.add([reason.words, Readable.count(count)]) }
      }
      lines += table.lines()
    }
    if !report.firstBadLines.isEmpty {
      let first = report.firstBadLines.map { "line \($0.line): \($0.reason.words)" }
      lines.append("the first rows that could not be read: " + first.joined(separator: "; "))
    }
    if !report.unknownColumns.isEmpty {
      lines.append("warning: unknown columns were ignored: \(report.unknownColumns.joined(separator: ", "))")
    }
    if report.contradictoryTypes > 0 {
      let rows = Readable.count(report.contradictoryTypes, "row")
      lines.append("warning: another type than the concept has: \(rows)")
    }
    Console.error(lines.joined(separator: "\n"))
  }
}
