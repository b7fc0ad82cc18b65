import ClinicalText

/// One document of BioC as its XML and its JSON give it, before its offsets are looked at.
struct BioCDocument {
  /// A run of text and where it begins, in the file's unit.
  struct Segment {
    var offset: Int?
    var text: String
    var line: Int
  }

  struct Annotation {
    var id = ""
    var infons: [(key: String, value: String)] = []
    /// A nil offset or length is one that is no number.
    var locations: [(offset: Int?, length: Int?)] = []
    var text: String?
    var line = 0
  }

  struct Relation {
    var id = ""
    var infons: [(key: String, value: String)] = []
    var nodes: [(id: String, role: String)] = []
    var line = 0
  }

  var id = ""
  var line = 0
  var infons: [(key: String, value: String)] = []
  var segments: [Segment] = []
  var annotations: [Annotation] = []
  var relations: [Relation] = []
}

/// Makes an annotated document of a BioC document.
///
/// The text is put together from its passages, or their sentences; gaps between them are filled with a line feed and
/// blanks, so that the file's offsets hold.
struct BioCAssembler {
  /// No gap between passages is wider in a file that is what it says.
  private static let widestGap = 1 << 20

  let path: String
  let unit: OffsetUnit

  func add(_ source: BioCDocument, into set: inout AnnotationSet) {
    guard !source.id.isEmpty else {
      let fault = Fault(.missingID, file: path, line: source.line)
      set.failures.append(AnnotationFailure(documentID: nil, fault: fault))
      return
    }
    let text: NoteText?
    switch join(source) {
    case .success(let joined): text = joined
    case .failure(let fault):
      set.failures.append(AnnotationFailure(documentID: source.id, fault: fault))
      return
    }
    var builder = DocumentBuilder(id: source.id, text: text, source: path, line: source.line, unit: unit)
    for infon in source.infons {
      switch infon.key {
      case "note_type": builder.document.noteType = infon.value
      case "assertion_scope":
        builder.document.assertionScope = Set(infon.value.split(separator: ",").map(String.init))
      default: builder.document.metadata.append((infon.key, infon.value))
      }
    }
    var outer = OuterSlices(text: text, unit: unit)
    for (index, annotation) in source.annotations.enumerated() { add(annotation, index, &outer, &builder) }
    for (index, relation) in source.relations.enumerated() { add(relation, index, &builder) }
    set.add(&builder)
  }

  private func join(_ source: BioCDocument) -> Result<NoteText?, Fault> {
    guard !source.segments.isEmpty else { return .success(nil) }
    var bytes: [UInt8] = []
    var end = 0
    for (index, segment) in source.segments.enumerated() {
      let place = "document \(source.id), passage \(index + 1)"
      guard let offset = segment.offset, offset >= end, offset - end <= Self.widestGap else {
        let why = segment.offset == nil ? "it has no offset" : "its offset does not follow the passage before"
        return .failure(Fault(.invalidAnnotation, file: path, line: segment.line, value: "\(place): \(why)"))
      }
      if offset > end {
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: offset - end - 1))
      }
      bytes.append(contentsOf: segment.text.utf8)
      end = offset + unit.length(of: segment.text)
    }
    return .success(NoteText(bytes))
  }

  private func add(
    _ annotation: BioCDocument.Annotation, _ index: Int, _ outer: inout OuterSlices, _ builder: inout DocumentBuilder
  ) {
    let id = annotation.id.isEmpty ? "#\(index + 1)" : annotation.id
    let type = BioCInfons.type(annotation.infons) ?? ""
    var parts: [(start: Int, end: Int)] = []
    for location in annotation.locations {
      guard let offset = location.offset, let length = location.length else {
        return builder.fail(
          .invalidAnnotation, line: annotation.line, "entity \(id): a location has no offset or length", type: type)
      }
      parts.append((offset, offset + length))
    }
    var surface = annotation.text
    if parts.count > 1, let text = surface, outer.match(parts, text) { surface = nil }
    if let identifier = IdentifierTypes.split(type), parts.count == 1 {
      builder.addIdentifier(
        category: identifier.category, type: identifier.type, start: parts[0].start, end: parts[0].end,
        surface: surface, place: "identifier \(id)", line: annotation.line)
      return
    }
    builder.addEntity(id: id, type: type, parts: parts, surface: surface, line: annotation.line) {
      BioCInfons.apply(annotation.infons, to: &$0)
    }
  }

  /// Relations of two mentions. Relations without nodes, which hold between concepts, are kept as metadata.
  private func add(_ relation: BioCDocument.Relation, _ index: Int, _ builder: inout DocumentBuilder) {
    let place = "relation \(relation.id.isEmpty ? String(index + 1) : relation.id)"
    guard let type = BioCInfons.relationType(relation.infons) else {
      return builder.fail(.invalidAnnotation, line: relation.line, "\(place): it has no type")
    }
    if relation.nodes.isEmpty {
      let others = relation.infons.map(\.value).filter { $0 != type }
      builder.document.metadata.append(("relation", ([type] + others).joined(separator: " ")))
      return
    }
    guard relation.nodes.count == 2 else {
      return builder.fail(
        .invalidAnnotation, line: relation.line, "\(place): it joins \(relation.nodes.count) mentions, not two")
    }
    let tails: Set<String> = ["tail", "arg2", "object", "target"]
    let heads: Set<String> = ["head", "arg1", "subject", "source"]
    let isTurned =
      tails.contains(relation.nodes[0].role.lowercased()) && heads.contains(relation.nodes[1].role.lowercased())
    builder.addRelation(
      type: type, head: relation.nodes[isTurned ? 1 : 0].id, tail: relation.nodes[isTurned ? 0 : 1].id, place: place,
      line: relation.line)
  }
}
