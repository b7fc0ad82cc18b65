/// One rule of `Lexicons/vocabulary-cleaning.yaml`: what is done to the names of a vocabulary when it is compiled.
///
/// Rules that drop take a row out of the build. Rules that give variants leave the name as it is and add another one.
public struct CleaningRule: Sendable, Equatable {
  /// What a rule does.
  public enum Action: Sendable, Equatable {
    /// Leaves out rows with these term types (TTY).
    case dropTermTypes([String])
    /// Leaves out rows whose SUPPRESS is one of these.
    case dropFlags([String])
    /// Leaves out names outside of these bounds.
    case limits(Limits)
    /// Recognises dosed drug strings by a number with one of these units: they stay whole and have no variants.
    case dosed(units: [String])
    /// A variant without an ending.
    case suffixes([String])
    /// A variant without a beginning, with another text in its place.
    case prefixes([String], replacement: String)
    /// A variant without the bracket "[…]" that it begins or ends with.
    case leadingBracket
    case trailingBracket
    /// A variant without the parenthesis that it ends with, unless one of these words stands in it.
    case trailingParenthesis(unless: [String])
    /// "Failure, heart" gives "heart Failure".
    case invertedComma(Inversion)
  }

  /// Bounds of a name; nil where there is none.
  public struct Limits: Sendable, Equatable {
    public var minLetters: Int?
    public var maxWords: Int?
    /// In bytes of UTF-8.
    public var maxBytes: Int?
    /// Starts without bounds.
    public init() {}
  }

  /// When words are turned around at a comma.
  public struct Inversion: Sendable, Equatable {
    /// Words before the comma and behind it, at most.
    public var headWords: Int
    public var tailWords: Int
    /// Words that keep a name as it is.
    public var unless: [String]
    /// Takes each part as it is given.
    public init(headWords: Int, tailWords: Int, unless: [String]) {
      self.headWords = headWords
      self.tailWords = tailWords
      self.unless = unless
    }
  }

  public var id: String
  /// Why, in words: for reports.
  public var reason: String
  /// Sources (SAB, or the vocabulary's name) that the rule is for; empty: all.
  public var sources: [String]
  public var action: Action

  /// Takes each part as it is given.
  public init(id: String, reason: String, sources: [String] = [], action: Action) {
    self.id = id
    self.reason = reason
    self.sources = sources
    self.action = action
  }
}
