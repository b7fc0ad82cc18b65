/// What a build took and what it left out, and why.
public struct BuildReport: Sendable {
  /// Rows read.
  public var rows = 0
  /// Names entered.
  public var names = 0
  /// Further spellings of names entered (`WordVariants`), and names of which some spellings were left out as too many.
  public var variants = 0
  public var namesWithMoreVariants = 0
  public var dropped: [Reason: Int] = [:]
  /// Of these, further names that cleaning rules gave: rows = names - added + everything dropped.
  public var added = 0
  /// The same by source; the sum of them is the whole.
  public var sources: [SourceCount] = []
  /// The first lines that could not be read, and the file that they stand in.
  public var firstBadLines: [BadLine] = []
  /// Columns of a header that are not known and were ignored.
  public var unknownColumns: [String] = []
  /// Rows whose type differs from the one that their concept already has; the first type stays.
  public var contradictoryTypes = 0

  /// What the cross-references gave; nil where none were asked for.
  public var merging: MergeReport?
  public var ingredients: IngredientReport?

  /// A line that could not be read.
  public struct BadLine: Sendable, Equatable {
    /// The file's name, without its folder.
    public var file: String
    public var line: Int
    public var reason: Reason
  }

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
    case synonymScope = "synonym_scope"
    case synonymType = "synonym_type"
    case permuted
    case malformed
    case notBillable = "not_billable"
    case obsolete
    case termType = "term_type"
    case notAcceptable = "not_acceptable"
    case notStandard = "not_standard"
    case unknownConcept = "unknown_concept"
    case sharedName = "shared_name"
    case invalidID = "invalid_id"
    case unclosedQuote = "unclosed_quote"
    case strayQuote = "stray_quote"
    /// Outside of the bounds of a cleaning rule.
    case limits = "cleaning_limits"

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
      case .synonymScope: "a synonym of another scope"
      case .synonymType: "a synonym of an excluded kind"
      case .permuted: "another name with its words permuted"
      case .malformed: "not in the form of the format"
      case .notBillable: "a heading, not a billable code"
      case .obsolete: "obsolete, inactive or deprecated in its vocabulary"
      case .termType: "a kind of name that the options leave out"
      case .notAcceptable: "not acceptable in any language reference set"
      case .notStandard: "no standard concept"
      case .unknownConcept: "a name of a concept that is left out or not there"
      case .sharedName: "a name that belongs to a more common concept of the same vocabulary"
      case .invalidID: "an identifier that is not in the vocabulary's form"
      case .unclosedQuote: "a quoted field that is never closed"
      case .strayQuote: "text behind the closing quote of a field"
      case .limits: "shorter or longer than a cleaning rule allows"
      }
    }
  }
}
