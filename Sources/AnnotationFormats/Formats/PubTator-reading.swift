import ClinicalText
import Files
import JSONReading

extension PubTatorFormat {
  /// Reads a file, or the files of a folder with the extensions that PubTator's have. `unit`: what the offsets count;
  /// nil: code points.
  ///
  /// Throws `noInput` for a folder without such a file, `inputMissing`, `fileUnreadable`.
  package static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.read(path, extensions: ["pubtator", "pubtator2"], otherwise: ["txt"], into: &set) {
      bytes, file, set in
      var parser = PubTatorParser(source: file.path, unit: unit ?? .codePoints)
      parser.parse(bytes, into: &set)
    }
  }
}

/// Reads the documents of one file.
private struct PubTatorParser {
  let source: String
  let unit: OffsetUnit
  private var id: UnsafeBufferPointer<UInt8>?
  private var line = 0
  private var title: UnsafeBufferPointer<UInt8>?
  private var abstract: UnsafeBufferPointer<UInt8>?
  /// Lines of mentions and relations, read when the text is complete.
  private var rows: [(bytes: UnsafeBufferPointer<UInt8>, line: Int)] = []

  init(source: String, unit: OffsetUnit) {
    self.source = source
    self.unit = unit
  }

  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, into set: inout AnnotationSet) {
    var lines = LineCursor(bytes)
    while let line = lines.next() {
      if line.isEmpty {
        finish(&set)
      } else if let text = Self.textLine(line) {
        let isSame = id.map { $0.elementsEqual(text.id) } ?? false
        let isTaken = text.isTitle ? title != nil || abstract != nil || !rows.isEmpty : abstract != nil
        if !isSame || isTaken { finish(&set) }
        if id == nil {
          id = text.id
          self.line = lines.line
        }
        if text.isTitle { title = text.text } else { abstract = text.text }
      } else if id != nil {
        rows.append((line, lines.line))
      } else {
        let fault = Fault(
          .invalidAnnotation, file: source, line: lines.line, value: "the line stands before any document's text")
        set.failures.append(AnnotationFailure(documentID: nil, fault: fault))
      }
    }
    finish(&set)
  }

  /// `ID|t|text` and `ID|a|text`
  private static func textLine(
    _ line: UnsafeBufferPointer<UInt8>
  ) -> (id: UnsafeBufferPointer<UInt8>, isTitle: Bool, text: UnsafeBufferPointer<UInt8>)? {
    let bar = UInt8(ascii: "|")
    guard let first = ByteLines.first(bar, line, 0), first > 0, first + 2 < line.count, line[first + 2] == bar,
      line[first + 1] == UInt8(ascii: "t") || line[first + 1] == UInt8(ascii: "a"),
      ByteLines.first(0x09, line.part(0, first), 0) == nil
    else { return nil }
    return (line.part(0, first), line[first + 1] == UInt8(ascii: "t"), line.part(first + 3, line.count))
  }

  /// Makes the document of what was read and starts afresh.
  private mutating func finish(_ set: inout AnnotationSet) {
    guard let id else { return }
    var text = title.map(Array.init) ?? []
    if let abstract, !abstract.isEmpty {
      text.append(0x0A)
      text.append(contentsOf: abstract)
    }
    var builder = DocumentBuilder(id: id.asString, text: NoteText(text), source: source, line: line, unit: unit)
    for (number, row) in rows.enumerated() { Self.add(row.bytes, row.line, id, number + 1, &builder) }
    set.add(&builder)
    self.id = nil
    title = nil
    abstract = nil
    rows.removeAll(keepingCapacity: true)
  }

  private static func add(
    _ row: UnsafeBufferPointer<UInt8>, _ line: Int, _ id: UnsafeBufferPointer<UInt8>, _ number: Int,
    _ builder: inout DocumentBuilder
  ) {
    let fields = row.fields(0x09)
    let name = "line \(number) below the text"
    guard fields.count >= 4, fields[0].elementsEqual(id) else {
      let reason = fields.count < 4 ? "fewer than four columns" : "its id is not the document's"
      return builder.fail(.invalidAnnotation, line: line, "\(name): \(reason)")
    }
    guard let start = fields[1].offset, let end = fields[2].offset else {
      // A relation between concepts has a name where a mention has a number.
      guard let first = fields[1].first, !(first >= 0x30 && first <= 0x39), first != UInt8(ascii: "-") else {
        let type = fields.count > 4 ? fields[4].asString : nil
        return builder.fail(.invalidAnnotation, line: line, "\(name): the offsets are no numbers", type: type)
      }
      let value = fields.dropFirst().map(\.asString).joined(separator: " ")
      return builder.document.metadata.append((PubTatorFormat.relation, value))
    }
    guard fields.count >= 5 else { return builder.fail(.invalidAnnotation, line: line, "\(name): it has no type") }
    let type = fields[4].asString
    let surface = fields[3].asString
    if let split = IdentifierTypes.split(type) {
      return builder.addIdentifier(
        category: split.category, type: split.type, start: start, end: end, surface: surface, place: name, line: line)
    }
    builder.addEntity(id: String(number), type: type, parts: [(start, end)], surface: surface, line: line) {
      if fields.count > 5 { $0.concepts = PubTatorFormat.concepts(fields[5]) }
    }
  }
}
