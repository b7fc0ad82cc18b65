import ClinicalText

/// Collects the annotations of one document and checks each against the text: what does not fit becomes a failure and
/// is counted, never guessed.
struct DocumentBuilder {
  /// The document being made; set what is known of it directly.
  var document: AnnotatedDocument
  private(set) var failures: [AnnotationFailure] = []
  private let unit: OffsetUnit
  private let map: OffsetMap?
  private var indexOfID: [String: Int] = [:]
  private var indexOfEvent: [String: Int] = [:]

  /// `unit` is what the offsets given to this builder count.
  init(id: String, text: NoteText?, source: String, line: Int, unit: OffsetUnit) {
    document = AnnotatedDocument(id: id, text: text, source: source, line: line)
    self.unit = unit
    map = text.map(OffsetMap.init)
    if text == nil { document.unit = unit }
  }

  /// Records what could not be used. `what` names it by id or place ("entity T3"), never by text; `type` is its type.
  mutating func fail(_ code: Fault.Code, line: Int, _ what: String, type: String? = nil) {
    failures.append(
      AnnotationFailure(
        documentID: document.id,
        fault: Fault(code, file: document.source, line: line, value: "document \(document.id), \(what)")))
    if let type { document.unusable.append(type) }
  }

  /// Adds a mention with its parts as [start, end) in the builder's unit. `surface` is the mention's text as the file
  /// gives it, checked when not nil; `edit` sets further fields. Returns the index to refer to, or nil after a failure.
  @discardableResult
  mutating func addEntity(
    id: String, type: String, parts: [(start: Int, end: Int)], surface: String?, line: Int,
    edit: (inout AnnotatedEntity) -> Void = { _ in }
  ) -> Int? {
    guard !type.isEmpty else {
      fail(.invalidAnnotation, line: line, "entity \(id): it has no type", type: "")
      return nil
    }
    guard indexOfID[id] == nil else {
      fail(.invalidAnnotation, line: line, "entity \(id): the id stands twice", type: type)
      return nil
    }
    guard let placed = place(parts, surface: surface, what: "entity \(id)", type: type, line: line) else { return nil }
    var entity = AnnotatedEntity(id: id, type: type, start: placed[0].lowerBound, end: placed.last!.upperBound)
    if placed.count > 1 { entity.fragments = placed }
    if map == nil { entity.surface = surface }
    entity.line = line
    edit(&entity)
    indexOfID[id] = document.entities.count
    document.entities.append(entity)
    return document.entities.count - 1
  }

  /// Adds an identifier; the same checks.
  mutating func addIdentifier(
    category: String, type: String, start: Int, end: Int, surface: String?, place name: String, line: Int,
    edit: (inout AnnotatedIdentifier) -> Void = { _ in }
  ) {
    guard !type.isEmpty else { return fail(.invalidAnnotation, line: line, "\(name): it has no type", type: "") }
    guard let placed = place([(start, end)], surface: surface, what: name, type: type, line: line) else { return }
    var identifier = AnnotatedIdentifier(
      category: category, type: type, start: placed[0].lowerBound, end: placed[0].upperBound)
    if map == nil { identifier.surface = surface }
    identifier.line = line
    edit(&identifier)
    document.identifiers.append(identifier)
  }

  /// Index of a mention that was added, by its id.
  func entity(_ id: String) -> Int? { indexOfID[id] }

  /// Changes a mention that was added: attributes that stand on lines of their own.
  mutating func edit(_ index: Int, _ body: (inout AnnotatedEntity) -> Void) { body(&document.entities[index]) }

  /// Adds a relation between mentions named by id.
  mutating func addRelation(type: String, head: String, tail: String, place: String, line: Int) {
    guard let head = indexOfID[head], let tail = indexOfID[tail] else {
      return fail(.unknownReference, line: line, place)
    }
    document.relations.append(AnnotatedRelation(type: type, head: head, tail: tail))
  }

  /// Sorts what was added and gives it out; relations and events follow their mentions.
  mutating func finish() -> AnnotatedDocument {
    let order = document.entities.indices.sorted { a, b in
      let (x, y) = (document.entities[a], document.entities[b])
      if x.start != y.start { return x.start < y.start }
      if x.end != y.end { return x.end < y.end }
      return x.type != y.type ? x.type < y.type : a < b
    }
    var isSorted = true
    for (new, old) in order.enumerated() where new != old { isSorted = false }
    if !isSorted {
      var place = [Int](repeating: 0, count: order.count)
      for (new, old) in order.enumerated() { place[old] = new }
      document.entities = order.map { document.entities[$0] }
      for i in document.relations.indices {
        document.relations[i].head = place[document.relations[i].head]
        document.relations[i].tail = place[document.relations[i].tail]
      }
      for i in document.events.indices {
        document.events[i].trigger = place[document.events[i].trigger]
        for j in document.events[i].arguments.indices {
          if case .entity(let old) = document.events[i].arguments[j].target {
            document.events[i].arguments[j].target = .entity(place[old])
          }
        }
      }
    }
    document.identifiers.sort { ($0.start, $0.end, $0.type) < ($1.start, $1.end, $1.type) }
    return document
  }

  /// Scalar ranges of the parts, in order, or nil after a failure.
  private mutating func place(
    _ parts: [(start: Int, end: Int)], surface: String?, what: String, type: String, line: Int
  ) -> [Range<Int>]? {
    guard !parts.isEmpty else {
      fail(.invalidAnnotation, line: line, "\(what): it has no offsets", type: type)
      return nil
    }
    let placed = ranges(parts, unit)
    guard let placed else {
      fail(.offsetsOutside, line: line, what + hint(parts, surface), type: type)
      return nil
    }
    if let surface, let map, !map.isSame(placed, as: surface) {
      fail(.offsetsMismatch, line: line, what + hint(parts, surface), type: type)
      return nil
    }
    return placed
  }

  /// Sorted scalar ranges, or nil where one is empty, reversed, or outside the text.
  private func ranges(_ parts: [(start: Int, end: Int)], _ unit: OffsetUnit) -> [Range<Int>]? {
    var placed: [Range<Int>] = []
    for part in parts {
      guard part.start >= 0, part.start < part.end else { return nil }
      if let map {
        guard let start = map.byte(part.start, unit), let end = map.byte(part.end, unit) else { return nil }
        if unit == .codePoints {
          placed.append(part.start..<part.end)
        } else {
          placed.append(map.scalar(ofByte: start)..<map.scalar(ofByte: end))
        }
      } else {
        placed.append(part.start..<part.end)
      }
    }
    if placed.count > 1 { placed.sort { $0.lowerBound < $1.lowerBound } }
    return placed
  }

  /// Tells when the offsets would fit in another unit.
  private func hint(_ parts: [(start: Int, end: Int)], _ surface: String?) -> String {
    guard let map, let surface else { return "" }
    for other in OffsetUnit.allCases where other != unit {
      if let placed = ranges(parts, other), map.isSame(placed, as: surface) {
        return ": they fit when counted in \(other.rawValue)"
      }
    }
    return ""
  }
}
