import ClinicalText
import Glibc

/// Text files that the user names: configurations, rule files.
package enum TextFile {
  /// The file's text; a fault when it cannot be read or is not valid UTF-8.
  package static func read(_ path: String) throws(Fault) -> String {
    guard let text = String(validating: try WholeFile.read(path), as: UTF8.self) else {
      throw Fault(.ruleFileInvalid, file: path, value: "the file is not valid UTF-8")
    }
    return text
  }
}

/// Reads small files whole.
package enum WholeFile {
  /// The file's bytes. Throws `inputMissing` or `fileUnreadable`.
  package static func read(_ path: String) throws(Fault) -> [UInt8] {
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
  package static func replace(_ path: String, with bytes: [UInt8]) -> Bool {
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
