import ClinicalText

/// BioC JSON: the same model with the same names (https://github.com/bionlplab/bioc).
enum BioCJSONFormat {
  /// Reads a file, or all `.json`, `.jsonl` and `.ndjson` files of a folder: collections, or documents by themselves.
  static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.each(path, extensions: ["json", "jsonl", "ndjson"], into: &set) { file, set throws(Fault) in
      let assembler = BioCAssembler(path: file.path, unit: unit ?? .codePoints)
      try JSONRecords(file.path).each(into: &set) { record, set in
        var lines = ByteLines.Counter(record.value.token, first: record.line)
        // PubTator 3 names its list of documents after itself.
        if let documents = record.value["documents"] ?? record.value["PubTator3"] {
          for part in documents.parts {
            assembler.add(BioCJSONReader.document(part.value, &lines), into: &set)
          }
        } else if record.value["passages"] != nil {
          assembler.add(BioCJSONReader.document(record.value, &lines), into: &set)
        } else {
          let fault = Fault(
            .invalidAnnotation, file: file.path, line: record.line, value: "record \(record.number): it has no passages"
          )
          set.failures.append(AnnotationFailure(documentID: record.value["id"]?.label, fault: fault))
        }
      }
    }
  }
}

/// Reads the parts of documents in the order of the file, so that lines are counted once.
private enum BioCJSONReader {
  static func document(_ value: JSONValue, _ lines: inout ByteLines.Counter) -> BioCDocument {
    var document = BioCDocument()
    document.line = lines.line(of: value.token)
    for part in value.parts {
      if keep(part, &document.id, &document.infons) { continue }
      if part.isNamed("passages") {
        for passage in part.value.parts {
          let segments = segments(passage.value, in: &document, &lines)
          document.segments += segments
        }
      } else {
        add(part, to: &document, &lines)
      }
    }
    return document
  }

  /// A passage, or its sentences where the text is theirs alone; a sentence has none of its own.
  private static func segments(
    _ value: JSONValue, in document: inout BioCDocument, _ lines: inout ByteLines.Counter, areSentences: Bool = false
  ) -> [BioCDocument.Segment] {
    var segment = BioCDocument.Segment(offset: nil, text: "", line: lines.line(of: value.token))
    var sentences: [BioCDocument.Segment] = []
    for part in value.parts {
      if part.isNamed("offset") {
        segment.offset = offset(part.value)
      } else if part.isNamed("text") {
        segment.text = part.value.string ?? ""
      } else if !areSentences, part.isNamed("sentences") {
        for sentence in part.value.parts {
          sentences += segments(sentence.value, in: &document, &lines, areSentences: true)
        }
      } else {
        add(part, to: &document, &lines)
      }
    }
    return sentences.isEmpty || !segment.text.isEmpty ? [segment] : sentences
  }

  /// Annotations and relations, which stand on every level.
  private static func add(_ part: JSONPart, to document: inout BioCDocument, _ lines: inout ByteLines.Counter) {
    if part.isNamed("annotations") {
      for element in part.value.parts { document.annotations.append(annotation(element.value, &lines)) }
    } else if part.isNamed("relations") {
      for element in part.value.parts { document.relations.append(relation(element.value, &lines)) }
    }
  }

  private static func annotation(_ value: JSONValue, _ lines: inout ByteLines.Counter) -> BioCDocument.Annotation {
    var annotation = BioCDocument.Annotation()
    annotation.line = lines.line(of: value.token)
    for part in value.parts {
      if keep(part, &annotation.id, &annotation.infons) { continue }
      if part.isNamed("text") {
        annotation.text = part.value.string
      } else if part.isNamed("locations") {
        for location in part.value.parts {
          annotation.locations.append(
            (location.value["offset"].flatMap(offset), location.value["length"].flatMap(offset)))
        }
      }
    }
    return annotation
  }

  private static func relation(_ value: JSONValue, _ lines: inout ByteLines.Counter) -> BioCDocument.Relation {
    var relation = BioCDocument.Relation()
    relation.line = lines.line(of: value.token)
    for part in value.parts {
      if keep(part, &relation.id, &relation.infons) { continue }
      if part.isNamed("nodes") {
        for node in part.value.parts {
          relation.nodes.append((node.value["refid"]?.label ?? "", node.value["role"]?.string ?? ""))
        }
      }
    }
    return relation
  }

  /// Ids and infons, which documents, annotations and relations have; false for anything else.
  private static func keep(
    _ part: JSONPart, _ id: inout String, _ infons: inout [(key: String, value: String)]
  ) -> Bool {
    if part.isNamed("id") {
      id = part.value.label ?? ""
    } else if part.isNamed("infons") {
      infons = part.value.parts.filter { !$0.value.isNull }.map { ($0.name, $0.value.plain) }
    } else {
      return false
    }
    return true
  }

  /// Whole numbers, also those that are written as strings.
  private static func offset(_ value: JSONValue) -> Int? {
    value.integer ?? value.string.flatMap { $0.utf8.count <= 18 ? Int($0) : nil }
  }
}
