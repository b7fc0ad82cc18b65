import AnnotationFormats
import ClinicalText
import Testing

@Suite struct CoNLLTests {
  private func read(_ text: String, _ unit: OffsetUnit? = nil) throws -> AnnotationSet {
    let folder = FormatFolder()
    var set = AnnotationSet()
    try CoNLLFormat.read(folder.file("x.conll", text), unit: unit, into: &set)
    return set
  }

  /// Mentions of tags put on tokens a, b, c, …: "p 0-1" for type and first and last token.
  private func mentions(_ tags: String) throws -> [String] {
    let rows = tags.split(separator: " ", omittingEmptySubsequences: false).enumerated().map { index, tag in
      tag.isEmpty ? "" : "\(index % 10)\t\(tag)"
    }
    let set = try read(rows.joined(separator: "\n"))
    // Every token is one character, so that token n stands at 2n.
    return set.documents[0].entities.map { "\($0.type) \($0.start / 2)-\(($0.end - 1) / 2)" }
  }

  @Test(arguments: [
    ("O B-p I-p O", ["p 1-2"]),  // IOB2
    ("O I-p I-p B-p O", ["p 1-2", "p 3-3"]),  // IOB1
    ("I-p I-q", ["p 0-0", "q 1-1"]),  // conlleval: another type begins a mention
    ("O I-p B-q I-p", ["p 1-1", "q 2-2", "p 3-3"]),
    ("B-p I-p E-p S-p S-q O", ["p 0-2", "p 3-3", "q 4-4"]),  // BIOES
    ("B-p L-p U-p I-p", ["p 0-1", "p 2-2", "p 3-3"]),  // BILOU; conlleval: I behind U begins a mention
    ("B-p E-p I-p E-p", ["p 0-1", "p 2-3"]), ("E-p O", ["p 0-0"]), ("B-a-b I-a-b", ["a-b 0-1"]),
    ("B I O I", ["entity 0-1", "entity 3-3"]), ("B-p  I-p", ["p 0-0", "p 1-1"]), ("O O", []),
  ])
  func readsTheSchemes(tags: String, expected: [String]) throws {
    #expect(try mentions(tags) == expected)
  }

  @Test func makesATextOfTokens() throws {
    let set = try read("\u{FEFF}Chest NN B-p\r\npain NN I-p\r\n\r\n\r\n# . O\r\n# a comment\r\né😀 X S-q\r\n")
    #expect(codes(set) == [])
    let document = set.documents[0]
    #expect(document.id == "x")
    #expect(document.text.map { $0.string($0.fullSpan) } == "Chest pain\n# é😀")
    #expect(document.entities.map(\.parts) == [[0..<10], [13..<15]])
    #expect(document.metadata.map { "\($0.name) \($0.value)" } == ["text_source tokens"])
  }

  @Test(arguments: [
    ("-DOCSTART- -X- O O\n\na O\n\n-DOCSTART-\nb O\n", ["x#1", "x#2"]),
    ("# newdoc id = 7\na O\n# newdoc id = b c\n# newdoc\nb O\n", ["7", "b c", "x#3"]),
    ("#doc 1\na O\n#doc 2\nb O\n", ["1", "2"]), ("# id = 1\na O\n\n# id = 2\nb O\n", ["1", "2"]),
    ("-DOCSTART- O\n# id = n1\na O\n", ["n1"]), ("# id 5a-b\tdomain=en\na _ _ O\n", ["5a-b"]),
    ("a O\n\n-DOCSTART-\nb O\n", ["x", "x#1"]), ("# newdoc id = 1\n# newdoc id = 2\na O\n", ["1", "2"]), ("\n\n", []),
  ])
  func tellsDocumentsApart(text: String, ids: [String]) throws {
    let set = try read(text)
    #expect(codes(set) == [])
    #expect(set.documents.map(\.id) == ids)
  }

  @Test func offsetsOfTheFileAreKept() throws {
    let text =
      "# columns = token start end tag tag2\nNo\t1\t3\tO\tO\npain\t5\t9\tB-p\tB-NAME:PATIENT\n\n"
      + "now\t10\t13\tO\tO\n"
    let document = try read(text).documents[0]
    #expect(document.text.map { $0.string($0.fullSpan) } == " No  pain\nnow")
    #expect(document.entities.map(\.parts) == [[5..<9]])
    #expect(document.identifiers.map(\.start) == [5])
    #expect(document.metadata.map(\.value) == ["tokens"])
  }

  @Test(arguments: [
    ("a\tB-\n", ["invalid_annotation 1"]), ("a\tO\nb\tX-p\n", ["invalid_annotation 2"]),
    ("a\n", ["invalid_annotation 1"]),
    ("\tO\n", ["invalid_annotation 1"]),
    ("# columns = token start end tag\na\t0\n", ["invalid_annotation 2"]),
    ("# columns = token start end tag\na\t0\tx\tO\n", ["invalid_annotation 2"]),
    ("# columns = token start end tag\na\t5\t6\tO\nb\t2\t3\tB-p\n", ["offsets_mismatch 3", "offsets_mismatch 3"]),
    ("# columns = token start end tag\na\t0\t1\tO\nb\t99999999999\t9999999999999999\tO\n", ["invalid_annotation 3"]),
    ("# columns = token start end tag\na\t0\t1\tO\nb\t9999999999\t10000000000\tO\n", ["offsets_outside_text 3"]),
    ("# newdoc id = 1\n# newdoc text = a c\n# columns = token start end tag\nb\t0\t1\tO\n", ["offsets_mismatch 4"]),
  ])
  func whatCannotBeUsedIsAFailureWithItsLine(text: String, failures: [String]) throws {
    #expect(codes(try read(text)) == failures)
  }

  @Test func writesAndReadsBackTheSame() throws {
    let folder = FormatFolder()
    var random = RandomDocuments(3)
    // What the tokenizer holds for white space is none of a mention's edge; line breaks of other scripts are in texts.
    random.pieces += ["#", "-DOCSTART-", "\u{2028}", "\0"]
    for unit in OffsetUnit.allCases {
      var documents: [AnnotatedDocument] = []
      for i in 0..<300 {
        var document = random.document("d \(i)")
        let edges = Set("\0".unicodeScalars)
        let scalars = Array((document.text.map { $0.string($0.fullSpan) } ?? "").unicodeScalars)
        document.entities.removeAll { edges.contains(scalars[$0.start]) || edges.contains(scalars[$0.end - 1]) }
        document.identifiers.removeAll { edges.contains(scalars[$0.start]) || edges.contains(scalars[$0.end - 1]) }
        documents.append(document)
      }
      try CoNLLFormat.write(documents, to: "\(folder.path)/x.conll", unit: unit)
      var set = AnnotationSet()
      try CoNLLFormat.read("\(folder.path)/x.conll", unit: unit, into: &set)
      #expect(codes(set) == [])
      #expect(set.documents.count == documents.count)
      for (read, written) in zip(set.documents, documents) {
        #expect(lines(of: read, ids: false) == lines(of: written, ids: false))
      }
    }
  }

  @Test func writesIOB2InLayers() throws {
    let folder = FormatFolder()
    var document = AnnotatedDocument(id: "n1", text: NoteText("Chest\npain 1.5mg.\nNo"), source: "x", line: 1)
    document.entities = [
      AnnotatedEntity(id: "1", type: "problem", start: 0, end: 10),
      AnnotatedEntity(id: "2", type: "anatomy", start: 0, end: 5),
      AnnotatedEntity(id: "3", type: "value", start: 11, end: 12),
    ]
    document.relations = [AnnotatedRelation(type: "r", head: 0, tail: 1)]
    #expect(try CoNLLFormat.write([document], to: "\(folder.path)/x", unit: nil) == 1)
    #expect(
      folder.text(of: "x") == """
        # newdoc id = n1
        # newdoc text = Chest\\npain 1.5mg.\\nNo
        # columns = token start end tag tag2
        Chest\t0\t5\tB-problem\tB-anatomy
        pain\t6\t10\tI-problem\tO
        1\t11\t12\tB-value\tO
        .5\t12\t14\tO\tO
        mg\t14\t16\tO\tO
        .\t16\t17\tO\tO

        No\t18\t20\tO\tO


        """)
  }

  @Test func refusesWhatItCannotHold() {
    let path = "\(FormatFolder().path)/x"
    var document = AnnotatedDocument(id: "n", text: NoteText("chest pain "), source: "x", line: 1)
    func refusal(_ entities: [AnnotatedEntity]) -> Fault.Code? {
      document.entities = entities
      return code { try CoNLLFormat.write([document], to: path, unit: nil) }
    }
    var parted = AnnotatedEntity(id: "1", type: "p", start: 0, end: 10)
    parted.fragments = [0..<2, 4..<10]
    #expect(refusal([parted]) == .notRepresentable)
    #expect(refusal([AnnotatedEntity(id: "1", type: "p", start: 6, end: 11)]) == .notRepresentable)
    #expect(refusal([AnnotatedEntity(id: "1", type: "p", start: 5, end: 6)]) == .notRepresentable)
    #expect(refusal([AnnotatedEntity(id: "1", type: "p", start: 5, end: 99)]) == .offsetsOutside)
    #expect(refusal([AnnotatedEntity(id: "1", type: "p\nq", start: 0, end: 5)]) == .notRepresentable)
    let many = (0..<100).map { AnnotatedEntity(id: "\($0)", type: "p", start: 0, end: 5) }
    #expect(refusal(many) == .notRepresentable)
    document.id = "a\nb"
    #expect(refusal([]) == .invalidID)
  }
}
