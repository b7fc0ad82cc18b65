import ClinicalText
import Rules

/// The data behind qualifiers and relations: units, words, and the patterns of `Lexicons/relations`. Read-only, shared by
/// all workers.
public final class QualifierRules: Sendable {
  public let units: UnitTable
  public let words: CandidateTable
  public let relations: PatternTable
  /// By rule of `relations`.
  let types: [RelationType]
  /// By rule: what may stand at its head and its tail.
  let heads: [EntityTypeSet]
  let tails: [EntityTypeSet]

  /// What relation rules may make.
  public static let schema = PatternSchema(makes: RelationType.allCases.map(\.name))

  /// Takes each part as it is given. Each rule must make a relation, and name a head and a tail.
  public init(units: UnitTable, words: CandidateTable, relations: PatternTable) throws(Fault) {
    self.units = units
    self.words = words
    self.relations = relations
    var types: [RelationType] = []
    for rule in relations.rules {
      let parts = ["head:(", "tail:("].count { rule.pattern.firstRange(of: $0) != nil }
      guard let type = RelationType(name: rule.makes), parts == (rule.inside.isEmpty ? 2 : 1) else {
        throw Fault(
          .ruleFileInvalid, file: rule.file.isEmpty ? nil : rule.file, line: rule.line == 0 ? nil : rule.line,
          value: "the rule \(rule.id): a relation rule makes a relation and has the parts head:(…) and tail:(…); "
            + "with inside just one of them")
      }
      types.append(type)
    }
    self.types = types
    heads = types.map { EntityTypeSet([$0.head]) }
    tails = types.map(\.tails)
  }
}
