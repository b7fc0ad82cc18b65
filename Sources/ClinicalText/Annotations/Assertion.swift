/// What a note says of a mention: the ConText attributes (Harkema et al. 2009).
@frozen
public struct Assertion: Equatable, Hashable, Sendable {
  public var negated = false
  public var uncertain = false
  public var historical = false
  public var hypothetical = false
  public var experiencer = Experiencer.patient

  @frozen
  public enum Experiencer: UInt8, Sendable, CaseIterable {
    case patient
    case family
    case other

    public var name: String {
      switch self {
      case .patient: "patient"
      case .family: "family"
      case .other: "other"
      }
    }
  }

  /// Starts with the defaults.
  public init() {}

  /// What differs from a plain statement about the patient, by the words of rule examples: "negated", "family", …
  public var attributeNames: Set<String> {
    var names: Set<String> = []
    if negated { names.insert("negated") }
    if uncertain { names.insert("uncertain") }
    if historical { names.insert("historical") }
    if hypothetical { names.insert("hypothetical") }
    if experiencer != .patient { names.insert(experiencer.name) }
    return names
  }
}

/// The kinds of cue given out in results.
public enum CueKind: UInt8, CaseIterable, Sendable {
  case negation
  case ruleOut
  case uncertainty
  case historical
  case hypothetical
  case experiencer

  public var name: String {
    switch self {
    case .negation: "negation"
    case .ruleOut: "rule_out"
    case .uncertainty: "uncertainty"
    case .historical: "historical"
    case .hypothetical: "hypothetical"
    case .experiencer: "experiencer"
    }
  }
}

/// One reason for an entity's assertion: the words that made it and the rule they matched.
public struct Cue: Sendable {
  public var kind: CueKind
  /// Byte offsets of the cue's words; of the heading where a section's default decided.
  public var span: ByteSpan
  /// Id of the cue rule ("neg.denies"), or "section:" and the section's id.
  public var rule: ByteSlice

  /// Takes each part as it is given.
  public init(kind: CueKind, span: ByteSpan, rule: ByteSlice) {
    self.kind = kind
    self.span = span
    self.rule = rule
  }
}
