import ClinicalText
import GRDB

/// What a run is made with.
public struct RunInfo: Sendable {
  /// The program's version.
  public var version: String
  /// The whole configuration as JSON.
  public var configuration: String
  public var configurationHash: String
  public var lexiconHash: String
  public var rulesHash: String
  /// The inputs of the command line.
  public var inputs: [String]
  /// The whole command line behind the program's name: enough to run it again.
  public var arguments: [String]
  public var threads: Int

  /// Takes each part as it is given.
  public init(
    version: String, configuration: String, configurationHash: String, lexiconHash: String,
    rulesHash: String, inputs: [String], arguments: [String] = [], threads: Int
  ) {
    self.version = version
    self.configuration = configuration
    self.configurationHash = configurationHash
    self.lexiconHash = lexiconHash
    self.rulesHash = rulesHash
    self.inputs = inputs
    self.arguments = arguments
    self.threads = threads
  }
}

/// What a run did.
public struct RunCounts: Equatable, Sendable {
  public var notesOK = 0
  public var notesError = 0
  /// Notes that were there already.
  public var notesSkipped = 0
  /// Bytes of input read.
  public var bytes = 0

  /// Starts with the defaults.
  public init() {}
}

/// How a run ended.
public enum RunStatus: String, Sendable {
  case done
  case failed
  case stopped
}

/// The run that the store writes for.
struct OpenRun {
  var id: Int
  var pipeline: Int
  /// The next `note_key`.
  var nextKey: Int
  /// The next `position` behind all others.
  var nextPosition: Int
  /// True once a current failure without an id may stand at some source and line.
  var hasAnonymousFailures: Bool
  /// True once the database may hold a row under an id that this run meets: rows of earlier runs, or a failure of this
  /// one. Until then nothing has to be looked up.
  var mayMeetRows: Bool
}

extension EntityStore {
  private static func jsonArray(_ strings: [String]) -> String {
    let out = OutputBuffer(capacity: 256)
    out.append(UInt8(ascii: "["))
    for (index, string) in strings.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      out.appendJSONString(string)
    }
    out.append(UInt8(ascii: "]"))
    return withExtendedLifetime(out) { String(decoding: out.bytes, as: UTF8.self) }
  }

  /// Adds the run's row, in its own transaction, and returns its `run_id`.
  ///
  /// Rows of runs that were killed become 'stopped': the run lock says that they are over.
  @discardableResult
  public func beginRun(_ info: RunInfo) throws(Fault) -> Int {
    try commit()
    let inputs = Self.jsonArray(info.inputs)
    let arguments = Self.jsonArray(info.arguments)
    let opened = try write { db, _ in
      try db.execute(sql: "UPDATE run SET status = 'stopped' WHERE status = 'running'")
      try db.execute(
        sql: """
          INSERT INTO run (started_at, version, configuration, configuration_hash, lexicon_hash, rules_hash,
            inputs, arguments, threads, status)
          VALUES (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), ?, ?, ?, ?, ?, ?, ?, ?, 'running')
          """,
        arguments: [
          info.version, info.configuration, info.configurationHash, info.lexiconHash,
          info.rulesHash, inputs, arguments, info.threads,
        ])
      let id = Int(db.lastInsertedRowID)
      let key: StatementArguments = [
        info.configurationHash, info.lexiconHash, info.rulesHash, info.version,
      ]
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO pipeline (configuration_hash, lexicon_hash, rules_hash, version)
          VALUES (?, ?, ?, ?)
          """, arguments: key)
      let pipeline = try Int.fetchOne(
        db,
        sql: """
          SELECT pipeline_id FROM pipeline
          WHERE configuration_hash = ? AND lexicon_hash = ? AND rules_hash = ? AND version = ?
          """, arguments: key)
      try db.execute(sql: "DELETE FROM temp.seen")
      try db.execute(sql: "DELETE FROM temp.touched")
      return OpenRun(
        id: id, pipeline: pipeline ?? 0,
        nextKey: (try Int.fetchOne(db, sql: "SELECT max(note_key) FROM note") ?? 0) + 1,
        nextPosition: (try Int.fetchOne(
          db, sql: "SELECT max(position) FROM note WHERE current = 1") ?? 0) + 1,
        hasAnonymousFailures: try Bool.fetchOne(
          db, sql: "SELECT EXISTS (SELECT 1 FROM note WHERE note_id IS NULL AND current = 1)")
          ?? false,
        mayMeetRows: try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM note)") ?? true)
    }
    run = opened
    order = RunOrder()
    try commit()
    return opened.id
  }

  /// Commits, puts the current rows into this run's order where that changed, closes the run's row and moves the WAL
  /// into the database. May be called after a fault, to record `failed`; the fault's own batch is lost.
  public func finishRun(_ status: RunStatus, _ counts: RunCounts) throws(Fault) {
    guard let open = run else { throw Fault(.internalError, file: path, value: "no run is open") }
    if failure != nil {
      failure = nil
      batch = Batch()
      order = RunOrder()
    }
    let finished = order
    try write { db, statements in
      if status == .done, finished.isDisordered {
        try Self.renumber(finished, from: open, db, statements)
      }
      try db.execute(
        sql: """
          UPDATE run SET finished_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), notes_ok = ?, notes_error = ?,
            notes_skipped = ?, bytes = ?, status = ? WHERE run_id = ?
          """,
        arguments: [
          counts.notesOK, counts.notesError, counts.notesSkipped, counts.bytes, status.rawValue,
          open.id,
        ])
    }
    try commit()
    run = nil
    // A reader may hold the WAL; then it is moved when the last connection closes.
    try? access { db in try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
  }

  func openRun() throws(Fault) -> OpenRun {
    guard let run else { throw Fault(.internalError, file: path, value: "no run is open") }
    return run
  }
}
