import ClinicalText

extension LangExtractFormat {
  /// Writes LangExtract's JSON lines, which its `visualize` shows; `unit` nil: code points.
  ///
  /// Not held: ids of mentions (they are numbered when read), vocabularies and names of concepts, metadata, note
  /// types, scopes of assertion, groups of identifiers. Throws `missingText`, and `notRepresentable` for
  /// discontinuous mentions, relations, events and names of attributes that mean something else here.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    try JSONLines.write(documents, to: path, unit: unit) { written, json throws(Fault) in
      try LangExtractDocumentWriter(written: written).write(&json)
    }
  }
}

private struct LangExtractDocumentWriter {
  let written: WrittenDocument
  private var document: AnnotatedDocument { written.document }

  func write(_ json: inout JSONWriter) throws(Fault) {
    let text = try written.text()
    if !document.relations.isEmpty { throw written.refusal("relation 1: the format holds no relations") }
    try json.array("extractions") { json throws(Fault) in
      for (index, entity) in document.entities.enumerated() { try write(entity, index, &json) }
      for (index, identifier) in document.identifiers.enumerated() {
        let range = identifier.start..<identifier.end
        write(
          IdentifierTypes.name(of: identifier), range, try written.part(of: identifier, index),
          LangExtractFormat.exact, document.entities.count + index, [], [], &json)
      }
    }
    json.string("text", text.bytes)
    json.string("document_id", document.id)
  }

  private func write(_ entity: AnnotatedEntity, _ index: Int, _ json: inout JSONWriter) throws(Fault) {
    let part = try written.onlyPart(of: entity)
    let status = entity.attributes.first { $0.name == LangExtractFormat.status }?.value
    write(
      entity.type, entity.parts[0], part, status ?? LangExtractFormat.exact, index, entity.concepts,
      try fields(of: entity), &json)
  }

  private func fields(of entity: AnnotatedEntity) throws(Fault) -> [(name: String, value: String)] {
    var fields: [(name: String, value: String)] = []
    if let assertion = entity.assertion { fields += AssertionNames.fields(assertion) }
    if let section = entity.section { fields.append(("section", section)) }
    if let source = entity.source { fields.append(("source", source)) }
    for attribute in entity.attributes where attribute.name != LangExtractFormat.status {
      guard AnnotatedEntity.isAttribute(attribute.name, attribute.value) else {
        throw written.refusal("entity \(entity.id): an attribute's name is taken")
      }
      fields.append(attribute)
    }
    return fields
  }

  /// `index` is the 0-based place among the extractions.
  private func write(
    _ type: String, _ range: Range<Int>, _ part: (start: Int, end: Int), _ status: String, _ index: Int,
    _ concepts: [AnnotatedConcept], _ fields: [(name: String, value: String)], _ json: inout JSONWriter
  ) {
    json.object { json in
      json.string("extraction_class", type)
      json.string("extraction_text", written.surface([range]) ?? "")
      json.object("char_interval") { json in
        json.int("start_pos", part.start)
        json.int("end_pos", part.end)
      }
      json.string(LangExtractFormat.status, status)
      json.int("extraction_index", index + 1)
      json.int("group_index", index)
      json.null("description")
      guard !concepts.isEmpty || !fields.isEmpty else { return json.null("attributes") }
      json.object("attributes") { json in
        if !concepts.isEmpty { json.array(LangExtractFormat.concepts, concepts) { $0.string(nil, $1.id) } }
        for field in fields { json.string(field.name, field.value) }
      }
    }
  }
}
