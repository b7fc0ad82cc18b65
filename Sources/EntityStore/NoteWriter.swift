import ClinicalText

extension EntityStore {
  /// Writes a note and everything found in it: all of it or, on a fault, nothing of the whole batch.
  ///
  /// Supersedes other current rows of the same id, except those that this run met itself. Calls come in input order;
  /// `lookup` must have said `.absent` (a second row of one identity is refused by SQLite).
  ///
  /// - Parameter joining: called with the row's key inside of the batch.
  public func write(
    _ record: NoteRecord, contentHash: ContentHash, result: NoteResult, joining: (Int) throws -> Void = { _ in }
  ) throws(Fault) {
    var open = try openRun()
    let key = open.nextKey
    let scalars = ScalarOffsets(result.text)
    let position = try write { _, statements in
      let others =
        open.mayMeetRows
        ? try Self.currentRows(record.id, statements).filter { try !Self.isTouched($0.key, statements) } : []
      try Self.retire(others, statements)
      var inherited = others.map(\.position).min()
      if open.hasAnonymousFailures {
        let cleared = try Self.clearAnonymous(record.source, record.line, statements)
        inherited = inherited ?? cleared
      }
      let position = inherited ?? open.nextPosition
      try insert(
        record, key, position, open.pipeline, contentHash, scalars.scalarCount, result.deidentified, statements)
      try joining(key)
      try EntityRows(key, result, scalars, statements, scratch, names).insert()
      return position
    }
    open.nextKey += 1
    if position == open.nextPosition { open.nextPosition += 1 }
    run = open
    order.touch(key: key, position: position)
    batch.count(notes: 1, bytes: result.text.count + result.entities.count * 200)
    try commitIfDue()
  }

  /// Writes the row of a record that failed, or confirms the row it already has. Calls come in input order.
  ///
  /// With an id, it supersedes older rows of that id, but not what this run met itself: after `duplicate_id` both the
  /// note and the failure are current. Without one, it takes the place of what stood at its source and line.
  /// Returns false when the row was there already.
  @discardableResult
  public func write(
    _ record: RecordFailure, joining: (Int) throws -> Void = { _ in }
  ) throws(Fault) -> Bool {
    var open = try openRun()
    let hash = ContentHash(record.fingerprint)
    let written = try write { _, statements in
      let found =
        try record.id.map { try Self.find($0, hash, open.pipeline, statements) }
        ?? Self.findAnonymous(record.source, record.line, hash, open.pipeline, statements)
      let others = try superseded(by: record, statements).filter { $0.key != found.key }
      let inherited = others.map(\.position).min()
      if found.key == 0 || !found.isCurrent { try Self.retire(others, statements) }
      var key = found.key
      var position = found.position
      if key == 0 {
        key = open.nextKey
        position = inherited ?? open.nextPosition
        try insert(record, key, position, open.pipeline, hash, statements)
        try joining(key)
      } else if !found.isCurrent {
        position = inherited ?? position
        try Self.set(key, current: true, position, statements)
      }
      if record.id != nil {
        try Self.touch(key, statements)
        if open.hasAnonymousFailures {
          _ = try Self.clearAnonymous(record.source, record.line, statements)
        }
      }
      return (key: key, position: position, isNew: found.key == 0)
    }
    if written.isNew {
      open.nextKey += 1
      if written.position == open.nextPosition { open.nextPosition += 1 }
    }
    if record.id == nil { open.hasAnonymousFailures = true } else { open.mayMeetRows = true }
    run = open
    order.touch(key: written.key, position: written.position)
    batch.count(notes: 1, bytes: 500)
    try commitIfDue()
    return written.isNew
  }

  /// The current rows that a failure takes the place of.
  private func superseded(
    by record: RecordFailure, _ statements: StoreStatements
  ) throws -> [OtherRow] {
    guard let id = record.id else {
      // What stood at this line: an older failure, or a note whose id was made from source and line.
      var rows = try Self.currentRows("\(record.source):\(record.line)", statements)
        .filter { $0.source == record.source && $0.line == record.line }
      let older = statements.rowsAtLine
      older.bind(1, record.source)
      older.bind(2, record.line)
      while try older.next() {
        rows.append(
          OtherRow(
            key: older.int(0), position: older.int(1), isError: true, source: record.source,
            line: record.line))
      }
      return rows
    }
    let rows = try Self.currentRows(id, statements)
      .filter { try !Self.isTouched($0.key, statements) }
    statements.findSeen.bind(1, Int(truncatingIfNeeded: Self.hash(ofID: id)))
    guard try statements.findSeen.next() else { return rows }
    // This run met the id as a good note as well: that row stays.
    statements.findSeen.reset()
    return rows.filter(\.isError)
  }

  // MARK: The note's row

  private func insert(
    _ record: NoteRecord, _ key: Int, _ position: Int, _ pipeline: Int, _ hash: ContentHash,
    _ characters: Int, _ edited: EditedText?, _ statements: StoreStatements
  ) throws {
    let row = statements.insertNote
    row.bind(1, key)
    row.bind(2, record.id)
    row.bind(3, record.patientID)
    row.bind(4, record.encounterID)
    row.bind(5, record.date)
    row.bind(6, record.type)
    row.bind(7, "ok")
    row.bindNull(8)
    row.bindNull(9)
    row.bind(10, record.source)
    row.bind(11, record.line)
    row.bind(12, hash)
    row.bind(13, pipeline)
    row.bind(14, true)
    row.bind(15, position)
    row.bind(16, characters)
    scratch.removeAll()
    scratch.appendObject(record.metadata)
    row.bind(17, scratch.bytes)
    if options.storesText {
      row.bind(18, record.text.bytes)
    } else if options.storesDeidentifiedText, let edited {
      row.bind(18, edited.text.bytes)
    } else {
      row.bindNull(18)
    }
    try row.run()
  }

  private func insert(
    _ record: RecordFailure, _ key: Int, _ position: Int, _ pipeline: Int, _ hash: ContentHash,
    _ statements: StoreStatements
  ) throws {
    // Source and line have columns of their own.
    let words = Fault(record.fault.code, value: record.fault.value).message
    let row = statements.insertNote
    row.bind(1, key)
    row.bind(2, record.id)
    for column in Int32(3)...6 { row.bindNull(column) }
    row.bind(7, "error")
    row.bind(8, record.fault.code.rawValue)
    row.bind(9, words)
    row.bind(10, record.source)
    row.bind(11, record.line)
    row.bind(12, hash)
    row.bind(13, pipeline)
    row.bind(14, true)
    row.bind(15, position)
    row.bindNull(16)
    row.bind(17, names.emptyObject)
    row.bindNull(18)
    try row.run()
  }
}

extension OutputBuffer {
  /// Appends a JSON object of names and JSON tokens.
  func appendObject(_ pairs: [(name: String, json: String)]) {
    append(UInt8(ascii: "{"))
    for (index, pair) in pairs.enumerated() {
      if index > 0 { append(UInt8(ascii: ",")) }
      appendJSONString(pair.name)
      append(UInt8(ascii: ":"))
      append(pair.json)
    }
    append(UInt8(ascii: "}"))
  }
}
