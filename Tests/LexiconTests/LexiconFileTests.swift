import ClinicalText
import Files
import Glibc
import Lexicon
import TestSupport
import Testing

/// The compiled file: sameness, damage, foreign files.
struct LexiconFileTests {
  private static let rows: [(String, String, EntityType)] = [
    ("C1", "heart failure", .problem), ("C1", "cardiac failure", .problem), ("C2", "heart", .anatomy),
    ("C3", "aspirin", .medication),
    ("C4", "MS", .problem), ("C5", "cold", .problem), ("C6", "cold", .problem), ("C7", "Sjögren syndrome", .problem),
  ]

  @Test func sameRowsSameBytes() throws {
    let one = try Compiled(Self.rows)
    let other = try Compiled(Self.rows)
    #expect(bytes(of: one.path) == bytes(of: other.path))
    #expect(one.lexicon.contentHash == other.lexicon.contentHash)
    let less = try Compiled(Array(Self.rows.dropLast()))
    #expect(less.lexicon.contentHash != one.lexicon.contentHash)
  }

  @Test func describesItself() throws {
    let compiled = try Compiled(Self.rows)
    let lexicon = compiled.lexicon
    #expect(lexicon.conceptCount == 7)
    #expect(lexicon.nameCount == 8)
    #expect(lexicon.phraseCount == 7)
    #expect(lexicon.fileSize == bytes(of: compiled.path).count)
    #expect(lexicon.metadata == "{\"made\":\"for a test\"}")
    #expect(lexicon.path == compiled.path)
    #expect(lexicon.conceptCountsByType().map { "\($0.0.name) \($0.1)" } == ["problem 5", "medication 1", "anatomy 1"])
    #expect(CompiledLexicon.isCompiled(compiled.path))
    #expect(FolderListing.names(in: compiled.scratch.path) == ["out.lex"])
  }

  @Test func lookup() throws {
    let compiled = try Compiled(Self.rows)
    #expect(compiled.lexicon.lookup("COLDS").map(\.concept.id.string) == ["C5", "C6"])
    #expect(compiled.lexicon.lookup("sjogren-syndrome").count == 1)
    #expect(compiled.lexicon.lookup("ms").first?.flags.contains(.exactCase) == true)
    for phrase in ["", " ", "heart failures now", "failure", "-"] {
      #expect(compiled.lexicon.lookup(phrase).isEmpty, "\(phrase)")
    }
  }

  @Test func anEmptyLexicon() throws {
    let compiled = try Compiled([])
    #expect(compiled.lexicon.nameCount == 0)
    #expect(compiled.lexicon.phraseCount == 0)
    #expect(compiled.mentions("heart failure") == [])
    #expect(compiled.lexicon.lookup("heart").isEmpty)
  }

  @Test func buildingAgainReplacesTheFile() throws {
    let compiled = try Compiled(Self.rows)
    let builder = try makeBuilder()
    try builder.write(to: compiled.path, metadata: "{}")
    #expect(try CompiledLexicon(path: compiled.path).nameCount == 0)
    // What was mapped before still stands.
    #expect(compiled.mentions("cold") == ["problem[cold]"])
  }

  @Test func folderThatCannotBeWritten() throws {
    let builder = try makeBuilder()
    let found = fault { try builder.write(to: "/nonexistent-folder/x.lex", metadata: "{}") }
    #expect(found?.code == .outputUnwritable)
  }

  // MARK: damage

  /// Changes one byte of the file while `body` runs.
  private func flip(_ path: String, _ offset: Int, _ mask: UInt8, _ body: () throws -> Void) throws {
    let descriptor = open(path, O_RDWR)
    defer { close(descriptor) }
    var byte: UInt8 = 0
    try #require(pread(descriptor, &byte, 1, off_t(offset)) == 1)
    byte ^= mask
    try #require(pwrite(descriptor, &byte, 1, off_t(offset)) == 1)
    defer {
      byte ^= mask
      _ = pwrite(descriptor, &byte, 1, off_t(offset))
    }
    try body()
  }

  @Test func aChangedByteOfTheHeaderIsNoticedOnOpening() throws {
    let compiled = try Compiled(Self.rows)
    let path = compiled.path
    for offset in 0..<4096 {
      try flip(path, offset, 1 << UInt8(offset % 8)) {
        let found = fault { _ = try CompiledLexicon(path: path) }
        let expected: Fault.Code = (8..<12).contains(offset) ? .lexiconVersion : .lexiconCorrupt
        if found?.code != expected || found?.file != path {
          Issue.record("byte \(offset): \(String(describing: found))")
        }
      }
    }
    #expect(fault { try CompiledLexicon(path: path).verify() } == nil)
  }

  @Test func aChangedByteOfTheBodyIsNoticedByVerify() throws {
    let compiled = try Compiled(Self.rows)
    let path = compiled.path
    let content = bytes(of: path)
    // Bytes that are not zero lie in a part for certain, and not in the padding between parts.
    let used = content.indices.filter { $0 >= 4096 && content[$0] != 0 }
    #expect(used.count > 300)
    var random = SeededGenerator(9)
    for _ in 0..<250 {
      let offset = random.pick(used)
      try flip(path, offset, 1 << UInt8(random.below(8))) {
        let found = fault { try CompiledLexicon(path: path).verify() }
        if found?.code != .lexiconCorrupt { Issue.record("byte \(offset): \(String(describing: found))") }
      }
    }
    #expect(fault { try CompiledLexicon(path: path).verify() } == nil)
  }

  @Test func cutOffAnywhere() throws {
    let compiled = try Compiled(Self.rows)
    let content = bytes(of: compiled.path)
    let path = compiled.scratch.file("cut.lex", content)
    var lengths = [
      0, 1, 7, 8, 11, 12, 100, 4095, 4096, 4097, 5000, content.count / 2, content.count - 65, content.count - 1,
    ]
    lengths.sort(by: >)
    for length in lengths {
      try #require(truncate(path, off_t(length)) == 0)
      let found = fault { _ = try CompiledLexicon(path: path) }
      #expect(found?.code == .lexiconCorrupt, "\(length)")
      #expect(found?.message.contains(path) == true)
    }
  }

  @Test func foreignFiles() throws {
    let scratch = Scratch()
    for (name, content) in [
      ("empty", []), ("text", Array("concept\tname\n".utf8)), ("zero", [UInt8](repeating: 0, count: 10_000)),
      ("ones", [UInt8](repeating: 0xFF, count: 10_000)),
    ] {
      let path = scratch.file(name, content)
      #expect(fault { _ = try CompiledLexicon(path: path) }?.code == .lexiconCorrupt, "\(name)")
      #expect(!CompiledLexicon.isCompiled(path), "\(name)")
    }
    let missing = fault { _ = try CompiledLexicon(path: "\(scratch.path)/none") }
    #expect(missing?.code == .inputMissing)
    #expect(!CompiledLexicon.isCompiled("\(scratch.path)/none"))
    #expect(fault { _ = try CompiledLexicon(path: scratch.path) } != nil)
  }

  /// A file of another version is told from a damaged one, even when its header has another form.
  @Test func anotherVersion() throws {
    let compiled = try Compiled(Self.rows)
    try flip(compiled.path, 8, 0x40) {
      let found = fault { _ = try CompiledLexicon(path: compiled.path) }
      #expect(found?.code == .lexiconVersion)
      #expect(found?.message.contains("build it again") == true)
      #expect(CompiledLexicon.isCompiled(compiled.path))
    }
  }

  /// "The mapping is kept for the life of the process": what a lexicon gave out stays readable.
  @Test func conceptsOutliveTheirLexicon() async {
    await #expect(processExitsWith: .success) {
      func concept() throws -> ConceptReference? {
        try Compiled([("C1", "fever", .problem)]).lexicon.lookup("fever").first?.concept
      }
      let kept = try concept()
      precondition(kept?.id.string == "C1")
    }
  }

  @Test func stopNamesAndManyRows() throws {
    // More than one block of pending names, and enough names for the trie to grow.
    var tsv = "concept\tname\n"
    for i in 0..<60_000 { tsv += "C\(i)\tdisease number \(i)\n" }
    let compiled = try Compiled(tsv: tsv)
    #expect(compiled.lexicon.nameCount == 60_000)
    for i in stride(from: 0, to: 60_000, by: 997) {
      #expect(compiled.lexicon.lookup("disease number \(i)").map(\.concept.id.string) == ["C\(i)"])
    }
  }
}
