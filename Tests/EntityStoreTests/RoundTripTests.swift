import ClinicalText
import EntityStore
import Foundation
import Testing

private let text = "🩺 Café: denies chest pain, rule out \"PE\". Mother had MI"

/// A result with everything: cues, fragments, attributes, relations, sections, a further match, non-ASCII text.
private func rich() -> NoteResult {
  var result = NoteResult(text: NoteText(text))
  result.sections = [
    ResultSection(
      id: ByteSlice(permanent: "hpi"), loinc: ByteSlice(permanent: "10164-2"), heading: span("Café", in: text),
      span: result.text.fullSpan, parent: -1)
  ]
  result.concepts = [
    ConceptReference(
      id: ByteSlice(permanent: "C0008031"), vocabulary: ByteSlice(permanent: "UMLS"),
      preferredName: ByteSlice(permanent: "Chest Pain"), semanticTypes: ByteSlice(permanent: "T184,T033")),
    ConceptReference(
      id: ByteSlice(permanent: "C2"), vocabulary: ByteSlice(permanent: "X"), preferredName: ByteSlice(permanent: ""),
      semanticTypes: ByteSlice(permanent: "")),
  ]
  result.cues = [
    Cue(kind: .negation, span: span("denies", in: text), rule: ByteSlice(permanent: "neg.denies")),
    Cue(kind: .ruleOut, span: span("rule out", in: text), rule: ByteSlice(permanent: "unc.ro")),
    Cue(kind: .experiencer, span: span("Mother", in: text), rule: ByteSlice(permanent: "exp.mother")),
  ]
  var pain = Entity(id: 1, type: .problem, span: span("chest pain", in: text), source: dictionary)
  pain.concepts = 0..<2
  pain.cues = 0..<1
  pain.assertion.negated = true
  pain.section = 0
  pain.attributes = [("number", "4"), ("unit", "\"mg\"")]
  var further = Entity(id: 2, type: .anatomy, span: span("chest", in: text), source: dictionary)
  further.isPreferred = false
  further.fragments = [span("Café", in: text), span("pain", in: text)]
  var embolism = Entity(id: 3, type: .problem, span: span("\"PE\"", in: text), source: dictionary)
  embolism.cues = 1..<2
  embolism.assertion.uncertain = true
  var infarction = Entity(id: 4, type: .problem, span: span("MI", in: text), source: dictionary)
  infarction.cues = 2..<3
  infarction.assertion.experiencer = .family
  infarction.assertion.historical = true
  result.entities = [pain, further, embolism, infarction]
  result.relations = [
    Relation(type: ByteSlice(permanent: "location_of"), head: 1, tail: 0, source: dictionary),
    Relation(type: ByteSlice(permanent: "date_of"), head: 3, tail: 0, source: dictionary),
  ]
  return result
}

private func filled() throws -> Workspace {
  let work = Workspace()
  var options = StoreOptions()
  options.storesText = true
  try work.run(options: options) { store in
    var record = NoteRecord(id: "0042", text: NoteText(text), source: "a.jsonl", line: 1)
    record.patientID = "p,1"
    record.date = "2020-01-02"
    record.type = "Discharge"
    record.metadata = [("x\"y", "[1]"), ("z", "null")]
    try store.write(record, contentHash: ContentHash([1, 2, 255]), result: rich())
    try store.fail("bad", .missingText, line: 2)
    try store.fail(nil, .blankLine, line: 3)
    try store.process("empty", "", line: 4)
  }
  return work
}

@Suite struct RoundTripTests {
  @Test func noteAndEntityRows() throws {
    let work = try filled()
    #expect(
      try work.rows(
        """
        SELECT note_key, note_id, patient_id, encounter_id, date, type, status, error_code, source, line,
          hex(content_hash), current, char_count, metadata, text FROM note WHERE note_key = 1
        """) == [
          "1|0042|p,1|-|2020-01-02|Discharge|ok|-|a.jsonl|1|0102FF|1|\(text.unicodeScalars.count)|"
            + "{\"x\\\"y\":[1],\"z\":null}|\(text)"
        ])
    #expect(
      try work.rows(
        "SELECT note_id, status, error_code, line FROM note WHERE note_key > 1 ORDER BY position") == [
          "bad|error|missing_text|2", "-|error|blank_line|3", "empty|ok|-|4",
        ])
    // Offsets are code points into the text, and SQLite's substr counts code points.
    #expect(
      try work.rows(
        """
        SELECT id, substr(n.text, "start" + 1, "end" - "start"), e.text, start_byte, end_byte, fragments, attributes,
          section FROM entity e JOIN note n USING (note_key) ORDER BY ordinal
        """) == [
          "1|chest pain|chest pain|19|29|-|{\"number\":4,\"unit\":\"mg\"}|hpi",
          "2|chest|Café pain|19|24|[[2,6],[21,25]]|{}|-",
          "3|\"PE\"|\"PE\"|40|44|-|{}|-", "4|MI|MI|57|59|-|{}|-",
        ])
    #expect(
      try work.rows("SELECT entity_id, rank, concept_id, semantic_types FROM entity_concept")
        == ["1|1|C0008031|T184,T033", "1|2|C2|"])
    #expect(
      try work.rows(
        """
        SELECT kind, substr(n.text, "start" + 1, "end" - "start"), c.text, rule
        FROM cue c JOIN note n USING (note_key)
        """)
        == [
          "negation|denies|denies|neg.denies", "rule_out|rule out|rule out|unc.ro",
          "experiencer|Mother|Mother|exp.mother",
        ])
    #expect(try work.rows("SELECT id, type, head, tail FROM relation") == ["1|location_of|2|1", "2|date_of|4|1"])
    #expect(
      try work.rows("SELECT section_id, name, loinc, heading_start, heading_end, \"start\", parent FROM section")
        == ["1|hpi|10164-2|2|6|0|-"])
    #expect(
      try work.rows("SELECT inputs, threads, status, finished_at IS NOT NULL FROM run")
        == ["[\"notes \\\"a\\\".jsonl\"]|2|done|1"])
  }

  /// The id "0042" is no number as written, so its note goes by its key.
  @Test func noteNLP() throws {
    let work = try filled()
    let names = try work.rows("SELECT name FROM pragma_table_info('NOTE_NLP')")
    #expect(
      names == [
        "note_nlp_id", "note_id", "section_concept_id", "snippet", "offset", "lexical_variant", "note_nlp_concept_id",
        "note_nlp_source_concept_id", "nlp_system", "nlp_date", "nlp_datetime", "term_exists", "term_temporal",
        "term_modifiers",
      ])
    #expect(
      try work.rows(
        """
        SELECT note_id, "offset", typeof("offset"), lexical_variant, nlp_system, term_exists, term_temporal,
          nlp_date = date('now') FROM NOTE_NLP
        """) == [
          "1|15|text|chest pain|ChartSift 0.1.0|N|present|1", "1|36|text|\"PE\"|ChartSift 0.1.0|N|present|1",
          "1|53|text|MI|ChartSift 0.1.0|N|past|1",
        ])
    let plan = try work.rows("EXPLAIN QUERY PLAN SELECT * FROM NOTE_NLP")
    #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    #expect(!plan.contains { $0.contains("SCAN c") || $0.contains("SCAN f") }, "\(plan)")
  }

  @Test func jsonLines() throws {
    let lines = try filled().export().split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count == 5)
    #expect(
      lines[0] == """
        {"id":"0042","status":"ok","entities":[{"id":1,"type":"problem","start":15,"end":25,"text":"chest pain",\
        "concepts":[{"id":"C0008031","vocabulary":"UMLS","name":"Chest Pain","semantic_types":["T184","T033"]},\
        {"id":"C2","vocabulary":"X","name":"","semantic_types":[]}],\
        "assertion":{"negated":true,"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient"},\
        "cues":[{"kind":"negation","start":8,"end":14,"text":"denies","rule":"neg.denies"}],"section":"hpi",\
        "source":"dictionary","attributes":{"number":4,"unit":"mg"}},\
        {"id":3,"type":"problem","start":36,"end":40,"text":"\\"PE\\"","concepts":[],\
        "assertion":{"negated":false,"uncertain":true,"historical":false,"hypothetical":false,"experiencer":"patient"},\
        "cues":[{"kind":"rule_out","start":27,"end":35,"text":"rule out","rule":"unc.ro"}],"section":null,\
        "source":"dictionary","attributes":{}},\
        {"id":4,"type":"problem","start":53,"end":55,"text":"MI","concepts":[],\
        "assertion":{"negated":false,"uncertain":false,"historical":true,"hypothetical":false,"experiencer":"family"},\
        "cues":[{"kind":"experiencer","start":42,"end":48,"text":"Mother","rule":"exp.mother"}],"section":null,\
        "source":"dictionary","attributes":{}}],\
        "relations":[{"id":2,"type":"date_of","head":4,"tail":1,"source":"dictionary"}],"phi":[]}
        """)
    let message = Fault(.missingText).message.replacingOccurrences(of: "\"", with: "\\\"")
    #expect(
      lines[1]
        == "{\"id\":\"bad\",\"status\":\"error\",\"line\":2,\"error\":"
        + "{\"code\":\"missing_text\",\"message\":\"\(message)\"}}")
    #expect(lines[2].hasPrefix("{\"id\":null,\"status\":\"error\",\"line\":3,"))
    #expect(lines[3] == "{\"id\":\"empty\",\"status\":\"ok\",\"entities\":[],\"relations\":[],\"phi\":[]}")
    let all = try filled().export(includeAll: true)
    #expect(all.contains("\"fragments\":[[2,6],[21,25]]"))
    #expect(all.contains("\"preferred\":false"))
    #expect(all.contains("\"head\":2"))
  }

  @Test func csv() throws {
    let lines = try filled().export(csv: true).components(separatedBy: "\r\n")
    #expect(
      lines == [
        CSVExport.columns.joined(separator: ","),
        "0042,\"p,1\",2020-01-02,Discharge,1,problem,15,25,chest pain,C0008031;C2,UMLS;X,true,false,false,false,patient,"
          + "hpi,dictionary,\"{\"\"number\"\":4,\"\"unit\"\":\"\"mg\"\"}\",true",
        "0042,\"p,1\",2020-01-02,Discharge,3,problem,36,40,\"\"\"PE\"\"\",,,false,true,false,false,patient,,dictionary,{},true",
        "0042,\"p,1\",2020-01-02,Discharge,4,problem,53,55,MI,,,false,false,true,false,family,,dictionary,{},true",
        "",
      ])
  }

  @Test func givenEntities() throws {
    let work = Workspace()
    let note = "no pain in leg"
    try work.run { store in
      var result = NoteResult(text: NoteText(note))
      result.given = [
        GivenEntity(
          id: "\"T\\u00e97\"", type: .problem, typeName: "problem", span: span("pain", in: note),
          conceptsJSON: "[{\"id\":\"C1\",\"extra\":1,\"semantic_types\":[\"T1\",\"T2\"]},\"C2\"]",
          attributes: [("a", "1")]),
        GivenEntity(id: "9", type: nil, typeName: "limb", span: span("leg", in: note)),
      ]
      for (index, given) in result.given.enumerated() {
        var entity = Entity(id: index + 1, type: given.type ?? .anatomy, span: given.span, source: dictionary)
        entity.given = index
        result.entities.append(entity)
      }
      result.relations = [
        Relation(type: ByteSlice(permanent: "location_of"), head: 1, tail: 0, source: dictionary)
      ]
      try store.write(
        NoteRecord(id: "n", text: result.text, source: "a", line: 1), contentHash: ContentHash(1), result: result)
    }
    #expect(
      try work.rows("SELECT id, typeof(id), type, attributes FROM entity")
        == ["Té7|text|problem|{\"a\":1}", "9|integer|limb|{}"])
    #expect(
      try work.rows("SELECT entity_id, rank, concept_id, semantic_types FROM entity_concept")
        == ["Té7|1|C1|T1,T2", "Té7|2|C2|"])
    let line = try work.export()
    #expect(line.contains("{\"id\":\"Té7\",\"type\":\"problem\""))
    #expect(line.contains("\"concepts\":[{\"id\":\"C1\",\"extra\":1,\"semantic_types\":[\"T1\",\"T2\"]},\"C2\"]"))
    #expect(line.contains("\"head\":9,\"tail\":\"Té7\""))
  }
}
