import Foundation
import Testing

/// The flags of `chartsift pipe`.
@Suite struct PipeFlagTests {
  let folder: Scratch
  let vocabulary: String

  init() throws {
    folder = try Scratch()
    vocabulary = try Vocabulary.write(folder)
  }

  private func pipe(_ input: String, _ flags: String...) throws -> Outcome {
    try Program.run(["pipe", "--lexicon", vocabulary] + flags, input: input, in: folder)
  }

  @Test func givenEntitiesKeepTheirIDsAndAreAsserted() throws {
    let given = #"""
      {"id":"n1","text":"😀 denies chest pain and zebra pox.","entities":[\#
      {"id":"T7","type":"problem","start":9,"end":19,"text":"chest pain","assertion":{"negated":false}},\#
      {"id":42,"type":"problem","start":24,"end":33,"text":"zebra pox"}],"relations":[{"type":"x","head":1,"tail":2}]}
      """#
    let results = try pipe(given + "\n" + #"{"id":"n2","text":"cough"}"#, "--given-entities").objects()
    let entities = results[0].entities
    #expect(entities.count == 2)
    #expect(entities.first?["id"] as? String == "T7")
    #expect(entities.last?["id"] as? Int == 42)
    #expect(entities.map(\.text) == ["chest pain", "zebra pox"])
    #expect(entities.allSatisfy { $0.assertion["negated"] as? Bool == true })
    #expect((results[0]["relations"] as? [Any])?.isEmpty == true)
    // Nothing is recognised beside what was given.
    #expect(results[1].status == "ok")
    #expect(results[1].entities.isEmpty)
  }

  @Test func entitiesInANoteAreIgnoredWithoutTheFlag() throws {
    let line = #"{"id":"n1","text":"cough","entities":[{"id":9,"type":"problem","start":0,"end":99}],"phi":7}"#
    let result = try #require(try pipe(line).objects().first)
    #expect(result.status == "ok")
    #expect(result.entities.map(\.text) == ["cough"])
  }

  @Test(arguments: [
    #"{"id":1,"type":"problem","start":0,"end":99}"#, #"{"id":1,"type":"problem","start":3,"end":2}"#,
    #"{"id":1,"type":"problem","start":-1,"end":2}"#, #"{"id":1,"type":"problem","start":0.5,"end":2}"#,
    #"{"id":1,"type":"problem"}"#, "7",
  ])
  func wrongGivenEntitiesAreErrors(entity: String) throws {
    let line = #"{"id":"n1","text":"cough","entities":["# + entity + "]}"
    #expect(try pipe(line, "--given-entities").objects().first?.errorCode == "invalid_entities")
  }

  @Test func allMatchesAddsTheOthers() throws {
    let input = try noteLine("n", "Sharp chest pain.")
    let preferred = try #require(try pipe(input).objects().first).entities
    let all = try #require(try pipe(input, "--all-matches").objects().first).entities
    #expect(preferred.filter { $0.type == "problem" }.map(\.text) == ["chest pain"])
    #expect(preferred.allSatisfy { $0["preferred"] == nil })
    #expect(all.filter { $0.type == "problem" && $0["preferred"] == nil }.map(\.text) == ["chest pain"])
    #expect(all.filter { $0["preferred"] as? Bool == false }.map(\.text) == ["pain"])
  }

  @Test func limitCountsRecordsErrorsToo() throws {
    let input = #"{"id":"1","text":""}"# + "\n\n" + #"{"id":"3","text":""}"# + "\n"
    #expect(try pipe(input, "--limit", "2").objects().map(\.status) == ["ok", "error"])
    #expect(try pipe(input, "--limit", "0").output.isEmpty)
    #expect(try pipe(input, "--limit", "99").lines.count == 3)
  }

  @Test(arguments: [1, 2, 7]) func maxErrorsStopsBehindTheLineThatReachedIt(threads: Int) throws {
    let lines = try (0..<300).map { try noteLine("\($0)", "No cough.") }
    var input = lines
    input.insert("{bad", at: 250)
    input.insert("{bad", at: 100)
    let text = input.joined(separator: "\n")
    let stopped = try pipe(text, "--max-errors", "2", "--threads", "\(threads)")
    #expect(stopped.code == 3)
    #expect(stopped.lines.count == 252)
    #expect(stopped.error.contains("--max-errors"))
    #expect(try pipe(text, "--max-errors", "3", "--threads", "\(threads)").code == 0)
  }

  @Test func noteLargerThanTheLimitIsAnError() throws {
    // The limit counts bytes of the text itself, not of the way it is written.
    let fits = #"{"id":"fits","text":"\#(String(repeating: "\\u0041", count: 10))"}"#
    let input = [fits, try noteLine("over", String(repeating: "é", count: 6)), try noteLine("after", "cough")]
    let outcome = try pipe(input.joined(separator: "\n"), "--max-note-bytes", "10")
    let results = try outcome.objects()
    #expect(outcome.code == 0)
    #expect(results.map(\.id) == ["fits", "over", "after"])
    #expect(results.map(\.errorCode) == [nil, "note_too_large", nil])
  }

  @Test func settingsFromAFileLoseToTheCommandLine() throws {
    let file = try folder.write("limit: 1\nall_matches: true\n", "settings.yaml")
    let input = try noteLine("1", "chest pain") + "\n" + noteLine("2", "chest pain")
    let fromFile = try pipe(input, "--config", file).objects()
    #expect(fromFile.count == 1)
    #expect(fromFile[0].entities.contains { $0["preferred"] as? Bool == false })
    #expect(try pipe(input, "--config", file, "--limit", "2").lines.count == 2)
  }

  @Test func emptyInputGivesEmptyOutput() throws {
    let outcome = try pipe("")
    #expect(outcome.code == 0)
    #expect(outcome.output.isEmpty)
  }
}
