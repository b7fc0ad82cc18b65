import ClinicalText
import Rules

/// A sentence of a data file that shows an entry right.
public struct IdentifierExample: Sendable {
  public var entry: String
  /// The mark that the entry makes; nil where the example only forbids marks.
  public var kind: IdentifierKind?
  /// With inline marks: `MRN: <ID.MEDICALRECORD>00482913</ID.MEDICALRECORD>`.
  public var text: String
  public var isAccept: Bool
  public var file: String
  public var line: Int

  /// The examples of every entry of a data file of `deid/`, by the keys that all of these files share: entries with `id`,
  /// `accept` and `reject`, in lists at the top, whose mark is their `type`, what they announce, or that of their list.
  public static func all(yaml: String, file: String) throws(Fault) -> [IdentifierExample] {
    let root = try RuleNode.document(yaml, file: file)
    var examples: [IdentifierExample] = []
    for (list, kind) in [
      ("contexts", nil), ("people", nil), ("identifiers", nil), ("shapes", IdentifierKind.date), ("ages", .age),
      ("not_dates", nil),
      ("not_ages", nil),
    ] {
      for entry in try root.optional(list)?.items() ?? [] where entry.optional("reject") != nil {
        let name = try (entry.optional("type") ?? entry.optional("announces"))?.string()
        let id = try entry.required("id").string()
        examples += try IdentifierExample.read(entry, id, name.flatMap { IdentifierKind(name: $0) } ?? kind)
      }
    }
    return examples
  }

  /// Reads `accept` and `reject` of an entry.
  static func read(_ node: RuleNode, _ entry: String, _ kind: IdentifierKind?) throws(Fault) -> [IdentifierExample] {
    var examples: [IdentifierExample] = []
    for (key, isAccept) in [("accept", true), ("reject", false)] {
      for item in try node.optional(key)?.items() ?? [] {
        examples.append(
          IdentifierExample(
            entry: entry, kind: kind, text: try item.string(), isAccept: isAccept, file: node.file,
            line: item.line ?? 0))
      }
    }
    return examples
  }
}
