import ClinicalText
import Rules

/// One kind of number or address of `identifiers.yaml`.
public struct IdentifierEntry: Sendable {
  public var id: String
  public var kind: IdentifierKind
  /// In the notation of `ShapePattern`, `suffix` not yet added.
  public var shapes: [String] = []
  /// May follow each of the shapes.
  public var suffix: String = ""
  /// Ids of entries whose shapes count here too.
  public var shapesOf: [String] = []
  /// Read by a scanner of its own in the place of shapes.
  public var grammar: Grammar?
  public var context: [String] = []
  /// Words that announce it from behind.
  public var behind: [String] = []
  public var needsContext = true
  /// How many other words may stand between a phrase of the context and the number.
  public var reach = 0
  /// Fewest figures of a mark.
  public var figures = 0
  /// Behind the context any run of letters, figures and single signs with so many figures counts; 0: only the shapes.
  public var anyCode = 0
  public var check: CodeCheck?
  /// A number that fails the check counts all the same behind the context.
  public var checkConfirms = false
  /// What the grammar needs: top-level domains.
  public var words: [String] = []
  public var line = 0

  /// What a scanner reads.
  public enum Grammar: String, CaseIterable, Sendable {
    case email
    case url
    case ipv4
    case ipv6
    case mac
  }
}

/// `identifiers.yaml`: numbers and addresses, the words around them, and the examples that show them right.
public struct IdentifiersFile: Sendable {
  public var entries: [IdentifierEntry] = []
  /// Words that may stand between a phrase and its number.
  public var filler: [String] = []
  /// Words that make a number before them a quantity: "copies", "mL".
  public var quantities: [String] = []
  /// Words behind which numbers are codes of vocabularies, not of persons: "CPT", "ICD".
  public var vocabularies: [String] = []
  public var examples: [IdentifierExample] = []

  /// Reads YAML; `file` is the name for messages.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["filler", "quantities", "vocabularies", "identifiers"])
    filler = try root.required("filler").strings()
    quantities = try root.required("quantities").strings()
    vocabularies = try root.required("vocabularies").strings()
    var ids: Set<String> = []
    for node in try root.required("identifiers").items() {
      let entry = try Self.entry(node)
      guard ids.insert(entry.id).inserted else {
        throw node.fault("the id \(entry.id) stands twice; give the second another one")
      }
      entries.append(entry)
      for key in ["accept", "reject"] where try node.required(key).items().isEmpty {
        throw node.fault("\(entry.id) has no example under \(key); give one")
      }
      examples += try IdentifierExample.read(node, entry.id, entry.kind)
    }
    for node in try root.required("identifiers").items() {
      for item in try node.optional("shapes_of")?.items() ?? [] where try !ids.contains(item.string()) {
        throw item.fault("no entry has the id \(try item.string())")
      }
    }
  }

  private static func entry(_ node: RuleNode) throws(Fault) -> IdentifierEntry {
    try node.allow(keys: [
      "id", "type", "why", "shapes", "shapes_of", "suffix", "grammar", "context", "needs_context", "reach", "figures",
      "any_code", "behind",
      "checksum", "checksum_role", "words", "accept", "reject",
    ])
    let typeNode = try node.required("type")
    guard let kind = IdentifierKind(name: try typeNode.string()) else {
      let known = IdentifierKind.allCases.map { "\($0.category).\($0.type)" }.joined(separator: ", ")
      throw typeNode.fault("unknown type \(try typeNode.string()); one of \(known)")
    }
    var entry = IdentifierEntry(id: try node.required("id").string(), kind: kind)
    guard try !node.required("why").string().isEmpty else { throw node.fault("why is empty; give the reason") }
    entry.line = node.line ?? 0
    entry.shapes = try node.optional("shapes")?.strings() ?? []
    entry.shapesOf = try node.optional("shapes_of")?.strings() ?? []
    entry.suffix = try node.optional("suffix")?.string() ?? ""
    entry.context = try node.optional("context")?.strings() ?? []
    entry.reach = try node.optional("reach")?.integer() ?? 0
    entry.behind = try node.optional("behind")?.strings() ?? []
    entry.figures = try node.optional("figures")?.integer() ?? 0
    entry.anyCode = try node.optional("any_code")?.integer() ?? 0
    entry.words = try node.optional("words")?.strings() ?? []
    entry.needsContext = try truth(node.required("needs_context"))
    if let grammarNode = node.optional("grammar") {
      guard let grammar = IdentifierEntry.Grammar(rawValue: try grammarNode.string()) else {
        let known = IdentifierEntry.Grammar.allCases.map(\.rawValue).joined(separator: ", ")
        throw grammarNode.fault("unknown grammar; one of \(known)")
      }
      entry.grammar = grammar
    }
    if let checkNode = node.optional("checksum") {
      guard let check = CodeCheck(rawValue: try checkNode.string()) else {
        throw checkNode.fault("unknown checksum; one of \(CodeCheck.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      entry.check = check
    }
    if let role = node.optional("checksum_role") {
      guard try role.string() == "confirm", entry.check != nil else {
        throw role.fault("checksum_role is \"confirm\" beside a checksum, or is left out")
      }
      entry.checkConfirms = true
    }
    guard entry.grammar != nil || !entry.shapes.isEmpty || entry.anyCode > 0 else {
      throw node.fault("\(entry.id) has no shapes; give one, or a grammar")
    }
    guard !entry.needsContext || !entry.context.isEmpty else {
      throw node.fault("\(entry.id) needs a context and names none; give phrases, or needs_context: false")
    }
    guard entry.reach <= 12 else { throw node.fault("reach is at most 12 words") }
    for item in try node.optional("shapes")?.items() ?? [] {
      do throws(ShapePattern.Problem) {
        _ = try ShapePattern.read(try string(item) + entry.suffix, foldsCase: false)
      } catch {
        throw item.fault("\(error.words); see the notation at the top of the file")
      }
    }
    return entry
  }

  private static func string(_ node: RuleNode) throws(ShapePattern.Problem) -> String {
    guard let text = node.node.scalar?.string else { throw ShapePattern.Problem(words: "expected text") }
    return text
  }

  private static func truth(_ node: RuleNode) throws(Fault) -> Bool {
    switch try node.string() {
    case "true": return true
    case "false": return false
    default: throw node.fault("expected true or false")
    }
  }
}
