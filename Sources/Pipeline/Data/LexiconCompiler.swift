import ClinicalText
import Files
import Lexicon

/// Compiles vocabularies with the word lists and the semantic types of a data folder.
public struct LexiconCompiler: Sendable {
  public static let starterVocabulary = "CHARTSIFT"
  let data: DataFolder

  /// What a build takes and how.
  public struct Options: Sendable {
    public var rrf = RRFVocabulary.Options()
    /// The columns of tables that are not the contract's own.
    public var columns: ColumnMapping?
    /// What may be done with the sources: lines for the lexicon's metadata.
    public var licences: [String] = []
    /// False where the values of SUPPRESS to take are named; else the cleaning rules tell.
    public var suppressIsDefault = true
    /// Entity type of rows that name neither type nor semantic type.
    public var defaultType = EntityType.problem
    /// A file of cleaning rules in the place of the one that comes with the program, and rules that are not used.
    public var cleaningFile: String?
    public var rulesOff: Set<String> = []
    /// Joins the concepts of several vocabularies that cross-references make one.
    public var merges = false
    /// Gives brands the concepts of their ingredients, where a release has MRREL or RXNREL.
    public var ingredients = false
    /// Starts with the defaults.
    public init() {}
  }

  /// Takes each part as it is given.
  public init(data: DataFolder) {
    self.data = data
  }

  /// SHA-256 over what the starter lexicon is made from.
  public func starterHash() throws(Fault) -> String {
    var digest = Digest()
    digest.add(part: try supportHash())
    for name in data.files(in: "starter", suffix: ".tsv") {
      digest.add(part: name)
      digest.add(try data.read(name))
    }
    return digest.finish()
  }

  /// SHA-256 over the files and versions that every build depends on.
  func supportHash() throws(Fault) -> String {
    var digest = Digest()
    digest.add(part: "lexicon \(LexiconBuilder.version)")
    for name in Self.supportFiles { digest.add(try data.read(name)) }
    return digest.finish()
  }

  private static let supportFiles =
    [
      "semantic-types.tsv", "vocabulary-types.tsv", "text/common-words.txt", "text/stop-names.txt", cleaningName,
    ] + WordTables.ofLexicon

  private func builder(_ options: Options) throws(Fault) -> LexiconBuilder {
    let builder = LexiconBuilder(
      semanticTypes: try SemanticTypeTable(
        tsv: try data.readText("semantic-types.tsv"), file: "\(data.path)/semantic-types.tsv"),
      commonWords: WordList(text: try data.readText("text/common-words.txt")),
      stopNames: WordList(text: try data.readText("text/stop-names.txt")),
      variants: try WordVariants.load(data), defaultType: options.defaultType, cleaning: try cleaning(options))
    if options.merges {
      builder.aliases = try VocabularyAliases(
        tsv: try data.readText(Self.aliasesName), file: "\(data.path)/\(Self.aliasesName)")
    }
    return builder
  }

  /// Compiles the starter lexicon into `path`.
  public func compileStarter(to path: String) throws(Fault) -> BuildReport {
    let builder = try builder(Options())
    try readStarter(into: builder)
    try builder.flush()
    let records = [SourceRecord.starter(rows: builder.report.rows)]
    try builder.write(to: path, metadata: metadata(records, Options(), builder.report))
    return builder.report
  }

  /// Compiles vocabularies into one lexicon; the starter lexicon first when `withStarter`.
  public func compile(
    _ sources: [VocabularySource], options: Options, withStarter: Bool = false, to path: String
  ) throws(Fault) -> BuildReport {
    let builder = try builder(options)
    var records: [SourceRecord] = []
    if withStarter {
      try readStarter(into: builder)
      records.append(.starter(rows: builder.report.rows))
    }
    let types = try VocabularyTypes(
      tsv: try data.readText("vocabulary-types.tsv"), file: "\(data.path)/vocabulary-types.tsv")
    for source in sources {
      let before = builder.report.rows
      try read(source, options, types, into: builder)
      records.append(SourceRecord(source, rows: builder.report.rows - before, licences: options.licences))
    }
    try builder.flush()
    if options.merges { builder.mergeReferences() }
    if options.ingredients {
      for source in sources { try readIngredients(of: source, into: builder) }
    }
    try builder.write(to: path, metadata: metadata(records, options, builder.report))
    return builder.report
  }

  /// Feeds one vocabulary to the builder. Names of a user's own table keep their mentions inside of longer ones.
  private func read(
    _ source: VocabularySource, _ options: Options, _ types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let path = source.path
    let isOwnTable = [.tsv, .csv].contains(source.kind)
    builder.namesYieldInside = !isOwnTable
    builder.cleaningMode = isOwnTable ? .variants : .published
    var rrf = options.rrf
    rrf.suppressByRule = options.suppressIsDefault
    switch source.kind {
    case .tsv:
      try TSVVocabulary.read(
        path, languages: options.rrf.languages.union(["EN"]), curated: false, into: builder)
    case .csv:
      guard let columns = options.columns else { throw Fault(.usage, file: path, value: "--column is needed") }
      try CSVVocabulary.read(path, columns, into: builder)
    case .rrf: try RRFVocabulary.read(path, rrf, into: builder)
    case .icd10cmTabular: try ICD10CMTabular.read(path, types: types, into: builder)
    case .icd10cmOrder: try ICD10CMOrder.read(path, types: types, into: builder)
    case .rxnorm: try RxNormVocabulary.read(path, types: types, into: builder)
    case .rf2: try RF2Vocabulary.read(path, types: types, into: builder)
    case .obo: try OBOVocabulary.read(path, types: types, into: builder)
    case .mesh: try MeSHVocabulary.read(path, types: types, into: builder)
    case .loinc: try LOINCTable.read(path, types: types, into: builder)
    case .omop: try OMOPVocabulary.read(path, types: types, into: builder)
    case .bsv: try BSVVocabulary.read(path, into: builder)
    }
  }

  private func readStarter(into builder: LexiconBuilder) throws(Fault) {
    for name in data.files(in: "starter", suffix: ".tsv") {
      try TSVVocabulary.read(
        "\(data.path)/\(name)", vocabulary: Self.starterVocabulary, languages: ["ENG", "EN"],
        curated: true, into: builder)
    }
  }
}
