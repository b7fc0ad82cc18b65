import ClinicalText
import GRDB

/// One step from a schema version to the next.
package struct Migration: Sendable {
  /// The version that the step starts from; it ends at `from + 1`.
  package var from: Int
  /// Statements, run in the one transaction of all steps.
  package var sql: String

  package init(from: Int, sql: String) {
    self.from = from
    self.sql = sql
  }
}

/// Brings a database to the schema of this program. A new schema version is one more entry in `steps`, together with
/// the changed `Schema` and `Schema.version`.
package enum Migrations {
  package static let steps: [Migration] = [
    // NOTE_NLP gives OMOP concept ids.
    Migration(from: 1, sql: "DROP VIEW NOTE_NLP; \(Schema.noteNLP)"),
    // Room for de-identified notes.
    Migration(
      from: 2,
      sql: """
        ALTER TABLE mention ADD COLUMN deid_start INTEGER;
        ALTER TABLE mention ADD COLUMN deid_end INTEGER;
        ALTER TABLE cue ADD COLUMN deid_start INTEGER;
        ALTER TABLE cue ADD COLUMN deid_end INTEGER;
        DROP VIEW entity;
        \(Schema.entityView)
        \(Schema.deidentificationTable)
        """),
  ]

  /// Creates or migrates, all in one transaction: a failure leaves the file as it was.
  static func apply(_ db: Database, path: String, options: StoreOptions) throws {
    let target = options.schemaVersion
    guard let version = try DatabaseFile.version(db, path: path) else {
      try create(db, version: target)
      return
    }
    if version == target { return }
    if version > target {
      throw Fault(.databaseNewer, file: path, value: "form \(version), this program knows \(target)")
    }
    var needed: [Migration] = []
    for from in version..<target {
      guard let step = options.migrations.first(where: { $0.from == from }) else {
        throw Fault(.databaseOlder, file: path, value: "form \(version), this program needs \(target)")
      }
      needed.append(step)
    }
    try transaction(db) {
      for step in needed { try db.execute(sql: step.sql) }
      try db.execute(sql: "PRAGMA user_version = \(target)")
    }
  }

  private static func create(_ db: Database, version: Int) throws {
    // Must come before the first table. 8 KB pages were 6 % faster to write than 4 KB ones.
    try db.execute(sql: "PRAGMA page_size = 8192")
    try transaction(db) {
      try db.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      try db.execute(sql: "PRAGMA user_version = \(version)")
      try db.execute(sql: Schema.tables)
      try db.execute(sql: Schema.noteNLP)
    }
  }

  private static func transaction(_ db: Database, _ body: () throws -> Void) throws {
    try db.execute(sql: "BEGIN EXCLUSIVE")
    do {
      try body()
      try db.execute(sql: "COMMIT")
    } catch {
      if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
      throw error
    }
  }
}
