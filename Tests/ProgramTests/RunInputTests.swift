import Foundation
import GRDB
import Testing

/// What `chartsift run` reads.
@Suite struct RunInputTests {
  let folder: Scratch
  let vocabulary: String
  let output: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
    output = folder["notes.sqlite"]
  }

  /// Runs the inputs and gives the rows of `note`.
  private func notes(_ arguments: String..., input: String = "") throws -> [Row] {
    let outcome = try Program.run(
      ["run", "--quiet", "--lexicon", vocabulary, "--output", output] + arguments, input: input, in: folder)
    try #require(outcome.code == 0, "\(outcome.error)")
    return try Database(output).rows("SELECT * FROM note ORDER BY position, note_key")
  }

  private func entityTexts() throws -> [String?] {
    try Database(output).strings("SELECT text FROM entity ORDER BY note_key, ordinal")
  }

  @Test(arguments: [false, true]) func jsonLinesWithMetadata(compressed: Bool) throws {
    let line = """
      {"id":"n1","patient_id":7,"encounter_id":"e1","date":"2024-01-31","type":"Progress note",\
      "ward":"7 N","tags":["a",{"b":null}],"known_phi":["Smith"],"text":"😀 cough"}
      """
    var path = try folder.write(line + "\n\n{\"id\":\"n2\",\"text\":\"\"}", "notes.jsonl")
    if compressed { path = try folder.compress("notes.jsonl") }
    let rows = try notes(path)
    #expect(rows.map { $0["note_id"] as String? } == ["n1", nil, "n2"])
    #expect(rows.map { $0["status"] as String } == ["ok", "error", "ok"])
    #expect(rows.map { $0["error_code"] as String? } == [nil, "blank_line", nil])
    #expect(rows.map { $0["line"] as Int } == [1, 2, 3])
    #expect(rows.allSatisfy { $0["current"] == 1 && $0["source"] == path })
    let first = rows[0]
    #expect(first["patient_id"] as String? == "7")
    #expect(first["encounter_id"] as String? == "e1")
    #expect(first["date"] as String? == "2024-01-31")
    #expect(first["type"] as String? == "Progress note")
    #expect(first["text"] as String? == nil)
    let metadata = try JSONSerialization.jsonObject(with: Data((first["metadata"] as String).utf8))
    #expect(metadata as? NSDictionary == ["ward": "7 N", "tags": ["a", ["b": NSNull()]] as NSArray] as NSDictionary)
    let entity = try #require(try Database(output).rows("SELECT * FROM entity").first)
    #expect(entity["start"] == 2)
    #expect(entity["end"] == 7)
    #expect(entity["start_byte"] == 5)
    #expect(entity["end_byte"] == 10)
  }

  @Test(arguments: [false, true]) func csvWithColumnsOfItsOwn(compressed: Bool) throws {
    let csv = """
      body,Nr,mrn,visit,day,kind,extra
      "Denies ""chest pain"",
      but has cough.",A1,p1,v1,2024-02-03,ED,x
      cough,A2,p2,v2,2024-02-04,Clinic,y
      """
    var path = try folder.write(csv, "table.csv")
    if compressed { path = try folder.compress("table.csv") }
    let rows = try notes(
      path, "--id-column", "nr", "--text-column", "body", "--patient-column", "mrn", "--encounter-column", "visit",
      "--date-column", "day", "--type-column", "kind")
    #expect(rows.map { $0["note_id"] as String? } == ["A1", "A2"])
    #expect(rows.map { $0["patient_id"] as String? } == ["p1", "p2"])
    #expect(rows.map { $0["encounter_id"] as String? } == ["v1", "v2"])
    #expect(rows.map { $0["date"] as String? } == ["2024-02-03", "2024-02-04"])
    #expect(rows.map { $0["type"] as String? } == ["ED", "Clinic"])
    #expect(rows.map { $0["line"] as Int } == [2, 4])
    #expect((rows[0]["metadata"] as String).contains(#""extra":"x""#))
    #expect(try entityTexts().filter { $0 != "chest" } == ["chest pain", "cough", "cough"])
  }

  @Test func knownTablesNeedNoNamesOfColumns() throws {
    let tables = [
      (
        "mimic3",
        "\"ROW_ID\",\"SUBJECT_ID\",\"HADM_ID\",\"CHARTDATE\",\"CHARTTIME\",\"STORETIME\",\"CATEGORY\",\"DESCRIPTION\","
          + "\"CGID\",\"ISERROR\",\"TEXT\"\n11,22,33,2101-10-20,,,\"Nursing\",\"Report\",,,\"no cough\"\n"
      ),
      (
        "mimic4",
        "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\n"
          + "11,22,33,Nursing,1,2101-10-20,,no cough\n"
      ),
      (
        "omop",
        "note_id,person_id,note_event_id,note_date,note_datetime,note_type_concept_id,note_class_concept_id,"
          + "note_title,note_text,encoding_concept_id,language_concept_id,provider_id,visit_occurrence_id\n"
          + "11,22,,2101-10-20,,Nursing,0,t,no cough,0,0,0,33\n"
      ),
    ]
    for (name, csv) in tables {
      let path = try folder.write(csv, "\(name).csv")
      for format in [name, "auto"] {
        try? FileManager.default.removeItem(atPath: output)
        let rows = try notes(path, "--input-format", format)
        let row = try #require(rows.first, "\(name)")
        #expect(row["note_id"] as String? == "11", "\(name) as \(format)")
        #expect(row["patient_id"] as String? == "22", "\(name) as \(format)")
        #expect(row["encounter_id"] as String? == "33", "\(name) as \(format)")
        #expect(row["date"] as String? == "2101-10-20", "\(name) as \(format)")
        #expect(row["type"] as String? == "Nursing", "\(name) as \(format)")
        #expect(try entityTexts() == ["cough"])
      }
    }
  }

  @Test func tabsAndOtherDelimiters() throws {
    let tabs = try folder.write("id\ttext\n1\t\"chest\tpain\"\n2\tcough\n", "a.tsv")
    let bars = try folder.write("id|text\n3|cough\n", "b.csv")
    #expect(try notes(tabs).map { $0["note_id"] as String? } == ["1", "2"])
    try FileManager.default.removeItem(atPath: output)
    #expect(try notes(bars, "--delimiter", "|").map { $0["note_id"] as String? } == ["3"])
  }

  @Test func rowsWithoutAnIDAreKeyedByTheirPlace() throws {
    let path = try folder.write("text\ncough\n\"chest\npain\"\ncough\n", "texts.csv")
    #expect(try notes(path).map { $0["line"] as Int } == [2, 3, 5])
    let before = try Database(output).dump()
    #expect(try notes(path).count == 3)
    #expect(try Database(output).dump() == before)
  }

  @Test func folderOfTextFiles() throws {
    try folder.write("cough", "in/b.txt")
    try folder.write("no cough\r\n", "in/a/deep.note.txt")
    try folder.write("", "in/empty.txt")
    try folder.write("zipped cough", "in/z.txt")
    _ = try folder.compress("in/z.txt")
    try folder.write("not a note", "in/README.md")
    try folder.write("hidden", "in/.hidden.txt")
    let rows = try notes(folder["in"])
    #expect(rows.map { $0["note_id"] as String? } == ["a/deep.note", "b", "empty", "z"])
    #expect(rows.allSatisfy { $0["status"] as String? == "ok" })
    #expect(try entityTexts() == ["cough", "cough", "cough"])
    // The same ids whatever way the folder is written.
    let before = try Database(output).dump()
    _ = try notes(folder["in"] + "/")
    #expect(try Database(output).dump().filter { !$0.contains("/in") } == before.filter { !$0.contains("/in") })
  }

  @Test func mixedInputsKeepTheirOrder() throws {
    let lines = try folder.write(try noteLine("j", "cough") + "\n", "x.ndjson")
    let table = try folder.write("id,text\nc,cough\n", "y.csv")
    try folder.write("cough", "texts/t.txt")
    let rows = try notes(
      table, "-", folder["texts"], lines, input: try noteLine("s", "cough") + "\n")
    #expect(rows.map { $0["note_id"] as String? } == ["c", "s", "t", "j"])
    #expect(rows.map { $0["source"] as String }[1] == "-")
    #expect(try entityTexts().count == 4)
  }

  @Test func standardInputMayBeCompressed() throws {
    try folder.write(try noteLine("z", "cough") + "\n", "n.jsonl")
    let data = try #require(FileManager.default.contents(atPath: try folder.compress("n.jsonl")))
    let outcome = try Program.run(["run", "-", "--quiet", "--output", output], input: data, in: folder)
    #expect(outcome.code == 0)
    #expect(try Database(output).strings("SELECT note_id FROM note") == ["z"])
  }

  @Test func theSamplesAreRead() throws {
    let rows = try notes(Program.package + "/Samples/notes", "--lexicon", "starter")
    #expect(rows.count >= 24)
    #expect(rows.allSatisfy { $0["status"] as String? == "ok" })
    #expect(Set(rows.map { $0["note_id"] as String? }).count == rows.count)
    #expect(try Database(output).int("SELECT count(*) FROM entity") > 500)
    #expect(
      try Database(output).strings("SELECT json_extract(metadata, '$.ward') FROM note WHERE note_id = 'D-1001'")
        == ["7 North"])
  }

  @Test func aSampleIsTheSameForOneSeed() throws {
    let lines = try (0..<200).map { try noteLine("\($0)", "cough") }
    let path = try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    func sample(_ seed: String) throws -> [String?] {
      try? FileManager.default.removeItem(atPath: output)
      return try notes(path, "--sample", "20", "--seed", seed).map { $0["note_id"] as String? }
    }
    let first = try sample("7")
    #expect(first.count == 20)
    #expect(try sample("7") == first)
    #expect(try sample("8") != first)
    // In the input's order, not the order of the draw.
    #expect(first.compactMap { $0.flatMap { Int($0) } } == first.compactMap { $0.flatMap { Int($0) } }.sorted())
  }

  @Test func cutGzipIsAnErrorRowAndTheRestIsKept() throws {
    var generator = GeneratedNotes(seed: 3)
    let lines = try (0..<2000).map { try noteLine("\($0)", generator.plain(sentences: 5)) }
    try folder.write(lines.joined(separator: "\n"), "n.jsonl")
    let path = try folder.compress("n.jsonl")
    let whole = try #require(FileManager.default.contents(atPath: path))
    try folder.write(whole.prefix(whole.count / 2), "n.jsonl.gz")
    let after = try folder.write(try noteLine("after", "cough"), "o.jsonl")
    let rows = try notes(path, after)
    #expect(rows.filter { $0["status"] as String? == "ok" }.count > 100)
    #expect(rows.contains { $0["error_code"] as String? == "compressed_data_corrupt" })
    #expect(rows.last?["note_id"] as String? == "after")
  }
}
