import ClinicalText

/// Names under which vocabularies refer to one another, from `Lexicons/vocabulary-aliases.tsv`.
public struct VocabularyAliases: Sendable {
  /// Fingerprint of the name that stands for a vocabulary, by that of a name in capitals.
  private var canonical: [UInt64: UInt64] = [:]
  private var open: [(prefix: [UInt8], canonical: UInt64)] = []

  /// - Parameter tsv: lines of `vocabulary <tab> alias`, with a header; `#` begins a comment line. Throws
  ///   `ruleFileInvalid` with the line for a row of another form and for an alias of two vocabularies.
  public init(tsv: String, file: String) throws(Fault) {
    var line = 0
    var isHeader = true
    for row in TextLines.split(tsv) {
      line += 1
      if row.isEmpty || row.hasPrefix("#") { continue }
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, fields.allSatisfy({ !$0.isEmpty }) else {
        throw Fault(.ruleFileInvalid, file: file, line: line, value: "expected two columns: vocabulary, alias")
      }
      if isHeader {
        isHeader = false
        continue
      }
      let target = Self.fingerprint(Array(fields[0].utf8))
      let alias = Array(fields[1].utf8)
      if alias.last == UInt8(ascii: "*") {
        open.append((alias.dropLast().map(Self.upper), target))
      } else if let other = canonical.updateValue(target, forKey: Self.fingerprint(alias)), other != target {
        throw Fault(
          .ruleFileInvalid, file: file, line: line, value: "\(fields[1]) is an alias of another vocabulary too")
      }
    }
  }

  /// What stands for a vocabulary of this name: equal for all its aliases.
  func canonical(_ name: some Collection<UInt8>) -> UInt64 {
    let key = Self.fingerprint(name)
    if let known = canonical[key] { return known }
    for (prefix, target) in open
    where name.count > prefix.count && zip(name, prefix).allSatisfy({ Self.upper($0) == $1 }) {
      return target
    }
    return key
  }

  /// A key for a concept: equal for one identifier of one vocabulary however both are written.
  ///
  /// Letter case and the dots of codes do not count, nor a prefix that repeats the vocabulary ("HP:0002094" of HP).
  func key(vocabulary: some Collection<UInt8>, id: some Collection<UInt8>) -> UInt64 {
    key(canonical(vocabulary), id)
  }

  func key(_ vocabulary: UInt64, _ id: some Collection<UInt8>) -> UInt64 {
    var rest = Array(id)
    if let colon = rest.firstIndex(of: UInt8(ascii: ":")), canonical(rest[..<colon]) == vocabulary {
      rest.removeSubrange(...colon)
    }
    let plain = rest.compactMap { $0 == UInt8(ascii: ".") ? nil : Self.upper($0) }
    return plain.withUnsafeBufferPointer { FingerprintTable.fingerprint($0, seed: vocabulary) }
  }

  private static func fingerprint(_ name: some Collection<UInt8>) -> UInt64 {
    name.map(upper).withUnsafeBufferPointer { FingerprintTable.fingerprint($0) }
  }

  private static func upper(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & 0xDF : byte }
}
