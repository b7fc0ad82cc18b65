import ClinicalText
import Glibc
import Lexicon

/// The `Lexicons` folder: where the rule files and the starter lexicon are.
public struct DataFolder: Sendable, Equatable {
  public let path: String

  /// Finds the folder: `given` (--data-dir), the environment's CHARTSIFT_DATA, beside the executable,
  /// `../share/chartsift` from it, and the package folder of a development build.
  public static func find(given: String?) throws(Fault) -> DataFolder {
    if let given {
      guard let found = folder(at: given) else {
        throw Fault(.dataFolderMissing, file: given, value: "no sections/headings.yaml in it")
      }
      return found
    }
    if let set = getenv("CHARTSIFT_DATA").map({ String(cString: $0) }), !set.isEmpty {
      guard let found = folder(at: set) else {
        throw Fault(.dataFolderMissing, file: set, value: "named by CHARTSIFT_DATA")
      }
      return found
    }
    let executable = executableFolder()
    for candidate in [executable, "\(executable)/../share/chartsift"] {
      if let found = folder(at: candidate) { return found }
    }
    // A development build lies in PACKAGE/.build/TRIPLE/CONFIGURATION.
    var parent = executable
    for _ in 0..<5 {
      parent = String(parent.prefix(upTo: parent.lastIndex(of: "/") ?? parent.startIndex))
      if FolderListing.exists("\(parent)/Package.swift"), let found = folder(at: parent) { return found }
    }
    throw Fault(.dataFolderMissing)
  }

  /// Takes the Lexicons folder itself or the folder that holds it.
  private static func folder(at path: String) -> DataFolder? {
    for candidate in [path, "\(path)/Lexicons"]
    where FolderListing.exists("\(candidate)/sections/headings.yaml") {
      return DataFolder(path: candidate)
    }
    return nil
  }

  private static func executableFolder() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard count > 0 else { return "." }
    let path = String(decoding: buffer[..<count], as: UTF8.self)
    return String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
  }

  /// Files of a sub-folder with a suffix, sorted by name.
  func files(in folder: String, suffix: String) -> [String] {
    (FolderListing.names(in: "\(path)/\(folder)") ?? [])
      .filter { $0.hasSuffix(suffix) }
      .map { "\(folder)/\($0)" }
  }

  /// The bytes of a file of the folder.
  func read(_ name: String) throws(Fault) -> [UInt8] {
    try WholeFile.read("\(path)/\(name)")
  }

  func readText(_ name: String) throws(Fault) -> String {
    try TextFile.read("\(path)/\(name)")
  }
}

/// Text files that the user names: configurations, rule files.
public enum TextFile {
  /// The file's text; a fault when it cannot be read or is not valid UTF-8.
  public static func read(_ path: String) throws(Fault) -> String {
    guard let text = String(validating: try WholeFile.read(path), as: UTF8.self) else {
      throw Fault(.ruleFileInvalid, file: path, value: "the file is not valid UTF-8")
    }
    return text
  }
}

/// Reads small files whole.
enum WholeFile {
  static func read(_ path: String) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(
        errno == ENOENT ? .inputMissing : .fileUnreadable, file: path,
        value: errno == ENOENT ? nil : String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = chunk.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress!, $0.count) }
      if n < 0 {
        if errno == EINTR { continue }
        throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno)))
      }
      if n == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<n])
    }
  }

  /// Writes under a temporary name and renames; false when the folder cannot be written.
  static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    var done = 0
    while done < bytes.count {
      let n = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + done, $0.count - done) }
      if n < 0, errno != EINTR { break }
      done += max(0, n)
    }
    close(descriptor)
    guard done == bytes.count, rename(temporary, path) == 0 else {
      unlink(temporary)
      return false
    }
    return true
  }
}
