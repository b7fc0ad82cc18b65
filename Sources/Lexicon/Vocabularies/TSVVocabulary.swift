import ClinicalText

/// The plain vocabulary of the outer contract: tab-separated, with a header that has `concept` and `name`.
///
/// Beside the contract's columns it knows `xrefs`, concepts of other vocabularies as `VOCABULARY:ID` with "|" between
/// them, and `synonyms`: further names with "|" between them, where "=" before a
/// name asks for exactly its letter case and "^" for exactly its form. In files with that column the marks may
/// stand in `name` too, and the name of each row is its concept's preferred one.
public enum TSVVocabulary {
  /// Feeds every row of the file to `builder`.
  ///
  /// - Parameters:
  ///   - vocabulary: the name for rows without one; the file's name when nil.
  ///   - languages: values of `language` that are taken; rows without one are.
  ///   - curated: true for the project's own lexicon, whose names the stop list does not touch.
  public static func read(
    _ path: String, vocabulary: String? = nil, languages: Set<String>, curated: Bool,
    into builder: LexiconBuilder
  ) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    var lines = LineReader(file)
    var header: Header?
    var splitter = FieldSplitter()
    while let line = lines.next() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      splitter.split(line, at: 0x09)
      guard let columns = header else {
        let parsed = try Header(splitter.fields.map(\.asString), vocabulary, path, lines.line)
        // The project's own tables carry cross-references, which name nothing.
        builder.noteUnknownColumns(curated ? parsed.unknown.filter { $0.lowercased() != "xrefs" } : parsed.unknown)
        header = parsed
        continue
      }
      try columns.read(splitter.fields, line, lines.line, languages, curated, builder)
    }
    guard header != nil else {
      throw Fault(
        .vocabularyInvalid, file: path, value: "the file is empty; a header with concept and name is expected")
    }
  }

  /// True when the first line that is no comment is this format's header.
  public static func isVocabulary(_ path: String) throws(Fault) -> Bool {
    let file = try MappedFile(path)
    var lines = LineReader(file)
    while let line = lines.next() {
      if line.isEmpty || line[0] == UInt8(ascii: "#") { continue }
      let names = line.prefix(4096).split(separator: 0x09).map { String(decoding: $0, as: UTF8.self).lowercased() }
      return names.contains("concept") && names.contains("name")
    }
    return false
  }

  private struct Header {
    var count: Int
    var concept: Int
    var name: Int
    var preferred: Int?
    var semanticType: Int?
    var type: Int?
    var vocabulary: Int?
    var language: Int?
    var caseSensitive: Int?
    var synonyms: Int?
    var termType: Int?
    var references: Int?
    var unknown: [String]
    let defaultVocabulary: ByteSlice

    init(
      _ columns: [String], _ vocabulary: String?, _ path: String, _ line: Int
    ) throws(Fault) {
      let names = columns.map { $0.lowercased() }
      func find(_ name: String) -> Int? { names.firstIndex(of: name) }
      guard let concept = find("concept"), let name = find("name") else {
        throw Fault(
          .vocabularyInvalid, file: path, line: line,
          value: "expected a tab-separated header with the columns concept and name")
      }
      self.concept = concept
      self.name = name
      count = columns.count
      preferred = find("preferred")
      semanticType = find("semantic_type")
      type = find("type")
      self.vocabulary = find("vocabulary")
      language = find("language")
      caseSensitive = find("case_sensitive")
      synonyms = find("synonyms")
      termType = find("term_type")
      references = find("xrefs")
      let known: Set<String> = [
        "concept", "name", "preferred", "semantic_type", "type", "vocabulary", "term_type",
        "language", "case_sensitive", "synonyms", "xrefs",
      ]
      unknown = columns.filter { !known.contains($0.lowercased()) }
      let fileName = path.split(separator: "/").last.map(String.init) ?? path
      defaultVocabulary = ByteSlice(permanent: vocabulary ?? String(fileName.prefix { $0 != "." }))
    }

    func read(
      _ fields: [UnsafeBufferPointer<UInt8>], _ line: UnsafeBufferPointer<UInt8>, _ number: Int,
      _ languages: Set<String>, _ curated: Bool, _ builder: LexiconBuilder
    ) throws(Fault) {
      guard line.isValidUTF8 else { return builder.reject(line: number, .invalidUTF8) }
      // Trailing columns may be left out; more fields than columns are an error.
      guard fields.count <= count, fields.count > max(concept, name) else {
        return builder.reject(line: number, .wrongColumnCount)
      }
      let empty = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      func field(_ index: Int?) -> UnsafeBufferPointer<UInt8> {
        guard let index, index < fields.count else { return empty }
        return fields[index]
      }
      let tongue = field(language)
      if !tongue.isEmpty, !languages.contains(tongue.asString.uppercased()) {
        return builder.skip(.language)
      }
      var row = VocabularyRow(
        concept: fields[concept], name: fields[name],
        vocabulary: field(vocabulary).isEmpty ? defaultVocabulary.buffer : field(vocabulary),
        semanticTypes: field(semanticType))
      if !field(type).isEmpty {
        guard let named = EntityType(name: field(type).asString.lowercased()) else {
          return builder.reject(line: number, .unknownType)
        }
        row.type = named
      }
      do throws(BuildReport.Rejected) {
        row.isPreferred = try Self.flag(field(preferred)) ?? (synonyms != nil)
        row.caseSensitive = try Self.flag(field(caseSensitive))
      } catch { return builder.reject(line: number, error.reason) }
      row.useStopList = !curated
      row.yieldsInside = curated
      row.termType = field(termType)
      defer {
        for reference in field(references).split(separator: UInt8(ascii: "|")) {
          builder.addReference(
            from: row.concept, of: row.vocabulary, to: UnsafeBufferPointer(rebasing: reference).trimmed)
        }
      }
      guard synonyms != nil else { return try builder.add(row) }
      try addMarked(row, fields[name], isPreferred: true, builder)
      for part in field(synonyms).split(separator: UInt8(ascii: "|")) {
        try addMarked(row, UnsafeBufferPointer(rebasing: part), isPreferred: false, builder)
      }
    }

    /// Adds one name of a row whose names may carry marks.
    private func addMarked(
      _ row: VocabularyRow, _ name: UnsafeBufferPointer<UInt8>, isPreferred: Bool,
      _ builder: LexiconBuilder
    ) throws(Fault) {
      var row = row
      var name = name
      row.isPreferred = isPreferred
      row.shortInAnyCase = true
      while let mark = name.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "^") {
        if mark == UInt8(ascii: "=") { row.caseSensitive = true } else { row.exactForm = true }
        name = UnsafeBufferPointer(rebasing: name[1...])
      }
      row.name = name
      try builder.add(row)
    }

    private static func flag(
      _ field: UnsafeBufferPointer<UInt8>
    ) throws(BuildReport.Rejected) -> Bool? {
      if field.isEmpty { return nil }
      if field.equals("1") { return true }
      if field.equals("0") { return false }
      throw BuildReport.Rejected(reason: .invalidFlag)
    }
  }
}

extension BuildReport {
  /// Why one row cannot be used.
  struct Rejected: Error {
    var reason: Reason
  }
}
