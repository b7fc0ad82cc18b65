import AnnotationFormats
import ClinicalText
import Testing

@Suite struct AssertionNamesTests {
  private struct Row: Sendable, CustomStringConvertible {
    let name: String
    let value: String?
    let meaning: String
    var description: String { "\(name)=\(value ?? "")" }

    init(_ name: String, _ value: String?, _ meaning: String) {
      self.name = name
      self.value = value
      self.meaning = meaning
    }
  }

  /// Name, value, and what differs from a plain statement.
  private static let rows: [Row] = [
    Row("Negation", nil, "negated"),
    Row("negated", "true", "negated"),
    Row("Negated", "false", ""),
    Row("neg", "1", "negated"),
    Row("is_negated", "false", ""),
    Row("negex", "true", "negated"),
    Row("Negation", "Affirmed", ""),
    Row("Negation", "Negated", "negated"),
    Row("polarity", "-1", "negated"),
    Row("polarity", "-1.0", "negated"),
    Row("polarity", "1", ""),
    Row("Uncertain", nil, "uncertain"),
    Row("Possible", "yes", "uncertain"),
    Row("Speculation", nil, "uncertain"),
    Row("uncertainty", "1", "uncertain"),
    Row("uncertainty", "0", ""),
    Row("is_uncertain", "true", "uncertain"),
    Row("History", nil, "historical"),
    Row("historyOf", "1", "historical"),
    Row("is_historical", "true", "historical"),
    Row("Temporality", "Historical", "historical"),
    Row("temporality", "recent", ""),
    Row("Hypothetical", nil, "hypothetical"),
    Row("conditional", "true", "hypothetical"),
    Row("is_hypothetical", "true", "hypothetical"),
    Row("Family", nil, "family"),
    Row("is_family", "true", "family"),
    Row("is_family", "false", ""),
    Row("experiencer", "family", "family"),
    Row("subject", "family_member", "family"),
    Row("subject", "patient", ""),
    Row("subject", "other", "other"),
    Row("Assertion", "absent", "negated"),
    Row("assertion", "associated_with_someone_else", "other"),
    Row("assertion", "present", ""),
  ]

  @Test(arguments: rows)
  private func namesAreKnown(row: Row) {
    var assertion = Assertion()
    #expect(AssertionNames.apply(name: row.name, value: row.value, to: &assertion))
    #expect(assertion.attributeNames.joined() == row.meaning)
  }

  private static let others: [(name: String, value: String?)] = [
    ("severity", "mild"), ("negated", "perhaps"), ("polarity", nil), ("experiencer", "cousin twice removed"), ("", nil),
    ("assertion", nil), ("temporality", nil), ("note", "negated"),
  ]

  @Test(arguments: others)
  func othersAreLeftAlone(name: String, value: String?) {
    var assertion = Assertion()
    #expect(!AssertionNames.apply(name: name, value: value, to: &assertion))
    #expect(assertion == Assertion())
  }
}
