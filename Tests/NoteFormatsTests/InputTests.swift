import ClinicalText
import Foundation
import NoteFormats
import Testing

@Suite struct InputTests {
  func sources(_ records: [ParsedRecord], below folder: String) -> [String] {
    records.compactMap(\.note).map { String($0.source.dropFirst(folder.count)) + " " + $0.id }
  }

  @Test func foldersAreWalkedInTheOrderOfPathBytes() throws {
    let scratch = Scratch()
    scratch.file("b.txt", "1")
    scratch.file("a/z.txt", "2")
    scratch.file("a.txt", "3")
    scratch.file("a-1/q.txt.gz", gzipped(Array("4".utf8)))
    scratch.file("A.jsonl", "{\"id\":\"j\",\"text\":\"\"}\n")
    scratch.file("c.csv", "id,text\nk,x\n")
    scratch.file("readme.md", "no")
    scratch.file(".hidden.txt", "no")
    scratch.file(".git/x.txt", "no")
    symlink(scratch.path, scratch.path + "/loop")
    let reader = try NoteReader([scratch.path + "/"])
    var records: [ParsedRecord] = []
    while let batch = try reader.next() { records += batch.parse() }
    #expect(
      sources(records, below: scratch.path)
        == ["/A.jsonl j", "/a-1/q.txt.gz a-1/q", "/a.txt a", "/a/z.txt a/z", "/b.txt b", "/c.csv k"])
    #expect(reader.skippedFiles == 1)
    #expect(reader.fileCount == 6)
  }

  @Test func aNamedFileHasItsOwnName() throws {
    let scratch = Scratch()
    let path = scratch.file("deep/n.1.txt", "\u{FEFF}exact\r\n")
    let note = try #require(try read([path]).first?.note)
    #expect(note.id == "n.1")
    #expect(note.source == path)
    #expect(note.text.string(note.text.fullSpan) == "\u{FEFF}exact\r\n")
  }

  @Test func whatIsNotThereIsToldBeforeTheStart() {
    let scratch = Scratch()
    #expect(throws: Fault(.inputMissing, file: "/no/such")) { try NoteReader(["/no/such"]) }
    #expect(throws: Fault(.noInput, file: scratch.path)) { try NoteReader([scratch.path]) }
    #expect(throws: Fault(.noInput)) { try NoteReader([]) }
  }

  @Test func vanishedFilesAreFailures() throws {
    let scratch = Scratch()
    for name in ["a.txt", "b.jsonl", "c.csv", "d.txt"] { scratch.file(name, "id,text\n") }
    let reader = try NoteReader([scratch.path])
    for name in ["a.txt", "b.jsonl", "c.csv"] { try FileManager.default.removeItem(atPath: scratch.path + "/" + name) }
    var records: [ParsedRecord] = []
    while let batch = try reader.next() { records += batch.parse() }
    #expect(
      records.map(\.summary)
        == ["1 a! file_unreadable", "1 -! file_unreadable", "1 -! file_unreadable", "1 d: id,text\n"])
    #expect(records[1].failure?.source == scratch.path + "/b.jsonl")
  }

  @Test func formatsAreToldByTheFirstBytes() throws {
    #expect(try read("{\"id\":1,\"text\":\"a\"}\n", as: "n.dat").map(\.summary) == ["1 1: a"])
    #expect(try read("\n {\"id\":1,\"text\":\"a\"}", as: "n").map(\.summary) == ["1 -! blank_line", "2 1: a"])
    #expect(try read("note_id,note_text\n1,a\n", as: "n.dat").map(\.summary) == ["2 1: a"])
    #expect(try read("note_id\ttext\n1\ta, b\n", as: "n.dat").map(\.summary) == ["2 1: a, b"])
    #expect(try read("", as: "n.dat").isEmpty)
    for content in ["plain words, of a note\n", "<xml/>"] {
      #expect(throws: Fault.self) { try read(content, as: "n.dat") }
    }
    var options = InputOptions()
    options.format = .text
    #expect(try read("plain", as: "n.dat", options).map(\.summary) == ["1 n.dat: plain"])
    options.format = .jsonl
    #expect(try read("{\"id\":1,\"text\":\"a\"}", as: "n.csv", options).map(\.summary) == ["1 1: a"])
  }

  @Test func gzipIsToldByItsMagicBytes() throws {
    let one = gzipped(Array("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,".utf8))
    let two = gzipped(Array("\"text\":\"b\"}\n".utf8))
    for chunk in [1, 3, 4096] {
      var options = InputOptions()
      options.chunkBytes = chunk
      #expect(try read(one + two, as: "n.jsonl", options).map(\.summary) == ["1 1: a", "2 2: b"])
      #expect(try read(one + two + [0, 0, 0], as: "n.jsonl", options).map(\.summary) == ["1 1: a", "2 2: b"])
      #expect(
        try read(one + two + [7], as: "n.jsonl.gz", options).map(\.summary)
          == ["1 1: a", "2 2: b", "3 -! compressed_data_corrupt"])
    }
  }

  @Test func damagedGzipKeepsWhatCameBefore() throws {
    let lines = (1...5000).map { "{\"id\":\($0),\"text\":\"note \($0 &* 7919 % 4999)\"}\n" }.joined()
    let packed = gzipped(Array(lines.utf8))
    for length in [3, 10, packed.count / 2, packed.count - 9, packed.count - 1] {
      let records = try read(Array(packed[..<length]), as: "n.jsonl.gz")
      #expect(records.last?.failure?.fault.code == .compressedDataCorrupt)
      #expect(records.dropLast().allSatisfy { $0.note != nil })
      #expect(records.last?.failure?.line == records.count)
    }
    var broken = packed
    broken[packed.count / 2] ^= 0xFF
    broken[packed.count / 2 + 1] ^= 0xFF
    #expect(try read(broken, as: "n.jsonl.gz").last?.failure?.fault.code == .compressedDataCorrupt)
    let table = gzipped(Array(("id,text\n" + (1...3000).map { "\($0),\"t\($0 &* 7919)\"\n" }.joined()).utf8))
    for length in [12, table.count / 2] {
      let records = try read(Array(table[..<length]), as: "n.csv.gz")
      #expect(records.filter { $0.note == nil }.map { $0.failure?.fault.code } == [.compressedDataCorrupt])
      #expect(records.last?.note == nil)
    }
    #expect(
      try read(Array(table[..<(table.count / 2)]), as: "n.txt.gz").map(\.summary) == ["1 n! compressed_data_corrupt"])
  }

  @Test func aTextFileLargerThanAllowedIsNotReadToItsEnd() throws {
    let scratch = Scratch()
    let path = scratch.file("n.txt", [UInt8](repeating: 0x61, count: 10 << 20))
    var options = InputOptions()
    options.maxNoteBytes = 1000
    let reader = try NoteReader([path], options: options)
    #expect(try reader.next()?.parse().map(\.summary) == ["1 n! note_too_large"])
    #expect(reader.bytesRead < 1 << 20)
    options.maxNoteBytes = 10 << 20
    #expect(try read([path], options).first?.note?.text.count == 10 << 20)
  }

  @Test func smallTextFilesShareABatch() throws {
    let scratch = Scratch()
    for i in 100..<200 { scratch.file("\(i).txt", "note \(i)") }
    let reader = try NoteReader([scratch.path])
    var counts: [Int] = []
    while let batch = try reader.next() { counts.append(batch.count) }
    #expect(counts == [64, 36])
  }

  @Test func aPipeIsAnsweredBeforeItIsFull() throws {
    let scratch = Scratch()
    let path = scratch.path + "/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    // Open for both directions, so that neither side waits for the other.
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    func send(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
    var options = InputOptions()
    options.format = .jsonl
    let reader = try NoteReader([path], options: options)
    #expect(reader.totalBytes == nil)
    send("{\"id\":1,\"text\":\"a\"}\n{\"id\":2,\"te")
    #expect(try reader.next()?.parse().map(\.summary) == ["1 1: a"])
    #expect(!reader.hasInputReady())
    send("xt\":\"b\"}\n\n")
    #expect(reader.hasInputReady())
    #expect(try reader.next()?.parse().map(\.summary) == ["2 2: b", "3 -! blank_line"])
    #expect(!reader.hasInputReady())
  }
}
