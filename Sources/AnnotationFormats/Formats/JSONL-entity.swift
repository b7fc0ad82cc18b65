import ClinicalText

/// Reads one entity of the outer contract.
struct JSONLEntity {
  let line: Int
  let place: Int
  private(set) var id: String
  private(set) var isPreferred = true
  private var type: String?
  private var start: JSONValue?
  private var end: JSONValue?
  private var text: String?
  private var fragments: JSONValue?
  private var concepts: JSONValue?
  private var assertion: JSONValue?
  private var section: String?
  private var source: String?
  private var attributes: JSONValue?
  private var isDeidentified = false
  private var isObject = false

  /// `line` is that of the document; `place` the 1-based place among its entities.
  init(line: Int, place: Int) {
    self.line = line
    self.place = place
    id = "#\(place)"
  }

  mutating func read(_ part: JSONPart) {
    isObject = part.value.kind == .object
    guard isObject else { return }
    for part in part.value.parts {
      let value = part.value
      if part.isNamed("id") {
        if let label = value.label { id = label }
      } else if part.isNamed("type") {
        type = value.string
      } else if part.isNamed("start") {
        start = value
      } else if part.isNamed("end") {
        end = value
      } else if part.isNamed("text") {
        text = value.string
      } else if part.isNamed("fragments") {
        fragments = value
      } else if part.isNamed("concepts") {
        concepts = value
      } else if part.isNamed("assertion") {
        assertion = value
      } else if part.isNamed("section") {
        section = value.string
      } else if part.isNamed("source") {
        source = value.string
      } else if part.isNamed("attributes") {
        attributes = value
      } else if part.isNamed("preferred") {
        isPreferred = value.bool ?? true
      } else if part.isNamed("deid_start") {
        isDeidentified = true
      }
    }
  }

  func add(to builder: inout DocumentBuilder, _ outer: inout OuterSlices) {
    guard isObject else { return fail("it is no object", &builder) }
    guard let type else { return fail("it has no type", &builder) }
    guard let parts else {
      return fail("start, end and fragments must be whole numbers that fit each other", &builder)
    }
    var read: Assertion?
    if let assertion, !assertion.isNull {
      guard let stated = Self.assertion(assertion) else {
        return fail("its assertion is not in the contract's form", &builder)
      }
      read = stated
    }
    guard let concepts = Self.concepts(self.concepts) else { return fail("a concept has no id", &builder) }
    // The words of a de-identified result are not those of the note.
    var surface = isDeidentified ? nil : text
    if parts.count > 1, let text = surface, outer.match(parts, text) { surface = nil }
    builder.addEntity(id: id, type: type, parts: parts, surface: surface, line: line) {
      $0.assertion = read
      $0.concepts = concepts
      $0.section = section
      $0.source = source
      if let attributes, attributes.kind == .object {
        for part in attributes.parts { $0.attributes.append((part.name, part.value.plain)) }
      }
    }
  }

  private func fail(_ why: String, _ builder: inout DocumentBuilder) {
    let name = id.hasPrefix("#") ? String(place) : id
    builder.fail(.invalidAnnotation, line: line, "entity \(name): \(why)", type: type ?? "")
  }

  /// The parts of the mention; nil where they are not whole numbers, or the outer ones are not `start` and `end`.
  private var parts: [(start: Int, end: Int)]? {
    guard let fragments, !fragments.isNull else {
      guard let start = start?.integer, let end = end?.integer else { return nil }
      return [(start, end)]
    }
    guard fragments.kind == .array else { return nil }
    var parts: [(start: Int, end: Int)] = []
    for fragment in fragments.parts {
      guard let span = Self.span(fragment.value) else { return nil }
      parts.append(span)
    }
    let first = parts.map(\.start).min()
    let last = parts.map(\.end).max()
    if let start, !start.isNull, start.integer == nil || first != nil && start.integer != first { return nil }
    if let end, !end.isNull, end.integer == nil || last != nil && end.integer != last { return nil }
    if parts.isEmpty, let start = start?.integer, let end = end?.integer { return [(start, end)] }
    return parts.isEmpty ? nil : parts
  }

  /// `[start, end]`.
  private static func span(_ value: JSONValue) -> (start: Int, end: Int)? {
    var numbers: [Int] = []
    for part in value.parts {
      guard let number = part.value.integer else { return nil }
      numbers.append(number)
    }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }

  /// The assertion of the outer contract; fields that are not there keep their defaults. Nil where one has another form.
  static func assertion(_ value: JSONValue) -> Assertion? {
    guard value.kind == .object else { return nil }
    var assertion = Assertion()
    for part in value.parts {
      if part.isNamed("experiencer") {
        guard let name = part.value.string, let found = Assertion.Experiencer.allCases.first(where: { $0.name == name })
        else { return nil }
        assertion.experiencer = found
        continue
      }
      let field: WritableKeyPath<Assertion, Bool>? =
        part.isNamed("negated")
        ? \.negated
        : part.isNamed("uncertain")
          ? \.uncertain
          : part.isNamed("historical") ? \.historical : part.isNamed("hypothetical") ? \.hypothetical : nil
      guard let field else { continue }
      guard let flag = part.value.bool else { return nil }
      assertion[keyPath: field] = flag
    }
    return assertion
  }

  /// Concepts as objects with an id, or as plain ids; nil where one has none.
  static func concepts(_ value: JSONValue?) -> [AnnotatedConcept]? {
    guard let value, !value.isNull else { return [] }
    guard value.kind == .array else { return nil }
    var concepts: [AnnotatedConcept] = []
    for part in value.parts {
      if let id = part.value.label {
        concepts.append(AnnotatedConcept(id: id))
        continue
      }
      var id: String?
      var vocabulary: String?
      var name: String?
      for field in part.value.parts {
        if field.isNamed("id") {
          id = field.value.label
        } else if field.isNamed("vocabulary") {
          vocabulary = field.value.string
        } else if field.isNamed("name") {
          name = field.value.string
        }
      }
      guard let id else { return nil }
      concepts.append(AnnotatedConcept(id: id, vocabulary: vocabulary, name: name))
    }
    return concepts
  }
}

/// The text from a discontinuous mention's start to its end: many a corpus gives that as the mention's text, the
/// contract's own form being the fragments joined by one space.
struct OuterSlices {
  let text: NoteText?
  let unit: OffsetUnit
  /// Made for the first discontinuous mention only.
  private var map: OffsetMap?

  init(text: NoteText?, unit: OffsetUnit) {
    self.text = text
    self.unit = unit
  }

  /// True when the text from the first part's start to the last part's end is `surface`.
  mutating func match(_ parts: [(start: Int, end: Int)], _ surface: String) -> Bool {
    guard let text, let first = parts.map(\.start).min(), let last = parts.map(\.end).max() else { return false }
    let map = self.map ?? OffsetMap(text)
    self.map = map
    guard let start = map.byte(first, unit), let end = map.byte(last, unit), start < end,
      end - start == surface.utf8.count
    else { return false }
    return text.bytes[start..<end].elementsEqual(surface.utf8)
  }
}
