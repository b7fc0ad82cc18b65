import Foundation
import Testing

/// What a finished process left behind.
struct Outcome {
  /// The exit code; 128 and the signal's number for a killed process, as in a shell.
  var code: Int32
  var output: Data
  var error: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// Lines of standard output without their line feeds.
  var lines: [String] {
    var lines = output.split(separator: 0x0A, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// Each line of standard output as a JSON object.
  func objects() throws -> [[String: Any]] {
    try lines.map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any], "not an object: \(line)")
    }
  }
}

/// The program under test: CHARTSIFT_BINARY, else `.build/release/chartsift` of the package.
enum Program {
  struct Missing: Error, CustomStringConvertible {
    var path: String
    var description: String {
      "the program is missing at \(path): build it (swift build -c release) or set CHARTSIFT_BINARY"
    }
  }

  /// The package's folder; links on the way to this file are followed.
  static let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  static func path() throws -> String {
    let named = ProcessInfo.processInfo.environment["CHARTSIFT_BINARY"]
    let path = named ?? "\(package)/.build/release/chartsift"
    guard access(path, X_OK) == 0 else { throw Missing(path: path) }
    return path
  }

  /// Compiled lexicons are shared by the tests of one process; the folder is removed when it ends.
  static let cache: String = {
    let path = NSTemporaryDirectory() + "chartsift-tests-cache-\(getpid())"
    atexit { try? FileManager.default.removeItem(atPath: Program.cache) }
    return path
  }()

  /// Runs the program to its end. `environment` adds to this process's own; a nil value removes a name.
  @discardableResult
  static func run(
    _ arguments: [String], input: Data = Data(), in folder: Scratch, environment: [String: String?] = [:]
  ) throws -> Outcome {
    try start(arguments, input: input, in: folder, environment: environment).finish()
  }

  @discardableResult
  static func run(_ arguments: [String], input: String, in folder: Scratch) throws -> Outcome {
    try run(arguments, input: Data(input.utf8), in: folder)
  }

  /// Starts the program with standard input from a file, and outputs that go to files, so that no pipe can fill.
  static func start(
    _ arguments: [String], input: Data = Data(), in folder: Scratch, environment: [String: String?] = [:]
  ) throws -> RunningProgram {
    let inputPath = try folder.write(input, folder.freshName("stdin"))
    let descriptor = open(inputPath, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    return try RunningProgram(
      arguments, standardInput: descriptor, standardOutput: nil, in: folder, environment: environment)
  }
}

/// A folder of its own for one test, removed behind it.
final class Scratch {
  let path: String
  private var names = 0

  init() throws {
    path = NSTemporaryDirectory() + "chartsift-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a name in this folder.
  subscript(name: String) -> String { "\(path)/\(name)" }

  func freshName(_ stem: String) -> String {
    names += 1
    return "\(stem)-\(names)"
  }

  /// Writes a file, with the folders above it, and returns its path.
  @discardableResult
  func write(_ data: Data, _ name: String) throws -> String {
    let url = URL(fileURLWithPath: self[name])
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }

  @discardableResult
  func write(_ text: String, _ name: String) throws -> String { try write(Data(text.utf8), name) }

  /// Compresses a file of this folder in place with the system's gzip; returns the new path.
  func compress(_ name: String) throws -> String {
    let code = try Tool.run("/bin/gzip", ["-n", "-f", self[name]])
    try #require(code == 0, "gzip failed with \(code)")
    return self[name + ".gz"]
  }
}
