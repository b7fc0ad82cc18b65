import ClinicalText

/// A cue file: its rules, and the examples that show them right.
public struct CueFile: Sendable {
  public var rules: [CueRule] = []
  public var examples: [CueExample] = []

  /// Reads YAML; `file` is the name for messages.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["kind", "cues", "description"])
    let defaultKind = try root.optional("kind").map { node throws(Fault) in try Self.kind(node) }
    for node in try root.required("cues").items() {
      try node.allow(keys: [
        "id", "kind", "direction", "phrases", "scope", "max_targets", "types", "not_types", "stops_at",
        "terminates", "accept", "reject", "reason",
      ])
      let rule = try Self.rule(node, defaultKind)
      rules.append(rule)
      for (key, isAccept) in [("accept", true), ("reject", false)] {
        for item in try node.optional(key)?.items() ?? [] {
          examples.append(
            CueExample(
              rule: rule.id, text: try item.string(), isAccept: isAccept, file: file, line: item.line ?? 0))
        }
      }
    }
  }

  private static func kind(_ node: RuleNode) throws(Fault) -> CueRule.Kind {
    let name = try node.string()
    guard let kind = CueRule.Kind(name: name) else {
      let known = CueRule.Kind.allCases.map(\.name).joined(separator: ", ")
      throw node.fault("unknown kind \(name); one of \(known)")
    }
    return kind
  }

  private static func rule(_ node: RuleNode, _ defaultKind: CueRule.Kind?) throws(Fault) -> CueRule {
    let id = try node.required("id").string()
    let directionNode = try node.required("direction")
    guard let direction = CueRule.Direction(rawValue: try directionNode.string()) else {
      throw directionNode.fault("unknown direction; one of forward, backward, bidirectional, terminate, pseudo")
    }
    var kind = defaultKind
    if let own = node.optional("kind") { kind = try Self.kind(own) }
    if direction == .terminate || direction == .pseudo { kind = kind ?? .negation }
    guard let kind else { throw node.fault("the cue \(id) has no kind") }
    var rule = CueRule(
      id: id, kind: kind, direction: direction, phrases: try node.required("phrases").strings())
    guard !rule.phrases.isEmpty, rule.phrases.allSatisfy({ !$0.isEmpty }) else {
      throw node.fault("the cue \(id) has no phrase, or an empty one")
    }
    rule.scope = try node.optional("scope")?.integer() ?? 0
    rule.maxTargets = try node.optional("max_targets")?.integer() ?? 0
    if let types = node.optional("types") { rule.types = try typeSet(types) }
    if let types = node.optional("not_types") {
      rule.types = EntityTypeSet(rawValue: rule.types.rawValue & ~(try typeSet(types)).rawValue)
    }
    for item in try node.optional("stops_at")?.items() ?? [] {
      let name = try item.string()
      guard let sign = CueRule.StopSigns.names.first(where: { $0.0 == name }) else {
        throw item.fault("unknown sign \(name); one of comma, semicolon, colon")
      }
      rule.stopsAt.insert(sign.1)
    }
    if let kinds = node.optional("terminates") {
      guard direction == .terminate else { throw kinds.fault("terminates belongs to direction terminate") }
      rule.terminates = []
      for item in try kinds.items() { rule.terminates.insert(CueRule.KindSet(try Self.kind(item))) }
    }
    return rule
  }

  private static func typeSet(_ node: RuleNode) throws(Fault) -> EntityTypeSet {
    var types: [EntityType] = []
    for item in try node.items() {
      guard let type = EntityType(name: try item.string()) else {
        throw item.fault("unknown entity type")
      }
      types.append(type)
    }
    return EntityTypeSet(types)
  }
}

/// A sentence with inline gold that a cue must, or must not, be a cause in.
public struct CueExample: Sendable {
  public var rule: String
  /// Text with `<type attribute…>mention</type>` marks (`InlineGold`).
  public var text: String
  public var isAccept: Bool
  public var file: String
  public var line: Int
}
