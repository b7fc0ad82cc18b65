import ClinicalText

/// Vocabularies in CSV or TSV of any layout, by a mapping of their columns.
public enum CSVVocabulary {
  /// True when the first record holds the columns that the mapping names.
  public static func isCSV(_ path: String, _ mapping: ColumnMapping) -> Bool {
    guard let file = try? MappedFile(path), let delimiter = try? delimiter(file, mapping) else { return false }
    var records = DelimitedReader(file, delimiter: delimiter, isQuoted: mapping.isQuoted)
    return (try? Columns(&records, mapping, path)) != nil
  }

  /// The file that `read` would read.
  public static func files(of path: String) -> [String] { [path] }

  /// Feeds every record of the file to `builder`; its names are those of the name column and of the synonyms.
  ///
  /// Throws `vocabularyInvalid` when a column that the mapping names is not there.
  public static func read(_ path: String, _ mapping: ColumnMapping, into builder: LexiconBuilder) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    var records = DelimitedReader(file, delimiter: try delimiter(file, mapping), isQuoted: mapping.isQuoted)
    let columns = try Columns(&records, mapping, path)
    if !mapping.hasHeader { records.rewind() }
    var taker = Taker(mapping, columns, path, builder)
    while true {
      switch records.nextFilled() {
      case .end: return
      case .bad(let reason): builder.reject(line: records.line, reason)
      case .record: try taker.take(records.fields, records.record, records.line)
      }
    }
  }

  /// The delimiter given, or the one that splits the first record into the columns named.
  private static func delimiter(_ file: MappedFile, _ mapping: ColumnMapping) throws(Fault) -> UInt8 {
    if let delimiter = mapping.delimiter { return delimiter }
    for delimiter in [0x09, 0x2C, 0x3B, 0x7C] as [UInt8] where mapping.hasHeader {
      var records = DelimitedReader(file, delimiter: delimiter, isQuoted: mapping.isQuoted)
      guard records.nextFilled() == .record, records.fields.count > 1 else { continue }
      let header = HeaderColumns(records.fields)
      if header.index(mapping.concept) != nil, header.index(mapping.name) != nil { return delimiter }
    }
    // No header tells: the delimiter with the most fields in the first record.
    var best: (delimiter: UInt8, count: Int) = (0x09, 1)
    for delimiter in [0x09, 0x2C, 0x3B, 0x7C] as [UInt8] {
      var records = DelimitedReader(file, delimiter: delimiter, isQuoted: mapping.isQuoted)
      if records.nextFilled() == .record, records.fields.count > best.count { best = (delimiter, records.fields.count) }
    }
    return best.delimiter
  }

  /// Where the columns stand.
  private struct Columns {
    let count: Int
    let concept: Int
    let name: Int
    let preferred: Int?
    let semanticType: Int?
    let type: Int?
    let vocabulary: Int?
    let language: Int?
    let synonyms: Int?
    /// Records may leave out columns behind this one.
    let last: Int

    init(_ records: inout DelimitedReader, _ mapping: ColumnMapping, _ path: String) throws(Fault) {
      guard records.nextFilled() == .record else {
        throw Fault(
          .vocabularyInvalid, file: path, line: 1,
          value: "expected a header with the columns \(mapping.concept) and \(mapping.name)")
      }
      let header = HeaderColumns(records.fields)
      let line = records.line
      func find(_ column: String) throws(Fault) -> Int {
        if mapping.hasHeader, let index = header.index(column) { return index }
        if let number = Int(column), (1...header.count).contains(number) { return number - 1 }
        throw Fault(
          .vocabularyInvalid, file: path, line: line, value: "expected a column \(column); there are \(header.count)")
      }
      func find(_ column: String?) throws(Fault) -> Int? {
        guard let column else { return nil }
        return try find(column) as Int
      }
      count = header.count
      concept = try find(mapping.concept)
      name = try find(mapping.name)
      preferred = try find(mapping.preferred)
      semanticType = try find(mapping.semanticType)
      type = try find(mapping.type)
      vocabulary = try find(mapping.vocabulary)
      language = try find(mapping.language)
      synonyms = try find(mapping.synonyms)
      last = max(concept, name)
    }
  }

  /// Gives the names of one record after the other to the builder.
  private struct Taker {
    private let mapping: ColumnMapping
    private let columns: Columns
    private let builder: LexiconBuilder
    private let defaultVocabulary: ByteSlice
    private let languages: Set<String>
    /// Languages and types as most files write them; other letter cases take a String.
    private let plainLanguages: ByteNames
    private let plainTypes = ByteNames(EntityType.allCases.map(\.name))
    private let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    private var tuis: [UInt8] = []

    init(_ mapping: ColumnMapping, _ columns: Columns, _ path: String, _ builder: LexiconBuilder) {
      self.mapping = mapping
      self.columns = columns
      self.builder = builder
      let fileName = ReleaseFolder.name(of: path)
      defaultVocabulary = ByteSlice(permanent: mapping.defaultVocabulary ?? String(fileName.prefix { $0 != "." }))
      languages = Set(mapping.languages.map { $0.uppercased() })
      plainLanguages = ByteNames(languages)
    }

    mutating func take(
      _ f: [UnsafeBufferPointer<UInt8>], _ record: UnsafeBufferPointer<UInt8>, _ line: Int
    ) throws(Fault) {
      guard f.count <= columns.count, f.count > columns.last else {
        return builder.reject(line: line, .wrongColumnCount)
      }
      guard record.isValidUTF8 else { return builder.reject(line: line, .invalidUTF8) }
      func field(_ column: Int?) -> UnsafeBufferPointer<UInt8> {
        guard let column, column < f.count else { return none }
        return f[column].trimmed
      }
      let language = field(columns.language)
      guard language.isEmpty || takes(language) else { return builder.skip(.language) }
      var type = mapping.defaultType
      let typeName = field(columns.type)
      if !typeName.isEmpty {
        guard let named = entityType(typeName) else {
          return builder.reject(line: line, .unknownType)
        }
        type = named
      }
      guard let isPreferred = Self.flag(field(columns.preferred)) else {
        return builder.reject(line: line, .invalidFlag)
      }
      gatherTUIs(field(columns.semanticType))
      // Rows with semantic types get the default type only where they have none.
      if typeName.isEmpty, !tuis.isEmpty { type = nil }
      let vocabulary = field(columns.vocabulary)
      // A file with a column of synonyms has the preferred name in the other.
      let isFirst = isPreferred || columns.synonyms != nil && columns.preferred == nil
      try add(field(columns.concept), field(columns.name), vocabulary, type, isFirst)
      for part in field(columns.synonyms).split(separator: mapping.synonymSeparator) {
        let name = UnsafeBufferPointer(rebasing: part).trimmed
        if !name.isEmpty { try add(field(columns.concept), name, vocabulary, type, false) }
      }
    }

    private func add(
      _ concept: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>,
      _ vocabulary: UnsafeBufferPointer<UInt8>, _ type: EntityType?, _ isPreferred: Bool
    ) throws(Fault) {
      let outcome: Result<Void, Fault> = tuis.withUnsafeBufferPointer { tuis in
        var row = VocabularyRow(
          concept: concept, name: name, vocabulary: vocabulary.isEmpty ? defaultVocabulary.buffer : vocabulary,
          semanticTypes: tuis)
        row.type = type
        row.isPreferred = isPreferred
        do throws(Fault) {
          try builder.add(row)
          return .success(())
        } catch { return .failure(error) }
      }
      try outcome.get()
    }

    private func takes(_ language: UnsafeBufferPointer<UInt8>) -> Bool {
      plainLanguages.contains(language) || languages.contains(language.asString.uppercased())
    }

    private func entityType(_ name: UnsafeBufferPointer<UInt8>) -> EntityType? {
      if let index = plainTypes.index(of: name) { return EntityType.allCases[index] }
      return EntityType(name: name.asString.lowercased())
    }

    /// Collects the TUIs of a field with commas between them, whatever stood there.
    private mutating func gatherTUIs(_ field: UnsafeBufferPointer<UInt8>) {
      tuis.removeAll(keepingCapacity: true)
      var i = 0
      while i + 4 <= field.count {
        let digits = field[(i + 1)..<(i + 4)]
        guard field[i] == UInt8(ascii: "T"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
          i += 1
          continue
        }
        if !tuis.isEmpty { tuis.append(UInt8(ascii: ",")) }
        tuis.append(contentsOf: field[i..<(i + 4)])
        i += 4
      }
    }

    /// False for an empty field; nil for one that is no flag.
    private static func flag(_ field: UnsafeBufferPointer<UInt8>) -> Bool? {
      if field.isEmpty || field.equals("0") { return false }
      if field.equals("1") { return true }
      switch field.asString.lowercased() {
      case "1", "true", "t", "yes", "y": return true
      case "0", "false", "f", "no", "n": return false
      default: return nil
      }
    }
  }
}
