import ClinicalText

/// Dictionaries of Apache cTAKES as bar-separated values.
///
/// Each line tells its own form, as in cTAKES: `CUI|text`, `CUI|TUI|text`, `CUI|TUI|text|preferred`, the same between
/// bars, `CUI|TUI|code|vocabulary|text|preferred`, or the rare-word table `CUI|index|count|text|word`; a header line that
/// begins with CUI names the columns instead. Lines that begin with `#` or `//` are comments.
public enum BSVVocabulary {
  static let expected = "expected bar-separated lines CUI|text, CUI|TUI|text or CUI|TUI|text|preferred"

  /// True for a file named `*.bsv`, and for one whose first line begins with a CUI, a TUI and a text.
  public static func isBSV(_ path: String) -> Bool {
    let name = path.lowercased()
    if name.hasSuffix(".bsv") { return true }
    // MRSTY and MRCONSO begin alike.
    guard !name.hasSuffix(".rrf"), let file = try? MappedFile(path) else { return false }
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    while let line = lines.next() {
      if BSVColumns.isComment(line) { continue }
      splitter.split(line.part(0, min(line.count, 4096)), at: UInt8(ascii: "|"))
      let fields = splitter.fields
      guard fields.count >= 3, fields.count <= 6 else { return false }
      let first = fields[0].isEmpty ? 1 : 0
      return BSVColumns.isCUI(fields[first]) && BSVColumns.isTUI(fields[first + 1])
    }
    return false
  }

  /// The files that `read` would read.
  public static func files(of path: String) -> [String] { [path] }

  /// Feeds every row to `builder`. Throws `vocabularyInvalid` when the first line that is no comment has another form.
  ///
  /// The vocabulary is `UMLS` for CUIs, else the file's name.
  public static func read(_ path: String, into builder: LexiconBuilder) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    var lines = LineReader(file)
    var splitter = FieldSplitter()
    var columns: BSVColumns?
    var rows = BSVRows(path)
    var isFirst = true
    while let line = lines.next() {
      if BSVColumns.isComment(line) { continue }
      splitter.split(line, at: UInt8(ascii: "|"))
      if isFirst, let header = BSVColumns(header: splitter.fields) {
        columns = header
        isFirst = false
        continue
      }
      var reason = BuildReport.Reason.wrongColumnCount
      if let found = columns ?? BSVColumns(row: splitter.fields) {
        guard line.isValidUTF8 else {
          builder.reject(line: lines.line, .invalidUTF8)
          isFirst = false
          continue
        }
        guard let rejected = try rows.add(splitter.fields, found, builder) else {
          isFirst = false
          continue
        }
        reason = rejected
      }
      guard !isFirst else { throw Fault(.vocabularyInvalid, file: path, line: lines.line, value: expected) }
      builder.reject(line: lines.line, reason)
    }
    guard !isFirst else { throw Fault(.vocabularyInvalid, file: path, line: 1, value: "\(expected); there is no row") }
  }
}

/// Where the parts of a row stand.
struct BSVColumns {
  var cui = 0
  var tui: Int?
  var text = 1
  var preferred: Int?

  /// From a header; nil when the fields are none.
  init?(header fields: [UnsafeBufferPointer<UInt8>]) {
    func find(_ names: [StaticString]) -> Int? {
      fields.firstIndex { field in names.contains { field.trimmed.equalsFolded($0) } }
    }
    guard let cui = find(["CUI"]), fields[..<cui].allSatisfy(\.isEmpty),
      let text = find(["TEXT", "TXT", "STR", "TERM", "NAME"])
    else { return nil }
    self.cui = cui
    self.text = text
    tui = find(["TUI", "STY"])
    preferred = find(["PREF", "PREFERRED", "PREFERREDTEXT", "PREFERREDTERM", "PREFERRED_TEXT", "PREFERRED_TERM"])
  }

  /// From a row's own form; nil when it has none of those known.
  init?(row fields: [UnsafeBufferPointer<UInt8>]) {
    guard fields.count > 1, let last = fields.last else { return nil }
    let isFramed = fields.count > 2 && fields[0].isEmpty && last.isEmpty
    let first = isFramed ? 1 : 0
    var count = fields.count - 2 * first
    // A bar at the end of a row is no empty column, but where a text or a preferred name belongs there.
    let hasOpenEnd = count == 6 || count == 3 && Self.isTUI(fields[1])
    if !isFramed, count > 2, last.isEmpty, !hasOpenEnd { count -= 1 }
    cui = first
    tui = first + 1
    text = first + 2
    switch count {
    case 2:
      tui = nil
      text = first + 1
    case 3: break
    case 4: preferred = first + 3
    case 5 where fields[first + 1].isNumberID && fields[first + 2].isNumberID:
      tui = nil
      text = first + 3
    case 6 where Self.isVocabulary(fields[first + 3]):
      text = first + 4
      preferred = first + 5
    // Like cTAKES, which reads no further.
    case 5, 6: preferred = first + 3
    default: return nil
    }
  }

  static func isComment(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    let text = line.trimmed
    guard let byte = text.first else { return true }
    return byte == UInt8(ascii: "#") || text.count > 1 && byte == UInt8(ascii: "/") && text[1] == byte
  }

  /// "C" and seven digits.
  static func isCUI(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    field.count == 8 && field[0] == UInt8(ascii: "C") && field.part(1, 8).isNumberID
  }

  /// "T" and three digits; several with commas between them.
  static func isTUI(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    guard field.count % 5 == 4 else { return false }
    return stride(from: 0, to: field.count, by: 5).allSatisfy { at in
      field[at] == UInt8(ascii: "T") && field.part(at + 1, at + 4).isNumberID
        && (at + 4 == field.count || field[at + 4] == UInt8(ascii: ","))
    }
  }

  /// An abbreviation of a source: "SNOMEDCT_US", "ICD-10".
  private static func isVocabulary(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    !field.isEmpty
      && field.allSatisfy {
        (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || [0x5F, 0x2D, 0x2E].contains($0)
      }
  }
}

/// Makes vocabulary rows of the fields.
private struct BSVRows: ~Copyable {
  private let umls = ByteSlice(permanent: "UMLS")
  private let own: ByteSlice
  /// Preferred names that were handed on: each row of a concept repeats it.
  private var preferred = FingerprintTable()
  private var id: [UInt8] = []
  private var types: [UInt8] = []

  init(_ path: String) {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    own = ByteSlice(permanent: String(name.prefix { $0 != "." }))
  }

  /// Adds the text, and the preferred name when it is a new one. The reason when the row cannot be used.
  mutating func add(
    _ fields: [UnsafeBufferPointer<UInt8>], _ columns: BSVColumns, _ builder: LexiconBuilder
  ) throws(Fault) -> BuildReport.Reason? {
    // A header's columns at the end may be left out where they are empty.
    guard fields.count > max(columns.cui, columns.text, columns.tui ?? 0) else { return .wrongColumnCount }
    let text = fields[columns.text].trimmed
    guard takeID(fields[columns.cui].trimmed), !text.isEmpty else { return .empty }
    types.removeAll(keepingCapacity: true)
    var type: EntityType?
    if let tui = columns.tui {
      let field = fields[tui].trimmed
      if !takeTypes(field) {
        types.removeAll(keepingCapacity: true)
        type = EntityType(name: field.asString.lowercased())
        if type == nil { return .unknownType }
      }
    }
    let name = columns.preferred.flatMap { $0 < fields.count ? fields[$0].trimmed : nil }
    try id.withUnsafeBufferPointer { (id) throws(Fault) in
      try types.withUnsafeBufferPointer { (types) throws(Fault) in
        let vocabulary = BSVColumns.isCUI(id) ? umls : own
        var row = VocabularyRow(concept: id, name: text, vocabulary: vocabulary.buffer, semanticTypes: types)
        row.type = type
        if let name, !name.isEmpty {
          let key = FingerprintTable.fingerprint(name, seed: FingerprintTable.fingerprint(id))
          if preferred.findOrInsert(key, 0).isNew {
            row.name = name
            row.isPreferred = true
            try builder.add(row)
            // The row may be the preferred name itself.
            if text.elementsEqual(name) { return }
            row.isPreferred = false
            row.name = text
          }
        }
        try builder.add(row)
      }
    }
    return nil
  }

  /// The identifier; bare digits are a CUI without its letter and zeros, as the tables of cTAKES store it. False if empty.
  private mutating func takeID(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    id.removeAll(keepingCapacity: true)
    if field.isNumberID, field.count <= 7 {
      id.append(UInt8(ascii: "C"))
      id.append(contentsOf: repeatElement(0x30, count: 7 - field.count))
    }
    id.append(contentsOf: field)
    return !field.isEmpty
  }

  /// TUIs with commas or semicolons between them; bare digits are a TUI without its letter and zeros. False if it is
  /// anything else.
  private mutating func takeTypes(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
    for part in field.split(whereSeparator: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ";") }) {
      let tui = UnsafeBufferPointer(rebasing: part).trimmed
      if !types.isEmpty { types.append(UInt8(ascii: ",")) }
      if tui.isNumberID, tui.count <= 3 {
        types.append(UInt8(ascii: "T"))
        types.append(contentsOf: repeatElement(0x30, count: 3 - tui.count))
      } else if !BSVColumns.isTUI(tui) {
        return false
      }
      types.append(contentsOf: tui)
    }
    return true
  }
}
