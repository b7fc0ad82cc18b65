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
    /// Entity type of rows that name neither type nor semantic type.
    public var defaultType = EntityType.problem
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
      "semantic-types.tsv", "vocabulary-types.tsv", "text/common-words.txt", "text/stop-names.txt",
    ] + WordTables.ofLexicon

  private func builder(_ options: Options) throws(Fault) -> LexiconBuilder {
    LexiconBuilder(
      semanticTypes: try SemanticTypeTable(
        tsv: try data.readText("semantic-types.tsv"), file: "\(data.path)/semantic-types.tsv"),
      commonWords: WordList(text: try data.readText("text/common-words.txt")),
      stopNames: WordList(text: try data.readText("text/stop-names.txt")),
      variants: try WordVariants.load(data), defaultType: options.defaultType)
  }

  /// Compiles the starter lexicon into `path`.
  public func compileStarter(to path: String) throws(Fault) -> BuildReport {
    let builder = try builder(Options())
    try readStarter(into: builder)
    try builder.flush()
    let records = [SourceRecord.starter(rows: builder.report.rows)]
    try builder.write(to: path, metadata: metadata(records, [], builder.report))
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
    try builder.write(to: path, metadata: metadata(records, options.licences, builder.report))
    return builder.report
  }

  /// Feeds one vocabulary to the builder. Names of a user's own table keep their mentions inside of longer ones.
  private func read(
    _ source: VocabularySource, _ options: Options, _ types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let path = source.path
    builder.namesYieldInside = ![.tsv, .csv].contains(source.kind)
    switch source.kind {
    case .tsv:
      try TSVVocabulary.read(
        path, languages: options.rrf.languages.union(["EN"]), curated: false, into: builder)
    case .csv:
      guard let columns = options.columns else { throw Fault(.usage, file: path, value: "--column is needed") }
      try CSVVocabulary.read(path, columns, into: builder)
    case .rrf: try RRFVocabulary.read(path, options.rrf, into: builder)
    case .icd10cmTabular: try ICD10CMTabular.read(path, into: builder)
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

  private func metadata(_ sources: [SourceRecord], _ licences: [String], _ report: BuildReport) -> String {
    let out = OutputBuffer(capacity: 1024)
    out.append("{\"sources\":[")
    for (index, source) in sources.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      source.write(to: out)
    }
    out.append("],\"licences\":[" as StaticString)
    for (index, licence) in licences.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.appendJSONString(licence)
    }
    out.append("],\"rows\":" as StaticString)
    out.append(report.rows)
    out.append(",\"names\":" as StaticString)
    out.append(report.names)
    out.append(",\"variants\":" as StaticString)
    out.append(report.variants)
    out.append(",\"dropped\":{" as StaticString)
    var isFirst = true
    for reason in BuildReport.Reason.allCases {
      guard let count = report.dropped[reason] else { continue }
      if !isFirst { out.append(UInt8(ascii: ",")) }
      isFirst = false
      out.appendJSONString(reason.rawValue)
      out.append(UInt8(ascii: ":"))
      out.append(count)
    }
    out.append("}}" as StaticString)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}
