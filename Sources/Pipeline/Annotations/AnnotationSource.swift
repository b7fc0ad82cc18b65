import AnnotationFormats
import ClinicalText
import EntityStore
import Evaluation
import Files
import JSONReading

/// Annotations from whatever the user names: databases of this program, or files and folders in any format.
public struct AnnotationSource: Sendable {
  public var reader: AnnotationReader
  /// The linkage file of a database without identifiers: gives the notes their ids back.
  public var linkage: String?

  /// Takes each part as it is given.
  public init(_ reader: AnnotationReader = AnnotationReader(), linkage: String? = nil) {
    self.reader = reader
    self.linkage = linkage
  }

  /// Reads everything named, in order. Throws what readers throw; what cannot be used is among the failures.
  public func read(_ paths: [String]) throws(Fault) -> AnnotationSet {
    var set = AnnotationSet()
    var plain: [String] = []
    for path in paths {
      guard ExportReader.isDatabase(path) else {
        plain.append(path)
        continue
      }
      let stored = try StoredAnnotations.read(path, includeAll: reader.includeAll, linkage: linkage)
      set.documents += stored.documents
      set.failures += stored.failures
    }
    if !plain.isEmpty {
      let read = try reader.read(plain)
      set.documents += read.documents
      set.failures += read.failures
    }
    return set
  }

  /// The run card of a run: from the database itself, or from `PATH.run.json` where that is. Throws `invalidJSON` for a
  /// card that cannot be read.
  public static func card(of path: String) throws(Fault) -> RunCard {
    if ExportReader.isDatabase(path) { return try StoredAnnotations.card(path) }
    let file = "\(path).run.json"
    guard FolderListing.exists(file) else { return RunCard() }
    return try RunCardFile.parse(try WholeFile.read(file), file: file)
  }
}

/// The run card that stands beside the predictions of another tool: one flat JSON object.
enum RunCardFile {
  static func parse(_ bytes: [UInt8], file: String) throws(Fault) -> RunCard {
    let scanner = JSONScanner()
    // The scanner's members point into the block.
    let block = NoteText(bytes)
    let found = scanner.scan(block.bytes)
    if let code = found.fault { throw Fault(code, file: file) }
    guard found.root == .object else { throw Fault(.notAnObject, file: file) }
    var card = RunCard()
    var name: String?
    for member in found.members {
      let value = scanner.string(member)
      switch scanner.key(member) {
      case "name": name = value
      case "version": card.version = value
      case "seconds": card.seconds = Double(value)
      case "cpu_seconds": card.cpuSeconds = Double(value)
      case "peak_memory_bytes": card.peakMemory = Int(value)
      case "text_bytes": card.textBytes = Int(value)
      case "cost": card.cost = value
      case "tokens": card.tokens = Int(value)
      default: break
      }
    }
    if let name { card.version = card.version.map { "\(name) \($0)" } ?? name }
    return withExtendedLifetime(block) { card }
  }
}
