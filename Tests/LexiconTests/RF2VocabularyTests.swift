import ClinicalText
import Lexicon
import Testing

private let fullName = "900000000000003001"
private let synonym = "900000000000013009"
private let definition = "900000000000550004"
private let us = "900000000000509007"
private let gb = "900000000000508004"
private let es = "450828004"
private let conceptHeader = "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\n"
private let descriptionHeader =
  "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\n"
private let languageHeader = "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId\n"

private func concept(_ id: String, active: Bool = true, time: String = "20020131") -> String {
  "\(id)\t\(time)\t\(active ? 1 : 0)\t900000000000207008\t900000000000074008\n"
}

private func description(
  _ id: String, _ concept: String, _ type: String, _ term: String, active: Bool = true, language: String = "en"
) -> String {
  "\(id)\t20170731\t\(active ? 1 : 0)\t900000000000207008\t\(concept)\t\(language)\t\(type)\t\(term)\t900000000000448009\n"
}

private func language(_ description: String, _ refset: String, preferred: Bool, active: Bool = true) -> String {
  let acceptability = preferred ? "900000000000548007" : "900000000000549004"
  return
    "80b1b7a4-0000\t20170731\t\(active ? 1 : 0)\t900000000000207008\t\(refset)\t\(description)\t\(acceptability)\n"
}

struct RF2VocabularyTests {
  private static let terminology = "Release/Snapshot/Terminology"
  private static let conceptFile = "\(terminology)/sct2_Concept_Snapshot_INT_20260101.txt"
  private static let descriptionFile = "\(terminology)/sct2_Description_Snapshot-en_INT_20260101.txt"
  private static let languageFile =
    "Release/Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20260101.txt"

  private static let concepts =
    conceptHeader + concept("84114007") + concept("50960005") + concept("1001001", active: false)
    + concept("1002002") + concept("1003003")

  private static let descriptions =
    descriptionHeader
    + description("1010", "84114007", fullName, "Heart failure (disorder)")
    + description("1011", "84114007", synonym, "Heart failure")
    + description("1012", "84114007", synonym, "Weak heart")
    + description("1013", "84114007", synonym, "Cardiac insufficiency")
    + description("1014", "84114007", synonym, "Heart failing", active: false)
    + description("1015", "84114007", definition, "A syndrome of the heart.")
    + description("1016", "84114007", synonym, "Insuficiencia cardíaca", language: "es")
    + description("1020", "50960005", fullName, "Hemorrhage (morphologic abnormality) (disorder)")
    + description("1021", "50960005", synonym, "Haemorrhage", language: "en-GB")
    + description("1022", "50960005", synonym, "Bleeding")
    + description("1030", "1001001", fullName, "Old disease (disorder)")
    + description("1040", "1002002", fullName, "Severe (qualifier value)")
    + description("1041", "1002002", synonym, "Severe")
    + description("1050", "1003003", fullName, "No tag")
    + description("1051", "1003003", synonym, "Untagged")
    + description("1060", "7777007", fullName, "Of another module (disorder)")

  private static let languages =
    languageHeader + language("1010", us, preferred: true) + language("1011", us, preferred: true)
    + language("1011", gb, preferred: true) + language("1012", us, preferred: false)
    + language("1013", us, preferred: false, active: false)
    + language("1021", gb, preferred: true) + language("1022", us, preferred: true)
    + language("1022", gb, preferred: false)

  private func release(
    concepts: String = concepts, descriptions: String = descriptions, languages: String? = languages
  ) -> ReleaseScratch {
    let folder = ReleaseScratch([(Self.conceptFile, concepts), (Self.descriptionFile, descriptions)])
    if let languages { folder.file(Self.languageFile, languages) }
    return folder
  }

  private func read(_ path: String, _ options: RF2Vocabulary.Options = .init()) throws -> Compiled {
    let types = try makeReleaseTypes()
    return try compiled { try RF2Vocabulary.read(path, options, types: types, into: $0) }
  }

  @Test func readsARelease() throws {
    let folder = release()
    let snomed = try read(folder.path)
    #expect(snomed.concepts("heart failure") == ["problem SNOMEDCT 84114007"])
    #expect(snomed.concepts("weak heart") == ["problem SNOMEDCT 84114007"])
    #expect(snomed.concepts("haemorrhage") == ["problem SNOMEDCT 50960005"])
    // The fully specified name gives its name without the last tag only.
    #expect(snomed.concepts("Hemorrhage (morphologic abnormality)") == ["problem SNOMEDCT 50960005"])
    #expect(snomed.concepts("Heart failure (disorder)") == [])
    for name in ["Cardiac insufficiency", "Heart failing", "Old disease", "Severe", "Untagged"] {
      #expect(snomed.concepts(name) == [], "\(name)")
    }
    #expect(snomed.report.rows == 16)
    #expect(snomed.report.names == 5)
    #expect(
      snomed.report.dropped == [
        .duplicate: 1, .notAcceptable: 1, .obsolete: 2, .termType: 1, .language: 1, .noType: 4, .unknownConcept: 1,
      ])
    #expect(snomed.badLines == [])
  }

  /// The first dialect's preferred term names the concept; the fully specified name only where there is none.
  @Test func dialectsAndPreferredNames() throws {
    let folder = release()
    func name(_ options: RF2Vocabulary.Options = .init()) throws -> String? {
      try read(folder.path, options).lexicon.lookup("bleeding").first?.concept.preferredName.string
    }
    #expect(try name() == "Bleeding")
    var british = RF2Vocabulary.Options()
    british.dialects = [gb, us]
    #expect(try name(british) == "Haemorrhage")
    let bare = release(languages: nil)
    #expect(try read(bare.path).concepts("cardiac insufficiency") == ["problem SNOMEDCT 84114007"])
    #expect(try read(bare.path).report.dropped[.notAcceptable] == nil)
  }

  @Test func options() throws {
    let folder = release()
    var options = RF2Vocabulary.Options()
    options.languages = ["es"]
    options.onlyAcceptable = false
    options.takesFullNames = false
    let spanish = try read(folder.path, options)
    #expect(spanish.concepts("insuficiencia cardíaca") == ["problem SNOMEDCT 84114007"])
    #expect(spanish.report.names == 1)
    options.languages = ["en"]
    let english = try read(folder.path, options)
    #expect(english.concepts("cardiac insufficiency") == ["problem SNOMEDCT 84114007"])
    #expect(english.concepts("Hemorrhage (morphologic abnormality)") == [])
    #expect(english.report.dropped[.termType] == 3)
  }

  /// An extension's later row of a concept counts, in whichever file it stands.
  @Test func theLaterRowOfAConceptCounts() throws {
    for (international, extending) in [("20020131", "20250901"), ("20250901", "20020131")] {
      let folder = release(concepts: conceptHeader + concept("84114007", time: international))
      folder.file(
        "Release/Extension/sct2_Concept_Snapshot_US1000124_20260301.txt",
        conceptHeader + concept("84114007", active: false, time: extending))
      let isActive = international > extending
      #expect(try read(folder.path).concepts("heart failure").isEmpty == !isActive)
    }
  }

  @Test func findsItsFilesFromAnyFolder() throws {
    let folder = release()
    folder.file("Release/Full/Terminology/sct2_Concept_Full_INT_20260101.txt", conceptHeader)
    folder.file("Release/Snapshot/Terminology/sct2_TextDefinition_Snapshot-en_INT_20260101.txt", descriptionHeader)
    let files = [Self.conceptFile, Self.descriptionFile, Self.languageFile].map { "\(folder.path)/\($0)" }
    for path in [
      folder.path, "\(folder.path)/Release", "\(folder.path)/Release/Snapshot", files[0], files[1],
    ] {
      #expect(RF2Vocabulary.isRF2(path), "\(path)")
      #expect(try RF2Vocabulary.files(of: path) == files, "\(path)")
    }
    // The folder of the terminology alone is a release without language reference sets.
    #expect(try RF2Vocabulary.files(of: "\(folder.path)/\(Self.terminology)") == Array(files[..<2]))
    for path in ["\(folder.path)/Release/Full", "\(folder.path)/none", "\(folder.path)/Release/Snapshot/Refset"] {
      #expect(!RF2Vocabulary.isRF2(path), "\(path)")
      #expect(fault { _ = try RF2Vocabulary.files(of: path) } != nil)
    }
  }

  @Test func twoVersionsAreRefused() {
    let folder = release()
    folder.file("Older/sct2_Concept_Snapshot_INT_20250101.txt", conceptHeader)
    let found = fault { _ = try read(folder.path) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file?.hasSuffix("_INT_20260101.txt") == true)
  }

  @Test func badRowsAreCounted() throws {
    let folder = release(
      concepts: Self.concepts + "84114007\t2002\n" + "x\t20020131\t1\t1\t1\n",
      descriptions: Self.descriptions + "\n" + description("y", "84114007", synonym, "Bad heart")
        + description("1099", "84 114", synonym, "Bad heart") + "1100\t20170731\t1\t9000",
      languages: Self.languages + "1\t2\t3\n" + language("-", us, preferred: true))
    let snomed = try read(folder.path)
    #expect(
      snomed.badLines == [
        "7 wrong_column_count", "8 invalid_id", "10 wrong_column_count", "11 invalid_id", "19 invalid_id",
        "20 invalid_id", "21 wrong_column_count",
      ])
    #expect(snomed.report.names == 5)
    let parts = Self.descriptions.split(separator: "Weak heart").map { Array($0.utf8) }
    let scratch = Scratch()
    scratch.file("sct2_Concept_Snapshot_INT.txt", Self.concepts)
    scratch.file("sct2_Description_Snapshot_INT.txt", parts[0] + [0x66, 0xFF] + parts[1])
    #expect(try read(scratch.path).badLines == ["4 invalid_utf8"])
  }

  @Test func lineEndsAndByteOrderMarks() throws {
    func windows(_ text: String) -> String { "\u{FEFF}\(text.replacing("\n", with: "\r\n"))" }
    let folder = release(
      concepts: windows(Self.concepts), descriptions: windows(Self.descriptions), languages: windows(Self.languages))
    #expect(try read(folder.path).report.names == 5)
  }

  @Test func wrongFilesGiveAFaultThatNamesFileAndLine() {
    for (index, wrong) in ["", "id\tactive\n", "RXCUI|LAT|\n"].enumerated() {
      for (file, folder) in [
        (Self.conceptFile, release(concepts: wrong)), (Self.descriptionFile, release(descriptions: wrong)),
        (Self.languageFile, release(languages: wrong)),
      ] {
        let found = fault { _ = try read(folder.path) }
        #expect(found?.code == .vocabularyInvalid, "\(index) \(file)")
        #expect(found?.file?.hasSuffix(file) == true)
        #expect(found?.line == 1)
        #expect(found?.value?.contains("\t") == false)
      }
    }
    let missing = ReleaseScratch([(Self.conceptFile, Self.concepts)])
    #expect(fault { _ = try read(missing.path) }?.value?.contains("sct2_Description_Snapshot") == true)
  }
}
