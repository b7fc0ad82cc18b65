import ClinicalText

/// Writes the current notes as result lines: one object of the outer contract per note, error lines for failed ones.
public enum JSONLExport {
  /// Writes to an open descriptor; `name` is what faults call it.
  public static func write(
    _ reader: ExportReader, to descriptor: Int32, name: String, includeAll: Bool = false
  ) throws(Fault) {
    let sink = DescriptorSink(descriptor, name: name)
    try reader.forEachNote(includeAll: includeAll) { note in
      append(note, sink.buffer)
      try sink.flushIfFull()
    }
    try sink.flush()
  }

  /// Appends one line.
  public static func append(_ note: ExportedNote, _ out: OutputBuffer) {
    out.append("{\"id\":" as StaticString)
    string(note, note.id, out)
    if note.isError {
      out.append(",\"status\":\"error\",\"line\":" as StaticString)
      out.append(note.line)
      out.append(",\"error\":{\"code\":" as StaticString)
      string(note, note.errorCode, out)
      out.append(",\"message\":" as StaticString)
      string(note, note.errorMessage, out)
      out.append("}}\n" as StaticString)
      return
    }
    out.append(",\"status\":\"ok\",\"entities\":[" as StaticString)
    for index in note.entities.indices {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      entity(note, note.entities[index], out)
    }
    out.append("],\"relations\":[" as StaticString)
    for (index, relation) in note.relations.enumerated() {
      out.append(index > 0 ? ",{\"id\":" : "{\"id\":" as StaticString)
      out.append(relation.id)
      out.append(",\"type\":" as StaticString)
      string(note, relation.type, out)
      out.append(",\"head\":" as StaticString)
      out.append(note.bytes(relation.head))
      out.append(",\"tail\":" as StaticString)
      out.append(note.bytes(relation.tail))
      out.append(",\"source\":" as StaticString)
      string(note, relation.source, out)
      out.append(UInt8(ascii: "}"))
    }
    out.append("],\"phi\":[" as StaticString)
    for (index, item) in note.identifiers.enumerated() {
      out.append(index > 0 ? ",{\"category\":" : "{\"category\":" as StaticString)
      string(note, item.category, out)
      out.append(",\"type\":" as StaticString)
      string(note, item.type, out)
      span(item.start, item.end, out)
      out.append(",\"source\":" as StaticString)
      string(note, item.source, out)
      if let replacement = item.replacement {
        out.append(",\"replacement\":" as StaticString)
        string(note, replacement, out)
      }
      out.append(UInt8(ascii: "}"))
    }
    out.append(UInt8(ascii: "]"))
    if note.isDeidentified, let text = note.text {
      out.append(",\"deidentified_text\":" as StaticString)
      string(note, text, out)
    }
    out.append("}\n" as StaticString)
  }

  private static func entity(
    _ note: ExportedNote, _ entity: ExportedNote.Entity, _ out: OutputBuffer
  ) {
    out.append("{\"id\":" as StaticString)
    if entity.idText == nil { out.append(entity.id) } else { string(note, entity.idText, out) }
    out.append(",\"type\":" as StaticString)
    string(note, entity.type, out)
    span(entity.start, entity.end, out)
    edited(entity.edited, out)
    out.append(",\"text\":" as StaticString)
    string(note, entity.text, out)
    if let fragments = entity.fragments {
      out.append(",\"fragments\":" as StaticString)
      out.append(note.bytes(fragments))
    }
    out.append(",\"concepts\":" as StaticString)
    if let given = entity.givenConcepts {
      out.append(note.bytes(given))
    } else {
      concepts(note, entity.concepts, out)
    }
    out.append(",\"assertion\":{\"negated\":" as StaticString)
    flag(entity.negated, out)
    out.append(",\"uncertain\":" as StaticString)
    flag(entity.uncertain, out)
    out.append(",\"historical\":" as StaticString)
    flag(entity.historical, out)
    out.append(",\"hypothetical\":" as StaticString)
    flag(entity.hypothetical, out)
    out.append(",\"experiencer\":" as StaticString)
    string(note, entity.experiencer, out)
    out.append("},\"cues\":[" as StaticString)
    for index in entity.cues {
      cue(note, note.cues[index], index == entity.cues.lowerBound, out)
    }
    out.append("],\"section\":" as StaticString)
    string(note, entity.section, out)
    out.append(",\"source\":" as StaticString)
    string(note, entity.source, out)
    out.append(",\"attributes\":" as StaticString)
    out.append(note.bytes(entity.attributes))
    if !entity.isPreferred { out.append(",\"preferred\":false" as StaticString) }
    out.append(UInt8(ascii: "}"))
  }

  private static func cue(
    _ note: ExportedNote, _ cue: ExportedNote.Cue, _ isFirst: Bool, _ out: OutputBuffer
  ) {
    out.append(isFirst ? "{\"kind\":" : ",{\"kind\":" as StaticString)
    string(note, cue.kind, out)
    span(cue.start, cue.end, out)
    edited(cue.edited, out)
    out.append(",\"text\":" as StaticString)
    string(note, cue.text, out)
    out.append(",\"rule\":" as StaticString)
    string(note, cue.rule, out)
    out.append(UInt8(ascii: "}"))
  }

  private static func concepts(_ note: ExportedNote, _ range: Range<Int>, _ out: OutputBuffer) {
    out.append(UInt8(ascii: "["))
    for index in range {
      let concept = note.concepts[index]
      out.append(index > range.lowerBound ? ",{\"id\":" : "{\"id\":" as StaticString)
      string(note, concept.id, out)
      out.append(",\"vocabulary\":" as StaticString)
      string(note, concept.vocabulary, out)
      out.append(",\"name\":" as StaticString)
      string(note, concept.name, out)
      out.append(",\"semantic_types\":[" as StaticString)
      let types = note.bytes(concept.semanticTypes)
      var start = 0
      for end in 0...types.count where end == types.count || types[end] == UInt8(ascii: ",") {
        if end > start {
          if start > 0 { out.append(UInt8(ascii: ",")) }
          out.appendJSONString(UnsafeBufferPointer(rebasing: types[start..<end]))
        }
        start = end + 1
      }
      out.append("]}" as StaticString)
    }
    out.append(UInt8(ascii: "]"))
  }

  private static func span(_ start: Int, _ end: Int, _ out: OutputBuffer) {
    out.append(",\"start\":" as StaticString)
    out.append(start)
    out.append(",\"end\":" as StaticString)
    out.append(end)
  }

  private static func edited(_ range: Range<Int>?, _ out: OutputBuffer) {
    guard let range else { return }
    out.append(",\"deid_start\":" as StaticString)
    out.append(range.lowerBound)
    out.append(",\"deid_end\":" as StaticString)
    out.append(range.upperBound)
  }

  private static func flag(_ value: Bool, _ out: OutputBuffer) {
    out.append(value ? "true" : "false" as StaticString)
  }

  private static func string(
    _ note: ExportedNote, _ text: ExportedNote.Text?, _ out: OutputBuffer
  ) {
    guard let text else { return out.append("null" as StaticString) }
    out.appendJSONString(note.bytes(text))
  }
}
