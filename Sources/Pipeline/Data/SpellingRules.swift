import ClinicalText
import Lexicon

/// What misspellings are told from: the lists of the folder `spelling` and the words of cues, headings and abbreviations.
enum SpellingRules {
  static let words = "spelling/ordinary-words.txt"
  static let affixes = "spelling/affixes.tsv"

  /// The rules, and a hash of the files that are not among the rule files.
  static func load(_ data: DataFolder, cache: CacheFolder?) throws(Fault) -> (rules: FuzzyRules, hash: String) {
    let words = try data.readText(words)
    let affixes = try data.readText(affixes)
    let common = try data.readText("text/common-words.txt")
    let stops = try data.readText("text/stop-names.txt")
    var rules = try FuzzyRules(words: words, affixes: affixes, file: "\(data.path)/\(Self.affixes)")
    rules.add(words: common)
    rules.add(words: stops)
    let (source, _) = try RuleSet.source(data, cache: cache)
    for cue in source.cues { for phrase in cue.phrases { rules.add(words: phrase) } }
    for heading in source.headings { rules.add(words: heading.phrase) }
    for (word, _) in source.abbreviations { rules.add(words: word) }
    for word in source.sentenceStarters + source.nameIntroducers { rules.add(words: word) }
    var digest = Digest()
    for part in [words, affixes, common, stops] { digest.add(part: part) }
    return (rules, digest.finish())
  }

  /// The hash of rules with misspellings.
  static func combined(_ rules: String, _ spelling: String) -> String {
    var digest = Digest()
    digest.add(part: rules)
    digest.add(part: spelling)
    return digest.finish()
  }
}
