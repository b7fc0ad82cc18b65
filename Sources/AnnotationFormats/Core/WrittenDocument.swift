import ClinicalText

/// A document on its way into a file: its offsets in the unit that the writer counts in, the words at them, and what
/// the format cannot hold.
struct WrittenDocument {
  let document: AnnotatedDocument
  private let unit: OffsetUnit
  private let path: String
  private let map: OffsetMap?

  /// `path` is the file that faults name; `unit` nil: code points.
  init(_ document: AnnotatedDocument, _ unit: OffsetUnit?, _ path: String) {
    self.document = document
    self.unit = unit ?? .codePoints
    self.path = path
    map = document.text.map(OffsetMap.init)
  }

  /// The document's text. Throws `missingText`.
  func text() throws(Fault) -> NoteText { try Refusal.text(of: document, path) }

  /// The parts of a mention. Throws `notRepresentable` where they lie outside the text.
  func parts(of entity: AnnotatedEntity) throws(Fault) -> [(start: Int, end: Int)] {
    var parts: [(start: Int, end: Int)] = []
    for range in entity.parts { parts.append(try part(range, "entity \(entity.id)")) }
    return parts
  }

  /// A mention that is in one part. Throws `notRepresentable` for a discontinuous one, and where it lies outside.
  func onlyPart(of entity: AnnotatedEntity) throws(Fault) -> (start: Int, end: Int) {
    guard entity.parts.count == 1 else {
      throw refusal("entity \(entity.id): the format holds no discontinuous mentions")
    }
    return try part(entity.parts[0], "entity \(entity.id)")
  }

  /// An identifier; `index` is its place among the document's.
  func part(of identifier: AnnotatedIdentifier, _ index: Int) throws(Fault) -> (start: Int, end: Int) {
    try part(identifier.start..<identifier.end, "identifier \(index + 1)")
  }

  /// One range in the unit. `what` names it in the fault.
  private func part(_ range: Range<Int>, _ what: String) throws(Fault) -> (start: Int, end: Int) {
    guard let map else {
      guard unit == .codePoints else { throw refusal("\(what): without a text offsets are code points only") }
      return (range.lowerBound, range.upperBound)
    }
    guard let start = map.offset(ofScalar: range.lowerBound, unit),
      let end = map.offset(ofScalar: range.upperBound, unit)
    else { throw refusal("\(what): its offsets lie outside the text") }
    return (start, end)
  }

  /// The words of a mention, nil without a text.
  func surface(_ parts: [Range<Int>]) -> String? { map?.surface(parts) }

  /// Throws `notRepresentable` for a document with events.
  func refuseEvents() throws(Fault) {
    if let event = document.events.first { throw refusal("event \(event.id): the format holds no events") }
  }

  /// What a writer throws for an annotation that its format cannot hold; `what` names it by id or place.
  func refusal(_ what: String) -> Fault { Refusal.fault(path, document, what) }
}
