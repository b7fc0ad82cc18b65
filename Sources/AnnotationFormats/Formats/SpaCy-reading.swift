import ClinicalText

/// JSON of spaCy and of the tools around it, one object per line or in an array. Offsets are code points.
///
/// - spaCy's `Doc.to_json()` (https://spacy.io/api/doc#to_json): `ents`, or `spans` by group where there are no `ents`;
///   medSpaCy's attributes in an entity's `_` or `attributes`, or in the document's `underscore_span`.
/// - Prodigy (https://prodi.gy/docs/api-interfaces#ner): `spans`; answers other than "accept" are told and not used.
/// - doccano: `label`, `labels` or `entities`, as triples or as objects, and `relations`.
/// - spaCy's training pairs `["text", {"entities": [[0, 5, "T"]]}]`.
///
/// A document's id is `id`, `doc_id` or `document_id`, at the top or in `meta` or `_`, else the file's name and the
/// record's number ("notes#3").
enum SpaCyFormat {
  /// Reads a file, or all `.json`, `.jsonl` and `.ndjson` files of a folder.
  static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.each(path, extensions: ["json", "jsonl", "ndjson"], into: &set) { file, set throws(Fault) in
      try JSONRecords(file.path).each(into: &set) { record, set in
        var fields: SpaCyFields
        if record.value.kind == .array {
          fields = SpaCyFields()
          for (index, part) in record.value.parts.enumerated() {
            if index == 0 { fields.text = part.value } else { for inner in part.value.parts { fields.keep(inner) } }
          }
        } else {
          fields = SpaCyFields()
          record.forEachPart { fields.keep($0) }
        }
        let reader = SpaCyDocumentReader(
          fields: fields, path: file.path, line: record.line, fallbackID: "\(file.id)#\(record.number)",
          unit: unit ?? .codePoints)
        reader.read(into: &set)
      }
    }
  }
}

/// The parts of a record that are used.
struct SpaCyFields {
  var id: JSONValue?
  var text: JSONValue?
  /// The document's own mentions, by whatever name.
  var mentions: JSONValue?
  /// Prodigy's `spans`, or spaCy's groups of spans.
  var spans: JSONValue?
  var relations: JSONValue?
  var meta: JSONValue?
  var underscore: JSONValue?
  var spanAttributes: JSONValue?
  var answer: JSONValue?
  var noteType: JSONValue?
  var scope: JSONValue?

  mutating func keep(_ part: JSONPart) {
    let value = part.value
    if value.isNull { return }
    if part.isNamed("text") {
      text = value
    } else if part.isNamed("id") {
      id = value
    } else if part.isNamed("doc_id") || part.isNamed("document_id") {
      if id == nil { id = value }
    } else if part.isNamed("ents") {
      mentions = value
    } else if part.isNamed("entities") || part.isNamed("label") || part.isNamed("labels") {
      if mentions == nil || mentions?.parts.first(where: { _ in true }) == nil { mentions = value }
    } else if part.isNamed("spans") {
      spans = value
    } else if part.isNamed("relations") {
      relations = value
    } else if part.isNamed("meta") {
      meta = value
    } else if part.isNamed("_") {
      underscore = value
    } else if part.isNamed("underscore_span") {
      spanAttributes = value
    } else if part.isNamed("answer") {
      answer = value
    } else if part.isNamed("note_type") {
      noteType = value
    } else if part.isNamed("assertion_scope") {
      scope = value
    }
  }

  /// The lists of mentions to read.
  var lists: [JSONValue] {
    if let mentions, mentions.kind == .array, mentions.parts.contains(where: { _ in true }) { return [mentions] }
    guard let spans else { return [] }
    return spans.kind == .object ? spans.parts.map(\.value) : [spans]
  }
}

private struct SpaCyDocumentReader {
  let fields: SpaCyFields
  let path: String
  let line: Int
  let fallbackID: String
  let unit: OffsetUnit

  func read(into set: inout AnnotationSet) {
    let (id, isOfMeta) = self.id
    func refuse(_ code: Fault.Code, _ why: String) {
      set.refuse(code, id, file: path, line: line, why: why)
    }
    guard let text = fields.text else { return refuse(.missingText, "") }
    guard let noteText = text.noteText else { return refuse(.invalidText, "") }
    if let answer = fields.answer?.string, answer != "accept" {
      return refuse(.invalidAnnotation, ": its answer is not \"accept\"")
    }
    var builder = DocumentBuilder(id: id, text: noteText, source: path, line: line, unit: unit)
    builder.document.noteType = fields.noteType?.string
    if let scope = fields.scope, scope.kind == .array {
      builder.document.assertionScope = Set(scope.parts.compactMap(\.value.string))
    }
    for part in fields.meta?.parts ?? JSONValue.null.parts
    where part.value.kind == .string || part.value.kind == .number {
      if isOfMeta, Self.idNames.contains(part.name) { continue }
      builder.document.metadata.append((part.name, part.value.plain))
    }
    addMentions(to: &builder)
    addRelations(to: &builder)
    set.add(&builder)
  }

  private static let idNames: Set<String> = ["id", "doc_id", "document_id"]

  private var id: (String, isOfMeta: Bool) {
    if let id = fields.id?.label, !id.isEmpty { return (id, false) }
    for (place, isMeta) in [(fields.meta, true), (fields.underscore, false)] {
      if let place, let id = (place["id"] ?? place["doc_id"] ?? place["document_id"])?.label, !id.isEmpty {
        return (id, isMeta)
      }
    }
    return (fallbackID, false)
  }

  private func addMentions(to builder: inout DocumentBuilder) {
    let attributes = SpaCySpanAttributes(fields.spanAttributes)
    var place = 0
    for list in fields.lists {
      guard list.kind == .array else {
        builder.fail(.invalidAnnotation, line: line, "entities: they are no array", type: "")
        continue
      }
      for part in list.parts {
        place += 1
        var mention = SpaCyMention(place: place)
        guard mention.read(part.value), let start = mention.start, let end = mention.end else {
          builder.fail(
            .invalidAnnotation, line: line, "entity \(place): it has no label, start or end", type: mention.label ?? "")
          continue
        }
        add(mention, start, end, attributes, to: &builder)
      }
    }
  }

  private func add(
    _ mention: SpaCyMention, _ start: Int, _ end: Int, _ attributes: SpaCySpanAttributes,
    to builder: inout DocumentBuilder
  ) {
    let type = mention.label ?? ""
    if let identifier = IdentifierTypes.split(type) {
      builder.addIdentifier(
        category: identifier.category, type: identifier.type, start: start, end: end, surface: mention.text,
        place: "identifier \(mention.place)", line: line)
      return
    }
    // spaCy's ids are those of patterns: several mentions may have one.
    let own = mention.id ?? ""
    let id = own.isEmpty || builder.entity(own) != nil ? "T\(mention.place)" : own
    builder.addEntity(id: id, type: type, parts: [(start, end)], surface: mention.text, line: line) {
      mention.apply(to: &$0)
      attributes.apply(start, end, to: &$0)
    }
  }

  /// doccano's relations between ids.
  private func addRelations(to builder: inout DocumentBuilder) {
    guard let relations = fields.relations, relations.kind == .array else { return }
    for (index, part) in relations.parts.enumerated() {
      let place = "relation \(part.value["id"]?.label ?? String(index + 1))"
      guard let type = (part.value["type"] ?? part.value["label"])?.string, !type.isEmpty,
        let head = part.value["from_id"]?.label, let tail = part.value["to_id"]?.label
      else {
        builder.fail(.invalidAnnotation, line: line, "\(place): it has no type, from_id or to_id")
        continue
      }
      builder.addRelation(type: type, head: head, tail: tail, place: place, line: line)
    }
  }
}
