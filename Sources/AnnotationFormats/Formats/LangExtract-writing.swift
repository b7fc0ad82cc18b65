import ClinicalText

extension LangExtractFormat {
  /// Writes LangExtract's JSON lines, which its `visualize` shows; `unit` nil: code points.
  ///
  /// Not held: ids of mentions (they are numbered when read), vocabularies and names of concepts, metadata, note
  /// types, scopes of assertion, groups of identifiers. Throws `missingText`, and `notRepresentable` for
  /// discontinuous mentions, relations, events and names of attributes that mean something else here.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let buffer = OutputBuffer()
    let json = JSONWriter(buffer)
    for document in documents {
      let writer = LangExtractDocumentWriter(
        document: document, offsets: WrittenOffsets(document, unit ?? .codePoints), json: json, path: path)
      try writer.write()
    }
    try OutputFile.write(buffer, to: path)
  }
}

private struct LangExtractDocumentWriter {
  let document: AnnotatedDocument
  let offsets: WrittenOffsets
  let json: JSONWriter
  let path: String

  func write() throws(Fault) {
    let text = try Refusal.text(of: document, path)
    if let event = document.events.first {
      throw offsets.refusal(path, "event \(event.id): the format holds no events")
    }
    if !document.relations.isEmpty { throw offsets.refusal(path, "relation 1: the format holds no relations") }
    json.open("{")
    json.key("extractions")
    json.open("[")
    var place = 0
    for entity in document.entities {
      place += 1
      guard entity.fragments.isEmpty else {
        throw offsets.refusal(path, "entity \(entity.id): the format holds no discontinuous mentions")
      }
      let status = entity.attributes.first { $0.name == LangExtractFormat.status }?.value
      try write(
        entity.type, entity.start..<entity.end, status ?? LangExtractFormat.exact, place,
        try attributes(of: entity), "entity \(entity.id)")
    }
    for (index, identifier) in document.identifiers.enumerated() {
      place += 1
      try write(
        IdentifierTypes.name(of: identifier), identifier.start..<identifier.end, LangExtractFormat.exact, place, [],
        "identifier \(index + 1)")
    }
    json.close("]")
    json.key("text")
    json.string(text.bytes)
    json.member("document_id", document.id)
    json.close("}")
    json.endLine()
  }

  private enum Value {
    case text(String)
    case list([String])
  }

  private func attributes(of entity: AnnotatedEntity) throws(Fault) -> [(name: String, value: Value)] {
    var attributes: [(name: String, value: Value)] = []
    if !entity.concepts.isEmpty { attributes.append((LangExtractFormat.concepts, .list(entity.concepts.map(\.id)))) }
    if let assertion = entity.assertion {
      attributes += AssertionNames.fields(assertion).map { ($0.name, .text($0.value)) }
    }
    if let section = entity.section { attributes.append(("section", .text(section))) }
    if let source = entity.source { attributes.append(("source", .text(source))) }
    for attribute in entity.attributes where attribute.name != LangExtractFormat.status {
      var assertion = Assertion()
      // It would be read as something else.
      guard attribute.name != "section", attribute.name != "source",
        !AssertionNames.apply(name: attribute.name, value: attribute.value, to: &assertion)
      else { throw offsets.refusal(path, "entity \(entity.id): an attribute's name is taken") }
      attributes.append((attribute.name, .text(attribute.value)))
    }
    return attributes
  }

  private func write(
    _ type: String, _ range: Range<Int>, _ status: String, _ place: Int, _ attributes: [(name: String, value: Value)],
    _ what: String
  ) throws(Fault) {
    let part = try offsets.part(range, what, path)
    json.open("{")
    json.member("extraction_class", type)
    json.member("extraction_text", offsets.surface([range]) ?? "")
    json.key("char_interval")
    json.open("{")
    json.member("start_pos", part.start)
    json.member("end_pos", part.end)
    json.close("}")
    json.member(LangExtractFormat.status, status)
    json.member("extraction_index", place)
    json.member("group_index", place - 1)
    json.key("description")
    json.null()
    json.key("attributes")
    if attributes.isEmpty {
      json.null()
    } else {
      json.open("{")
      for attribute in attributes {
        json.key(attribute.name)
        switch attribute.value {
        case .text(let text): json.string(text)
        case .list(let items):
          json.open("[")
          for item in items { json.string(item) }
          json.close("]")
        }
      }
      json.close("}")
    }
    json.close("}")
  }
}
