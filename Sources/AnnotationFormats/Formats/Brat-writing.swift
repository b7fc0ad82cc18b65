import ClinicalText
import Files

extension BratFormat {
  /// Writes `ID.txt` and `ID.ann` for each document into a folder. `unit`: what the offsets count; nil: code points.
  ///
  /// Ids of mentions and events that brat knows ("T1", "E2") stay; others get one. Identifiers are mentions of the type
  /// "CATEGORY:TYPE". Mentions are parted at line breaks, as brat does. Not held: sections, sources, note types, other
  /// fields of the document, and that only some of the mentions have assertions.
  ///
  /// Throws `missingText`; `notRepresentable`, with document and id, for names with characters that brat has not,
  /// mentions that begin or end with a line break, values of several lines; `invalidID`, `duplicateID`,
  /// `offsetsOutside`, `outputUnwritable`, `diskFull`.
  package static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    var folder = try DocumentFolder(path)
    let buffer = OutputBuffer()
    for document in documents {
      let text = try Refusal.text(of: document, path)
      let stem = try folder.stem(of: document)
      let composer = BratComposer(document, text, unit ?? .codePoints, path, buffer)
      buffer.removeAll()
      try composer.compose()
      try OutputFile.write(buffer, to: stem + ".ann")
      buffer.removeAll()
      buffer.append(text.bytes)
      try OutputFile.write(buffer, to: stem + ".txt")
    }
  }
}

/// Composes the `.ann` of one document.
private struct BratComposer {
  private let document: AnnotatedDocument
  private let text: NoteText
  private let map: OffsetMap
  private let unit: OffsetUnit
  private let path: String
  private let buffer: OutputBuffer
  private let entityIDs: [String]
  private let eventIDs: [String]

  init(_ document: AnnotatedDocument, _ text: NoteText, _ unit: OffsetUnit, _ path: String, _ buffer: OutputBuffer) {
    self.document = document
    self.text = text
    map = OffsetMap(text)
    self.unit = unit
    self.path = path
    self.buffer = buffer
    var ids = BratIDs("T")
    // Identifiers stand behind the mentions and have no ids of their own.
    entityIDs = ids.all(document.entities.map(\.id) + document.identifiers.map { _ in "" })
    ids = BratIDs("E")
    eventIDs = ids.all(document.events.map(\.id))
  }

  func compose() throws(Fault) {
    for (index, entity) in document.entities.enumerated() {
      try check(name: entity.type, "type of entity \(entity.id)")
      try line(entityIDs[index], entity.type, entity.parts, "entity \(entity.id)")
    }
    for (index, identifier) in document.identifiers.enumerated() {
      try check(name: identifier.type, "type of identifier \(index + 1)")
      guard IdentifierTypes.isCategory(identifier.category) else {
        throw refusal("category of identifier \(index + 1)")
      }
      try line(
        entityIDs[document.entities.count + index], IdentifierTypes.name(of: identifier),
        [identifier.start..<identifier.end], "identifier \(index + 1)")
    }
    try composeEvents()
    try composeRelations()
    var counts = (attributes: 0, concepts: 0, notes: 0)
    for (index, entity) in document.entities.enumerated() {
      try composeAssertion(entity, entityIDs[index], &counts.attributes)
      for attribute in entity.attributes where attribute.name != BratRoles.note {
        try check(name: attribute.name, "attribute of entity \(entity.id)")
        try check(value: attribute.value, "attribute \(attribute.name) of entity \(entity.id)")
        // A flag is written without its value, as brat has it.
        let value = attribute.value == "true" ? nil : attribute.value
        mark("A", &counts.attributes, attribute.name, entityIDs[index], value)
      }
      for concept in entity.concepts { try compose(concept, entity, entityIDs[index], &counts.concepts) }
      for attribute in entity.attributes where attribute.name == BratRoles.note {
        guard !LineBreaks.breaksField(attribute.value) else { throw refusal("note of entity \(entity.id)") }
        mark("#", &counts.notes, BratRoles.noteLine, entityIDs[index], nil, tail: attribute.value)
      }
    }
  }

  // MARK: Lines

  private func line(_ id: String, _ type: String, _ parts: [Range<Int>], _ what: String) throws(Fault) {
    var pieces: [Range<Int>] = []
    for part in parts { pieces += try self.pieces(part, what) }
    buffer.append(id)
    buffer.append("\t" as StaticString)
    buffer.append(type)
    for (index, piece) in pieces.enumerated() {
      buffer.append(index == 0 ? " " as StaticString : ";" as StaticString)
      buffer.append(try Refusal.offset(piece.lowerBound, map, unit, path, document, what))
      buffer.append(" " as StaticString)
      buffer.append(try Refusal.offset(piece.upperBound, map, unit, path, document, what))
    }
    buffer.append("\t" as StaticString)
    buffer.append(LineBreaks.blanked(map.surface(pieces) ?? ""))
    buffer.append("\n" as StaticString)
  }

  /// A part without its line breaks: brat refuses a mention that goes over one.
  private func pieces(_ part: Range<Int>, _ what: String) throws(Fault) -> [Range<Int>] {
    guard let surface = map.surface([part]), !part.isEmpty else {
      throw Fault(.offsetsOutside, file: path, value: "document \(document.id), \(what)")
    }
    var pieces: [Range<Int>] = []
    var start = part.lowerBound
    var isBlank = true
    var at = start
    for scalar in surface.unicodeScalars {
      if LineBreaks.isBreak(scalar) {
        // At an end it would be lost.
        guard at > part.lowerBound, at + 1 < part.upperBound else {
          throw refusal("\(what): it begins or ends with a line break")
        }
        if !isBlank { pieces.append(start..<at) }
        start = at + 1
        isBlank = true
      } else if !scalar.properties.isWhitespace {
        isBlank = false
      }
      at += 1
    }
    // White space between two line breaks is no piece; before the first and behind the last it is the mention's edge.
    guard !pieces.isEmpty else {
      if start == part.lowerBound { return [part] }
      throw refusal("\(what): it begins with white space and a line break")
    }
    guard pieces[0].lowerBound == part.lowerBound, !isBlank else {
      throw refusal("\(what): it begins or ends with white space and a line break")
    }
    pieces.append(start..<part.upperBound)
    return pieces
  }

  private func composeEvents() throws(Fault) {
    for (index, event) in document.events.enumerated() {
      try check(name: event.type, "type of event \(event.id)")
      guard entityIDs.indices.contains(event.trigger) else { throw refusal("trigger of event \(event.id)") }
      buffer.append("\(eventIDs[index])\t\(event.type):\(entityIDs[event.trigger])")
      var seen: [String: Int] = [:]
      for argument in event.arguments {
        try check(name: argument.role, "role of event \(event.id)")
        let count = (seen[argument.role] ?? 0) + 1
        seen[argument.role] = count
        let target: String
        switch argument.target {
        case .entity(let entity) where document.entities.indices.contains(entity): target = entityIDs[entity]
        case .event(let other) where eventIDs.indices.contains(other): target = eventIDs[other]
        default: throw refusal("argument of event \(event.id)")
        }
        buffer.append(" \(argument.role)\(count > 1 ? String(count) : ""):\(target)")
      }
      buffer.append("\n" as StaticString)
    }
  }

  private func composeRelations() throws(Fault) {
    var number = 0
    for relation in document.relations {
      guard document.entities.indices.contains(relation.head), document.entities.indices.contains(relation.tail) else {
        throw refusal("argument of relation \(number + 1)")
      }
      try check(name: relation.type, "type of relation \(number + 1)")
      let (head, tail) = (entityIDs[relation.head], entityIDs[relation.tail])
      if relation.type == BratRoles.equivalence {
        buffer.append("*\t\(relation.type) \(head) \(tail)\n")
      } else {
        number += 1
        buffer.append("R\(number)\t\(relation.type) Arg1:\(head) Arg2:\(tail)\n")
      }
    }
  }

  /// Only what the document's scope names: the rest of an assertion are defaults that nobody annotated.
  private func composeAssertion(_ entity: AnnotatedEntity, _ id: String, _ count: inout Int) throws(Fault) {
    guard let assertion = entity.assertion else { return }
    func isInScope(_ field: String) -> Bool { document.assertionScope?.contains(field) ?? true }
    if assertion.negated, isInScope("negated") { mark("A", &count, "Negation", id, nil) }
    if assertion.uncertain, isInScope("uncertain") { mark("A", &count, "Uncertain", id, nil) }
    if assertion.historical, isInScope("historical") { mark("A", &count, "Historical", id, nil) }
    if assertion.hypothetical, isInScope("hypothetical") { mark("A", &count, "Hypothetical", id, nil) }
    if assertion.experiencer != .patient, isInScope("experiencer") {
      mark("A", &count, "Experiencer", id, assertion.experiencer.name)
    }
  }

  private func compose(
    _ concept: AnnotatedConcept, _ entity: AnnotatedEntity, _ id: String, _ count: inout Int
  ) throws(Fault) {
    let vocabulary = concept.vocabulary ?? BratRoles.noVocabulary
    guard Self.isWord(concept.id), Self.isWord(vocabulary), !vocabulary.contains(":"),
      !LineBreaks.breaksField(concept.name ?? ""), concept.name != ""
    else { throw refusal("concept of entity \(entity.id)") }
    mark("N", &count, "Reference", id, "\(vocabulary):\(concept.id)", tail: concept.name ?? "")
  }

  private func mark(
    _ kind: String, _ count: inout Int, _ name: String, _ target: String, _ value: String?, tail: String? = nil
  ) {
    count += 1
    buffer.append("\(kind)\(count)\t\(name) \(target)")
    if let value { buffer.append(" \(value)") }
    if let tail { buffer.append("\t\(tail)") }
    buffer.append("\n" as StaticString)
  }

  // MARK: Checks

  private func refusal(_ what: String) -> Fault { Refusal.fault(path, document, what) }

  /// brat's names are ASCII letters, digits, "_" and "-".
  private func check(name: String, _ what: String) throws(Fault) {
    let isAllowed = name.utf8.allSatisfy {
      $0 >= 0x30 && $0 <= 0x39 || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A || $0 == 0x5F || $0 == 0x2D
    }
    guard isAllowed, !name.isEmpty else { throw refusal("\(what): brat's names are of letters, digits, _ and -") }
  }

  private func check(value: String, _ what: String) throws(Fault) {
    guard !value.isEmpty, !LineBreaks.breaksField(value) else {
      throw refusal("\(what): it is empty or of several lines")
    }
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && !text.unicodeScalars.contains { $0.properties.isWhitespace }
  }
}

/// Gives out ids of brat's form: those that have it stay, the others get the next number that nobody has.
private struct BratIDs {
  private let letter: String
  private var taken: Set<String> = []
  private var next = 1

  init(_ letter: String) { self.letter = letter }

  mutating func all(_ ids: [String]) -> [String] {
    let kept = ids.map { id -> String? in
      let digits = id.utf8.dropFirst()
      guard id.hasPrefix(letter), !digits.isEmpty, digits.count < 16, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
      else { return nil }
      return taken.insert(id).inserted ? id : nil
    }
    return kept.map { id -> String in
      if let id { return id }
      while !taken.insert("\(letter)\(next)").inserted { next += 1 }
      return "\(letter)\(next)"
    }
  }
}
