import ClinicalText
import Files

/// Reads annotations in any of the formats.
///
/// ```swift
/// let gold = try AnnotationReader().read(["gold.jsonl", "more/"])
/// ```
public struct AnnotationReader: Sendable {
  /// Nil: told from each file's name and first bytes.
  public var format: AnnotationFormat?
  /// What the files' offsets count; nil: the format's own default.
  public var unit: OffsetUnit?
  /// Also the mentions of results that are not preferred.
  public var includeAll: Bool

  /// Takes each part as it is given.
  public init(format: AnnotationFormat? = nil, unit: OffsetUnit? = nil, includeAll: Bool = false) {
    self.format = format
    self.unit = unit
    self.includeAll = includeAll
  }

  /// Reads files and folders, in order; "-" is standard input, as JSON lines unless a format is named. What cannot be used is among the failures; of documents with one id the first
  /// stays. Throws `noInput`, `inputMissing`, `unknownFormat`, `fileUnreadable`.
  public func read(_ paths: [String]) throws(Fault) -> AnnotationSet {
    guard !paths.isEmpty else { throw Fault(.noInput) }
    var set = AnnotationSet()
    for path in paths {
      if path == "-" {
        // Standard input cannot be looked at twice: JSON lines, unless a format is named.
        try read("/dev/stdin", as: format ?? .jsonl, into: &set)
        continue
      }
      guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
      let known: AnnotationFormat
      if let format { known = format } else { known = try FormatDetection.format(of: path) }
      try read(path, as: known, into: &set)
    }
    Self.dropRepeated(&set)
    return set
  }

  private func read(_ path: String, as format: AnnotationFormat, into set: inout AnnotationSet) throws(Fault) {
    switch format {
    case .jsonl: try JSONLFormat.read(path, unit: unit, includeAll: includeAll, into: &set)
    case .brat: try BratFormat.read(path, unit: unit, into: &set)
    case .bioc: try BioCFormat.read(path, unit: unit, into: &set)
    case .biocJSON: try BioCJSONFormat.read(path, unit: unit, into: &set)
    case .pubtator: try PubTatorFormat.read(path, unit: unit, into: &set)
    case .conll: try CoNLLFormat.read(path, unit: unit, into: &set)
    case .i2b2: try I2B2Format.read(path, unit: unit, into: &set)
    case .spacy: try SpaCyFormat.read(path, unit: unit, into: &set)
    case .langextract: try LangExtractFormat.read(path, unit: unit, into: &set)
    }
  }

  private static func dropRepeated(_ set: inout AnnotationSet) {
    var seen: Set<String> = []
    seen.reserveCapacity(set.documents.count)
    var repeated: [AnnotatedDocument] = []
    set.documents.removeAll { document in
      if seen.insert(document.id).inserted { return false }
      repeated.append(document)
      return true
    }
    for document in repeated {
      let fault = Fault(
        .duplicateID, file: document.source, line: document.line, value: "document \(document.id)")
      set.failures.append(AnnotationFailure(documentID: document.id, fault: fault))
    }
  }
}
