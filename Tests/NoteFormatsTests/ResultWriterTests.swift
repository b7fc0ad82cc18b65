import ClinicalText
import Foundation
import NoteFormats
import Testing

@Suite struct ResultWriterTests {
  func slice(_ text: String) -> ByteSlice { ByteSlice(permanent: text) }

  func line(_ body: (ResultWriter) -> Void) -> String {
    let buffer = OutputBuffer()
    body(ResultWriter(buffer: buffer))
    return withExtendedLifetime(buffer) { String(decoding: buffer.bytes, as: UTF8.self) }
  }

  @Test func anEmptyNote() {
    let result = NoteResult(text: NoteText(""))
    #expect(
      line { $0.append(result, id: "a\"\\\n\u{1}é😀") }
        == "{\"id\":\"a\\\"\\\\\\n\\u0001é😀\",\"status\":\"ok\",\"entities\":[],\"relations\":[],\"phi\":[]}\n")
  }

  @Test func everyField() throws {
    var result = NoteResult(text: NoteText("é denies \"chest\" pain 5 mg"))
    result.concepts = [
      ConceptReference(
        id: slice("C1"), vocabulary: slice("V"), preferredName: slice("Chest Pain"), semanticTypes: slice("T184,T033")),
      ConceptReference(id: slice("C2"), vocabulary: slice("V"), preferredName: slice("x"), semanticTypes: slice("")),
    ]
    result.sections = [
      ResultSection(id: slice("hpi"), loinc: nil, heading: ByteSpan(0, 0), span: ByteSpan(0, 27), parent: -1),
      ResultSection(id: nil, loinc: nil, heading: ByteSpan(0, 0), span: ByteSpan(0, 27), parent: -1),
    ]
    result.cues = [Cue(kind: .negation, span: ByteSpan(3, 9), rule: slice("neg.denies"))]
    var first = Entity(id: 1, type: .problem, span: ByteSpan(10, 22), source: slice("dictionary"))
    first.concepts = 0..<2
    first.cues = 0..<1
    first.section = 0
    first.assertion.negated = true
    first.assertion.experiencer = .family
    var second = Entity(id: 2, type: .strength, span: ByteSpan(23, 27), source: slice("rule:s"))
    second.attributes = [("number", "5"), ("unit", "\"mg\"")]
    second.section = 1
    second.isPreferred = false
    var third = Entity(id: 3, type: .problem, span: ByteSpan(11, 27), source: slice("dictionary"))
    third.fragments = [ByteSpan(11, 16), ByteSpan(23, 27)]
    result.entities = [first, second, third]
    result.relations = [Relation(type: slice("value_of"), head: 1, tail: 0, source: slice("rule:r"))]

    let plain =
      "\"assertion\":{\"negated\":false,\"uncertain\":false,\"historical\":false,\"hypothetical\":false,"
      + "\"experiencer\":\"patient\"},\"cues\":[]"
    let expected =
      "{\"id\":\"n\",\"status\":\"ok\",\"entities\":["
      + #"{"id":1,"type":"problem","start":9,"end":21,"text":"\"chest\" pain","concepts":[{"id":"C1","vocabulary":"V","#
      + #""name":"Chest Pain","semantic_types":["T184","T033"]},{"id":"C2","vocabulary":"V","name":"x","#
      + #""semantic_types":[]}],"assertion":{"negated":true,"uncertain":false,"historical":false,"#
      + #""hypothetical":false,"experiencer":"family"},"cues":[{"kind":"negation","start":2,"end":8,"text":"denies","#
      + #""rule":"neg.denies"}],"section":"hpi","source":"dictionary","attributes":{}},"#
      + #"{"id":2,"type":"strength","start":22,"end":26,"text":"5 mg","concepts":[],"# + plain
      + #","section":null,"source":"rule:s","attributes":{"number":5,"unit":"mg"},"preferred":false},"#
      + #"{"id":3,"type":"problem","start":10,"end":26,"text":"chest 5 mg","fragments":[[10,15],[22,26]],"#
      + "\"concepts\":[]," + plain + #","section":null,"source":"dictionary","attributes":{}}],"#
      + #""relations":[{"id":1,"type":"value_of","head":2,"tail":1,"source":"rule:r"}],"phi":[]}"# + "\n"
    let written = line { $0.append(result, id: "n") }
    #expect(written == expected)
    _ = try JSONSerialization.jsonObject(with: Data(written.utf8))
  }

  @Test func givenEntitiesKeepTheirOwn() {
    var result = NoteResult(text: NoteText("chest pain"))
    result.given = [
      GivenEntity(
        id: "\"T7\"", type: nil, typeName: "Odd", span: ByteSpan(0, 5), conceptsJSON: "[{\"id\":\"C\"}]",
        attributes: [("k", "[1]")])
    ]
    var entity = Entity(id: 1, type: .problem, span: ByteSpan(0, 5), source: slice("import:x"))
    entity.given = 0
    result.entities = [entity]
    result.relations = [Relation(type: slice("r"), head: 0, tail: 0, source: slice("s"))]
    let written = line { $0.append(result, id: "n") }
    #expect(written.contains(#"{"id":"T7","type":"Odd","start":0,"end":5,"text":"chest","concepts":[{"id":"C"}]"#))
    #expect(written.contains(#""attributes":{"k":[1]}"#))
    #expect(written.contains(#""head":"T7","tail":"T7""#))
  }

  @Test func failures() {
    let failure = RecordFailure(id: nil, fault: Fault(.missingText), source: "-", line: 3, fingerprint: 0)
    let message = #"the document has no text; an empty note is written \"text\": \"\""#
    #expect(
      line { $0.append(failure) }
        == #"{"id":null,"status":"error","line":3,"error":{"code":"missing_text","message":""# + message + "\"}}\n"
    )
    let named = RecordFailure(id: "7", fault: Fault(.blankLine), source: "-", line: 1, fingerprint: 0)
    #expect(line { $0.append(named) }.hasPrefix("{\"id\":\"7\",\"status\":\"error\""))
  }
}
