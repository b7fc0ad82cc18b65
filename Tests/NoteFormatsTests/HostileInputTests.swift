import ClinicalText
import NoteFormats
import Testing

@Suite struct HostileInputTests {
  @Test func nestedBracketsAreRefusedWithoutRecursion() throws {
    let open = String(repeating: "[", count: 100_000)
    let close = String(repeating: "]", count: 100_000)
    #expect(
      try read("{\"id\":\"a\",\"text\":\"x\",\"m\":\(open)\(close)}", as: "n.jsonl").map(\.summary)
        == ["1 a! nested_too_deep"])
    #expect(try read(open, as: "n.jsonl").map(\.summary) == ["1 -! nested_too_deep"])
    let allowed = String(repeating: "[", count: 255) + String(repeating: "]", count: 255)
    #expect(try read("{\"id\":\"a\",\"text\":\"x\",\"m\":\(allowed)}", as: "n.jsonl").map(\.summary) == ["1 a: x"])
  }

  @Test func aHugeLineIsPassedOverInBoundedMemory() throws {
    var options = InputOptions()
    options.maxNoteBytes = 1000
    var content = Array("{\"id\":\"a\",\"text\":\"".utf8)
    content += [UInt8](repeating: 0x78, count: 50 << 20)
    content += Array("\"}\n{\"id\":\"b\",\"text\":\"y\"}\n".utf8)
    #expect(try read(content, as: "n.jsonl", options).map(\.summary) == ["1 -! note_too_large", "2 b: y"])
    #expect(
      try read([UInt8](repeating: 0x7B, count: 20 << 20), as: "n.jsonl", options).map(\.summary)
        == ["1 -! note_too_large"])
  }

  @Test func aHugeLegalLineIsRead() throws {
    var content = Array("{\"id\":\"a\",\"text\":\"".utf8)
    content += [UInt8](repeating: 0x78, count: 15 << 20)
    content += Array("\"}\n{\"id\":\"b\",\"text\":\"y\"}\n".utf8)
    let records = try read(content, as: "n.jsonl")
    #expect(records.first?.note?.text.count == 15 << 20)
    #expect(records.last?.summary == "2 b: y")
  }

  @Test func invalidUTF8CostsOneRecord() throws {
    var lines = Array("{\"id\":\"a\",\"text\":\"".utf8) + [0xFF, 0xC3]
    lines += Array("\"}\n{\"id\":\"b\",\"text\":\"y\"}\n".utf8)
    #expect(try read(lines, as: "n.jsonl").map(\.summary) == ["1 a! invalid_utf8", "2 b: y"])
    var rows = Array("id,text\na,".utf8) + [0xC3, 0x28]
    rows += Array("\nb,y\n".utf8)
    #expect(try read(rows, as: "n.csv").map(\.summary) == ["2 a! invalid_utf8", "3 b: y"])
    #expect(try read([0x61, 0xED, 0xA0, 0x80], as: "n.txt").map(\.summary) == ["1 n! invalid_utf8"])
  }

  /// Bytes from a small generator: whatever comes, every line gives one record, and nothing is lost or crashes.
  @Test(arguments: 0..<40) func randomBytes(_ seed: UInt64) throws {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces: [[UInt8]] = [
      Array("{\"id\":\"a\",\"text\":\"x\"}".utf8), [0x0A], [0x22], [0x5C], [0x2C], [0x0D, 0x0A], [0xFF], [0x00],
      Array("\\ud800".utf8), [0x7B], [0x7D], [0x5B], [0x1F, 0x8B], Array("é".utf8), Array("id,text\n".utf8),
    ]
    var content: [UInt8] = []
    for _ in 0..<400 { content += random(4) == 0 ? [UInt8(random(256))] : pieces[random(pieces.count)] }
    content[0] = 0x20
    let lines = content.split(separator: 0x0A, omittingEmptySubsequences: false).count
    #expect(try read(content, as: "n.jsonl").count == (content.last == 0x0A ? lines - 1 : lines))
    _ = try read(Array("id,text\n".utf8) + content, as: "n.csv")
    _ = try read(content, as: "n.txt")
  }
}
