import ClinicalText

/// Reads the lines of one `.ann`. Lines may stand in any order: mentions are read first, what refers to them behind.
final class BratParser {
  var builder: DocumentBuilder
  private let text: NoteText
  private let map: OffsetMap
  private let unit: OffsetUnit
  private var events: [Line] = []
  private var links: [Line] = []
  private var marks: [Line] = []
  /// Index of an event in the document, by its id.
  private var indexOfEvent: [String: Int] = [:]

  /// A line whose first field is its id; the bytes are those of the file.
  struct Line {
    var id: UnsafeBufferPointer<UInt8>
    /// Behind the first tab.
    var rest: UnsafeBufferPointer<UInt8>
    var number: Int

    var kind: UInt8 { id.first ?? 0 }
  }

  init(id: String, text: NoteText, source: String, unit: OffsetUnit) {
    builder = DocumentBuilder(id: id, text: text, source: source, line: 1, unit: unit)
    self.text = text
    map = OffsetMap(text)
    self.unit = unit
  }

  func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ declared: inout DeclaredAssertions) {
    var lines = LineCursor(bytes)
    while let line = lines.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      guard let tab = ByteLines.first(0x09, line, 0), tab > 0, Self.isID(line.part(0, tab)) else {
        fail("the line has no id of brat's", lines.line)
        continue
      }
      sort(Line(id: line.part(0, tab), rest: line.part(tab + 1, line.count), number: lines.line))
    }
    addEvents()
    for line in links { addLink(line) }
    for line in marks { addMark(line, &declared) }
  }

  private func sort(_ line: Line) {
    switch line.kind {
    case UInt8(ascii: "T"): addMention(line)
    case UInt8(ascii: "E"): events.append(line)
    case UInt8(ascii: "R"), UInt8(ascii: "*"): links.append(line)
    case UInt8(ascii: "A"), UInt8(ascii: "M"), UInt8(ascii: "N"), UInt8(ascii: "#"): marks.append(line)
    default: fail("\(line.id.asString): an unknown kind of line", line.number)
    }
  }

  /// One letter or sign and what brat puts behind it: short and without blanks, so that it may stand in a message.
  private static func isID(_ id: UnsafeBufferPointer<UInt8>) -> Bool {
    guard id.count <= 32, let first = id.first else { return false }
    if id.equals("*") { return true }
    guard id.count > 1, first == UInt8(ascii: "#") || first >= 0x41 && first <= 0x5A else { return false }
    return id[1] >= 0x30 && id[1] <= 0x39
      && id.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private func fail(_ what: String, _ line: Int, _ code: Fault.Code = .invalidAnnotation) {
    builder.fail(code, line: line, what)
  }

  // MARK: Mentions

  /// `T1 <tab> Type 0 5;16 23 <tab> text`
  private func addMention(_ line: Line) {
    let fields = line.rest.fields(0x09, most: 2)
    let id = line.id.asString
    let blank = ByteLines.first(0x20, fields[0], 0) ?? fields[0].count
    let type = fields[0].part(0, blank).asString
    guard blank < fields[0].count, let parts = Self.parts(fields[0].part(blank + 1, fields[0].count)) else {
      return builder.fail(.invalidAnnotation, line: line.number, "entity \(id): it has no offsets", type: type)
    }
    guard let joined = joined(parts) else {
      return builder.fail(.invalidAnnotation, line: line.number, "entity \(id): its parts overlap", type: type)
    }
    // brat itself fills a text that is left out, so that it is not missed here.
    let surface = fields.count == 2 && !fields[1].isEmpty ? fields[1].asString : nil
    if let name = IdentifierTypes.split(type) {
      guard joined.count == 1 else {
        return builder.fail(.invalidAnnotation, line: line.number, "identifier \(id): it is in parts", type: name.type)
      }
      builder.addIdentifier(
        category: name.category, type: name.type, start: joined[0].start, end: joined[0].end, surface: surface,
        place: "identifier \(id)", line: line.number)
    } else {
      builder.addEntity(id: id, type: type, parts: joined, surface: surface, line: line.number)
    }
  }

  private static func parts(_ field: UnsafeBufferPointer<UInt8>) -> [(start: Int, end: Int)]? {
    var parts: [(start: Int, end: Int)] = []
    for piece in field.fields(UInt8(ascii: ";")) {
      let numbers = piece.words()
      guard numbers.count == 2, let start = numbers[0].offset, let end = numbers[1].offset else { return nil }
      parts.append((start, end))
    }
    return parts
  }

  /// The parts in order, those that only a line break keeps apart made one; nil when two overlap.
  private func joined(_ parts: [(start: Int, end: Int)]) -> [(start: Int, end: Int)]? {
    guard parts.count > 1 else { return parts }
    var joined: [(start: Int, end: Int)] = []
    for part in parts.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard let last = joined.last else {
        joined.append(part)
        continue
      }
      guard part.start >= last.end else { return nil }
      if isLineBreak(last.end, part.start) {
        joined[joined.count - 1].end = part.end
      } else {
        joined.append(part)
      }
    }
    return joined
  }

  /// The longest gap in bytes that is looked through for a line break: so that many wide gaps take linear time.
  private static let longestGap = 1024

  private func isLineBreak(_ start: Int, _ end: Int) -> Bool {
    guard start < end, let first = map.byte(start, unit), let last = map.byte(end, unit),
      last - first <= Self.longestGap
    else { return false }
    var hasBreak = false
    for scalar in text.string(ByteSpan(first, last)).unicodeScalars {
      guard scalar.properties.isWhitespace else { return false }
      if LineBreaks.isBreak(scalar) { hasBreak = true }
    }
    return hasBreak
  }

  // MARK: Events

  /// `E1 <tab> Type:T1 Theme:T2 Theme2:T3 Cause:E2`; all events get their index before any argument is looked up.
  private func addEvents() {
    var arguments: [(event: Int, line: Line, words: [UnsafeBufferPointer<UInt8>])] = []
    for line in events {
      let id = line.id.asString
      let words = line.rest.words()
      guard let head = words.first, let (type, trigger) = Self.named(head) else {
        fail("event \(id): it has no trigger", line.number)
        continue
      }
      guard indexOfEvent[id] == nil else {
        fail("event \(id): the id stands twice", line.number)
        continue
      }
      guard let mention = builder.entity(trigger) else {
        fail("event \(id), trigger", line.number, .unknownReference)
        continue
      }
      let index = builder.document.events.count
      indexOfEvent[id] = index
      builder.document.events.append(AnnotatedEvent(id: id, type: type, trigger: mention, arguments: []))
      arguments.append((index, line, Array(words.dropFirst())))
    }
    for (event, line, words) in arguments { addArguments(event, line, words) }
  }

  private func addArguments(_ event: Int, _ line: Line, _ words: [UnsafeBufferPointer<UInt8>]) {
    let named = words.map { Self.named($0) }
    let roles = Set(named.compactMap { $0?.name })
    for (number, argument) in named.enumerated() {
      let place = "event \(line.id.asString), argument \(number + 1)"
      guard let argument else {
        fail(place, line.number)
        continue
      }
      let role = Self.base(argument.name, among: roles)
      if let mention = builder.entity(argument.target) {
        builder.document.events[event].arguments.append((role, .entity(mention)))
      } else if let other = indexOfEvent[argument.target], other != event {
        builder.document.events[event].arguments.append((role, .event(other)))
      } else {
        fail(place, line.number, .unknownReference)
      }
    }
  }

  /// "Theme2" is a second "Theme" where the event has one; a role that merely ends in a digit stays.
  private static func base(_ role: String, among roles: Set<String>) -> String {
    let digits = role.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }.count
    guard digits > 0, digits < role.utf8.count else { return role }
    let base = String(role.dropLast(digits))
    return roles.contains(base) ? base : role
  }

  /// "Name:T1"
  private static func named(_ word: UnsafeBufferPointer<UInt8>) -> (name: String, target: String)? {
    guard let colon = word.lastIndex(of: UInt8(ascii: ":")), colon > 0, colon + 1 < word.count else { return nil }
    return (word.part(0, colon).asString, word.part(colon + 1, word.count).asString)
  }

  // MARK: Relations

  /// `R1 <tab> Type Arg1:T1 Arg2:T2` and `* <tab> Equiv T1 T2 T3`
  private func addLink(_ line: Line) {
    let words = line.rest.words()
    guard words.count > 2, let type = words.first?.asString else {
      return fail("relation \(line.id.asString): it needs a type and two arguments", line.number)
    }
    if line.kind == UInt8(ascii: "*") {
      for i in 1..<words.count - 1 { link(type, words[i].asString, words[i + 1].asString, line) }
      return
    }
    guard words.count == 3, let first = Self.named(words[1]), let second = Self.named(words[2]) else {
      return fail("relation \(line.id.asString): it needs a type and two arguments", line.number)
    }
    link(type, first.target, second.target, line)
  }

  private func link(_ type: String, _ head: String, _ tail: String, _ line: Line) {
    guard let head = mention(head), let tail = mention(tail) else {
      return fail("relation \(line.id.asString)", line.number, .unknownReference)
    }
    builder.document.relations.append(AnnotatedRelation(type: type, head: head, tail: tail))
  }

  /// The mention with an id, or the trigger of the event with that id.
  private func mention(_ id: String) -> Int? {
    builder.entity(id) ?? indexOfEvent[id].map { builder.document.events[$0].trigger }
  }

  // MARK: Attributes, concepts, notes

  /// `A1 <tab> Name T1 value`, `N1 <tab> Reference T1 MeSH:D1 <tab> name`, `#1 <tab> AnnotatorNotes T1 <tab> note`
  private func addMark(_ line: Line, _ declared: inout DeclaredAssertions) {
    let fields = line.rest.fields(0x09, most: 2)
    let words = fields[0].fields(0x20, most: 3)
    let id = line.id.asString
    guard words.count >= 2, !words[0].isEmpty, !words[1].isEmpty else {
      return fail("annotation \(id): it needs a name and what it belongs to", line.number)
    }
    guard let mention = mention(words[1].asString) else {
      // Of relations and of other attributes nothing is kept; told, so that nobody misses it unknowingly.
      return fail("annotation \(id): it belongs to no mention that could be used", line.number, .unknownReference)
    }
    let name = words[0].asString
    let value = words.count == 3 ? words[2].asString : nil
    let tail = fields.count == 2 ? fields[1].asString : nil
    switch line.kind {
    case UInt8(ascii: "N"): addConcept(value, name: tail, mention, line)
    case UInt8(ascii: "#"):
      let name = name == BratRoles.noteLine ? BratRoles.note : name
      builder.edit(mention) { $0.attributes.append((name, tail ?? value ?? "")) }
    default: addAttribute(name, value.flatMap { $0.isEmpty ? nil : $0 }, mention, &declared)
    }
  }

  private func addAttribute(_ name: String, _ value: String?, _ mention: Int, _ declared: inout DeclaredAssertions) {
    var assertion = builder.document.entities[mention].assertion ?? Assertion()
    if AssertionNames.apply(name: name, value: value, to: &assertion) {
      declared.note(name)
      builder.edit(mention) { $0.assertion = assertion }
    } else {
      builder.edit(mention) { $0.attributes.append((name, value ?? "true")) }
    }
  }

  private func addConcept(_ reference: String?, name: String?, _ mention: Int, _ line: Line) {
    guard let reference, let colon = reference.firstIndex(of: ":"), colon > reference.startIndex,
      reference.index(after: colon) < reference.endIndex
    else { return fail("annotation \(line.id.asString): it names no concept", line.number) }
    let vocabulary = String(reference[..<colon])
    let concept = AnnotatedConcept(
      id: String(reference[reference.index(after: colon)...]),
      vocabulary: vocabulary == BratRoles.noVocabulary ? nil : vocabulary,
      name: name.flatMap { $0.isEmpty ? nil : $0 })
    builder.edit(mention) { $0.concepts.append(concept) }
  }
}
