import ClinicalText
import NoteFormats
import Testing

@Suite struct TableTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var content: String
    var expected: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "plain", content: "id,text\na,x\nb,y\n", expected: ["2 a: x", "3 b: y"]),
    Case(name: "no last line feed", content: "id,text\na,x", expected: ["2 a: x"]),
    Case(name: "empty last field", content: "id,text\na,", expected: ["2 a: "]),
    Case(name: "CRLF and mark", content: "\u{FEFF}id,text\r\na,x\r\nb,\"y\"\r\n", expected: ["2 a: x", "3 b: y"]),
    Case(
      name: "several lines", content: "ID,Text\n\"a\",\"x\r\n\"\"y\"\", z\n\"\nb,w\n",
      expected: ["2 a: x\r\n\"y\", z\n", "5 b: w"]),
    Case(name: "quotes within", content: "id,text\na,5\" tall\n", expected: ["2 a: 5\" tall"]),
    Case(name: "blank lines", content: "id,text\n\na,x\r\n\r\nb,y\n", expected: ["3 a: x", "5 b: y"]),
    Case(name: "no id column", content: "text\nx\n", expected: ["2 S:2: x"]),
    Case(name: "empty id", content: "id,text\n,x\nb,y\n", expected: ["2 -! missing_id", "3 b: y"]),
    Case(
      name: "columns", content: "id,text\na\nb,y,z\nc,w\n",
      expected: ["2 a! wrong_column_count", "3 b! wrong_column_count", "4 c: w"]),
    Case(
      name: "unclosed, then quoted", content: "id,text\na,\"x\nb,\"y\"\nc,z\n",
      expected: ["2 a! unclosed_quote", "3 b: y", "4 c: z"]),
    Case(
      name: "unclosed, then plain", content: "id,text\na,\"x\nb,y\nc,z\n",
      expected: ["2 a! unclosed_quote", "3 b: y", "4 c: z"]),
    Case(name: "unclosed at the end", content: "id,text\na,x\nb,\"y", expected: ["2 a: x", "3 b! unclosed_quote"]),
    Case(
      name: "stray quote", content: "id,text\na,\"he \"said\" so, yes\"\nb,y\n",
      expected: ["2 a! stray_quote", "3 b: y"]),
    Case(name: "stray return", content: "id,text\na,\"x\"\ry\nb,y\n", expected: ["2 a! stray_quote", "3 b: y"]),
    Case(name: "unicode id", content: "id,text\n患者-😀,é\n", expected: ["2 患者-😀: é"]),
    Case(name: "NUL", content: "id,text\na,x\0y\n", expected: ["2 a: x\0y"]),
    Case(name: "header only", content: "id,text\n", expected: []),
    Case(name: "empty", content: "", expected: []),
    Case(name: "semicolons", content: "id;text\na;x, y\n", expected: ["2 a: x, y"]),
  ]

  @Test(arguments: cases) func table(_ example: Case) throws {
    for chunk in [1, 2, 3, 7, 64, 4096] {
      var options = InputOptions()
      options.sourceName = "S"
      options.chunkBytes = chunk
      #expect(try read(example.content, as: "n.csv", options).map(\.summary) == example.expected, "chunk \(chunk)")
    }
  }

  @Test func tabsAndOtherDelimiters() throws {
    #expect(try read("id\ttext\na\tx, y\n", as: "n.tsv").map(\.summary) == ["2 a: x, y"])
    var options = InputOptions()
    options.delimiter = UInt8(ascii: "|")
    #expect(try read("id|text\na|x, y\n", as: "n.csv", options).map(\.summary) == ["2 a: x, y"])
  }

  @Test func otherColumnsAreMetadata() throws {
    let content = "note_id,text,subject_id,Dept \"x\",type,empty\n1,t,P,\"a\\b\"\"c\",,\n"
    let note = try #require(try read(content, as: "n.csv").first?.note)
    #expect(note.patientID == "P")
    #expect(note.type == nil)
    #expect(note.metadata.map(\.name) == ["Dept \"x\"", "empty"])
    #expect(note.metadata.map(\.json) == [#""a\\b\"c""#, "\"\""])
  }

  @Test func missingColumnsStopTheRun() throws {
    func fault(_ content: String, _ change: (inout InputOptions) -> Void = { _ in }) -> Fault? {
      var options = InputOptions()
      options.sourceName = "S"
      change(&options)
      do {
        _ = try read(content, as: "n.csv", options)
        return nil
      } catch { return error as? Fault }
    }
    #expect(fault("id,body\na,x\n") == Fault(.missingColumn, file: "S", line: 1, value: "text"))
    #expect(fault("id,body\na,x\n") { $0.textColumn = "BODY" } == nil)
    #expect(fault("id,text\na,x\n") { $0.dateColumn = "when" }?.value == "when")
    #expect(fault("id,text\na,x\n") { $0.format = .omop }?.value == "note_text")
  }

  @Test func knownTablesAreRecognised() throws {
    let mimic3 =
      "\"ROW_ID\",\"SUBJECT_ID\",\"HADM_ID\",\"CHARTDATE\",\"CHARTTIME\",\"STORETIME\",\"CATEGORY\",\"DESCRIPTION\","
      + "\"CGID\",\"ISERROR\",\"TEXT\"\n1,2,3,2101-01-01,,,\"Nursing\",\"R\",,1,\"a\"\n"
      + "2,2,3,2101-01-01,2101-01-01 10:00:00,,\"Nursing\",\"R\",,,\"b\"\n"
    let notes = try read(mimic3, as: "N.csv").compactMap(\.note)
    #expect(notes.map(\.id) == ["1", "2"])
    #expect(notes.map(\.date) == ["2101-01-01", "2101-01-01 10:00:00"])
    #expect(notes[0].encounterID == "3" && notes[0].type == "Nursing")
    #expect(notes[0].metadata.map(\.name) == ["STORETIME", "DESCRIPTION", "CGID", "ISERROR"])
    #expect(notes[0].metadata.last?.json == "\"1\"")
    #expect(notes[1].metadata.first?.name == "CHARTDATE")

    let mimic4 = "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\nD-1,1,2,DS,3,T,S,x\n"
    let four = try #require(try read(mimic4, as: "d.csv").first?.note)
    #expect(four.id == "D-1" && four.patientID == "1" && four.date == "T" && four.type == "DS")

    let omop = "note_id\tperson_id\tnote_date\tnote_datetime\tnote_type_concept_id\tnote_text\tvisit_occurrence_id\n"
    let row = "9\t8\t2020-01-01\t\t44814637\thello\t7\n"
    let note = try #require(try read(omop + row, as: "NOTE.csv").first?.note)
    #expect(note.id == "9" && note.patientID == "8" && note.encounterID == "7" && note.date == "2020-01-01")
    #expect(note.type == "44814637")
  }

  @Test func sizesAreBounded() throws {
    var options = InputOptions()
    options.maxNoteBytes = 100
    let long = String(repeating: "x", count: 200)
    let huge = String(repeating: "x", count: 200_000)
    let lines = String(repeating: "more\n", count: 40_000)
    for chunk in [512, 4096, 1 << 18] {
      options.chunkBytes = chunk
      #expect(
        try read("id,text\na,\(long)\nb,y\n", as: "n.csv", options).map(\.summary) == ["2 a! note_too_large", "3 b: y"])
      #expect(
        try read("id,text\na,\"\(huge)\"\nb,\(huge)\nc,y\n", as: "n.csv", options).map(\.summary)
          == ["2 a! note_too_large", "3 b! note_too_large", "4 c: y"])
      // More lines than a note may have behind a quote that nothing closes: each is a row of its own.
      let records = try read("id,text\na,\"x\n\(lines)c,y\n", as: "n.csv", options)
      #expect(records.count == 40_002)
      #expect(records.first?.summary == "2 a! unclosed_quote")
      #expect(records.last?.summary == "40003 c: y")
    }
  }
}
