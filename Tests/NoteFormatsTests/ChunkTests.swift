import ClinicalText
import NoteFormats
import Testing

/// Where reads and batches happen to end must not show in the records.
@Suite struct ChunkTests {
  /// Splits a table byte by byte, all at once: the twin that the reader's scanner is held against.
  static func naiveRows(_ content: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var quoted = false
    var i = 0
    func endField() {
      row.append(String(decoding: field, as: UTF8.self))
      field = []
    }
    while i < content.count {
      let byte = content[i]
      if quoted {
        if byte == 0x22, i + 1 < content.count, content[i + 1] == 0x22 {
          field.append(0x22)
          i += 1
        } else if byte == 0x22 {
          quoted = false
        } else {
          field.append(byte)
        }
      } else if byte == 0x22, field.isEmpty {
        quoted = true
      } else if byte == 0x2C {
        endField()
      } else if byte == 0x0A {
        if field.last == 0x0D { field.removeLast() }
        endField()
        rows.append(row)
        row = []
      } else {
        field.append(byte)
      }
      i += 1
    }
    return rows
  }

  struct Generator {
    var state: UInt64
    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    mutating func text(_ length: Int) -> String {
      let alphabet = ["a", "b ", "\"", ",", "\n", "\r\n", "é", "😀", "\t", "\\", "{", "0"]
      return (0..<below(length + 1)).map { _ in alphabet[below(alphabet.count)] }.joined()
    }
  }

  static func quoted(_ text: String) -> String {
    "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  @Test(arguments: 0..<12) func tablesAgreeWithTheNaiveTwin(_ seed: UInt64) throws {
    var random = Generator(state: seed &+ 99)
    var content = "id,text,other\r\n"
    for i in 0..<60 {
      let end = random.below(2) == 0 ? "\n" : "\r\n"
      content +=
        "n\(i),\(Self.quoted(random.text(40))),\(random.below(3) == 0 ? "" : Self.quoted(random.text(9)))\(end)"
    }
    let rows = Self.naiveRows(Array(content.utf8)).dropFirst()
    for chunk in [1, 2, 3, 5, 13, 64, 1000, 1 << 18] {
      var options = InputOptions()
      options.chunkBytes = chunk
      options.batchRecords = random.below(9) + 1
      options.batchBytes = random.below(300) + 1
      let notes = try read(content, as: "n.csv", options).compactMap(\.note)
      #expect(
        notes.map { [$0.id, $0.text.string($0.text.fullSpan)] } == rows.map { [$0[0], $0[1]] }, "chunk \(chunk)")
    }
  }

  @Test(arguments: ["n.jsonl", "n.csv"]) func damagedInputIsTheSameInEveryChunkSize(_ name: String) throws {
    for seed in 0..<25 {
      var random = Generator(state: UInt64(seed) &+ 7)
      var content = "id,text\n"
      for i in 0..<40 {
        switch random.below(6) {
        case 0: content += "{\"id\":\"\(i)\",\"text\":\"x\\n\"}\n"
        case 1: content += "n\(i),\(Self.quoted(random.text(20)))\n"
        case 2: content += random.text(30) + "\n"
        case 3: content += "n\(i),\"" + random.text(20) + "\n"
        case 4: content += "\n"
        default: content += "n\(i),plain text\r\n"
        }
      }
      var options = InputOptions()
      options.sourceName = "S"
      let whole = try read(content, as: name, options).map(\.everything)
      for chunk in [1, 2, 3, 4, 9, 100] {
        options.chunkBytes = chunk
        options.batchRecords = random.below(5) + 1
        #expect(try read(content, as: name, options).map(\.everything) == whole, "seed \(seed) chunk \(chunk)")
        let packed = try read(gzipped(Array(content.utf8)), as: name, options).map(\.everything)
        #expect(packed == whole, "gzip, seed \(seed) chunk \(chunk)")
      }
    }
  }

  @Test func batchesKeepTheirBounds() throws {
    let scratch = Scratch()
    let line = "{\"id\":1,\"text\":\"\(String(repeating: "x", count: 10_000))\"}\n"
    let path = scratch.file("n.jsonl", String(repeating: line, count: 100))
    let reader = try NoteReader([path])
    var counts: [Int] = []
    while let batch = try reader.next() { counts.append(batch.count) }
    #expect(counts == [27, 27, 27, 19])
    #expect(reader.bytesRead == line.utf8.count * 100)
    #expect(reader.totalBytes == line.utf8.count * 100)
  }
}
