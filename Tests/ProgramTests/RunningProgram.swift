import Foundation
import Testing

/// A started process of the program under test.
///
/// Started with posix_spawn and waited for with waitpid: many run at once, and each exit is seen by its own test.
final class RunningProgram {
  let processID: pid_t
  private let outputPath: String
  private let errorPath: String
  private var status: Int32?

  /// `standardOutput` is a descriptor, or nil for a file that `finish` reads.
  init(
    _ arguments: [String], standardInput: Int32, standardOutput: Int32?, in folder: Scratch,
    environment: [String: String?] = [:]
  ) throws {
    let program = try Program.path()
    outputPath = folder[folder.freshName("stdout")]
    errorPath = folder[folder.freshName("stderr")]
    var variables = ProcessInfo.processInfo.environment
    variables["CHARTSIFT_CACHE"] = Program.cache
    for (name, value) in environment { variables[name] = value }
    processID = try Self.spawn(
      program, arguments, variables, standardInput, standardOutput, outputPath, errorPath)
  }

  deinit {
    if status == nil {
      kill(processID, SIGKILL)
      wait()
    }
  }

  /// Waits for the end and reads what was written.
  func finish() throws -> Outcome {
    wait()
    return Outcome(
      code: status ?? -1,
      output: FileManager.default.contents(atPath: outputPath) ?? Data(),
      error: String(decoding: FileManager.default.contents(atPath: errorPath) ?? Data(), as: UTF8.self))
  }

  /// True while the process has not ended.
  func isRunning() -> Bool {
    guard status == nil else { return false }
    var raw: Int32 = 0
    guard waitpid(processID, &raw, WNOHANG) == processID else { return true }
    status = Self.code(raw)
    return false
  }

  /// Ends the process as a power cut would; true when it was still at work.
  func kill9() -> Bool {
    guard isRunning() else { return false }
    kill(processID, SIGKILL)
    wait()
    return status == 128 + SIGKILL
  }

  private func wait() {
    guard status == nil else { return }
    var raw: Int32 = 0
    while waitpid(processID, &raw, 0) < 0, errno == EINTR {}
    status = Self.code(raw)
  }

  /// The exit code, or 128 and the signal that ended the process.
  private static func code(_ raw: Int32) -> Int32 {
    let signal = raw & 0x7F
    return signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ variables: [String: String], _ input: Int32, _ output: Int32?,
    _ outputPath: String, _ errorPath: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    if let output {
      posix_spawn_file_actions_adddup2(&actions, output, 1)
    } else {
      posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)

    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var processID = pid_t()
    let failure = posix_spawn(&processID, program, &actions, nil, words, settings)
    try #require(failure == 0, "\(program) cannot be started: \(String(cString: strerror(failure)))")
    return processID
  }
}

/// A pipe whose ends other processes do not inherit, not even those that other tests start at the same moment:
/// hence a named pipe, which can be opened so at once.
struct PipeEnds {
  let reading: Int32
  let writing: Int32

  init(_ folder: Scratch) throws {
    let path = folder[folder.freshName("pipe")]
    try #require(mkfifo(path, 0o600) == 0)
    // Without O_NONBLOCK the first open would wait for the second.
    reading = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    writing = open(path, O_WRONLY | O_CLOEXEC)
    try #require(reading >= 0 && writing >= 0)
    let cleared = fcntl(reading, F_SETFL, 0)
    try #require(cleared == 0)
  }
}

/// Programs of the system that tests lean on.
enum Tool {
  /// Runs a program, its outputs discarded unless `output` names a file; returns its exit code.
  static func run(_ path: String, _ arguments: [String], output: String = "/dev/null") throws -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var processID = pid_t()
    guard posix_spawn(&processID, path, &actions, nil, words, environ) == 0 else { return 127 }
    var raw: Int32 = 0
    while waitpid(processID, &raw, 0) < 0, errno == EINTR {}
    return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : 128 + raw & 0x7F
  }

  /// The first folder of PATH that has the program, or nil.
  static func find(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }
}
