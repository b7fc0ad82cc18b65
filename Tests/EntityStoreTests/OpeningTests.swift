import ClinicalText
import EntityStore
import Foundation
import GRDB
import Testing

private func code(_ body: () throws -> Void) -> Fault? {
  do { try body() } catch { return error as? Fault }
  return nil
}

@Suite struct OpeningTests {
  @Test func foreignFilesAreRefusedAndUntouched() throws {
    let work = Workspace()
    let text = Data("not a database, but long enough to have a header ".utf8 + [UInt8](repeating: 65, count: 100))
    try text.write(to: URL(fileURLWithPath: work.path))
    #expect(code { _ = try EntityStore.open(work.path) }?.code == .databaseForeign)
    #expect(code { _ = try ExportReader(work.path) }?.code == .databaseForeign)
    #expect(try Data(contentsOf: URL(fileURLWithPath: work.path)) == text)

    let other = work.folder + "/other.sqlite"
    try DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (a); INSERT INTO t VALUES (1)") }
    #expect(code { _ = try EntityStore.open(other) }?.code == .databaseForeign)
    #expect(try work.rows("SELECT * FROM t", at: other) == ["1"])
  }

  @Test func emptyAndMissingFilesAreCreated() throws {
    let work = Workspace()
    _ = FileManager.default.createFile(atPath: work.path, contents: Data())
    try EntityStore.open(work.path).close()
    try EntityStore.open(work.folder + "/b.sqlite").close()
    #expect(try work.rows("PRAGMA user_version") == ["3"])
    #expect(code { _ = try ExportReader(work.folder + "/none") }?.code == .inputMissing)
    #expect(code { _ = try EntityStore.open(work.folder + "/none/b.sqlite") }?.code == .outputUnwritable)
    #expect(try FileManager.default.contentsOfDirectory(atPath: work.folder).sorted() == ["b.sqlite", "notes.sqlite"])
  }

  @Test func newerAndOlderForms() throws {
    let work = Workspace()
    try work.run { try $0.process("n1", "a", line: 1) }
    var options = StoreOptions()
    options.schemaVersion = 5
    // A step is missing: refused, untouched.
    options.migrations = [Migration(from: 3, sql: "ALTER TABLE run ADD COLUMN extra")]
    #expect(code { _ = try EntityStore.open(work.path, options: options) }?.code == .databaseOlder)
    // A step fails: all steps are taken back.
    options.migrations.append(Migration(from: 4, sql: "ALTER TABLE nowhere ADD COLUMN extra"))
    #expect(code { _ = try EntityStore.open(work.path, options: options) }?.code == .databaseFailed)
    #expect(try work.rows("PRAGMA user_version") == ["3"])
    #expect(try work.rows("SELECT count(*) FROM pragma_table_info('run') WHERE name = 'extra'") == ["0"])
    options.migrations[1].sql = "ALTER TABLE note ADD COLUMN extra"
    try EntityStore.open(work.path, options: options).close()
    #expect(try work.rows("PRAGMA user_version") == ["5"])
    #expect(try work.rows("SELECT note_id FROM note") == ["n1"])
    #expect(code { _ = try EntityStore.open(work.path) }?.code == .databaseNewer)
    #expect(code { _ = try ExportReader(work.path) }?.code == .databaseNewer)
  }

  /// A file of the first form, whose NOTE_NLP knew no concepts: readable as it is, and brought up to date by a run.
  @Test func theFirstForm() throws {
    let work = Workspace()
    try work.run { try $0.process("n1", "a", line: 1) }
    try DatabaseQueue(path: work.path).write { db in
      let views = try Row.fetchAll(
        db, sql: "SELECT name, sql FROM sqlite_schema WHERE name IN ('entity', 'entity_concept')")
      try db.execute(sql: "DROP VIEW NOTE_NLP; DROP VIEW entity_concept; DROP VIEW entity; DROP TABLE deidentification")
      for table in ["mention", "cue"] {
        for column in ["deid_start", "deid_end"] { try db.execute(sql: "ALTER TABLE \(table) DROP COLUMN \(column)") }
      }
      for view in views {
        let sql: String = view["sql"]
        try db.execute(
          sql: sql.replacing(/concept_key, +-- the best.*\n.*deid_start, deid_end.*\n/, with: "concept_key\n"))
      }
      try db.execute(sql: "CREATE VIEW NOTE_NLP AS SELECT 1 AS note_nlp_id; PRAGMA user_version = 1")
    }
    let descriptor = open("/dev/null", O_WRONLY)
    defer { close(descriptor) }
    try NoteNLPExport.write(try ExportReader(work.path), to: descriptor, name: "null")
    #expect(try work.rows("SELECT count(*) FROM pragma_table_info('NOTE_NLP')") == ["1"])
    try EntityStore.open(work.path).close()
    #expect(try work.rows("PRAGMA user_version") == ["3"])
    #expect(try work.rows("SELECT count(*) FROM pragma_table_info('entity') WHERE name LIKE 'deid%'") == ["2"])
    let columns = try work.rows("SELECT name FROM pragma_table_info('NOTE_NLP')")
    #expect(columns == NoteNLPExport.columns)
    #expect(try work.rows("SELECT note_id FROM note") == ["n1"])
  }

  @Test func aSecondRunIsRefused() throws {
    let work = Workspace()
    let first = try EntityStore.open(work.path)
    #expect(code { _ = try EntityStore.open(work.path) }?.value == "another run is writing")
    #expect(
      code { _ = try EntityStore.open(work.folder + "/./notes.sqlite") }?.value == "another run is writing")
    try first.close()
    try EntityStore.open(work.path).close()
  }
}
