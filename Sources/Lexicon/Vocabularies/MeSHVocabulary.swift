import ClinicalText
import XMLReading

/// MeSH descriptors as the NLM publishes them (`descYYYY.xml`).
///
/// Each `DescriptorRecord` gives a concept: its unique identifier, its heading as the preferred name, the terms of all of
/// its concepts as further names. Terms that only permute the words of another are left out.
public enum MeSHVocabulary {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// Languages of files that are taken, as UMLS writes them.
    public var languages: Set<String> = ["ENG"]
    /// False leaves out the concepts of a descriptor beside its own: narrower, broader and related ones.
    public var otherConcepts = true
    /// Starts with the defaults.
    public init() {}
  }

  static let expected = "expected MeSH descriptors (descYYYY.xml, root element DescriptorRecordSet)"

  /// True when the file's root element is a set of MeSH records of any kind; `read` takes descriptors only.
  public static func isMeSH(_ path: String) -> Bool {
    guard path.lowercased().hasSuffix(".xml"), let walker = try? XMLWalker(path) else { return false }
    var isRoot = false
    try? walker.walk { (event) throws(Fault) in
      if case .start(let name) = event {
        isRoot =
          name.equals("DescriptorRecordSet") || name.equals("SupplementalRecordSet")
          || name.equals("QualifierRecordSet")
      }
      return false
    }
    return isRoot
  }

  /// The files that `read` would read.
  public static func files(of path: String) -> [String] { [path] }

  /// Feeds every descriptor to `builder`. Throws `vocabularyInvalid` with the line for another root element and for XML
  /// that is not well-formed.
  public static func read(
    _ path: String, _ options: Options = Options(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let walker = try XMLWalker(path, malformed: .vocabularyInvalid)
    builder.beginFile(path)
    var reader = DescriptorReader(options, types.classes(of: "MeSH"), builder)
    try walker.walk { (event) throws(Fault) in
      switch event {
      case .start(let name):
        if !reader.hasRoot {
          guard name.equals("DescriptorRecordSet") else {
            throw Fault(.vocabularyInvalid, file: path, line: walker.line, value: expected)
          }
          reader.language = walker.attribute("LanguageCode") ?? ""
        }
        reader.start(name, walker)
      case .text(let bytes): reader.text(bytes)
      case .end: try reader.end()
      }
      return true
    }
    guard reader.hasRecord else {
      throw Fault(.vocabularyInvalid, file: path, value: "\(expected); it has no DescriptorRecord")
    }
  }
}

/// Follows the elements of a descriptor; its names are handed on when it ends, and its tree numbers are known.
private struct DescriptorReader {
  private enum Element {
    case set
    case record
    case recordID
    case treeNumber
    case concept
    case semanticType
    case term
    case termText
    case other
  }

  private struct Term {
    /// Place in `bytes`.
    var range: Range<Int>
    var line: Int
    var isRecordPreferred = false
    var isOtherConcept: Bool
    var isAbbreviation: Bool
    var isPermuted: Bool
  }

  private let options: MeSHVocabulary.Options
  private let classes: VocabularyClasses
  private let builder: LexiconBuilder
  private let vocabulary = ByteSlice(permanent: "MeSH")
  /// LanguageCode of the set.
  var language = ""
  private(set) var hasRecord = false
  private var open: [Element] = []
  private var isSkippingLanguage = false

  private var recordLine = 0
  private var id: [UInt8] = []
  private var rule: VocabularyClasses.Rule?
  private var semanticTypes: [UInt8] = []
  private var isOtherConcept = false
  private var bytes: [UInt8] = []
  private var terms: [Term] = []
  private var leaf: [UInt8] = []

  init(_ options: MeSHVocabulary.Options, _ classes: VocabularyClasses, _ builder: LexiconBuilder) {
    self.options = options
    self.classes = classes
    self.builder = builder
  }

  var hasRoot: Bool { !open.isEmpty }

  mutating func start(_ name: UnsafeBufferPointer<UInt8>, _ walker: XMLWalker) {
    let element = kind(of: name)
    open.append(element)
    leaf.removeAll(keepingCapacity: true)
    switch element {
    case .set: isSkippingLanguage = !language.isEmpty && !options.languages.contains(language.uppercased())
    case .record: beginRecord(walker.line)
    case .concept: isOtherConcept = walker.attribute("PreferredConceptYN") == "N"
    case .term: beginTerm(walker)
    default: break
    }
  }

  /// Elements count only in their own place: a record names other descriptors too.
  private func kind(of name: UnsafeBufferPointer<UInt8>) -> Element {
    switch open.last {
    case nil: return .set
    case .set?: return name.equals("DescriptorRecord") ? .record : .other
    case .record? where name.equals("DescriptorUI"): return .recordID
    case .term?: return name.equals("String") ? .termText : .other
    default: break
    }
    guard open.count > 1 else { return .other }
    if name.equals("Term") { return .term }
    if name.equals("Concept") { return .concept }
    if name.equals("TreeNumber") { return .treeNumber }
    return name.equals("SemanticTypeUI") ? .semanticType : .other
  }

  mutating func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    switch open.last {
    case .recordID?, .treeNumber?, .semanticType?, .termText?: leaf.append(contentsOf: bytes)
    default: break
    }
  }

  mutating func end() throws(Fault) {
    switch open.popLast() {
    case .recordID?: id = trimmedLeaf()
    case .treeNumber?:
      let found = trimmedLeaf().withUnsafeBufferPointer { classes.rule(inTree: $0) }
      rule = VocabularyClasses.Rule.preferred(rule, found)
    case .semanticType?:
      let tui = trimmedLeaf()
      // Of each type once; the concepts of a descriptor share most.
      guard tui.count == 4,
        !stride(from: 0, to: semanticTypes.count, by: 5).contains(where: { at in
          semanticTypes[at..<at + 4].elementsEqual(tui)
        })
      else { return }
      if !semanticTypes.isEmpty { semanticTypes.append(UInt8(ascii: ",")) }
      semanticTypes.append(contentsOf: tui)
    case .termText?:
      guard let last = terms.indices.last else { return }
      let start = bytes.count
      bytes.append(contentsOf: trimmedLeaf())
      terms[last].range = start..<bytes.count
    case .concept?: isOtherConcept = false
    case .record?: try endRecord()
    default: break
    }
  }

  private func trimmedLeaf() -> [UInt8] { leaf.withUnsafeBufferPointer { Array($0.trimmed) } }

  private mutating func beginRecord(_ line: Int) {
    hasRecord = true
    recordLine = line
    id.removeAll(keepingCapacity: true)
    rule = nil
    semanticTypes.removeAll(keepingCapacity: true)
    isOtherConcept = false
    bytes.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
  }

  private mutating func beginTerm(_ walker: XMLWalker) {
    let tag = walker.attribute("LexicalTag") ?? ""
    terms.append(
      Term(
        range: 0..<0, line: walker.line, isRecordPreferred: walker.attribute("RecordPreferredTermYN") == "Y",
        isOtherConcept: isOtherConcept, isAbbreviation: tag == "ABB" || tag == "ACR",
        isPermuted: walker.attribute("IsPermutedTermYN") == "Y"))
  }

  private func endRecord() throws(Fault) {
    guard isDescriptor(id) else { return builder.reject(line: recordLine, .invalidID) }
    guard !terms.isEmpty else { return builder.reject(line: recordLine, .empty) }
    let type = semanticTypes.isEmpty ? rule?.type : nil
    let heading = terms.firstIndex { $0.isRecordPreferred } ?? terms.firstIndex { !$0.isPermuted }
    for index in terms.indices {
      let term = terms[index]
      if isSkippingLanguage {
        builder.skip(.language)
      } else if term.isPermuted {
        builder.skip(.permuted)
      } else if term.isOtherConcept, !options.otherConcepts {
        builder.skip(.synonymScope)
      } else if term.range.isEmpty {
        builder.reject(line: term.line, .empty)
      } else if type == nil, semanticTypes.isEmpty {
        builder.skip(.noType)
      } else {
        try add(term, type, isPreferred: index == heading)
      }
    }
  }

  /// "D" and digits.
  private func isDescriptor(_ id: [UInt8]) -> Bool {
    id.count >= 2 && id[0] == UInt8(ascii: "D") && id.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }

  private func add(_ term: Term, _ type: EntityType?, isPreferred: Bool) throws(Fault) {
    try id.withUnsafeBufferPointer { (id) throws(Fault) in
      try bytes.withUnsafeBufferPointer { (bytes) throws(Fault) in
        try semanticTypes.withUnsafeBufferPointer { (tuis) throws(Fault) in
          var row = VocabularyRow(
            concept: id, name: bytes.part(term.range.lowerBound, term.range.upperBound), vocabulary: vocabulary.buffer,
            semanticTypes: tuis)
          row.type = type
          row.isPreferred = isPreferred
          row.rank = (term.isOtherConcept ? 1100 : 1000) + (term.isAbbreviation ? 10 : 0)
          try builder.add(row)
        }
      }
    }
  }
}
