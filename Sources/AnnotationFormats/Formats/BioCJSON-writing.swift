import ClinicalText
import Files

extension BioCJSONFormat {
  /// Writes one collection, each document as one passage at offset 0; `unit` nil: code points. Holds what BioC XML
  /// holds, and control characters.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let buffer = OutputBuffer()
    var json = JSONWriter(buffer)
    try json.object { json throws(Fault) in
      json.string("source", "chartsift")
      json.string("date", "")
      json.string("key", "")
      json.infons([])
      try json.array("documents", documents) { json, document throws(Fault) in
        // A document on its own line.
        buffer.append(UInt8(ascii: "\n"))
        append(try BioCContent(document, unit ?? .codePoints, path), &json)
      }
    }
    json.endLine()
    try OutputFile.write(buffer, to: path)
  }

  private static func append(_ content: BioCContent, _ json: inout JSONWriter) {
    json.object { json in
      json.string("id", content.id)
      json.infons(content.infons)
      json.objects("passages", [content]) { json, content in
        json.int("offset", 0)
        json.infons([])
        json.string("text", content.text.bytes)
        json.array("sentences") { _ in }
        json.objects("annotations", content.annotations) { json, annotation in
          json.string("id", annotation.id)
          json.infons(annotation.infons)
          json.string("text", annotation.text ?? "")
          json.objects("locations", annotation.locations) { json, location in
            json.int("offset", location.offset ?? 0)
            json.int("length", location.length ?? 0)
          }
        }
        json.objects("relations", content.relations) { json, relation in
          json.string("id", relation.id)
          json.infons(relation.infons)
          json.objects("nodes", relation.nodes) { json, node in
            json.string("refid", node.id)
            json.string("role", node.role)
          }
        }
      }
      json.array("annotations") { _ in }
      json.array("relations") { _ in }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func infons(_ infons: [(key: String, value: String)]) {
    object("infons") { json in
      for infon in infons { json.string(infon.key, infon.value) }
    }
  }
}
