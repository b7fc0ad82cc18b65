import ClinicalText
import Files
import Lexicon
import Testing

/// The rows of `Lexicons/vocabulary-types.tsv` for releases of SNOMED CT, RxNorm, LOINC and OMOP.
struct ReleaseTypesTests {
  private static func types() throws -> VocabularyTypes {
    let path = "\(StarterFiles.root)/vocabulary-types.tsv"
    return try VocabularyTypes(tsv: try TextFile.read(path), file: path)
  }

  @Test func semanticTags() throws {
    let types = try Self.types()
    for (tag, type) in [
      ("disorder", EntityType.problem), ("finding", .problem), ("procedure", .procedure),
      ("regime/therapy", .procedure),
      ("body structure", .anatomy), ("substance", .medication), ("physical object", .device),
      ("observable entity", .test), ("situation", nil), ("qualifier value", nil), ("organism", nil),
    ] {
      #expect(types.type(vocabulary: "SNOMEDCT", class: tag) == type, "\(tag)")
    }
  }

  @Test func everyKindOfRxNormIsAMedication() throws {
    let types = try Self.types()
    let options = RxNormVocabulary.Options()
    for kind in options.kinds.union(RxNormVocabulary.dosedKinds) {
      #expect(types.type(vocabulary: "RXNORM", class: kind) == .medication, "\(kind)")
    }
    #expect(types.type(vocabulary: "RXNORM", class: "DF") == nil)
  }

  /// The classes of LOINC through the reader: a row stands for the classes below it.
  @Test func classesOfLOINC() throws {
    let types = try Self.types()
    let scratch = Scratch()
    var text = "LOINC_NUM,COMPONENT,CLASS,STATUS,LONG_COMMON_NAME\n"
    let classes = ["CHEM", "HEM/BC", "MOLPATH.TRINUC", "BP.ATOM", "RAD", "SURVEY.PHQ9", "DOC.ONTOLOGY", "H&P.HX"]
    for (index, name) in classes.enumerated() { text += "\(index)-1,,\(name),ACTIVE,test number \(index) of it\n" }
    let file = scratch.file("Loinc.csv", text)
    let loinc = try compiled { try LOINCTable.read(file, types: types, into: $0) }
    #expect(loinc.report.names == 5)
    #expect(loinc.report.dropped == [.noType: 3])
  }

  @Test func domains() throws {
    let types = try Self.types()
    for (domain, type) in [
      ("Condition", EntityType.problem), ("Drug", .medication), ("Measurement", .test), ("Procedure", .procedure),
      ("Device", .device), ("Spec Anatomic Site", .anatomy), ("Observation", nil),
      ("Observation/Clinical Finding", .problem),
      ("Unit", nil),
    ] {
      #expect(types.type(vocabulary: "OMOP", class: domain) == type, "\(domain)")
    }
  }
}
