import ClinicalText
import Foundation
import NoteFormats
import Testing

/// Records are written again in their own format: what does not change keeps its bytes.
@Suite struct RecordWriterTests {
  /// Reads a file and writes every note again.
  private func written(
    _ content: [UInt8], as name: String, _ options: InputOptions = InputOptions(),
    text: (NoteRecord) -> NoteText? = { _ in nil }, decide: (FieldPlace) -> WrittenField = { _ in .unchanged }
  ) throws -> [UInt8] {
    let scratch = Scratch()
    var options = options
    options.tellsOpenings = true
    let reader = try NoteReader([scratch.file(name, content)], options: options)
    let out = OutputBuffer()
    while let batch = try reader.next() {
      if let opening = batch.opening { opening.head.withUnsafeBufferPointer { out.append($0) } }
      batch.forEachPlaced(0..<batch.count) { record in
        guard case .note(let note) = record.parsed else { return }
        var writer = RecordWriter(out)
        writer.write(record, text: text(note), decide: decide)
        if record.isTerminated { out.append(UInt8(ascii: "\n")) }
      }
    }
    return withExtendedLifetime((scratch, out)) { Array(out.bytes) }
  }

  private func written(
    _ content: String, as name: String, text: (NoteRecord) -> NoteText? = { _ in nil },
    decide: (FieldPlace) -> WrittenField = { _ in .unchanged }
  ) throws -> String {
    String(decoding: try written(Array(content.utf8), as: name, text: text, decide: decide), as: UTF8.self)
  }

  /// A field with quotes or, where that is allowed and chance will have it, without.
  private static func field(_ text: String, _ delimiter: String, _ random: inout ChunkTests.Generator) -> String {
    let isPlain = !text.contains { "\"\n\r".contains($0) || String($0) == delimiter || $0 == "\r\n" }
    return isPlain && random.below(2) == 0 ? text : ChunkTests.quoted(text)
  }

  @Test(arguments: 0..<16, [",", "\t", ";"]) func tablesComeBackByteForByte(_ seed: UInt64, _ delimiter: String) throws
  {
    var random = ChunkTests.Generator(state: seed &+ 5)
    var content = random.below(2) == 0 ? "\u{FEFF}" : ""
    let end = random.below(2) == 0 ? "\n" : "\r\n"
    content += ["\"id\"", "patient_id", "text", "a b"].joined(separator: delimiter) + end
    for i in 0..<40 {
      let parts = ["n\(i)", random.text(3), random.text(30), random.text(6)]
      content += parts.map { Self.field($0, delimiter, &random) }.joined(separator: delimiter)
      content += i == 39 && random.below(2) == 0 ? "" : end
    }
    let bytes = Array(content.utf8)
    for chunk in [1, 7, 1 << 18] {
      var options = InputOptions()
      options.chunkBytes = chunk
      options.batchRecords = random.below(9) + 1
      #expect(try written(bytes, as: delimiter == "\t" ? "n.tsv" : "n.csv", options) == bytes, "chunk \(chunk)")
    }
  }

  @Test(arguments: 0..<16) func jsonComesBackByteForByte(_ seed: UInt64) throws {
    var random = ChunkTests.Generator(state: seed &+ 77)
    var content = random.below(2) == 0 ? "\u{FEFF}" : ""
    for i in 0..<40 {
      var members = [
        "\"id\":\(i)", "\"text\": \"a\\u00e9\\n😀\\\"\(random.below(99))\"", "\"patient_id\" : \"p\"",
        "\"x\":[1, {\"id\":2}]",
      ]
      members.shuffle(using: &Shuffle.shared)
      let blank = [" ", "", "\t"][random.below(3)]
      content += blank + "{" + blank + members.joined(separator: blank + "," + blank) + blank + "}" + blank
      content += i == 39 && random.below(2) == 0 ? "" : random.below(2) == 0 ? "\n" : "\r\n"
    }
    let bytes = Array(content.utf8)
    for chunk in [1, 7, 1 << 18] {
      var options = InputOptions()
      options.chunkBytes = chunk
      #expect(try written(bytes, as: "n.jsonl", options) == bytes, "chunk \(chunk)")
    }
  }

  private enum Shuffle {
    struct Generator: RandomNumberGenerator {
      var inner = ChunkTests.Generator(state: 3)
      mutating func next() -> UInt64 { UInt64(inner.below(1 << 30)) << 34 | UInt64(inner.below(1 << 30)) << 4 }
    }
    nonisolated(unsafe) static var shared = Generator()
  }

  /// What was written is read again: the new texts are there, and everything else is as it was.
  @Test(arguments: 0..<16) func newTextsAreReadAsTheyWereGiven(_ seed: UInt64) throws {
    for name in ["n.csv", "n.jsonl"] {
      var random = ChunkTests.Generator(state: seed &+ 31)
      var content = name == "n.csv" ? "id,text,other\n" : ""
      for i in 0..<30 {
        let text = random.text(10)
        if name == "n.csv" {
          content += ["n\(i)", text, "o\(i)"].map { Self.field($0, ",", &random) }.joined(separator: ",") + "\n"
        } else {
          let parts = try JSONSerialization.data(withJSONObject: ["id": "n\(i)", "text": text, "other": "o\(i)"])
          content += String(decoding: parts, as: UTF8.self) + "\n"
        }
      }
      var texts: [String: String] = [:]
      for i in 0..<30 { texts["n\(i)"] = random.text(20) }
      let out = try written(content, as: name, text: { NoteText(texts[$0.id]!) })
      let notes = try read(out, as: name).compactMap(\.note)
      #expect(notes.count == 30)
      for note in notes {
        #expect(note.text.string(note.text.fullSpan) == texts[note.id])
        #expect(note.metadata.map(\.json) == ["\"o\(note.id.dropFirst())\""])
      }
    }
  }

  @Test func membersThatGoTakeTheirCommasAlong() throws {
    let line = #" {"a":1 , "id" :"n","b":{"text":"x"},"text":"t" ,"c":[2] } "#
    func keeping(_ names: Set<String>) throws -> String {
      try written(
        line, as: "n.jsonl", decide: { $0.role != .other || names.contains($0.name) ? .unchanged : .removed })
    }
    #expect(try keeping([]) == #" {"id" :"n","text":"t" } "#)
    #expect(try keeping(["a"]) == #" {"a":1 , "id" :"n","text":"t" } "#)
    #expect(try keeping(["c"]) == #" {"id" :"n","text":"t" ,"c":[2] } "#)
    #expect(try keeping(["a", "b", "c"]) == line)
  }

  @Test func ofRepeatedNamesOnlyTheLastIsWritten() throws {
    let line = #"{"text":"SECRET","id":"1","te\u0078t":"SECRET","id":"2","x":"SECRET","text":"last","x":"y"}"#
    let out = try written(line, as: "n.jsonl", text: { _ in NoteText("new") })
    #expect(out == #"{"id":"2","text":"new","x":"y"}"#)
  }

  @Test func aTableEmptiesWhatGoes() throws {
    let table = "id,text,other,more\r\n1,\"a \"\"b\"\"\",\"x, y\",z\r\n2,t,,\r\n"
    let out = try written(table, as: "n.csv", decide: { $0.role == .other ? .removed : .unchanged })
    #expect(out == "id,text,other,more\r\n1,\"a \"\"b\"\"\",\"\",\r\n2,t,,\r\n")
  }

  @Test func contentThatNeedsQuotesGetsThem() throws {
    let table = "id,text,date\n1,t,d\n"
    let cases = [("a", "a"), ("a,b", "\"a,b\""), ("\"a", "\"\"\"a\""), ("a\"b", "a\"b"), ("a\r", "\"a\r\"")]
    for (content, expected) in cases {
      let out = try written(
        table, as: "n.csv", decide: { $0.role == .date ? .content(Array(content.utf8)) : .unchanged })
      #expect(out == "id,text,date\n1,t,\(expected)\n")
    }
  }

  @Test func numbersKeepTheirPlaces() throws {
    let scratch = Scratch()
    let path = scratch.file("n.jsonl", #"{"id":7,"patient_id":"p","encounter_id":null,"text":""}"#)
    let batch = try #require(try NoteReader([path]).next())
    let out = OutputBuffer()
    batch.forEachPlaced(0..<1) { record in
      var writer = RecordWriter(out)
      writer.write(record, text: nil) { place in
        switch place.role {
        case .id: .number(.note)
        case .patient: .number(.patient)
        case .encounter: .number(.encounter)
        default: .unchanged
        }
      }
      #expect(String(decoding: out.bytes, as: UTF8.self) == #"{"id":,"patient_id":"","encounter_id":null,"text":""}"#)
      #expect(writer.numbers.map(\.offset) == [6, 21])
    }
  }

  @Test(arguments: [0, 1, 1000, 300_000]) func compressedBytesComeBack(_ count: Int) throws {
    var random = ChunkTests.Generator(state: 9)
    let bytes = (0..<count).map { _ in UInt8(0x20 + random.below(90)) }
    let deflater = try Deflater()
    var packed: [UInt8] = []
    let half = bytes.count / 2
    try bytes.withUnsafeBufferPointer { all in
      try deflater.compress(UnsafeBufferPointer(rebasing: all[..<half])) { packed += Array($0) }
      try deflater.compress(UnsafeBufferPointer(rebasing: all[half...]), isLast: true) { packed += Array($0) }
    }
    #expect(packed.starts(with: [0x1F, 0x8B]))
    let note = try #require(try read(packed, as: "n.txt.gz").first?.note)
    #expect(Array(note.text.bytes) == bytes)
  }
}
