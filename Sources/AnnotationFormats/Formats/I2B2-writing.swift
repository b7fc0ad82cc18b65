import ClinicalText
import Files

extension I2B2Format {
  /// Writes `ID.xml` for each document into a folder; identifiers get the ids P0, P1, … `unit`: what the offsets
  /// count; nil: code points.
  ///
  /// Throws `missingText`; `notRepresentable` for a text with characters that XML cannot hold and for categories that
  /// are none of the task's; `invalidID`, `duplicateID`, `offsetsOutside`, `outputUnwritable`, `diskFull`.
  /// - Returns: entities, relations and events, which the format cannot hold: they were left out.
  @discardableResult
  package static func write(
    _ documents: [AnnotatedDocument], to path: String, unit: OffsetUnit?
  ) throws(Fault) -> Int {
    var folder = try DocumentFolder(path)
    let buffer = OutputBuffer()
    var leftOut = 0
    for document in documents {
      let stem = try folder.stem(of: document)
      buffer.removeAll()
      try compose(document, unit ?? .codePoints, path, buffer)
      try OutputFile.write(buffer, to: stem + ".xml")
      leftOut += document.entities.count + document.relations.count + document.events.count
    }
    return leftOut
  }

  private static func compose(
    _ document: AnnotatedDocument, _ unit: OffsetUnit, _ path: String, _ buffer: OutputBuffer
  ) throws(Fault) {
    let text = try Refusal.text(of: document, path)
    guard XMLText.canHold(text.bytes) else {
      throw Refusal.fault(path, document, "its text: XML cannot hold a control character of it")
    }
    buffer.append("<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<deIdi2b2>\n" as StaticString)
    append(text, buffer)
    buffer.append("<TAGS>\n" as StaticString)
    let map = OffsetMap(text)
    for (index, identifier) in document.identifiers.enumerated() {
      let what = "identifier \(index + 1)"
      guard IdentifierTypes.isCategory(identifier.category), XMLText.canHold(identifier.type) else {
        throw Refusal.fault(path, document, "\(what): its category is none of the task's")
      }
      let start = try Refusal.offset(identifier.start, map, unit, path, document, what)
      let end = try Refusal.offset(identifier.end, map, unit, path, document, what)
      buffer.append("<\(identifier.category) id=\"P\(index)\" start=\"\(start)\" end=\"\(end)\" text=\"")
      XMLText.appendAttribute(map.surface([identifier.start..<identifier.end]) ?? "", buffer)
      buffer.append("\" TYPE=\"" as StaticString)
      XMLText.appendAttribute(identifier.type, buffer)
      buffer.append("\" comment=\"\" />\n" as StaticString)
    }
    buffer.append("</TAGS>\n</deIdi2b2>\n" as StaticString)
  }

  /// A CDATA section as the task's files have it. XML reads every carriage return there as a line feed, which would move
  /// offsets: a text with one is written with references instead.
  private static func append(_ text: NoteText, _ buffer: OutputBuffer) {
    guard ByteLines.first(0x0D, text.bytes, 0) == nil else {
      // Without the attribute a reader may drop a text of white space alone.
      buffer.append("<TEXT xml:space=\"preserve\">" as StaticString)
      XMLText.appendContent(text.bytes, buffer)
      return buffer.append("</TEXT>\n" as StaticString)
    }
    buffer.append("<TEXT><![CDATA[" as StaticString)
    XMLText.appendCDATA(text.bytes, buffer)
    buffer.append("]]></TEXT>\n" as StaticString)
  }
}
