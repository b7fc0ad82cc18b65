import ClinicalText

/// Reads the files of one RF2 release, in this order: concepts, language reference sets, tags, names.
final class RF2Reader {
  /// Rows of each kind of file begin with these columns.
  private static let conceptHeader: StaticString = "id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId"
  private static let descriptionHeader: StaticString =
    "id\teffectiveTime\tactive\tmoduleId\tconceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId"
  private static let languageHeader: StaticString =
    "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tacceptabilityId"
  private static let fullySpecifiedName: StaticString = "900000000000003001"
  private static let synonym: StaticString = "900000000000013009"
  private static let preferred: StaticString = "900000000000548007"
  private static let noType = UInt8.max
  /// Rank of an acceptable name; 0 is the preferred one of the first dialect, then those of the others.
  private static let acceptableRank: UInt8 = 10
  private static let fullNameRank: UInt8 = 20

  private let options: RF2Vocabulary.Options
  private let builder: LexiconBuilder
  private let languages: ByteNames
  private let dialects: ByteNames
  private let classes: VocabularyClasses
  private let vocabulary = ByteSlice(permanent: "SNOMEDCT")
  private let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Concept id → position in the three arrays behind it.
  private var concepts = FingerprintTable()
  private var isActive: [Bool] = []
  private var time: [UInt32] = []
  private var typeOf: [UInt8] = []
  /// Description id → position in `ranks`.
  private var acceptance = FingerprintTable()
  private var ranks: [UInt8] = []

  init(_ options: RF2Vocabulary.Options, _ types: VocabularyTypes, _ builder: LexiconBuilder) {
    self.options = options
    self.builder = builder
    classes = types.classes(of: "SNOMEDCT")
    languages = ByteNames(options.languages.map { $0.lowercased() })
    dialects = ByteNames(options.dialects)
  }

  /// Notes which concepts are active. Where an extension repeats a concept, the later row counts.
  func readConcepts(_ path: String) throws(Fault) {
    try rows(of: path, Self.conceptHeader, columns: 5, countsBad: true) { (f, line) throws(Fault) in
      guard f[0].isNumberID else { return self.builder.reject(line: line, .invalidID) }
      let (position, isNew) = self.concepts.findOrInsert(
        FingerprintTable.fingerprint(f[0]), UInt32(self.isActive.count))
      let active = f[2].equals("1")
      let when = f[1].smallNumber ?? 0
      if isNew {
        self.isActive.append(active)
        self.time.append(when)
        self.typeOf.append(Self.noType)
      } else if when > self.time[Int(position)] {
        self.isActive[Int(position)] = active
        self.time[Int(position)] = when
      }
    }
  }

  /// Notes which descriptions are preferred or acceptable in which dialect.
  func readLanguages(_ path: String) throws(Fault) {
    try rows(of: path, Self.languageHeader, columns: 7, countsBad: true) { (f, line) throws(Fault) in
      guard f[5].isNumberID else { return self.builder.reject(line: line, .invalidID) }
      guard f[2].equals("1") else { return }
      var rank = Self.acceptableRank
      if f[6].equals(Self.preferred) {
        rank = UInt8(min(self.dialects.index(of: f[4]) ?? 8, 8))
      }
      let (position, isNew) = self.acceptance.findOrInsert(
        FingerprintTable.fingerprint(f[5]), UInt32(self.ranks.count))
      if isNew {
        self.ranks.append(rank)
      } else if rank < self.ranks[Int(position)] {
        self.ranks[Int(position)] = rank
      }
    }
  }

  /// Takes the type of each concept from the tag of its fully specified name, in whichever language a tag is known.
  func readTags(_ path: String) throws(Fault) {
    try rows(of: path, Self.descriptionHeader, columns: 9, countsBad: false) { (f, _) throws(Fault) in
      guard f[2].equals("1"), f[6].equals(Self.fullySpecifiedName),
        let position = self.concepts.value(FingerprintTable.fingerprint(f[4])),
        self.typeOf[Int(position)] == Self.noType, let tag = Self.parts(of: f[7])?.tag
      else { return }
      self.typeOf[Int(position)] = self.classes.type(of: tag)?.rawValue ?? Self.noType
    }
  }

  /// Gives the names of active concepts with a type to the builder.
  func readNames(_ path: String) throws(Fault) {
    try rows(of: path, Self.descriptionHeader, columns: 9, countsBad: true) { (f, line) throws(Fault) in
      guard f[0].isNumberID, f[4].isNumberID else { return self.builder.reject(line: line, .invalidID) }
      guard f[2].equals("1") else { return self.builder.skip(.obsolete) }
      guard self.takes(language: f[5]) else { return self.builder.skip(.language) }
      guard let position = self.concepts.value(FingerprintTable.fingerprint(f[4])) else {
        return self.builder.skip(.unknownConcept)
      }
      guard self.isActive[Int(position)] else { return self.builder.skip(.obsolete) }
      guard f[7].isValidUTF8 else { return self.builder.reject(line: line, .invalidUTF8) }
      guard let type = EntityType(rawValue: self.typeOf[Int(position)]) else { return self.builder.skip(.noType) }
      var row = VocabularyRow(
        concept: f[4], name: f[7].trimmed, vocabulary: self.vocabulary.buffer, semanticTypes: self.none)
      row.type = type
      if f[6].equals(Self.synonym) {
        guard let rank = self.rank(of: f[0]) else { return self.builder.skip(.notAcceptable) }
        row.isPreferred = rank == 0
        row.rank = 1_000 + UInt32(rank)
      } else if f[6].equals(Self.fullySpecifiedName), self.options.takesFullNames {
        if let parts = Self.parts(of: f[7]) { row.name = parts.name }
        row.rank = 1_000 + UInt32(Self.fullNameRank)
      } else {
        return self.builder.skip(.termType)
      }
      try self.builder.add(row)
    }
  }

  /// The rank of a description among the names of its concept; nil when no dialect accepts it.
  private func rank(of description: UnsafeBufferPointer<UInt8>) -> UInt8? {
    if let position = acceptance.value(FingerprintTable.fingerprint(description)) { return ranks[Int(position)] }
    return options.onlyAcceptable && !ranks.isEmpty ? nil : Self.acceptableRank
  }

  private func takes(language code: UnsafeBufferPointer<UInt8>) -> Bool {
    if languages.contains(code) { return true }
    guard let hyphen = code.firstIndex(of: UInt8(ascii: "-")) else { return false }
    return languages.contains(UnsafeBufferPointer(rebasing: code[..<hyphen]))
  }

  /// "Heart failure (disorder)" as its name and its tag; nil where there is no tag.
  static func parts(
    of term: UnsafeBufferPointer<UInt8>
  ) -> (name: UnsafeBufferPointer<UInt8>, tag: UnsafeBufferPointer<UInt8>)? {
    let term = term.trimmed
    guard term.last == UInt8(ascii: ")"), let open = term.lastIndex(of: UInt8(ascii: "(")), open > 0 else { return nil }
    return (term.part(0, open).trimmed, term.part(open + 1, term.count - 1))
  }

  /// Calls `body` with the fields of each row and its 1-based line.
  private func rows(
    of path: String, _ header: StaticString, columns: Int, countsBad: Bool,
    _ body: ([UnsafeBufferPointer<UInt8>], Int) throws(Fault) -> Void
  ) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    guard let first = lines.next(), first.equals(header) else {
      throw Fault(
        .vocabularyInvalid, file: path, line: 1,
        value: "expected the tab-separated header \(header)".replacingTabs)
    }
    while let line = lines.next() {
      if line.isEmpty { continue }
      splitter.split(line, at: 0x09)
      if splitter.fields.count == columns {
        try body(splitter.fields, lines.line)
      } else if countsBad {
        builder.reject(line: lines.line, .wrongColumnCount)
      }
    }
  }
}

extension String {
  /// Tabs as blanks, for messages.
  fileprivate var replacingTabs: String {
    String(decoding: utf8.map { $0 == 0x09 ? 0x20 : $0 }, as: UTF8.self)
  }
}
