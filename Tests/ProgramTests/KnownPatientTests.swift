import Foundation
import Testing

/// `known_phi` and the forms of `--patients`.
@Suite struct KnownPatientTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func deidentified(_ text: String, _ further: [String: Any] = [:], patients: String? = nil) throws -> String? {
    var further = further
    further["patient_id"] = "p1"
    let flags = patients.map { ["--patients", $0] } ?? []
    let outcome = try Program.run(
      ["pipe", "--deid", "tag"] + flags, input: Data(try noteLine("1", text, further).utf8), in: folder)
    #expect(outcome.code == 0, "\(outcome.error)")
    return try outcome.objects().first?["deidentified_text"] as? String
  }

  static let text = "fjorlund wuz here; call 313 785 4677. Chart 77120934."
  static let wanted = "[PATIENT] wuz here; call [PHONE]. Chart [MEDICALRECORD]."

  static let files: [(name: String, content: String)] = [
    ("a.csv", "patient_id,last_name,phone,mrn\np0,Other,,\np1,Fjorlund,+1 (313) 785-4677,77120934\n"),
    ("b.tsv", "\u{FEFF}patient_id\tname\tphones\tmrn\np1\t\"Fjorlund, Ada\"\t555-1000;3137854677\t77120934\r\n"),
    ("c.json", #"[{"patient_id":"p1","names":["Ada Fjorlund"],"phones":["313-785-4677"],"mrn":77120934}]"#),
    (
      "d.jsonl",
      #"{"id":"p0","name":"X"}"# + "\n" + #"{"id":"p1","names":["Fjorlund"],"phone":"3137854677","mrn":"77120934"}"#
    ),
    (
      "e.json",
      #"""
      {"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"x","identifier":[
        {"type":{"coding":[{"code":"MR"}]},"value":"77120934"},{"value":"p1"}],
        "name":[{"family":"Fjorlund","given":["Ada"]}],"telecom":[{"system":"phone","value":"313-785-4677"}]}}]}
      """#
    ),
  ]

  @Test(arguments: files.indices)
  func patientsFilesAreRead(_ index: Int) throws {
    let path = try folder.write(Self.files[index].content, Self.files[index].name)
    #expect(try deidentified(Self.text, patients: path) == Self.wanted)
  }

  @Test func knownPHIIsRead() throws {
    let object: [String: Any] = ["names": ["Ada Fjorlund"], "phones": "313-785-4677", "ids": ["77120934"]]
    let wanted = Self.wanted.replacingOccurrences(of: "MEDICALRECORD", with: "IDNUM")
    #expect(try deidentified(Self.text, ["known_phi": object]) == wanted)
    let array = ["Fjorlund", "313-785-4677", "77120934", "91"]
    #expect(try deidentified(Self.text, ["known_phi": array]) == Self.wanted)
  }

  @Test func wrongKnownPHIIsAFailureOfItsNote() throws {
    for json in ["7", "[[1]]", #"{"names":{"first":"x"}}"#] {
      let outcome = try Program.run(
        ["pipe", "--deid", "tag", "--quiet"], input: #"{"id":"1","text":"a","known_phi":\#(json)}"#, in: folder)
      #expect(try outcome.objects().first?.errorCode == "invalid_field")
    }
  }

  @Test(arguments: [
    ("a.csv", "patient_id,last\np1,\"open\n", "2"), ("b.csv", "patient_id,last\np1\n", "2"),
    ("c.csv", "name\nx\n", "1"),
    ("d.jsonl", "{\"id\":\"1\"}\n{bad\n", "2"), ("e.json", #"{"resourceType":"Observation"}"#, "1"),
  ])
  func wrongFilesAreNamedWithTheLine(_ name: String, _ content: String, _ line: String) throws {
    let path = try folder.write(content, name)
    let outcome = try Program.run(
      ["pipe", "--deid", "tag", "--patients", path], input: try noteLine("1", "a"), in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.error.contains("\(path):\(line): "))
  }
}
