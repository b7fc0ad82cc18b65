import Lexicon
import Testing

/// Versions and licences, as the files of a release state them.
@Suite struct ReleaseFactsTests {
  let folder = Scratch()

  @Test func obo() {
    let path = folder.file(
      "x.obo",
      "format-version: 1.2\ndata-version: hp/releases/2024-01-16\r\n"
        + "property_value: http://purl.org/dc/terms/license \"https://example.org/by\" xsd:anyURI\n\n[Term]\nid: X:1\n"
        + "data-version: no header\n")
    #expect(
      ReleaseFacts.obo(path) == ReleaseFacts(version: "hp/releases/2024-01-16", licence: "https://example.org/by"))
    #expect(ReleaseFacts.obo(folder.file("y.obo", "format-version: 1.2\n[Term]\n")) == ReleaseFacts())
  }

  @Test func icd10cm() {
    let path = folder.file(
      "t.xml", "<?xml version=\"1.0\"?>\n<ICD10CM.tabular>\n  <version>2024</version>\n</ICD10CM.tabular>\n")
    #expect(ReleaseFacts.icd10cmTabular(path).version == "2024")
    #expect(ReleaseFacts.icd10cmOrder("/a/2020/icd10cm-order-2025.txt").version == "2025")
    #expect(ReleaseFacts.icd10cmOrder("/a/2020/order.txt").version == nil)
  }

  @Test func releasesNamedByTheirFiles() {
    #expect(ReleaseFacts.rf2(["x/sct2_Concept_Snapshot_US1000124_20240301.txt"]).version == "20240301")
    #expect(ReleaseFacts.mesh("/m/desc2024.xml").version == "2024")
    let named = folder.file(
      "d.xml",
      "<?xml version=\"1.0\"?>\n<!DOCTYPE DescriptorRecordSet SYSTEM "
        + "\"https://x/nlmdescriptorrecordset_20230101.dtd\">\n")
    #expect(ReleaseFacts.mesh(named).version == "20230101")
    #expect(ReleaseFacts.loinc("/r/Loinc_2.77/LoincTable/Loinc.csv").version == "2.77")
    #expect(ReleaseFacts.loinc("/r/Loinc.csv").version == nil)
  }

  @Test func releasesNamedBesideTheirFiles() {
    folder.file("VOCABULARY.csv", "vocabulary_id\tname\treference\tversion\tid\nNone\tOMOP\tx\tv5.0 30-AUG-23\t0\n")
    #expect(ReleaseFacts.omop("\(folder.path)/CONCEPT.csv").version == "v5.0 30-AUG-23")
    folder.file("MRSAB.RRF", "C1|C2|MTH2023AB|MTH|x|y|2023AB|\n")
    #expect(ReleaseFacts.umls("\(folder.path)/MRCONSO.RRF").version == "2023AB")
    folder.file("release.dat", "umls.release.name=2024AA\r\n")
    #expect(ReleaseFacts.umls("\(folder.path)/MRCONSO.RRF").version == "2024AA")
    folder.file("RXNSAB.RRF", "||RXNORM_X|RXNORM|x|y|20AA_240102F|\n")
    #expect(ReleaseFacts.rxnorm("\(folder.path)/RXNCONSO.RRF").version == "20AA_240102F")
  }

  @Test func nothingStatedIsNil() {
    #expect(ReleaseFacts.umls("\(folder.path)/nowhere/MRCONSO.RRF") == ReleaseFacts())
    #expect(ReleaseFacts.omop("\(folder.path)/CONCEPT.csv") == ReleaseFacts())
    #expect(ReleaseFacts.obo("\(folder.path)/missing.obo") == ReleaseFacts())
  }
}
