import Foundation
import GRDB
import Testing

/// Reads the databases that the program writes.
struct Database {
  let queue: DatabaseQueue

  init(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  func rows(_ sql: String) throws -> [Row] { try queue.read { try Row.fetchAll($0, sql: sql) } }
  func strings(_ sql: String) throws -> [String?] { try queue.read { try Optional<String>.fetchAll($0, sql: sql) } }
  func int(_ sql: String) throws -> Int { try queue.read { try #require(try Int.fetchOne($0, sql: sql)) } }

  /// True when SQLite finds nothing wrong with the file and no row points to a row that is not there.
  func isSound() throws -> Bool {
    let answer = try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") }
    let dangling = try rows("PRAGMA foreign_key_check")
    let orphans = try int("SELECT count(*) FROM entity WHERE note_key NOT IN (SELECT note_key FROM note)")
    return answer == "ok" && dangling.isEmpty && orphans == 0
  }

  /// Every table but `run`, with the columns that may be compared between two databases.
  private static func tables(_ db: GRDB.Database, schema: String) throws -> [(name: String, columns: [String])] {
    let names = try String.fetchAll(
      db,
      sql: """
        SELECT name FROM \(schema).sqlite_master
        WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'run' ORDER BY name
        """)
    return try names.map { name in
      let columns = try db.columns(in: name, in: schema).map(\.name)
      // The one thing in a pipeline's row that tells when it was first used.
      return (name, name == "pipeline" ? columns.filter { $0 != "created_at" } : columns)
    }
  }

  /// Every table but `run`, row by row in a fixed order. For small databases.
  func dump() throws -> [String] {
    try queue.read { db in
      var lines: [String] = []
      for table in try Self.tables(db, schema: "main") {
        let columns = table.columns.map { "quote(\"\($0)\")" }.joined(separator: " || '|' || ")
        lines.append("== \(table.name)")
        lines += try String.fetchAll(db, sql: "SELECT \(columns) FROM \"\(table.name)\" ORDER BY 1")
      }
      return lines
    }
  }

  /// The names of tables whose rows differ from those of the database at `path`; `run` is left out.
  static func differences(_ path: String, _ other: String) throws -> [String] {
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    return try queue.writeWithoutTransaction { db in
      try db.execute(sql: "ATTACH ? AS other", arguments: [other])
      let ours = try tables(db, schema: "main")
      let theirs = try tables(db, schema: "other")
      guard ours.map(\.name) == theirs.map(\.name) else { return ["(the tables themselves)"] }
      return try ours.filter { table in
        let keys = try db.primaryKey(table.name, in: "main").columns
        // Found by the key, which is far quicker on large tables than EXCEPT. Equal counts and nothing left over
        // mean equal tables.
        let same = table.columns.map { "o.\"\($0)\" \(keys.contains($0) ? "=" : "IS") m.\"\($0)\"" }
        let equal = try Bool.fetchOne(
          db,
          sql: """
            SELECT (SELECT count(*) FROM main."\(table.name)") = (SELECT count(*) FROM other."\(table.name)")
              AND NOT EXISTS (
                SELECT 1 FROM main."\(table.name)" m WHERE NOT EXISTS (
                  SELECT 1 FROM other."\(table.name)" o WHERE \(same.joined(separator: " AND "))))
            """)
        return equal != true
      }.map(\.name)
    }
  }
}
