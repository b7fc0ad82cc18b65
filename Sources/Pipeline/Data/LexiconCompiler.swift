import ClinicalText
import Files
import Lexicon

/// What a vocabulary on the disk is.
public struct VocabularySource: Sendable, Equatable {
  /// The formats that can be compiled.
  public enum Kind: String, Sendable, CaseIterable {
    case tsv
    case rrf
    case icd10cmTabular = "icd10cm_tabular"
  }
  public var path: String
  public var kind: Kind

  /// Takes each part as it is given.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Tells the kind from name and content: a folder or file of MRCONSO.RRF, the ICD-10-CM tabular list, or a TSV
  /// with the contract's header.
  public static func detect(_ path: String) throws(Fault) -> VocabularySource {
    guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
    if FolderListing.names(in: path) != nil || path.hasSuffix(".RRF") {
      return VocabularySource(path: path, kind: .rrf)
    }
    if ICD10CMTabular.isTabular(path) { return VocabularySource(path: path, kind: .icd10cmTabular) }
    guard try TSVVocabulary.isVocabulary(path) else {
      throw Fault(
        .vocabularyInvalid, file: path,
        value: "expected a compiled lexicon, a folder with MRCONSO.RRF, an ICD-10-CM tabular XML, or a TSV with the "
          + "columns concept and name")
    }
    return VocabularySource(path: path, kind: .tsv)
  }

  /// The files that a build reads.
  func files() throws(Fault) -> [String] {
    switch kind {
    case .tsv, .icd10cmTabular: [path]
    case .rrf: try RRFVocabulary.files(of: path)
    }
  }
}

/// Compiles vocabularies with the word lists and the semantic types of a data folder.
public struct LexiconCompiler: Sendable {
  public static let starterVocabulary = "CHARTSIFT"
  let data: DataFolder

  /// What a build takes and how.
  public struct Options: Sendable {
    public var rrf = RRFVocabulary.Options()
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

  private static let supportFiles = [
    "semantic-types.tsv", "text/common-words.txt", "text/stop-names.txt",
  ]

  private func builder(_ options: Options) throws(Fault) -> LexiconBuilder {
    LexiconBuilder(
      semanticTypes: try SemanticTypeTable(
        tsv: try data.readText("semantic-types.tsv"), file: "\(data.path)/semantic-types.tsv"),
      commonWords: WordList(text: try data.readText("text/common-words.txt")),
      stopNames: WordList(text: try data.readText("text/stop-names.txt")),
      defaultType: options.defaultType)
  }

  /// Compiles the starter lexicon into `path`.
  public func compileStarter(to path: String) throws(Fault) -> BuildReport {
    let builder = try builder(Options())
    try readStarter(into: builder)
    try builder.flush()
    try builder.write(to: path, metadata: metadata(["starter"], builder.report))
    return builder.report
  }

  /// Compiles vocabularies into one lexicon; the starter lexicon first when `withStarter`.
  public func compile(
    _ sources: [VocabularySource], options: Options, withStarter: Bool = false, to path: String
  ) throws(Fault) -> BuildReport {
    let builder = try builder(options)
    if withStarter { try readStarter(into: builder) }
    for source in sources {
      switch source.kind {
      case .tsv:
        try TSVVocabulary.read(
          source.path, languages: options.rrf.languages.union(["EN"]), curated: false, into: builder)
      case .rrf:
        try RRFVocabulary.read(source.path, options.rrf, into: builder)
      case .icd10cmTabular:
        try ICD10CMTabular.read(source.path, into: builder)
      }
    }
    let names = (withStarter ? ["starter"] : []) + sources.map(\.path)
    try builder.flush()
    try builder.write(to: path, metadata: metadata(names, builder.report))
    return builder.report
  }

  private func readStarter(into builder: LexiconBuilder) throws(Fault) {
    for name in data.files(in: "starter", suffix: ".tsv") {
      try TSVVocabulary.read(
        "\(data.path)/\(name)", vocabulary: Self.starterVocabulary, languages: ["ENG", "EN"],
        curated: true, into: builder)
    }
  }

  private func metadata(_ sources: [String], _ report: BuildReport) -> String {
    let out = OutputBuffer(capacity: 1024)
    out.append("{\"sources\":[")
    for (index, source) in sources.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      // The file's name only: a path would make two builds of one vocabulary differ.
      out.appendJSONString(source.split(separator: "/").last.map(String.init) ?? source)
    }
    out.append("],\"rows\":" as StaticString)
    out.append(report.rows)
    out.append(",\"names\":" as StaticString)
    out.append(report.names)
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
