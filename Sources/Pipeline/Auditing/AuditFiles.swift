import ClinicalText
import EntityStore
import Files
import Glibc
import NoteFormats

/// Every file behind the names that a user gives: folders are walked, whatever lies in them.
struct AuditFiles {
  /// What a file is scanned as.
  enum Kind {
    /// Lines of JSON: escapes are read.
    case jsonLines
    case database
    /// What SQLite keeps beside a database.
    case journal
    case plain
  }

  struct File {
    var path: String
    var kind: Kind
    /// What reports call it.
    var shown: String

    init(_ path: String, _ kind: Kind) {
      self.path = path
      self.kind = kind
      shown = path
    }
  }

  private(set) var files: [File] = []

  /// Throws `inputMissing` for a name that is not there, `noInput` when no file is found.
  init(_ inputs: [String]) throws(Fault) {
    for input in inputs { try add(input, isNamed: true) }
    guard !files.isEmpty else { throw Fault(.noInput, file: inputs.first) }
  }

  private mutating func add(_ path: String, isNamed: Bool) throws(Fault) {
    if let names = FolderListing.names(in: path) {
      let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
      for name in names { try add("\(folder)/\(name)", isNamed: false) }
      return
    }
    guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
    files.append(File(path, Self.kind(path)))
    // What SQLite keeps beside a database named on the command line.
    guard isNamed, files[files.count - 1].kind == .database else { return }
    for suffix in ["-wal", "-journal"] where FolderListing.exists(path + suffix) {
      files.append(File(path + suffix, .journal))
    }
  }

  private static func kind(_ path: String) -> Kind {
    if StoredTexts.isDatabase(path) { return .database }
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    return [".jsonl", ".ndjson", ".json"].contains { name.hasSuffix($0) } ? .jsonLines : .plain
  }
}

/// The bytes of a file in windows that overlap, so that nothing is cut in two; decompressed where it is gzip.
struct AuditWindows {
  /// Bytes of a window that stand in the next one again. Longer than any known value in any form.
  static let overlap = 4096
  static let size = 4 << 20

  /// Calls `body` for each window with the bytes, the offset of the first one in the file, and how many at the end stand
  /// in the next window again. Lines of JSON are never cut, however long.
  static func read(
    _ path: String, wholeLines: Bool, _ body: (UnsafeBufferPointer<UInt8>, Int, Int) throws -> Void
  ) throws {
    do {
      let source = try ByteSource(path: Array(path.utf8) + [0], chunk: 1 << 20)
      var buffer = [UInt8](repeating: 0, count: size)
      var filled = 0
      var offset = 0
      while true {
        let room = buffer.count - filled
        let taken = try buffer.withUnsafeMutableBufferPointer {
          try source.read(into: $0.baseAddress! + filled, count: room)
        }
        filled += taken
        let isAtEnd = taken == 0
        if !isAtEnd, filled < buffer.count { continue }
        var used = filled
        if !isAtEnd {
          if wholeLines {
            guard let last = buffer[..<filled].lastIndex(of: 0x0A) else {
              buffer += [UInt8](repeating: 0, count: buffer.count)
              continue
            }
            used = last + 1
          }
        }
        let kept = isAtEnd || wholeLines ? 0 : overlap
        try buffer.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[..<used]), offset, kept) }
        if isAtEnd { return }
        let next = used - kept
        buffer.withUnsafeMutableBufferPointer { bytes in
          for i in next..<filled { bytes[i - next] = bytes[i] }
        }
        filled -= next
        offset += next
      }
    } catch var fault as Fault {
      fault.file = fault.file ?? path
      throw fault
    }
  }
}
