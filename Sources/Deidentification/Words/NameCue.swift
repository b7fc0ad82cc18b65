import ClinicalText

/// Words beside which the name of a person stands, as `names/contexts.yaml` says.
public struct NameCue: Sendable, Equatable {
  /// Where the name stands, what may lie between, and what else must hold.
  public struct Traits: OptionSet, Sendable {
    public let rawValue: UInt32
    /// The set with these bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The name stands before the cue.
    public static let backward = Traits(rawValue: 1 << 0)
    /// Any capitalised words are the name; otherwise the name tables must know one of them.
    public static let strong = Traits(rawValue: 1 << 1)
    public static let lowerCase = Traits(rawValue: 1 << 2)
    public static let blank = Traits(rawValue: 1 << 3)
    public static let colon = Traits(rawValue: 1 << 4)
    public static let comma = Traits(rawValue: 1 << 5)
    public static let dash = Traits(rawValue: 1 << 6)
    public static let slash = Traits(rawValue: 1 << 7)
    public static let bracket = Traits(rawValue: 1 << 8)
    public static let newline = Traits(rawValue: 1 << 9)
    /// "is", "was", "named".
    public static let being = Traits(rawValue: 1 << 10)
    /// An article and a noun of staff: "her cardiologist,".
    public static let article = Traits(rawValue: 1 << 11)
    public static let needsColon = Traits(rawValue: 1 << 12)
    public static let needsNewLine = Traits(rawValue: 1 << 13)
    /// The name tables must know a word of it as nothing but a name.
    public static let needsListed = Traits(rawValue: 1 << 14)
    /// The name stands at the start of its line.
    public static let lineStart = Traits(rawValue: 1 << 15)
    /// Counts in capitals only: "MOB".
    public static let capitalsOnly = Traits(rawValue: 1 << 16)
  }

  public var kind: IdentifierKind
  public var traits: Traits

  /// Takes each part as it is given.
  public init(_ kind: IdentifierKind, _ traits: Traits) {
    self.kind = kind
    self.traits = traits
  }
}
