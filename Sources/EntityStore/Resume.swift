import ClinicalText

/// Whether a note with this id, content and pipeline has a row.
public enum Presence: Equatable, Sendable {
  case absent
  /// There, and current: nothing to do but `confirm`.
  case current(noteKey: Int, position: Int)
  /// There, but another content came after it; `confirm` makes it current again.
  case superseded(noteKey: Int, position: Int)
}

extension EntityStore {
  /// Asks whether a note is there already for the open run's pipeline. Changes nothing, so it may run ahead of writing.
  public func lookup(noteID: String, contentHash: ContentHash) throws(Fault) -> Presence {
    let open = try openRun()
    guard open.mayMeetRows else { return .absent }
    let pipeline = open.pipeline
    return try read { statements in
      try Self.find(noteID, contentHash, pipeline, statements).presence
    }
  }

  /// Takes a note that `lookup` found as met in this run, in input order among the writes; makes it current again
  /// where another content had taken its place. Never adds a row.
  public func confirm(_ record: NoteRecord, _ presence: Presence) throws(Fault) {
    switch presence {
    case .absent: throw Fault(.internalError, file: path, value: "confirm of an absent note")
    case .current(let key, let position), .superseded(let key, let position):
      try confirm(record, key: key, position: position)
    }
  }

  private func confirm(_ record: NoteRecord, key: Int, position: Int) throws(Fault) {
    let anonymous = try openRun().hasAnonymousFailures
    let final = try write { _, statements in
      // Asked again: since `lookup` ran ahead, a failure with this id may have been written.
      var isCurrent = false
      var others: [OtherRow] = []
      for row in try Self.currentRows(record.id, statements) {
        if row.key == key { isCurrent = true } else { others.append(row) }
      }
      var position = position
      if !isCurrent {
        others = try others.filter { try !Self.isTouched($0.key, statements) }
        if let first = others.map(\.position).min() { position = first }
        try Self.retire(others, statements)
        try Self.set(key, current: true, position, statements)
      }
      if anonymous { _ = try Self.clearAnonymous(record.source, record.line, statements) }
      return position
    }
    order.touch(key: key, position: final)
    try commitIfDue()
  }

  /// `lookup` and `confirm` in one: true when the note is there and nothing is left to do for it.
  public func resume(_ record: NoteRecord, contentHash: ContentHash) throws(Fault) -> Bool {
    let presence = try lookup(noteID: record.id, contentHash: contentHash)
    if presence == .absent { return false }
    try confirm(record, presence)
    return true
  }

  // MARK: Rows that a new row may supersede

  struct OtherRow {
    var key: Int
    var position: Int
    var isError: Bool
    var source: String
    var line: Int
  }

  struct FoundRow {
    var key = 0
    var position = 0
    var isCurrent = false

    var presence: Presence {
      if key == 0 { return .absent }
      return isCurrent
        ? .current(noteKey: key, position: position) : .superseded(noteKey: key, position: position)
    }
  }

  static func find(
    _ id: String, _ hash: ContentHash, _ pipeline: Int, _ statements: StoreStatements
  ) throws -> FoundRow {
    let find = statements.findNote
    find.bind(1, id)
    find.bind(2, hash)
    find.bind(3, pipeline)
    guard try find.next() else { return FoundRow() }
    defer { find.reset() }
    return FoundRow(key: find.int(0), position: find.int(2), isCurrent: find.int(1) == 1)
  }

  static func findAnonymous(
    _ source: String, _ line: Int, _ hash: ContentHash, _ pipeline: Int,
    _ statements: StoreStatements
  ) throws -> FoundRow {
    let find = statements.findAnonymous
    find.bind(1, source)
    find.bind(2, line)
    find.bind(3, hash)
    find.bind(4, pipeline)
    guard try find.next() else { return FoundRow() }
    defer { find.reset() }
    return FoundRow(key: find.int(0), position: find.int(2), isCurrent: find.int(1) == 1)
  }

  /// The current rows of an id; one as a rule.
  static func currentRows(_ id: String, _ statements: StoreStatements) throws -> [OtherRow] {
    let rows = statements.rowsOfID
    rows.bind(1, id)
    var found: [OtherRow] = []
    while try rows.next() {
      found.append(
        OtherRow(
          key: rows.int(0), position: rows.int(1), isError: rows.string(2) == "error",
          source: rows.string(3), line: rows.int(4)))
    }
    return found
  }

  static func isTouched(_ key: Int, _ statements: StoreStatements) throws -> Bool {
    statements.findTouched.bind(1, key)
    guard try statements.findTouched.next() else { return false }
    statements.findTouched.reset()
    return true
  }

  static func touch(_ key: Int, _ statements: StoreStatements) throws {
    statements.addTouched.bind(1, key)
    try statements.addTouched.run()
  }

  static func retire(_ rows: [OtherRow], _ statements: StoreStatements) throws {
    for row in rows { try set(row.key, current: false, row.position, statements) }
  }

  static func set(
    _ key: Int, current: Bool, _ position: Int, _ statements: StoreStatements
  ) throws {
    let update = statements.setCurrent
    update.bind(1, key)
    update.bind(2, current)
    update.bind(3, position)
    try update.run()
  }

  /// Supersedes failures without an id at a line where something else stands now; gives their first position.
  static func clearAnonymous(
    _ source: String, _ line: Int, _ statements: StoreStatements
  ) throws -> Int? {
    let rows = statements.rowsAtLine
    rows.bind(1, source)
    rows.bind(2, line)
    var found: [OtherRow] = []
    while try rows.next() {
      found.append(
        OtherRow(
          key: rows.int(0), position: rows.int(1), isError: true, source: source, line: line))
    }
    try retire(found, statements)
    return found.map(\.position).min()
  }
}
