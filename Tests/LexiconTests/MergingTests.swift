import ClinicalText
import Lexicon
import TestSupport
import Testing

private let aliasesTSV = """
  vocabulary\talias
  # a comment
  ICD10CM\tICD-10-CM
  SNOMEDCT\tSNOMEDCT_US_*
  SNOMEDCT\tSNOMEDCT_US
  MESH\tMSH
  UMLS\tUMLS_CUI

  """

@Suite struct MergingTests {
  private func builder() throws -> LexiconBuilder {
    let builder = try publishedBuilder([])
    builder.aliases = try VocabularyAliases(tsv: aliasesTSV, file: "aliases.tsv")
    return builder
  }

  private func compile(_ files: [(String, String)], ingredients: Bool = false) throws -> Compiled {
    let folder = ReleaseScratch(files)
    return try Compiled(builder: builder()) { builder in
      for (name, _) in files {
        let path = "\(folder.path)/\(name)"
        if name.hasSuffix(".obo") {
          try OBOVocabulary.read(path, types: VocabularyTypes(tsv: obo, file: "types.tsv"), into: builder)
        } else if name.hasSuffix(".tsv") {
          try TSVVocabulary.read(path, languages: ["ENG"], curated: false, into: builder)
        } else if name.hasSuffix("MRCONSO.RRF") {
          try RRFVocabulary.read(path, .init(), into: builder)
        }
      }
      builder.mergeReferences()
    }
  }

  private let obo = """
    vocabulary\tclass\ttype
    OBO\tDOID\tproblem
    OBO\tMONDO\tproblem
    OBO\tHP\tproblem
    OBO\tUBERON\tanatomy

    """

  private static let doid = """
    format-version: 1.2

    [Term]
    id: DOID:1
    name: glomus tumor
    xref: ICD-10-CM:D18.0 {source="x"}
    xref: UMLS_CUI:C9
    xref: NOWHERE:4

    [Term]
    id: DOID:2
    name: other thing
    xref: ICD10CM:D18.9

    [Term]
    id: DOID:3
    name: third thing
    xref: ICD10CM:D18.9
    xref: ICD10CM:X99

    """

  private static let icd = """
    concept\tname\ttype\tvocabulary
    D18.0\tglomangioma\tproblem\tICD10CM
    D18.9\twhole chapter\tproblem\tICD10CM

    """

  @Test func aMentionListsBothConceptsTheFirstVocabularyFirst() throws {
    let compiled = try compile([("doid.obo", Self.doid), ("icd.tsv", Self.icd)])
    for name in ["glomus tumor", "glomangioma"] {
      #expect(compiled.concepts(name) == ["problem DOID DOID:1", "problem ICD10CM D18.0"])
    }
    #expect(compiled.concepts("other thing") == ["problem DOID DOID:2"])
    #expect(compiled.concepts("whole chapter") == ["problem ICD10CM D18.9"])
    let merging = try #require(compiled.report.merging)
    #expect(merging.references == 6)
    #expect(merging.notLoaded == 2)
    #expect(merging.broken == 1)
    #expect(merging.ambiguous == 2)
    #expect(merging.joined == 1 && merging.clusters == 1)
    let other = try compile([("icd.tsv", Self.icd), ("doid.obo", Self.doid)])
    #expect(other.concepts("glomus tumor") == ["problem ICD10CM D18.0", "problem DOID DOID:1"])
  }

  @Test func mondoSaysWhichReferencesAreEquivalent() throws {
    let mondo = """
      format-version: 1.2

      [Term]
      id: MONDO:1
      name: one name
      xref: DOID:1 {source="MONDO:equivalentTo"}
      xref: DOID:2 {source="MONDO:relatedTo"}

      [Term]
      id: MONDO:3
      name: three name
      property_value: skos:exactMatch "DOID:3" xsd:string

      [Term]
      id: MONDO:2
      name: two name
      property_value: skos:broadMatch DOID:2

      """
    let compiled = try compile([("doid.obo", Self.doid), ("mondo.obo", mondo)])
    #expect(compiled.concepts("one name") == ["problem DOID DOID:1", "problem MONDO MONDO:1"])
    #expect(compiled.concepts("three name") == ["problem DOID DOID:3", "problem MONDO MONDO:3"])
    #expect(compiled.concepts("two name") == ["problem MONDO MONDO:2"])
  }

  @Test func umlsCodesAndColumnsOfTables() throws {
    let umls =
      consoLine("C9", "paraganglioma of glomus", sab: "SNOMEDCT_US", tty: "PT", code: "123")
      + consoLine("C8", "narrower thing", sab: "SNOMEDCT_US", tty: "ET", code: "456")
    let own = """
      concept\tname\ttype\tvocabulary\txrefs
      7\tlocal name\tproblem\tLOCAL\tSNOMEDCT_US_2025_09_01:123|UMLS:C8

      """
    let snomed =
      "concept\tname\ttype\tvocabulary\n123\tglomus neoplasm\tproblem\tSNOMEDCT\n456\tsome other\tproblem\tSNOMEDCT\n"
    let compiled = try compile([
      ("s.tsv", snomed), ("MRCONSO.RRF", umls), ("MRSTY.RRF", "C9|T047|A|N|AT||\nC8|T047|A|N|AT||\n"), ("own.tsv", own),
    ])
    #expect(
      compiled.concepts("glomus neoplasm") == ["problem SNOMEDCT 123", "problem UMLS C9", "problem LOCAL 7"])
    #expect(compiled.concepts("some other") == ["problem SNOMEDCT 456"])
    #expect(compiled.report.unknownColumns.isEmpty)
    // LOCAL 7 belongs to C9 by way of 123: C8 of the same vocabulary is not joined to it.
    #expect(compiled.report.merging?.conflicting == 1)
  }

  @Test func typesThatDifferAreNotJoined() throws {
    let anatomy = "format-version: 1.2\n\n[Term]\nid: UBERON:1\nname: glomus\nxref: DOID:1\n"
    let compiled = try compile([("doid.obo", Self.doid), ("uberon.obo", anatomy)])
    #expect(compiled.concepts("glomus") == ["anatomy UBERON UBERON:1"])
    #expect(compiled.report.merging?.otherType == 1)
  }

  /// Random references: groups are small cliques of one concept each vocabulary, and nothing that was found is lost.
  @Test(arguments: [1, 2, 3, 4]) func randomReferences(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let vocabularies = ["AA", "BB", "CC", "DD"]
    var tsv = "concept\tname\ttype\tvocabulary\txrefs\n"
    var names: [(vocabulary: String, id: Int, name: String)] = []
    for vocabulary in vocabularies {
      for id in 0..<12 {
        let name = "name\(random.below(30)) of thing"
        names.append((vocabulary, id, name))
        let references = (0..<random.below(3)).map { _ in "\(random.pick(vocabularies)):\(random.below(14))" }
        tsv += "\(id)\t\(name)\tproblem\t\(vocabulary)\t\(references.joined(separator: "|"))\n"
      }
    }
    let compiled = try compile([("v.tsv", tsv)])
    for (vocabulary, id, name) in names {
      let concepts = compiled.concepts(name)
      #expect(concepts.contains("problem \(vocabulary) \(id)"))
      #expect(Set(concepts).count == concepts.count)
    }
    let merging = try #require(compiled.report.merging)
    #expect(merging.joined > 0 && merging.clusters <= merging.joined && merging.broken > 0)
  }

  @Test func aliasesOfTwoVocabulariesAreRefused() {
    let found = fault { _ = try VocabularyAliases(tsv: "vocabulary\talias\nA\tX\nB\tX\n", file: "a.tsv") }
    #expect(found?.code == .ruleFileInvalid && found?.line == 3)
    #expect(fault { _ = try VocabularyAliases(tsv: "vocabulary\talias\nA\n", file: "a.tsv") }?.line == 2)
  }
}

@Suite struct BrandRelationTests {
  private func relation(_ first: String, _ second: String, _ rela: String, suppress: String = "N") -> String {
    "\(first)|A1|CUI|RO|\(second)|A2|CUI|\(rela)|R1||RXNORM|RXNORM|||\(suppress)||\n"
  }

  private func compile(_ relations: String) throws -> Compiled {
    let folder = Scratch()
    let conso = folder.file(
      "MRCONSO.RRF",
      consoLine("C1", "atorvastatin", sab: "RXNORM", tty: "IN") + consoLine("C2", "Lipitor", sab: "RXNORM", tty: "BN")
        + consoLine("C3", "amlodipine", sab: "RXNORM", tty: "IN") + consoLine("C4", "Caduet", sab: "RXNORM", tty: "BN")
        + consoLine("C5", "headache", sab: "MTH", tty: "PT"))
    folder.file("MRSTY.RRF", ["C1", "C2", "C3", "C4"].map { "\($0)|T121|A|N|AT||\n" }.joined() + "C5|T047|A|N|AT||\n")
    folder.file("MRREL.RRF", relations)
    return try Compiled(builder: publishedBuilder([])) {
      try RRFVocabulary.read(conso, .init(), into: $0)
      let file = try #require(BrandRelations.file(beside: conso))
      try BrandRelations.read(file, vocabulary: "UMLS", into: $0)
    }
  }

  @Test func aBrandCarriesItsIngredientsAndNotTheOtherWay() throws {
    // CUI2 RELA CUI1: both rows say that Lipitor is a trade name of atorvastatin.
    let compiled = try compile(
      relation("C1", "C2", "tradename_of") + relation("C2", "C1", "has_tradename")
        + relation("C1", "C4", "tradename_of")
        + relation("C4", "C3", "has_tradename") + relation("C5", "C2", "tradename_of")
        + relation("C3", "C2", "tradename_of", suppress: "O") + relation("C3", "C2", "isa") + "a|b|\n"
        + relation("C99", "C2", "tradename_of"))
    #expect(compiled.lexicon.lookup("Lipitor").map(\.concept.id.string) == ["C2", "C1"])
    #expect(Set(compiled.lexicon.lookup("Caduet").map(\.concept.id.string)) == ["C4", "C1", "C3"])
    #expect(compiled.lexicon.lookup("Caduet").first?.concept.id.string == "C4")
    #expect(compiled.lexicon.lookup("atorvastatin").map(\.concept.id.string) == ["C1"])
    let found = try #require(compiled.report.ingredients)
    #expect(found.rows == 9 && found.relations == 6 && found.unknown == 2 && found.brands == 2)
    #expect(
      compiled.report.firstBadLines.map { "\($0.file):\($0.line) \($0.reason.rawValue)" } == [
        "MRREL.RRF:8 wrong_column_count"
      ])
    #expect(compiled.mentions("Lipitor and atorvastatin") == ["medication[Lipitor]", "medication[atorvastatin]"])
  }

  @Test func anotherFileIsRefused() throws {
    #expect(fault { _ = try compile("a\tb\n") }?.code == .vocabularyInvalid)
  }
}
