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

/// `chartsift lexicon info`.
struct LexiconInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describes a compiled lexicon; --verify reads all of it and checks every part.",
    discussion: """
      Examples:
        chartsift lexicon info
        chartsift lexicon info umls.csx --verify
      """)

  @Argument(help: ArgumentHelp("A lexicon; the starter lexicon when none is named.", valueName: "lexicon"))
  var lexicon: String?
  @Flag(help: "Check every part of the file.")
  var verify = false
  @OptionGroup var data: DataOptions

  func run() throws {
    let opened = try LexiconArgument.open(lexicon, data)
    if verify { try opened.verify() }
    var lines = [
      "file      \(opened.path)",
      "size      \(Readable.bytes(opened.fileSize))",
      "concepts  \(Readable.count(opened.conceptCount))",
      "names     \(Readable.count(opened.nameCount)) (\(Readable.count(opened.phraseCount)) distinct once folded)",
      "hash      \(String(opened.contentHash, radix: 16))",
      "build     \(opened.metadata)",
    ]
    var table = TextTable(["type", "concepts"], rightAligned: [1])
    for (type, count) in opened.conceptCountsByType() { table.add([type.name, Readable.count(count)]) }
    lines += [""] + table.lines()
    if verify { lines += ["", "every part agrees with its checksum"] }
    Console.output(lines.joined(separator: "\n"))
  }
}

/// `chartsift lexicon lookup`.
struct LexiconLookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Shows what a phrase means: every concept that has it as a name.",
    discussion: """
      Examples:
        chartsift lexicon lookup "heart attack"
        chartsift lexicon lookup MS --lexicon umls.csx
      """)

  @Argument(help: "The phrase, as a note might write it.")
  var phrase: String
  @Option(help: ArgumentHelp("A lexicon; the starter lexicon when none is named.", valueName: "file"))
  var lexicon: String?
  @OptionGroup var data: DataOptions

  func run() throws {
    let hits = try LexiconArgument.open(lexicon, data).lookup(phrase)
    guard !hits.isEmpty else {
      Console.output("no name folds to this phrase")
      return
    }
    var table = TextTable(["type", "concept", "vocabulary", "preferred name", "name", "semantic types", "rule"])
    for hit in hits {
      var rules: [String] = []
      if hit.flags.contains(.exactCase) { rules.append("exact case") }
      if hit.flags.contains(.exactForm) { rules.append("exact form") }
      if hit.flags.contains(.variant) { rules.append("other spelling") }
      table.add([
        hit.type.name, hit.concept.id.string, hit.concept.vocabulary.string, hit.concept.preferredName.string,
        hit.name, hit.concept.semanticTypes.string, rules.joined(separator: ", "),
      ])
    }
    Console.output(table.lines(indent: "").joined(separator: "\n"))
  }
}

/// Opens the lexicon that a flag or argument names.
enum LexiconArgument {
  static func open(_ name: String?, _ data: DataOptions) throws(Fault) -> CompiledLexicon {
    let provider = LexiconProvider(
      data: try data.dataFolder(), cache: try CacheFolder.find(), report: data.reporter())
    return try provider.open(name.map { [$0] } ?? [])[0]
  }
}
