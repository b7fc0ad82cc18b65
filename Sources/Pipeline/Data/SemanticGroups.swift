import ClinicalText
import Files
import Lexicon

/// The semantic groups of semantic types, from `semantic-types.tsv` and `semantic-groups.tsv`.
public struct SemanticGroups: Sendable {
  private var groupOfType: [String: String] = [:]
  private var names: [(code: String, name: String)] = []

  /// Reads both files of a data folder.
  public init(_ data: DataFolder) throws(Fault) {
    for fields in try Self.rows(data, "semantic-types.tsv", columns: 4) { groupOfType[fields[0]] = fields[2] }
    names = try Self.rows(data, "semantic-groups.tsv", columns: 2).map { ($0[0], $0[1]) }
  }

  private static func rows(_ data: DataFolder, _ file: String, columns: Int) throws(Fault) -> [[String]] {
    var rows: [[String]] = []
    for (index, line) in try data.readText(file).split(whereSeparator: \.isNewline).enumerated() {
      if index == 0 || line.hasPrefix("#") { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == columns else {
        throw Fault(.ruleFileInvalid, file: "\(data.path)/\(file)", value: "expected \(columns) columns: \(fields[0])")
      }
      rows.append(fields)
    }
    return rows
  }

  /// Concepts and names by group, in the order of the file. A concept whose types belong to several groups counts in each;
  /// one without semantic types in none: `without`.
  public func counts(
    _ counts: LexiconCounts
  ) -> (groups: [(code: String, name: String, count: LexiconCounts.Pair)], without: LexiconCounts.Pair) {
    var sums: [String: LexiconCounts.Pair] = [:]
    var without = LexiconCounts.Pair()
    for (types, pair) in counts.bySemanticTypes {
      let groups = Set(types.split(separator: ",").compactMap { groupOfType[String($0)] })
      if groups.isEmpty { without += pair }
      for group in groups { sums[group, default: .init()] += pair }
    }
    return (names.compactMap { code, name in sums[code].map { (code, name, $0) } }, without)
  }
}
