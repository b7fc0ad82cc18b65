import ClinicalText

/// What is done with each kind of identifier.
public struct Policy: Sendable, Equatable {
  /// One kind's treatment.
  public enum Action: String, Sendable, CaseIterable {
    /// Stays as it is.
    case keep
    /// Is replaced, whole.
    case replace
    /// Dates keep their year, ages over 89 become 90+, ZIP codes keep three figures where enough people live there.
    case generalize
  }

  public var name: String
  private var actions: [Action]

  /// Replaces everything that `actions` does not name.
  public init(name: String, actions: [IdentifierKind: Action]) {
    self.name = name
    self.actions = IdentifierKind.allCases.map { actions[$0] ?? .replace }
  }

  /// What is done with a kind.
  public subscript(kind: IdentifierKind) -> Action { actions[Int(kind.rawValue)] }

  /// The identifiers of 45 CFR 164.514(b)(2): bare years, week days, ages up to 89, states, countries and professions stay.
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
  public static func preset(_ name: String) -> Policy? {
    [safeHarbor, limited, strict].first { $0.name == name }
  }
}
