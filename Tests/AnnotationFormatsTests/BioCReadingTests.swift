import AnnotationFormats
import ClinicalText
import Glibc
import Testing

@Suite struct BioCReadingTests {
  /// One document in both writings, with all that is read of it.
  private static let xml = """
    <?xml version='1.0' encoding='UTF-8'?>
    <!DOCTYPE collection SYSTEM "BioC.dtd">
    <collection><source>s</source><date/><key/>
    <document><id>12</id><infon key="sex">f</infon>
    <passage><infon key="type">title</infon><offset>0</offset><text>No fever &amp; chills</text>
    <annotation id="T1"><infon key="type">problem</infon><infon key="MESH">D005334|D1</infon>
    <infon key="negated">true</infon><infon key="note">n</infon><location offset="3" length="5"/><text>fever</text></annotation>
    <annotation id="P"><infon key="type">NAME:PATIENT</infon><location offset="0" length="2"/><text>No</text></annotation>
    </passage>
    <passage><offset>18</offset>
    <sentence><offset>18</offset><text>left arm.</text>
    <annotation id="T2"><infon key="type">anatomy</infon><infon key="identifier">C1</infon>
    <location offset="18" length="1"/><location offset="23" length="3"/><text>l arm</text></annotation></sentence>
    <sentence><offset>30</offset><text>測😀.</text></sentence>
    <relation id="R9"><infon key="type">location_of</infon><node refid="T1" role="tail"/><node refid="T2" role="head"/></relation>
    </passage>
    <relation id="R8"><infon key="relation">CID</infon><infon key="Chemical">D1</infon><infon key="Disease">D2</infon></relation>
    </document></collection>
    """

  private static let json = """
    {"source":"s","date":"","key":"","infons":{},"documents":[{"id":"12","infons":{"sex":"f"},"passages":[
    {"offset":0,"infons":{"type":"title"},"text":"No fever & chills","sentences":[],"annotations":[
    {"id":"T1","infons":{"type":"problem","MESH":"D005334|D1","negated":"true","note":"n"},"text":"fever",
    "locations":[{"offset":3,"length":5}]},
    {"id":"P","infons":{"type":"NAME:PATIENT"},"text":"No","locations":[{"offset":0,"length":2}]}],"relations":[]},
    {"offset":18,"text":"","sentences":[{"offset":18,"text":"left arm.","annotations":[{"id":"T2",
    "infons":{"type":"anatomy","identifier":"C1"},"text":"l arm",
    "locations":[{"offset":18,"length":1},{"offset":23,"length":3}]}]},{"offset":30,"text":"測😀."}],
    "relations":[{"id":"R9","infons":{"type":"location_of"},"nodes":[{"refid":"T1","role":"tail"},
    {"refid":"T2","role":"head"}]}]}],
    "relations":[{"id":"R8","infons":{"relation":"CID","Chemical":"D1","Disease":"D2"},"nodes":[]}]}]}
    """

  @Test(arguments: [("a.xml", xml), ("a.json", json)])
  func everythingIsRead(name: String, content: String) throws {
    let set = try readAnnotations(content, name)
    #expect(set.failures.map(\.fault.message) == [])
    #expect(
      dump(try #require(set.documents.first)) == [
        "document 12 type - failed false", "text \"No fever & chills\nleft arm.\n  測😀.\"", "metadata sex=f",
        "metadata relation=CID D1 D2", "scope -",
        "entity T1 problem [Range(3..<8)] surface - [D005334/MESH/-;D1/MESH/-] [\"negated\"] - - {note=n}",
        "entity T2 anatomy [Range(18..<19), Range(23..<26)] surface - [C1/-/-] - - - {}", "relation location_of T2>T1",
        "identifier NAME:PATIENT 0-2",
      ])
  }

  @Test(arguments: ["everything.xml", "everything.json"])
  func theFixturesOfTheBioCLibraryAreRead(name: String) throws {
    // The library's own fixture: annotations and relations without types, text that is no ASCII.
    guard let corpora = getenv("CHARTSIFT_CORPORA").map({ String(cString: $0) }) else {
      print("skipped \(name): CHARTSIFT_CORPORA names no folder of corpora")
      return
    }
    let set = try AnnotationReader().read(["\(corpora)/formats/bioc/\(name)"])
    #expect(set.documents.map(\.id) == ["1", "2"])
    let texts = set.documents.map { $0.text.map { $0.string($0.fullSpan) } ?? "" }
    #expect(texts == ["abcdefghijklmnopqrstuvwxyz", "\n" + String(repeating: " ", count: 26) + "abcdefg测试Non-ASCII"])
    #expect(set.failures.count == 8)
    #expect(set.failures.allSatisfy { $0.fault.code == .invalidAnnotation })
  }

  @Test func offsetsCountWhatTheyAreSaidTo() throws {
    func file(_ second: Int, _ start: Int) -> String {
      "<collection><document><id>1</id><passage><offset>0</offset><text>😀é</text></passage><passage><offset>\(second)"
        + "</offset><text>pain</text><annotation id=\"1\"><infon key=\"type\">t</infon><location offset=\"\(start)\" "
        + "length=\"4\"/><text>pain</text></annotation></passage></document></collection>"
    }
    for (unit, second) in [(OffsetUnit.codePoints, 3), (.utf16, 4), (.bytes, 7)] {
      let set = try readAnnotations(file(second, second), "a.xml", unit: unit)
      #expect(set.failures.isEmpty)
      #expect(set.documents[0].entities.map(\.start) == [3])
    }
  }

  @Test(arguments: [
    (
      "<passage><offset>0</offset><text>abc</text></passage><passage><offset>2</offset><text>d</text></passage>",
      "passage 2"
    ),
    ("<passage><text>abc</text></passage>", "passage 1"),
    ("<passage><offset>x</offset><text>abc</text></passage>", "passage 1"),
    ("<passage><offset>999999999999</offset><text>abc</text></passage>", "passage 1"),
  ])
  func passagesThatGoBackFailTheDocument(passages: String, place: String) throws {
    let set = try readAnnotations(
      "<collection><document><id>1</id>\(passages)</document><document><id>2</id></document></collection>", "a.xml")
    #expect(set.documents.map(\.id) == ["2"])
    #expect(set.failures.map(\.fault.code) == [.invalidAnnotation])
    #expect(set.failures[0].fault.value?.hasPrefix("document 1, \(place): ") == true)
  }

  @Test func whatIsNotWellFormedKeepsTheDocumentsBefore() throws {
    let good = "<document><id>1</id><passage><offset>0</offset><text>a</text></passage></document>"
    // The parser looks some hundred bytes ahead.
    let space = String(repeating: " ", count: 5_000)
    let set = try readAnnotations("<collection>\n\(good)\n\(space)<document><id>2</id><passage></collection>", "a.xml")
    #expect(set.documents.map(\.id) == ["1"])
    #expect(set.failures.map(\.fault.code) == [.invalidXML])
    #expect(set.failures[0].fault.line == 3)
  }

  @Test func bytesThatAreNoUTF8AreTold() throws {
    let folder = ScratchFolder()
    let path = folder.write(Array("<collection><document><id>".utf8) + [0xFF] + Array("</id>".utf8), "a.xml")
    let set = try AnnotationReader(format: .bioc).read([path])
    #expect(set.failures.map(\.fault.code) == [.invalidUTF8])
  }

  @Test func entitiesAreNotExpandedAndNothingIsFetched() throws {
    let bomb = """
      <!DOCTYPE collection [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>
      <collection><document><id>1</id><passage><offset>0</offset><text>x&b;&f;y</text></passage></document></collection>
      """
    let set = try readAnnotations(bomb, "a.xml", as: .bioc)
    let text = set.documents.first?.text.map { $0.string($0.fullSpan) } ?? ""
    #expect(!text.contains("root"))
    #expect(text.count < 100)
  }

  @Test(arguments: ["{\"id\":1}", "7", "[[]]"])
  func recordsThatAreNoDocumentsAreFailures(json: String) throws {
    let set = try readAnnotations(json, "a.json", as: .biocJSON)
    #expect(set.documents.isEmpty)
    #expect(set.failures.map(\.fault.code) == [.invalidAnnotation])
  }

  @Test func documentsOfPubTatorAreRead() throws {
    let set = try readAnnotations(
      #"{"PubTator3":[{"_id":"x","id":"123","infons":{},"passages":[{"infons":{"type":"title"},"offset":0,"text":"Aspirin","#
        + #""annotations":[{"id":"2","infons":{"identifier":"MESH:D001241","type":"Chemical","database":null},"#
        + #""text":"Aspirin","locations":[{"offset":0,"length":7}]}]}],"relations":[]}]}"#, "a.json", as: .biocJSON)
    #expect(set.failures.isEmpty)
    #expect(set.documents[0].entities[0].concepts == [AnnotatedConcept(id: "MESH:D001241")])
  }
}
