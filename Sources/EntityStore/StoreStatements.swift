import ClinicalText
import GRDB

/// What `insertEntity` is bound to at the moment, for the columns that seldom change from row to row. Slices are
/// compared by address: they lie in memory that lives as long as the process.
struct BoundColumns {
  private var section: UnsafePointer<UInt8>?
  private var hasSection = false
  private var source: UnsafePointer<UInt8>?
  /// True while every column of a mention that is not plain is bound to NULL.
  private var isPlain = false

  /// Each function is true when the value differs from the one bound, and takes it as bound.
  @inline(__always)
  mutating func isNew(section: ByteSlice?) -> Bool {
    defer {
      self.section = section?.start
      hasSection = true
    }
    return !hasSection || self.section != section?.start
  }

  @inline(__always)
  mutating func isNew(source: ByteSlice) -> Bool {
    defer { self.source = source.start }
    return self.source != source.start
  }

  @inline(__always)
  mutating func isNew(plain: Bool) -> Bool {
    defer { isPlain = plain }
    return isPlain != plain
  }
}

/// The prepared statements of the writer.
final class StoreStatements {
  let insertNote: RowStatement
  let insertSection: RowStatement
  let insertEntity: RowStatement
  let addConcept: RowStatement
  let findConcept: RowStatement
  let insertFurtherConcept: RowStatement
  let addGivenConcepts: RowStatement
  let insertGivenConcepts: RowStatement
  let insertCue: RowStatement
  let insertRelation: RowStatement
  let insertPhi: RowStatement
  let findNote: RowStatement
  let findAnonymous: RowStatement
  let rowsOfID: RowStatement
  let rowsAtLine: RowStatement
  let setCurrent: RowStatement
  let setPosition: RowStatement
  let findSeen: RowStatement
  let addSeen: RowStatement
  let findTouched: RowStatement
  let addTouched: RowStatement
  let decodeString: RowStatement
  var bound = BoundColumns()
  var conceptKeys = ConceptKeys()

  init(_ db: Database, file: String) throws {
    func make(_ sql: String) throws -> RowStatement { try RowStatement(db, sql, file: file) }
    // Columns are named: a migration may have added others.
    func insert(_ table: String, _ columns: String) throws -> RowStatement {
      let count = columns.split(separator: ",").count
      let marks = (1...count).map { "?\($0)" }.joined(separator: ",")
      return try make("INSERT INTO \(table) (\(columns)) VALUES (\(marks))")
    }
    insertNote = try insert(
      "note",
      """
      note_key, note_id, patient_id, encounter_id, date, type, status, error_code, error_message, source, line,
      content_hash, pipeline_id, current, position, char_count, metadata, text
      """)
    insertSection = try insert(
      "section",
      """
      note_key, section_id, name, loinc, heading_start, heading_end, "start", "end", parent
      """)
    insertEntity = try insert(
      "mention",
      """
      note_key, ordinal, id, type, "start", "end", start_byte, end_byte, text, flags, section, source, attributes,
      fragments, given_concepts, concept_key, deid_start, deid_end
      """)
    addConcept = try make(
      "INSERT OR IGNORE INTO concept (concept_id, vocabulary, name, semantic_types) VALUES (?1, ?2, ?3, ?4)")
    findConcept = try make(
      """
      SELECT concept_key FROM concept
      WHERE concept_id = ?1 AND vocabulary = ?2 AND name = ?3 AND semantic_types = ?4
      """)
    insertFurtherConcept = try insert("further_concept", "note_key, entity_ordinal, rank, concept_key")
    insertCue = try insert(
      "cue",
      """
      note_key, entity_ordinal, ordinal, entity_id, kind, "start", "end", start_byte, end_byte, text, rule,
      deid_start, deid_end
      """)
    insertPhi = try insert("phi", "note_key, id, category, type, \"start\", \"end\", source, replacement")
    insertRelation = try insert("relation", "note_key, id, type, head, tail, source")
    // A given concept is an object, or just its id.
    let given = """
      SELECT c.key, coalesce(iif(c.type = 'object', json_extract(c.value, '$.id'), c.value), '') AS id,
        coalesce(iif(c.type = 'object', json_extract(c.value, '$.vocabulary'), NULL), '') AS vocabulary,
        coalesce(iif(c.type = 'object', json_extract(c.value, '$.name'), NULL), '') AS name,
        coalesce(iif(c.type = 'object',
          (SELECT group_concat(t.value) FROM json_each(c.value, '$.semantic_types') t), NULL), '') AS types
      FROM json_each(?1) c
      """
    addGivenConcepts = try make(
      """
      INSERT OR IGNORE INTO concept (concept_id, vocabulary, name, semantic_types)
      SELECT id, vocabulary, name, types FROM (\(given)) ORDER BY key
      """)
    insertGivenConcepts = try make(
      """
      INSERT INTO further_concept (note_key, entity_ordinal, rank, concept_key)
      SELECT ?2, ?3, row_number() OVER (ORDER BY g.key), k.concept_key
      FROM (\(given)) g JOIN concept k ON k.concept_id = g.id AND k.vocabulary = g.vocabulary
        AND k.name = g.name AND k.semantic_types = g.types
      """)
    findNote = try make(
      """
      SELECT note_key, current, position, status FROM note
      WHERE note_id = ?1 AND content_hash = ?2 AND pipeline_id = ?3
      """)
    findAnonymous = try make(
      """
      SELECT note_key, current, position FROM note
      WHERE note_id IS NULL AND source = ?1 AND line = ?2 AND content_hash = ?3 AND pipeline_id = ?4
      """)
    rowsOfID = try make(
      "SELECT note_key, position, status, source, line FROM note WHERE note_id = ?1 AND current = 1")
    rowsAtLine = try make(
      """
      SELECT note_key, position FROM note
      WHERE note_id IS NULL AND source = ?1 AND line = ?2 AND current = 1
      """)
    setCurrent = try make("UPDATE note SET current = ?2, position = ?3 WHERE note_key = ?1")
    setPosition = try make("UPDATE note SET position = ?2 WHERE note_key = ?1")
    findSeen = try make("SELECT text_hash FROM temp.seen WHERE id_hash = ?1")
    addSeen = try make("INSERT INTO temp.seen VALUES (?1, ?2)")
    findTouched = try make("SELECT 1 FROM temp.touched WHERE note_key = ?1")
    addTouched = try make("INSERT OR IGNORE INTO temp.touched VALUES (?1)")
    decodeString = try make("SELECT json_extract(?1, '$')")
  }
}
