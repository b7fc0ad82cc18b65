/// What a file's name says of its format. Extensions are compared without case.
package enum FileName {
  private static let extensions: [(suffix: String, format: InputFormat)] = [
    (".jsonl", .jsonl), (".ndjson", .jsonl), (".csv", .csv), (".tsv", .tsv), (".txt", .text),
  ]

  /// The format of a name or path, or nil; ".gz" at its end is passed over.
  static func format(_ name: ArraySlice<UInt8>) -> InputFormat? {
    let plain = withoutGzip(name)
    return extensions.first { hasSuffix(plain, $0.suffix) }?.format
  }

  /// The format of a file found in a folder when the user asked for `wanted`, or nil when it is to be skipped.
  static func format(_ name: ArraySlice<UInt8>, inFolderFor wanted: InputFormat) -> InputFormat? {
    let own = format(name)
    switch wanted {
    case .auto: return own
    case .jsonl:
      // Spark names its lines of JSON ".json".
      return own == .jsonl || hasSuffix(withoutGzip(name), ".json") ? .jsonl : nil
    case .text: return own == .text ? own : nil
    case .csv, .tsv, .mimic3, .mimic4, .omop: return own == .csv || own == .tsv ? own : nil
    }
  }

  /// A path as text. Names need not be UTF-8: other bytes are written as "\xFF", so that no two files share a name.
  package static func text(_ path: ArraySlice<UInt8>) -> String {
    if let text = String(validating: path, as: UTF8.self) { return text }
    return path.map { byte in
      byte < 0x80 ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  /// A note's id: the path without ".gz" and without ".txt" (or, for a file with no such name, its extension kept).
  static func withoutExtension(_ path: String) -> String {
    let plain = withoutGzip(Array(path.utf8)[...])
    return String(decoding: hasSuffix(plain, ".txt") ? plain.dropLast(4) : plain, as: UTF8.self)
  }

  private static func withoutGzip(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    hasSuffix(name, ".gz") ? name.dropLast(3) : name
  }

  private static func hasSuffix(_ name: ArraySlice<UInt8>, _ suffix: String) -> Bool {
    name.count > suffix.utf8.count
      && name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { lowered($0) == $1 }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}
