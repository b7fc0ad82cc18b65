import ClinicalText
import NoteFormats
import Testing

@Suite struct GivenEntityTests {
  func given(_ entities: String) throws -> ParsedRecord? {
    var options = InputOptions()
    options.givenEntities = true
    let line = "{\"id\":\"n\",\"text\":\"é😀 chest pain\",\"entities\":\(entities)}"
    return try read(line, as: "n.jsonl", options).first
  }

  @Test func codePointsBecomeBytes() throws {
    let entities = try #require(
      try given(
        #"[{"id":"T1","type":"problem","start":3,"end":13,"concepts":[ {"id":"C"} ],"attributes":{"k": [1]},"x":1},"#
          + #"{"id":7,"type":"Odd","fragments":[[0,1],[9,13]]}]"#)?.note?.given)
    #expect(entities.map(\.id) == ["\"T1\"", "7"])
    #expect(entities.map(\.type) == [.problem, nil])
    #expect(entities[1].typeName == "Odd")
    #expect(entities[0].span == ByteSpan(7, 17))
    #expect(entities[0].conceptsJSON == #"[{"id":"C"}]"#)
    #expect(entities[0].attributes.map { $0.name + $0.json } == ["k[1]"])
    #expect(entities[1].span == ByteSpan(0, 17))
    #expect(entities[1].fragments == [ByteSpan(0, 2), ByteSpan(13, 17)])
  }

  @Test func absentOrEmptyIsNone() throws {
    #expect(try given("[]")?.note?.given?.isEmpty == true)
    #expect(try given("null")?.note?.given?.isEmpty == true)
  }

  @Test(arguments: [
    #"[{"id":5,"type":"problem","start":3,"end":14}]"#, #"[{"id":5,"type":"problem","start":3,"end":3}]"#,
    #"[{"id":5,"type":"problem","start":-1,"end":3}]"#, #"[{"id":5,"type":"problem","start":1.5,"end":3}]"#,
    #"[{"id":5,"type":"problem","start":"1","end":3}]"#, #"[{"id":5,"type":"problem","start":1}]"#,
    #"[{"id":5,"type":"problem"}]"#, #"[{"id":5,"type":3,"start":0,"end":1}]"#,
    #"[{"id":5,"type":"problem","fragments":[[0]]}]"#,
    #"[{"id":5,"type":"problem","start":99999999999999999999,"end":3}]"#,
  ]) func unusable(_ entities: String) throws {
    let failure = try #require(try given(entities)?.failure)
    #expect(failure.fault == Fault(.invalidEntities, value: "entity 1"))
    #expect(failure.id == "n")
  }

  @Test func placesNameEntitiesWithoutID() throws {
    #expect(try given("[{}]")?.failure?.fault == Fault(.invalidEntities, value: "entity 1"))
    #expect(try given("[3]")?.failure?.fault == Fault(.invalidEntities, value: "entity 1"))
    #expect(try given("{}")?.failure?.fault == Fault(.invalidEntities))
  }
}
