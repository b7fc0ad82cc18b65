import ClinicalText

/// One gold document and what a run says of it, in the gold document's offsets.
public struct DocumentPair: Sendable {
  public var gold: AnnotatedDocument
  /// Nil when the run has nothing for it.
  public var predicted: AnnotatedDocument?
}

/// Gold documents beside the predictions for them, in gold order.
public struct JoinedDocuments: Sendable {
  public private(set) var pairs: [DocumentPair] = []
  /// Predictions that could not be scored as they stand, and gold documents without any.
  public private(set) var failures: [AnnotationFailure] = []

  /// Joins by document id. Predictions over a text that differs in white space alone are moved to the gold text; over
  /// another text they count as wrong. Mentions whose own text is not that of the gold at their place count as wrong.
  public init(gold: AnnotationSet, predictions: AnnotationSet) {
    var byID: [String: Int] = [:]
    for (index, document) in predictions.documents.enumerated() where byID[document.id] == nil {
      byID[document.id] = index
    }
    pairs.reserveCapacity(gold.documents.count)
    var used = [Bool](repeating: false, count: predictions.documents.count)
    for document in gold.documents {
      guard let index = byID[document.id] else {
        fail(.missingDocument, document)
        pairs.append(DocumentPair(gold: document, predicted: nil))
        continue
      }
      used[index] = true
      let prediction = predictions.documents[index]
      if prediction.hasFailed { fail(.failedDocument, prediction) }
      pairs.append(DocumentPair(gold: document, predicted: placed(prediction, on: document)))
    }
    for (index, document) in predictions.documents.enumerated() where !used[index] && byID[document.id] == index {
      fail(.unknownDocument, document)
    }
  }

  private mutating func fail(_ code: Fault.Code, _ document: AnnotatedDocument, _ what: String? = nil) {
    let value = "document \(document.id)" + (what.map { ", \($0)" } ?? "")
    failures.append(
      AnnotationFailure(
        documentID: document.id, fault: Fault(code, file: document.source, line: document.line, value: value)))
  }

  private mutating func placed(_ prediction: AnnotatedDocument, on gold: AnnotatedDocument) -> AnnotatedDocument {
    guard let goldText = gold.text else { return prediction }
    guard let text = prediction.text else { return checked(prediction, against: goldText) }
    if text.bytes.elementsEqual(goldText.bytes) { return prediction }
    guard let alignment = WhiteSpaceAlignment(from: text, to: goldText) else {
      fail(.textsDiffer, prediction)
      var empty = prediction
      empty.unusable += prediction.entities.map(\.type) + prediction.identifiers.map(\.type)
      empty.entities = []
      empty.relations = []
      empty.events = []
      empty.identifiers = []
      return empty
    }
    var moved = prediction
    moved.text = goldText
    for i in moved.entities.indices {
      let entity = moved.entities[i]
      let parts = entity.fragments.map(alignment.move)
      let whole = alignment.move(entity.start..<entity.end)
      moved.entities[i].start = whole.lowerBound
      moved.entities[i].end = whole.upperBound
      moved.entities[i].fragments = parts
    }
    for i in moved.identifiers.indices {
      let whole = alignment.move(moved.identifiers[i].start..<moved.identifiers[i].end)
      moved.identifiers[i].start = whole.lowerBound
      moved.identifiers[i].end = whole.upperBound
    }
    return moved
  }

  /// Checks the mentions of a document without a text against the gold text.
  private mutating func checked(_ prediction: AnnotatedDocument, against text: NoteText) -> AnnotatedDocument {
    let slices = TextSlices(text)
    var wrongEntities: Set<Int> = []
    var prediction = prediction
    if prediction.unit != .codePoints { slices.convert(&prediction) }
    for (index, entity) in prediction.entities.enumerated() {
      guard let code = slices.check(entity.parts, entity.surface) else { continue }
      wrongEntities.insert(index)
      fail(code, prediction, "entity \(entity.id)")
    }
    var checked = prediction
    checked.identifiers = []
    for (index, identifier) in prediction.identifiers.enumerated() {
      if let code = slices.check([identifier.start..<identifier.end], identifier.surface) {
        fail(code, prediction, "phi \(index + 1)")
        checked.unusable.append(identifier.type)
      } else {
        checked.identifiers.append(identifier)
      }
    }
    if !wrongEntities.isEmpty { checked.drop(wrongEntities) }
    return checked
  }
}

extension AnnotatedDocument {
  /// Takes entities out, with the relations and events to them; they are counted in `unusable`.
  mutating func drop(_ wrong: Set<Int>) {
    var place = [Int](repeating: -1, count: entities.count)
    var kept: [AnnotatedEntity] = []
    for (index, entity) in entities.enumerated() {
      if wrong.contains(index) {
        unusable.append(entity.type)
      } else {
        place[index] = kept.count
        kept.append(entity)
      }
    }
    entities = kept
    relations = relations.compactMap { relation in
      let (head, tail) = (place[relation.head], place[relation.tail])
      return head < 0 || tail < 0 ? nil : AnnotatedRelation(type: relation.type, head: head, tail: tail)
    }
    events = []
  }
}

/// Cuts a text at scalar offsets.
struct TextSlices {
  let text: NoteText
  let offsets: ScalarOffsets

  init(_ text: NoteText) {
    self.text = text
    offsets = ScalarOffsets(text)
  }

  /// Byte range of scalar offsets, or nil outside the text.
  func bytes(_ range: Range<Int>) -> Range<Int>? {
    guard let start = offsets.byte(ofScalar: range.lowerBound), let end = offsets.byte(ofScalar: range.upperBound)
    else { return nil }
    return start..<end
  }

  /// Turns the offsets of a document that counts in another unit into scalar offsets. What lies outside the text, or
  /// inside of a character, gets an offset outside, for `check` to tell.
  func convert(_ document: inout AnnotatedDocument) {
    let unit = document.unit
    let outside = offsets.scalarCount + 1
    func scalar(_ offset: Int) -> Int {
      switch unit {
      case .codePoints: return offset
      case .utf16: return offsets.byte(ofUTF16: offset).map { offsets.scalar(ofByte: $0) } ?? outside
      case .bytes:
        guard offset <= text.count, offset == text.count || text.bytes[offset] & 0xC0 != 0x80 else { return outside }
        return offsets.scalar(ofByte: offset)
      }
    }
    func range(_ start: Int, _ end: Int) -> Range<Int> {
      let first = scalar(start)
      return first..<max(first, scalar(end))
    }
    for index in document.entities.indices {
      let entity = document.entities[index]
      let whole = range(entity.start, entity.end)
      document.entities[index].start = whole.lowerBound
      document.entities[index].end = whole.upperBound
      document.entities[index].fragments = entity.fragments.map { range($0.lowerBound, $0.upperBound) }
    }
    for index in document.identifiers.indices {
      let whole = range(document.identifiers[index].start, document.identifiers[index].end)
      document.identifiers[index].start = whole.lowerBound
      document.identifiers[index].end = whole.upperBound
    }
    document.unit = .codePoints
  }

  func string(_ range: Range<Int>) -> String {
    guard let range = bytes(range) else { return "" }
    return String(decoding: text.bytes[range], as: UTF8.self)
  }

  /// What is wrong with a mention, or nil: parts outside the text, or a surface that is not the text there (fragments are
  /// joined by one space).
  func check(_ parts: [Range<Int>], _ surface: String?) -> Fault.Code? {
    var found: [UInt8] = []
    for part in parts {
      guard let range = bytes(part) else { return .offsetsOutside }
      guard surface != nil else { continue }
      if !found.isEmpty { found.append(0x20) }
      found.append(contentsOf: text.bytes[range])
    }
    guard let surface else { return nil }
    return surface.utf8.elementsEqual(found) ? nil : .offsetsMismatch
  }
}

/// Maps offsets between two texts that are equal but for white space.
struct WhiteSpaceAlignment {
  /// Scalar offsets of the characters that are no white space, in either text.
  private var from: [Int] = []
  private var to: [Int] = []

  /// Nil when the texts differ in more than white space.
  init?(from first: NoteText, to second: NoteText) {
    var a = WhiteSpaceAlignment.solid(first).makeIterator()
    var b = WhiteSpaceAlignment.solid(second).makeIterator()
    while true {
      switch (a.next(), b.next()) {
      case (nil, nil): return
      case (let x?, let y?) where x.scalar == y.scalar:
        from.append(x.offset)
        to.append(y.offset)
      default: return nil
      }
    }
  }

  private static func solid(_ text: NoteText) -> [(scalar: Unicode.Scalar, offset: Int)] {
    var found: [(scalar: Unicode.Scalar, offset: Int)] = []
    var offset = 0
    for scalar in String(decoding: text.bytes, as: UTF8.self).unicodeScalars {
      if !scalar.properties.isWhitespace { found.append((scalar, offset)) }
      offset += 1
    }
    return found
  }

  /// The range in the other text: from the first solid character to behind the last. A range of nothing but white space
  /// becomes an empty one.
  func move(_ range: Range<Int>) -> Range<Int> {
    let first = Self.lowerBound(from, range.lowerBound)
    let last = Self.lowerBound(from, range.upperBound) - 1
    guard first <= last else {
      let place = first < to.count ? to[first] : (to.last.map { $0 + 1 } ?? 0)
      return place..<place
    }
    return to[first]..<to[last] + 1
  }

  /// Index of the first element at or above `value`.
  private static func lowerBound(_ sorted: [Int], _ value: Int) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
