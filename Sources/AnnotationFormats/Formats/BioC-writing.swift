import ClinicalText
import Files

extension BioCFormat {
  /// Writes one collection, each document as one passage at offset 0; `unit` nil: code points.
  ///
  /// Not held: groups and sources of identifiers, and whether a policy keeps them. Throws `missingText`, and
  /// `notRepresentable` for events, for control characters and for names of attributes that mean something else here.
  static func write(_ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?) throws(Fault) {
    let xml = BioCXMLWriter(path: path, buffer: OutputBuffer())
    xml.buffer.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" as StaticString)
    xml.buffer.append("<!DOCTYPE collection SYSTEM \"BioC.dtd\">\n" as StaticString)
    xml.buffer.append("<collection><source>chartsift</source><date></date><key></key>\n" as StaticString)
    for document in documents {
      try xml.write(try BioCContent(document, unit ?? .codePoints, path))
    }
    xml.buffer.append("</collection>\n" as StaticString)
    try OutputFile.write(xml.buffer, to: path)
  }
}

/// What both of BioC's writings hold of a document.
struct BioCContent {
  let id: String
  let text: NoteText
  var infons: [(key: String, value: String)] = []
  var annotations: [BioCDocument.Annotation] = []
  var relations: [BioCDocument.Relation] = []

  init(_ document: AnnotatedDocument, _ unit: OffsetUnit, _ path: String) throws(Fault) {
    id = document.id
    let written = WrittenDocument(document, unit, path)
    text = try written.text()
    try written.refuseEvents()
    for field in document.metadata {
      guard field.name != "note_type", field.name != "assertion_scope" else {
        throw written.refusal("metadata \(field.name): the name is one of the format's own")
      }
      infons.append((field.name, field.value))
    }
    if let type = document.noteType { infons.append(("note_type", type)) }
    if let scope = document.assertionScope { infons.append(("assertion_scope", scope.sorted().joined(separator: ","))) }
    for entity in document.entities {
      var annotation = BioCDocument.Annotation()
      annotation.id = entity.id
      switch BioCInfons.infons(of: entity) {
      case .success(let infons): annotation.infons = infons
      case .failure(let unheld): throw written.refusal("entity \(entity.id): \(unheld.why)")
      }
      annotation.locations = try written.parts(of: entity).map { ($0.start, $0.end - $0.start) }
      annotation.text = written.surface(entity.parts)
      annotations.append(annotation)
    }
    for (index, identifier) in document.identifiers.enumerated() {
      var annotation = BioCDocument.Annotation()
      annotation.id = "PHI\(index + 1)"
      annotation.infons = [("type", IdentifierTypes.name(of: identifier))]
      let part = try written.part(of: identifier, index)
      annotation.locations = [(part.start, part.end - part.start)]
      annotation.text = written.surface([identifier.start..<identifier.end])
      annotations.append(annotation)
    }
    for (index, relation) in document.relations.enumerated() {
      var link = BioCDocument.Relation()
      link.id = "R\(index + 1)"
      link.infons = [("type", relation.type)]
      link.nodes = [
        (document.entities[relation.head].id, "head"), (document.entities[relation.tail].id, "tail"),
      ]
      relations.append(link)
    }
  }
}

private struct BioCXMLWriter {
  let path: String
  let buffer: OutputBuffer

  func write(_ content: BioCContent) throws(Fault) {
    let start = buffer.count
    buffer.append("<document><id>" as StaticString)
    append(content: content.id)
    buffer.append("</id>" as StaticString)
    append(content.infons)
    buffer.append("<passage><offset>0</offset><text>" as StaticString)
    XMLText.appendContent(content.text.bytes, buffer)
    buffer.append("</text>\n" as StaticString)
    for annotation in content.annotations { append(annotation) }
    for relation in content.relations { append(relation) }
    buffer.append("</passage></document>\n" as StaticString)
    guard XMLText.canHold(buffer.bytes.part(start, buffer.count)) else {
      throw Fault(
        .notRepresentable, file: path, value: "document \(content.id): it holds control characters, which XML cannot")
    }
  }

  private func append(_ infons: [(key: String, value: String)]) {
    for infon in infons {
      buffer.append("<infon" as StaticString)
      attribute(" key=\"", infon.key)
      buffer.append(UInt8(ascii: ">"))
      append(content: infon.value)
      buffer.append("</infon>" as StaticString)
    }
  }

  private func append(_ annotation: BioCDocument.Annotation) {
    buffer.append("<annotation" as StaticString)
    attribute(" id=\"", annotation.id)
    buffer.append(UInt8(ascii: ">"))
    append(annotation.infons)
    for location in annotation.locations {
      buffer.append("<location offset=\"" as StaticString)
      buffer.append(location.offset ?? 0)
      buffer.append("\" length=\"" as StaticString)
      buffer.append(location.length ?? 0)
      buffer.append("\"/>" as StaticString)
    }
    buffer.append("<text>" as StaticString)
    append(content: annotation.text ?? "")
    buffer.append("</text></annotation>\n" as StaticString)
  }

  private func append(_ relation: BioCDocument.Relation) {
    buffer.append("<relation" as StaticString)
    attribute(" id=\"", relation.id)
    buffer.append(UInt8(ascii: ">"))
    append(relation.infons)
    for node in relation.nodes {
      buffer.append("<node" as StaticString)
      attribute(" refid=\"", node.id)
      attribute(" role=\"", node.role)
      buffer.append("/>" as StaticString)
    }
    buffer.append("</relation>\n" as StaticString)
  }

  private func append(content text: String) {
    var copy = text
    copy.withUTF8 { XMLText.appendContent($0, buffer) }
  }

  private func attribute(_ name: StaticString, _ value: String) {
    buffer.append(name)
    XMLText.appendAttribute(value, buffer)
    buffer.append(UInt8(ascii: "\""))
  }
}
