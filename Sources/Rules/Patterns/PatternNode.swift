/// A pattern as it was read.
package indirect enum PatternNode: Sendable, Equatable {
  /// One word or sign, folded as notes are; several tokens where the word has several ("x-ray").
  case literal(String)
  /// Any word or phrase of a class.
  case oneOf(String)
  /// Any word that is not in a class (of single words).
  case noneOf(String)
  /// A mention (or another mark) of a kind; with `words`, only one whose last word is in
  /// one of these classes, or (`isWithout`) in none of them.
  case mark(kind: Int, words: [String], isWithout: Bool)
  /// Any word or number.
  case any
  case number
  case word
  /// Any sign.
  case sign
  case sequence([PatternNode])
  /// The first one that fits is preferred where a part is captured.
  case choice([PatternNode])
  /// As many as possible are preferred; `most` is `unbounded` for as many as the sentence has.
  case repeated(PatternNode, least: Int, most: Int)
  case captured(String, PatternNode)

  /// The `most` of a repetition that only the sentence and `PatternTable.furthest` bound.
  package static let unbounded = Int.max
  static let nothing = PatternNode.sequence([])
}
