import ClinicalText
import GRDB
import Glibc

/// The table that joins a de-identified database with its input (`--linkage`): a SQLite file of its own, mode 0600.
///
/// Ids, file names and the like get numbers in the order of their first arrival, and keep them: the same input gives the
/// same numbers again. Without a file the numbers live as long as the process, and only hashes are kept.
public final class Linkage {
  /// What has numbers, each of its own.
  public enum Kind: String, CaseIterable, Sendable {
    case note, patient, encounter, source
  }

  /// Names the pair of database and linkage file: 16 random bytes.
  public let identity: [UInt8]
  /// The key of the content hashes in the database: 32 random bytes.
  public let key: [UInt8]
  /// True when the joining table is kept in a file.
  public let isKept: Bool

  /// "ChSL": tells the file from other SQLite databases.
  private static let applicationID: Int32 = 0x4368_534C
  private let path: String
  private let isNew: Bool
  private let queue: DatabaseQueue
  private var isOpen = false
  private var find: [Kind: RowStatement] = [:]
  private var add: [Kind: RowStatement] = [:]
  private var join: RowStatement?
  private var last: [Kind: (value: String, number: Int)] = [:]

  private static let tables = """
    CREATE TABLE linkage (
      -- One row: which database this file belongs to, and the key of its content hashes.
      identity BLOB NOT NULL,
      key BLOB NOT NULL
    );
    CREATE TABLE note_number (number INTEGER PRIMARY KEY, value UNIQUE NOT NULL);       -- value: note_id of the input
    CREATE TABLE patient_number (number INTEGER PRIMARY KEY, value UNIQUE NOT NULL);    -- value: patient_id
    CREATE TABLE encounter_number (number INTEGER PRIMARY KEY, value UNIQUE NOT NULL);  -- value: encounter_id
    CREATE TABLE source_number (number INTEGER PRIMARY KEY, value UNIQUE NOT NULL);     -- value: file name
    CREATE TABLE note (
      -- One row for each row of the database's table note.
      note_key INTEGER PRIMARY KEY,   -- as in the database
      note_id TEXT,                   -- of the input
      patient_id TEXT,
      encounter_id TEXT,
      source TEXT NOT NULL,
      line INTEGER NOT NULL,
      date TEXT                       -- as given
    );
    """

  /// Opens or creates the file; nil for numbers of this process alone. Throws `databaseForeign` for another file,
  /// `outputUnwritable`, `diskFull`.
  public init(_ path: String?) throws(Fault) {
    isKept = path != nil
    self.path = path ?? "the linkage"
    isNew = try path.map { name throws(Fault) in try Self.prepare(name) } ?? true
    do {
      var configuration = Configuration()
      configuration.allowsUnsafeTransactions = true  // a batch spans calls
      queue = try DatabaseQueue(path: path.map(DatabaseFile.plain) ?? "", configuration: configuration)
      (identity, key) = try queue.inDatabase { db in try Self.setUp(db, path: path) }
      try queue.inDatabase { db in
        for kind in Kind.allCases {
          find[kind] = try RowStatement(
            db, "SELECT number FROM \(kind.rawValue)_number WHERE value = ?1", file: self.path)
          add[kind] = try RowStatement(
            db, "INSERT INTO \(kind.rawValue)_number (value) VALUES (?1) RETURNING number", file: self.path)
        }
        join = try RowStatement(
          db, "INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", file: self.path)
      }
    } catch {
      throw StoreFault.from(error, file: self.path)
    }
  }

  /// Makes the file for its owner alone; true when it was not there.
  private static func prepare(_ path: String) throws(Fault) -> Bool {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Fault(.outputUnwritable, file: path, value: String(cString: strerror(errno)))
    }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw Fault(.outputUnwritable, file: path, value: "it is no file")
    }
    if status.st_size == 0 {
      fchmod(descriptor, 0o600)
      return true
    }
    var header = [UInt8](repeating: 0, count: 100)
    let count = header.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, 100) }
    let found = header[68..<72].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    guard count == 100, header.starts(with: Array("SQLite format 3".utf8) + [0]),
      found == UInt32(bitPattern: applicationID)
    else { throw Fault(.databaseForeign, file: path, value: "it is no --linkage file") }
    fchmod(descriptor, 0o600)
    return false
  }

  private static func setUp(_ db: GRDB.Database, path: String?) throws -> ([UInt8], [UInt8]) {
    if path != nil {
      // The joining rows must be on the disk before the database's rows are.
      try db.execute(sql: "PRAGMA synchronous = FULL")
    }
    if try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") == 0 {
      func random(_ count: Int) -> String { Hexadecimal.text((0..<count).map { _ in UInt8.random(in: 0...255) }) }
      try db.execute(sql: "BEGIN EXCLUSIVE")
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: tables)
      try db.execute(sql: "INSERT INTO linkage VALUES (X'\(random(16))', X'\(random(32))')")
      try db.execute(sql: "COMMIT")
    }
    guard let row = try Row.fetchOne(db, sql: "SELECT hex(identity), hex(key) FROM linkage") else {
      throw Fault(.databaseForeign, file: path, value: "it is no --linkage file")
    }
    return (Hexadecimal.bytes(row[0]), Hexadecimal.bytes(row[1]))
  }

  /// The number of a value, given now where it has none yet and `adding` is true.
  public func number(of value: String, _ kind: Kind, adding: Bool = true) throws(Fault) -> Int? {
    if let last = last[kind], last.value == value { return last.number }
    let number = try access { () throws -> Int? in
      guard let find = find[kind], let add = add[kind] else { return nil }
      bind(value, to: find)
      if try find.next() {
        defer { find.reset() }
        return find.int(0)
      }
      guard adding else { return nil }
      try begin()
      bind(value, to: add)
      guard try add.next() else { return nil }
      defer { add.reset() }
      return add.int(0)
    }
    if let number { last[kind] = (value, number) }
    return number
  }

  /// Without a file only a hash under this process's own key is kept.
  private func bind(_ value: String, to row: RowStatement) {
    if isKept {
      row.bind(1, value)
    } else {
      var hasher = Hasher()
      hasher.combine(value)
      row.bind(1, hasher.finalize())
    }
  }

  /// Takes down which record of the input a row of the database is.
  public func join(_ noteKey: Int, _ record: NoteRecord) throws(Fault) {
    try join(
      noteKey, record.hasOwnID ? record.id : nil, record.patientID, record.encounterID, record.source, record.line,
      record.date)
  }

  /// The same for a record that failed.
  public func join(_ noteKey: Int, _ failure: RecordFailure) throws(Fault) {
    try join(noteKey, failure.id, nil, nil, failure.source, failure.line, nil)
  }

  private func join(
    _ noteKey: Int, _ id: String?, _ patient: String?, _ encounter: String?, _ source: String, _ line: Int,
    _ date: String?
  ) throws(Fault) {
    guard isKept else { return }
    try access {
      guard let join else { return }
      try begin()
      join.bind(1, noteKey)
      join.bind(2, id)
      join.bind(3, patient)
      join.bind(4, encounter)
      join.bind(5, source)
      join.bind(6, line)
      join.bind(7, date)
      try join.run()
    }
  }

  private func begin() throws {
    guard !isOpen else { return }
    try queue.inDatabase { try $0.execute(sql: "BEGIN IMMEDIATE") }
    isOpen = true
  }

  /// Makes everything durable: to be called before the database commits what refers to it.
  public func commit() throws(Fault) {
    guard isOpen else { return }
    isOpen = false
    try access { try queue.inDatabase { try $0.execute(sql: "COMMIT") } }
  }

  /// Closes the file. A file that was made for nothing is removed.
  public func close(unused: Bool = false) {
    try? commit()
    find = [:]
    add = [:]
    join = nil
    try? queue.close()
    if unused, isNew, isKept { unlink(path) }
  }

  /// What a note is called in an output with numbers, and in the input.
  public struct Link: Sendable, Equatable {
    /// `note_key` of the database.
    public var key: Int
    /// The id in the output.
    public var number: String
    /// The id in the input; file and line where the note has none of its own.
    public var id: String
    public var patientNumber: String?
    public var patientID: String?
  }

  /// All notes of a linkage file: for telling whose a note of the output is.
  public static func links(_ path: String) throws(Fault) -> [Link] {
    guard DatabaseFile.exists(path) else { throw Fault(.inputMissing, file: path) }
    let linkage = try Linkage(path)
    defer { linkage.close() }
    return try linkage.access {
      try linkage.queue.inDatabase { db in
        try Row.fetchAll(
          db,
          sql: """
            SELECT n.note_key, coalesce(CAST(nn.number AS TEXT), sn.number || ':' || n.line, CAST(n.note_key AS TEXT)),
              coalesce(n.note_id, n.source || ':' || n.line), CAST(pn.number AS TEXT), n.patient_id
            FROM note n
            LEFT JOIN note_number nn ON nn.value = coalesce(n.note_id, n.source || ':' || n.line)
            LEFT JOIN source_number sn ON sn.value = n.source
            LEFT JOIN patient_number pn ON pn.value = n.patient_id
            ORDER BY n.note_key
            """
        ).map { Link(key: $0[0], number: $0[1], id: $0[2], patientNumber: $0[3], patientID: $0[4]) }
      }
    }
  }

  /// Input ids by the numbers that stand for them in the database: for joining results with gold annotations.
  public static func noteIDs(_ path: String) throws(Fault) -> [Int: String] {
    guard DatabaseFile.exists(path) else { throw Fault(.inputMissing, file: path) }
    let linkage = try Linkage(path)
    defer { linkage.close() }
    return try linkage.access {
      try linkage.queue.inDatabase { db in
        var ids: [Int: String] = [:]
        for row in try Row.fetchAll(db, sql: "SELECT number, value FROM note_number") { ids[row[0]] = row[1] }
        return ids
      }
    }
  }

  private func access<T>(_ body: () throws -> T) throws(Fault) -> T {
    do {
      return try body()
    } catch {
      throw StoreFault.from(error, file: path)
    }
  }
}
