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
    known.compactMap { name in
      SpellingDistance.between(Array(word.utf8), Array(name.utf8), within: 2).map { (name, $0) }
    }
    .min { $0.1 < $1.1 }?.0
  }
}
