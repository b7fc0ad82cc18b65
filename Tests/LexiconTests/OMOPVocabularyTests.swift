import ClinicalText
import Lexicon
import Testing

struct OMOPVocabularyTests {
  private static let header =
    "concept_id\tconcept_name\tdomain_id\tvocabulary_id\tconcept_class_id\tstandard_concept\tconcept_code\t"
    + "valid_start_date\tvalid_end_date\tinvalid_reason\n"
  private static let synonymHeader = "concept_id\tconcept_synonym_name\tlanguage_concept_id\n"

  private static func row(
    _ id: String, _ name: String, _ domain: String, _ vocabulary: String, _ kind: String, _ standard: String,
    _ code: String, invalid: String = ""
  ) -> String {
    "\(id)\t\(name)\t\(domain)\t\(vocabulary)\t\(kind)\t\(standard)\t\(code)\t19700101\t20991231\t\(invalid)\n"
  }

  private static let concepts =
    header
    + row("316139", "Heart failure", "Condition", "SNOMED", "Disorder", "S", "84114007")
    + row("1112807", "aspirin", "Drug", "RxNorm", "Ingredient", "S", "1191")
    + row("45892419", "Ecotrin \"Low\"", "Drug", "RxNorm", "Brand Name", "", "202551")
    + row("19059056", "aspirin 81 MG Oral Tablet", "Drug", "RxNorm", "Clinical Drug", "S", "243670")
    + row("44831230", "Congestive heart failure", "Condition", "ICD9CM", "4-dig nonbill code", "", "428.0")
    + row("21600001", "Antithrombotic agents", "Drug", "ATC", "ATC 2nd", "C", "B01")
    + row("3004501", "Glucose [Mass/volume] in Serum or Plasma", "Measurement", "LOINC", "Lab Test", "S", "2345-7")
    + row("4000001", "Allergic to nuts", "Observation", "SNOMED", "Clinical Finding", "S", "1")
    + row("4000002", "Occupation", "Observation", "SNOMED", "Social Context", "S", "2")
    + row("4000003", "Bayer", "Drug", "RxNorm Extension", "Supplier", "S", "OMOP1")
    + row("4000004", "Old disease", "Condition", "SNOMED", "Disorder", "", "3", invalid: "U")

  private static let synonyms =
    synonymHeader + "316139\tCardiac failure\t4180186\n316139\tHerzinsuffizienz\t4182504\n"
    + "44831230\tCHF of old\t4180186\n999\tnobody\t4180186\n1112807\tacetylsalicylic acid\t4180186\n"

  private func read(
    _ concepts: String = concepts, _ synonyms: String? = synonyms, _ options: OMOPVocabulary.Options = .init()
  ) throws -> Compiled {
    let folder = ReleaseScratch([("CONCEPT.csv", concepts)])
    if let synonyms { folder.file("CONCEPT_SYNONYM.csv", synonyms) }
    let types = try makeReleaseTypes()
    return try compiled { try OMOPVocabulary.read(folder.path, options, types: types, into: $0) }
  }

  @Test func readsConceptsAndSynonyms() throws {
    let omop = try read()
    #expect(omop.concepts("cardiac failure") == ["problem OMOP 316139"])
    #expect(omop.lexicon.lookup("cardiac failure").first?.concept.preferredName.string == "Heart failure")
    #expect(omop.concepts("acetylsalicylic acid") == ["medication OMOP 1112807"])
    // Brands are no standard concepts, but what notes say; quotes are ordinary characters.
    #expect(omop.lexicon.lookup("ecotrin \"low\"").first?.name == "Ecotrin \"Low\"")
    #expect(omop.concepts("Glucose [Mass/volume] in Serum or Plasma") == ["test OMOP 3004501"])
    #expect(omop.concepts("allergic to nuts") == ["problem OMOP 4000001"])
    for name in ["Congestive heart failure", "aspirin 81 MG Oral Tablet", "Occupation", "Bayer", "Old disease"] {
      #expect(omop.concepts(name) == [], "\(name)")
    }
    #expect(omop.report.rows == 16)
    #expect(omop.report.names == 7)
    #expect(
      omop.report.dropped == [
        .termType: 1, .notStandard: 2, .noType: 2, .obsolete: 1, .language: 1, .unknownConcept: 2,
      ])
  }

  @Test func codesAsIdentifiers() throws {
    var options = OMOPVocabulary.Options()
    options.identifier = .conceptCode
    let omop = try read(Self.concepts, Self.synonyms, options)
    #expect(omop.concepts("heart failure") == ["problem SNOMED 84114007"])
    #expect(omop.concepts("cardiac failure") == ["problem SNOMED 84114007"])
    #expect(omop.concepts("acetylsalicylic acid") == ["medication RxNorm 1191"])
  }

  @Test func options() throws {
    var options = OMOPVocabulary.Options()
    options.standard = ["S", "C", ""]
    options.excludedClasses = []
    options.takesInvalid = true
    options.languages = ["4180186", "4182504"]
    let wide = try read(Self.concepts, Self.synonyms, options)
    for (name, id) in [
      ("CHF of old", "problem OMOP 44831230"), ("herzinsuffizienz", "problem OMOP 316139"),
      ("antithrombotic agents", "medication OMOP 21600001"), ("aspirin 81 MG Oral Tablet", "medication OMOP 19059056"),
      ("old disease", "problem OMOP 4000004"),
    ] {
      #expect(wide.concepts(name) == [id], "\(name)")
    }
    options = OMOPVocabulary.Options()
    options.onlyVocabularies = ["RxNorm", "LOINC"]
    options.excludedVocabularies = ["LOINC"]
    let narrow = try read(Self.concepts, nil, options)
    #expect(narrow.report.names == 2)
    #expect(narrow.report.dropped[.excludedSource] == 7)
  }

  /// Standard concepts first, then classifications, then the others; names of their own before synonyms.
  @Test func ranks() throws {
    var options = OMOPVocabulary.Options()
    options.standard = ["S", "C", ""]
    let omop = try read(
      Self.header + Self.row("4", "chf", "Condition", "A", "X", "", "4")
        + Self.row("3", "chf", "Condition", "A", "X", "C", "3")
        + Self.row("1", "heart", "Condition", "A", "X", "S", "1")
        + Self.row("2", "chf", "Condition", "A", "X", "S", "2"), Self.synonymHeader + "1\tchf\t4180186\n", options)
    #expect(omop.concepts("chf").map { $0.suffix(1) } == ["2", "3", "4", "1"])
  }

  @Test func badRowsAreCounted() throws {
    let omop = try read(
      Self.concepts + "12\tshort\tCondition\n" + "\n" + Self.row("x1", "bad", "Condition", "A", "X", "S", "1")
        + "13\tcut", Self.synonyms + "1\t2\n" + "-5\tname\t4180186\n")
    #expect(
      omop.badLines == [
        "13 wrong_column_count", "15 invalid_id", "16 wrong_column_count", "7 wrong_column_count", "8 invalid_id",
      ])
    #expect(omop.report.names == 7)
    let scratch = Scratch()
    let parts = Self.row("1", "NAME", "Condition", "A", "X", "S", "1").split(separator: "NAME").map { Array($0.utf8) }
    let file = scratch.file("CONCEPT.csv", Array(Self.header.utf8) + parts[0] + [0x66, 0xFF] + parts[1])
    let types = try makeReleaseTypes()
    #expect(try compiled { try OMOPVocabulary.read(file, types: types, into: $0) }.badLines == ["2 invalid_utf8"])
  }

  @Test func lineEndsAndMissingSynonyms() throws {
    func windows(_ text: String) -> String { "\u{FEFF}\(text.replacing("\n", with: "\r\n"))" }
    #expect(try read(windows(Self.concepts), windows(Self.synonyms)).report.names == 7)
    #expect(try read(Self.concepts, nil).report.names == 5)
    #expect(try read(String(Self.concepts.dropLast()), nil).report.names == 5)
  }

  @Test func findsItsFiles() throws {
    let folder = ReleaseScratch([("concept.csv", Self.concepts), ("CONCEPT_SYNONYM.csv", ""), ("n/note.csv", "a,b\n")])
    let files = ["\(folder.path)/concept.csv", "\(folder.path)/CONCEPT_SYNONYM.csv"]
    #expect(OMOPVocabulary.isOMOP(folder.path))
    #expect(OMOPVocabulary.isOMOP(files[0]))
    #expect(try OMOPVocabulary.files(of: folder.path) == files)
    #expect(try OMOPVocabulary.files(of: files[0]) == files)
    for path in ["\(folder.path)/n", "\(folder.path)/n/note.csv", files[1], "\(folder.path)/none"] {
      #expect(!OMOPVocabulary.isOMOP(path), "\(path)")
    }
    #expect(fault { _ = try OMOPVocabulary.files(of: "\(folder.path)/n") }?.code == .vocabularyInvalid)
  }

  @Test(arguments: [
    "", "concept_id,concept_name,domain_id\n", "concept\tname\n", header.replacing("domain_id", with: "x"),
  ])
  func wrongFilesGiveAFault(_ text: String) {
    let found = fault { _ = try read(text, nil) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file?.hasSuffix("CONCEPT.csv") == true)
    #expect(found?.line == 1)
    let second = fault { _ = try read(Self.concepts, text) }
    #expect(second?.file?.hasSuffix("CONCEPT_SYNONYM.csv") == true)
  }
}
