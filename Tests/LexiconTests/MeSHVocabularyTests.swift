import ClinicalText
import Lexicon
import TestSupport
import Testing

struct MeSHVocabularyTests {
  private static func term(
    _ text: String, permuted: String = "N", preferred: String = "N", tag: String = "NON"
  ) -> String {
    """
    <Term ConceptPreferredTermYN="N" IsPermutedTermYN="\(permuted)" LexicalTag="\(tag)" RecordPreferredTermYN="\(preferred)">
    <TermUI>T1</TermUI><String>\(text)</String><DateCreated><Year>1999</Year></DateCreated></Term>
    """
  }

  private static func record(
    _ id: String, trees: [String], concepts: [(isPreferred: Bool, terms: [String])], types: [String] = []
  ) -> String {
    """
    <DescriptorRecord DescriptorClass = "1">
     <DescriptorUI>\(id)</DescriptorUI>
     <DescriptorName><String>Heading</String></DescriptorName>
     <SeeRelatedList><SeeRelatedDescriptor><DescriptorReferredTo><DescriptorUI>D999999</DescriptorUI>
      <DescriptorName><String>Something Else</String></DescriptorName></DescriptorReferredTo></SeeRelatedDescriptor></SeeRelatedList>
     <TreeNumberList>\(trees.map { "<TreeNumber>\($0)</TreeNumber>" }.joined())</TreeNumberList>
     <ConceptList>\(concepts.map { concept in
        """
        <Concept PreferredConceptYN="\(concept.isPreferred ? "Y" : "N")"><ConceptUI>M1</ConceptUI>
        <ConceptName><String>Concept Name</String></ConceptName>
        <SemanticTypeList>\(types.map { "<SemanticType><SemanticTypeUI>\($0)</SemanticTypeUI></SemanticType>" }.joined())</SemanticTypeList>
        <TermList>\(concept.terms.joined())</TermList></Concept>
        """
      }.joined())</ConceptList>
    </DescriptorRecord>

    """
  }

  private static func set(_ records: String..., language: String = " LanguageCode = \"eng\"") -> String {
    """
    <?xml version="1.0"?>
    <!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20250101.dtd">
    <DescriptorRecordSet\(language)>
    \(records.joined())</DescriptorRecordSet>
    """
  }

  private static let good = set(
    record(
      "D009203", trees: ["C14.280.647.500", "C14.907.585.500"],
      concepts: [
        (
          true,
          [
            term("Infarction, Myocardial", permuted: "Y"), term("Myocardial Infarction", preferred: "Y"),
            term("Heart Attack &amp; more"), term("MI", tag: "ACR"),
          ]
        ),
        (false, [term("Myocardial Infarct")]),
      ]),
    record("D001241", trees: ["D02.455"], concepts: [(true, [term("Aspirin", preferred: "Y")])]),
    record("D005260", trees: [], concepts: [(true, [term("Female", preferred: "Y")])]),
    record("D000818", trees: ["B01.050"], concepts: [(true, [term("Animals", preferred: "Y")])]))

  private func read(_ xml: String, _ options: MeSHVocabulary.Options = .init()) throws -> Compiled {
    let scratch = Scratch()
    return try Compiled(builder: makeBuilder()) {
      try MeSHVocabulary.read(scratch.file("desc.xml", xml), options, types: makeTypes(), into: $0)
    }
  }

  private func hits(_ compiled: Compiled, _ names: String...) -> [String] {
    names.flatMap { name in
      compiled.lexicon.lookup(name).map {
        "\($0.concept.vocabulary.string) \($0.concept.id.string) \($0.concept.preferredName.string) \($0.type.name)"
      }
    }
  }

  @Test func headingsEntryTermsAndTreeNumbers() throws {
    let compiled = try read(Self.good)
    let infarction = "MeSH D009203 Myocardial Infarction problem"
    #expect(
      hits(compiled, "myocardial infarctions", "heart attack & more", "MI", "myocardial infarct")
        == Array(repeating: infarction, count: 4))
    #expect(hits(compiled, "aspirin") == ["MeSH D001241 Aspirin medication"])
    #expect(compiled.lexicon.lookup("myocardial infarction").first?.flags.contains(.preferred) == true)
    #expect(compiled.lexicon.lookup("MI").first?.flags.contains(.preferred) == false)
    #expect(hits(compiled, "heading", "something else", "concept name", "female", "animals").isEmpty)
    #expect(compiled.report.names == 5)
    #expect(compiled.report.rows == 8)
    #expect(compiled.report.dropped == [.permuted: 1, .noType: 2])
  }

  @Test func conceptsBesideTheDescriptorsOwnByOption() throws {
    var options = MeSHVocabulary.Options()
    options.otherConcepts = false
    let compiled = try read(Self.good, options)
    #expect(hits(compiled, "myocardial infarct").isEmpty)
    #expect(compiled.report.dropped == [.permuted: 1, .noType: 2, .synonymScope: 1])
  }

  @Test(arguments: [
    (["C04.1"], EntityType.problem), (["D01", "C04.1"], .problem), (["C22.1", "D01.5"], .medication),
    (["E01.370.1"], .test), (["E01.789", "B01"], nil), (["C22"], nil), ([" C04 "], .problem), (["Q9"], nil),
  ])
  func treeNumbersDecideTheType(_ trees: [String], _ expected: EntityType?) throws {
    let compiled = try read(
      Self.set(Self.record("D1", trees: trees, concepts: [(true, [Self.term("thing", preferred: "Y")])])))
    #expect(compiled.lexicon.lookup("thing").first?.type == expected)
    #expect(compiled.report.dropped == (expected == nil ? [.noType: 1] : [:]))
  }

  /// Releases up to 2018 name UMLS semantic types.
  @Test func semanticTypesGoBeforeTreeNumbers() throws {
    let compiled = try read(
      Self.set(
        Self.record(
          "D1", trees: ["C04"],
          concepts: [(true, [Self.term("thing", preferred: "Y")]), (false, [Self.term("other")])],
          types: ["T059", "T121", "T059"]),
        Self.record("D2", trees: ["C04"], concepts: [(true, [Self.term("idea", preferred: "Y")])], types: ["T078"])))
    let hit = try #require(compiled.lexicon.lookup("thing").first)
    #expect(hit.concept.semanticTypes.string == "T059,T121")
    #expect(hit.type == .medication)
    #expect(compiled.report.dropped == [.noType: 1])
  }

  /// Where no term is marked as the heading, the first that is not permuted is it.
  @Test func withoutAMarkedHeading() throws {
    let compiled = try read(
      Self.set(
        Self.record(
          "D1", trees: ["C04"],
          concepts: [(true, [Self.term("b, a", permuted: "Y"), Self.term("a b"), Self.term("c d")])])))
    #expect(hits(compiled, "c d") == ["MeSH D1 a b problem"])
  }

  @Test func otherLanguages() throws {
    let one = Self.record("D1", trees: ["C04"], concepts: [(true, [Self.term("fièvre", preferred: "Y")])])
    #expect(try read(Self.set(one, language: " LanguageCode=\"fre\"")).report.dropped == [.language: 1])
    var options = MeSHVocabulary.Options()
    options.languages = ["FRE"]
    #expect(try hits(read(Self.set(one, language: " LanguageCode=\"fre\""), options), "fièvre").count == 1)
    #expect(try hits(read(Self.set(one, language: "")), "fièvre").count == 1)
  }

  @Test func badRecordsAreCountedWithTheirLine() throws {
    let fine = Self.record("D1", trees: ["C04"], concepts: [(true, [Self.term("fever", preferred: "Y")])])
    for (bad, reason) in [
      (Self.record("", trees: ["C04"], concepts: [(true, [Self.term("x y")])]), BuildReport.Reason.invalidID),
      (Self.record("C012211", trees: ["C04"], concepts: [(true, [Self.term("x y")])]), .invalidID),
      (Self.record("D2", trees: ["C04"], concepts: []), .empty),
    ] {
      let compiled = try read(Self.set(bad, fine))
      #expect(compiled.report.dropped == [reason: 1])
      #expect(compiled.report.firstBadLines.map(\.line) == [4])
      #expect(hits(compiled, "fever") == ["MeSH D1 fever problem"])
    }
    let noText = try read(
      Self.set(Self.record("D2", trees: ["C04"], concepts: [(true, [Self.term(" "), Self.term("fever")])])))
    #expect(noText.report.dropped == [.empty: 1])
    #expect(noText.report.firstBadLines.count == 1)
    #expect(hits(noText, "fever").count == 1)
  }

  @Test(arguments: [
    ("<SupplementalRecordSet LanguageCode=\"eng\"><SupplementalRecord/></SupplementalRecordSet>", 1 as Int?),
    ("<a>\n<DescriptorRecordSet/></a>", 1), ("<DescriptorRecordSet></DescriptorRecordSet>", nil),
    ("<DescriptorRecordSet/>", nil), ("not xml", 1),
  ])
  func wrongFiles(_ xml: String, _ line: Int?) throws {
    let scratch = Scratch()
    let file = scratch.file("x.xml", xml)
    let builder = try makeBuilder()
    let found = fault { try MeSHVocabulary.read(file, types: makeTypes(), into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == file)
    #expect(found?.line == line)
  }

  @Test func truncatedAnywhere() throws {
    let whole = Array(Self.good.utf8)
    let scratch = Scratch()
    for count in stride(from: 0, to: whole.count, by: 61) {
      let builder = try makeBuilder()
      let found = fault {
        try MeSHVocabulary.read(scratch.file("x.xml", Array(whole[..<count])), types: makeTypes(), into: builder)
      }
      #expect(found?.code == .vocabularyInvalid, "\(count)")
    }
  }

  @Test func entitiesOfItsOwnAreRefused() throws {
    let scratch = Scratch()
    let file = scratch.file(
      "x.xml", "<!DOCTYPE DescriptorRecordSet [<!ENTITY a \"aaaa\">]>\n<DescriptorRecordSet>&a;</DescriptorRecordSet>")
    let builder = try makeBuilder()
    #expect(fault { try MeSHVocabulary.read(file, types: makeTypes(), into: builder) }?.code == .vocabularyInvalid)
  }

  @Test func byteOrderMarkAndCarriageReturns() throws {
    let windows = Self.good.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    #expect(try read("\u{FEFF}\(windows)").report.names == 5)
  }

  @Test func recognisesItsFiles() throws {
    let scratch = Scratch()
    #expect(MeSHVocabulary.isMeSH(scratch.file("desc2026.xml", Self.good)))
    #expect(MeSHVocabulary.isMeSH(scratch.file("supp.XML", "<SupplementalRecordSet/>")))
    #expect(!MeSHVocabulary.isMeSH(scratch.file("other.xml", "<ICD10CM.tabular/>")))
    #expect(!MeSHVocabulary.isMeSH(scratch.file("desc.txt", Self.good)))
    #expect(!MeSHVocabulary.isMeSH(scratch.file("no.xml", "x")))
    #expect(!MeSHVocabulary.isMeSH("\(scratch.path)/none.xml"))
    #expect(MeSHVocabulary.files(of: "a.xml") == ["a.xml"])
  }

  /// Elements in places where they do not belong are no names, and no crash.
  @Test func randomNestingNeverCrashes() throws {
    var random = SeededGenerator(9)
    let names = [
      "DescriptorRecord", "DescriptorUI", "TreeNumber", "Concept", "Term", "String", "SemanticTypeUI", "Other",
    ]
    let scratch = Scratch()
    for _ in 0..<300 {
      var open: [String] = []
      var xml = "<DescriptorRecordSet>"
      for _ in 0..<random.below(40) {
        switch random.below(3) {
        case 0:
          open.append(random.pick(names))
          xml += "<\(open[open.count - 1])>"
        case 1: xml += random.pick(["D1", "C04", "fever", "T047", " "])
        default: if let last = open.popLast() { xml += "</\(last)>" }
        }
      }
      xml += open.reversed().map { "</\($0)>" }.joined() + "</DescriptorRecordSet>"
      let file = scratch.file("x.xml", xml)
      let builder = try makeBuilder()
      _ = fault { try MeSHVocabulary.read(file, types: makeTypes(), into: builder) }
      try builder.flush()
      #expect(builder.report.names <= builder.report.rows)
    }
  }
}
