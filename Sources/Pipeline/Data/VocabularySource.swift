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
    case icd10cmOrder = "icd10cm_order"
    case rxnorm
    case rf2
    case obo
    case mesh
    case loinc
    case omop
    case bsv
    /// A table with columns of other names, mapped by `--column`.
    case csv
  }
  public var path: String
  public var kind: Kind

  /// Takes each part as it is given.
  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }

  /// Tells the kind from name and content; `hasColumns` tells that the user maps the columns of tables. Throws
  /// `vocabularyInvalid` with what was expected.
  public static func detect(_ path: String, hasColumns: Bool = false) throws(Fault) -> VocabularySource {
    guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
    let isFolder = FolderListing.names(in: path) != nil
    let known: [(Kind, (String) -> Bool)] = [
      (.rf2, RF2Vocabulary.isRF2), (.rxnorm, RxNormVocabulary.isRxNorm), (.omop, OMOPVocabulary.isOMOP),
      (.loinc, LOINCTable.isTable),
    ]
    for (kind, isKind) in known where isKind(path) { return VocabularySource(path: path, kind: kind) }
    if isFolder || path.hasSuffix(".RRF") { return VocabularySource(path: path, kind: .rrf) }
    let files: [(Kind, (String) -> Bool)] = [
      (.icd10cmTabular, ICD10CMTabular.isTabular), (.obo, OBOVocabulary.isOBO), (.mesh, MeSHVocabulary.isMeSH),
      (.icd10cmOrder, ICD10CMOrder.isOrderFile),
    ]
    for (kind, isKind) in files where isKind(path) { return VocabularySource(path: path, kind: kind) }
    if hasColumns { return VocabularySource(path: path, kind: .csv) }
    if try TSVVocabulary.isVocabulary(path) { return VocabularySource(path: path, kind: .tsv) }
    if BSVVocabulary.isBSV(path) { return VocabularySource(path: path, kind: .bsv) }
    throw Fault(
      .vocabularyInvalid, file: path,
      value: "expected a compiled lexicon; a folder of UMLS or RxNorm RRF, SNOMED CT RF2 or OMOP vocabularies; OBO; "
        + "MeSH or ICD-10-CM XML; the ICD-10-CM order file; the LOINC table; a cTAKES BSV; or a TSV with the columns concept "
        + "and name (--column names others)")
  }

  /// The files that a build reads.
  func files() throws(Fault) -> [String] {
    switch kind {
    case .rrf: try RRFVocabulary.files(of: path)
    case .rxnorm: try RxNormVocabulary.files(of: path)
    case .rf2: try RF2Vocabulary.files(of: path)
    case .omop: try OMOPVocabulary.files(of: path)
    case .loinc: try LOINCTable.files(of: path)
    default: [path]
    }
  }
}
