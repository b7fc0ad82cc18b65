import ClinicalText
import GRDB
import GRDBSQLite
import Glibc

/// Turns what SQLite and GRDB report into faults: codes only, since their messages may hold bound values.
enum StoreFault {
  /// The fault for an error thrown out of GRDB.
  static func from(_ error: any Error, file: String) -> Fault {
    if let fault = error as? Fault { return fault }
    guard let error = error as? DatabaseError else { return Fault(.databaseFailed, file: file) }
    return from(code: error.extendedResultCode.rawValue, systemError: 0, file: file)
  }

  /// The fault for the last error of a connection.
  static func last(_ connection: OpaquePointer?, file: String) -> Fault {
    from(
      code: sqlite3_extended_errcode(connection), systemError: sqlite3_system_errno(connection),
      file: file)
  }

  /// The fault for an extended result code and, where one is known, the `errno` below it.
  static func from(code: Int32, systemError: Int32, file: String) -> Fault {
    let noSpace = systemError == ENOSPC || systemError == EDQUOT
    switch (code & 0xFF, code) {
    case (SQLITE_FULL, _): return Fault(.diskFull, file: file)
    case (SQLITE_IOERR, _) where noSpace || writeErrors.contains(code >> 8):
      return Fault(.diskFull, file: file)
    case (SQLITE_NOTADB, _): return Fault(.databaseForeign, file: file)
    case (SQLITE_READONLY, _), (SQLITE_CANTOPEN, _), (SQLITE_PERM, _):
      return Fault(.outputUnwritable, file: file, value: words(code))
    case (SQLITE_BUSY, _), (SQLITE_LOCKED, _):
      return Fault(.databaseFailed, file: file, value: "another program holds the database")
    default: return Fault(.databaseFailed, file: file, value: words(code))
    }
  }

  /// Second bytes of SQLITE_IOERR_WRITE, _FSYNC, _DIR_FSYNC, _TRUNCATE and _SHMSIZE: a write that found no room.
  private static let writeErrors: Set<Int32> = [3, 4, 5, 6, 19]

  private static func words(_ code: Int32) -> String {
    "code \(code): " + (sqlite3_errstr(code).map { String(cString: $0) } ?? "unknown")
  }
}
