import ArgumentParser
import ClinicalText
import Files
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
        chartsift lexicon build META doid.obo icd10cm.xml --merge --ingredients \
          --report build.json --output all.csx
      """)

  @Argument(help: ArgumentHelp("Vocabularies.", valueName: "vocabulary"))
  var vocabularies: [String] = []
  @Option(name: [.short, .long], help: ArgumentHelp("The compiled lexicon to write.", valueName: "file"))
  var output: String
  @Flag(help: "Put the starter lexicon in front.")
  var withStarter = false
  @Option(help: ArgumentHelp("Languages to take (LAT); repeatable; default ENG.", valueName: "code"))
  var language: [String] = []
  @Option(
    help: ArgumentHelp("Values of SUPPRESS to take; repeatable; default as the cleaning rules say.", valueName: "flag"))
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
  @Option(help: ArgumentHelp("A cleaning rule not to use; repeatable.", valueName: "rule"))
  var noClean: [String] = []
  @Option(
    help: ArgumentHelp("Cleaning rules; default: vocabulary-cleaning.yaml of the Lexicons folder.", valueName: "file"))
  var cleaning: String?
  @Flag(help: "Join concepts of several vocabularies that cross-references make one.")
  var merge = false
  @Flag(help: "Give brands the concepts of their ingredients (MRREL.RRF, RXNREL.RRF).")
  var ingredients = false
  @Option(help: ArgumentHelp("Write what was taken and left out, by source and reason, as JSON.", valueName: "file"))
  var report: String?
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard EntityType(name: defaultType) != nil else {
      throw ValidationError(Suggestion.unknown("--default-type", defaultType, EntityType.allCases.map(\.name)))
    }
  }

  func run() throws {
    var options = LexiconCompiler.Options()
    if !language.isEmpty { options.rrf.languages = Set(language) }
    if !suppress.isEmpty {
      options.rrf.suppress = Set(suppress)
      options.suppressIsDefault = false
    }
    options.cleaningFile = cleaning
    options.rulesOff = Set(noClean)
    options.merges = merge
    options.ingredients = ingredients
    if !excludeSource.isEmpty { options.rrf.excludedSources = Set(excludeSource) }
    options.rrf.onlySources = Set(onlySource)
    options.defaultType = EntityType(name: defaultType) ?? .problem
    options.licences = licence
    if !column.isEmpty { options.columns = try ColumnMapping(column) }
    var sources: [VocabularySource] = []
    for path in vocabularies { sources.append(try VocabularySource.detect(path, hasColumns: !column.isEmpty)) }
    let started = Clock.now()
    let made = try LexiconCompiler(data: try data.dataFolder()).compile(
      sources, options: options, withStarter: withStarter || sources.isEmpty, to: output)
    if let report { try OutputFile.write(made.json, to: report) }
    guard !data.quiet else { return }
    let lexicon = try CompiledLexicon(path: output)
    let lines = [
      "\(Readable.count(lexicon.conceptCount)) concepts, \(Readable.count(lexicon.nameCount)) names, "
        + "\(Readable.bytes(lexicon.fileSize)) in \(Readable.decimal(Clock.now() - started)) s → \(output)"
    ]
    Console.error((lines + BuildText.lines(made)).joined(separator: "\n"))
  }
}
