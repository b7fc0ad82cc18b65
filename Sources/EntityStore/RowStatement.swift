import ClinicalText
import GRDB
import GRDBSQLite

/// A prepared statement of the hot place: binds bytes where they lie and steps without GRDB in between.
///
/// Text bound from buffers is not copied (SQLITE_STATIC): it must live until `run` or `reset` returns.
final class RowStatement {
  private let statement: Statement
  let handle: OpaquePointer
  private let file: String

  init(_ db: Database, _ sql: String, file: String) throws {
    statement = try db.makeStatement(sql: sql)
    handle = statement.sqliteStatement
    self.file = file
  }

  private static let empty: StaticString = ""

  @inline(__always)
  func bind(_ index: Int32, _ number: Int) { sqlite3_bind_int64(handle, index, Int64(number)) }

  @inline(__always)
  func bind(_ index: Int32, _ flag: Bool) { sqlite3_bind_int(handle, index, flag ? 1 : 0) }

  @inline(__always)
  func bindNull(_ index: Int32) { sqlite3_bind_null(handle, index) }

  @inline(__always)
  func bind(_ index: Int32, _ start: UnsafePointer<UInt8>, _ count: Int) {
    // Safe because CChar and UInt8 have one layout; nil says that SQLite need not copy or free.
    let text = UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)
    sqlite3_bind_text64(handle, index, text, UInt64(count), nil, UInt8(SQLITE_UTF8))
  }

  @inline(__always)
  func bind(_ index: Int32, _ bytes: UnsafeBufferPointer<UInt8>) {
    // A null pointer would bind NULL instead of the empty string.
    bind(index, bytes.baseAddress ?? Self.empty.utf8Start, bytes.count)
  }

  @inline(__always)
  func bind(_ index: Int32, _ slice: ByteSlice) { bind(index, slice.start, slice.count) }

  /// Copies `string`; for a few values per note.
  func bind(_ index: Int32, _ string: String?) {
    guard var string else { return bindNull(index) }
    string.withUTF8 { bytes in
      let start = UnsafeRawPointer(bytes.baseAddress ?? Self.empty.utf8Start)
      // -1 is SQLITE_TRANSIENT, a macro that Swift does not see: SQLite copies.
      sqlite3_bind_text(
        handle, index, start.assumingMemoryBound(to: CChar.self), Int32(clamping: bytes.count),
        unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  func bind(_ index: Int32, _ hash: ContentHash) {
    hash.withBytes { bytes in
      _ = sqlite3_bind_blob(
        handle, index, bytes.baseAddress, Int32(bytes.count),
        unsafeBitCast(-1, to: sqlite3_destructor_type.self))
    }
  }

  /// Runs a statement that gives no rows.
  @inline(__always)
  func run() throws {
    let code = sqlite3_step(handle)
    if code == SQLITE_DONE {
      sqlite3_reset(handle)
    } else {
      try fail()
    }
  }

  /// Steps to the next row; false (and reset) at the end.
  func next() throws -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    if code != SQLITE_DONE { try fail() }
    sqlite3_reset(handle)
    return false
  }

  func reset() { sqlite3_reset(handle) }

  @inline(never)
  private func fail() throws {
    let fault = StoreFault.last(sqlite3_db_handle(handle), file: file)
    sqlite3_reset(handle)
    throw fault
  }

  func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  func isInteger(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_INTEGER }

  /// The column's UTF-8 bytes; valid until the next step or reset.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_text(handle, column)
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
}
