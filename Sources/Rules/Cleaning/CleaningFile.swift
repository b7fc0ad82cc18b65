import ClinicalText

/// `Lexicons/vocabulary-cleaning.yaml`: what is done to the names of vocabularies when they are compiled.
public struct CleaningFile: Sendable {
  public var rules: [CleaningRule] = []
  /// Term types of the rows of a source that name its concept itself: their codes are cross-references.
  public var referenceTermTypes: [String] = []
  public var examples: [CleaningExample] = []

  /// Reads and checks; throws a fault that names file, line and remedy.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["description", "rules", "reference_term_types"])
    referenceTermTypes = try root.optional("reference_term_types")?.strings() ?? []
    for node in try root.required("rules").items() {
      try node.allow(keys: [
        "id", "reason", "sources", "drop_term_types", "drop_flags", "limits", "dosed", "suffixes", "prefixes",
        "replacement", "bracket", "trailing_parenthesis", "inverted_comma", "accept", "reject",
      ])
      let id = try node.required("id").string()
      guard !id.isEmpty, !rules.contains(where: { $0.id == id }) else {
        throw node.fault("the id \(id) is empty or stands twice")
      }
      rules.append(
        CleaningRule(
          id: id, reason: try node.required("reason").string(),
          sources: try node.optional("sources")?.strings() ?? [], action: try Self.action(node, id)))
      for (key, isAccept) in [("accept", true), ("reject", false)] {
        for item in try node.optional(key)?.items() ?? [] {
          examples.append(
            CleaningExample(rule: id, text: try item.string(), isAccept: isAccept, file: file, line: item.line ?? 0))
        }
      }
    }
  }

  private static func action(_ node: RuleNode, _ id: String) throws(Fault) -> CleaningRule.Action {
    var found: [CleaningRule.Action] = []
    if let list = node.optional("drop_term_types") { found.append(.dropTermTypes(try filled(list))) }
    if let list = node.optional("drop_flags") { found.append(.dropFlags(try filled(list))) }
    if let list = node.optional("suffixes") { found.append(.suffixes(try filled(list))) }
    if let list = node.optional("prefixes") {
      found.append(.prefixes(try filled(list), replacement: try node.optional("replacement")?.string() ?? ""))
    } else if let replacement = node.optional("replacement") {
      throw replacement.fault("replacement belongs to prefixes")
    }
    if let dosed = node.optional("dosed") {
      try dosed.allow(keys: ["units"])
      found.append(.dosed(units: try filled(try dosed.required("units"))))
    }
    if let bracket = node.optional("bracket") {
      switch try bracket.string() {
      case "leading": found.append(.leadingBracket)
      case "trailing": found.append(.trailingBracket)
      default: throw bracket.fault("unknown place of a bracket; one of leading, trailing")
      }
    }
    if let parenthesis = node.optional("trailing_parenthesis") {
      try parenthesis.allow(keys: ["unless"])
      found.append(.trailingParenthesis(unless: try parenthesis.optional("unless")?.strings() ?? []))
    }
    if let inverted = node.optional("inverted_comma") {
      try inverted.allow(keys: ["head_words", "tail_words", "unless"])
      found.append(
        .invertedComma(
          .init(
            headWords: try inverted.required("head_words").integer(),
            tailWords: try inverted.required("tail_words").integer(),
            unless: try inverted.optional("unless")?.strings() ?? [])))
    }
    if let limits = node.optional("limits") {
      try limits.allow(keys: ["min_letters", "max_words", "max_bytes"])
      var bounds = CleaningRule.Limits()
      bounds.minLetters = try limits.optional("min_letters")?.integer()
      bounds.maxWords = try limits.optional("max_words")?.integer()
      bounds.maxBytes = try limits.optional("max_bytes")?.integer()
      guard bounds != .init() else { throw limits.fault("limits without a limit") }
      found.append(.limits(bounds))
    }
    guard let action = found.first, found.count == 1 else {
      throw node.fault(
        "the rule \(id) needs exactly one of drop_term_types, drop_flags, limits, dosed, suffixes, prefixes, bracket, "
          + "trailing_parenthesis, inverted_comma")
    }
    return action
  }

  private static func filled(_ node: RuleNode) throws(Fault) -> [String] {
    let values = try node.strings()
    guard !values.isEmpty, values.allSatisfy({ !$0.isEmpty }) else { throw node.fault("an empty list or text") }
    return values
  }
}

/// An example of a cleaning rule, with the place it stands in.
///
/// For variants `name -> variant` (or the name alone under `reject`); for term types and flags `SOURCE VALUE`; for
/// limits a name that is left out; for dosed strings a name that is one.
public struct CleaningExample: Sendable {
  public var rule: String
  public var text: String
  public var isAccept: Bool
  public var file: String
  public var line: Int
}
