import AnnotationFormats
import ClinicalText
import Files
import Glibc
import TestSupport

/// A folder of its own for one test, removed with it.
final class FormatFolder: Sendable {
  let path: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/chartsift-formats-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? parent
  }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    for name in FolderListing.names(in: path) ?? [] { remove("\(path)/\(name)") }
    if rmdir(path) != 0 { unlink(path) }
  }

  @discardableResult
  func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }

  /// Writes a file, in a folder of this one where the name has a "/"; returns its path.
  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let whole = "\(path)/\(name)"
    if let slash = name.lastIndex(of: "/") { mkdir("\(path)/\(name[..<slash])", 0o777) }
    guard let file = fopen(whole, "w") else { return whole }
    defer { fclose(file) }
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    return whole
  }

  func text(of name: String) -> String {
    String(decoding: (try? WholeFile.read("\(path)/\(name)")) ?? [], as: UTF8.self)
  }
}

/// What a document says, one line for each thing; two documents are the same when their lines are.
func lines(of document: AnnotatedDocument, ids: Bool = true, text: Bool = true) -> [String] {
  var lines = ["document \(document.id)"]
  if text { lines.append("text \(document.text.map { Array($0.string($0.fullSpan).utf8).description } ?? "nil")") }
  for (index, entity) in document.entities.enumerated() {
    var line = "\(ids ? entity.id : String(index)) \(entity.type) \(entity.parts)"
    for concept in entity.concepts {
      line += " \(concept.vocabulary ?? "")|\(concept.id)|\(concept.name ?? "")"
    }
    if let assertion = entity.assertion { line += " \(assertion.attributeNames.sorted())" }
    for attribute in entity.attributes { line += " \(attribute.name)=\(attribute.value)" }
    lines.append(line)
  }
  for relation in document.relations { lines.append("\(relation.type) \(relation.head) \(relation.tail)") }
  for event in document.events {
    lines.append("\(event.id) \(event.type) \(event.trigger) \(event.arguments.map { "\($0.role) \($0.target)" })")
  }
  for identifier in document.identifiers {
    lines.append("\(identifier.category) \(identifier.type) \(identifier.start) \(identifier.end)")
  }
  return lines
}

/// Codes and lines of failures: "offsets_mismatch 3".
func codes(_ set: AnnotationSet) -> [String] {
  set.failures.map { "\($0.fault.code.rawValue) \($0.fault.line.map(String.init) ?? "-")" }
}

/// The code that is thrown, or nil.
func code(of body: () throws -> Void) -> Fault.Code? {
  do { try body() } catch { return (error as? Fault)?.code }
  return nil
}

/// Documents with text of all kinds and mentions at random places.
struct RandomDocuments {
  var random: SeededGenerator
  var pieces = [
    "chest", "pain", " ", " ", " ", "é", "😀", "\n", "\r\n", "1.5", "mg", "\t", "-", "<&>", "]]>", "\\", "日本", "  ",
  ]

  init(_ seed: UInt64) { random = SeededGenerator(seed) }

  /// A text, and ranges of it in code points that begin and end with something else than white space.
  mutating func text(mentions: Int) -> (text: String, ranges: [Range<Int>]) {
    var text = ""
    while text.isEmpty { text = random.text(of: pieces, upTo: 40) }
    let scalars = Array(text.unicodeScalars)
    var ranges: [Range<Int>] = []
    for _ in 0..<mentions {
      let start = random.below(scalars.count)
      let end = min(scalars.count, start + 1 + random.below(12))
      if !scalars[start].properties.isWhitespace, !scalars[end - 1].properties.isWhitespace {
        ranges.append(start..<end)
      }
    }
    return (text, ranges)
  }

  /// A document with mentions and identifiers of unlike ranges; ids T1, T2, … in the order of the text.
  mutating func document(_ id: String, identifiers: Bool = true, entities: Bool = true) -> AnnotatedDocument {
    let (text, ranges) = text(mentions: 8)
    var document = AnnotatedDocument(id: id, text: NoteText(text), source: "x", line: 1)
    var seen: Set<String> = []
    for range in ranges {
      if identifiers, random.below(3) == 0 || !entities {
        let kind = random.pick([("NAME", "PATIENT"), ("DATE", "DATE"), ("LOCATION", "OTHER")])
        guard seen.insert("\(range)\(kind)").inserted else { continue }
        document.identifiers.append(
          AnnotatedIdentifier(category: kind.0, type: kind.1, start: range.lowerBound, end: range.upperBound))
      } else if entities {
        let type = random.pick(["problem", "medication", "test"])
        guard seen.insert("\(range)\(type)").inserted else { continue }
        document.entities.append(
          AnnotatedEntity(id: "", type: type, start: range.lowerBound, end: range.upperBound))
      }
    }
    document.entities.sort { ($0.start, $0.end, $0.type) < ($1.start, $1.end, $1.type) }
    document.identifiers.sort { ($0.start, $0.end, $0.type) < ($1.start, $1.end, $1.type) }
    for i in document.entities.indices { document.entities[i].id = "T\(i + 1)" }
    return document
  }
}
