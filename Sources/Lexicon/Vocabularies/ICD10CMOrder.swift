import ClinicalText

/// The ICD-10-CM order file as CMS publishes it (`icd10cm_order_YYYY.txt`; public domain).
///
/// Fixed columns, 1-based: 1–5 order number, 7–13 code without its dot, 15 whether it is billable, 17–76 short title,
/// 78 and on long title. Codes get their dot, so that they are the concepts of the tabular list.
public enum ICD10CMOrder {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// False takes the headings above the codes too ("Type 2 diabetes mellitus").
    public var billableOnly = false
    /// True takes the short titles, which abbreviate ("w", "unsp"), as further names.
    public var shortTitles = true
    /// Starts with the defaults.
    public init() {}
  }

  static let expected =
    "expected the ICD-10-CM order file: order number in columns 1-5, code in 7-13, 0 or 1 in 15, titles from 17 and 78"

  /// True when the first line is one of this file.
  public static func isOrderFile(_ path: String) -> Bool {
    guard let file = try? MappedFile(path) else { return false }
    var lines = LineReader(file)
    while let line = lines.next() {
      if line.trimmed.isEmpty { continue }
      guard case .success = OrderRow.parse(line.part(0, min(line.count, 4096))) else { return false }
      return true
    }
    return false
  }

  /// The files that `read` would read.
  public static func files(of path: String) -> [String] { [path] }

  /// Feeds every code to `builder`. Throws `vocabularyInvalid` when the first line is none of this file.
  public static func read(
    _ path: String, _ options: Options = Options(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let file = try MappedFile(path)
    builder.beginFile(path)
    var lines = LineReader(file)
    let classes = types.classes(of: "ICD10CM")
    let vocabulary = ByteSlice(permanent: "ICD10CM")
    let none = ByteSlice(permanent: "")
    var code: [UInt8] = []
    var hasRow = false
    while let line = lines.next() {
      if line.trimmed.isEmpty { continue }
      let row: OrderRow
      switch OrderRow.parse(line) {
      case .success(let parsed): row = parsed
      case .failure(let rejected):
        guard hasRow else { throw Fault(.vocabularyInvalid, file: path, line: lines.line, value: expected) }
        builder.reject(line: lines.line, rejected.reason)
        continue
      }
      hasRow = true
      guard line.isValidUTF8 else {
        builder.reject(line: lines.line, .invalidUTF8)
        continue
      }
      if options.billableOnly, !row.isBillable {
        builder.skip(.notBillable)
        continue
      }
      code.removeAll(keepingCapacity: true)
      code.append(contentsOf: row.code.prefix(3))
      if row.code.count > 3 {
        code.append(UInt8(ascii: "."))
        code.append(contentsOf: row.code.dropFirst(3))
      }
      try code.withUnsafeBufferPointer { (code) throws(Fault) in
        guard let type = classes.rule(inTree: code)?.type else { return builder.skip(.noType) }
        let long = row.longTitle.isEmpty ? row.shortTitle : row.longTitle
        var name = VocabularyRow(concept: code, name: long, vocabulary: vocabulary.buffer, semanticTypes: none.buffer)
        name.type = type
        name.isPreferred = true
        try builder.add(name)
        guard options.shortTitles, !row.shortTitle.elementsEqual(long) else { return }
        name.isPreferred = false
        name.rank = 1010
        name.name = row.shortTitle
        try builder.add(name)
      }
    }
    guard hasRow else { throw Fault(.vocabularyInvalid, file: path, line: 1, value: "\(expected); the file is empty") }
  }
}

/// One line of the order file.
private struct OrderRow {
  var code: UnsafeBufferPointer<UInt8>
  var isBillable: Bool
  var shortTitle: UnsafeBufferPointer<UInt8>
  var longTitle: UnsafeBufferPointer<UInt8>

  static func parse(_ line: UnsafeBufferPointer<UInt8>) -> Result<OrderRow, BuildReport.Rejected> {
    func failed(_ reason: BuildReport.Reason) -> Result<OrderRow, BuildReport.Rejected> {
      .failure(BuildReport.Rejected(reason: reason))
    }
    guard line.count >= 17, line.part(0, 5).isNumberID, line[5] == 0x20, line[13] == 0x20, line[15] == 0x20 else {
      return failed(.wrongColumnCount)
    }
    let code = line.part(6, 13).trimmed
    guard isCode(code), line[6] != 0x20 else { return failed(.invalidID) }
    guard line[14] == UInt8(ascii: "0") || line[14] == UInt8(ascii: "1") else { return failed(.invalidFlag) }
    // Columns are characters: the titles' bytes lie further right behind one that takes several.
    let long = byteOffset(ofColumn: 78, line)
    guard let long, line[long - 1] == 0x20 else { return failed(.wrongColumnCount) }
    return .success(
      OrderRow(
        code: code, isBillable: line[14] == UInt8(ascii: "1"), shortTitle: line.part(16, long).trimmed,
        longTitle: line.part(long, line.count).trimmed))
  }

  /// A letter, a digit, then letters and digits: ICD-10-PCS, whose order file has the same columns, begins with digits.
  private static func isCode(_ code: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (3...7).contains(code.count), (0x41...0x5A).contains(code[0]), (0x30...0x39).contains(code[1]) else {
      return false
    }
    return code.allSatisfy { (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) }
  }

  /// 0-based byte offset of a 1-based column; nil when the line ends before it.
  private static func byteOffset(ofColumn column: Int, _ line: UnsafeBufferPointer<UInt8>) -> Int? {
    var characters = 0
    for i in line.indices where line[i] & 0xC0 != 0x80 {
      characters += 1
      if characters == column { return i }
    }
    return nil
  }
}
