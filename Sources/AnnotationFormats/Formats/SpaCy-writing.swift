import ClinicalText

extension SpaCyFormat {
  /// Writes objects in the form of `Doc.to_json()`, one per line, with an `id`, doccano's `relations`, and what else is
  /// known of a mention in its `_` by medSpaCy's names. `unit` nil: code points, which spaCy counts.
  ///
  /// Not held: tokens (spaCy makes its own), groups and sources of identifiers. Throws `missingText`, and
  /// `notRepresentable` for discontinuous mentions, events and names of attributes that mean something else here.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    try JSONLines.write(documents, to: path, unit: unit) { written, json throws(Fault) in
      try SpaCyDocumentWriter(written: written).write(&json)
    }
  }
}

private struct SpaCyDocumentWriter {
  let written: WrittenDocument
  private var document: AnnotatedDocument { written.document }

  func write(_ json: inout JSONWriter) throws(Fault) {
    let text = try written.text()
    json.string("id", document.id)
    json.string("text", text.bytes)
    json.string("note_type", given: document.noteType)
    json.fields("meta", given: document.metadata)
    json.assertionScope(given: document.assertionScope)
    try json.array("ents") { json throws(Fault) in
      for entity in document.entities { try write(entity, &json) }
      for (index, identifier) in document.identifiers.enumerated() {
        let part = try written.part(of: identifier, index)
        json.object { json in
          json.int("start", part.start)
          json.int("end", part.end)
          json.string("label", IdentifierTypes.name(of: identifier))
        }
      }
    }
    guard !document.relations.isEmpty else { return }
    json.objects("relations", document.relations.enumerated()) { json, item in
      json.int("id", item.offset + 1)
      json.id("from_id", document.entities[item.element.head].id)
      json.id("to_id", document.entities[item.element.tail].id)
      json.string("type", item.element.type)
    }
  }

  private func write(_ entity: AnnotatedEntity, _ json: inout JSONWriter) throws(Fault) {
    let part = try written.onlyPart(of: entity)
    try json.object { json throws(Fault) in
      json.id("id", entity.id)
      json.int("start", part.start)
      json.int("end", part.end)
      json.string("label", entity.type)
      json.string("kb_id", given: entity.concepts.first?.id)
      let isPlain = entity.concepts.allSatisfy {
        $0.vocabulary == nil && $0.name == nil && !$0.id.isEmpty && $0.id != "NIL"
      }
      let needsConcepts = entity.concepts.count > 1 || !isPlain
      guard
        needsConcepts || entity.assertion != nil || entity.section != nil || entity.source != nil
          || !entity.attributes.isEmpty
      else { return }
      try json.object("_") { json throws(Fault) in
        if needsConcepts { json.concepts(SpaCyMention.concepts, entity.concepts) }
        if let assertion = entity.assertion { Self.write(assertion, &json) }
        json.string(SpaCyMention.section, given: entity.section)
        json.string("source", given: entity.source)
        for attribute in entity.attributes {
          guard SpaCyMention.isAttribute(attribute.name, attribute.value) else {
            throw written.refusal("entity \(entity.id): an attribute's name is taken")
          }
          json.string(attribute.name, attribute.value)
        }
      }
    }
  }

  private static func write(_ assertion: Assertion, _ json: inout JSONWriter) {
    json.bool("is_negated", assertion.negated)
    json.bool("is_uncertain", assertion.uncertain)
    json.bool("is_historical", assertion.historical)
    json.bool("is_hypothetical", assertion.hypothetical)
    json.bool("is_family", assertion.experiencer == .family)
    if assertion.experiencer == .other { json.string("experiencer", "other") }
  }
}
