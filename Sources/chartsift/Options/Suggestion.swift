import ArgumentParser
import ClinicalText

/// "Did you mean": the known word nearest to a mistyped one.
enum Suggestion {
  /// A fault for a mistyped command, or a mistyped one inside a group ("lexicon bild"); nil when the words are known.
  static func faultForUnknownCommand(_ arguments: [String]) -> Fault? {
    var configuration = ChartSift.configuration
    var path: [String] = []
    for word in arguments {
      let commands = configuration.subcommands
      guard !commands.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
      guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
        let names = commands.compactMap { $0.configuration.commandName }
        let hint = nearest(word, names).map { "; did you mean '\((path + [$0]).joined(separator: " "))'?" } ?? "."
        return Fault(
          .usage,
          value: "there is no command '\((path + [word]).joined(separator: " "))'\(hint) "
            + "Commands: \(names.joined(separator: ", "))")
      }
      path.append(word)
      configuration = command.configuration
    }
    return nil
  }

  /// What to say of a value that is none of a flag's.
  static func unknown(_ flag: String, _ value: String, _ known: [String]) -> String {
    let hint = nearest(value, known).map { " Did you mean '\($0)'?" } ?? ""
    return "\(flag) '\(value)' is not known; one of \(known.joined(separator: ", ")).\(hint)"
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
