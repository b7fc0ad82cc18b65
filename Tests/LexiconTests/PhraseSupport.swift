import ClinicalText
import Lexicon

/// The words of the project's own tables.
let phraseWords: PhraseWords = {
  let words = PhraseWords()
  do {
    try words.add(
      phraseWords: String(decoding: bytes(of: "\(StarterFiles.root)/text/phrase-words.tsv"), as: UTF8.self),
      file: "phrase-words.tsv")
    try words.add(
      bodyAdjectives: String(decoding: bytes(of: "\(StarterFiles.root)/text/body-adjectives.tsv"), as: UTF8.self),
      file: "body-adjectives.tsv")
  } catch {
    fatalError("\(error)")
  }
  return words
}()

extension Compiled {
  /// Each mention that is no plain one of the dictionary as "type[text]" with " … " for a gap; then the plain ones when
  /// `all` is set.
  func rearranged(_ text: String, all: Bool = false) -> [String] {
    let note = analyzed(text)
    let finder = MentionFinder([lexicon], words: phraseWords)
    finder.find(in: note, allMatches: false)
    return finder.mentions.filter { all || $0.origin != .dictionary }.map { mention in
      func words(_ range: Range<Int>) -> String { note.text.string(note.span(ofTokens: range)) }
      let shown =
        mention.gap.isEmpty
        ? words(mention.tokens)
        : words(mention.tokens.lowerBound..<mention.gap.lowerBound) + " … "
          + words(mention.gap.upperBound..<mention.tokens.upperBound)
      return "\(mention.type.name)[\(shown)]"
    }
  }
}
