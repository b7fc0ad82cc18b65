import ClinicalText

/// One rule of a pattern file: a pattern over words and earlier findings, and what a match of it makes.
public struct PatternRule: Sendable, Equatable {
  public var id: String
  /// What a match makes: an entity type, or another name that the user of the rules knows (a relation).
  public var makes: String
  /// The pattern as it is written (`PatternParser` has the language).
  public var pattern: String
  /// A pattern that must not stand directly before, or directly behind, the match; empty for none.
  public var unlessBefore = ""
  public var unlessAfter = ""
  /// Section ids; empty for all.
  public var sections: [String] = []
  public var notSections: [String] = []
  /// Where matches compete for words, the higher one wins; then the longer, then the earlier rule.
  public var priority = 0
  /// True when what it makes gives way to any finding of the same type that lies inside it.
  public var yields = false
  /// True when every end of a match from one start counts, not only the furthest.
  public var isEvery = false
  /// Most tokens between the parts `head` and `tail`; 0 for no bound of its own.
  public var within = 0
  /// Kinds of mark that must not lie between the parts `head` and `tail`.
  public var notOver: [String] = []
  /// Parts whose lists are gone through: the other things listed with `head`, or with `tail`, are meant as well.
  public var spread: [String] = []
  /// A kind of mark: the part of `head` and `tail` that the pattern does not name is one of these inside of the other.
  public var inside = ""
  /// Where it was read, for messages.
  public var file = ""
  public var line = 0

  /// Takes each part as it is given.
  public init(id: String, makes: String, pattern: String) {
    self.id = id
    self.makes = makes
    self.pattern = pattern
  }

  func fault(_ words: String) -> Fault {
    Fault(
      .ruleFileInvalid, file: file.isEmpty ? nil : file, line: line == 0 ? nil : line,
      value: "the rule \(id): \(words)")
  }
}

/// What the pattern files of one folder say together: a class or part of one file may be used in all.
public struct PatternSource: Sendable, Equatable {
  /// A named list of words and phrases, or a named piece of pattern.
  public struct Named<Content: Sendable & Equatable>: Sendable, Equatable {
    public var name: String
    public var content: Content
    public var file: String
    public var line: Int

    /// Takes each part as it is given.
    public init(name: String, content: Content, file: String, line: Int) {
      self.name = name
      self.content = content
      self.file = file
      self.line = line
    }

    func fault(_ words: String) -> Fault {
      Fault(
        .ruleFileInvalid, file: file.isEmpty ? nil : file, line: line == 0 ? nil : line, value: "\(name): \(words)")
    }
  }

  public var classes: [Named<[String]>] = []
  public var parts: [Named<String>] = []
  public var rules: [PatternRule] = []

  /// Starts empty.
  public init() {}

  public var isEmpty: Bool { classes.isEmpty && parts.isEmpty && rules.isEmpty }

  /// Adds what another file says.
  public mutating func add(_ other: PatternSource) {
    classes += other.classes
    parts += other.parts
    rules += other.rules
  }
}

/// A sentence with inline gold in which a rule must, or must not, make something.
public struct PatternExample: Sendable {
  public var rule: String
  /// What the rule makes.
  public var makes: String
  /// Text with `<type attribute…>mention</type>` marks (`InlineGold`).
  public var text: String
  public var isAccept: Bool
  public var file: String
  public var line: Int
}
