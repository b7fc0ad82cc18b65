import ClinicalText

/// The database's form. The comments inside the statements stay in the file: `.schema` in any client shows them.
///
/// The rows of a note are clustered on its key (`WITHOUT ROWID`): they are appended in order, and a note is read with
/// one descent per table. Measured on this machine with 18 and 7 columns: 866,000 rows/s, against 806,000 for rowid
/// tables with an index on `note_key`. (A packed rowid without that index reaches 1,110,000, but then every query by
/// `note_key` from another client reads the whole table.) `entity` is a view over `mention`, which does not
/// store what most mentions have in common: rows of half the size.
enum Schema {
  /// "ChSf": tells our files from other SQLite databases.
  static let applicationID: Int32 = 0x4368_5366
  static let version = 3
  /// The first form that has room for de-identified notes.
  static let firstDeidentified = 3
  /// The oldest form that exports read as it is: its tables are those of today.
  static let oldestReadable = 1

  /// `type_stored` by name: the numbers are `EntityType.rawValue`, which never change.
  private static let typeCases = EntityType.allCases.map { "WHEN \($0.rawValue) THEN '\($0.name)'" }
    .joined(separator: " ")

  static let entityView = """
    CREATE VIEW entity AS
    -- One row for each mention. start and end are code points, start_byte and end_byte UTF-8 bytes, ends exclusive.
    SELECT note_key,
      ordinal,                                                   -- 1-based, in text order
      coalesce(id, ordinal) AS id,                               -- the given id with --given-entities
      CASE type \(typeCases) ELSE type END AS type,             -- 'problem', 'medication', …
      "start", "end",
      coalesce(start_byte, "start") AS start_byte, coalesce(end_byte, "end") AS end_byte,
      text,                                                      -- fragments are joined by one space
      flags & 16 = 0 AS preferred,                               -- 0 for what --all-matches adds
      flags & 1 AS negated, flags >> 1 & 1 AS uncertain, flags >> 2 & 1 AS historical,
      flags >> 3 & 1 AS hypothetical,
      CASE flags >> 5 WHEN 0 THEN 'patient' WHEN 1 THEN 'family' ELSE 'other' END AS experiencer,
      section,                                                   -- name of its section
      coalesce(source, 'dictionary') AS source,                  -- the extractor: 'dictionary', 'rule:ID', …
      coalesce(attributes, '{}') AS attributes,                  -- normalised parts, JSON object
      fragments,              -- [[start,end],…] in code points; NULL for an ordinary mention
      given_concepts,         -- concepts as given, JSON; NULL without --given-entities
      concept_key,            -- the best concept; see entity_concept for all
      deid_start, deid_end    -- code points of the de-identified text, end exclusive; NULL without de-identification
    FROM mention;
    """

  static let tables = """
    CREATE TABLE run (
      -- One row for each run of the program, enough to run it again.
      run_id INTEGER PRIMARY KEY,
      started_at TEXT NOT NULL,          -- ISO 8601, UTC
      finished_at TEXT,                  -- ISO 8601, UTC; NULL while running and after a kill
      version TEXT NOT NULL,             -- of the program
      configuration TEXT NOT NULL,       -- the whole configuration, JSON
      configuration_hash TEXT NOT NULL,
      lexicon_hash TEXT NOT NULL,
      rules_hash TEXT NOT NULL,
      inputs TEXT NOT NULL,              -- inputs of the command line, JSON array
      arguments TEXT NOT NULL,           -- the whole command line, JSON array: enough to run it again
      threads INTEGER NOT NULL,
      notes_ok INTEGER NOT NULL DEFAULT 0,
      notes_error INTEGER NOT NULL DEFAULT 0,
      notes_skipped INTEGER NOT NULL DEFAULT 0,  -- already there
      bytes INTEGER NOT NULL DEFAULT 0,  -- of input read
      status TEXT NOT NULL               -- 'running', 'done', 'failed', 'stopped'
    );
    CREATE TABLE pipeline (
      -- What a note was processed with; a change in any of these makes new note rows.
      pipeline_id INTEGER PRIMARY KEY,
      configuration_hash TEXT NOT NULL,
      lexicon_hash TEXT NOT NULL,
      rules_hash TEXT NOT NULL,
      version TEXT NOT NULL,             -- of the program
      UNIQUE (configuration_hash, lexicon_hash, rules_hash, version)
    );
    CREATE TABLE note (
      -- One row for each content of a note and each pipeline it went through; failed records stand here too.
      note_key INTEGER PRIMARY KEY,      -- given by the store, in the order of first arrival
      note_id TEXT,                      -- as in the input; NULL where a failed record had none
      patient_id TEXT,
      encounter_id TEXT,
      date TEXT,                         -- ISO 8601, as given
      type TEXT,                         -- kind of note, as given
      status TEXT NOT NULL,              -- 'ok' or 'error'
      error_code TEXT,                   -- NULL for 'ok'
      error_message TEXT,                -- what to do next; never holds note text
      source TEXT NOT NULL,              -- file of the record, '-' for standard input
      line INTEGER NOT NULL,             -- 1-based line of the record's first byte
      content_hash BLOB NOT NULL,
      pipeline_id INTEGER NOT NULL REFERENCES pipeline,
      current INTEGER NOT NULL,          -- 1 for what the latest run saw, 0 for superseded rows
      position INTEGER NOT NULL,         -- sorts the current rows in input order
      char_count INTEGER,                -- code points of the text
      metadata TEXT NOT NULL,            -- further fields of the record, JSON object
      text TEXT                          -- only with --store-text
    );
    CREATE UNIQUE INDEX note_identity ON note (note_id, content_hash, pipeline_id)
      WHERE note_id IS NOT NULL;
    CREATE UNIQUE INDEX note_anonymous ON note (source, line, content_hash, pipeline_id)
      WHERE note_id IS NULL;
    CREATE INDEX note_current ON note (position, note_key) WHERE current = 1;
    CREATE TABLE section (
      -- The sections of a note; they cover it without gaps. Offsets are code points, end exclusive.
      note_key INTEGER NOT NULL REFERENCES note,
      section_id INTEGER NOT NULL,       -- 1-based, in text order
      name TEXT,                         -- NULL where no known heading rules
      loinc TEXT,
      heading_start INTEGER,             -- NULL where there is no heading
      heading_end INTEGER,
      "start" INTEGER NOT NULL,          -- heading and text
      "end" INTEGER NOT NULL,
      parent INTEGER,                    -- section_id of the section around it
      PRIMARY KEY (note_key, section_id)
    ) WITHOUT ROWID;
    CREATE TABLE mention (
      -- One row for each mention in a compact form; read the view entity.
      note_key INTEGER NOT NULL REFERENCES note,
      ordinal INTEGER NOT NULL,          -- 1-based, in text order
      id,                                -- NULL: the ordinal
      type,                              -- number of the type, or its name
      "start" INTEGER NOT NULL,
      "end" INTEGER NOT NULL,
      start_byte INTEGER,                -- NULL: as start (ASCII)
      end_byte INTEGER,                  -- NULL: as end
      text TEXT NOT NULL,
      flags INTEGER NOT NULL,            -- 1 negated, 2 uncertain, 4 historical, 8 hypothetical, 16 not preferred,
                                         -- 32 family, 64 other
      section TEXT,
      source TEXT,                       -- NULL: dictionary
      attributes TEXT,                   -- NULL: none
      fragments TEXT,
      given_concepts TEXT,
      concept_key INTEGER REFERENCES concept,
      deid_start INTEGER,                -- NULL without de-identification
      deid_end INTEGER,
      PRIMARY KEY (note_key, ordinal)
    ) WITHOUT ROWID;
    \(entityView)
    CREATE TABLE concept (
      -- Each concept met, once.
      concept_key INTEGER PRIMARY KEY,   -- in the order of first arrival
      concept_id TEXT NOT NULL,          -- identifier within the vocabulary
      vocabulary TEXT NOT NULL,          -- '' where a given concept names none
      name TEXT NOT NULL,                -- preferred name in the vocabulary
      semantic_types TEXT NOT NULL,      -- TUIs with commas between them
      UNIQUE (concept_id, vocabulary, name, semantic_types)
    );
    CREATE TABLE further_concept (
      -- What a mention names beside entity.concept_key; all concepts of a given entity.
      note_key INTEGER NOT NULL REFERENCES note,
      entity_ordinal INTEGER NOT NULL,   -- entity.ordinal
      rank INTEGER NOT NULL,             -- 1-based
      concept_key INTEGER NOT NULL REFERENCES concept,
      PRIMARY KEY (note_key, entity_ordinal, rank)
    ) WITHOUT ROWID;
    CREATE VIEW entity_concept AS
    -- The concepts that a mention names, best first (rank 1): one row for each mention and concept.
    SELECT e.note_key, e.ordinal AS entity_ordinal, 1 AS rank, e.id AS entity_id, c.concept_id, c.vocabulary,
      c.name, c.semantic_types
    FROM entity e JOIN concept c ON c.concept_key = e.concept_key
    UNION ALL
    SELECT f.note_key, f.entity_ordinal, f.rank, e.id, c.concept_id, c.vocabulary, c.name, c.semantic_types
    FROM further_concept f
      JOIN entity e ON e.note_key = f.note_key AND e.ordinal = f.entity_ordinal
      JOIN concept c ON c.concept_key = f.concept_key;
    CREATE TABLE cue (
      -- The words that decided a mention's assertion.
      note_key INTEGER NOT NULL REFERENCES note,
      entity_ordinal INTEGER NOT NULL,   -- entity.ordinal
      ordinal INTEGER NOT NULL,          -- 1-based within the mention
      entity_id NOT NULL,                -- entity.id
      kind TEXT NOT NULL,                -- 'negation', 'rule_out', 'uncertainty', …
      "start" INTEGER NOT NULL,          -- code points
      "end" INTEGER NOT NULL,
      start_byte INTEGER NOT NULL,
      end_byte INTEGER NOT NULL,
      text TEXT NOT NULL,
      rule TEXT NOT NULL,                -- id of the cue rule, or 'section:' and the section's name
      deid_start INTEGER,                -- NULL without de-identification
      deid_end INTEGER,
      PRIMARY KEY (note_key, entity_ordinal, ordinal)
    ) WITHOUT ROWID;
    CREATE TABLE relation (
      -- From the qualifier or the affected (head) to the thing (tail).
      note_key INTEGER NOT NULL REFERENCES note,
      id INTEGER NOT NULL,               -- 1-based
      type TEXT NOT NULL,
      head NOT NULL,                     -- entity.id
      tail NOT NULL,                     -- entity.id
      source TEXT NOT NULL,
      PRIMARY KEY (note_key, id)
    ) WITHOUT ROWID;
    CREATE TABLE phi (
      -- Identifiers found; empty without de-identification.
      note_key INTEGER NOT NULL REFERENCES note,
      id INTEGER NOT NULL,               -- 1-based
      category TEXT NOT NULL,            -- i2b2 2014
      type TEXT NOT NULL,
      "start" INTEGER NOT NULL,          -- code points
      "end" INTEGER NOT NULL,
      source TEXT NOT NULL,
      replacement TEXT,                  -- NULL where the policy keeps it
      PRIMARY KEY (note_key, id)
    ) WITHOUT ROWID;
    \(deidentificationTable)
    """

  static let deidentificationTable = """
    CREATE TABLE deidentification (
      -- One row in a database without identifiers: ids, file names and dates are the file's own numbers and years.
      identity BLOB NOT NULL             -- of the --linkage file that joins the numbers with the input
    );
    """
}
