import ClinicalText
import XMLReading

/// The ICD-10-CM tabular list as CDC and CMS publish it (`icd10cm_tabular_YYYY.xml`; public domain).
///
/// Each `diag` gives a concept: its code, its description as the preferred name, its inclusion terms as further names.
public enum ICD10CMTabular {
  static let root: StaticString = "ICD10CM.tabular"

  /// True when the file's root element is that of the tabular list.
  public static func isTabular(_ path: String) -> Bool {
    guard path.hasSuffix(".xml"), let walker = try? XMLWalker(path) else { return false }
    var isRoot = false
    try? walker.walk { (event) throws(Fault) in
      if case .start(let name) = event { isRoot = name.equals(root) }
      return false
    }
    return isRoot
  }

  /// Feeds every code to `builder`.
  ///
  /// - Parameter types: codes that are no mention ("-"); all others get the semantic type T047.
  public static func read(
    _ path: String, types: VocabularyTypes = .none, into builder: LexiconBuilder
  ) throws(Fault) {
    let walker = try XMLWalker(path, malformed: .vocabularyInvalid)
    builder.beginFile(path)
    var reader = TabularReader(builder, types.classes(of: "ICD10CM"))
    try walker.walk { (event) throws(Fault) in
      try reader.take(event)
      return true
    }
  }
}

/// Follows the nesting: diag elements lie in one another; `note` counts only inside `inclusionTerm`.
private struct TabularReader {
  private let builder: LexiconBuilder
  private let classes: VocabularyClasses
  private let vocabulary = ByteSlice(permanent: "ICD10CM")
  private let semanticType = ByteSlice(permanent: "T047")
  /// Codes of the open diag elements, innermost last.
  private var codes: [[UInt8]] = []
  private var text: [UInt8] = []
  private var isCollecting = false
  private var isInclusion = false

  init(_ builder: LexiconBuilder, _ classes: VocabularyClasses) {
    self.builder = builder
    self.classes = classes
  }

  mutating func take(_ event: XMLWalker.Event) throws(Fault) {
    switch event {
    case .start(let name):
      if name.equals("diag") { codes.append([]) }
      if name.equals("inclusionTerm") { isInclusion = true }
      isCollecting = name.equals("name") || name.equals("desc") || name.equals("note")
      text.removeAll(keepingCapacity: true)
    case .text(let bytes):
      if isCollecting { text.append(contentsOf: bytes) }
    case .end(let name):
      isCollecting = false
      if name.equals("diag") { codes.removeLast() }
      if name.equals("inclusionTerm") { isInclusion = false }
      guard let last = codes.indices.last else { return }
      if name.equals("name"), codes[last].isEmpty { codes[last] = text }
      if name.equals("desc") { try add(codes[last], isPreferred: true) }
      if name.equals("note"), isInclusion { try add(codes[last], isPreferred: false) }
    }
  }

  private func add(_ code: [UInt8], isPreferred: Bool) throws(Fault) {
    if let rule = code.withUnsafeBufferPointer({ classes.rule(inTree: $0) }), rule.type == nil {
      return builder.skip(.noType)
    }
    let outcome: Result<Void, Fault> = code.withUnsafeBufferPointer { code in
      text.withUnsafeBufferPointer { name in
        var row = VocabularyRow(
          concept: code, name: name, vocabulary: vocabulary.buffer, semanticTypes: semanticType.buffer)
        row.isPreferred = isPreferred
        do throws(Fault) {
          try builder.add(row)
          return .success(())
        } catch { return .failure(error) }
      }
    }
    try outcome.get()
  }
}
