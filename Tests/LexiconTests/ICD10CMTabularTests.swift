import ClinicalText
import Lexicon
import Testing

struct ICD10CMTabularTests {
  private static let xml = """
    <?xml version="1.0" encoding="utf-8"?>
    <ICD10CM.tabular><version>2026</version>
    <chapter><name>1</name><desc>Certain infectious diseases (A00-B99)</desc>
    <includes><note>diseases generally recognized as communicable</note></includes>
    <section id="A00-A09"><desc>Intestinal infectious diseases (A00-A09)</desc>
    <diag><name>A00</name><desc>Cholera</desc>
      <diag><name>A00.0</name><desc>Cholera due to Vibrio cholerae 01, biovar cholerae</desc>
        <inclusionTerm><note>Classical cholera</note></inclusionTerm>
        <excludes1><note>something else (Z99)</note></excludes1></diag>
      <diag><name>A00.9</name><desc>Cholera, unspecified &amp; more</desc></diag>
      <inclusionTerm><note>Asiatic cholera</note></inclusionTerm>
    </diag></section></chapter></ICD10CM.tabular>
    """

  @Test func readsCodesDescriptionsAndInclusionTerms() throws {
    let scratch = Scratch()
    let file = scratch.file("icd10cm_tabular_2026.xml", Self.xml)
    #expect(ICD10CMTabular.isTabular(file))
    let compiled = try Compiled(builder: makeBuilder()) { try ICD10CMTabular.read(file, into: $0) }
    let found = ["cholera", "classical cholera", "asiatic cholera", "cholera unspecified"].map { name in
      compiled.lexicon.lookup(name).map { "\($0.concept.id.string) \($0.concept.preferredName.string)" }
    }
    #expect(
      found == [
        ["A00 Cholera"], ["A00.0 Cholera due to Vibrio cholerae 01, biovar cholerae"], ["A00 Cholera"], [],
      ])
    #expect(compiled.lexicon.lookup("cholera, unspecified & more").map(\.concept.id.string) == ["A00.9"])
    #expect(compiled.lexicon.lookup("something else").isEmpty)
    #expect(compiled.lexicon.lookup("cholera").first?.concept.vocabulary.string == "ICD10CM")
    #expect(compiled.report.names == 5)
  }

  @Test func damagedAndForeignFiles() throws {
    let scratch = Scratch()
    let cut = scratch.file("cut.xml", String(Self.xml.prefix(500)))
    let builder = try makeBuilder()
    let found = fault { try ICD10CMTabular.read(cut, into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == cut)
    #expect(found?.line != nil)
    #expect(!ICD10CMTabular.isTabular(scratch.file("other.xml", "<a/>")))
    #expect(!ICD10CMTabular.isTabular(scratch.file("no.xml", "not xml")))
    #expect(!ICD10CMTabular.isTabular(scratch.file("icd.txt", Self.xml)))
    #expect(!ICD10CMTabular.isTabular("\(scratch.path)/none.xml"))
  }
}
