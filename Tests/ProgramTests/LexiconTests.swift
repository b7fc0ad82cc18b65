import Foundation
import Testing

/// `chartsift lexicon`, and the cache of compiled lexicons.
@Suite struct LexiconTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private var note: Data { Data(#"{"id":"a","text":"Denies chest pain and cough."}"#.utf8) }

  @Test func buildInfoAndLookup() throws {
    let vocabulary = try Vocabulary.write(folder)
    let compiled = folder["mine.csx"]
    let built = try Program.run(["lexicon", "build", vocabulary, "--output", compiled], in: folder)
    #expect(built.code == 0)
    #expect(built.output.isEmpty)
    #expect(built.error.contains("7 names"))
    let info = try Program.run(["lexicon", "info", compiled, "--verify"], in: folder)
    #expect(info.code == 0)
    #expect(info.text.contains("every part agrees with its checksum"))
    #expect(info.text.contains("problem"))
    for phrase in ["chest pain", "CHEST  PAIN", "Naive cough", "naïve COUGH"] {
      let found = try Program.run(["lexicon", "lookup", phrase, "--lexicon", compiled], in: folder)
      #expect(found.code == 0)
      #expect(found.text.contains("TEST"), "\(phrase)")
    }
    let missed = try Program.run(["lexicon", "lookup", "zebra", "--lexicon", compiled], in: folder)
    #expect(missed.code == 0)
    #expect(!missed.text.contains("TEST"))
    // Compiled or not, results are the same.
    let fromTSV = try Program.run(["pipe", "--quiet", "--lexicon", vocabulary], input: note, in: folder)
    let fromCompiled = try Program.run(["pipe", "--quiet", "--lexicon", compiled], input: note, in: folder)
    #expect(fromTSV.output == fromCompiled.output)
    #expect(fromTSV.text.contains("C0008031"))
  }

  @Test func buildingTwiceGivesTheSameBytes() throws {
    let vocabulary = try Vocabulary.write(folder)
    for name in ["1.csx", "2.csx"] {
      try Program.run(["lexicon", "build", vocabulary, "--output", folder[name], "--quiet"], in: folder)
    }
    let first = try #require(FileManager.default.contents(atPath: folder["1.csx"]))
    #expect(first == FileManager.default.contents(atPath: folder["2.csx"]))
  }

  /// A compiled lexicon and its bytes.
  private func compiled() throws -> (path: String, bytes: Data) {
    let path = folder["mine.csx"]
    try Program.run(["lexicon", "build", try Vocabulary.write(folder), "--output", path, "--quiet"], in: folder)
    return (path, try #require(FileManager.default.contents(atPath: path)))
  }

  /// Places of bytes that carry something: zeros may be what stands between the parts.
  private func places(_ bytes: Data, every step: Int) -> [Int] {
    let filled = bytes.indices.filter { bytes[$0] != 0 }
    return stride(from: 0, to: filled.count, by: step).map { filled[$0] }
  }

  @Test func verifyFindsEveryFlippedByte() throws {
    let (path, whole) = try compiled()
    for place in places(whole, every: 8) {
      var damaged = whole
      damaged[place] ^= 0x55
      try damaged.write(to: URL(fileURLWithPath: path))
      let outcome = try Program.run(["lexicon", "info", path, "--verify"], in: folder)
      #expect(outcome.code == 1 || outcome.code == 2, "byte \(place) of \(whole.count): exit code \(outcome.code)")
    }
  }

  /// Not verified, damage may go unnoticed; but no file, whatever it holds, may crash the program.
  @Test func damagedLexiconsNeverCrash() throws {
    let (path, whole) = try compiled()
    let places = places(whole, every: 3).filter { $0 >= 4096 }
    #expect(places.count > 50)
    for place in places {
      var damaged = whole
      damaged[place] ^= 0xFF
      try damaged.write(to: URL(fileURLWithPath: path))
      let outcome = try Program.run(["pipe", "--lexicon", path], input: note, in: folder)
      #expect(outcome.code <= 2, "byte \(place) of \(whole.count): exit code \(outcome.code)")
    }
  }

  @Test func cutLexiconsAreRefused() throws {
    let (path, whole) = try compiled()
    for length in [0, 1, 8, 64, whole.count / 2, whole.count - 1] {
      try whole.prefix(length).write(to: URL(fileURLWithPath: path))
      let outcome = try Program.run(["pipe", "--lexicon", path], input: note, in: folder)
      #expect(outcome.code == 1 || outcome.code == 2, "cut to \(length) bytes: exit code \(outcome.code)")
      #expect(outcome.error.contains("mine.csx"))
    }
  }

  @Test func unknownColumnsAreIgnoredWithAWarning() throws {
    let path = try folder.write("concept\tname\tshade\nX1\tzebra pox\tgrey\n", "v.tsv")
    let built = try Program.run(["lexicon", "build", path, "--output", folder["v.csx"]], in: folder)
    #expect(built.code == 0)
    #expect(built.error.contains("shade"))
    for broken in ["name\nzebra\n", "concept\tnames\nX\ty\n", ""] {
      let wrong = try folder.write(broken, "w.tsv")
      #expect(try Program.run(["lexicon", "build", wrong, "--output", folder["w.csx"]], in: folder).code == 2)
      #expect(!FileManager.default.fileExists(atPath: folder["w.csx"]))
    }
  }

  @Test func severalLexiconsAtOnce() throws {
    let own = try folder.write("concept\tname\ttype\nX1\tzebra pox\tproblem\n", "v.tsv")
    let outcome = try Program.run(
      ["pipe", "--quiet", "--lexicon", own, "--lexicon", "starter"],
      input: try noteLine("a", "Zebra pox and cough."), in: folder)
    #expect(try outcome.objects().first?.entities.map(\.text) == ["Zebra pox", "cough"])
  }

  // MARK: the cache

  @Test func sixProcessesStartAtOnceWithAnEmptyCache() throws {
    let environment = ["CHARTSIFT_CACHE": folder["cache"]]
    let programs = try (0..<6).map { _ in
      try Program.start(["pipe", "--quiet"], input: note, in: folder, environment: environment)
    }
    let outcomes = try programs.map { try $0.finish() }
    #expect(outcomes.map(\.code) == [0, 0, 0, 0, 0, 0])
    #expect(Set(outcomes.map(\.output)).count == 1)
    #expect(outcomes[0].text.contains("chest pain"))
    #expect(outcomes.allSatisfy { $0.error.isEmpty })
  }

  @Test func damagedCacheFilesAreMadeAgain() throws {
    let cache = folder["cache"]
    func pipe() throws -> Outcome {
      try Program.run(["pipe", "--quiet"], input: note, in: folder, environment: ["CHARTSIFT_CACHE": cache])
    }
    let first = try pipe()
    let files = try FileManager.default.contentsOfDirectory(atPath: cache).filter { !$0.hasSuffix(".lock") }
    #expect(!files.isEmpty)
    for file in files {
      let path = cache + "/" + file
      let whole = try #require(FileManager.default.contents(atPath: path))
      let moved = Data("not what you think".utf8) + whole
      for damaged in [Data(), whole.prefix(10), whole.prefix(whole.count / 2), moved] {
        try damaged.write(to: URL(fileURLWithPath: path))
        let outcome = try pipe()
        #expect(outcome.code == 0, "\(file) cut to \(damaged.count) bytes: \(outcome.error)")
        #expect(outcome.output == first.output, "\(file)")
        #expect(FileManager.default.contents(atPath: path) == whole, "\(file) was not made again")
      }
    }
  }

  @Test func aCachedLexiconWithOtherBytesInsideIsNotUsed() throws {
    let cache = folder["cache"]
    func pipe() throws -> Data {
      try Program.run(["pipe", "--quiet"], input: note, in: folder, environment: ["CHARTSIFT_CACHE": cache]).output
    }
    let first = try pipe()
    let name = try #require(
      try FileManager.default.contentsOfDirectory(atPath: cache).first { $0.hasSuffix(".csx") })
    let path = cache + "/" + name
    var bytes = try #require(FileManager.default.contents(atPath: path))
    // The concept of "cough", wherever its id stands in the file.
    let result = try #require(try JSONSerialization.jsonObject(with: first) as? [String: Any])
    let cough = try #require(result.entities.first { $0.text == "cough" })
    let concept = try #require((cough["concepts"] as? [[String: Any]])?.first?.id)
    let place = try #require(bytes.range(of: Data(concept.utf8)))
    bytes.replaceSubrange(place, with: Data(repeating: UInt8(ascii: "X"), count: concept.utf8.count))
    try bytes.write(to: URL(fileURLWithPath: path))
    #expect(try pipe() == first)
  }

  @Test func aKilledBuildLeavesNothingInTheWay() throws {
    let environment = ["CHARTSIFT_CACHE": folder["cache"]]
    for delay in stride(from: 2_000, through: 42_000, by: 5_000) {
      try? FileManager.default.removeItem(atPath: folder["cache"])
      let program = try Program.start(["pipe", "--quiet"], input: note, in: folder, environment: environment)
      usleep(UInt32(delay))
      _ = program.kill9()
      let outcome = try Program.run(["pipe", "--quiet"], input: note, in: folder, environment: environment)
      #expect(outcome.code == 0)
      #expect(outcome.text.contains("chest pain"))
    }
  }

  @Test func aHomeThatCannotBeWritten() throws {
    // Root may write everywhere but under a file.
    let home = try folder.write("a file", "home")
    let environment: [String: String?] = [
      "HOME": home, "CHARTSIFT_CACHE": nil, "XDG_CACHE_HOME": nil, "TMPDIR": folder.path,
    ]
    for _ in 0..<2 {
      let outcome = try Program.run(["pipe", "--quiet"], input: note, in: folder, environment: environment)
      #expect(outcome.code == 0)
      #expect(outcome.text.contains("chest pain"))
    }
    let without: [String: String?] = [
      "HOME": nil, "CHARTSIFT_CACHE": nil, "XDG_CACHE_HOME": nil, "TMPDIR": folder.path,
    ]
    #expect(try Program.run(["pipe", "--quiet"], input: note, in: folder, environment: without).code == 0)
  }

  // MARK: rules

  @Test func rulesHoldTheirOwnExamples() throws {
    let data = ProcessInfo.processInfo.environment["CHARTSIFT_DATA"] ?? Program.package + "/Lexicons"
    let cues = try FileManager.default.contentsOfDirectory(atPath: data + "/cues").filter { $0.hasSuffix(".yaml") }
    #expect(!cues.isEmpty)
    let outcome = try Program.run(
      ["rules", "test"] + cues.sorted().map { "\(data)/cues/\($0)" } + ["\(data)/sections/headings.yaml"], in: folder)
    #expect(outcome.code == 0, "\(outcome.error) \(outcome.text)")
  }

  @Test func brokenRuleFilesNameTheirPlace() throws {
    let path = try folder.write("cues:\n  - id: x\n    kind: [\n", "broken.yaml")
    let outcome = try Program.run(["rules", "test", path], in: folder)
    #expect(outcome.code == 2)
    #expect(outcome.error.contains("broken.yaml"))
  }
}
