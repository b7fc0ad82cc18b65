import ClinicalText

/// ChartSift's own annotations, one document per line: gold with its text, and results of `pipe` and `export` without.
/// The form is that of the outer contract.
enum JSONLFormat {
  /// Reads a file, or all `.jsonl`, `.ndjson` and `.json` files of a folder. `unit` nil: code points. Mentions with
  /// `"preferred":false` are left out unless `includeAll`. A line with `"status":"error"` is a document that failed.
  static func read(
    _ path: String, unit: OffsetUnit?, includeAll: Bool = false, into set: inout AnnotationSet
  ) throws(Fault) {
    try FileSweep.each(path, extensions: ["jsonl", "ndjson", "json"], into: &set) { file, set throws(Fault) in
      try JSONRecords(file.path).each(into: &set) { record, set in
        guard record.value.kind == .object else {
          return set.refuse(.notAnObject, nil, file: file.path, line: record.line)
        }
        var reader = JSONLDocumentReader(
          path: file.path, line: record.line, unit: unit ?? .codePoints, includeAll: includeAll)
        reader.read(record, into: &set)
      }
    }
  }
}

/// Reads one line.
private struct JSONLDocumentReader {
  let path: String
  let line: Int
  let unit: OffsetUnit
  let includeAll: Bool

  private var id: JSONValue?
  private var text: JSONValue?
  private var type: JSONValue?
  private var entities: JSONValue?
  private var relations: JSONValue?
  private var identifiers: JSONValue?
  private var scope: JSONValue?
  private var status: JSONValue?
  private var metadata: [JSONPart] = []

  init(path: String, line: Int, unit: OffsetUnit, includeAll: Bool) {
    self.path = path
    self.line = line
    self.unit = unit
    self.includeAll = includeAll
  }

  mutating func read(_ record: JSONRecords.Record, into set: inout AnnotationSet) {
    record.forEachPart { keep($0) }
    guard let id, !id.isNull else { return set.refuse(.missingID, nil, file: path, line: line) }
    guard let name = id.label else { return set.refuse(.invalidID, nil, file: path, line: line) }
    if let text, !text.isNull, text.kind != .string {
      return set.refuse(.invalidText, name, file: path, line: line)
    }
    var builder = DocumentBuilder(id: name, text: text?.noteText, source: path, line: line, unit: unit)
    builder.document.noteType = type?.string
    if status?.string == "error" {
      builder.document.hasFailed = true
    } else {
      addScope(to: &builder)
      addEntities(to: &builder)
      addIdentifiers(to: &builder)
    }
    for part in metadata where part.value.kind == .string || part.value.kind == .number {
      // The line of a failed record is where it stood in its input: nothing to score by.
      if builder.document.hasFailed, part.isNamed("line") { continue }
      builder.document.metadata.append((part.name, part.value.plain))
    }
    set.add(&builder)
  }

  private mutating func keep(_ part: JSONPart) {
    if part.isNamed("id") {
      id = part.value
    } else if part.isNamed("text") {
      text = part.value
    } else if part.isNamed("entities") {
      entities = part.value
    } else if part.isNamed("relations") {
      relations = part.value
    } else if part.isNamed("phi") {
      identifiers = part.value
    } else if part.isNamed("type") {
      type = part.value
    } else if part.isNamed("assertion_scope") {
      scope = part.value
    } else if part.isNamed("status") {
      status = part.value
    } else if !part.isNamed("deidentified_text") {
      metadata.append(part)
    }
  }

  private func addScope(to builder: inout DocumentBuilder) {
    guard let scope, !scope.isNull else { return }
    guard scope.kind == .array else {
      return builder.fail(.invalidAnnotation, line: line, "assertion_scope: it is no array")
    }
    builder.document.assertionScope = Set(scope.parts.compactMap(\.value.string))
  }

  private func addEntities(to builder: inout DocumentBuilder) {
    var leftOut: Set<String> = []
    var outer = OuterSlices(text: builder.document.text, unit: unit)
    for (index, element) in list(entities, "entities", &builder).enumerated() {
      var entity = JSONLEntity(line: line, place: index + 1)
      entity.read(element)
      if entity.isPreferred || includeAll {
        entity.add(to: &builder, &outer)
      } else {
        leftOut.insert(entity.id)
      }
    }
    for (index, element) in list(relations, "relations", &builder).enumerated() {
      let place = "relation \(element.value["id"]?.label ?? String(index + 1))"
      guard let type = element.value["type"]?.string, !type.isEmpty, let head = element.value["head"]?.label,
        let tail = element.value["tail"]?.label
      else {
        builder.fail(.invalidAnnotation, line: line, "\(place): it has no type, head or tail")
        continue
      }
      // A relation of mentions that were left out on purpose is left out with them.
      if leftOut.contains(head) || leftOut.contains(tail) { continue }
      builder.addRelation(type: type, head: head, tail: tail, place: place, line: line)
    }
  }

  private func addIdentifiers(to builder: inout DocumentBuilder) {
    for (index, element) in list(identifiers, "phi", &builder).enumerated() {
      let place = "identifier \(index + 1)"
      let value = element.value
      let type = value["type"]?.string
      guard let category = value["category"]?.string, let type, let start = value["start"]?.integer,
        let end = value["end"]?.integer
      else {
        builder.fail(
          .invalidAnnotation, line: line, "\(place): it has no category, type, start or end", type: type ?? "")
        continue
      }
      // What the policy keeps has no replacement; gold has none at all.
      let isKept = status != nil && value["replacement"]?.string == nil
      builder.addIdentifier(
        category: category, type: type, start: start, end: end,
        surface: value["deid_start"] == nil ? value["text"]?.string : nil, place: place, line: line
      ) {
        $0.group = value["group"]?.label
        $0.source = value["source"]?.string
        $0.isKept = isKept
      }
    }
  }

  /// The elements of a list; a failure where it is something else.
  private func list(_ value: JSONValue?, _ name: String, _ builder: inout DocumentBuilder) -> JSONParts {
    if let value, !value.isNull, value.kind != .array {
      builder.fail(.invalidAnnotation, line: line, "\(name): it is no array", type: "")
    }
    guard let value, value.kind == .array else { return JSONParts(JSONValue.null) }
    return value.parts
  }
}
