import ClinicalText
import Lexicon

/// The tables of words under `text/`: spellings, plurals, linking words, body parts.
enum WordTables {
  static let spelling = "text/spelling.tsv"
  static let plurals = "text/plurals.tsv"
  static let phraseWords = "text/phrase-words.tsv"
  static let bodyAdjectives = "text/body-adjectives.tsv"
  /// Those that change what a lexicon holds, and those that change how it is matched.
  static let ofLexicon = [spelling, plurals]
  static let ofMatching = [phraseWords, bodyAdjectives]

  /// The place in the data folder of a file by its own name, or nil when it is none of these.
  static func name(ofFile path: String) -> String? {
    (ofLexicon + ofMatching).first { "/\(path)".hasSuffix("/" + $0.dropFirst("text/".count)) }
  }
}

extension WordVariants {
  /// The spellings and plurals of a data folder.
  static func load(_ data: DataFolder) throws(Fault) -> WordVariants {
    var variants = WordVariants()
    for name in WordTables.ofLexicon { try variants.add(tsv: try data.readText(name), file: "\(data.path)/\(name)") }
    return variants
  }
}

extension PhraseWords {
  /// The words for matching from files that were read already.
  convenience init(_ files: [RuleFiles.File]) throws(Fault) {
    self.init()
    for file in files {
      switch file.name {
      case WordTables.phraseWords: try add(phraseWords: file.text, file: file.path)
      case WordTables.bodyAdjectives: try add(bodyAdjectives: file.text, file: file.path)
      default: break
      }
    }
  }
}
