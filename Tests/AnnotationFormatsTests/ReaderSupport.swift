import AnnotationFormats
import ClinicalText
import Glibc
import TestSupport

/// A folder of its own that goes with the test.
final class ScratchFolder {
  let path: String

  init() {
    var template = Array("/tmp/chartsift-formats-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit { Self.remove(path) }

  /// Writes a file, with the folders it lies in, and gives its path.
  @discardableResult
  func write(_ text: String, _ name: String) -> String { write(Array(text.utf8), name) }

  @discardableResult
  func write(_ bytes: [UInt8], _ name: String) -> String {
    var folder = path
    for part in name.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o700)
    }
    let file = fopen("\(path)/\(name)", "w")
    bytes.withUnsafeBufferPointer { _ = fwrite($0.baseAddress, 1, $0.count, file) }
    fclose(file)
    return "\(path)/\(name)"
  }

  static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let n = fread(&chunk, 1, chunk.count, file)
      if n == 0 { return bytes }
      bytes += chunk[..<n]
    }
  }

  private static func remove(_ path: String) {
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { remove("\(path)/\(name)") }
      }
      closedir(folder)
      rmdir(path)
    } else {
      unlink(path)
    }
  }
}

/// Reads text as one file; nil: told from the name.
func readAnnotations(
  _ text: String, _ name: String = "a.jsonl", as format: AnnotationFormat? = nil, unit: OffsetUnit? = nil,
  includeAll: Bool = false
) throws -> AnnotationSet {
  let folder = ScratchFolder()
  let path = folder.write(text, name)
  return try AnnotationReader(format: format, unit: unit, includeAll: includeAll).read([path])
}

/// Everything of a document that is read, one line for each part: what two documents are compared by.
func dump(_ document: AnnotatedDocument, ids: Bool = true) -> [String] {
  var lines = ["document \(document.id) type \(document.noteType ?? "-") failed \(document.hasFailed)"]
  lines.append("text \(document.text.map { "\"\($0.string($0.fullSpan))\"" } ?? "-")")
  lines += document.metadata.map { "metadata \($0.name)=\($0.value)" }
  lines.append("scope \(document.assertionScope.map { $0.sorted().joined(separator: ",") } ?? "-")")
  for entity in document.entities {
    let concepts = entity.concepts.map { "\($0.id)/\($0.vocabulary ?? "-")/\($0.name ?? "-")" }.joined(separator: ";")
    let assertion = entity.assertion.map { "\($0.attributeNames.sorted())" } ?? "-"
    let attributes = entity.attributes.map { "\($0.name)=\($0.value)" }.sorted().joined(separator: ";")
    lines.append(
      "entity \(ids ? entity.id : "") \(entity.type) \(entity.parts) surface \(entity.surface ?? "-") [\(concepts)] "
        + "\(assertion) \(entity.section ?? "-") \(entity.source ?? "-") {\(attributes)}")
  }
  for relation in document.relations {
    lines.append(
      "relation \(relation.type) \(document.entities[relation.head].id)>\(document.entities[relation.tail].id)")
  }
  for identifier in document.identifiers {
    lines.append("identifier \(identifier.category):\(identifier.type) \(identifier.start)-\(identifier.end)")
  }
  lines += document.unusable.map { "unusable \($0)" }
  return lines
}

/// Documents made at random from a seed, to be written and read again.
struct SeededDocuments {
  var generator: SeededGenerator
  var hasFragments = true
  var hasRelations = true
  var hasIDs = true
  var hasConceptNames = true
  var hasMetadata = true
  var hasControls = true

  private static let pieces = [
    "chest pain", " ", "\n", "\r\n", "é", "😀", "測試", "a<b>&\"c'", "\\", "\t", "]]>", "\u{7F}", "e\u{301}", "𝒳", ".",
    "|t|",
    "{\"id\":1}", "#", "\u{2028}",
  ]
  private static let controls = ["\u{0}", "\u{1}", "\u{1F}", "\u{FFFE}"]
  private static let words = ["problem", "drug name", "T:x", "größe", "a\"b", "<t>", "😀"]

  mutating func document(_ number: Int) -> AnnotatedDocument {
    let text = generator.text(of: Self.pieces + (hasControls ? Self.controls : []), upTo: 40)
    let length = text.unicodeScalars.count
    var document = AnnotatedDocument(id: "doc \(number)é<&\"", text: NoteText(text), source: "", line: 0)
    if hasMetadata {
      if generator.below(2) == 0 { document.noteType = generator.pick(Self.words) }
      if generator.below(2) == 0 { document.metadata = [("sex", "f"), ("age_band", generator.pick(Self.words))] }
      if generator.below(2) == 0 { document.assertionScope = generator.below(2) == 0 ? ["negated", "uncertain"] : [] }
    }
    guard length > 0 else { return document }
    for number in 0..<generator.below(8) { document.entities.append(entity(number, length)) }
    document.entities.sort { ($0.start, $0.end, $0.type) < ($1.start, $1.end, $1.type) }
    if hasRelations, !document.entities.isEmpty {
      for _ in 0..<generator.below(4) {
        document.relations.append(
          AnnotatedRelation(
            type: generator.pick(["strength_of", "a b", "größe"]), head: generator.below(document.entities.count),
            tail: generator.below(document.entities.count)))
      }
    }
    for _ in 0..<generator.below(3) {
      let start = generator.below(length)
      document.identifiers.append(
        AnnotatedIdentifier(
          category: "NAME", type: "PATIENT", start: start, end: start + 1 + generator.below(length - start)))
    }
    document.identifiers.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    return document
  }

  private mutating func entity(_ number: Int, _ length: Int) -> AnnotatedEntity {
    let start = generator.below(length)
    let end = start + 1 + generator.below(length - start)
    let id = generator.pick(["T\(number)", "\(number + 1)", "é \(number)"])
    var entity = AnnotatedEntity(id: id, type: generator.pick(Self.words), start: start, end: end)
    if hasFragments, end - start > 3, generator.below(3) == 0 {
      entity.fragments = [start..<start + 1, end - 1..<end]
    }
    for index in 0..<generator.below(3) {
      var concept = AnnotatedConcept(id: "C00\(index)")
      if hasConceptNames, generator.below(2) == 0 { concept.vocabulary = "UMLS" }
      if hasConceptNames, generator.below(2) == 0 { concept.name = generator.pick(Self.words) }
      entity.concepts.append(concept)
    }
    if generator.below(2) == 0 {
      var assertion = Assertion()
      assertion.negated = generator.below(2) == 0
      assertion.uncertain = generator.below(2) == 0
      assertion.historical = generator.below(2) == 0
      assertion.hypothetical = generator.below(2) == 0
      assertion.experiencer = generator.pick(Assertion.Experiencer.allCases)
      entity.assertion = assertion
    }
    if generator.below(3) == 0 { entity.section = "plan" }
    if generator.below(3) == 0 { entity.source = "model:x" }
    if generator.below(2) == 0 { entity.attributes = [("note", generator.pick(Self.words)), ("1", "{\"a\":1}")] }
    return entity
  }
}
