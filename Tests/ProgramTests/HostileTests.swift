import Foundation
import GRDB
import Testing

/// Input that nobody should send: nothing crashes, nothing is lost, nothing of it stands in messages.
@Suite struct HostileTests {
  static let canary = "zebracanary"
  let folder: Scratch

  init() throws { folder = try Scratch() }

  /// Pipes the bytes through; checks that each line has its answer and that no message holds the canary.
  private func pipe(_ input: Data, _ flags: String...) throws -> [[String: Any]] {
    let outcome = try Program.run(["pipe"] + flags, input: input, in: folder)
    #expect(outcome.code == 0)
    #expect(!outcome.error.contains(Self.canary))
    let results = try outcome.objects()
    let lineFeeds = input.count { $0 == 0x0A }
    #expect(results.count == lineFeeds + (input.last == 0x0A || input.isEmpty ? 0 : 1))
    for result in results where result.status != "ok" {
      #expect(result.errorCode != nil)
      #expect(!"\(result["error"] ?? "")".contains(Self.canary))
    }
    return results
  }

  /// Runs a file; checks that the database is sound and holds the canary nowhere; gives status and code of each row.
  private func run(_ data: Data, _ name: String, _ flags: String...) throws -> [(id: String?, code: String?)] {
    let output = folder[folder.freshName("db") + ".sqlite"]
    let outcome = try Program.run(["run", try folder.write(data, name), "--output", output] + flags, in: folder)
    #expect(outcome.code == 0)
    #expect(!outcome.error.contains(Self.canary))
    let database = try Database(output)
    #expect(try database.isSound())
    #expect(try database.int("SELECT count(*) FROM note WHERE error_message LIKE '%\(Self.canary)%'") == 0)
    #expect(try database.int("SELECT count(*) FROM note WHERE (status = 'ok') <> (error_code IS NULL)") == 0)
    return try database.rows("SELECT note_id, error_code FROM note ORDER BY position").map {
      ($0["note_id"], $0["error_code"])
    }
  }

  private func random(_ count: Int, seed: UInt64) -> Data {
    var generator = GeneratedNotes(seed: seed)
    var data = Data(capacity: count)
    while data.count < count {
      withUnsafeBytes(of: generator.next(Int.max)) { data.append(contentsOf: $0) }
    }
    return data
  }

  private var goodLine: Data { Data((#"{"id":"good","text":"cough"}"# + "\n").utf8) }

  @Test func randomBytesInEveryFormat() throws {
    let noise = Data("\(Self.canary) ".utf8) + random(400_000, seed: 61)
    _ = try pipe(noise + Data("\n".utf8) + goodLine)
    for format in ["jsonl", "csv", "tsv"] {
      let header = format == "jsonl" ? "" : "id\(format == "tsv" ? "\t" : ",")text\n"
      let rows = try run(Data(header.utf8) + noise, "noise.\(format)", "--input-format", format)
      #expect(rows.contains { $0.code != nil })
    }
    #expect(try run(noise, "noise.txt").map(\.code) == ["invalid_utf8"])
  }

  @Test func aLineOfFiftyMegabytes() throws {
    let sentence = Data("\(Self.canary) chest pain. ".utf8)
    var body = Data(capacity: 51_000_000)
    while body.count < 50_000_000 { body.append(sentence) }
    let note = Data(#"{"id":"big","text":""#.utf8) + body + Data("\"}\n".utf8)
    let results = try pipe(note + body + Data("\n".utf8) + goodLine)
    #expect(results.map(\.errorCode) == ["note_too_large", "invalid_json", nil])
    #expect(results.map(\.id) == ["big", nil, "good"])
    let rows = try run(note + goodLine, "big.jsonl")
    #expect(rows.map(\.code) == ["note_too_large", nil])
    #expect(try run(body, "big.txt").map(\.code) == ["note_too_large"])
  }

  @Test func zeroBytes() throws {
    let input =
      Data("\0\0\n{\"id\":\"a\",\"text\":\"\(Self.canary)\0cough\"}\n".utf8)
      + Data(#"{"id":"b","text":"c\u0000 cough \u0000"}"#.utf8) + Data("\n".utf8) + goodLine
    let results = try pipe(input)
    #expect(results.map(\.errorCode) == ["invalid_json", "invalid_json", nil, nil])
    #expect(results[2].entities.map(\.start) == [3])
    _ = try run(input, "zero.jsonl")
    #expect(try run(Data("a\0cough \0 cough".utf8), "zero.txt").map(\.code) == [nil])
    #expect(try run(Data("id,text\n1,\"a\0cough \0 cough\"\n2,cough\n".utf8), "zero.csv").map(\.id) == ["1", "2"])
  }

  @Test func nestingOfAHundredThousand() throws {
    let open = String(repeating: "[", count: 100_000)
    let closed = String(repeating: "]", count: 100_000)
    let objects = String(repeating: #"{"a":"#, count: 100_000)
    let lines = [
      #"{"id":"deep","text":"\#(Self.canary)","x":\#(open)\#(closed)}"#, open, objects, open + closed,
      #"{"id":"entities","text":"cough","entities":\#(open)\#(closed)}"#,
    ]
    let input = Data((lines.joined(separator: "\n") + "\n").utf8) + goodLine
    let results = try pipe(input, "--given-entities")
    #expect(results.last?.status == "ok")
    #expect(results.dropLast().allSatisfy { $0.status == "error" })
    #expect(try run(input, "deep.jsonl").last?.code == nil)
  }

  @Test func hugeNumbers() throws {
    let digits = String(repeating: "9", count: 100_000)
    let lines = [
      #"{"id":\#(digits),"text":"cough"}"#, #"{"id":"b","text":"cough","n":1e\#(digits),"m":-0.\#(digits)E-99}"#,
      #"{"id":1e999999,"text":""}"#, #"{"id":"e","text":"dose \#(digits) mg, 1e\#(digits) mg"}"#,
      #"{"id":"g","text":"ab","entities":[{"id":\#(digits),"type":"problem","start":0,"end":\#(digits)}]}"#,
    ]
    let input = Data((lines.joined(separator: "\n") + "\n").utf8)
    #expect(try pipe(input).map(\.status) == ["ok", "ok", "ok", "ok", "ok"])
    #expect(try pipe(input, "--given-entities").last?.errorCode == "invalid_entities")
    #expect(try run(input, "numbers.jsonl").map(\.code) == [nil, nil, nil, nil, nil])
  }

  @Test(arguments: ["a", "1", "-", "é", "😀", "\u{301}", "\t", "\u{200D}", "(", "'", "."])
  func aMegabyteOfOneSign(sign: String) throws {
    let text = String(repeating: sign, count: 1_000_000 / sign.utf8.count) + " cough"
    let result = try #require(try pipe(Data(try noteLine("n", text).utf8)).first)
    #expect(result.status == "ok")
    for entity in result.entities {
      let (start, end) = (try #require(entity.start), try #require(entity.end))
      #expect(end <= text.unicodeScalars.count && start < end)
    }
  }

  @Test func cueWordsWithoutEnd() throws {
    let count = 200_000
    let lines = [
      try noteLine("a", String(repeating: "no ", count: count) + "cough"),
      try noteLine("b", "cough " + String(repeating: "was ruled out ", count: count / 4)),
      try noteLine("c", String(repeating: "no cough or ", count: count / 4)),
      try noteLine("d", String(repeating: "denies possible history of mother ", count: count / 8) + "cough"),
    ]
    let results = try pipe(Data(lines.joined(separator: "\n").utf8))
    #expect(results.map(\.status) == ["ok", "ok", "ok", "ok"])
    #expect(results[2].entities.count == count / 4)
    _ = try run(Data(lines.joined(separator: "\n").utf8), "cues.jsonl")
  }

  @Test func headingsWithoutEnd() throws {
    let lines = [
      try noteLine("a", String(repeating: "HPI: cough ", count: 100_000)),
      try noteLine("b", String(repeating: "PMH:", count: 100_000)),
      try noteLine("c", String(repeating: "ALLERGIES:\n", count: 100_000)),
    ]
    let results = try pipe(Data(lines.joined(separator: "\n").utf8))
    #expect(results.map(\.status) == ["ok", "ok", "ok"])
    #expect(results[0].entities.filter { $0.text == "cough" }.count == 100_000)
    _ = try run(Data(lines.joined(separator: "\n").utf8), "headings.jsonl")
  }

  @Test func quotesInQuotesInQuotes() throws {
    let quotes = String(repeating: "\"\"", count: 300_000)
    let csv = """
      id,text
      1,"\(quotes) \(Self.canary)"
      2,""\"""\""cough"
      3,"a"\(Self.canary)"c"
      4,\(Self.canary),\(Self.canary)
      5,"good cough"
      6,"\(Self.canary)\(quotes)
      """
    let rows = try run(Data(csv.utf8), "quotes.csv")
    #expect(rows.first?.code == nil)
    #expect(rows.contains { $0.code == "stray_quote" })
    #expect(rows.contains { $0.code == "wrong_column_count" })
    #expect(rows.contains { $0.id == "5" && $0.code == nil })
    #expect(rows.count == 6)
  }

  @Test func idsOfGivenEntitiesMayHoldText() throws {
    let entity = #"{"id":"\#(Self.canary) cough","type":"problem","start":0,"end":9}"#
    let input = Data((#"{"id":"a","text":"ab","entities":[\#(entity)]}"# + "\n").utf8)
    #expect(try pipe(input, "--given-entities").map(\.errorCode) == ["invalid_entities"])
    #expect(try run(input, "given.jsonl", "--given-entities").map(\.code) == ["invalid_entities"])
  }

  @Test func headersThatAreNotes() throws {
    // Without a header the first row is taken for one: the message names what was looked for, not what was found.
    let path = try folder.write("1,\"\(Self.canary) cough\"\n2,x\n", "headless.csv")
    let outcome = try Program.run(["run", path, "--output", folder["x.sqlite"]], in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.error.contains("text"))
    #expect(!outcome.error.contains(Self.canary))
  }
}
