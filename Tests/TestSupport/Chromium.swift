import Foundation

/// Opens a page in headless Chromium with checks that run inside of it (Tests/page).
public enum Chromium {
  /// The program, or nil where there is none.
  public static let path: String? = {
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

  /// What the checks of a page gave.
  public struct Outcome: Sendable {
    public var passed = 0
    public var failures: [String] = []
    /// Lines "value: …" that the checks wrote.
    public var values: [String] = []
  }

  /// Runs `harness.js` and the named checks; every check is a line "ok: …" or "failed: …" of the page's end.
  ///
  /// - Parameters:
  ///   - extra: a script in front of the checks.
  ///   - page: makes the page with a script that runs before its own.
  public static func run(checks: String, extra: String = "", page make: (String) -> [UInt8]) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("chartsift-page-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let scripts = try ["harness.js", checks].map {
      try String(contentsOf: Self.folder.appendingPathComponent($0), encoding: .utf8)
    }
    let page = folder.appendingPathComponent("page.html")
    try Data(make(([extra] + scripts).joined(separator: "\n"))).write(to: page)

    let printed = folder.appendingPathComponent("dom.html")
    try Data().write(to: printed)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
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
      if line.hasPrefix("value: ") { outcome.values.append(String(line.dropFirst(7))) }
      if line.hasPrefix("failed: ") { outcome.failures.append(String(line)) }
    }
    return outcome
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("page")
}
