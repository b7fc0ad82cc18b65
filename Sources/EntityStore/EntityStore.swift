import ClinicalText
import GRDB

/// How to open a database; the defaults are for everyday use, the rest for tests.
public struct StoreOptions: Sendable {
  /// How long to wait for another program's transaction, in seconds.
  public var busyTimeout = 10.0
  /// When the text of a note is stored as well (`--store-text original`).
  public var storesText = false
  /// When the text without identifiers is stored (`--store-text deidentified`).
  public var storesDeidentifiedText = false
  /// The linkage's identity for a database without identifiers; nil for an ordinary one.
  public var linkageIdentity: [UInt8]?
  /// The database may not grow beyond this many pages (8 KB each); nil for no limit.
  package var pageLimit: Int?
  package var schemaVersion = Schema.version
  package var migrations = Migrations.steps

  /// Starts with the defaults.
  public init() {}
}

/// The SQLite database of a run: one writer, used by one thread at a time.
///
/// Durability: WAL with `synchronous = NORMAL`. A killed process loses the notes of the open batch only. A power loss
/// may take back the batches since the last checkpoint, too, but never tears one or damages the file; either way the
/// next run of the same command does the missing notes again and gives the rows of an undisturbed run.
///
/// Example:
///
///     let store = try EntityStore.open("notes.sqlite")
///     try store.beginRun(info)
///     if case .absent = try store.lookup(noteID: record.id, contentHash: hash) {
///       try store.write(record, contentHash: hash, result: result)
///     }
///     try store.finishRun(.done, counts)
///     try store.close()
public final class EntityStore {
  /// The path as the user named it.
  public let path: String
  let options: StoreOptions
  private let queue: DatabaseQueue
  private var lock: RunLock?

  var statements: StoreStatements?
  var batch = Batch()
  var order = RunOrder()
  var run: OpenRun?
  /// Called before each commit: what the rows refer to is made durable first.
  public var willCommit: (() throws(Fault) -> Void)?
  /// The fault that ended writing; nothing is written after it.
  var failure: Fault?
  /// The connection while `exclusively` holds it.
  private var held: Database?
  let scratch = OutputBuffer()
  let names = FixedNames()

  private init(path: String, options: StoreOptions, queue: DatabaseQueue, lock: RunLock) {
    self.path = path
    self.options = options
    self.queue = queue
    self.lock = lock
  }

  /// Opens or creates the database and takes the run lock.
  ///
  /// Throws `databaseForeign` for a file that is not ours, `databaseNewer` and `databaseOlder` for another form,
  /// `databaseFailed` ("another run is writing") while another run holds the lock, `outputUnwritable`, `diskFull`.
  public static func open(
    _ path: String, options: StoreOptions = StoreOptions()
  ) throws(Fault) -> EntityStore {
    try DatabaseFile.check(path)
    let lock = try RunLock(database: path)
    do {
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true  // a batch spans calls
      configuration.foreignKeysEnabled = false
      configuration.busyMode = .timeout(options.busyTimeout)
      let queue = try DatabaseQueue(path: DatabaseFile.plain(path), configuration: configuration)
      let store = EntityStore(path: path, options: options, queue: queue, lock: lock)
      try queue.inDatabase { db in
        if let limit = options.pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(limit)") }
        try Migrations.apply(db, path: path, options: options)
        // Tests may ask for older forms, which have no such table.
        if options.schemaVersion >= Schema.firstDeidentified {
          try DeidentifiedDatabase.check(db, path: path, identity: options.linkageIdentity)
        }
        try store.prepare(db)
      }
      return store
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  deinit {
    statements = nil
    try? queue.close()
    lock = nil
  }

  /// Commits what is open and closes the database; it is then one file without WAL.
  public func close() throws(Fault) {
    defer {
      statements = nil
      try? queue.close()
      lock = nil
    }
    if failure == nil { try commit() }
  }

  /// Runs `body` on the connection and turns its errors into faults.
  func access<T>(_ body: (Database) throws -> T) throws(Fault) -> T {
    do {
      return try onConnection(body)
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }

  /// Runs `body` with the connection held, so that the many calls of a chunk of notes enter its queue once.
  public func exclusively<T>(_ body: () throws -> T) throws -> T {
    try queue.inDatabase { db in
      held = db
      defer { held = nil }
      return try body()
    }
  }

  @inline(__always)
  private func onConnection<T>(_ body: (Database) throws -> T) throws -> T {
    if let held { return try body(held) }
    return try queue.inDatabase(body)
  }

  /// Runs `body` inside the open batch; an error takes the whole batch back and ends writing.
  func write<T>(_ body: (Database, StoreStatements) throws -> T) throws(Fault) -> T {
    if let failure { throw failure }
    guard let statements else { throw Fault(.internalError, file: path, value: "store is closed") }
    do {
      return try onConnection { db in
        do {
          try batch.begin(db)
          return try body(db, statements)
        } catch {
          if db.isInsideTransaction { try? db.execute(sql: "ROLLBACK") }
          throw error
        }
      }
    } catch {
      let fault = StoreFault.from(error, file: path)
      failure = fault
      batch = Batch()
      throw fault
    }
  }

  /// Runs `body` for reading, in whatever transaction is open.
  func read<T>(_ body: (StoreStatements) throws -> T) throws(Fault) -> T {
    guard let statements else { throw Fault(.internalError, file: path, value: "store is closed") }
    return try access { _ in try body(statements) }
  }

  private func prepare(_ db: Database) throws {
    try db.execute(sql: "PRAGMA journal_mode = WAL")
    try db.execute(sql: "PRAGMA synchronous = NORMAL")
    try db.execute(sql: "PRAGMA cache_size = -65536")
    try db.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
    try db.execute(sql: "PRAGMA temp_store = FILE")
    try db.execute(sql: SeenIDs.tables)
    try db.execute(sql: "PRAGMA temp.cache_size = -16384")
    statements = try StoreStatements(db, file: path)
  }
}

/// Names that are bound again and again, made once.
struct FixedNames {
  let types = EntityType.allCases.map { ByteSlice(permanent: $0.name) }
  let cueKinds = CueKind.allCases.map { ByteSlice(permanent: $0.name) }
  let experiencers = Assertion.Experiencer.allCases.map { ByteSlice(permanent: $0.name) }
  let emptyObject = ByteSlice(permanent: "{}")
}
