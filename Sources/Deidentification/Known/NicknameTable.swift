import ClinicalText

/// Short and pet forms of given names, both ways (`deid/names/nicknames.tsv`).
public struct NicknameTable: Sendable {
  private var others: [String: [String]] = [:]

  /// Knows none.
  public init() {}

  /// Reads the table's text: name, gender, nicknames with | between them. Throws `ruleFileInvalid` with file and line.
  public init(tsv: String, file: String) throws(Fault) {
    for (index, line) in tsv.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("name\t") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == 3, !columns[0].isEmpty else {
        throw Fault(.ruleFileInvalid, file: file, line: index + 1, value: "expected a name, f or m, and short forms")
      }
      let name = String(columns[0])
      for short in columns[2].split(separator: "|").map(String.init) {
        others[name.lowercased(), default: []].append(short)
        others[short.lowercased(), default: []].append(name)
      }
    }
  }

  /// The names that stand for the same person as `name` does, without it.
  public func others(_ name: String) -> [String] { others[name.lowercased()] ?? [] }
}
