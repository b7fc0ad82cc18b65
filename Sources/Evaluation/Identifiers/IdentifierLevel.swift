/// How closely a predicted identifier must agree with one of the gold, as the i2b2 2014 track defines it.
///
/// At every level the items of a document are sets: one span annotated twice with one type counts once.
public enum IdentifierLevel: String, CaseIterable, Sendable {
  /// Same category, type, start and end.
  case strict
  /// Same category, type and start; ends at most two characters apart ("Smith" and "Smith's").
  case relaxed
  /// Runs of ASCII letters and digits inside of the identifiers, each with its category and type. An identifier without
  /// any is one empty token at its end, as in the official script.
  case token
  /// As `strict`, whatever the types.
  case binaryStrict = "binary_strict"
  /// As `relaxed`, whatever the types.
  case binaryRelaxed = "binary_relaxed"
  /// As `token`, whatever the types.
  case binaryToken = "binary_token"

  /// Position in `allCases`.
  var index: Int {
    switch self {
    case .strict: 0
    case .relaxed: 1
    case .token: 2
    case .binaryStrict: 3
    case .binaryRelaxed: 4
    case .binaryToken: 5
    }
  }

  /// True for the levels that need the documents' text.
  public var needsText: Bool { self == .token || self == .binaryToken }
}

/// Which predictions the levels count; leaks and over-redaction always count what is replaced.
public enum IdentifierCounting: String, Sendable, CaseIterable {
  /// All of them, those that the policy keeps included.
  case detected
  /// Only those that the policy replaces.
  case replaced
}
