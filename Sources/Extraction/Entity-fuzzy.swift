import ClinicalText
import Lexicon

extension Entity {
  private static let fuzzyRule = ByteSlice(permanent: "rule:fuzzy")

  /// Says that a word of the mention was taken for another: the lexicon's name, the edits, and how alike the two are.
  mutating func describe(_ match: FuzzyMatch) {
    source = Self.fuzzyRule
    let out = OutputBuffer(capacity: 64)
    out.appendJSONString(match.name.string)
    let hundredths = Int((match.correction.score * 100).rounded())
    attributes += [
      ("fuzzy_distance", String(match.correction.distance)),
      ("fuzzy_name", String(decoding: out.bytes, as: UTF8.self)),
      ("fuzzy_score", "0.\(hundredths < 10 ? "0" : "")\(hundredths)"),
    ]
  }
}
