import ClinicalText
import Files

/// The vocabularies of OMOP as Athena delivers them: CONCEPT.csv and, where present, CONCEPT_SYNONYM.csv.
///
/// In spite of their names the files are tab-separated and know no quoting.
public enum OMOPVocabulary {
  /// What stands as the concept's id.
  public enum Identifier: String, Sendable, CaseIterable {
    /// `concept_id`, in the vocabulary "OMOP": what NOTE_NLP needs.
    case conceptID = "concept_id"
    /// `concept_code`, in the vocabulary that `vocabulary_id` names.
    case conceptCode = "concept_code"
  }

  /// What a build takes and how.
  public struct Options: Sendable {
    public var identifier = Identifier.conceptID
    /// When not empty, only these values of `vocabulary_id` are taken.
    public var onlyVocabularies: Set<String> = []
    /// Values of `vocabulary_id` that are left out.
    public var excludedVocabularies: Set<String> = []
    /// Values of `standard_concept` that are taken: S (standard), C (classification), "" (neither).
    public var standard: Set<String> = ["S"]
    /// Values of `concept_class_id` that are taken though no standard concepts: names that notes hold and no standard
    /// concept has.
    public var classesWithoutStandard: Set<String> = ["Brand Name", "Precise Ingredient", "Multiple Ingredients"]
    /// Values of `concept_class_id` that are left out: drugs with strength, form, maker or package.
    public var excludedClasses = OMOPVocabulary.dosedClasses
    /// Values of `language_concept_id` whose synonyms are taken: English by default.
    public var languages: Set<String> = ["4180186"]
    /// Takes concepts with an `invalid_reason` (D, U) as well.
    public var takesInvalid = false
    /// Starts with the defaults.
    public init() {}
  }

  /// Classes of the domain Drug whose names hold strength, form, maker or package.
  public static let dosedClasses: Set<String> = [
    "Clinical Drug", "Clinical Drug Box", "Clinical Drug Comp", "Clinical Drug Form", "Clinical Dose Group",
    "Clinical Pack", "Clinical Pack Box", "Branded Drug", "Branded Drug Box", "Branded Drug Comp",
    "Branded Drug Form", "Branded Dose Group", "Branded Pack", "Branded Pack Box", "Quant Clinical Drug",
    "Quant Clinical Box", "Quant Branded Drug", "Quant Branded Box", "Marketed Product", "Dose Form",
    "Dose Form Group", "Drug Product", "9-digit NDC", "11-digit NDC", "Prescription Drug", "OTC Drug", "VA Product",
  ]

  private static let conceptNames = ["concept.csv", "concept.tsv"]
  private static let synonymNames = ["concept_synonym.csv", "concept_synonym.tsv"]

  /// True for a tab-separated CONCEPT.csv, and for a folder that holds one.
  public static func isOMOP(_ path: String) -> Bool {
    guard let concept = conceptFile(of: path), let file = try? MappedFile(concept) else { return false }
    var lines = LineReader(file)
    guard let first = lines.next(), first.count < 4096 else { return false }
    return first.asString.lowercased().hasPrefix("concept_id\tconcept_name\t")
  }

  /// The files that `read` would read. Throws `vocabularyInvalid` when CONCEPT.csv is not there.
  public static func files(of path: String) throws(Fault) -> [String] {
    guard let concept = conceptFile(of: path) else {
      throw Fault(.vocabularyInvalid, file: path, value: "expected CONCEPT.csv or a folder that holds it")
    }
    let folder = ReleaseFolder.folder(of: concept)
    let names = FolderListing.names(in: folder) ?? []
    let synonyms = names.first { synonymNames.contains($0.lowercased()) }
    return [concept] + (synonyms.map { ["\(folder)/\($0)"] } ?? [])
  }

  private static func conceptFile(of path: String) -> String? {
    guard let names = FolderListing.names(in: path) else {
      return conceptNames.contains(ReleaseFolder.name(of: path).lowercased()) ? path : nil
    }
    return names.first { conceptNames.contains($0.lowercased()) }.map { "\(path)/\($0)" }
  }

  /// Feeds CONCEPT, then CONCEPT_SYNONYM, to `builder`.
  ///
  /// - Parameters:
  ///   - path: CONCEPT.csv or the folder that holds it; CONCEPT_SYNONYM.csv is looked for beside it.
  ///   - types: entity types of "OMOP" by "domain_id/concept_class_id", or else by `domain_id`.
  public static func read(
    _ path: String, _ options: Options = .init(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let files = try files(of: path)
    // Codes of concepts are kept as parts of this mapping until the synonyms are read.
    let concepts = try MappedFile(files[0])
    let reader = OMOPReader(options, types, builder)
    try reader.readConcepts(concepts)
    if files.count > 1 { try reader.readSynonyms(try MappedFile(files[1])) }
    withExtendedLifetime(concepts) {}
  }
}

/// Reads the two tables; the second needs to know which concepts the first gave.
private final class OMOPReader {
  private let options: OMOPVocabulary.Options
  private let builder: LexiconBuilder
  private let only: ByteNames
  private let excluded: ByteNames
  private let standard: ByteNames
  private let classesWithoutStandard: ByteNames
  private let excludedClasses: ByteNames
  private let languages: ByteNames
  private let classes: VocabularyClasses
  private let vocabulary = ByteSlice(permanent: "OMOP")
  private let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private var classKey: [UInt8] = []

  /// Concept id → position in `taken`.
  private var positions = FingerprintTable()
  private var taken: [Taken] = []
  /// Code and vocabulary by the same position; only where the code is the id.
  private var codes: [(UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>)] = []

  private struct Taken {
    var type: UInt8
    var rank: UInt16
  }

  init(_ options: OMOPVocabulary.Options, _ types: VocabularyTypes, _ builder: LexiconBuilder) {
    self.options = options
    self.builder = builder
    classes = types.classes(of: "OMOP")
    only = ByteNames(options.onlyVocabularies)
    excluded = ByteNames(options.excludedVocabularies)
    standard = ByteNames(options.standard)
    classesWithoutStandard = ByteNames(options.classesWithoutStandard)
    excludedClasses = ByteNames(options.excludedClasses)
    languages = ByteNames(options.languages)
  }

  func readConcepts(_ file: MappedFile) throws(Fault) {
    let wanted = [
      "concept_id", "concept_name", "domain_id", "vocabulary_id", "concept_class_id", "standard_concept",
      "concept_code", "invalid_reason",
    ]
    try rows(of: file, "CONCEPT", wanted) { (f, at, line) throws(Fault) in
      let id = f[at[0]]
      guard id.isNumberID else { return self.builder.reject(line: line, .invalidID) }
      guard self.options.takesInvalid || f[at[7]].isEmpty else { return self.builder.skip(.obsolete) }
      let source = f[at[3]]
      guard self.only.isEmpty || self.only.contains(source), !self.excluded.contains(source) else {
        return self.builder.skip(.excludedSource)
      }
      let kind = f[at[4]]
      guard !self.excludedClasses.contains(kind) else { return self.builder.skip(.termType) }
      guard self.standard.contains(f[at[5]]) || self.classesWithoutStandard.contains(kind) else {
        return self.builder.skip(.notStandard)
      }
      guard let type = self.type(domain: f[at[2]], kind: kind) else { return self.builder.skip(.noType) }
      let rank: UInt32 = f[at[5]].equals("S") ? 1_000 : f[at[5]].equals("C") ? 1_001 : 1_002
      self.note(id, f[at[6]], source, type, rank)
      try self.add(id, f[at[6]], source, f[at[1]], type, rank, isPreferred: true)
      self.builder.addReference(from: id, of: self.vocabulary.buffer, to: f[at[6]], of: source)
    }
  }

  func readSynonyms(_ file: MappedFile) throws(Fault) {
    let wanted = ["concept_id", "concept_synonym_name", "language_concept_id"]
    try rows(of: file, "CONCEPT_SYNONYM", wanted) { (f, at, line) throws(Fault) in
      let id = f[at[0]]
      guard id.isNumberID else { return self.builder.reject(line: line, .invalidID) }
      guard self.languages.contains(f[at[2]]) else { return self.builder.skip(.language) }
      guard let position = self.positions.value(FingerprintTable.fingerprint(id)),
        let type = EntityType(rawValue: self.taken[Int(position)].type)
      else { return self.builder.skip(.unknownConcept) }
      let rank = UInt32(self.taken[Int(position)].rank) + 10
      let (code, source) = self.codes.isEmpty ? (self.none, self.none) : self.codes[Int(position)]
      try self.add(id, code, source, f[at[1]], type, rank, isPreferred: false)
    }
  }

  /// Calls `body` with the fields of each row, the positions of the columns wanted, and the 1-based line.
  private func rows(
    of file: MappedFile, _ table: String, _ wanted: [String],
    _ body: ([UnsafeBufferPointer<UInt8>], [Int], Int) throws(Fault) -> Void
  ) throws(Fault) {
    builder.beginFile(file.path)
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    let format = "Athena's tab-separated \(table)"
    splitter.split(lines.next() ?? none, at: 0x09)
    let header = HeaderColumns(splitter.fields)
    let at = try header.require(wanted, of: format, file: file.path, line: 1)
    while let line = lines.next() {
      if line.isEmpty { continue }
      splitter.split(line, at: 0x09)
      guard splitter.fields.count == header.count else {
        builder.reject(line: lines.line, .wrongColumnCount)
        continue
      }
      guard line.isValidUTF8 else {
        builder.reject(line: lines.line, .invalidUTF8)
        continue
      }
      try body(splitter.fields, at, lines.line)
    }
  }

  /// What the table says of "domain/class", else of the domain.
  private func type(
    domain: UnsafeBufferPointer<UInt8>, kind: UnsafeBufferPointer<UInt8>
  ) -> EntityType? {
    classKey.removeAll(keepingCapacity: true)
    classKey.append(contentsOf: domain)
    classKey.append(UInt8(ascii: "/"))
    classKey.append(contentsOf: kind)
    let own = classKey.withUnsafeBufferPointer { classes.ownRule(for: $0) }
    return (own ?? classes.rule(for: domain))?.type
  }

  private func note(
    _ id: UnsafeBufferPointer<UInt8>, _ code: UnsafeBufferPointer<UInt8>, _ source: UnsafeBufferPointer<UInt8>,
    _ type: EntityType, _ rank: UInt32
  ) {
    let (_, isNew) = positions.findOrInsert(FingerprintTable.fingerprint(id), UInt32(taken.count))
    guard isNew else { return }
    taken.append(Taken(type: type.rawValue, rank: UInt16(rank)))
    if options.identifier == .conceptCode { codes.append((code, source)) }
  }

  private func add(
    _ id: UnsafeBufferPointer<UInt8>, _ code: UnsafeBufferPointer<UInt8>, _ source: UnsafeBufferPointer<UInt8>,
    _ name: UnsafeBufferPointer<UInt8>, _ type: EntityType, _ rank: UInt32, isPreferred: Bool
  ) throws(Fault) {
    let isCode = options.identifier == .conceptCode
    var row = VocabularyRow(
      concept: isCode ? code : id, name: name.trimmed, vocabulary: isCode ? source : vocabulary.buffer,
      semanticTypes: none)
    row.type = type
    row.rank = rank
    row.isPreferred = isPreferred
    try builder.add(row)
  }
}
