import ClinicalText

/// JSON lines of Google's LangExtract (https://github.com/google/langextract), offsets in code points.
///
/// An extraction that LangExtract could not place in the text (no `char_interval`) becomes a failure and counts as an
/// annotation that could not be used. The words of one are the model's: where `alignment_status` says that they match
/// in part or nearly, they are not checked against the text and the status is kept as an attribute; exact matches are
/// compared without regard to case, as LangExtract does.
enum LangExtractFormat {
  static let status = "alignment_status"
  static let exact = "match_exact"
  static let concepts = "concept_ids"

  /// Reads a file, or all `.jsonl`, `.ndjson` and `.json` files of a folder.
  static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.each(path, extensions: ["jsonl", "ndjson", "json"], into: &set) { file, set throws(Fault) in
      try JSONRecords(file.path).each(into: &set) { record, set in
        let value = record.value
        let id = (value["document_id"] ?? value["id"])?.label ?? "\(file.id)#\(record.number)"
        func refuse(_ code: Fault.Code) { set.refuse(code, id, file: file.path, line: record.line) }
        guard value.kind == .object else { return refuse(.notAnObject) }
        guard let text = value["text"], !text.isNull else { return refuse(.missingText) }
        guard let noteText = text.noteText else { return refuse(.invalidText) }
        var builder = DocumentBuilder(
          id: id, text: noteText, source: file.path, line: record.line, unit: unit ?? .codePoints)
        var reader = LangExtractReader(text: noteText, unit: unit ?? .codePoints, line: record.line)
        reader.read(value["extractions"], into: &builder)
        set.add(&builder)
      }
    }
  }
}

private struct LangExtractReader {
  let text: NoteText
  let unit: OffsetUnit
  let line: Int
  private let map: OffsetMap

  init(text: NoteText, unit: OffsetUnit, line: Int) {
    self.text = text
    self.unit = unit
    self.line = line
    map = OffsetMap(text)
  }

  mutating func read(_ extractions: JSONValue?, into builder: inout DocumentBuilder) {
    guard let extractions, !extractions.isNull else { return }
    guard extractions.kind == .array else {
      return builder.fail(.invalidAnnotation, line: line, "extractions: they are no array", type: "")
    }
    for (index, part) in extractions.parts.enumerated() { add(part.value, index + 1, to: &builder) }
  }

  private func add(_ extraction: JSONValue, _ place: Int, to builder: inout DocumentBuilder) {
    let type = extraction["extraction_class"]?.string ?? ""
    let interval = extraction["char_interval"]
    guard let start = interval?["start_pos"], let end = interval?["end_pos"], !start.isNull, !end.isNull else {
      return builder.fail(.invalidAnnotation, line: line, "extraction \(place): not grounded", type: type)
    }
    guard let first = start.integer, let last = end.integer else {
      return builder.fail(
        .invalidAnnotation, line: line, "extraction \(place): its offsets are no whole numbers", type: type)
    }
    let status = extraction[LangExtractAttributes.statusKey]?.string
    let isExact = status == nil || status == LangExtractFormat.exact
    let words = extraction["extraction_text"]?.string
    let surface = isExact && !isSameButForCase(first, last, words) ? words : nil
    if let identifier = IdentifierTypes.split(type) {
      return builder.addIdentifier(
        category: identifier.category, type: identifier.type, start: first, end: last, surface: surface,
        place: "extraction \(place)", line: line)
    }
    builder.addEntity(id: "E\(place)", type: type, parts: [(first, last)], surface: surface, line: line) { entity in
      for part in extraction["attributes"]?.parts ?? JSONValue.null.parts where !part.value.isNull {
        LangExtractAttributes.apply(part.name, part.value, to: &entity)
      }
      if let status, !isExact { entity.attributes.append((LangExtractFormat.status, status)) }
    }
  }

  /// True when nothing is left for the builder to compare.
  private func isSameButForCase(_ start: Int, _ end: Int, _ words: String?) -> Bool {
    // Lower case changes lengths by little: long slices of short words are not worth a look.
    guard let words, start < end, end - start <= 2 * words.utf8.count, let first = map.byte(start, unit),
      let last = map.byte(end, unit)
    else { return false }
    return text.bytes.part(first, last).asString.lowercased() == words.lowercased()
  }
}

/// What attributes of extractions mean.
enum LangExtractAttributes {
  static let statusKey: StaticString = "alignment_status"

  static func apply(_ name: String, _ value: JSONValue, to entity: inout AnnotatedEntity) {
    if name == LangExtractFormat.concepts, value.kind == .array, let concepts = JSONLEntity.concepts(value) {
      entity.concepts = concepts
    } else {
      entity.take(name, value.plain)
    }
  }
}
