import ClinicalText

/// The relations of the outer contract: from the qualifier or the affected to the thing.
public enum RelationType: UInt8, CaseIterable, Sendable {
  case strength
  case dose
  case form
  case route
  case frequency
  case duration
  case value
  case severity
  case location
  case date
  case reason
  case adverseEffect
  case interaction

  /// The name in results and rule files.
  public var name: String {
    switch self {
    case .strength: "strength_of"
    case .dose: "dose_of"
    case .form: "form_of"
    case .route: "route_of"
    case .frequency: "frequency_of"
    case .duration: "duration_of"
    case .value: "value_of"
    case .severity: "severity_of"
    case .location: "location_of"
    case .date: "date_of"
    case .reason: "reason_for"
    case .adverseEffect: "adverse_effect_of"
    case .interaction: "interacts_with"
    }
  }

  /// The relation of a name, or nil.
  public init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// What may stand at its head.
  var head: EntityType {
    switch self {
    case .strength: .strength
    case .dose: .dose
    case .form: .form
    case .route: .route
    case .frequency: .frequency
    case .duration: .duration
    case .value: .value
    case .severity: .severity
    case .location: .anatomy
    case .date: .date
    case .reason, .adverseEffect: .problem
    case .interaction: .medication
    }
  }

  /// What may stand at its tail.
  var tails: EntityTypeSet {
    switch self {
    case .strength, .dose, .form, .route, .frequency, .duration, .reason, .adverseEffect, .interaction:
      .medications
    case .value: .measured
    case .severity, .location: .problems
    case .date: .dated
    }
  }

  /// True where a head belongs to one tail alone (and those listed with it).
  var isSingle: Bool {
    switch self {
    case .strength, .dose, .form, .route, .frequency, .duration, .value, .severity, .date: true
    case .location, .reason, .adverseEffect, .interaction: false
    }
  }

}

extension EntityTypeSet {
  static let medications = EntityTypeSet([.medication])
  static let measured = EntityTypeSet([.test, .anatomy])
  static let problems = EntityTypeSet([.problem])
  static let dated = EntityTypeSet([.problem, .medication, .test, .procedure, .device])
  static let frequencies = EntityTypeSet([.frequency])
  static let forms = EntityTypeSet([.form])
  static let doses = EntityTypeSet([.dose])
  static let strengths = EntityTypeSet([.strength])
  static let durations = EntityTypeSet([.duration])
  static let values = EntityTypeSet([.value])
  static let tests = EntityTypeSet([.test])
  static let dates = EntityTypeSet([.date])
}
