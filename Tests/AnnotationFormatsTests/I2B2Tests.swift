import AnnotationFormats
import ClinicalText
import Testing

@Suite struct I2B2Tests {
  private func read(_ xml: String, _ unit: OffsetUnit? = nil) throws -> AnnotationSet {
    let folder = FormatFolder()
    var set = AnnotationSet()
    try I2B2Format.read(folder.file("110-01.xml", xml), unit: unit, into: &set)
    return set
  }

  @Test func readsTheFilesOfTheTask() throws {
    let set = try read(
      """
      <?xml version="1.0" encoding="UTF-8" ?>
      <deIdi2b2>
      <TEXT><![CDATA[


      Record date: 2067-05-03 <é> Dr.
      Smith & Co]]></TEXT>
      <TAGS>
      <DATE id="P0" start="16" end="26" text="2067-05-03" TYPE="DATE" comment="" />
      <NAME id="P1" start="31" end="40" text="Dr.
      Smith" TYPE="DOCTOR" comment=""/>
      <LOCATION id="P2" start="43" end="45" text="Co" TYPE="LOCATION-OTHER" />
      <PHI id="P3" start="43" end="45" text="Co" TYPE="HOSPITAL" />
      </TAGS>
      </deIdi2b2>
      """)
    #expect(codes(set) == [])
    #expect(set.documents.map(\.id) == ["110-01"])
    #expect(
      lines(of: set.documents[0], text: false)[1...] == [
        "DATE DATE 16 26", "NAME DOCTOR 31 40", "LOCATION HOSPITAL 43 45", "LOCATION OTHER 43 45",
      ])
  }

  @Test func readsTheFormOf2006() throws {
    let set = try read(
      """
      <ROOT><RECORD ID="1"><TEXT>é Dr. <PHI TYPE="DOCTOR">Smith</PHI> &amp; <PHI TYPE="ID">12</PHI></TEXT></RECORD>
      <RECORD ID="2"><TEXT>None</TEXT></RECORD></ROOT>
      """)
    #expect(codes(set) == [])
    #expect(set.documents.map(\.id) == ["1", "2"])
    #expect(set.documents[0].text.map { $0.string($0.fullSpan) } == "é Dr. Smith & 12")
    #expect(lines(of: set.documents[0], text: false)[1...] == ["NAME DOCTOR 6 11", "ID ID 14 16"])
  }

  @Test(arguments: [
    ("<DATE id=\"P0\" start=\"0\" end=\"3\" text=\"bcd\" TYPE=\"DATE\"/>", "offsets_mismatch 2"),
    ("<DATE id=\"P0\" start=\"0\" end=\"30\" text=\"abc\" TYPE=\"DATE\"/>", "offsets_outside_text 2"),
    ("<DATE id=\"P0\" start=\"x\" end=\"3\" text=\"abc\" TYPE=\"DATE\"/>", "invalid_annotation 2"),
    ("<DATE id=\"P0\" text=\"abc\" TYPE=\"DATE\"/>", "invalid_annotation 2"),
    ("<SMOKER id=\"P0\" start=\"0\" end=\"3\" text=\"abc\"/>", "unknown_type 2"),
    ("<PHI id=\"P0\" start=\"0\" end=\"3\" text=\"abc\" TYPE=\"NEW\"/>", "unknown_type 2"),
  ])
  func whatCannotBeUsedIsAFailureWithItsLine(tag: String, failure: String) throws {
    let set = try read("<deIdi2b2><TEXT>abc</TEXT><TAGS>\n\(tag)</TAGS></deIdi2b2>")
    #expect(codes(set) == [failure])
    #expect(set.documents.count == 1)
  }

  @Test func brokenFilesAreFailures() throws {
    let folder = FormatFolder()
    folder.file("a.xml", "<deIdi2b2><TEXT>abc</TEXT>\n<TAGS>")
    folder.file("b.xml", "<deIdi2b2><TEXT>abc</TEXT></deIdi2b2>")
    folder.file("c.xml", Array("<a><TEXT>".utf8) + [0xFF] + Array("</TEXT></a>".utf8))
    folder.file("d.xml", "<a/>")
    folder.file("e.xml", "<r><RECORD ID=\"1\"><TEXT>abc</TEXT></RECORD><RECORD ID=\"2\"><TEXT>abc")
    folder.file("f.xml", "")
    var set = AnnotationSet()
    try I2B2Format.read(folder.path, unit: nil, into: &set)
    #expect(set.failures.map(\.fault.code) == [.invalidXML, .invalidUTF8, .missingText, .invalidXML, .invalidXML])
    #expect(set.documents.map(\.id) == ["b", "1"])
    #expect(code { try I2B2Format.read("\(folder.path)/no.xml", unit: nil, into: &set) } == .inputMissing)
    let empty = FormatFolder()
    #expect(code { try I2B2Format.read(empty.path, unit: nil, into: &set) } == .noInput)
  }

  @Test func writesAndReadsBackTheSame() throws {
    var random = RandomDocuments(4)
    for unit in OffsetUnit.allCases {
      let folder = FormatFolder()
      let documents = (100..<300).map { random.document("d\($0)", entities: false) }
      try I2B2Format.write(documents, to: folder.path, unit: unit)
      var set = AnnotationSet()
      try I2B2Format.read(folder.path, unit: unit, into: &set)
      #expect(codes(set) == [])
      #expect(set.documents.count == documents.count)
      for (read, written) in zip(set.documents, documents) { #expect(lines(of: read) == lines(of: written)) }
    }
  }

  @Test(arguments: ["", " ", "\r\n", "\r", "\n", "]]>", "]]]]>>", "&amp;<", "\u{85}\u{2028}", "a\t\"'", "\u{FEFF}"])
  func anyTextComesBack(text: String) throws {
    let folder = FormatFolder()
    try I2B2Format.write(
      [AnnotatedDocument(id: "n", text: NoteText(text), source: "x", line: 1)], to: folder.path, unit: nil)
    var set = AnnotationSet()
    try I2B2Format.read(folder.path, unit: nil, into: &set)
    #expect(codes(set) == [])
    #expect(set.documents.first?.text.map { Array($0.bytes) } == Array(text.utf8))
  }

  @Test func writesTheShapeOfTheTask() throws {
    let folder = FormatFolder()
    var document = AnnotatedDocument(id: "n", text: NoteText("Dr. <A\n\"B\">"), source: "x", line: 1)
    document.identifiers = [AnnotatedIdentifier(category: "NAME", type: "DOCTOR", start: 4, end: 11)]
    document.entities = [AnnotatedEntity(id: "1", type: "problem", start: 0, end: 2)]
    #expect(try I2B2Format.write([document], to: folder.path, unit: nil) == 1)
    #expect(
      folder.text(of: "n.xml") == """
        <?xml version="1.0" encoding="UTF-8" ?>
        <deIdi2b2>
        <TEXT><![CDATA[Dr. <A
        "B">]]></TEXT>
        <TAGS>
        <NAME id="P0" start="4" end="11" text="&lt;A&#10;&quot;B&quot;&gt;" TYPE="DOCTOR" comment="" />
        </TAGS>
        </deIdi2b2>

        """)
  }

  @Test func refusesWhatXMLCannotHold() {
    let folder = FormatFolder()
    for text in ["a\0b", "\u{1}", "\u{FFFF}"] {
      let document = AnnotatedDocument(id: "n", text: NoteText(text), source: "x", line: 1)
      #expect(code { try I2B2Format.write([document], to: folder.path, unit: nil) } == .notRepresentable)
    }
  }
}
