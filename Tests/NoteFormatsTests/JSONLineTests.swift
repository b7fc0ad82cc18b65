import ClinicalText
import NoteFormats
import Testing

@Suite struct JSONLineTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var line: String
    var expected: String
    var testDescription: String { line }
  }

  static let cases: [Case] = [
    Case(line: #"{"id":"a","text":"x"}"#, expected: "1 a: x"),
    Case(line: #"{"id":"a","text":""}"#, expected: "1 a: "),
    Case(line: #" { "text" : "x" , "id" : 7 } "#, expected: "1 7: x"),
    Case(line: #"{"id":1e400,"text":"x"}"#, expected: "1 1e400: x"),
    Case(line: #"{"id":12345678901234567890123,"text":"x"}"#, expected: "1 12345678901234567890123: x"),
    Case(line: #"{"id":-0.50,"text":"x"}"#, expected: "1 -0.50: x"),
    Case(line: #"{"id":"münze-患者-😀","text":"x"}"#, expected: "1 münze-患者-😀: x"),
    Case(line: #"{"\u0069d":"\u0061\n","text":"\ud83d\ude00\/\\\"\u00e9"}"#, expected: "1 a\n: 😀/\\\"é"),
    Case(line: #"{"id":"a","text":"n\u0000l"}"#, expected: "1 a: n\0l"),
    Case(line: #"{"id":"a","text":"1","id":"b","text":"2"}"#, expected: "1 b: 2"),
    Case(line: #"{"text":"x"}"#, expected: "1 -! missing_id"),
    Case(line: #"{"id":null,"text":"x"}"#, expected: "1 -! missing_id"),
    Case(line: #"{"id":true,"text":"x"}"#, expected: "1 -! invalid_id"),
    Case(line: #"{"id":{"a":1},"text":"x"}"#, expected: "1 -! invalid_id"),
    Case(line: #"{"id":"a"}"#, expected: "1 a! missing_text"),
    Case(line: #"{"id":"a","text":null}"#, expected: "1 a! missing_text"),
    Case(line: #"{"id":"a","text":5}"#, expected: "1 a! invalid_text"),
    Case(line: #"{"id":"a","text":"x","patient_id":[1]}"#, expected: "1 a! invalid_field"),
    Case(line: #"{"id":"a","text":"x","date":2020}"#, expected: "1 a! invalid_field"),
    Case(line: #"{"id":"a","text":"x","type":false}"#, expected: "1 a! invalid_field"),
    Case(line: #"{"id":"a","text":"\ud800 x"}"#, expected: "1 a! lone_surrogate"),
    Case(line: #"{"id":"a","text":"\udc00\ud800"}"#, expected: "1 a! lone_surrogate"),
    Case(line: #"{"id":"\ud800","text":"x"}"#, expected: "1 -! lone_surrogate"),
    Case(line: #"{"id":"a","text":"x","m":{"k":["\udfff"]}}"#, expected: "1 a! lone_surrogate"),
    Case(line: #"[1,2]"#, expected: "1 -! not_an_object"),
    Case(line: #""text""#, expected: "1 -! not_an_object"),
    Case(line: #"null"#, expected: "1 -! not_an_object"),
    Case(line: "   ", expected: "1 -! blank_line"),
    Case(line: "\t", expected: "1 -! blank_line"),
    Case(line: #"{"id":"a","text":"x""#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x"} {}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x"}}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x",}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a" "text":"x"}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":01}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":1.}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":+1}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":NaN}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":tru}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":[1,]}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":[1}}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":{"k" 1}}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":"\x"}"#, expected: "1 a! invalid_json"),
    Case(line: #"{"id":"a","text":"x","m":"\u12g4"}"#, expected: "1 a! invalid_json"),
    Case(line: "{\"id\":\"a\",\"text\":\"a\tb\"}", expected: "1 a! invalid_json"),
    Case(line: "{\"id\":\"a\",\"text\":\"x\"\u{0C}}", expected: "1 a! invalid_json"),
    Case(line: "{'id':'a'}", expected: "1 -! invalid_json"),
  ]

  @Test(arguments: cases) func line(_ example: Case) throws {
    #expect(try read(example.line + "\n", as: "n.jsonl").map(\.summary) == [example.expected])
    #expect(try read(example.line, as: "n.jsonl").map(\.summary) == [example.expected])
    #expect(try read(example.line + "\r\n", as: "n.jsonl").map(\.summary) == [example.expected])
  }

  @Test func fieldsTravelAlong() throws {
    let line =
      #"{"id":"a","extra":{ "k" : [ 1 , "a  b" ] },"text":"x","patient_id":0012e,"relations":[]}"#
    #expect(try read(line, as: "n.jsonl").map(\.summary) == ["1 a! invalid_json"])
    let good =
      #"{"id":"a","extra":{ "k" : [ 1 , "a  b" ] },"text":"x","patient_id":12,"encounter_id":"E","date":"2020","#
      + #""type":null,"known_phi":{"names":["J"]},"relations":[],"phi":1,"entities":5,"z":1.50,"z":true}"#
    let note = try #require(try read(good, as: "n.jsonl").first?.note)
    #expect(note.patientID == "12")
    #expect(note.encounterID == "E")
    #expect(note.date == "2020")
    #expect(note.type == nil)
    #expect(note.knownPHI == #"{"names":["J"]}"#)
    #expect(note.metadata.map { "\($0.name)=\($0.json)" } == [#"extra={"k":[1,"a  b"]}"#, "z=true"])
    #expect(note.given == nil)
    #expect(note.hasOwnID)
  }

  @Test func manyFieldsKeepTheLastOfEachName() throws {
    let pairs = (0..<5000).map { "\"k\($0 % 2500)\":\($0)" }.joined(separator: ",")
    let note = try #require(try read("{\"id\":1,\"text\":\"\",\(pairs)}", as: "n.jsonl").first?.note)
    #expect(note.metadata.count == 2500)
    #expect(note.metadata[7].json == "2507")
  }

  @Test func linesEndAsTheyMay() throws {
    let content = "\u{FEFF}{\"id\":1,\"text\":\"a\"}\r\n\n{\"id\":2,\"text\":\"b\"}\n  \r\n{\"id\":3,\"text\":\"c\"}"
    #expect(
      try read(content, as: "n.jsonl").map(\.summary)
        == ["1 1: a", "2 -! blank_line", "3 2: b", "4 -! blank_line", "5 3: c"])
    #expect(try read("", as: "n.jsonl").isEmpty)
    #expect(try read("\u{FEFF}", as: "n.jsonl").isEmpty)
    #expect(try read("\n", as: "n.jsonl").map(\.summary) == ["1 -! blank_line"])
  }

  @Test func textLargerThanAllowedIsAFailureWithItsID() throws {
    var options = InputOptions()
    options.maxNoteBytes = 10
    let content = #"{"id":"a","text":"0123456789"}"# + "\n" + #"{"id":"b","text":"0123456789\n"}"#
    #expect(
      try read(content, as: "n.jsonl", options).map(\.summary) == ["1 a: 0123456789", "2 b! note_too_large"])
  }
}
