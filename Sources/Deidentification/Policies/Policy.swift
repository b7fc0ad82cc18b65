import ClinicalText

/// What is done with each kind of identifier, and with words that a privacy officer names.
public struct Policy: Sendable, Equatable {
  /// One kind's treatment, from the weakest to the strongest.
  public enum Action: String, Sendable, CaseIterable, Comparable {
    /// Stays as it is.
    case keep
    /// Dates keep their year, ages over 89 become 90+, ZIP codes keep three figures where enough people live there.
    case generalize
    /// Is replaced, whole.
    case replace

    /// By how much of the identifier goes.
    public static func < (a: Action, b: Action) -> Bool { allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)! }
  }

  /// A word or phrase that is always replaced, as an identifier of a kind.
  public struct Denied: Sendable, Equatable {
    public var phrase: String
    public var kind: IdentifierKind

    /// Takes each part as it is given.
    public init(_ phrase: String, _ kind: IdentifierKind) {
      self.phrase = phrase
      self.kind = kind
    }
  }

  public var name: String
  /// The preset that the policy begins with; nil for a preset.
  public var base: String?
  private var actions: [Action]
  private var styles: [ReplacementStyle?]
  /// Words and phrases that are never replaced, unless they are known of the patient beforehand.
  public var allow: [String] = []
  public var deny: [Denied] = []
  /// Fields of a note beside its text that may be kept.
  public var metadata: [String] = []
  /// SHA-256 of the files that the policy was read from; empty for one that was made in code.
  public var hash = ""

  /// Replaces everything that `actions` does not name.
  public init(name: String, actions: [IdentifierKind: Action]) {
    self.name = name
    self.actions = IdentifierKind.allCases.map { actions[$0] ?? .replace }
    styles = [ReplacementStyle?](repeating: nil, count: IdentifierKind.allCases.count)
  }

  /// What is done with a kind.
  public subscript(kind: IdentifierKind) -> Action {
    get { actions[Int(kind.rawValue)] }
    set { actions[Int(kind.rawValue)] = newValue }
  }

  /// How a kind is written; nil for the style of the run.
  public subscript(style kind: IdentifierKind) -> ReplacementStyle? {
    get { styles[Int(kind.rawValue)] }
    set { styles[Int(kind.rawValue)] = newValue }
  }

  /// True when a kind, where it goes, is replaced by surrogates.
  ///
  /// - Parameter style: that of the run.
  public func makesSurrogates(_ style: ReplacementStyle) -> Bool {
    IdentifierKind.allCases.contains { self[$0] != .keep && (self[style: $0] ?? style) == .surrogate }
  }

  // MARK: what the law asks

  /// The identifiers of 45 CFR 164.514(b)(2): bare years, week days, ages up to 89, states, countries and professions stay.
  /// The shipped policy file of this name says the same (a test compares them).
  public static let safeHarbor = Policy(
    name: "safe-harbor",
    actions: [
      .age: .generalize, .date: .generalize, .zip: .generalize, .state: .keep, .country: .keep, .profession: .keep,
    ])

  /// A limited data set (45 CFR 164.514(e)): dates, ages, cities, states and ZIP codes stay.
  public static let limited = Policy(
    name: "limited",
    actions: [
      .age: .keep, .date: .keep, .zip: .keep, .city: .keep, .state: .keep, .country: .keep, .profession: .keep,
    ])

  /// Everything that is detected goes.
  public static let strict = Policy(name: "strict", actions: [:])

  /// A preset by its name, or nil.
  public static func preset(_ name: String) -> Policy? { presets.first { $0.name == name } }

  package static let presets = [safeHarbor, limited, strict]

  /// Kinds that the policy treats more weakly than `other` does. Clinicians' names are left out: no law lists them.
  public func kinds(weakerThan other: Policy) -> [IdentifierKind] {
    IdentifierKind.allCases.filter { $0 != .doctor && self[$0] < other[$0] }
  }

  /// What of the law a run with this policy can be put under. A statement about the policy, not about the result.
  public func legalBasis(_ style: ReplacementStyle) -> LegalBasis {
    if kinds(weakerThan: .safeHarbor).isEmpty {
      return makesSurrogates(style) ? .expertDetermination : .safeHarbor
    }
    return kinds(weakerThan: .limited).isEmpty ? .limitedDataSet : .none
  }
}

/// The parts of 45 CFR 164.514 that an output may be put under.
public enum LegalBasis: String, Sendable, CaseIterable {
  /// (b)(2): the listed identifiers go, and nothing that replaces them is derived from them.
  case safeHarbor = "safe_harbor"
  /// (b)(1): surrogates and shifted dates are derived from identifiers under a key, which (c) does not allow to Safe
  /// Harbor: an expert has to find the risk very small.
  case expertDetermination = "expert_determination"
  /// (e): not de-identified; needs a data use agreement.
  case limitedDataSet = "limited_data_set"
  /// The policy keeps what each of them asks to remove.
  case none

  /// For reports.
  public var words: String {
    switch self {
    case .safeHarbor: "Safe Harbor method, 45 CFR 164.514(b)(2)"
    case .expertDetermination: "Expert Determination, 45 CFR 164.514(b)(1): surrogates are derived under a key"
    case .limitedDataSet: "limited data set, 45 CFR 164.514(e): needs a data use agreement"
    case .none: "none: the policy keeps identifiers that Safe Harbor and limited data sets remove"
    }
  }
}
