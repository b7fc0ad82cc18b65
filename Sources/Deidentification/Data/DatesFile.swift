import ClinicalText
import Rules

/// `dates.yaml`: the words of dates, what makes two numbers none, and the examples that show both right.
public struct DatesFile: Sendable {
  /// Names of months and week days of other languages ("marzo").
  public var foreignMonths: [String] = []
  public var seasons: [String] = []
  public var holidays: [Holiday] = []
  /// Words by the place that they take before or behind a date: keys of `context`.
  public var context: [ContextKey: [String]] = [:]
  public var quantities: [String] = []
  public var exceptions: [Exception] = []
  public var examples: [IdentifierExample] = []

  /// A holiday with its other names, and the words behind it that make it something else ("Christmas disease").
  public struct Holiday: Sendable {
    public var names: [String]
    public var unlessAfter: [String]
  }

  /// Where words of `context` stand.
  public enum ContextKey: String, CaseIterable, Sendable {
    case before
    case beforeWeak = "before_weak"
    case after
    case month
    case year
    case yearWeak = "year_weak"
    case compact
  }

  /// Words beside two numbers that make them no date.
  public struct Exception: Sendable {
    public var id: String
    public var beside: [String]
    /// The second numbers that it is about; empty: any.
    public var second: [Int]
  }

  /// Reads YAML; `file` is the name for messages.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: [
      "months", "week_days", "seasons", "holidays", "context", "quantities", "shapes", "not_dates", "ages",
    ])
    for node in try root.required("months").items() {
      try node.allow(keys: ["number", "name", "abbreviations", "ambiguous", "languages"])
      foreignMonths += try node.optional("languages")?.strings() ?? []
    }
    for node in try root.required("week_days").items() {
      try node.allow(keys: ["name", "abbreviations", "ambiguous_abbreviations"])
    }
    for node in try root.required("seasons").items() {
      try node.allow(keys: ["name", "ambiguous"])
      seasons.append(try node.required("name").string())
    }
    for node in try root.required("holidays").items() {
      try node.allow(keys: ["name", "rule", "federal", "other_names", "unless_after"])
      holidays.append(
        Holiday(
          names: [try node.required("name").string()] + (try node.optional("other_names")?.strings() ?? []),
          unlessAfter: try node.optional("unless_after")?.strings() ?? []))
    }
    let contextNode = try root.required("context")
    try contextNode.allow(keys: Set(ContextKey.allCases.map(\.rawValue)))
    for key in ContextKey.allCases { context[key] = try contextNode.required(key.rawValue).strings() }
    quantities = try root.required("quantities").strings()
    try readExceptions(root)
    try readExamples(root)
  }

  private mutating func readExceptions(_ root: RuleNode) throws(Fault) {
    for node in try root.required("not_dates").items() {
      try node.allow(keys: ["id", "beats", "why", "pattern", "beside", "second", "accept", "reject"])
      var seconds: [Int] = []
      for item in try node.optional("second")?.items() ?? [] { seconds.append(try item.integer()) }
      guard let beside = try node.optional("beside")?.strings() else { continue }
      guard exceptions.count < 32 else { throw node.fault("more than 32 entries have words beside; join some of them") }
      exceptions.append(Exception(id: try node.required("id").string(), beside: beside, second: seconds))
    }
  }

  private mutating func readExamples(_ root: RuleNode) throws(Fault) {
    var ids: Set<String> = []
    for (key, kind) in [("shapes", IdentifierKind.date), ("not_dates", nil), ("ages", .age)]
      as [(String, IdentifierKind?)]
    {
      for node in try root.required(key).items() {
        if key != "not_dates" { try node.allow(keys: ["id", "shapes", "weight", "type", "why", "accept", "reject"]) }
        let id = try node.required("id").string()
        guard ids.insert(id).inserted else {
          throw node.fault("the id \(id) stands twice; give the second another one")
        }
        var own = kind
        if let type = node.optional("type") {
          guard let kind = IdentifierKind(name: try type.string()) else { throw type.fault("unknown type") }
          own = kind
        }
        examples += try IdentifierExample.read(node, id, own)
      }
    }
  }
}
