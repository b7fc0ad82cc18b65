import ClinicalText
import Rules

extension DetectionReader {
  /// The cues of `names/contexts.yaml` and the words that end a name.
  mutating func readContexts() throws(Fault) {
    let file = try NameContextsFile(yaml: try text("names/contexts.yaml"), file: "\(folder)/names/contexts.yaml")
    for word in file.notNames { markSingle(word, .notName) }
    for word in file.functionWords { mark(word, .never) }
    for cue in file.cues { add(cue.phrase, .nameCue(cue.cue), cue.id) }
  }
}

/// `names/contexts.yaml`: cues that announce or follow the name of a person.
public struct NameContextsFile {
  public var cues: [(id: String, phrase: String, cue: NameCue)] = []
  /// Words that never belong to a name.
  public var notNames: [String] = []
  /// Words of grammar.
  public var functionWords: [String] = []
  public var examples: [IdentifierExample] = []

  private static let separators: [String: NameCue.Traits] = [
    "blank": .blank, "colon": .colon, "comma": .comma, "dash": .dash, "slash": .slash, "bracket": .bracket,
    "newline": .newline, "is": .being, "article": .article,
  ]

  /// Reads and checks; throws a fault that names file, line and remedy.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["forms", "form_sets", "contexts", "not_names"])
    for context in try root.required("contexts").items() { try read(context) }
    let words = try root.required("not_names")
    try words.allow(keys: ["words", "function_words"])
    notNames = try words.required("words").strings()
    functionWords = try words.required("function_words").strings()
  }

  private mutating func read(_ context: RuleNode) throws(Fault) {
    try context.allow(keys: [
      "id", "announces", "direction", "strength", "separators", "forms", "lower_case", "words_from", "phrases", "note",
      "colon_only", "new_line_only", "listed_only", "line_start", "accept", "reject",
    ])
    let id = try context.required("id").string()
    let announces = try context.required("announces")
    guard let kind = IdentifierKind(name: try announces.string()), kind == .patient || kind == .doctor else {
      throw announces.fault("unknown mark; write NAME.PATIENT or NAME.DOCTOR")
    }
    var traits: NameCue.Traits = []
    if try choice(context, "direction", ["forward", "backward"]) == "backward" { traits.insert(.backward) }
    if try choice(context, "strength", ["strong", "weak"]) == "strong" { traits.insert(.strong) }
    if try choice(context, "lower_case", ["true", "false"]) == "true" { traits.insert(.lowerCase) }
    if try context.optional("line_start")?.string() == "true" { traits.insert(.lineStart) }
    for separator in try context.required("separators").items() {
      guard let trait = Self.separators[try separator.string()] else {
        throw separator.fault("unknown separator; one of \(Self.separators.keys.sorted().joined(separator: ", "))")
      }
      traits.insert(trait)
    }
    var further: [String: NameCue.Traits] = [:]
    let phrases = try context.required("phrases").strings()
    for (key, trait) in [
      ("colon_only", NameCue.Traits.needsColon), ("new_line_only", .needsNewLine), ("listed_only", .needsListed),
    ] {
      for item in try context.optional(key)?.items() ?? [] {
        let phrase = try item.string()
        guard phrases.contains(phrase) else { throw item.fault("\(phrase) does not stand under phrases; add it there") }
        further[phrase, default: []].insert(trait)
      }
    }
    for phrase in phrases {
      var own = traits.union(further[phrase] ?? [])
      if phrase.utf8.count <= 4, phrase.utf8.allSatisfy({ $0 &- 0x41 < 26 }) { own.insert(.capitalsOnly) }
      cues.append((id, phrase, NameCue(kind, own)))
    }
    examples += try IdentifierExample.read(context, id, kind)
  }

  private func choice(_ node: RuleNode, _ key: String, _ values: [String]) throws(Fault) -> String {
    let value = try node.required(key)
    let text = try value.string()
    guard values.contains(text) else {
      throw value.fault("\(key) is \(text); write one of: \(values.joined(separator: ", "))")
    }
    return text
  }
}
