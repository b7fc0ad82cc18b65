import ClinicalText

/// The first three figures of ZIP codes whose area has more than 20,000 people (45 CFR 164.514(b)(2)(i)(B)).
public struct ZIPTable: Sendable {
  private let isLarge: [Bool]

  /// Takes the prefixes ("021") that may stay.
  public init(largePrefixes: [String]) {
    var table = [Bool](repeating: false, count: 1000)
    for prefix in largePrefixes {
      if prefix.utf8.count == 3, let value = Int(prefix), value >= 0 { table[value] = true }
    }
    isLarge = table
  }

  /// Reads `deid/zip3.tsv`: zip3, state, over_20000 (1 or 0), reason.
  public init(tsv: String, file: String) throws(Fault) {
    var prefixes: [String] = []
    for (index, line) in tsv.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("zip3\t") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 3, columns[0].utf8.count == 3, ["0", "1"].contains(columns[2]) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: index + 1, value: "expected three figures, a state, and 1 or 0")
      }
      if columns[2] == "1" { prefixes.append(String(columns[0])) }
    }
    self.init(largePrefixes: prefixes)
  }

  /// True for five figures, and four more behind a hyphen: the prefixes say nothing of other countries' postcodes.
  public static func isUnitedStates(_ zip: some Collection<UInt8>) -> Bool {
    let bytes = Array(zip.prefix(11))
    guard bytes.count == 5 || bytes.count == 10 && bytes[5] == 0x2D else { return false }
    return bytes.enumerated().allSatisfy { $0.offset == 5 || $0.element &- 0x30 < 10 }
  }

  /// The three figures that may stay of a ZIP code: "000" where too few people live there, or where no table knows it.
  public func prefix(of zip: some Collection<UInt8>) -> [UInt8] {
    let figures = zip.prefix(3)
    guard figures.count == 3, figures.allSatisfy({ $0 &- 0x30 < 10 }) else { return Array("000".utf8) }
    let value = figures.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    return isLarge[value] ? Array(figures) : Array("000".utf8)
  }
}
