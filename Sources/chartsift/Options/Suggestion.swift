import ArgumentParser
import ClinicalText

/// "Did you mean": the known word nearest to a mistyped one.
enum Suggestion {
  static func faultForUnknownCommand(_ word: String) -> Fault? {
    let names = ChartSift.configuration.subcommands.compactMap { $0.configuration.commandName }
    guard !word.hasPrefix("-"), word != "help", !names.contains(word) else { return nil }
    let hint = nearest(word, names).map { "; did you mean '\($0)'?" } ?? ""
    return Fault(
      .usage, value: "there is no command '\(word)'\(hint) Commands: \(names.joined(separator: ", "))")
  }

  /// The word of `known` within two edits, or nil.
  static func nearest(_ word: String, _ known: [String]) -> String? {
    known.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }
      .filter { $0.1 <= 2 }
      .min { $0.1 < $1.1 }?.0
  }

  /// Edit distance in which a swap of neighbours counts once (optimal string alignment).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
