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

  /// The three figures that may stay of a ZIP code: "000" where too few people live there, or where no table knows it.
  public func prefix(of zip: some Collection<UInt8>) -> [UInt8] {
    let figures = zip.prefix(3)
    guard figures.count == 3, figures.allSatisfy({ $0 &- 0x30 < 10 }) else { return Array("000".utf8) }
    let value = figures.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    return isLarge[value] ? Array(figures) : Array("000".utf8)
  }
}
