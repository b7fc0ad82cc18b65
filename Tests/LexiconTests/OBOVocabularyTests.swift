import ClinicalText
import Lexicon
import TestSupport
import Testing

struct OBOVocabularyTests {
  private static let header = "format-version: 1.2\nontology: hp\n\n"

  private static let obo = """
    format-version: 1.2
    data-version: test
    ! a comment
    synonymtypedef: abbreviation "abbreviation"
    ontology: hp

    [Term]
    id: HP:0001250
    name: Seizure
    alt_id: HP:0002279
    def: "A \\"seizure\\" is an intermittent abnormality. synonym: no" [HPO:probinson]
    synonym: "Epileptic seizure" EXACT []
    synonym: "Fits" EXACT layperson [ORCID:1, ORCID:2]
    synonym: "SZR" EXACT abbreviation []
    synonym: "Convulsion" NARROW [x] {source="y"}
    synonym: "Episode" BROAD []
    synonym: "Epilepsy" RELATED []
    synonym: "Falling sickness" EXACT obsolete_synonym []
    xref: UMLS:C0036572
    is_a: HP:0012638 ! Abnormal nervous system physiology

    [Term]
    id: HP:0000002
    name: Old thing
    synonym: "Older thing" EXACT []
    is_obsolete: true
    replaced_by: HP:0001250

    [Typedef]
    id: part_of
    name: part of
    synonym: "belongs to" EXACT []

    [Term]
    id: UBERON:0000948 {a="b"} ! heart
    name: heart {source="x y"} ! the organ

    [Term]
    id: GO:0000001
    name: mitochondrion inheritance
    synonym: "mitochondrial inheritance" EXACT []

    [Term]
    id: XYZ:1
    name: from elsewhere

    [Term]
    id: HP:0000003
    equivalent_to: HP:0001250

    """

  private func read(
    _ text: String, _ options: OBOVocabulary.Options = .init(), types: String = vocabularyTypesTSV
  ) throws -> Compiled {
    let scratch = Scratch()
    return try Compiled(builder: makeBuilder()) {
      try OBOVocabulary.read(scratch.file("x.obo", text), options, types: makeTypes(types), into: $0)
    }
  }

  private func hits(_ compiled: Compiled, _ names: String...) -> [String] {
    names.flatMap { name in
      compiled.lexicon.lookup(name).map {
        "\($0.concept.vocabulary.string) \($0.concept.id.string) \($0.concept.preferredName.string) \($0.type.name)"
      }
    }
  }

  @Test func termsSynonymsScopesAndObsoleteTerms() throws {
    let compiled = try read(Self.obo)
    let seizure = "HP HP:0001250 Seizure problem"
    #expect(hits(compiled, "seizure", "epileptic seizures", "fits", "SZR") == Array(repeating: seizure, count: 4))
    #expect(hits(compiled, "heart") == ["UBERON UBERON:0000948 heart anatomy"])
    #expect(compiled.lexicon.lookup("seizure").first?.flags.contains(.preferred) == true)
    #expect(compiled.lexicon.lookup("fits").first?.flags.contains(.preferred) == false)
    // Short abbreviations in capitals need their case.
    #expect(compiled.lexicon.lookup("SZR").first?.flags.contains(.exactCase) == true)
    #expect(
      hits(
        compiled, "convulsion", "episode", "epilepsy", "falling sickness", "old thing", "older thing", "part of",
        "belongs to", "HP:0002279", "no"
      ).isEmpty)
    #expect(compiled.report.names == 5)
    #expect(
      compiled.report.dropped == [.synonymScope: 3, .synonymType: 1, .obsolete: 2, .noType: 3, .empty: 1])
    #expect(compiled.report.rows == 15)
    #expect(compiled.report.firstBadLines.isEmpty)
  }

  @Test func otherScopesByOption() throws {
    var options = OBOVocabulary.Options()
    options.scopes = Set(OBOScope.allCases)
    options.excludedSynonymTypes = []
    let compiled = try read(Self.obo, options)
    let seizure = "HP HP:0001250 Seizure problem"
    #expect(
      hits(compiled, "convulsion", "episode", "epilepsy", "falling sickness") == Array(repeating: seizure, count: 4))
    options.scopes = [.narrow]
    let narrow = try read(Self.obo, options)
    #expect(hits(narrow, "convulsion", "fits", "seizure") == [seizure, seizure])
    #expect(narrow.report.dropped[.synonymScope] == 6)
  }

  /// A concept's better names come first, whatever the file's order.
  @Test func namesOfOneConceptByRank() throws {
    let compiled = try read(
      Self.header + """
        [Term]
        synonym: "ABCDE" EXACT abbreviation []
        synonym: "some fever" EXACT []
        name: fever
        id: HP:1
        """)
    #expect(hits(compiled, "abcde", "some fever", "fever") == Array(repeating: "HP HP:1 fever problem", count: 3))
  }

  @Test(arguments: [
    (#"synonym: "a \"big\" toe" EXACT []"#, "a \"big\" toe"), (#"synonym: "big\, toe" EXACT []"#, "big, toe"),
    (#"synonym: "big toe" exact []"#, "big toe"), (#"synonym:"big toe"   EXACT"#, "big toe"),
    (#"synonym: "big toe" EXACT[]"#, "big toe"), (#"synonym: "big toe" EXACT layperson {a="b"} ! x"#, "big toe"),
    (#"synonym: " big toe " EXACT []"#, "big toe"), (#"synonym: "big\Wtoe" EXACT []"#, "big toe"),
    (#"synonym: "big [left] toe" EXACT []"#, "big [left] toe"), (#"exact_synonym: "big toe" []"#, "big toe"),
    (#"synonym: "Ménière toe" EXACT []"#, "ménière toe"), (#"name: big toe {a="b"}"#, "big toe"),
    (#"name: big toe ! the organ"#, "big toe"), (#"name: toe {big}"#, "toe {big}"),
    (#"name: big\: toe\!"#, "big: toe!"),
    (#"name: big toe\"#, "big toe\\"),
  ])
  func formsOfALine(_ line: String, _ name: String) throws {
    for end in ["\n", "\r\n", ""] {
      let compiled = try read(Self.header + "[Term]\nid: UBERON:1\n\(line)\(end)")
      #expect(compiled.lexicon.lookup(name).map(\.concept.id.string) == ["UBERON:1"], "\(line)")
      #expect(compiled.report.dropped == [:], "\(line)")
    }
  }

  @Test(arguments: [
    (#"synonym: big toe EXACT []"#, BuildReport.Reason.malformed), (#"synonym: "big toe EXACT []"#, .malformed),
    (#"synonym: "big toe\" EXACT []"#, .malformed), (#"synonym: "big toe" SIMILAR []"#, .malformed),
    (#"synonym: "big toe" EXACT a b []"#, .malformed), (#"synonym:"#, .malformed), (#"synonym: "\"#, .malformed),
    ("no tag here", .malformed), (": x", .malformed), ("two words: x", .malformed), (#"synonym: "" EXACT []"#, .empty),
    ("name:", .empty), ("name: {a=\"b\"}", nil),
  ])
  func badLinesAreCountedWithTheirLine(_ line: String, _ reason: BuildReport.Reason?) throws {
    let compiled = try read(Self.header + "[Term]\nid: UBERON:1\nsynonym: \"toe\" EXACT []\n\(line)\n")
    #expect(hits(compiled, "toe").count == 1)
    guard let reason else { return }
    #expect(compiled.report.dropped == [reason: 1], "\(line)")
    #expect(compiled.report.firstBadLines.map(\.line) == [7])
  }

  /// The specification's default scope is RELATED.
  @Test func synonymsWithoutScope() throws {
    let compiled = try read(Self.header + "[Term]\nid: UBERON:1\nname: toe\nsynonym: \"digit\" []\n")
    #expect(compiled.report.dropped == [.synonymScope: 1])
  }

  @Test func termsWithoutIdentifier() throws {
    for id in ["", "id:\n", "id: {a=\"b\"}\n", "id: ! x\n"] {
      let compiled = try read(Self.header + "[Term]\n\(id)name: toe\n\n[Term]\nid: UBERON:1\nname: heart\n")
      #expect(compiled.report.dropped == [.malformed: 1], "\(id)")
      #expect(compiled.report.firstBadLines.map(\.line) == [4])
      #expect(compiled.report.names == 1)
    }
  }

  @Test func invalidUTF8() throws {
    let scratch = Scratch()
    let bytes =
      Array("\(Self.header)[Term]\nid: UBERON:1\nname: to".utf8) + [0xFF, 0x0A]
      + Array("synonym: \"toe\" EXACT []\n".utf8)
    let builder = try makeBuilder()
    try OBOVocabulary.read(scratch.file("x.obo", bytes), types: makeTypes(), into: builder)
    try builder.flush()
    #expect(builder.report.dropped == [.invalidUTF8: 1])
    #expect(builder.report.firstBadLines.map(\.line) == [6])
    #expect(builder.report.names == 1)
  }

  @Test func byteOrderMarkAndMissingHeader() throws {
    #expect(try read("\u{FEFF}\(Self.obo)").report.names == 5)
    #expect(try read("[Term]\nid: UBERON:1\nname: toe").report.names == 1)
  }

  @Test(arguments: [
    ("", 1), ("\n\n", 2), ("concept\tname\nC1\tfever\n", 1), ("format-version: 1.2\n<xml/>\n", 2),
    ("format-version: 1.2\nontology: hp\n", 2), ("{\"graphs\": []}\n", 1), ("C0000001|T047|fever\n", 1),
  ])
  func wrongFilesGiveAFaultThatNamesTheLine(_ text: String, _ line: Int) throws {
    let scratch = Scratch()
    let file = scratch.file("wrong.obo", text)
    let builder = try makeBuilder()
    let found = fault { try OBOVocabulary.read(file, types: makeTypes(), into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == file)
    #expect(found?.line == line)
    #expect(found?.value?.contains("OBO") == true)
  }

  @Test func recognisesItsFiles() throws {
    let scratch = Scratch()
    #expect(OBOVocabulary.isOBO(scratch.file("a.obo", "")))
    #expect(OBOVocabulary.isOBO(scratch.file("b.txt", "\u{FEFF}\n! x\nformat-version: 1.2\n")))
    #expect(!OBOVocabulary.isOBO(scratch.file("c.txt", "[Term]\nid: x\n")))
    #expect(!OBOVocabulary.isOBO(scratch.file("d.tsv", "concept\tname\n")))
    #expect(!OBOVocabulary.isOBO(scratch.file("e", "")))
    #expect(!OBOVocabulary.isOBO("\(scratch.path)/none"))
    #expect(OBOVocabulary.files(of: "x/a.obo") == ["x/a.obo"])
    let builder = try makeBuilder()
    let missing = fault { try OBOVocabulary.read("\(scratch.path)/none.obo", types: makeTypes(), into: builder) }
    #expect(missing?.code == .inputMissing)
  }

  /// Cut off anywhere, the file gives the names before the cut.
  @Test func truncatedAnywhere() throws {
    let whole = Array(Self.obo.utf8)
    let scratch = Scratch()
    var last = 0
    for count in stride(from: 0, to: whole.count, by: 7) {
      let builder = try makeBuilder()
      _ = fault {
        try OBOVocabulary.read(scratch.file("x.obo", Array(whole[..<count])), types: makeTypes(), into: builder)
      }
      try builder.flush()
      // A term whose end is missing is not yet known to be obsolete, and the last name may be cut.
      #expect(builder.report.names >= last - 2)
      last = builder.report.names
    }
  }

  @Test func randomBytesNeverCrash() throws {
    var random = SeededGenerator(4)
    let pieces: [[UInt8]] =
      [
        "[Term]\n", "id: HP:1\n", "is_a: HP:1\n", "is_a: HP:2 ! x\n", "id: HP:2\n", "name: ", "fever", "\n",
        "synonym: ", "\"",
        "\\", " EXACT ", "[", "]", "{", "}", " ! ", ":", "is_obsolete: true\n", "[Typedef]\n", "é",
        "format-version: 1\n",
      ].map { Array($0.utf8) } + [[0xFF], [0], [0x0D]]
    let scratch = Scratch()
    for _ in 0..<400 {
      var content = Array((random.below(4) == 0 ? "" : Self.header).utf8)
      for _ in 0..<random.below(40) { content += random.pick(pieces) }
      let file = scratch.file("x.obo", content)
      let builder = try makeBuilder()
      _ = fault { try OBOVocabulary.read(file, types: makeTypes(), into: builder) }
      try builder.flush()
      #expect(builder.report.names <= builder.report.rows)
    }
  }
}
