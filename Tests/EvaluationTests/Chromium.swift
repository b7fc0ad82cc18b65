import ClinicalText
import Evaluation
import Foundation
import Testing

/// Opens a page in headless Chromium with checks that run inside of it (Tests/page).
enum Chromium {
  static let path: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["CHARTSIFT_CHROMIUM"], !named.isEmpty { return named }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    for name in ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"] {
      for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
        return "\(folder)/\(name)"
      }
    }
    return nil
  }()

  struct Outcome {
    var passed = 0
    var failures: [String] = []
  }

  /// Runs `harness.js` and the named checks; every check is a line "ok: …" or "failed: …" of the page's end.
  static func run(_ data: PageData, checks: String) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("chartsift-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scripts = try ["harness.js", checks].map {
      try String(contentsOf: Self.folder.appendingPathComponent($0), encoding: .utf8)
    }
    let output = OutputBuffer()
    ComparePage.append(data, to: output, testScript: scripts.joined(separator: "\n"))
    let page = folder.appendingPathComponent("page.html")
    try Data(output.bytes).write(to: page)

    let printed = folder.appendingPathComponent("dom.html")
    try Data().write(to: printed)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,900",
      "--user-data-dir=\(folder.path)/profile", "--dump-dom", page.absoluteString,
    ]
    process.standardOutput = try FileHandle(forWritingTo: printed)
    process.standardError = FileHandle.nullDevice
    try process.run()
    let deadline = Date(timeIntervalSinceNow: 90)
    while process.isRunning, Date() < deadline { usleep(50_000) }
    if process.isRunning { process.terminate() }
    process.waitUntilExit()

    var outcome = Outcome()
    for line in try String(contentsOf: printed, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("ok: ") { outcome.passed += 1 }
      if line.hasPrefix("failed: ") { outcome.failures.append(String(line)) }
    }
    return outcome
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("page")
}
