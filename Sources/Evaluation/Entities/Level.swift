/// How closely a prediction must agree with a gold mention.
public enum Level: Int, CaseIterable, Sendable {
  /// Same type and same offsets, every fragment included: the CoNLL measure.
  case strict
  /// Same offsets, whatever the type.
  case exact
  /// Same type and at least one character in common, one-to-one.
  case overlap
  /// Words and numbers of the text that lie in a mention of the type; punctuation does not count.
  case token

  public var name: String {
    switch self {
    case .strict: "strict"
    case .exact: "exact"
    case .overlap: "overlap"
    case .token: "token"
    }
  }
}

/// One `Counts` for each level.
public struct LevelCounts: Equatable, Sendable {
  public var strict = Counts()
  public var exact = Counts()
  public var overlap = Counts()
  public var token = Counts()

  /// Starts with zeros.
  public init() {}

  public subscript(level: Level) -> Counts {
    get {
      switch level {
      case .strict: strict
      case .exact: exact
      case .overlap: overlap
      case .token: token
      }
    }
    set {
      switch level {
      case .strict: strict = newValue
      case .exact: exact = newValue
      case .overlap: overlap = newValue
      case .token: token = newValue
      }
    }
  }

  public static func += (a: inout LevelCounts, b: LevelCounts) {
    for level in Level.allCases { a[level] += b[level] }
  }

  public static func + (a: LevelCounts, b: LevelCounts) -> LevelCounts {
    var sum = a
    sum += b
    return sum
  }
}
