import ClinicalText

extension SpaCyFormat {
  /// Writes objects in the form of `Doc.to_json()`, one per line, with an `id`, doccano's `relations`, and what else is
  /// known of a mention in its `_` by medSpaCy's names. `unit` nil: code points, which spaCy counts.
  ///
  /// Not held: tokens (spaCy makes its own), groups and sources of identifiers. Throws `missingText`, and
  /// `notRepresentable` for discontinuous mentions, events and names of attributes that mean something else here.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let buffer = OutputBuffer()
    let json = JSONWriter(buffer)
    for document in documents {
      let writer = SpaCyDocumentWriter(
        document: document, offsets: WrittenOffsets(document, unit ?? .codePoints), json: json, path: path)
      try writer.write()
    }
    try OutputFile.write(buffer, to: path)
  }
}

private struct SpaCyDocumentWriter {
  let document: AnnotatedDocument
  let offsets: WrittenOffsets
  let json: JSONWriter
  let path: String

  func write() throws(Fault) {
    let text = try Refusal.text(of: document, path)
    if let event = document.events.first {
      throw offsets.refusal(path, "event \(event.id): the format holds no events")
    }
    json.open("{")
    json.member("id", document.id)
    json.key("text")
    json.string(text.bytes)
    if let type = document.noteType { json.member("note_type", type) }
    if !document.metadata.isEmpty {
      json.key("meta")
      json.open("{")
      for field in document.metadata { json.member(field.name, field.value) }
      json.close("}")
    }
    if let scope = document.assertionScope {
      json.key("assertion_scope")
      json.open("[")
      for name in scope.sorted() { json.string(name) }
      json.close("]")
    }
    json.key("ents")
    json.open("[")
    for entity in document.entities { try write(entity) }
    for (index, identifier) in document.identifiers.enumerated() {
      let part = try offsets.part(identifier.start..<identifier.end, "identifier \(index + 1)", path)
      json.open("{")
      json.member("start", part.start)
      json.member("end", part.end)
      json.member("label", IdentifierTypes.name(of: identifier))
      json.close("}")
    }
    json.close("]")
    if !document.relations.isEmpty { writeRelations() }
    json.close("}")
    json.endLine()
  }

  private func writeRelations() {
    json.key("relations")
    json.open("[")
    for (index, relation) in document.relations.enumerated() {
      json.open("{")
      json.member("id", index + 1)
      json.key("from_id")
      json.id(document.entities[relation.head].id)
      json.key("to_id")
      json.id(document.entities[relation.tail].id)
      json.member("type", relation.type)
      json.close("}")
    }
    json.close("]")
  }

  private func write(_ entity: AnnotatedEntity) throws(Fault) {
    let parts = try offsets.parts(of: entity, path)
    guard parts.count == 1 else {
      throw offsets.refusal(path, "entity \(entity.id): the format holds no discontinuous mentions")
    }
    json.open("{")
    json.key("id")
    json.id(entity.id)
    json.member("start", parts[0].start)
    json.member("end", parts[0].end)
    json.member("label", entity.type)
    let isPlain = entity.concepts.allSatisfy {
      $0.vocabulary == nil && $0.name == nil && !$0.id.isEmpty && $0.id != "NIL"
    }
    if let concept = entity.concepts.first { json.member("kb_id", concept.id) }
    let needsConcepts = entity.concepts.count > 1 || !isPlain
    if needsConcepts || entity.assertion != nil || entity.section != nil || entity.source != nil
      || !entity.attributes.isEmpty
    {
      json.key("_")
      json.open("{")
      if needsConcepts { json.member("concepts", entity.concepts) }
      if let assertion = entity.assertion { write(assertion) }
      if let section = entity.section { json.member("section_category", section) }
      if let source = entity.source { json.member("source", source) }
      for attribute in entity.attributes {
        var probe = AnnotatedEntity(id: "", type: "", start: 0, end: 0)
        SpaCyMention.apply(attribute.name, JSONValue.null, to: &probe)
        var assertion = Assertion()
        // It would be read as something else.
        guard probe.attributes.count == 1,
          !AssertionNames.apply(name: attribute.name, value: attribute.value, to: &assertion)
        else { throw offsets.refusal(path, "entity \(entity.id): an attribute's name is taken") }
        json.member(attribute.name, attribute.value)
      }
      json.close("}")
    }
    json.close("}")
  }

  private func write(_ assertion: Assertion) {
    for (name, flag) in [
      ("is_negated", assertion.negated), ("is_uncertain", assertion.uncertain),
      ("is_historical", assertion.historical), ("is_hypothetical", assertion.hypothetical),
      ("is_family", assertion.experiencer == .family),
    ] {
      json.key(name)
      json.bool(flag)
    }
    if assertion.experiencer == .other { json.member("experiencer", "other") }
  }
}
