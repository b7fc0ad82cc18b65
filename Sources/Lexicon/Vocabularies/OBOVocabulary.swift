import ClinicalText

/// Ontologies in the OBO flat file format: hp.obo, doid.obo, mondo.obo, uberon.obo and the like.
///
/// Each `[Term]` gives a concept: its identifier, its name as the preferred one, its synonyms by scope. The vocabulary is
/// the identifier's prefix. Cross-references are kept when a build asks for them;
/// alternative identifiers and definitions are not read.
public enum OBOVocabulary {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// Scopes of synonyms that are names.
    public var scopes: Set<OBOScope> = [.exact]
    /// Types of synonyms that are left out, by their identifiers: obsolete, contested, or of other species.
    public var excludedSynonymTypes: Set<String> = [
      "obsolete_synonym", "DEPRECATED", "DUBIOUS", "INCONSISTENT", "HOMOLOGY", "NON_MAMMAL", "NON_AMNIOTE",
      // Allelic requirement; ambiguous, dubious, misnomer.
      "HP:0034334", "OMO:0003001", "OMO:0003002", "OMO:0003007",
    ]
    /// Starts with the defaults.
    public init() {}
  }

  static let expected = "expected the OBO format: lines of tag: value, then [Term] stanzas"

  /// True for a file named `*.obo` and for one whose first line tells the format's version.
  public static func isOBO(_ path: String) -> Bool {
    if path.lowercased().hasSuffix(".obo") { return true }
    guard let file = try? MappedFile(path) else { return false }
    var lines = LineReader(file)
    while let line = lines.next() {
      let text = line.part(0, min(line.count, 64)).trimmed
      if text.isEmpty || text.first == UInt8(ascii: "!") { continue }
      return OBOLine(text)?.tag.equals("format-version") == true
    }
    return false
  }

  /// The files that `read` would read.
  public static func files(of path: String) -> [String] { [path] }

  /// Feeds every term to `builder`. Throws `vocabularyInvalid` with the line where the file is none of this format.
  public static func read(
    _ path: String, _ options: Options = Options(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    let hierarchy = OBOHierarchy(file, types.classes(of: "OBO"))
    var lines = LineReader(file)
    var stanza = OBOStanza()
    while let line = lines.next() {
      if line.trimmed.isEmpty || line.first == UInt8(ascii: "!") { continue }
      if line.first == UInt8(ascii: "[") {
        try stanza.close(options, hierarchy, builder)
        stanza.open(line.trimmed, lines.line)
        continue
      }
      let pair = OBOLine(line)
      switch stanza.kind {
      case .header:
        if pair == nil { throw Fault(.vocabularyInvalid, file: path, line: lines.line, value: expected) }
      case .other: break
      case .term:
        guard let pair, stanza.take(pair, lines.line) else {
          builder.reject(line: lines.line, .malformed)
          continue
        }
      }
    }
    guard stanza.kind != .header else {
      throw Fault(.vocabularyInvalid, file: path, line: max(1, lines.line), value: "\(expected); there is no stanza")
    }
    try stanza.close(options, hierarchy, builder)
  }
}

/// The lines of one stanza, until its end tells whether it is obsolete.
private struct OBOStanza {
  enum Kind {
    case header
    case term
    case other
  }

  private struct Synonym {
    var value: OBOSynonym
    var line: Int
  }

  private(set) var kind = Kind.header
  private var line = 0
  private var id: UnsafeBufferPointer<UInt8>?
  private var name: (text: UnsafeBufferPointer<UInt8>, line: Int)?
  private var synonyms: [Synonym] = []
  private var references: [OBOReference] = []
  private var isObsolete = false
  private var scratch: [UInt8] = []

  mutating func open(_ heading: UnsafeBufferPointer<UInt8>, _ line: Int) {
    kind = heading.equals("[Term]") ? .term : .other
    self.line = line
    id = nil
    name = nil
    synonyms.removeAll(keepingCapacity: true)
    references.removeAll(keepingCapacity: true)
    isObsolete = false
  }

  /// False when the value is not in its tag's form.
  mutating func take(_ pair: OBOLine, _ line: Int) -> Bool {
    if pair.tag.equals("synonym") { return takeSynonym(pair, nil, line) }
    if pair.tag.equals("id") {
      id = pair.identifier
    } else if pair.tag.equals("name") {
      name = (pair.plain, line)
    } else if pair.tag.equals("is_obsolete") {
      isObsolete = pair.isTrue
    } else if let reference = OBOReference(pair) {
      references.append(reference)
    } else if pair.tag.equals("exact_synonym") {
      return takeSynonym(pair, .exact, line)
    } else if pair.tag.equals("narrow_synonym") {
      return takeSynonym(pair, .narrow, line)
    } else if pair.tag.equals("broad_synonym") {
      return takeSynonym(pair, .broad, line)
    } else if pair.tag.equals("related_synonym") {
      return takeSynonym(pair, .related, line)
    }
    return true
  }

  private mutating func takeSynonym(_ pair: OBOLine, _ scope: OBOScope?, _ line: Int) -> Bool {
    guard let synonym = OBOSynonym(pair.value, scope: scope) else { return false }
    synonyms.append(Synonym(value: synonym, line: line))
    return true
  }

  /// Hands the names on, or counts why not.
  mutating func close(
    _ options: OBOVocabulary.Options, _ hierarchy: borrowing OBOHierarchy, _ builder: LexiconBuilder
  ) throws(Fault) {
    guard kind == .term else { return }
    guard let id, !id.isEmpty, id.isValidUTF8 else { return builder.reject(line: line, .malformed) }
    let count = synonyms.count + (name == nil ? 0 : 1)
    defer { for reference in references { reference.add(from: id, to: builder) } }
    // Imports and tables of equivalents hold terms that are identifiers only.
    if count == 0 { return builder.skip(.empty) }
    let type = hierarchy.type(of: id)
    guard let type, !isObsolete else {
      for _ in 0..<count { builder.skip(isObsolete ? .obsolete : .noType) }
      return
    }
    var row = VocabularyRow(
      concept: id, name: id, vocabulary: OBOHierarchy.prefix(of: id), semanticTypes: id.part(0, 0))
    row.type = type
    if let name {
      row.isPreferred = true
      try add(row, name.text, name.line, builder)
      row.isPreferred = false
    }
    for synonym in synonyms {
      let value = synonym.value
      guard options.scopes.contains(value.scope) else {
        builder.skip(.synonymScope)
        continue
      }
      guard value.type.isEmpty || !options.excludedSynonymTypes.contains(value.type.asString) else {
        builder.skip(.synonymType)
        continue
      }
      row.rank = Self.rank(value)
      try add(row, value.text, synonym.line, builder)
    }
  }

  /// Exact names come before abbreviations, both before names of another meaning.
  private static func rank(_ synonym: OBOSynonym) -> UInt32 {
    let scope: UInt32 =
      switch synonym.scope {
      case .exact: 1000
      case .narrow, .broad: 1100
      case .related: 1200
      }
    return scope + (isAbbreviation(synonym.type) ? 10 : 0)
  }

  private static func isAbbreviation(_ type: UnsafeBufferPointer<UInt8>) -> Bool {
    // OMO: abbreviation, acronym.
    type.equalsFolded("abbreviation") || type.equalsFolded("acronym") || type.equals("OMO:0003000")
      || type.equals("OMO:0003012") || type.equals("BRAIN_NAME_ABV")
  }

  private mutating func add(
    _ row: VocabularyRow, _ name: UnsafeBufferPointer<UInt8>, _ line: Int, _ builder: LexiconBuilder
  ) throws(Fault) {
    var row = row
    guard name.isValidUTF8 else { return builder.reject(line: line, .invalidUTF8) }
    guard !name.isEmpty else { return builder.reject(line: line, .empty) }
    guard name.contains(UInt8(ascii: "\\")) else {
      row.name = name
      return try builder.add(row)
    }
    OBOEscapes.decode(name, into: &scratch)
    try scratch.withUnsafeBufferPointer { (decoded) throws(Fault) in
      row.name = decoded
      try builder.add(row)
    }
  }
}
