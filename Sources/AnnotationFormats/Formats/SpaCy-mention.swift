import ClinicalText

/// One mention, as an object or as a triple `[start, end, label]`.
struct SpaCyMention {
  /// 1-based place among the document's mentions.
  let place: Int
  private(set) var id: String?
  private(set) var label: String?
  private(set) var start: Int?
  private(set) var end: Int?
  private(set) var text: String?
  private var conceptID: String?
  private var attributes: [JSONPart] = []

  /// Names of custom attributes with a meaning of their own here: medSpaCy's, and the concepts of the outer contract.
  static let section = "section_category"
  static let concepts = "concepts"

  init(place: Int) { self.place = place }

  /// False when it has another form.
  mutating func read(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .array:
      for (index, part) in value.parts.enumerated() {
        switch index {
        case 0: start = part.value.integer
        case 1: end = part.value.integer
        case 2: label = part.value.string
        default: break
        }
      }
    case .object: for part in value.parts { keep(part) }
    default: return false
    }
    return label != nil
  }

  private mutating func keep(_ part: JSONPart) {
    let value = part.value
    if value.isNull { return }
    if part.isNamed("start") || part.isNamed("start_offset") || part.isNamed("start_char") {
      start = value.integer
    } else if part.isNamed("end") || part.isNamed("end_offset") || part.isNamed("end_char") {
      end = value.integer
    } else if part.isNamed("label") || part.isNamed("label_") || part.isNamed("type") {
      label = value.string
    } else if part.isNamed("id") {
      id = value.label
    } else if part.isNamed("text") {
      text = value.string
    } else if part.isNamed("kb_id") || part.isNamed("kb_id_") {
      if let concept = value.label, !concept.isEmpty, concept != "NIL" { conceptID = concept }
    } else if part.isNamed("_") || part.isNamed("attributes") {
      attributes += Array(value.parts)
    } else if value.kind == .bool {
      // Exports that flatten an entity put is_negated beside its offsets.
      var assertion = Assertion()
      if AssertionNames.apply(name: part.name, value: value.plain, to: &assertion) { attributes.append(part) }
    }
  }

  func apply(to entity: inout AnnotatedEntity) {
    if let conceptID { entity.concepts = [AnnotatedConcept(id: conceptID)] }
    for part in attributes where !part.value.isNull { Self.apply(part.name, part.value, to: &entity) }
  }

  /// One custom attribute of spaCy's.
  static func apply(_ name: String, _ value: JSONValue, to entity: inout AnnotatedEntity) {
    if name == section {
      entity.section = value.plain
    } else if name == concepts, let concepts = JSONLEntity.concepts(value) {
      entity.concepts = concepts
    } else {
      entity.take(name, value.plain)
    }
  }

  /// True when `apply` makes an attribute of a name that is written with this value.
  static func isAttribute(_ name: String, _ value: String) -> Bool {
    name != section && name != concepts && AnnotatedEntity.isAttribute(name, value)
  }
}

/// spaCy's `underscore_span`: the values of custom attributes by attribute, each with its span's offsets.
struct SpaCySpanAttributes {
  private struct Key: Hashable {
    let start: Int
    let end: Int
  }

  private var values: [Key: [(name: String, value: JSONValue)]] = [:]

  init(_ field: JSONValue?) {
    guard let field, field.kind == .object else { return }
    for attribute in field.parts {
      let name = attribute.name
      for element in attribute.value.kind == .array ? Array(attribute.value.parts) : [attribute] {
        guard let start = element.value["start"]?.integer, let end = element.value["end"]?.integer,
          let value = element.value["value"], !value.isNull
        else { continue }
        values[Key(start: start, end: end), default: []].append((name, value))
      }
    }
  }

  func apply(_ start: Int, _ end: Int, to entity: inout AnnotatedEntity) {
    for (name, value) in values[Key(start: start, end: end)] ?? [] {
      SpaCyMention.apply(name, value, to: &entity)
    }
  }
}
