import ClinicalText

/// `Lexicons/sections/headings.yaml`: the kinds of section and the headings that open them.
public struct HeadingsFile: Sendable {
  public var categories: [SectionCategory] = []
  public var headings: [HeadingTable.Heading] = []
  /// Texts in which `<category>words</category>` marks where words must lie (`<none>` for no section).
  public var examples: [TextExample] = []

  /// Reads and checks; throws a fault that names file, line and remedy.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: ["categories", "description"])
    var seen: [String: Int] = [:]
    let nodes = try root.required("categories").items()
    for node in nodes {
      try node.allow(keys: [
        "id", "title", "loinc", "parents", "default", "reach", "headings", "with_colon", "examples",
      ])
      var category = SectionCategory(id: try node.required("id").string())
      category.loinc = try node.optional("loinc")?.string()
      category.parents = try node.optional("parents")?.strings() ?? []
      category.reach = try node.optional("reach")?.integer() ?? 0
      if let value = node.optional("default") {
        guard let known = SectionCategory.AssertionDefault(rawValue: try value.string()) else {
          throw value.fault("unknown default; one of historical, family, hypothetical")
        }
        category.assertionDefault = known
      }
      let index = categories.count
      categories.append(category)
      for (key, needsColon) in [("headings", false), ("with_colon", true)] {
        for item in try node.optional(key)?.items() ?? [] {
          let phrase = try item.string()
          let folded = phrase.lowercased()
          if let other = seen[folded] {
            throw item.fault("the heading \(phrase) stands under \(categories[other].id) too")
          }
          seen[folded] = index
          headings.append(.init(phrase: phrase, category: index, needsColon: needsColon))
        }
      }
      for item in try node.optional("examples")?.items() ?? [] {
        examples.append(TextExample(text: try item.string(), file: file, line: item.line ?? 0))
      }
    }
    for (node, category) in zip(nodes, categories) {
      for parent in category.parents where !categories.contains(where: { $0.id == parent }) {
        throw node.fault("the parent \(parent) of \(category.id) is no category")
      }
    }
  }
}

/// An example text of a rule file, with the place it stands in.
public struct TextExample: Sendable {
  public var text: String
  public var file: String
  public var line: Int
}

/// `Lexicons/text/abbreviations.yaml`: abbreviations whose period does not end a sentence.
public struct AbbreviationsFile: Sendable {
  public var entries: [(String, AbbreviationTable.Kind)] = []
  public var sentenceStarters: [String] = []
  public var nameIntroducers: [String] = []
  /// Texts in which " | " marks each sentence boundary.
  public var examples: [TextExample] = []

  /// Reads and checks; throws a fault that names file, line and remedy.
  public init(yaml: String, file: String) throws(Fault) {
    let root = try RuleNode.document(yaml, file: file)
    try root.allow(keys: [
      "never", "before_capital", "sentence_starters", "name_introducers", "examples", "description",
    ])
    for word in try root.required("never").strings() { entries.append((word, .never)) }
    for word in try root.required("before_capital").strings() {
      entries.append((word, .beforeCapital))
    }
    sentenceStarters = try root.optional("sentence_starters")?.strings() ?? []
    nameIntroducers = try root.optional("name_introducers")?.strings() ?? []
    for item in try root.optional("examples")?.items() ?? [] {
      examples.append(TextExample(text: try item.string(), file: file, line: item.line ?? 0))
    }
  }
}
