import ClinicalText
import Files

extension PubTatorFormat {
  /// Writes the documents to one file (`-`: standard output). `unit`: what the offsets count; nil: code points.
  ///
  /// The first line of the text is the title, the rest the abstract; the format has no place for further line breaks:
  /// each line break character is written as a blank, so that offsets stay right. A text of one line is a title with an
  /// empty abstract. Identifiers have the type "CATEGORY:TYPE". Fields of the document named "relation" are written as
  /// relations between concepts. Ids of mentions, names of concepts, assertions and attributes are not held.
  ///
  /// Throws `missingText`; `notRepresentable`, with document and id, for discontinuous mentions and for ids and types
  /// that break a line's columns; `invalidID`, `offsetsOutside`, `outputUnwritable`, `diskFull`.
  /// - Returns: relations and events between mentions, which the format cannot hold: they were left out.
  @discardableResult
  package static func write(
    _ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?
  ) throws(Fault) -> Int {
    let buffer = OutputBuffer()
    var leftOut = 0
    for document in documents {
      try write(document, unit ?? .codePoints, path, buffer)
      leftOut += document.relations.count + document.events.count
    }
    try OutputFile.write(buffer, to: path)
    return leftOut
  }

  private static func write(
    _ document: AnnotatedDocument, _ unit: OffsetUnit, _ path: String, _ buffer: OutputBuffer
  ) throws(Fault) {
    let id = document.id
    guard !id.isEmpty, !LineBreaks.breaksField(id), !id.contains("|") else {
      throw Fault(.invalidID, file: path, value: "document \(id)")
    }
    let text = try Refusal.text(of: document, path)
    let map = OffsetMap(text)
    writeText(text, id, buffer)
    for entity in document.entities {
      let what = "entity \(entity.id)"
      guard entity.parts.count == 1 else { throw Refusal.fault(path, document, "\(what): it is in parts") }
      let concepts = try column(entity, document, path)
      try row(entity.parts[0], entity.type, concepts, document, map, unit, path, buffer, what)
    }
    for (index, identifier) in document.identifiers.enumerated() {
      let what = "identifier \(index + 1)"
      try row(
        identifier.start..<identifier.end, IdentifierTypes.name(of: identifier), "-", document, map, unit, path,
        buffer, what)
    }
    for field in document.metadata where field.name == relation {
      let columns = field.value.split(separator: " ")
      guard columns.count >= 3, !LineBreaks.breaksField(field.value) else {
        throw Refusal.fault(path, document, "a relation between concepts without a type and two concepts")
      }
      buffer.append("\(id)\t\(columns.joined(separator: "\t"))\n")
    }
    buffer.append("\n" as StaticString)
  }

  /// Title and abstract.
  private static func writeText(_ text: NoteText, _ id: String, _ buffer: OutputBuffer) {
    var title = ByteLines.first(0x0A, text.bytes, 0) ?? text.count
    // A line break at the very end parts nothing: it stays in the title, as a blank.
    if title + 1 >= text.count { title = text.count }
    buffer.append("\(id)|t|")
    append(text.bytes.part(0, title), buffer)
    buffer.append("\n\(id)|a|")
    if title < text.count { append(text.bytes.part(title + 1, text.count), buffer) }
    buffer.append("\n" as StaticString)
  }

  private static func append(_ bytes: UnsafeBufferPointer<UInt8>, _ buffer: OutputBuffer) {
    for byte in bytes { buffer.append(byte == 0x0A || byte == 0x0D ? 0x20 : byte) }
  }

  private static func row(
    _ range: Range<Int>, _ type: String, _ concepts: String, _ document: AnnotatedDocument, _ map: OffsetMap,
    _ unit: OffsetUnit, _ path: String, _ buffer: OutputBuffer, _ what: String
  ) throws(Fault) {
    guard !type.isEmpty, !LineBreaks.breaksField(type) else { throw Refusal.fault(path, document, "type of \(what)") }
    let start = try Refusal.offset(range.lowerBound, map, unit, path, document, what)
    let end = try Refusal.offset(range.upperBound, map, unit, path, document, what)
    let surface = LineBreaks.blanked(map.surface([range]) ?? "")
    buffer.append("\(document.id)\t\(start)\t\(end)\t\(surface)\t\(type)\t\(concepts)\n")
  }

  private static func column(
    _ entity: AnnotatedEntity, _ document: AnnotatedDocument, _ path: String
  ) throws(Fault) -> String {
    guard !entity.concepts.isEmpty else { return "-" }
    var column = ""
    for concept in entity.concepts {
      if !column.isEmpty { column += "|" }
      if let vocabulary = concept.vocabulary { column += "\(vocabulary):" }
      column += concept.id
    }
    // Read again it must give the same concepts; only a colon in an id without vocabulary may come back as one.
    let isSame = Array(column.utf8).withUnsafeBufferPointer(concepts).elementsEqual(entity.concepts) {
      $0.id == $1.id && $0.vocabulary == $1.vocabulary
        || $1.vocabulary == nil && "\($0.vocabulary ?? ""):\($0.id)" == $1.id
    }
    guard isSame, !LineBreaks.breaksField(column) else {
      throw Refusal.fault(path, document, "concepts of entity \(entity.id)")
    }
    return column
  }
}
