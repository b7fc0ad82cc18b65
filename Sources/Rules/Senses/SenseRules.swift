import ClinicalText

/// The short forms and words that mean several things, as the files under `Lexicons/senses` describe them.
public struct SenseRules: Sendable, Equatable {
  public var entries: [SenseEntry] = []
  public var profiles: [SenseProfile] = []
  public var weights = SenseWeights()
  public var words = SenseWords()

  /// Starts without entries: nothing is ambiguous then.
  public init() {}

  /// Adds what one file says. Faults when an id, or a form in one letter case, stands twice.
  public mutating func add(_ file: SenseFile) throws(Fault) {
    var known = Set(entries.map(\.id))
    var forms = Set(entries.flatMap(\.forms))
    for entry in file.entries {
      guard known.insert(entry.id).inserted else {
        throw Fault(
          .ruleFileInvalid, file: file.name, value: "the id \(entry.id) stands twice; give each entry its own id")
      }
      for form in entry.forms where !forms.insert(form).inserted {
        throw Fault(
          .ruleFileInvalid, file: file.name,
          value: "the form \(form) of \(entry.id) belongs to another entry; join the two")
      }
    }
    entries += file.entries
    var ids = Set(profiles.map(\.id))
    for profile in file.profiles where !ids.insert(profile.id).inserted {
      throw Fault(.ruleFileInvalid, file: file.name, value: "the profile \(profile.id) stands twice; join the two")
    }
    profiles += file.profiles
    if let weights = file.weights { self.weights = weights }
    if let words = file.words { self.words = words }
  }

  /// Faults when an entry names a profile or a section that does not exist.
  public func check(sections: some Collection<String>) throws(Fault) {
    let known = Set(profiles.map(\.id))
    for entry in entries {
      for sense in entry.senses {
        for id in sense.profiles where !known.contains(id) {
          throw Fault(.ruleFileInvalid, value: "\(entry.id) names the profile \(id), which no file under senses has")
        }
      }
    }
    let sections = Set(sections)
    guard !sections.isEmpty else { return }
    let named =
      entries.flatMap { entry in entry.senses.flatMap(\.sections).map { (entry.id, $0) } }
      + profiles.flatMap { profile in profile.sections.map { (profile.id, $0) } }
    for (id, section) in named where !sections.contains(section) {
      throw Fault(.ruleFileInvalid, value: "\(id) names the section \(section), which headings.yaml does not have")
    }
  }
}

/// One ambiguous short form and what it can mean.
public struct SenseEntry: Sendable, Equatable {
  /// Given out as the attribute `sense_rule`.
  public var id: String
  /// The form as notes write it; with "=" in front in this letter case only.
  public var forms: [String]
  /// At least two.
  public var senses: [Sense]

  /// One meaning.
  public struct Sense: Sendable, Equatable {
    /// Identifier in `vocabulary`; nil for a meaning that is nothing clinical.
    public var concept: String?
    public var vocabulary: String
    /// The long form: a name that the lexicon finds the concept by.
    public var name: String
    /// How usual it is where nothing else is known; any scale.
    public var prior: Double
    /// Words that speak for it wherever they stand in the note; the more the nearer.
    public var cues: [String] = []
    /// Words that speak for it directly before, or behind, the form.
    public var before: [String] = []
    public var after: [String] = []
    /// Ids of profiles whose evidence counts as well.
    public var profiles: [String] = []
    /// Ids of sections in which it is usual.
    public var sections: [String] = []
    public var shapes: SenseShapes = []
    /// Entity types that stand near.
    public var near: EntityTypeSet = []

    /// Takes each part as it is given.
    public init(concept: String?, vocabulary: String = "CHARTSIFT", name: String, prior: Double) {
      self.concept = concept
      self.vocabulary = vocabulary
      self.name = name
      self.prior = prior
    }
  }

  /// Takes each part as it is given.
  public init(id: String, forms: [String], senses: [Sense]) {
    self.id = id
    self.forms = forms
    self.senses = senses
  }
}

/// Evidence that many meanings share: the words and sections of a field of medicine.
public struct SenseProfile: Sendable, Equatable {
  public var id: String
  public var cues: [String] = []
  public var sections: [String] = []
  public var shapes: SenseShapes = []
  public var near: EntityTypeSet = []

  /// Takes each part as it is given.
  public init(id: String) { self.id = id }
}

/// What numbers and units around a form say of it.
public struct SenseShapes: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  /// The set with these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }
  /// A number follows that is no dose: "potassium of 4.1", "glucose 250 mg/dL".
  public static let value = SenseShapes(rawValue: 1)
  /// A dose, route or frequency follows, or a dose stands before: "iron 325 mg", "20 mEq of potassium".
  public static let dose = SenseShapes(rawValue: 2)
  /// A number stands directly before: "2 PVCs".
  public static let count = SenseShapes(rawValue: 4)
  /// The words around are in capitals, so that the form's own capitals say nothing: "ALL SYSTEMS REVIEWED".
  public static let capitals = SenseShapes(rawValue: 8)

  public static let names: [(name: String, shape: SenseShapes)] = [
    ("value", .value), ("dose", .dose), ("count", .count), ("capitals", .capitals),
  ]
}

/// Weights of the evidence: each is added to the logarithm of a meaning's prior.
public struct SenseWeights: Sendable, Equatable {
  /// Once for each cue that stands anywhere in the note, and at most `noteLimit` in all.
  public var note = 0.5
  public var noteLimit = 1.5
  /// In addition for each cue within `reach` words in the same sentence, and at most `sentenceLimit` in all.
  public var sentence = 1.5
  public var sentenceLimit = 4.5
  /// In addition for each cue within three words.
  public var adjacent = 1.0
  /// For words of `before` and `after`, once each.
  public var before = 3.0
  public var after = 3.0
  public var section = 1.2
  public var shape = 2.5
  public var near = 0.8
  /// The long form stands elsewhere in the note as a mention of its own.
  public var name = 2.5
  /// What the evidence of a profile counts, as a part of its own evidence.
  public var profile = 0.5
  /// A lead over the second meaning below which the prior decides.
  public var margin = 0.5

  /// The names in the file and the places they go to, in the order in which they are stored.
  public static let keys: [(name: String, path: WritableKeyPath<SenseWeights, Double> & Sendable)] = [
    ("note", \.note), ("note_limit", \.noteLimit), ("sentence", \.sentence), ("sentence_limit", \.sentenceLimit),
    ("adjacent", \.adjacent), ("before", \.before), ("after", \.after), ("section", \.section), ("shape", \.shape),
    ("near", \.near), ("name", \.name), ("profile", \.profile), ("margin", \.margin),
  ]

  /// Starts with the defaults.
  public init() {}
}

/// Word lists by which shapes are seen; single words, folded as notes are.
public struct SenseWords: Sendable, Equatable {
  /// Words between a name and its number ("of", "was", "level").
  public var links: [String] = []
  public var doseUnits: [String] = []
  /// Behind a slash they make a concentration of a dose unit ("mg/dL").
  public var volumes: [String] = []
  /// Routes and frequencies.
  public var regimens: [String] = []

  /// Starts empty.
  public init() {}
}
