import ClinicalText
import GRDB

/// Every text that a SQLite database holds, row by row, whatever its tables are: for the leak check.
public enum StoredTexts {
  /// One text, and where it stands.
  public struct Cell {
    public var table: String
    public var column: String
    /// 1-based number of the row in the order of reading.
    public var row: Int
    /// The row's `note_key`, in tables that have one.
    public var note: Int?
  }

  /// True when the file starts like a SQLite database.
  public static func isDatabase(_ path: String) -> Bool { DatabaseFile.isSQLite(path) }

  /// Calls `body` for each text and each blob of all tables. Throws `inputMissing`, `databaseFailed`.
  public static func forEach(
    _ path: String, _ body: (Cell, UnsafeBufferPointer<UInt8>) throws -> Void
  ) throws(Fault) {
    guard DatabaseFile.exists(path) else { throw Fault(.inputMissing, file: path) }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: DatabaseFile.plain(path), configuration: configuration)
      try queue.read { db in
        let tables = try String.fetchAll(
          db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name")
        for table in tables {
          let quoted = table.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
          let rows = try Row.fetchCursor(db, sql: "SELECT * FROM \"\(quoted)\"")
          var number = 0
          while let row = try rows.next() {
            number += 1
            let note: Int? = row["note_key"]
            for (column, value) in row {
              let cell = Cell(table: table, column: column, row: number, note: note)
              switch value.storage {
              case .string(var text):
                try text.withUTF8 { try body(cell, $0) }
              case .blob(let data):
                try Array(data).withUnsafeBufferPointer {
                  try body(cell, $0)
                }
              case .int64(let number64):
                try Array(String(number64).utf8).withUnsafeBufferPointer {
                  try body(cell, $0)
                }
              default: break
              }
            }
          }
        }
      }
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  /// Calls `body` with the stored text of each current note that has one, and whose it is. Returns how many have none.
  public static func forEachNote(
    _ path: String, _ body: (_ key: Int, _ patient: String?, _ text: NoteText) throws -> Void
  ) throws(Fault) -> Int {
    var missing = 0
    try ExportReader(path).forEachNote { note in
      guard !note.isError else { return }
      guard let text = note.text else {
        missing += 1
        return
      }
      try body(note.key, note.patientID.map { note.string($0) }, NoteText(copying: note.bytes(text)))
    }
    return missing
  }
}

extension StoredTexts {
  /// Identifiers of one type in the current notes of a database.
  public struct IdentifierCount: Sendable {
    /// "NAME.PATIENT", or "DATE" where category and type are one.
    public var type: String
    public var found: Int
    public var replaced: Int
  }

  /// The identifiers of a database by type, and the number of its current notes.
  public static func identifiers(_ path: String) throws(Fault) -> (notes: Int, counts: [IdentifierCount]) {
    var notes = 0
    var counts: [IdentifierCount] = []
    try ExportReader(path).read { db, _ in
      notes = try Int.fetchOne(db, sql: "SELECT count(*) FROM note WHERE current = 1 AND status = 'ok'") ?? 0
      counts = try Row.fetchAll(
        db,
        sql: """
          SELECT p.category, p.type, count(*), count(p.replacement)
          FROM phi p JOIN note n ON n.note_key = p.note_key AND n.current = 1
          GROUP BY p.category, p.type ORDER BY p.category, p.type
          """
      ).map { row in
        let (category, type): (String, String) = (row[0], row[1])
        return IdentifierCount(
          type: category == type ? type : "\(category).\(type)", found: row[2], replaced: row[3])
      }
    }
    return (notes, counts)
  }
}
