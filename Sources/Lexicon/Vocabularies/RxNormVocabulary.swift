import ClinicalText
import Files

/// RxNorm's Rich Release Format: RXNCONSO and, where present, RXNSTY in one folder (`rrf` of a release).
///
/// Which names are mentions hangs on the concept, not on the name: an ingredient's synonyms (SY, TMSY) have the same
/// term types as those of a dosed product, so the kind of each RXCUI is gathered first from RxNorm's own names.
public enum RxNormVocabulary {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// Kinds of concepts (TTY of RxNorm's own name) whose names are taken: ingredients and brands.
    public var kinds: Set<String> = ["IN", "PIN", "MIN", "BN"]
    /// Also takes dosed products, components and packs ("aspirin 81 MG Oral Tablet"): `RxNormVocabulary.dosedKinds`.
    public var takesDosed = false
    /// Sources (SAB) whose names are taken. Others give more synonyms, under licences of their own.
    public var sources: Set<String> = ["RXNORM"]
    /// Values of LAT that are taken.
    public var languages: Set<String> = ["ENG"]
    /// Values of SUPPRESS that are taken: N, O (obsolete), Y (suppressed), E (quantified another way).
    public var suppress: Set<String> = ["N"]
    /// Starts with the defaults.
    public init() {}
  }

  /// Term types of names that hold strength or form.
  public static let dosedKinds: Set<String> = [
    "SCD", "SBD", "SCDC", "SBDC", "SCDF", "SBDF", "SCDFP", "SBDFP", "SCDG", "SBDG", "SCDGP", "GPCK", "BPCK",
  ]

  private static let fileName = "RXNCONSO.RRF"
  /// Kinds in the order in which concepts that share a name come.
  private static let order = ["IN", "PIN", "MIN", "BN"] + dosedKinds.sorted()

  /// True for a file whose name ends with RXNCONSO.RRF, and for a folder that holds one, itself or in `rrf`.
  public static func isRxNorm(_ path: String) -> Bool { conso(of: path) != nil }

  /// The files that `read` would read. Throws `vocabularyInvalid` when RXNCONSO.RRF is not there.
  public static func files(of path: String) throws(Fault) -> [String] {
    guard let conso = conso(of: path) else {
      throw Fault(.vocabularyInvalid, file: path, value: "expected \(fileName) or a folder that holds it")
    }
    let sty = semanticTypes(beside: conso)
    return FolderListing.exists(sty) ? [conso, sty] : [conso]
  }

  /// Feeds RXNCONSO to `builder`, with the semantic types of RXNSTY from the same folder.
  ///
  /// - Parameters:
  ///   - path: RXNCONSO.RRF (any name that ends so) or the folder of a release.
  ///   - types: entity types by TTY, for concepts that RXNSTY does not name.
  public static func read(
    _ path: String, _ options: Options = .init(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let files = try files(of: path)
    let semantic: SemanticTypeLists?
    if files.count > 1 { semantic = try SemanticTypeLists(files[1]) } else { semantic = nil }
    let conso = try MappedFile(files[0])
    builder.beginFile(files[0])
    var kinds = Kinds()
    kinds.gather(conso)
    var reader = Reader(options, kinds, semantic, types)
    try reader.read(conso, into: builder)
  }

  private static func conso(of path: String) -> String? {
    guard FolderListing.names(in: path) != nil else {
      return path.hasSuffix(fileName) && FolderListing.exists(path) ? path : nil
    }
    for folder in [path, "\(path)/rrf"] {
      if let name = FolderListing.names(in: folder)?.first(where: { $0.hasSuffix(fileName) }) {
        return "\(folder)/\(name)"
      }
    }
    return nil
  }

  private static func semanticTypes(beside conso: String) -> String {
    "\(conso.dropLast(fileName.utf8.count))RXNSTY.RRF"
  }

  /// The kind of each RXCUI: the term type of RxNorm's own name that is no synonym.
  private struct Kinds: ~Copyable {
    private var table = FingerprintTable()
    private let names = ByteNames(order)

    mutating func gather(_ conso: MappedFile) {
      var lines = LineReader(conso)
      var splitter = FieldSplitter()
      while let line = lines.next() {
        splitter.split(line, at: 0x7C)
        let f = splitter.fields
        guard f.count >= 18, f[11].equals("RXNORM"), let kind = names.index(of: f[12]) else { continue }
        _ = table.findOrInsert(FingerprintTable.fingerprint(f[0]), UInt32(kind))
      }
    }

    /// Position in `order`; nil for dose forms and for what RxNorm has no name of its own.
    func kind(of rxcui: UnsafeBufferPointer<UInt8>) -> Int? {
      table.value(FingerprintTable.fingerprint(rxcui)).map(Int.init)
    }
  }

  /// The pass over RXNCONSO that takes names.
  private struct Reader: ~Copyable {
    private let languages: ByteNames
    private let sources: ByteNames
    private let suppress: ByteNames
    /// By position in `order`: whether the kind is taken, and the type of concepts without semantic types.
    private let takes: [Bool]
    private let fallback: [EntityType?]
    private let kinds: Kinds
    private let semantic: SemanticTypeLists?
    private let vocabulary = ByteSlice(permanent: "RXNORM")

    init(
      _ options: Options, _ kinds: consuming Kinds, _ semantic: consuming SemanticTypeLists?, _ types: VocabularyTypes
    ) {
      languages = ByteNames(options.languages)
      sources = ByteNames(options.sources)
      suppress = ByteNames(options.suppress)
      takes = order.map { options.kinds.contains($0) || options.takesDosed && dosedKinds.contains($0) }
      let classes = types.classes(of: "RXNORM")
      fallback = order.map { kind in Array(kind.utf8).withUnsafeBufferPointer { classes.type(of: $0) } }
      self.kinds = kinds
      self.semantic = semantic
    }

    mutating func read(_ conso: MappedFile, into builder: LexiconBuilder) throws(Fault) {
      var lines = LineReader(conso)
      var splitter = FieldSplitter()
      while let line = lines.next() {
        if line.isEmpty { continue }
        splitter.split(line, at: 0x7C)
        // The last column has a | behind it in NLM's files; copies made by other tools may have none.
        let count = splitter.fields.count
        guard count == 18 || count == 19 && splitter.fields[18].isEmpty else {
          guard lines.line > 1 else {
            throw Fault(
              .vocabularyInvalid, file: conso.path, line: 1, value: "expected RXNCONSO: 18 columns with | behind each")
          }
          builder.reject(line: lines.line, .wrongColumnCount)
          continue
        }
        try take(splitter.fields, line, lines.line, builder)
        // Rows of other sources give no names, but their codes for a concept that has one.
        if !splitter.fields[11].equals("RXNORM") {
          RRFVocabulary.addReferences(splitter.fields, vocabulary.buffer, builder)
        }
      }
    }

    private func take(
      _ f: [UnsafeBufferPointer<UInt8>], _ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ builder: LexiconBuilder
    ) throws(Fault) {
      builder.setSource(f[11])
      guard languages.contains(f[1]) else { return builder.skip(.language) }
      guard sources.contains(f[11]) else { return builder.skip(.excludedSource) }
      guard suppress.contains(f[16]) else { return builder.skip(.suppressed) }
      guard let kind = kinds.kind(of: f[0]), takes[kind] else { return builder.skip(.termType) }
      guard line.isValidUTF8 else { return builder.reject(line: number, .invalidUTF8) }
      let tuis = semantic?.types(of: f[0]) ?? UnsafeBufferPointer(start: nil, count: 0)
      var row = VocabularyRow(concept: f[0], name: f[14], vocabulary: vocabulary.buffer, semanticTypes: tuis)
      if tuis.isEmpty {
        guard let type = fallback[kind] else { return builder.skip(.noType) }
        row.type = type
      }
      row.isPreferred = f[11].equals("RXNORM") && f[12].elementsEqual(order[kind].utf8)
      row.rank = 1_000 + UInt32(kind) + (row.isPreferred ? 0 : 50)
      row.source = f[11]
      row.termType = f[12]
      try builder.add(row)
    }
  }
}
