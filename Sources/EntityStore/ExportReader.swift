import ClinicalText
import GRDB

/// Streams the current notes of a database, in input order, one at a time: memory holds one note.
///
/// Input order is `note.position`: a new row stands behind all others or in the place of the row it supersedes, and a
/// run that met its notes in another order renews it when it finishes (`RunOrder`).
///
/// Everything is read in one transaction, so an export sees one state even while a run is writing.
public final class ExportReader {
  private let path: String
  private let queue: DatabaseQueue

  /// Opens for reading only. Throws `inputMissing`, `databaseForeign`, `databaseNewer`, `databaseOlder`,
  /// `databaseFailed`.
  public init(_ path: String) throws(Fault) {
    self.path = path
    do {
      guard DatabaseFile.exists(path) else { throw Fault(.inputMissing, file: path) }
      try DatabaseFile.check(path)
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: DatabaseFile.plain(path), configuration: configuration)
      self.queue = queue
      let found = try queue.inDatabase { try DatabaseFile.version($0, path: path) }
      guard let version = found else {
        throw Fault(.databaseForeign, file: path, value: "it is empty")
      }
      if !(Schema.oldestReadable...Schema.version).contains(version) {
        throw Fault(
          version > Schema.version ? .databaseNewer : .databaseOlder, file: path,
          value: "form \(version), this program knows \(Schema.version)")
      }
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  /// The latest finished run's row: what it was made with, how much text it read, and how long it took.
  public func latestRun() throws(Fault) -> StoredRun? {
    do {
      return try queue.read { db in
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT version, (julianday(finished_at) - julianday(started_at)) * 86400, notes_ok,
              (SELECT count(*) FROM note WHERE current = 1 AND status = 'ok'),
              (SELECT sum(char_count) FROM note WHERE current = 1 AND status = 'ok')
            FROM run WHERE status = 'done' AND notes_ok > 0 ORDER BY run_id DESC LIMIT 1
            """)
        // Only a run that made all of the current notes took its time for all of their text.
        return row.map { row in
          StoredRun(version: row[0], seconds: row[1], characters: row[2] == row[3] as Int ? row[4] : nil)
        }
      }
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  /// Calls `body` with the connection and the file's name, in one transaction.
  func read(_ body: (Database, String) throws -> Void) throws(Fault) {
    do {
      try queue.read { try body($0, path) }
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  /// True when the file starts like a SQLite database.
  public static func isDatabase(_ path: String) -> Bool { DatabaseFile.isSQLite(path) }

  /// Calls `body` for each current note, failed ones included, in input order. Entities that are not preferred are left
  /// out, with the relations to them, unless `includeAll`. What `body` throws ends the reading and is thrown on.
  public func forEachNote(
    includeAll: Bool = false, _ body: (ExportedNote) throws -> Void
  ) throws(Fault) {
    do {
      try queue.read { db in
        let reader = try NoteRows(db, path, includeAll: includeAll)
        let note = ExportedNote()
        while try reader.next(note) { try body(note) }
      }
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }
}

/// What a database says of a run.
public struct StoredRun: Sendable {
  public var version: String
  /// Wall-clock seconds; the database keeps milliseconds.
  public var seconds: Double
  /// Code points of the notes' texts; nil when the run made only a part of the current notes.
  public var characters: Int?
}

/// The statements that read one note after another.
private struct NoteRows {
  private let includeAll: Bool
  private let notes: RowStatement
  private let entities: RowStatement
  private let concepts: RowStatement
  private let cues: RowStatement
  private let relations: RowStatement
  private let identifiers: RowStatement
  private let isDeidentified: Bool

  init(_ db: Database, _ path: String, includeAll: Bool) throws {
    self.includeAll = includeAll
    // Older forms have no such columns and tables.
    let hasEdits = try DatabaseFile.version(db, path: path).map { $0 >= Schema.firstDeidentified } ?? false
    let edits = hasEdits ? "deid_start, deid_end" : "NULL, NULL"
    isDeidentified =
      try hasEdits && Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM deidentification)") ?? false
    notes = try RowStatement(
      db,
      """
      SELECT note_key, note_id, patient_id, date, type, status, error_code, error_message, line, text
      FROM note WHERE current = 1 ORDER BY position, note_key
      """, file: path)
    entities = try RowStatement(
      db,
      """
      SELECT ordinal, id, type, "start", "end", text, preferred, negated, uncertain, historical, hypothetical,
        experiencer, section, source, attributes, fragments, given_concepts, \(edits)
      FROM entity WHERE note_key = ?1 ORDER BY ordinal
      """, file: path)
    concepts = try RowStatement(
      db,
      """
      SELECT entity_ordinal, concept_id, coalesce(vocabulary, ''), coalesce(name, ''), coalesce(semantic_types, '')
      FROM entity_concept WHERE note_key = ?1 ORDER BY entity_ordinal, rank
      """, file: path)
    cues = try RowStatement(
      db,
      """
      SELECT entity_ordinal, kind, "start", "end", text, rule, \(edits)
      FROM cue WHERE note_key = ?1 ORDER BY entity_ordinal, ordinal
      """, file: path)
    identifiers = try RowStatement(
      db,
      """
      SELECT category, type, "start", "end", source, replacement FROM phi WHERE note_key = ?1 ORDER BY id
      """, file: path)
    relations = try RowStatement(
      db,
      "SELECT id, type, head, tail, source FROM relation WHERE note_key = ?1 ORDER BY id", file: path)
  }

  func next(_ note: ExportedNote) throws -> Bool {
    guard try notes.next() else { return false }
    note.empty()
    note.isDeidentified = isDeidentified
    note.key = notes.int(0)
    note.id = note.copyIfPresent(notes, 1)
    note.patientID = note.copyIfPresent(notes, 2)
    note.date = note.copyIfPresent(notes, 3)
    note.type = note.copyIfPresent(notes, 4)
    note.isError = notes.string(5) == "error"
    note.errorCode = note.copyIfPresent(notes, 6)
    note.errorMessage = note.copyIfPresent(notes, 7)
    note.line = notes.int(8)
    note.text = note.copyIfPresent(notes, 9)
    if note.isError { return true }
    for statement in [entities, concepts, cues, relations, identifiers] { statement.bind(1, note.key) }
    let leftOut = try readEntities(note)
    try readRelations(note, without: leftOut)
    while try identifiers.next() {
      note.identifiers.append(
        .init(
          category: note.copy(identifiers, 0), type: note.copy(identifiers, 1), start: identifiers.int(2),
          end: identifiers.int(3), source: note.copy(identifiers, 4), replacement: note.copyIfPresent(identifiers, 5)))
    }
    return true
  }

  /// Merges three cursors that are sorted by the entity's ordinal; gives the ids left out, as JSON tokens.
  private func readEntities(_ note: ExportedNote) throws -> Set<[UInt8]> {
    var leftOut: Set<[UInt8]> = []
    var moreConcepts = try concepts.next()
    var moreCues = try cues.next()
    while try entities.next() {
      if !includeAll, entities.int(6) == 0 {
        leftOut.insert(Array(note.bytes(note.copyID(entities, 1))))
        continue
      }
      let ordinal = entities.int(0)
      var entity = readEntity(note)
      var start = note.concepts.count
      while moreConcepts, concepts.int(0) <= ordinal {
        if concepts.int(0) == ordinal {
          note.concepts.append(
            .init(
              id: note.copy(concepts, 1), vocabulary: note.copy(concepts, 2),
              name: note.copy(concepts, 3), semanticTypes: note.copy(concepts, 4)))
        }
        moreConcepts = try concepts.next()
      }
      entity.concepts = start..<note.concepts.count
      start = note.cues.count
      while moreCues, cues.int(0) <= ordinal {
        if cues.int(0) == ordinal {
          note.cues.append(
            .init(
              kind: note.copy(cues, 1), start: cues.int(2), end: cues.int(3),
              text: note.copy(cues, 4), rule: note.copy(cues, 5), edited: Self.edited(cues, 6)))
        }
        moreCues = try cues.next()
      }
      entity.cues = start..<note.cues.count
      note.entities.append(entity)
    }
    // Rows of entities that are left out may remain.
    concepts.reset()
    cues.reset()
    return leftOut
  }

  private func readEntity(_ note: ExportedNote) -> ExportedNote.Entity {
    let row = entities
    let hasNumber = row.isInteger(1)
    return ExportedNote.Entity(
      id: hasNumber ? row.int(1) : 0, idText: hasNumber ? nil : note.copy(row, 1),
      type: note.copy(row, 2), start: row.int(3), end: row.int(4), text: note.copy(row, 5),
      isPreferred: row.int(6) != 0, negated: row.int(7) != 0, uncertain: row.int(8) != 0,
      historical: row.int(9) != 0, hypothetical: row.int(10) != 0,
      experiencer: note.copy(row, 11), section: note.copyIfPresent(row, 12),
      source: note.copy(row, 13), attributes: note.copy(row, 14),
      fragments: note.copyIfPresent(row, 15), givenConcepts: note.copyIfPresent(row, 16), edited: Self.edited(row, 17))
  }

  private static func edited(_ row: RowStatement, _ column: Int32) -> Range<Int>? {
    row.isNull(column) ? nil : row.int(column)..<max(row.int(column), row.int(column + 1))
  }

  private func readRelations(_ note: ExportedNote, without leftOut: Set<[UInt8]>) throws {
    while try relations.next() {
      let head = note.copyID(relations, 2)
      let tail = note.copyID(relations, 3)
      if !leftOut.isEmpty,
        leftOut.contains(Array(note.bytes(head))) || leftOut.contains(Array(note.bytes(tail)))
      {
        continue
      }
      note.relations.append(
        .init(
          id: relations.int(0), type: note.copy(relations, 1), head: head, tail: tail,
          source: note.copy(relations, 4)))
    }
  }
}
