import ClinicalText

/// A pattern file: word classes, parts, rules, and the examples that show them right.
public struct PatternFile: Sendable {
  public var source = PatternSource()
  public var examples: [PatternExample] = []

  /// Reads YAML; `file` is the name for messages. Patterns are read by `PatternTable`, when all files are together.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["description", "classes", "parts", "rules"])
    for (name, node) in try root.optional("classes")?.pairs() ?? [] {
      let words = try node.strings()
      guard !words.isEmpty else { throw node.fault("the class \(name) is empty; give it words or take it out") }
      source.classes.append(.init(name: name, content: words, file: file, line: node.line ?? 0))
    }
    for (name, node) in try root.optional("parts")?.pairs() ?? [] {
      source.parts.append(.init(name: name, content: try node.string(), file: file, line: node.line ?? 0))
    }
    for node in try root.optional("rules")?.items() ?? [] {
      let rule = try Self.rule(node)
      source.rules.append(rule)
      for (key, isAccept) in [("accept", true), ("reject", false)] {
        for item in try node.optional(key)?.items() ?? [] {
          examples.append(
            PatternExample(
              rule: rule.id, makes: rule.makes, text: try item.string(), isAccept: isAccept, file: file,
              line: item.line ?? 0))
        }
      }
    }
    guard !source.isEmpty else { throw root.fault("the file has no classes, parts or rules") }
  }

  private static func rule(_ node: RuleNode) throws(Fault) -> PatternRule {
    try node.allow(keys: [
      "id", "why", "makes", "pattern", "sections", "not_sections", "unless_before", "unless_after", "priority",
      "yields", "every", "not_over", "spread", "inside", "within", "accept", "reject",
    ])
    var rule = PatternRule(
      id: try node.required("id").string(), makes: try node.required("makes").string(),
      pattern: try node.required("pattern").string())
    guard try !node.required("why").string().isEmpty else { throw node.fault("why is empty; give the reason") }
    guard try !node.required("accept").items().isEmpty else {
      throw node.fault("the rule \(rule.id) has no example under accept; give one")
    }
    rule.unlessBefore = try node.optional("unless_before")?.string() ?? ""
    rule.unlessAfter = try node.optional("unless_after")?.string() ?? ""
    rule.sections = try node.optional("sections")?.strings() ?? []
    rule.notSections = try node.optional("not_sections")?.strings() ?? []
    rule.priority = try node.optional("priority")?.integer() ?? 0
    rule.yields = try node.optional("yields")?.truth() ?? false
    rule.isEvery = try node.optional("every")?.truth() ?? false
    rule.notOver = try node.optional("not_over")?.strings() ?? []
    rule.spread = try node.optional("spread")?.strings() ?? []
    rule.within = try node.optional("within")?.integer() ?? 0
    rule.inside = try node.optional("inside")?.string() ?? ""
    for part in rule.spread where !["head", "tail"].contains(part) {
      throw node.fault("spread names the parts head and tail, not \(part)")
    }
    rule.file = node.file
    rule.line = node.line ?? 0
    return rule
  }
}

extension RuleNode {
  /// The keys and values of a mapping, in the file's order.
  func pairs() throws(Fault) -> [(name: String, value: RuleNode)] {
    guard let mapping = node.mapping else { throw fault("expected keys and values") }
    var pairs: [(name: String, value: RuleNode)] = []
    for (key, value) in mapping {
      guard let name = key.string else { throw fault("expected a name") }
      pairs.append((name, RuleNode(node: value, file: file)))
    }
    return pairs
  }

  func truth() throws(Fault) -> Bool {
    guard let value = node.bool else { throw fault("expected true or false") }
    return value
  }
}
