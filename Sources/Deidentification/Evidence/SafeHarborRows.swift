import ClinicalText
import Rules

/// The 18 kinds of identifiers of 45 CFR 164.514(b)(2)(i), and what of each can be seen in a text: a data file.
public struct SafeHarborRows: Sendable {
  /// One of the paragraphs (A) to (R).
  public struct Row: Sendable {
    public var letter: String
    /// The rule in brief.
    public var rule: String
    /// The types under which it is looked for; empty where text cannot hold it.
    public var kinds: [IdentifierKind]
    /// How it is looked for.
    public var lookedFor: String
    /// What text cannot show, or the search cannot see.
    public var cannotShow: String
  }

  public let rows: [Row]

  /// Reads the file. Throws `ruleFileInvalid`; all 18 rows must be there, in order.
  public init(yaml: String, file: String) throws(Fault) {
    let document = try RuleNode.document(yaml, file: file)
    try document.allow(keys: ["rows"])
    var rows: [Row] = []
    for node in try document.required("rows").items() {
      try node.allow(keys: ["letter", "rule", "types", "looked_for", "cannot_show"])
      var kinds: [IdentifierKind] = []
      for name in try node.required("types").strings() {
        guard let kind = IdentifierKind(name: name) else { throw node.fault("unknown type \(name)") }
        kinds.append(kind)
      }
      rows.append(
        Row(
          letter: try node.required("letter").string(), rule: try node.required("rule").string(), kinds: kinds,
          lookedFor: try node.required("looked_for").string(), cannotShow: try node.required("cannot_show").string()))
    }
    guard rows.map(\.letter).joined() == "ABCDEFGHIJKLMNOPQR" else {
      throw document.fault("expected the 18 rows A to R in order")
    }
    self.rows = rows
  }
}
