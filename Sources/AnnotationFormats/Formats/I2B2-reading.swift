import ClinicalText
import Files
import XMLReading

extension I2B2Format {
  /// Reads a file, or the `.xml` files of a folder; a document's id is the file's name. `unit`: what the offsets count;
  /// nil: code points. A file that is not well-formed is a failure; records before the place are kept.
  ///
  /// Throws `noInput` for a folder without an `.xml`, `inputMissing`, `fileUnreadable`.
  package static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    for file in try FileSweep.files(path, extensions: ["xml"]) {
      let parser = I2B2Parser(file, unit ?? .codePoints)
      do throws(Fault) {
        if file.path == path, !FolderListing.exists(path) { throw Fault(.inputMissing, file: path) }
        try parser.parse()
      } catch {
        if file.path == path, error.code != .invalidXML { throw error }
        set.failures.append(AnnotationFailure(documentID: file.id, fault: told(error, file.path)))
      }
      set.documents.append(contentsOf: parser.documents)
      set.failures.append(contentsOf: parser.failures)
    }
  }

  private static func told(_ fault: Fault, _ path: String) -> Fault {
    guard fault.code == .invalidXML else { return fault }
    do throws(Fault) { return try InvalidXML.fault(fault, path) } catch { return error }
  }
}

/// Reads one file.
private final class I2B2Parser {
  private(set) var documents: [AnnotatedDocument] = []
  private(set) var failures: [AnnotationFailure] = []
  private let file: InputFile
  private let unit: OffsetUnit
  private var id: String
  private var line = 1
  private var text: [UInt8]?
  private var isInText = false
  /// Elements inside of the text that are open: where they began, in scalars.
  private var open: [(name: String, type: String?, start: Int, line: Int)] = []
  private var scalars = 0
  private var tags: [Tag] = []

  private struct Tag {
    var name: String
    var type: String?
    var id: String
    var start: Int?
    var end: Int?
    var surface: String?
    var line: Int
    /// It stood in the text: the offsets are code points, whatever the others are.
    var isInline = false
  }

  init(_ file: InputFile, _ unit: OffsetUnit) {
    self.file = file
    self.unit = unit
    id = file.id
  }

  func parse() throws(Fault) {
    let walker = try XMLWalker(file.path)
    try walker.walk { (event) throws(Fault) in
      switch event {
      case .start(let name): start(name, walker)
      case .text(let bytes): if isInText { add(bytes) }
      case .end(let name): end(name)
      }
      return true
    }
    if text != nil || !tags.isEmpty || documents.isEmpty { finish() }
  }

  private func start(_ name: UnsafeBufferPointer<UInt8>, _ walker: XMLWalker) {
    if isInText {
      open.append((name.asString, walker.attribute("TYPE"), scalars, walker.line))
    } else if name.equals("TEXT") {
      isInText = true
      if text == nil { text = [] }
    } else if name.equals("RECORD") {
      if text != nil || !tags.isEmpty { finish() }
      id = walker.attribute("ID") ?? file.id
      line = walker.line
    } else if let start = walker.attribute("start") ?? walker.attribute("spanStart") {
      let end = walker.attribute("end") ?? walker.attribute("spanEnd")
      tags.append(
        Tag(
          name: name.asString, type: walker.attribute("TYPE") ?? walker.attribute("type"),
          id: walker.attribute("id") ?? "\(tags.count + 1)", start: Self.number(start), end: end.flatMap(Self.number),
          surface: walker.attribute("text"), line: walker.line))
    } else if IdentifierTypes.isCategory(name.asString) || name.equals("PHI") {
      tags.append(
        Tag(name: name.asString, id: walker.attribute("id") ?? "\(tags.count + 1)", line: walker.line))
    }
  }

  private func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    text?.append(contentsOf: bytes)
    for byte in bytes where byte & 0xC0 != 0x80 { scalars += 1 }
  }

  private func end(_ name: UnsafeBufferPointer<UInt8>) {
    if isInText, let element = open.popLast() {
      tags.append(
        Tag(
          name: element.name, type: element.type, id: "\(tags.count + 1)", start: element.start, end: scalars,
          line: element.line, isInline: true))
    } else if name.equals("TEXT") {
      isInText = false
    } else if name.equals("RECORD") {
      finish()
    }
  }

  private static func number(_ text: String) -> Int? {
    Array(text.utf8).withUnsafeBufferPointer(\.offset)
  }

  private func finish() {
    guard let text else {
      let fault = Fault(.missingText, file: file.path, line: line, value: "document \(id): it has no TEXT element")
      failures.append(AnnotationFailure(documentID: id, fault: fault))
      return reset()
    }
    let isInline = tags.contains(where: \.isInline)
    var builder = DocumentBuilder(
      id: id, text: NoteText(text), source: file.path, line: line, unit: isInline ? .codePoints : unit)
    for tag in tags { add(tag, to: &builder) }
    documents.append(builder.finish())
    failures.append(contentsOf: builder.failures)
    reset()
  }

  private func reset() {
    id = file.id
    text = nil
    tags = []
    scalars = 0
  }

  private func add(_ tag: Tag, to builder: inout DocumentBuilder) {
    let place = "identifier \(tag.id)"
    guard let (category, type) = Self.kind(tag) else {
      return builder.fail(.unknownType, line: tag.line, place, type: tag.type ?? tag.name)
    }
    guard let start = tag.start, let end = tag.end else {
      return builder.fail(.invalidAnnotation, line: tag.line, "\(place): the offsets are no numbers", type: type)
    }
    builder.addIdentifier(
      category: category, type: type, start: start, end: end, surface: tag.surface, place: place, line: tag.line)
  }

  /// Category and type by the element's name and its TYPE; nil for elements of other tasks.
  private static func kind(_ tag: Tag) -> (category: String, type: String)? {
    let type = tag.type.flatMap { $0.isEmpty ? nil : $0 } ?? tag.name
    if IdentifierTypes.isCategory(tag.name) { return (tag.name, IdentifierTypes.canonical(type)) }
    guard tag.name == "PHI" else { return nil }
    // "NAME:PATIENT" in one attribute, or a type alone.
    if let split = IdentifierTypes.split(type) { return split }
    return IdentifierTypes.category(ofType: type).map { ($0, IdentifierTypes.canonical(type)) }
  }
}
