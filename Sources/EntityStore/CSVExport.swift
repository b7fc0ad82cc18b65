import ClinicalText

/// Writes one CSV row per entity of the current notes (RFC 4180: CRLF, quotes doubled), with a header row.
///
/// Offsets are code points, end exclusive. Several concepts stand in one field with semicolons between them.
public enum CSVExport {
  /// The header's columns.
  public static let columns = [
    "note_id", "patient_id", "date", "note_type", "entity_id", "type", "start", "end", "text",
    "concept_ids", "vocabularies", "negated", "uncertain", "historical", "hypothetical",
    "experiencer", "section", "source", "attributes", "preferred",
  ]

  /// Writes to an open descriptor; `name` is what faults call it.
  public static func write(
    _ reader: ExportReader, to descriptor: Int32, name: String, includeAll: Bool = false
  ) throws(Fault) {
    let sink = DescriptorSink(descriptor, name: name)
    sink.buffer.append(columns.joined(separator: ",") + "\r\n")
    try reader.forEachNote(includeAll: includeAll) { note in
      for index in note.entities.indices { append(note, note.entities[index], sink.buffer) }
      try sink.flushIfFull()
    }
    try sink.flush()
  }

  private static func append(
    _ note: ExportedNote, _ entity: ExportedNote.Entity, _ out: OutputBuffer
  ) {
    func field(_ text: ExportedNote.Text?) {
      if let text { quoted(note.bytes(text), out) }
      out.append(UInt8(ascii: ","))
    }
    func number(_ value: Int) {
      out.append(value)
      out.append(UInt8(ascii: ","))
    }
    func flag(_ value: Bool) { out.append(value ? "true," : "false," as StaticString) }

    field(note.id)
    field(note.patientID)
    field(note.date)
    field(note.type)
    if entity.idText == nil { number(entity.id) } else { field(entity.idText) }
    field(entity.type)
    number(entity.start)
    number(entity.end)
    field(entity.text)
    joined(note, entity.concepts, \.id, out)
    joined(note, entity.concepts, \.vocabulary, out)
    flag(entity.negated)
    flag(entity.uncertain)
    flag(entity.historical)
    flag(entity.hypothetical)
    field(entity.experiencer)
    field(entity.section)
    field(entity.source)
    field(entity.attributes)
    out.append(entity.isPreferred ? "true\r\n" : "false\r\n" as StaticString)
  }

  private static func joined(
    _ note: ExportedNote, _ range: Range<Int>,
    _ part: KeyPath<ExportedNote.Concept, ExportedNote.Text>, _ out: OutputBuffer
  ) {
    if range.count == 1 {
      quoted(note.bytes(note.concepts[range.lowerBound][keyPath: part]), out)
    } else if range.count > 1 {
      let whole = OutputBuffer(capacity: 128)
      for index in range {
        if index > range.lowerBound { whole.append(UInt8(ascii: ";")) }
        whole.append(note.bytes(note.concepts[index][keyPath: part]))
      }
      quoted(whole.bytes, out)
    }
    out.append(UInt8(ascii: ","))
  }

  /// A field, in quotes where it holds a comma, a quote or a line break.
  static func quoted(_ bytes: UnsafeBufferPointer<UInt8>, _ out: OutputBuffer) {
    guard bytes.contains(where: needsQuotes) else { return out.append(bytes) }
    out.append(UInt8(ascii: "\""))
    for byte in bytes {
      if byte == 0x22 { out.append(byte) }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D: true
    default: false
    }
  }
}
