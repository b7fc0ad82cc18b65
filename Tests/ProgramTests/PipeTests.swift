import Foundation
import Testing

/// `chartsift pipe` as the outer contract describes it.
@Suite struct PipeTests {
  let folder: Scratch
  let vocabulary: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
  }

  private func pipe(_ input: String, _ flags: String...) throws -> Outcome {
    try Program.run(["pipe", "--quiet", "--lexicon", vocabulary] + flags, input: input, in: folder)
  }

  @Test func wholeLineWithItsKeysInOrder() throws {
    let text = "HPI:\nPatient denies chest pain. Takes aspirin."
    let outcome = try pipe(try noteLine("n1", text) + "\n")
    #expect(outcome.code == 0)
    #expect(outcome.error == "")
    let line = try #require(outcome.lines.first)
    // A cue's rule is an extra field and may change with the cue files.
    let withoutRule = line.replacing(/,"rule":"[^"]*"/, with: "")
    let entities = """
      {"id":1,"type":"problem","start":20,"end":30,"text":"chest pain",\
      "concepts":[{"id":"C0008031","vocabulary":"TEST","name":"Chest Pain","semantic_types":["T184"]}],\
      "assertion":{"negated":true,"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient"},\
      "cues":[{"kind":"negation","start":13,"end":19,"text":"denies"}],\
      "section":"history_of_present_illness","source":"dictionary","attributes":{}},\
      {"id":2,"type":"anatomy","start":20,"end":25,"text":"chest",\
      "concepts":[{"id":"C0817096","vocabulary":"TEST","name":"chest","semantic_types":["T029"]}],\
      "assertion":{"negated":false,"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient"},\
      "cues":[],"section":"history_of_present_illness","source":"dictionary","attributes":{}},\
      {"id":3,"type":"medication","start":38,"end":45,"text":"aspirin",\
      "concepts":[{"id":"C0004057","vocabulary":"TEST","name":"aspirin","semantic_types":["T121"]}],\
      "assertion":{"negated":false,"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient"},\
      "cues":[],"section":"history_of_present_illness","source":"dictionary","attributes":{}}
      """
    #expect(withoutRule == #"{"id":"n1","status":"ok","entities":["# + entities + #"],"relations":[],"phi":[]}"#)
  }

  @Test func assertionsOfTheContract() throws {
    let lines = [
      try noteLine("1", "PE was ruled out."), try noteLine("2", "Rule out PE."),
      try noteLine("3", "Mother had cough."), try noteLine("4", "Return if you develop cough."),
      try noteLine("5", "Cough today."),
    ]
    let results = try pipe(lines.joined(separator: "\n") + "\n").objects()
    func first(_ index: Int) throws -> [String: Any] { try #require(results[index].entities.first) }
    #expect(try first(0).assertion["negated"] as? Bool == true)
    #expect(try first(1).assertion["negated"] as? Bool == false)
    #expect(try first(1).assertion["uncertain"] as? Bool == true)
    #expect(try first(1).cues.first?["kind"] as? String == "rule_out")
    #expect(try first(2).assertion["experiencer"] as? String == "family")
    #expect(try first(3).assertion["hypothetical"] as? Bool == true)
    #expect(try first(4).assertion["negated"] as? Bool == false)
    #expect(results.allSatisfy { $0.entities.first?["section"] is NSNull })
  }

  /// Lines that cannot be used, each with the id and the code of its answer; nil stands for a good line.
  private static let mixedLines: [(line: Data, id: String?, code: String?)] = [
    (Data(#"{"id":"a","text":"cough"}"#.utf8), "a", nil),
    (Data(), nil, "blank_line"),
    (Data("  \t".utf8), nil, "blank_line"),
    (Data(#"{"id":"b","text":"cough""#.utf8), "b", "invalid_json"),
    (Data(#"{"text":"cough"}"#.utf8), nil, "missing_id"),
    (Data(#"{"id":null,"text":"cough"}"#.utf8), nil, "missing_id"),
    (Data(#"{"id":"c","text":"\ud83d cough"}"#.utf8), "c", "lone_surrogate"),
    (Data(#"{"id":"d","text":"\udc00"}"#.utf8), "d", "lone_surrogate"),
    (Data(#"{"id":"e","text":""#.utf8) + [0xFF, 0xC3] + Data(#"cough"}"#.utf8), "e", "invalid_utf8"),
    (Data(#"{"id":12,"text":"cough"}"#.utf8), "12", nil),
    (Data(#"{"id":1.50,"text":"cough"}"#.utf8), "1.50", nil),
    (Data(#"{"id":1E+2,"text":"cough"}"#.utf8), "1E+2", nil),
    (Data(#"{"id":123456789012345678901234567890,"text":""}"#.utf8), "123456789012345678901234567890", nil),
    (Data(#"{"id":"f","text":""}"#.utf8), "f", nil),
    (Data(#"[1,2]"#.utf8), nil, "not_an_object"),
    (Data(#"{"id":["x"],"text":"cough"}"#.utf8), nil, "invalid_id"),
    (Data(#"{"id":"g"}"#.utf8), "g", "missing_text"),
    (Data(#"{"id":"h","text":7}"#.utf8), "h", "invalid_text"),
    (Data(#"{"id":"i","text":"cough"} {"id":"j"}"#.utf8), "i", "invalid_json"),
    (Data(#"{"id":"😀\u0000\"","text":"cough"}"#.utf8), "😀\u{0}\"", nil),
    (Data("{\"id\":\"k\",\"text\":\"cough\"}\r".utf8), "k", nil),
    (Data(#"{"id":"last","text":"no line feed behind it"}"#.utf8), "last", nil),
  ]

  @Test(arguments: [1, 2, 7]) func everyLineHasItsAnswerInOrder(threads: Int) throws {
    let input = Data(Self.mixedLines.map(\.line).joined(separator: [0x0A]))
    let outcome = try Program.run(
      ["pipe", "--lexicon", vocabulary, "--threads", "\(threads)"], input: input, in: folder)
    #expect(outcome.code == 0)
    let results = try outcome.objects()
    #expect(results.count == Self.mixedLines.count)
    for (index, (result, expected)) in zip(results, Self.mixedLines).enumerated() {
      #expect(result.id == expected.id, "line \(index + 1)")
      #expect(result.keys.contains("id"))
      #expect(result.errorCode == expected.code, "line \(index + 1)")
      #expect(result.status == (expected.code == nil ? "ok" : "error"))
      if expected.code != nil {
        #expect(result["line"] as? Int == index + 1)
        #expect(Set(result.keys) == ["id", "status", "line", "error"])
      } else {
        for key in ["entities", "relations", "phi"] { #expect(result[key] is [Any], "line \(index + 1): \(key)") }
      }
    }
    #expect(!outcome.text.contains("cough\\\""))
  }

  @Test func sameBytesForAnyNumberOfThreads() throws {
    var generator = GeneratedNotes(seed: 11)
    var input = ""
    for index in 0..<1500 {
      input += index % 97 == 5 ? "{broken\n" : try noteLine("\(index)", generator.plain(sentences: index % 40)) + "\n"
    }
    let outputs = try [1, 2, 7].map { threads in
      try Program.run(["pipe", "--quiet", "--threads", "\(threads)"], input: input, in: folder).output
    }
    #expect(outputs[0].count > 100_000)
    #expect(outputs[1] == outputs[0])
    #expect(outputs[2] == outputs[0])
  }

  @Test func oneResultDoesNotDependOnItsNeighbours() throws {
    var generator = GeneratedNotes(seed: 12)
    let lines = try (0..<40).map { try noteLine("\($0)", generator.plain(sentences: 6)) }
    let together = try pipe(lines.joined(separator: "\n")).lines
    let backwards = try pipe(lines.reversed().joined(separator: "\n")).lines
    #expect(together == backwards.reversed())
    try #require(together.count == 40)
    #expect(try pipe(lines[7]).lines == [together[7]])
  }

  @Test(arguments: [1, 7]) func answersBeforeTheNextLineIsWritten(threads: Int) throws {
    let toProgram = try PipeEnds(folder)
    let fromProgram = try PipeEnds(folder)
    let program = try RunningProgram(
      ["pipe", "--lexicon", vocabulary, "--threads", "\(threads)"], standardInput: toProgram.reading,
      standardOutput: fromProgram.writing, in: folder)
    close(toProgram.reading)
    close(fromProgram.writing)
    defer { close(fromProgram.reading) }
    for index in 0..<5 {
      let line = Data((index == 3 ? "\n" : try noteLine("n\(index)", "No cough.") + "\n").utf8)
      let written = line.withUnsafeBytes { write(toProgram.writing, $0.baseAddress!, $0.count) }
      try #require(written == line.count)
      let answer = try #require(try readLine(fromProgram.reading), "no answer to line \(index + 1) within 15 s")
      let result = try #require(try JSONSerialization.jsonObject(with: answer) as? [String: Any])
      #expect(result.id == (index == 3 ? nil : "n\(index)"))
    }
    close(toProgram.writing)
    #expect(try program.finish().code == 0)
  }

  /// One line from a descriptor, or nil when none comes in time.
  private func readLine(_ descriptor: Int32) throws -> Data? {
    var line = Data()
    while line.last != 0x0A {
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&poller, 1, 15_000) > 0 else { return nil }
      var byte: UInt8 = 0
      guard read(descriptor, &byte, 1) == 1 else { return nil }
      line.append(byte)
    }
    return line
  }
}
