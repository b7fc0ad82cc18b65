import ClinicalText

/// One cue of the ConText model, as a file under `Lexicons/cues` describes it.
public struct CueRule: Sendable, Equatable {
  public var id: String
  public var kind: Kind
  public var direction: Direction
  /// The words, in any letter case; at least one phrase.
  public var phrases: [String]
  /// Longest reach in words and numbers; 0 for the end of the sentence.
  public var scope: Int = 0
  /// Most mentions it may change, the nearest first; 0 for no limit.
  public var maxTargets: Int = 0
  /// Entity types that it changes.
  public var types: EntityTypeSet = CueRule.defaultTypes
  /// Signs that end its scope.
  public var stopsAt: StopSigns = []
  /// For `terminate` cues: the kinds whose scope it ends.
  public var terminates: KindSet = .all

  /// Takes each part as it is given.
  public init(id: String, kind: Kind, direction: Direction, phrases: [String]) {
    self.id = id
    self.kind = kind
    self.direction = direction
    self.phrases = phrases
  }

  /// Mentions that can be asserted; places and qualifiers (a dose, a date) cannot be absent or of the past by a cue.
  public static let defaultTypes = EntityTypeSet([
    .problem, .medication, .test, .procedure, .device,
  ])

  /// What a cue says of a mention.
  public enum Kind: UInt8, CaseIterable, Sendable {
    case negation
    case ruleOut
    case uncertainty
    case historical
    case hypothetical
    case family
    case other

    /// The name used in cue files.
    public var name: String {
      switch self {
      case .negation: "negation"
      case .ruleOut: "rule_out"
      case .uncertainty: "uncertainty"
      case .historical: "historical"
      case .hypothetical: "hypothetical"
      case .family: "family"
      case .other: "other"
      }
    }

    /// The kind given out in results.
    public var cueKind: CueKind {
      switch self {
      case .negation: .negation
      case .ruleOut: .ruleOut
      case .uncertainty: .uncertainty
      case .historical: .historical
      case .hypothetical: .hypothetical
      case .family, .other: .experiencer
      }
    }

    /// Takes each part as it is given.
    public init?(name: String) {
      guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
      self = kind
    }
  }

  /// Where the mentions of a cue stand.
  public enum Direction: String, CaseIterable, Sendable {
    /// After it.
    case forward
    /// Before it.
    case backward
    case bidirectional
    /// It changes nothing and ends the scope of others.
    case terminate
    /// It is no cue at all, and hides shorter cues inside it.
    case pseudo
  }

  /// Punctuation that can end a cue's scope.
  public struct StopSigns: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    /// The set with these bits.
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
    @inlinable public static var comma: StopSigns { StopSigns(rawValue: 1) }
    @inlinable public static var semicolon: StopSigns { StopSigns(rawValue: 2) }
    @inlinable public static var colon: StopSigns { StopSigns(rawValue: 4) }

    static let names: [(String, StopSigns)] = [
      ("comma", .comma), ("semicolon", .semicolon), ("colon", .colon),
    ]
  }

  /// The rule without its words: what is asked at each place of a cue, and copied without counting references.
  public struct Traits: Sendable {
    public let kind: Kind
    public let direction: Direction
    public let scope: Int
    public let maxTargets: Int
    public let types: EntityTypeSet
    public let stopsAt: StopSigns
    public let terminates: KindSet
  }

  /// The rule without its words.
  public var traits: Traits {
    Traits(
      kind: kind, direction: direction, scope: scope, maxTargets: maxTargets, types: types, stopsAt: stopsAt,
      terminates: terminates)
  }

  /// A set of cue kinds.
  public struct KindSet: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8
    /// The set with these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The set with these bits.
    public init(_ kind: Kind) { rawValue = 1 << kind.rawValue }
    public static let all = KindSet(rawValue: .max)
    /// True when the set holds a kind.
    @inlinable public func contains(_ kind: Kind) -> Bool { rawValue & (1 << kind.rawValue) != 0 }
  }
}
