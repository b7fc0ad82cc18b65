/// What a build took and what it left out, and why.
public struct BuildReport: Sendable {
  /// Rows read.
  public var rows = 0
  /// Names entered.
  public var names = 0
  public var dropped: [Reason: Int] = [:]
  /// The first lines that could not be read.
  public var firstBadLines: [(line: Int, reason: Reason)] = []
  /// Columns of a header that are not known and were ignored.
  public var unknownColumns: [String] = []
  /// Rows whose type differs from the one that their concept already has; the first type stays.
  public var contradictoryTypes = 0

  /// Why a row or name was left out; the raw value stands in the lexicon's metadata.
  public enum Reason: String, Sendable, CaseIterable {
    case empty
    case duplicate
    case tooLong = "too_long"
    case noType = "no_entity_type"
    case noLetters = "no_letters"
    case oneLetter = "one_letter"
    case stopName = "stop_name"
    case invalidUTF8 = "invalid_utf8"
    case wrongColumnCount = "wrong_column_count"
    case unknownType = "unknown_type"
    case invalidFlag = "invalid_flag"
    case language = "other_language"
    case suppressed
    case excludedSource = "excluded_source"

    /// For summaries.
    public var words: String {
      switch self {
      case .empty: "no name or no concept"
      case .duplicate: "the same name of the same concept again"
      case .tooLong: "too long to be a name"
      case .noType: "a semantic type that is no entity type"
      case .noLetters: "no letters"
      case .oneLetter: "a single letter without a case rule"
      case .stopName: "on the stop list"
      case .invalidUTF8: "not valid UTF-8"
      case .wrongColumnCount: "wrong number of columns"
      case .unknownType: "an entity type that does not exist"
      case .invalidFlag: "a flag that is neither 0 nor 1"
      case .language: "another language"
      case .suppressed: "suppressed"
      case .excludedSource: "an excluded source"
      }
    }
  }
}
