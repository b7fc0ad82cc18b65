import Foundation
import Testing

/// Runs every ```sh block of the README, the guides and the Lexicons page as a user would, with the built program on PATH.
@Suite struct CommandBlockTests {
  static let package: URL = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  static let pages: [String] = {
    let guides = "Sources/chartsift/Documentation.docc"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: package.path + "/" + guides)) ?? []
    return ["README.md", "Lexicons/README.md", "Samples/README.md"]
      + names.filter { $0.hasSuffix(".md") }.sorted().map { "\(guides)/\($0)" }
  }()

  @Test(arguments: pages)
  func everyCommandWorks(_ page: String) throws {
    let text = try String(contentsOf: Self.package.appendingPathComponent(page), encoding: .utf8)
    for (line, block) in Self.blocks(text) {
      let work = FileManager.default.temporaryDirectory.appendingPathComponent("chartsift-doc-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: work) }
      let result = try Self.run(block, work)
      #expect(result.status == 0, "\(page):\(line):\n\(block)\n\(result.output)")
    }
  }

  @Test func theGuidesHoldCommands() throws {
    #expect(Self.pages.count >= 12)
    let blocks = try Self.pages.reduce(0) {
      $0 + Self.blocks(try String(contentsOf: Self.package.appendingPathComponent($1), encoding: .utf8)).count
    }
    #expect(blocks >= 20)
  }

  /// The ```sh blocks of a page with the line each begins at. Blocks that build or install are `make` lines: those
  /// are what CI itself runs.
  private static func blocks(_ text: String) -> [(Int, String)] {
    var found: [(Int, String)] = []
    var block: [Substring]?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line == "```sh" {
        block = []
      } else if line == "```", let lines = block {
        let commands = lines.filter { !$0.hasPrefix("make ") && !$0.hasPrefix("sudo ") }
        if !commands.isEmpty { found.append((index - lines.count + 1, commands.joined(separator: "\n"))) }
        block = nil
      } else {
        block?.append(line)
      }
    }
    return found
  }

  private static func run(_ block: String, _ work: URL) throws -> (status: Int32, output: String) {
    let environment = ProcessInfo.processInfo.environment
    let program = environment["CHARTSIFT_BINARY"] ?? package.path + "/.build/release/chartsift"
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-e", "-c", block]
    process.currentDirectoryURL = package
    process.environment = environment.merging([
      "PATH": URL(fileURLWithPath: program).deletingLastPathComponent().path + ":" + (environment["PATH"] ?? ""),
      "TMPDIR": work.path, "CHARTSIFT_DATA": package.path + "/Lexicons",
      "CHARTSIFT_CACHE": package.path + "/.build/chartsift-cache",
    ]) { $1 }
    let file = work.appendingPathComponent("output")
    FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, (try? String(contentsOf: file, encoding: .utf8)) ?? "")
  }
}
