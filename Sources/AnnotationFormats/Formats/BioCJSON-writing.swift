import ClinicalText

extension BioCJSONFormat {
  /// Writes one collection, each document as one passage at offset 0; `unit` nil: code points. Holds what BioC XML
  /// holds, and control characters.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let buffer = OutputBuffer()
    let json = JSONWriter(buffer)
    json.open("{")
    json.member("source", "chartsift")
    json.member("date", "")
    json.member("key", "")
    append([], json)
    json.key("documents")
    json.open("[")
    for document in documents {
      buffer.append(UInt8(ascii: "\n"))
      append(try BioCContent(document, unit ?? .codePoints, path), json)
    }
    json.close("]")
    json.close("}")
    json.endLine()
    try OutputFile.write(buffer, to: path)
  }

  private static func append(_ content: BioCContent, _ json: JSONWriter) {
    json.open("{")
    json.member("id", content.id)
    append(content.infons, json)
    json.key("passages")
    json.open("[")
    json.open("{")
    json.member("offset", 0)
    append([], json)
    json.key("text")
    json.string(content.text.bytes)
    empty("sentences", json)
    json.key("annotations")
    json.open("[")
    for annotation in content.annotations { append(annotation, json) }
    json.close("]")
    json.key("relations")
    json.open("[")
    for relation in content.relations { append(relation, json) }
    json.close("]")
    json.close("}")
    json.close("]")
    empty("annotations", json)
    empty("relations", json)
    json.close("}")
  }

  private static func append(_ annotation: BioCDocument.Annotation, _ json: JSONWriter) {
    json.open("{")
    json.member("id", annotation.id)
    append(annotation.infons, json)
    json.member("text", annotation.text ?? "")
    json.key("locations")
    json.open("[")
    for location in annotation.locations {
      json.open("{")
      json.member("offset", location.offset ?? 0)
      json.member("length", location.length ?? 0)
      json.close("}")
    }
    json.close("]")
    json.close("}")
  }

  private static func append(_ relation: BioCDocument.Relation, _ json: JSONWriter) {
    json.open("{")
    json.member("id", relation.id)
    append(relation.infons, json)
    json.key("nodes")
    json.open("[")
    for node in relation.nodes {
      json.open("{")
      json.member("refid", node.id)
      json.member("role", node.role)
      json.close("}")
    }
    json.close("]")
    json.close("}")
  }

  private static func append(_ infons: [(key: String, value: String)], _ json: JSONWriter) {
    json.key("infons")
    json.open("{")
    for infon in infons { json.member(infon.key, infon.value) }
    json.close("}")
  }

  private static func empty(_ name: String, _ json: JSONWriter) {
    json.key(name)
    json.open("[")
    json.close("]")
  }
}
