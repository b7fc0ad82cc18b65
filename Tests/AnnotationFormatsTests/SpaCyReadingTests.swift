import AnnotationFormats
import ClinicalText
import Testing

@Suite struct SpaCyReadingTests {
  @Test(arguments: [
    #"{"text":"No fever","ents":[{"start":3,"end":8,"label":"problem"}],"tokens":[{"id":0,"start":0,"end":2}]}"#,
    #"{"text":"No fever","ents":[],"spans":{"sc":[{"start":3,"end":8,"label":"problem","kb_id":""}]}}"#,
    #"{"text":"No fever","spans":[{"start":3,"end":8,"label":"problem","token_start":1}],"answer":"accept"}"#,
    #"{"text":"No fever","label":[[3,8,"problem"]]}"#, #"{"text":"No fever","labels":[[3,8,"problem"]]}"#,
    #"{"text":"No fever","entities":[[3,8,"problem"]]}"#,
    #"{"text":"No fever","entities":[{"id":5,"label":"problem","start_offset":3,"end_offset":8}],"relations":[]}"#,
    #"["No fever",{"entities":[[3,8,"problem"]]}]"#, #"[["No fever",{"entities":[[3,8,"problem"]]}]]"#,
    "{\n\"text\":\"No fever\",\n\"ents\":[{\"start\":3,\"end\":8,\"label\":\"problem\"}]}",
  ])
  func everyFormIsRead(json: String) throws {
    let set = try readAnnotations(json, "notes.json")
    #expect(set.failures.map(\.fault.message) == [])
    #expect(set.documents.map(\.id) == ["notes#1"])
    let entity = try #require(set.documents.first?.entities.first)
    #expect(entity.type == "problem")
    #expect(entity.parts == [3..<8])
    #expect(entity.assertion == nil)
  }

  @Test(arguments: [
    (#""id":"a","meta":{"id":"b"}"#, "a"), (#""id":7"#, "7"), (#""doc_id":"a""#, "a"), (#""meta":{"id":"b"}"#, "b"),
    (#""meta":{"doc_id":"b"}"#, "b"), (#""_":{"id":"c"}"#, "c"), (#""id":null"#, "x#1"), (#""_input_hash":5"#, "x#1"),
  ])
  func idsAreFound(fields: String, id: String) throws {
    let set = try readAnnotations(#"{"text":"a","ents":[],\#(fields)}"#, "x.jsonl", as: .spacy)
    #expect(set.documents.map(\.id) == [id])
  }

  @Test(arguments: [
    #"{"start":0,"end":4,"label":"p","_":{"is_negated":true,"is_family":false,"is_uncertain":false}}"#,
    #"{"start":0,"end":4,"label":"p","attributes":{"is_negated":true}}"#,
    #"{"start":0,"end":4,"label":"p","is_negated":true}"#, #"{"start":0,"end":4,"label":"p","_":{"negex":true}}"#,
  ])
  func assertionsAreRead(entity: String) throws {
    let set = try readAnnotations(#"{"text":"pain","ents":[\#(entity)]}"#, "x.json")
    var negated = Assertion()
    negated.negated = true
    #expect(set.documents[0].entities.map(\.assertion) == [negated])
  }

  @Test func customAttributesOfSpansAreRead() throws {
    let set = try readAnnotations(
      #"{"text":"pain pain","ents":[{"start":0,"end":4,"label":"p"},{"start":5,"end":9,"label":"p"}],"#
        + #""underscore_span":{"is_family":[{"start":5,"end":9,"value":true}],"score":[{"start":5,"end":9,"value":0.5}]}}"#,
      "x.json")
    #expect(set.documents[0].entities[0].assertion == nil)
    #expect(set.documents[0].entities[1].assertion?.experiencer == .family)
    #expect(set.documents[0].entities[1].attributes.map(\.value) == ["0.5"])
  }

  @Test func conceptsSectionsAndIdentifiersAreRead() throws {
    let set = try readAnnotations(
      #"{"text":"pain Li","ents":[{"start":0,"end":4,"label":"p","kb_id":"C1","id":"rule","#
        + #""_":{"section_category":"plan","x":[1, 2]}},{"start":0,"end":1,"label":"p","id":"rule"},"#
        + #"{"start":5,"end":7,"label":"NAME:PATIENT"}],"meta":{"sex":"f","id":"m"}}"#, "x.json")
    #expect(
      dump(set.documents[0]) == [
        "document m type - failed false", "text \"pain Li\"", "metadata sex=f", "scope -",
        "entity T2 p [Range(0..<1)] surface - [] - - - {}",
        "entity rule p [Range(0..<4)] surface - [C1/-/-] - plan - {x=[1,2]}", "identifier NAME:PATIENT 5-7",
      ])
  }

  @Test func relationsOfDoccanoAreRead() throws {
    let set = try readAnnotations(
      #"{"id":1,"text":"ab","entities":[{"id":10,"label":"x","start_offset":0,"end_offset":1},"#
        + #"{"id":11,"label":"y","start_offset":1,"end_offset":2}],"#
        + #""relations":[{"id":3,"from_id":11,"to_id":10,"type":"r"},{"id":4,"from_id":11,"to_id":12,"type":"r"}]}"#,
      "x.jsonl")
    #expect(set.documents[0].relations == [AnnotatedRelation(type: "r", head: 1, tail: 0)])
    #expect(set.failures.map(\.fault.code) == [.unknownReference])
  }

  @Test(arguments: [
    (#"{"ents":[]}"#, Fault.Code.missingText), (#"{"text":5,"ents":[]}"#, .invalidText),
    (#"{"text":"a","spans":[],"answer":"reject"}"#, .invalidAnnotation), (#"["a"]]"#, .invalidJSON),
    (#"{"text":"a","ents":[{"start":0,"end":1}]}"#, .invalidAnnotation),
    (#"{"text":"a","ents":[{"start":0,"end":"1","label":"x"}]}"#, .invalidAnnotation),
    (#"{"text":"a","ents":[{"start":0,"end":2,"label":"x"}]}"#, .offsetsOutside),
    (#"{"text":"a","label":[[0,1]]}"#, .invalidAnnotation),
    (#"{"text":"a","ents":[{"start":0,"end":1,"label":"x","text":"b"}]}"#, .offsetsMismatch),
  ])
  func whatCannotBeUsedIsAFailure(json: String, code: Fault.Code) throws {
    let set = try readAnnotations(json, "x.json", as: .spacy)
    #expect(set.failures.map(\.fault.code) == [code])
    #expect(set.documents.allSatisfy { $0.entities.isEmpty })
  }
}
