import ClinicalText

extension JSONLFormat {
  /// Writes the gold form, one document per line; `unit` nil: code points. A document without text is written without,
  /// its mentions with their own words; a document that failed as an error line.
  ///
  /// Not held: whether a policy keeps an identifier, and the lines of the file it was read from.
  /// Throws `notRepresentable` for events, which the form has no place for.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    try JSONLines.write(documents, to: path, unit: unit) { written, json throws(Fault) in
      try JSONLDocumentWriter(written: written).write(&json)
    }
  }
}

private struct JSONLDocumentWriter {
  let written: WrittenDocument
  private var document: AnnotatedDocument { written.document }

  func write(_ json: inout JSONWriter) throws(Fault) {
    json.string("id", document.id)
    if let text = document.text { json.string("text", text.bytes) }
    json.string("type", given: document.noteType)
    for field in document.metadata {
      guard !Self.reserved.contains(field.name) else {
        throw written.refusal("metadata \(field.name): the name is one of the format's own")
      }
      json.string(field.name, field.value)
    }
    if document.hasFailed {
      json.string("status", "error")
      json.object("error") { $0.string("code", Fault.Code.failedDocument.rawValue) }
    }
    json.assertionScope(given: document.assertionScope)
    try json.objects("entities", document.entities) { json, entity throws(Fault) in try write(entity, &json) }
    json.objects("relations", document.relations) { json, relation in
      json.string("type", relation.type)
      json.id("head", document.entities[relation.head].id)
      json.id("tail", document.entities[relation.tail].id)
    }
    try json.objects("phi", document.identifiers.enumerated()) { json, item throws(Fault) in
      try write(item.element, item.offset, &json)
    }
  }

  private static let reserved: Set<String> = [
    "id", "text", "type", "status", "error", "assertion_scope", "entities", "relations", "phi", "deidentified_text",
  ]

  private func write(_ entity: AnnotatedEntity, _ json: inout JSONWriter) throws(Fault) {
    let parts = try written.parts(of: entity)
    json.id("id", entity.id)
    json.string("type", entity.type)
    json.int("start", parts[0].start)
    json.int("end", parts[parts.count - 1].end)
    json.string("text", given: written.surface(entity.parts) ?? entity.surface)
    if parts.count > 1 {
      json.array("fragments", parts) { json, part in
        json.array(nil, [part.start, part.end]) { $0.int(nil, $1) }
      }
    }
    if !entity.concepts.isEmpty { json.concepts("concepts", entity.concepts) }
    if let assertion = entity.assertion { json.assertion("assertion", assertion) }
    json.string("section", given: entity.section)
    json.string("source", given: entity.source)
    json.fields("attributes", given: entity.attributes)
  }

  private func write(_ identifier: AnnotatedIdentifier, _ index: Int, _ json: inout JSONWriter) throws(Fault) {
    let part = try written.part(of: identifier, index)
    json.string("category", identifier.category)
    json.string("type", identifier.type)
    json.int("start", part.start)
    json.int("end", part.end)
    json.string("text", given: written.surface([identifier.start..<identifier.end]) ?? identifier.surface)
    json.string("group", given: identifier.group)
    json.string("source", given: identifier.source)
  }
}
