import ClinicalText
import Yams

/// A file under `Lexicons/senses`: ambiguous forms with their meanings and examples, or the evidence that they share.
public struct SenseFile: Sendable {
  public var name: String
  public var entries: [SenseEntry] = []
  public var profiles: [SenseProfile] = []
  public var weights: SenseWeights?
  public var words: SenseWords?
  public var examples: [SenseExample] = []

  /// Reads YAML; `file` is the name for messages.
  public init(yaml: String, file: String) throws(Fault) {
    name = file
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["description", "entries", "profiles", "weights", "words"])
    for node in try root.optional("entries")?.items() ?? [] { try addEntry(node) }
    for node in try root.optional("profiles")?.items() ?? [] { profiles.append(try Self.profile(node)) }
    if let node = root.optional("weights") { weights = try Self.weights(node) }
    if let node = root.optional("words") { words = try Self.words(node) }
  }

  private mutating func addEntry(_ node: RuleNode) throws(Fault) {
    try node.allow(keys: ["id", "forms", "senses", "reason"])
    let id = try node.required("id").string()
    var entry = SenseEntry(id: id, forms: try node.required("forms").strings(), senses: [])
    guard !entry.forms.isEmpty, entry.forms.allSatisfy({ !$0.drop(while: { $0 == "=" }).isEmpty }) else {
      throw node.fault("\(id) has no form, or an empty one")
    }
    for item in try node.required("senses").items() {
      let sense = try Self.sense(item)
      for example in try item.optional("accept")?.items() ?? [] {
        examples.append(
          SenseExample(
            entry: id, sense: entry.senses.count, text: try example.string(), file: name, line: example.line ?? 0))
      }
      entry.senses.append(sense)
    }
    guard (2...SenseFile.mostSenses).contains(entry.senses.count) else {
      throw node.fault("\(id) needs 2 to \(SenseFile.mostSenses) senses")
    }
    entries.append(entry)
  }

  /// The folder of the data folder whose files these are.
  public static let folder = "senses"

  /// True for a name in the data folder that is a sense file's.
  public static func isNamed(_ name: String) -> Bool { name.hasPrefix("\(folder)/") }

  /// Bounds the work for one mention.
  public static let mostSenses = 16

  private static func sense(_ node: RuleNode) throws(Fault) -> SenseEntry.Sense {
    try node.allow(keys: [
      "concept", "vocabulary", "name", "none", "prior", "cues", "before", "after", "profiles", "sections", "shapes",
      "near", "accept", "reason",
    ])
    let concept = try node.optional("concept").map { item throws(Fault) in try item.string() }
    guard (concept == nil) != (node.optional("none") == nil) else {
      throw node.fault("a sense has either a concept and its name, or the key none with what it means")
    }
    var sense = SenseEntry.Sense(
      concept: concept, name: try node.required(concept == nil ? "none" : "name").string(),
      prior: try node.optional("prior")?.decimal() ?? 1)
    if let vocabulary = node.optional("vocabulary") { sense.vocabulary = try vocabulary.string() }
    guard sense.prior > 0 else { throw node.fault("a prior must be above 0") }
    sense.cues = try phrases(node, "cues")
    sense.before = try phrases(node, "before")
    sense.after = try phrases(node, "after")
    sense.profiles = try phrases(node, "profiles")
    sense.sections = try phrases(node, "sections")
    sense.shapes = try shapes(node)
    sense.near = try types(node)
    return sense
  }

  private static func profile(_ node: RuleNode) throws(Fault) -> SenseProfile {
    try node.allow(keys: ["id", "cues", "sections", "shapes", "near", "reason"])
    var profile = SenseProfile(id: try node.required("id").string())
    profile.cues = try phrases(node, "cues")
    profile.sections = try phrases(node, "sections")
    profile.shapes = try shapes(node)
    profile.near = try types(node)
    return profile
  }

  private static func weights(_ node: RuleNode) throws(Fault) -> SenseWeights {
    try node.allow(keys: Set(SenseWeights.keys.map(\.name)))
    var weights = SenseWeights()
    for (name, path) in SenseWeights.keys {
      if let item = node.optional(name) { weights[keyPath: path] = try item.decimal() }
    }
    return weights
  }

  private static func words(_ node: RuleNode) throws(Fault) -> SenseWords {
    try node.allow(keys: ["links", "dose_units", "volumes", "regimens"])
    var words = SenseWords()
    words.links = try phrases(node, "links")
    words.doseUnits = try phrases(node, "dose_units")
    words.volumes = try phrases(node, "volumes")
    words.regimens = try phrases(node, "regimens")
    return words
  }

  private static func phrases(_ node: RuleNode, _ key: String) throws(Fault) -> [String] {
    guard let list = node.optional(key) else { return [] }
    let phrases = try list.strings()
    guard phrases.allSatisfy({ !$0.isEmpty }) else { throw list.fault("\(key) holds an empty phrase") }
    return phrases
  }

  private static func shapes(_ node: RuleNode) throws(Fault) -> SenseShapes {
    var shapes: SenseShapes = []
    for item in try node.optional("shapes")?.items() ?? [] {
      let name = try item.string()
      guard let known = SenseShapes.names.first(where: { $0.name == name }) else {
        throw item.fault("unknown shape \(name); one of \(SenseShapes.names.map(\.name).joined(separator: ", "))")
      }
      shapes.insert(known.shape)
    }
    return shapes
  }

  private static func types(_ node: RuleNode) throws(Fault) -> EntityTypeSet {
    var types: [EntityType] = []
    for item in try node.optional("near")?.items() ?? [] {
      guard let type = EntityType(name: try item.string()) else { throw item.fault("unknown entity type") }
      types.append(type)
    }
    return EntityTypeSet(types)
  }
}

/// A sentence in which every place marked `<sense>…</sense>` must come out as one meaning.
public struct SenseExample: Sendable {
  public var entry: String
  /// Index of the meaning in its entry.
  public var sense: Int
  public var text: String
  public var file: String
  public var line: Int
}

extension RuleNode {
  /// A number that is not negative.
  func decimal() throws(Fault) -> Double {
    guard let value = node.float, value >= 0, value.isFinite else {
      throw fault("expected a number of 0 or more")
    }
    return value
  }
}
