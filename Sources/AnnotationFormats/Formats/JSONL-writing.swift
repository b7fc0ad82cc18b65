import ClinicalText

extension JSONLFormat {
  /// Writes the gold form, one document per line; `unit` nil: code points. A document without text is written without,
  /// its mentions with their own words; a document that failed as an error line.
  ///
  /// Not held: whether a policy keeps an identifier, and the lines of the file it was read from.
  /// Throws `notRepresentable` for events, which the form has no place for.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let buffer = OutputBuffer()
    for document in documents {
      let writer = JSONLDocumentWriter(document, unit ?? .codePoints, buffer)
      try writer.write(to: path)
    }
    try OutputFile.write(buffer, to: path)
  }
}

private struct JSONLDocumentWriter {
  let document: AnnotatedDocument
  let offsets: WrittenOffsets
  let json: JSONWriter

  init(_ document: AnnotatedDocument, _ unit: OffsetUnit, _ buffer: OutputBuffer) {
    self.document = document
    offsets = WrittenOffsets(document, unit)
    json = JSONWriter(buffer)
  }

  func write(to path: String) throws(Fault) {
    if let event = document.events.first {
      throw offsets.refusal(path, "event \(event.id): the format holds no events")
    }
    json.open("{")
    json.member("id", document.id)
    if let text = document.text {
      json.key("text")
      json.string(text.bytes)
    }
    if let type = document.noteType { json.member("type", type) }
    for field in document.metadata {
      guard !Self.reserved.contains(field.name) else {
        throw offsets.refusal(path, "metadata \(field.name): the name is one of the format's own")
      }
      json.member(field.name, field.value)
    }
    if document.hasFailed {
      json.member("status", "error")
      json.key("error")
      json.open("{")
      json.member("code", Fault.Code.failedDocument.rawValue)
      json.close("}")
    }
    if let scope = document.assertionScope {
      json.key("assertion_scope")
      json.open("[")
      for name in scope.sorted() { json.string(name) }
      json.close("]")
    }
    json.key("entities")
    json.open("[")
    for entity in document.entities { try write(entity, to: path) }
    json.close("]")
    json.key("relations")
    json.open("[")
    for relation in document.relations {
      json.open("{")
      json.member("type", relation.type)
      json.key("head")
      json.id(document.entities[relation.head].id)
      json.key("tail")
      json.id(document.entities[relation.tail].id)
      json.close("}")
    }
    json.close("]")
    json.key("phi")
    json.open("[")
    for (index, identifier) in document.identifiers.enumerated() { try write(identifier, index + 1, to: path) }
    json.close("]")
    json.close("}")
    json.endLine()
  }

  private static let reserved: Set<String> = [
    "id", "text", "type", "status", "error", "assertion_scope", "entities", "relations", "phi", "deidentified_text",
  ]

  private func write(_ entity: AnnotatedEntity, to path: String) throws(Fault) {
    let parts = try offsets.parts(of: entity, path)
    json.open("{")
    json.key("id")
    json.id(entity.id)
    json.member("type", entity.type)
    json.member("start", parts[0].start)
    json.member("end", parts[parts.count - 1].end)
    if let words = offsets.surface(entity.parts) ?? entity.surface { json.member("text", words) }
    if parts.count > 1 {
      json.key("fragments")
      json.open("[")
      for part in parts {
        json.open("[")
        json.number(part.start)
        json.number(part.end)
        json.close("]")
      }
      json.close("]")
    }
    if !entity.concepts.isEmpty { json.member("concepts", entity.concepts) }
    if let assertion = entity.assertion { json.member("assertion", assertion) }
    if let section = entity.section { json.member("section", section) }
    if let source = entity.source { json.member("source", source) }
    if !entity.attributes.isEmpty {
      json.key("attributes")
      json.open("{")
      for attribute in entity.attributes { json.member(attribute.name, attribute.value) }
      json.close("}")
    }
    json.close("}")
  }

  private func write(_ identifier: AnnotatedIdentifier, _ place: Int, to path: String) throws(Fault) {
    let part = try offsets.part(identifier.start..<identifier.end, "identifier \(place)", path)
    json.open("{")
    json.member("category", identifier.category)
    json.member("type", identifier.type)
    json.member("start", part.start)
    json.member("end", part.end)
    if let words = offsets.surface([identifier.start..<identifier.end]) ?? identifier.surface {
      json.member("text", words)
    }
    if let group = identifier.group { json.member("group", group) }
    if let source = identifier.source { json.member("source", source) }
    json.close("}")
  }
}
