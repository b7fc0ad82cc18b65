import ClinicalText
import Crypto
import Files
import Rules

/// A policy as written in YAML: a preset of `Lexicons/deid/policies`, or a file of the user's own that begins with one.
public struct PolicyFile: Sendable {
  /// A text and what the policy makes of it, whole, in the style `tag`.
  public struct Example: Sendable {
    public var kind: IdentifierKind
    public var text: String
    /// Nil where it stays.
    public var replacement: String?
    public var line: Int
  }

  public var policy: Policy
  /// Examples of the file itself, not of its base.
  public var examples: [Example] = []
  /// What is doubtful in it, one line each, with file and line.
  public var warnings: [String] = []
  let file: String
  var allowLines: [Int] = []
  var denyLines: [Int] = []

  /// Reads a policy by the name of a preset or the path of a file. Throws `ruleFileInvalid`, `inputMissing`, `usage`.
  ///
  /// - Parameters:
  ///   - name: "safe-harbor", or a path (a name with a slash or a period).
  ///   - folder: the data folder's `deid`.
  public static func load(_ name: String, folder: String) throws(Fault) -> PolicyFile {
    let preset = "\(folder)/policies/\(name).yaml"
    if !name.contains("/"), FolderListing.exists(preset) { return try read(preset, folder: folder, isPreset: true) }
    if !name.contains("/"), !name.contains(".") {
      let known = presetNames(folder)
      throw Fault(
        .usage,
        value: "--policy '\(name)' is not known; a file, or one of \(known.joined(separator: ", "))."
          + DidYouMean.words(name, known))
    }
    return try read(name, folder: folder, isPreset: false)
  }

  /// The shipped presets, by name.
  public static func presetNames(_ folder: String) -> [String] {
    (FolderListing.names(in: "\(folder)/policies") ?? []).filter { $0.hasSuffix(".yaml") }
      .map { String($0.dropLast(".yaml".count)) }
  }

  private static func read(_ path: String, folder: String, isPreset: Bool) throws(Fault) -> PolicyFile {
    try PolicyFile(yaml: try TextFile.read(path), file: path, isPreset: isPreset) { name throws(Fault) in
      guard presetNames(folder).contains(name) else { return nil }
      return try read("\(folder)/policies/\(name).yaml", folder: folder, isPreset: true).policy
    }
  }

  /// Reads a policy's text.
  ///
  /// - Parameters:
  ///   - isPreset: it has no base: what it does not name is replaced.
  ///   - base: finds the policy that `base` names; nil where there is none.
  public init(
    yaml: String, file: String, isPreset: Bool, base find: (String) throws(Fault) -> Policy?
  ) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["name", "base", "why", "types", "allow", "deny", "metadata", "examples"])
    self.file = file
    let name = try root.required("name").string()
    if isPreset {
      policy = Policy(name: name, actions: [:])
      if let base = root.optional("base") { throw base.fault("a preset has no base: it names every type itself") }
    } else {
      let node = try root.required("base")
      let baseName = try node.string()
      guard let base = try find(baseName) else {
        throw node.fault(
          "there is no preset \(baseName); name safe-harbor, limited or strict."
            + DidYouMean.words(baseName, Policy.presets.map(\.name)))
      }
      policy = base
      policy.name = name
      policy.base = baseName
    }
    if let types = root.optional("types") { try read(types: types) }
    if let allow = root.optional("allow") { try read(allow: allow) }
    if let deny = root.optional("deny") { try read(deny: deny) }
    if let metadata = root.optional("metadata") { policy.metadata = try metadata.strings() }
    for node in try root.optional("examples")?.items() ?? [] { try read(example: node) }
    var hasher = SHA256()
    hasher.update(data: Array(policy.hash.utf8))
    hasher.update(data: Array(yaml.utf8))
    policy.hash = Hexadecimal.text(hasher.finalize())
    checkBase()
    checkLists()
  }

  // MARK: parts

  private mutating func read(types: RuleNode) throws(Fault) {
    guard let mapping = types.node.mapping else { throw types.fault("expected types and what is done with each") }
    var isNamed: Set<IdentifierKind> = []
    for (key, value) in mapping {
      let node = RuleNode(node: value, file: file)
      let keyNode = RuleNode(node: key, file: file)
      let (kinds, isCategory) = try Self.kinds(keyNode)
      var action: Policy.Action?
      var style: ReplacementStyle?
      if value.scalar != nil {
        action = try Self.action(node)
      } else {
        try node.allow(keys: ["action", "style", "why"])
        if let part = node.optional("action") { action = try Self.action(part) }
        if let part = node.optional("style") { style = try Self.style(part) }
        guard action != nil || style != nil else { throw node.fault("expected an action or a style") }
      }
      for kind in kinds {
        if action == .generalize, ![.date, .age, .zip].contains(kind) {
          throw node.fault("\(kind.type) cannot be generalized: only DATE, AGE and ZIP can; write replace")
        }
        // A type wins over its category, wherever they stand.
        if isCategory, isNamed.contains(kind) { continue }
        if !isCategory { isNamed.insert(kind) }
        if let action { policy[kind] = action }
        if let style { policy[style: kind] = style }
      }
    }
  }

  private mutating func read(allow: RuleNode) throws(Fault) {
    for node in try allow.items() {
      policy.allow.append(try Self.phrase(node, keys: ["phrase", "why"]))
      allowLines.append(node.line ?? 0)
    }
  }

  private mutating func read(deny: RuleNode) throws(Fault) {
    for node in try deny.items() {
      let phrase = try Self.phrase(node, keys: ["phrase", "type", "why"])
      let (kinds, _) = try Self.kinds(try node.required("type"))
      guard kinds.count == 1 else { throw node.fault("name one type, not a category (NAME.PATIENT, not NAME)") }
      policy.deny.append(.init(phrase, kinds[0]))
      denyLines.append(node.line ?? 0)
    }
  }

  private mutating func read(example node: RuleNode) throws(Fault) {
    try node.allow(keys: ["type", "text", "becomes", "stays"])
    let (kinds, _) = try Self.kinds(try node.required("type"))
    let text = try node.required("text").string()
    guard kinds.count == 1, !text.isEmpty else { throw node.fault("an example has one type and a text") }
    let becomes = try node.optional("becomes")?.string()
    let stays = node.optional("stays")?.node.bool
    guard (becomes == nil) != (stays == nil), stays != false else {
      throw node.fault("an example says becomes: TEXT or stays: true")
    }
    examples.append(Example(kind: kinds[0], text: text, replacement: becomes, line: node.line ?? 0))
  }

  private static func phrase(_ node: RuleNode, keys: Set<String>) throws(Fault) -> String {
    var text = node.node.scalar?.string
    if text == nil {
      try node.allow(keys: keys)
      text = try node.required("phrase").string()
    }
    guard let text, text.unicodeScalars.contains(where: \.properties.isAlphabetic) || text.contains(where: \.isNumber)
    else { throw node.fault("expected a word or phrase") }
    return text
  }

  private static func kinds(_ node: RuleNode) throws(Fault) -> (kinds: [IdentifierKind], isCategory: Bool) {
    let name = try node.string()
    if let kind = IdentifierKind(name: name) { return ([kind], false) }
    let kinds = IdentifierKind.allCases.filter { "\($0.category)" == name }
    guard kinds.isEmpty else { return (kinds, true) }
    let known = IdentifierKind.allCases.map { "\($0.type)" } + ["NAME", "LOCATION", "CONTACT", "ID"]
    let upper = name.uppercased()
    throw node.fault(
      "unknown type \(name); types are those of i2b2 2014 (PATIENT, DATE, …) or a category (NAME, LOCATION, …)."
        + DidYouMean.words(upper.split(separator: ".").last.map(String.init) ?? upper, known))
  }

  private static func action(_ node: RuleNode) throws(Fault) -> Policy.Action {
    let name = try node.string()
    guard let action = Policy.Action(rawValue: name) else {
      throw node.fault("unknown action \(name); keep, generalize or replace." + DidYouMean.words(name, actions))
    }
    return action
  }

  private static let actions = Policy.Action.allCases.map(\.rawValue)

  private static func style(_ node: RuleNode) throws(Fault) -> ReplacementStyle {
    let name = try node.string()
    guard let style = ReplacementStyle(rawValue: name) else {
      throw node.fault(
        "unknown style \(name); tag, mask or surrogate."
          + DidYouMean.words(name, ReplacementStyle.allCases.map(\.rawValue)))
    }
    return style
  }
}

/// " Did you mean 'x'?" for a word within two edits of a known one; else nothing.
enum DidYouMean {
  static func words(_ word: String, _ known: [String]) -> String {
    let near = known.compactMap { name in
      SpellingDistance.between(Array(word.utf8), Array(name.utf8), within: 2).map { (name, $0) }
    }
    return near.min { $0.1 < $1.1 }.map { " Did you mean '\($0.0)'?" } ?? ""
  }
}
