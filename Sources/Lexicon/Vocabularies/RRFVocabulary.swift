import ClinicalText
import Files

/// UMLS Rich Release Format: MRCONSO, MRSTY and, where present, MRRANK in one folder.
///
/// Lines end with a trailing "|" and know no quoting (UMLS Reference Manual, chapter 3).
public enum RRFVocabulary {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// Values of LAT that are taken.
    public var languages: Set<String> = ["ENG"]
    /// Values of SUPPRESS that are taken.
    public var suppress: Set<String> = ["N"]
    /// Asks the cleaning rules about SUPPRESS instead.
    public var suppressByRule = false
    /// Sources (SAB) that are left out: veterinary vocabularies by default.
    public var excludedSources: Set<String> = ["SNOMEDCT_VET", "VANDF_VET", "LVET"]
    /// When not empty, only these sources are taken.
    public var onlySources: Set<String> = []
    /// Starts with the defaults.
    public init() {}
  }

  /// Feeds MRCONSO to `builder`, with the semantic types of MRSTY and the ranks of MRRANK from the same folder.
  ///
  /// - Parameter path: MRCONSO.RRF (any name that ends with MRCONSO.RRF) or the folder that holds it.
  public static func read(
    _ path: String, _ options: Options, into builder: LexiconBuilder
  ) throws(Fault) {
    let files = try RRFFiles(path)
    let semantic = try SemanticTypeLists(files.mrsty)
    let ranks = try files.mrrank.map { mrrank throws(Fault) in try readRanks(mrrank) } ?? [:]
    let conso = try MappedFile(files.mrconso)
    builder.beginFile(files.mrconso)
    var lines = LineReader(conso)
    var splitter = FieldSplitter()
    let vocabulary = ByteSlice(permanent: "UMLS")
    while let line = lines.next() {
      if line.isEmpty { continue }
      splitter.split(line, at: 0x7C)
      let f = splitter.fields
      guard f.count == 19, f[18].isEmpty || f.count == 18 else {
        guard lines.line > 1 else { throw wrongFile(files.mrconso, "18 columns with | behind each") }
        builder.reject(line: lines.line, .wrongColumnCount)
        continue
      }
      builder.setSource(f[11])
      guard options.languages.contains(f[1].asString) else {
        builder.skip(.language)
        continue
      }
      if options.suppressByRule {
        if let rule = builder.cleaning.drop(source: f[11], flag: f[16]) {
          builder.skip(.suppressed, rule: rule)
          continue
        }
      } else if !options.suppress.contains(f[16].asString) {
        builder.skip(.suppressed)
        continue
      }
      let source = f[11].asString
      guard !options.excludedSources.contains(source),
        options.onlySources.isEmpty || options.onlySources.contains(source)
      else {
        builder.skip(.excludedSource)
        continue
      }
      guard line.isValidUTF8 else {
        builder.reject(line: lines.line, .invalidUTF8)
        continue
      }
      var row = VocabularyRow(
        concept: f[0], name: f[14], vocabulary: vocabulary.buffer, semanticTypes: semantic.types(of: f[0]))
      if let rank = ranks["\(source)|\(f[12].asString)"] { row.rank = rank }
      row.isPreferred = f[2].equals("P") && f[4].equals("PF") && f[6].equals("Y")
      row.source = f[11]
      row.termType = f[12]
      try builder.add(row)
      addReferences(f, vocabulary.buffer, builder)
    }
  }

  /// The codes of a row that names its source's concept itself: identifiers of that source for this concept.
  static func addReferences(
    _ f: [UnsafeBufferPointer<UInt8>], _ vocabulary: UnsafeBufferPointer<UInt8>, _ builder: LexiconBuilder
  ) {
    guard builder.aliases != nil, builder.cleaning.referenceTermTypes.contains(f[12]) else { return }
    // SCUI, SDUI, CODE.
    for column in [9, 10, 13] { builder.addReference(from: f[0], of: vocabulary, to: f[column], of: f[11]) }
  }

  /// The files that `read` would read.
  public static func files(of path: String) throws(Fault) -> [String] {
    let files = try RRFFiles(path)
    return [files.mrconso, files.mrsty] + (files.mrrank.map { [$0] } ?? [])
  }

  private static func wrongFile(_ path: String, _ expected: String) -> Fault {
    Fault(.vocabularyInvalid, file: path, line: 1, value: "expected \(expected)")
  }

  /// Rank by "SAB|TTY": 1 for the highest of MRRANK.
  private static func readRanks(_ path: String) throws(Fault) -> [String: UInt32] {
    let file = try MappedFile(path)
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    var found: [(String, Int)] = []
    while let line = lines.next() {
      if line.isEmpty { continue }
      splitter.split(line, at: 0x7C)
      guard splitter.fields.count == 5, let rank = Int(splitter.fields[0].asString),
        (0...1_000_000).contains(rank)
      else {
        throw Fault(
          .vocabularyInvalid, file: path, line: lines.line, value: "expected RANK|SAB|TTY|SUPPRESS|")
      }
      found.append(("\(splitter.fields[1].asString)|\(splitter.fields[2].asString)", rank))
    }
    let highest = found.map(\.1).max() ?? 0
    return Dictionary(found.map { ($0.0, UInt32(highest - $0.1 + 1)) }, uniquingKeysWith: min)
  }

  /// The three files of a release.
  struct RRFFiles {
    var mrconso: String
    var mrsty: String
    var mrrank: String?

    init(_ path: String) throws(Fault) {
      if let listing = FolderListing.names(in: path) {
        guard let conso = listing.first(where: { $0.hasSuffix("MRCONSO.RRF") }) else {
          throw Fault(.vocabularyInvalid, file: path, value: "no MRCONSO.RRF in this folder")
        }
        mrconso = "\(path)/\(conso)"
      } else {
        mrconso = path
      }
      guard mrconso.hasSuffix("MRCONSO.RRF") else {
        throw Fault(.vocabularyInvalid, file: path, value: "expected a file named MRCONSO.RRF")
      }
      let stem = mrconso.dropLast("MRCONSO.RRF".count)
      mrsty = "\(stem)MRSTY.RRF"
      guard FolderListing.exists(mrsty) else {
        throw Fault(.vocabularyInvalid, file: mrsty, value: "MRSTY.RRF is needed beside MRCONSO.RRF")
      }
      let rank = "\(stem)MRRANK.RRF"
      mrrank = FolderListing.exists(rank) ? rank : nil
    }
  }
}
