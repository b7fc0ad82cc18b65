import ClinicalText

/// Writes the rows of one note's result: the hot place. Bytes are bound where they lie; no String is made per entity.
struct EntityRows {
  private let key: Int
  private let result: NoteResult
  private let scalars: ScalarOffsets
  private let statements: StoreStatements
  private let scratch: OutputBuffer
  private let names: FixedNames
  private let text: UnsafePointer<UInt8>
  private let isASCII: Bool
  /// The text without identifiers, from which mentions and cues take their words; nil without de-identification.
  private let edited: EditedText?
  private let editedScalars: ScalarOffsets?

  init(
    _ key: Int, _ result: NoteResult, _ scalars: ScalarOffsets, _ statements: StoreStatements,
    _ scratch: OutputBuffer, _ names: FixedNames
  ) {
    self.key = key
    self.result = result
    self.scalars = scalars
    self.statements = statements
    self.scratch = scratch
    self.names = names
    // Safe because a NoteText always has memory (its padding).
    text = result.text.bytes.baseAddress!
    isASCII = result.text.isASCII
    edited = result.deidentified
    editedScalars = result.deidentified.map { ScalarOffsets($0.text) }
  }

  func insert() throws {
    try insertSections()
    bindNoteKey()
    for index in result.entities.indices {
      let entity = result.entities[index]
      let ordinal = index + 1
      if entity.given < 0 {
        try insertEntity(entity, ordinal)
        if entity.concepts.count > 1 { try insertFurtherConcepts(entity, ordinal) }
      } else {
        try insertGiven(entity, ordinal)
      }
      if !entity.cues.isEmpty { try insertCues(entity, ordinal) }
    }
    if !result.relations.isEmpty { try insertRelations() }
    if !result.identifiers.isEmpty { try insertIdentifiers() }
  }

  /// The words of a span: those of the de-identified text where there is one.
  @inline(__always)
  private func words(_ span: ByteSpan) -> UnsafeBufferPointer<UInt8> {
    guard let edited else { return UnsafeBufferPointer(start: text + Int(span.start), count: span.count) }
    let place = edited.span(of: span)
    return UnsafeBufferPointer(rebasing: edited.text.bytes[place.range])
  }

  /// Binds where a span lies in the de-identified text. Without one, the columns are NULL from the start.
  @inline(__always)
  private func bindEdited(_ span: ByteSpan, _ row: RowStatement, _ column: Int32) {
    guard let edited, let editedScalars else { return }
    let place = edited.span(of: span)
    row.bind(column, editedScalars.scalar(ofByte: Int(place.start)))
    row.bind(column + 1, editedScalars.scalar(ofByte: Int(place.end)))
  }

  private func insertIdentifiers() throws {
    let row = statements.insertPhi
    row.bind(1, key)
    for (index, item) in result.identifiers.enumerated() {
      let kind = item.identifier.kind
      row.bind(2, index + 1)
      row.bind(3, kind.category.utf8Start, kind.category.utf8CodeUnitCount)
      row.bind(4, kind.type.utf8Start, kind.type.utf8CodeUnitCount)
      row.bind(5, scalar(item.identifier.span.start))
      row.bind(6, scalar(item.identifier.span.end))
      row.bind(7, item.identifier.source)
      row.bind(8, item.replacement.map { String(decoding: $0, as: UTF8.self) })
      try row.run()
    }
  }

  @inline(__always)
  private func scalar(_ byte: UInt32) -> Int {
    isASCII ? Int(byte) : scalars.scalar(ofByte: Int(byte))
  }

  /// The key is bound once: SQLite keeps bindings across resets.
  private func bindNoteKey() {
    statements.insertEntity.bind(1, key)
    statements.insertFurtherConcept.bind(1, key)
    statements.insertCue.bind(1, key)
    statements.insertRelation.bind(1, key)
    statements.insertGivenConcepts.bind(2, key)
  }

  private func insertSections() throws {
    let row = statements.insertSection
    row.bind(1, key)
    for (index, section) in result.sections.enumerated() {
      row.bind(2, index + 1)
      if let id = section.id { row.bind(3, id) } else { row.bindNull(3) }
      if let loinc = section.loinc { row.bind(4, loinc) } else { row.bindNull(4) }
      if section.heading.count > 0 {
        row.bind(5, scalar(section.heading.start))
        row.bind(6, scalar(section.heading.end))
      } else {
        row.bindNull(5)
        row.bindNull(6)
      }
      row.bind(7, scalar(section.span.start))
      row.bind(8, scalar(section.span.end))
      if section.parent >= 0 { row.bind(9, section.parent + 1) } else { row.bindNull(9) }
      try row.run()
    }
  }

  // MARK: Entities

  /// Columns of `insertEntity`, by position.
  private enum Column {
    static let ordinal: Int32 = 2
    static let id: Int32 = 3
    static let type: Int32 = 4
    static let start: Int32 = 5
    static let end: Int32 = 6
    static let startByte: Int32 = 7
    static let endByte: Int32 = 8
    static let text: Int32 = 9
    static let flags: Int32 = 10
    static let section: Int32 = 11
    static let source: Int32 = 12
    static let attributes: Int32 = 13
    static let fragments: Int32 = 14
    static let givenConcepts: Int32 = 15
    static let concept: Int32 = 16
    static let editedStart: Int32 = 17
  }

  @inline(__always)
  private func insertEntity(_ entity: Entity, _ ordinal: Int) throws {
    let row = statements.insertEntity
    row.bind(Column.type, Int(entity.type.rawValue))
    if let first = entity.concepts.first {
      row.bind(Column.concept, try conceptKey(result.concepts[first]))
    } else {
      row.bindNull(Column.concept)
    }
    if entity.isPlain {
      if statements.bound.isNew(plain: true) {
        for column in [Column.id, Column.attributes, Column.fragments, Column.givenConcepts] { row.bindNull(column) }
      }
      row.bind(Column.text, words(entity.span))
    } else {
      _ = statements.bound.isNew(plain: false)
      row.bindNull(Column.id)
      row.bindNull(Column.givenConcepts)
      bindDetails(entity, entity.attributes)
    }
    try insertCommon(entity, ordinal)
  }

  /// Binds what every entity has and runs the statement. SQLite keeps bindings across resets, so that a column that
  /// seldom changes is bound only when its value differs from the row before.
  @inline(__always)
  private func insertCommon(_ entity: Entity, _ ordinal: Int) throws {
    let row = statements.insertEntity
    row.bind(Column.ordinal, ordinal)
    row.bind(Column.start, scalar(entity.span.start))
    row.bind(Column.end, scalar(entity.span.end))
    if isASCII {
      row.bindNull(Column.startByte)
      row.bindNull(Column.endByte)
    } else {
      row.bind(Column.startByte, Int(entity.span.start))
      row.bind(Column.endByte, Int(entity.span.end))
    }
    row.bind(Column.flags, Self.flags(entity))
    bindEdited(entity.span, row, Column.editedStart)
    let section = entity.section >= 0 ? result.sections[entity.section].id : nil
    if statements.bound.isNew(section: section) {
      if let section { row.bind(Column.section, section) } else { row.bindNull(Column.section) }
    }
    if statements.bound.isNew(source: entity.source) {
      if entity.source.buffer.elementsEqual("dictionary".utf8) {
        row.bindNull(Column.source)
      } else {
        row.bind(Column.source, entity.source)
      }
    }
    try row.run()
  }

  /// The bits of `mention.flags`.
  @inline(__always)
  private static func flags(_ entity: Entity) -> Int {
    let assertion = entity.assertion
    var flags = assertion.negated ? 1 : 0
    if assertion.uncertain { flags |= 2 }
    if assertion.historical { flags |= 4 }
    if assertion.hypothetical { flags |= 8 }
    if !entity.isPreferred { flags |= 16 }
    return flags | Int(assertion.experiencer.rawValue) << 5
  }

  /// Binds text, attributes and fragments. Those that have to be written out stand in the scratch buffer, and are bound
  /// last, since it moves while it grows.
  private func bindDetails(_ entity: Entity, _ attributes: [(name: String, json: String)]) {
    let row = statements.insertEntity
    scratch.removeAll()
    for (index, part) in entity.fragments.enumerated() {
      if index > 0 { scratch.append(UInt8(ascii: " ")) }
      scratch.append(words(part))
    }
    let textEnd = scratch.count
    if !attributes.isEmpty { scratch.appendObject(attributes) }
    let attributesEnd = scratch.count
    for (index, part) in entity.fragments.enumerated() {
      scratch.append(UInt8(ascii: index == 0 ? "[" : ","))
      scratch.append(UInt8(ascii: "["))
      scratch.append(scalar(part.start))
      scratch.append(UInt8(ascii: ","))
      scratch.append(scalar(part.end))
      scratch.append(UInt8(ascii: "]"))
    }
    if !entity.fragments.isEmpty { scratch.append(UInt8(ascii: "]")) }
    let bytes = scratch.bytes
    if attributes.isEmpty {
      row.bindNull(Column.attributes)
    } else {
      row.bind(Column.attributes, UnsafeBufferPointer(rebasing: bytes[textEnd..<attributesEnd]))
    }
    if entity.fragments.isEmpty {
      row.bind(Column.text, words(entity.span))
      row.bindNull(Column.fragments)
    } else {
      row.bind(Column.text, UnsafeBufferPointer(rebasing: bytes[..<textEnd]))
      row.bind(Column.fragments, UnsafeBufferPointer(rebasing: bytes[attributesEnd...]))
    }
  }

  private func insertFurtherConcepts(_ entity: Entity, _ ordinal: Int) throws {
    let row = statements.insertFurtherConcept
    row.bind(2, ordinal)
    for index in entity.concepts.dropFirst() {
      row.bind(3, index - entity.concepts.lowerBound + 1)
      row.bind(4, try conceptKey(result.concepts[index]))
      try row.run()
    }
  }

  /// The concept's row, added when it is met for the first time.
  @inline(__always)
  private func conceptKey(_ concept: ConceptReference) throws -> Int {
    if let key = statements.conceptKeys.key(of: concept.record) { return key }
    return try addConcept(concept)
  }

  @inline(never)
  private func addConcept(_ concept: ConceptReference) throws -> Int {
    for row in [statements.addConcept, statements.findConcept] {
      row.bind(1, concept.id)
      row.bind(2, concept.vocabulary)
      row.bind(3, concept.preferredName)
      row.bind(4, concept.semanticTypes)
    }
    try statements.addConcept.run()
    guard try statements.findConcept.next() else { throw Fault(.internalError, value: "concept row") }
    defer { statements.findConcept.reset() }
    let key = statements.findConcept.int(0)
    statements.conceptKeys.insert(key, for: concept.record)
    return key
  }

  private func insertCues(_ entity: Entity, _ ordinal: Int) throws {
    let row = statements.insertCue
    row.bind(2, ordinal)
    try bindID(row, 4, of: entity)
    for index in entity.cues {
      let cue = result.cues[index]
      row.bind(3, index - entity.cues.lowerBound + 1)
      row.bind(5, names.cueKinds[Int(cue.kind.rawValue)])
      row.bind(6, scalar(cue.span.start))
      row.bind(7, scalar(cue.span.end))
      row.bind(8, Int(cue.span.start))
      row.bind(9, Int(cue.span.end))
      row.bind(10, words(cue.span))
      row.bind(11, cue.rule)
      bindEdited(cue.span, row, 12)
      try row.run()
    }
  }

  private func insertRelations() throws {
    let row = statements.insertRelation
    for (index, relation) in result.relations.enumerated() {
      row.bind(2, index + 1)
      row.bind(3, relation.type)
      try bindID(row, 4, of: result.entities[relation.head])
      try bindID(row, 5, of: result.entities[relation.tail])
      row.bind(6, relation.source)
      try row.run()
    }
  }

  // MARK: Entities that came with the note

  private func insertGiven(_ entity: Entity, _ ordinal: Int) throws {
    let given = result.given[entity.given]
    let row = statements.insertEntity
    _ = statements.bound.isNew(plain: false)
    try bindID(row, Column.id, of: entity)
    if let type = given.type {
      row.bind(Column.type, Int(type.rawValue))
    } else {
      row.bind(Column.type, given.typeName)
    }
    row.bind(Column.givenConcepts, given.conceptsJSON)
    row.bindNull(Column.concept)
    bindDetails(entity, given.attributes)
    try insertCommon(entity, ordinal)
    guard let concepts = given.conceptsJSON, concepts.hasPrefix("[") else { return }
    statements.addGivenConcepts.bind(1, concepts)
    try statements.addGivenConcepts.run()
    let copies = statements.insertGivenConcepts
    copies.bind(1, concepts)
    copies.bind(3, ordinal)
    try copies.run()
  }

  /// The entity's id: its number, or the given token as an integer or as a string without its JSON quotes.
  private func bindID(_ row: RowStatement, _ index: Int32, of entity: Entity) throws {
    guard entity.given >= 0 else { return row.bind(index, entity.id) }
    let token = result.given[entity.given].id
    if let number = Int(token), String(number) == token {
      row.bind(index, number)
    } else if token.hasPrefix("\"") {
      let decode = statements.decodeString
      decode.bind(1, token)
      defer { decode.reset() }
      row.bind(index, try decode.next() ? decode.string(0) : token)
    } else {
      row.bind(index, token)
    }
  }
}
