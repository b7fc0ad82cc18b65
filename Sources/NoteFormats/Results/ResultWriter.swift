import ClinicalText

/// Writes results as lines of JSON in the contract's form and key order.
///
/// `start` and `end` are code points, end exclusive; everything is appended to `buffer`, with a line feed at the end.
public struct ResultWriter {
  /// What was written so far. The caller takes the bytes out and empties it.
  public let buffer: OutputBuffer

  /// Takes each part as it is given.
  public init(buffer: OutputBuffer = OutputBuffer()) {
    self.buffer = buffer
  }

  /// Appends the line of a note that succeeded.
  public func append(_ result: NoteResult, id: String) {
    let offsets = ScalarOffsets(result.text)
    let edited = result.deidentified.map { EditedOffsets($0) }
    buffer.append("{\"id\":" as StaticString)
    buffer.appendJSONString(id)
    buffer.append(",\"status\":\"ok\",\"entities\":[" as StaticString)
    for (index, entity) in result.entities.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(entity, result, offsets, edited)
    }
    buffer.append("],\"relations\":[" as StaticString)
    for (index, relation) in result.relations.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(relation, number: index + 1, result)
    }
    buffer.append("],\"phi\":[" as StaticString)
    for (index, item) in result.identifiers.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(item, offsets)
    }
    buffer.append(UInt8(ascii: "]"))
    if let edited = result.deidentified {
      buffer.append(",\"deidentified_text\":" as StaticString)
      buffer.appendJSONString(edited.text.bytes)
    }
    buffer.append("}\n" as StaticString)
  }

  /// Appends the line of a note that succeeded.
  public func append(_ result: NoteResult, of record: NoteRecord) {
    append(result, id: record.id)
  }

  /// Appends the line of a record that failed. `line` is 1-based.
  public func append(_ failure: RecordFailure) {
    buffer.append("{\"id\":" as StaticString)
    if let id = failure.id {
      buffer.appendJSONString(id)
    } else {
      buffer.append("null" as StaticString)
    }
    buffer.append(",\"status\":\"error\",\"line\":" as StaticString)
    buffer.append(failure.line)
    buffer.append(",\"error\":{\"code\":" as StaticString)
    buffer.appendJSONString(failure.fault.code.rawValue)
    buffer.append(",\"message\":" as StaticString)
    buffer.appendJSONString(failure.fault.message)
    buffer.append("}}\n" as StaticString)
  }

  private func append(
    _ entity: Entity, _ result: NoteResult, _ offsets: ScalarOffsets, _ edited: EditedOffsets?
  ) {
    let given = entity.given >= 0 ? result.given[entity.given] : nil
    buffer.append("{\"id\":" as StaticString)
    appendID(entity, given)
    buffer.append(",\"type\":" as StaticString)
    buffer.appendJSONString(given?.typeName ?? entity.type.name)
    appendOffsets(entity.span, offsets)
    if let edited { appendEdited(entity.span, edited) }
    buffer.append(",\"text\":\"" as StaticString)
    appendWords(entity, result.text, edited)
    buffer.append("\"" as StaticString)
    if !entity.isPlain, !entity.fragments.isEmpty { appendFragments(entity.fragments, offsets) }
    buffer.append(",\"concepts\":" as StaticString)
    if let given {
      buffer.append(given.conceptsJSON ?? "[]")
    } else {
      append(result.concepts[entity.concepts])
    }
    append(entity.assertion)
    append(result.cues[entity.cues], result.text, offsets, edited)
    buffer.append(",\"section\":" as StaticString)
    if entity.section >= 0, let section = result.sections[entity.section].id {
      buffer.appendJSONString(section)
    } else {
      buffer.append("null" as StaticString)
    }
    buffer.append(",\"source\":" as StaticString)
    buffer.appendJSONString(entity.source)
    if entity.isPlain, given == nil {
      buffer.append(",\"attributes\":{}" as StaticString)
    } else {
      append(attributes: given?.attributes ?? entity.attributes)
    }
    if !entity.isPreferred { buffer.append(",\"preferred\":false" as StaticString) }
    buffer.append(UInt8(ascii: "}"))
  }

  private func appendID(_ entity: Entity, _ given: GivenEntity?) {
    if let given { buffer.append(given.id) } else { buffer.append(entity.id) }
  }

  private func appendOffsets(_ span: ByteSpan, _ offsets: ScalarOffsets) {
    buffer.append(",\"start\":" as StaticString)
    buffer.append(offsets.scalar(ofByte: Int(span.start)))
    buffer.append(",\"end\":" as StaticString)
    buffer.append(offsets.scalar(ofByte: Int(span.end)))
  }

  /// The mention's words; the fragments of a discontinuous one with one space between them.
  private func appendWords(_ entity: Entity, _ text: NoteText, _ edited: EditedOffsets?) {
    if entity.isPlain || entity.fragments.isEmpty {
      buffer.appendJSONEscaped(words(entity.span, text, edited))
      return
    }
    for (index, fragment) in entity.fragments.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: " ")) }
      buffer.appendJSONEscaped(words(fragment, text, edited))
    }
  }

  /// The bytes of a span of the original; of the de-identified text where there is one.
  private func words(_ span: ByteSpan, _ text: NoteText, _ edited: EditedOffsets?) -> UnsafeBufferPointer<UInt8> {
    guard let edited else { return text.bytes.part(Int(span.start), Int(span.end)) }
    let place = edited.text.span(of: span)
    return edited.text.text.bytes.part(Int(place.start), Int(place.end))
  }

  private func appendEdited(_ span: ByteSpan, _ edited: EditedOffsets) {
    let place = edited.text.span(of: span)
    buffer.append(",\"deid_start\":" as StaticString)
    buffer.append(edited.scalars.scalar(ofByte: Int(place.start)))
    buffer.append(",\"deid_end\":" as StaticString)
    buffer.append(edited.scalars.scalar(ofByte: Int(place.end)))
  }

  private func append(_ item: ReplacedIdentifier, _ offsets: ScalarOffsets) {
    buffer.append("{\"category\":\"" as StaticString)
    buffer.append(item.identifier.kind.category)
    buffer.append("\",\"type\":\"" as StaticString)
    buffer.append(item.identifier.kind.type)
    buffer.append(UInt8(ascii: "\""))
    appendOffsets(item.identifier.span, offsets)
    buffer.append(",\"source\":" as StaticString)
    buffer.appendJSONString(item.identifier.source)
    if let replacement = item.replacement {
      buffer.append(",\"replacement\":" as StaticString)
      replacement.withUnsafeBufferPointer { buffer.appendJSONString($0) }
    }
    buffer.append(UInt8(ascii: "}"))
  }

  private func appendFragments(_ fragments: [ByteSpan], _ offsets: ScalarOffsets) {
    buffer.append(",\"fragments\":[" as StaticString)
    for (index, fragment) in fragments.enumerated() {
      buffer.append(index > 0 ? ",[" : "[" as StaticString)
      buffer.append(offsets.scalar(ofByte: Int(fragment.start)))
      buffer.append(UInt8(ascii: ","))
      buffer.append(offsets.scalar(ofByte: Int(fragment.end)))
      buffer.append(UInt8(ascii: "]"))
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private func append(_ concepts: ArraySlice<ConceptReference>) {
    buffer.append(UInt8(ascii: "["))
    for (index, concept) in concepts.enumerated() {
      buffer.append(index > 0 ? ",{\"id\":" : "{\"id\":" as StaticString)
      buffer.appendJSONString(concept.id)
      buffer.append(",\"vocabulary\":" as StaticString)
      buffer.appendJSONString(concept.vocabulary)
      buffer.append(",\"name\":" as StaticString)
      buffer.appendJSONString(concept.preferredName)
      buffer.append(",\"semantic_types\":[" as StaticString)
      append(semanticTypes: concept.semanticTypes.buffer)
      buffer.append("]}" as StaticString)
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private func append(semanticTypes types: UnsafeBufferPointer<UInt8>) {
    var start = 0
    while start < types.count {
      let end = ByteSearch.first(UInt8(ascii: ","), in: types, from: start) ?? types.count
      if start > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.appendJSONString(types.part(start, end))
      start = end + 1
    }
  }

  private func append(_ assertion: Assertion) { buffer.append(Self.assertions[Self.index(of: assertion)]) }

  private static func index(of assertion: Assertion) -> Int {
    (assertion.negated ? 1 : 0) | (assertion.uncertain ? 2 : 0) | (assertion.historical ? 4 : 0)
      | (assertion.hypothetical ? 8 : 0) | Int(assertion.experiencer.rawValue) << 4
  }

  /// All assertions that there are, written once.
  private static let assertions: [ByteSlice] = Assertion.Experiencer.allCases.flatMap { experiencer in
    (0..<16).map { bits in
      func flag(_ name: String, _ bit: Int) -> String { "\"\(name)\":\(bits & bit != 0)," }
      return ByteSlice(
        permanent: ",\"assertion\":{" + flag("negated", 1) + flag("uncertain", 2) + flag("historical", 4)
          + flag("hypothetical", 8) + "\"experiencer\":\"\(experiencer.name)\"}")
    }
  }

  private func append(
    _ cues: ArraySlice<Cue>, _ text: NoteText, _ offsets: ScalarOffsets, _ edited: EditedOffsets?
  ) {
    buffer.append(",\"cues\":[" as StaticString)
    for (index, cue) in cues.enumerated() {
      buffer.append(index > 0 ? ",{\"kind\":\"" : "{\"kind\":\"" as StaticString)
      buffer.append(cue.kind.name)
      buffer.append(UInt8(ascii: "\""))
      appendOffsets(cue.span, offsets)
      if let edited { appendEdited(cue.span, edited) }
      buffer.append(",\"text\":" as StaticString)
      buffer.appendJSONString(words(cue.span, text, edited))
      buffer.append(",\"rule\":" as StaticString)
      buffer.appendJSONString(cue.rule)
      buffer.append(UInt8(ascii: "}"))
    }
    buffer.append(UInt8(ascii: "]"))
  }

  private func append(attributes: [(name: String, json: String)]) {
    buffer.append(",\"attributes\":{" as StaticString)
    for (index, attribute) in attributes.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      buffer.appendJSONString(attribute.name)
      buffer.append(UInt8(ascii: ":"))
      buffer.append(attribute.json)
    }
    buffer.append(UInt8(ascii: "}"))
  }

  private func append(_ relation: Relation, number: Int, _ result: NoteResult) {
    buffer.append("{\"id\":" as StaticString)
    buffer.append(number)
    buffer.append(",\"type\":" as StaticString)
    buffer.appendJSONString(relation.type)
    buffer.append(",\"head\":" as StaticString)
    appendID(ofEntity: relation.head, result)
    buffer.append(",\"tail\":" as StaticString)
    appendID(ofEntity: relation.tail, result)
    buffer.append(",\"source\":" as StaticString)
    buffer.appendJSONString(relation.source)
    buffer.append(UInt8(ascii: "}"))
  }

  private func appendID(ofEntity index: Int, _ result: NoteResult) {
    let entity = result.entities[index]
    appendID(entity, entity.given >= 0 ? result.given[entity.given] : nil)
  }
}

/// A de-identified text with its map to code points.
private final class EditedOffsets {
  let text: EditedText
  let scalars: ScalarOffsets

  init(_ text: EditedText) {
    self.text = text
    scalars = ScalarOffsets(text.text)
  }
}
