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

  @inline(__always)
  private func insertEntity(_ entity: Entity, _ ordinal: Int) throws {
    let row = statements.insertEntity
    row.bind(3, entity.id)
    if statements.bound.isNew(type: Int(entity.type.rawValue)) {
      row.bind(4, names.types[Int(entity.type.rawValue)])
      row.bindNull(20)
    }
    if let first = entity.concepts.first {
      row.bind(21, try conceptKey(result.concepts[first]))
    } else {
      row.bindNull(21)
    }
    try insertCommon(entity, ordinal, entity.isPlain ? [] : entity.attributes)
  }

  /// Binds what every entity has. SQLite keeps bindings across resets, so that a column is bound only when its value
  /// differs from the row before.
  @inline(__always)
  private func insertCommon(
    _ entity: Entity, _ ordinal: Int, _ attributes: [(name: String, json: String)]
  ) throws {
    let row = statements.insertEntity
    row.bind(2, ordinal)
    row.bind(5, scalar(entity.span.start))
    row.bind(6, scalar(entity.span.end))
    row.bind(7, Int(entity.span.start))
    row.bind(8, Int(entity.span.end))
    let assertion = entity.assertion
    if statements.bound.isNew(assertion, isPreferred: entity.isPreferred) {
      row.bind(10, entity.isPreferred)
      row.bind(11, assertion.negated)
      row.bind(12, assertion.uncertain)
      row.bind(13, assertion.historical)
      row.bind(14, assertion.hypothetical)
      row.bind(15, names.experiencers[Int(assertion.experiencer.rawValue)])
    }
    let section = entity.section >= 0 ? result.sections[entity.section].id : nil
    if statements.bound.isNew(section: section) {
      if let section { row.bind(16, section) } else { row.bindNull(16) }
    }
    if statements.bound.isNew(source: entity.source) { row.bind(17, entity.source) }
    if attributes.isEmpty && (entity.isPlain || entity.fragments.isEmpty) {
      row.bind(9, text + Int(entity.span.start), entity.span.count)
      if statements.bound.isNew(plain: true) {
        row.bind(18, names.emptyObject)
        row.bindNull(19)
      }
    } else {
      _ = statements.bound.isNew(plain: false)
      bindScratch(entity, attributes)
    }
    try row.run()
  }

  /// Builds text, attributes and fragments in the scratch buffer; bound last, since it moves while it grows.
  private func bindScratch(_ entity: Entity, _ attributes: [(name: String, json: String)]) {
    scratch.removeAll()
    for (index, part) in entity.fragments.enumerated() {
      if index > 0 { scratch.append(UInt8(ascii: " ")) }
      scratch.append(UnsafeBufferPointer(start: text + Int(part.start), count: part.count))
    }
    let textEnd = scratch.count
    scratch.appendObject(attributes)
    let attributesEnd = scratch.count
    for (index, part) in entity.fragments.enumerated() {
      scratch.append(UInt8(ascii: index == 0 ? "[" : ","))
      scratch.append(UInt8(ascii: "["))
      scratch.append(scalar(part.start))
      scratch.append(UInt8(ascii: ","))
      scratch.append(scalar(part.end))
      scratch.append(UInt8(ascii: "]"))
    }
    let row = statements.insertEntity
    let bytes = scratch.bytes
    row.bind(18, UnsafeBufferPointer(rebasing: bytes[textEnd..<attributesEnd]))
    if entity.fragments.isEmpty {
      row.bind(9, text + Int(entity.span.start), entity.span.count)
      row.bindNull(19)
    } else {
      scratch.append(UInt8(ascii: "]"))
      let all = scratch.bytes
      row.bind(18, UnsafeBufferPointer(rebasing: all[textEnd..<attributesEnd]))
      row.bind(9, UnsafeBufferPointer(rebasing: all[..<textEnd]))
      row.bind(19, UnsafeBufferPointer(rebasing: all[attributesEnd...]))
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
      row.bind(10, text + Int(cue.span.start), cue.span.count)
      row.bind(11, cue.rule)
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
    try bindID(row, 3, of: entity)
    _ = statements.bound.isNew(type: -1)
    row.bind(4, given.typeName)
    row.bind(20, given.conceptsJSON)
    row.bindNull(21)
    try insertCommon(entity, ordinal, given.attributes)
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
