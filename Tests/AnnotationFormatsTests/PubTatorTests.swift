import AnnotationFormats
import ClinicalText
import Testing

@Suite struct PubTatorTests {
  private func read(_ text: String, _ unit: OffsetUnit? = nil) throws -> AnnotationSet {
    let folder = FormatFolder()
    var set = AnnotationSet()
    try PubTatorFormat.read(folder.file("x.pubtator", text), unit: unit, into: &set)
    return set
  }

  @Test func readsMentionsConceptsAndRelations() throws {
    let set = try read(
      """
      \u{FEFF}1|t|Aspirin|x and pain
      1|a|No pain.
      1\t0\t7\tAspirin\tChemical\tMESH:D001241
      1\t14\t18\tpain\tDisease\tD010146|OMIM:1;-1
      1\t22\t26\tpain\tDisease\t-1
      1\t22\t26\tpain\tSIGN
      1\tCID\tD001241\tD010146

      2|t|Alone
      2|a|
      2\t0\t5\tAlone\tMutation\ttmVar:c|SUB|A|1|G\tcomposite


      """)
    #expect(codes(set) == [])
    #expect(set.documents.map(\.line) == [1, 9])
    #expect(
      lines(of: set.documents[0], text: false) == [
        "document 1", "1 Chemical [Range(0..<7)] MESH|D001241|",
        "2 Disease [Range(14..<18)] |D010146| OMIM|1|", "3 Disease [Range(22..<26)]", "4 SIGN [Range(22..<26)]",
      ])
    #expect(set.documents[0].text.map { $0.string($0.fullSpan) } == "Aspirin|x and pain\nNo pain.")
    #expect(set.documents[0].metadata.map { "\($0.name) \($0.value)" } == ["relation CID D001241 D010146"])
    #expect(set.documents[1].text.map { $0.string($0.fullSpan) } == "Alone")
    #expect(set.documents[1].entities[0].concepts.map(\.id) == ["c|SUB|A|1|G"])
  }

  @Test func documentsNeedNoBlankLineBetweenThem() throws {
    let set = try read("1|t|a\r\n1|a|b\r\n1\t0\t1\ta\tx\t-\r\n2|t|c\r\n2\t0\t1\tc\tNAME:PATIENT\t-\r\n3|a|d")
    #expect(codes(set) == [])
    #expect(set.documents.map(\.id) == ["1", "2", "3"])
    #expect(set.documents[1].identifiers.map(\.type) == ["PATIENT"])
  }

  @Test(arguments: [
    ("1|t|pain\n1\t0\t4\tpaim\tp\t-", "offsets_mismatch 2"),
    ("1|t|pain\n1\t0\t9\tpain\tp\t-", "offsets_outside_text 2"),
    ("1|t|pain\n2\t0\t4\tpain\tp\t-", "invalid_annotation 2"), ("1|t|pain\n1\t0\t4\tpain", "invalid_annotation 2"),
    ("1|t|pain\n1\t-1\t4\tpain\tp\t-", "invalid_annotation 2"), ("1|t|pain\nwords", "invalid_annotation 2"),
    ("1\t0\t4\tpain\tp\t-\n", "invalid_annotation 1"), ("1|t|pain\n1\t0\t4\tpain\t\t-", "invalid_annotation 2"),
  ])
  func whatCannotBeUsedIsAFailureWithItsLine(text: String, failure: String) throws {
    let set = try read(text)
    #expect(codes(set) == [failure])
    for failure in set.failures { #expect(!failure.fault.message.contains("pain")) }
  }

  @Test func brokenFilesInAFolderAreFailures() throws {
    let folder = FormatFolder()
    folder.file("a.pubtator", [0x31, 0xFF])
    folder.file("b.pubtator", "1|t|x\n")
    var set = AnnotationSet()
    try PubTatorFormat.read(folder.path, unit: nil, into: &set)
    #expect(codes(set) == ["invalid_utf8 -"])
    #expect(set.documents.count == 1)
    #expect(code { try PubTatorFormat.read("\(folder.path)/no", unit: nil, into: &set) } == .inputMissing)
    let empty = FormatFolder()
    #expect(code { try PubTatorFormat.read(empty.path, unit: nil, into: &set) } == .noInput)
  }

  @Test func writesAndReadsBackTheSame() throws {
    let folder = FormatFolder()
    var random = RandomDocuments(2)
    for unit in OffsetUnit.allCases {
      var documents: [AnnotatedDocument] = []
      for i in 0..<200 {
        var document = random.document("d\(i)")
        for j in document.entities.indices where j % 2 == 0 {
          document.entities[j].concepts = [
            AnnotatedConcept(id: "D1", vocabulary: "MESH"), AnnotatedConcept(id: "X2"),
          ]
        }
        document.metadata = [("relation", "CID D1 D2")]
        documents.append(document)
      }
      try PubTatorFormat.write(documents, to: "\(folder.path)/x.pubtator", unit: unit)
      var set = AnnotationSet()
      try PubTatorFormat.read("\(folder.path)/x.pubtator", unit: unit, into: &set)
      #expect(codes(set) == [])
      #expect(set.documents.count == documents.count)
      for (read, written) in zip(set.documents, documents) {
        #expect(lines(of: read, ids: false, text: false) == lines(of: written, ids: false, text: false))
        #expect(read.metadata.map(\.value) == written.metadata.map(\.value))
        #expect(blanked(read) == blanked(written))
      }
    }
  }

  /// The text with blanks for line breaks.
  private func blanked(_ document: AnnotatedDocument) -> [UInt8] {
    (document.text.map { Array($0.bytes) } ?? []).map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }

  @Test func refusesWhatItCannotHold() {
    let path = "\(FormatFolder().path)/x"
    var document = AnnotatedDocument(id: "n", text: NoteText("chest pain"), source: "x", line: 1)
    document.entities = [AnnotatedEntity(id: "1", type: "p", start: 0, end: 10)]
    document.entities[0].fragments = [0..<2, 4..<10]
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .notRepresentable)
    document.entities = [AnnotatedEntity(id: "1", type: "p\tq", start: 0, end: 10)]
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .notRepresentable)
    document.entities = [AnnotatedEntity(id: "1", type: "p", start: 0, end: 11)]
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .offsetsOutside)
    document.entities = [AnnotatedEntity(id: "1", type: "p", start: 0, end: 1)]
    document.entities[0].concepts = [AnnotatedConcept(id: "a|b")]
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .notRepresentable)
    document.entities = []
    document.id = "a|b"
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .invalidID)
    document.text = nil
    document.id = "a"
    #expect(code { try PubTatorFormat.write([document], to: path, unit: nil) } == .missingText)
  }
}
