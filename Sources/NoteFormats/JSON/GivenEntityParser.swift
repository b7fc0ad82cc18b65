import ClinicalText
import JSONReading

/// Reads the `entities` of a note for `--given-entities`; code points become byte offsets.
///
/// Every error is `invalidEntities`; its value is the entity's place ("entity 3"): an id may hold anything.
struct GivenEntityParser {
  private let text: NoteText
  private let offsets: ScalarOffsets
  private let scanner: JSONScanner

  init(text: NoteText, scanner: JSONScanner) {
    self.text = text
    self.scanner = scanner
    offsets = ScalarOffsets(text)
  }

  func parse(_ member: JSONMember) throws(Fault) -> [GivenEntity] {
    guard member.kind == .array else { throw Fault(.invalidEntities) }
    var entities: [GivenEntity] = []
    for (index, element) in scanner.scan(member.token).members.enumerated() {
      guard element.kind == .object else { throw Fault(.invalidEntities, value: "entity \(index + 1)") }
      entities.append(try entity(element, place: index + 1))
    }
    return entities
  }

  private func entity(_ element: JSONMember, place: Int) throws(Fault) -> GivenEntity {
    var fields: [String: JSONMember] = [:]
    for member in scanner.scan(element.token).members { fields[scanner.key(member)] = member }
    let id = fields["id"].flatMap { $0.kind == .string || $0.kind == .number ? $0 : nil }
      .map { String(decoding: $0.token, as: UTF8.self) }
    let invalid = Fault(.invalidEntities, value: "entity \(place)")
    guard let id, let type = fields["type"], type.kind == .string else { throw invalid }
    let typeName = scanner.string(type)

    var fragments: [ByteSpan] = []
    if let member = fields["fragments"], member.kind != .null {
      guard let read = self.fragments(member) else { throw invalid }
      fragments = read
    }
    let span: ByteSpan
    switch (present(fields["start"]), present(fields["end"])) {
    case (let start?, let end?):
      guard let read = self.span(start, end) else { throw invalid }
      span = read
    case (nil, nil):
      guard let first = fragments.map(\.start).min(), let last = fragments.map(\.end).max() else { throw invalid }
      span = ByteSpan(start: first, end: last)
    default:
      throw invalid
    }
    guard fragments.allSatisfy(span.contains) else { throw invalid }

    var attributes: [(name: String, json: String)] = []
    if let member = fields["attributes"], member.kind != .null {
      guard member.kind == .object else { throw invalid }
      attributes = scanner.scan(member.token).members.map { (scanner.key($0), scanner.compactToken($0)) }
    }
    var concepts: String?
    if let member = fields["concepts"], member.kind != .null {
      guard member.kind == .array else { throw invalid }
      concepts = scanner.compactToken(member)
    }
    return GivenEntity(
      id: id, type: EntityType(name: typeName), typeName: typeName, span: span,
      fragments: fragments.count > 1 ? fragments : [], conceptsJSON: concepts, attributes: attributes)
  }

  private func present(_ member: JSONMember?) -> JSONMember? { member?.kind == .null ? nil : member }

  private func fragments(_ member: JSONMember) -> [ByteSpan]? {
    guard member.kind == .array else { return nil }
    var spans: [ByteSpan] = []
    for element in scanner.scan(member.token).members {
      guard element.kind == .array else { return nil }
      let ends = scanner.scan(element.token).members
      guard ends.count == 2, let span = span(ends[0], ends[1]) else { return nil }
      spans.append(span)
    }
    return spans
  }

  /// Byte offsets of `[start, end)` in code points; nil unless start is before end and both lie in the text.
  private func span(_ start: JSONMember, _ end: JSONMember) -> ByteSpan? {
    guard let first = offset(start), let last = offset(end), first < last,
      let firstByte = offsets.byte(ofScalar: first), let lastByte = offsets.byte(ofScalar: last)
    else { return nil }
    return ByteSpan(firstByte, lastByte)
  }

  private func offset(_ member: JSONMember) -> Int? {
    member.kind == .number ? Int(String(decoding: member.token, as: UTF8.self)) : nil
  }
}
