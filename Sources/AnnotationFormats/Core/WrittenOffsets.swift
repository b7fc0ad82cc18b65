import ClinicalText

/// The offsets of one document in the unit that a writer counts in, and the words at them.
struct WrittenOffsets {
  private let document: AnnotatedDocument
  private let unit: OffsetUnit
  private let map: OffsetMap?

  init(_ document: AnnotatedDocument, _ unit: OffsetUnit) {
    self.document = document
    self.unit = unit
    map = document.text.map(OffsetMap.init)
  }

  /// The parts of a mention. Throws `invalidAnnotation` where they lie outside the text.
  func parts(of entity: AnnotatedEntity, _ path: String) throws(Fault) -> [(start: Int, end: Int)] {
    var parts: [(start: Int, end: Int)] = []
    for range in entity.parts { parts.append(try part(range, "entity \(entity.id)", path)) }
    return parts
  }

  /// One range in the unit. `what` names it in the fault.
  func part(_ range: Range<Int>, _ what: String, _ path: String) throws(Fault) -> (start: Int, end: Int) {
    guard let map else {
      guard unit == .codePoints else { throw refusal(path, "\(what): without a text offsets are code points only") }
      return (range.lowerBound, range.upperBound)
    }
    guard let start = map.offset(ofScalar: range.lowerBound, unit),
      let end = map.offset(ofScalar: range.upperBound, unit)
    else { throw refusal(path, "\(what): its offsets lie outside the text") }
    return (start, end)
  }

  /// The words of a mention, nil without a text.
  func surface(_ parts: [Range<Int>]) -> String? { map?.surface(parts) }

  /// Length of the text in the unit.
  var length: Int {
    guard let map else { return 0 }
    return map.offset(ofScalar: map.scalar(ofByte: map.text.count), unit) ?? 0
  }

  /// What a writer throws for an annotation that its format cannot hold; `what` names it by id or place.
  func refusal(_ path: String, _ what: String) -> Fault { Refusal.fault(path, document, what) }
}
