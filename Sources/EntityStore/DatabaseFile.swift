import ClinicalText
import GRDB
import Glibc

/// What stands at a path, told from the file's first 100 bytes before SQLite opens (and perhaps touches) it.
enum DatabaseFile {
  /// Checks that the file is missing, empty, or an SQLite file that may be ours.
  ///
  /// The identification in the header is trustworthy: it is written by the transaction that creates the schema, in
  /// rollback mode, and never changes. (`user_version` may still stand in the WAL, so it is asked through SQLite.)
  static func check(_ path: String) throws(Fault) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT { return }
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var header = [UInt8](repeating: 0, count: 100)
    let count = header.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, 100) }
    guard count >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    if count == 0 { return }
    guard count == 100, header.starts(with: Array("SQLite format 3".utf8) + [0]) else {
      throw Fault(.databaseForeign, file: path)
    }
    let identification = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard identification == 0 || identification == UInt32(bitPattern: Schema.applicationID) else {
      throw Fault(.databaseForeign, file: path)
    }
  }

  /// The state of an open database: its schema version, or nil when it is empty.
  static func version(_ db: Database, path: String) throws -> Int? {
    let identification = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if identification == Schema.applicationID { return version }
    let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard identification == 0, objects == 0, version == 0 else {
      throw Fault(.databaseForeign, file: path)
    }
    return nil
  }

  /// True when a file starts like a SQLite database, ours or not.
  static func isSQLite(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 16)
    let count = head.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, 16) }
    return count == 16 && head == Array("SQLite format 3".utf8) + [0]
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// SQLite gives ":memory:" and "" a meaning of their own; here a path is a file.
  static func plain(_ path: String) -> String { path.hasPrefix(":") ? "./" + path : path }
}
