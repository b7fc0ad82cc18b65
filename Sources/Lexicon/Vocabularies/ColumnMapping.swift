import ClinicalText

/// Which columns of a CSV or TSV file hold what, and how its fields are written.
///
/// A column is named as in the header, whatever its letter case, or by its 1-based number.
public struct ColumnMapping: Sendable, Equatable {
  public var concept: String
  public var name: String
  /// 1 or 0, true or false, yes or no (also t, f, y, n).
  public var preferred: String?
  /// TUIs, with anything between them.
  public var semanticType: String?
  /// An entity type.
  public var type: String?
  public var vocabulary: String?
  public var language: String?
  /// Further names of the concept, with `synonymSeparator` between them.
  public var synonyms: String?
  public var synonymSeparator = UInt8(ascii: "|")

  /// One ASCII character; nil takes from tab, comma, semicolon and bar the one that splits the header into the columns.
  public var delimiter: UInt8?
  /// False where quotes are ordinary characters.
  public var isQuoted = true
  /// False where the first row is data already: columns then go by number, and the delimiter must be given.
  public var hasHeader = true
  /// Entity type of rows without one of their own.
  public var defaultType: EntityType?
  /// Vocabulary of rows without one of their own; nil is the file's name.
  public var defaultVocabulary: String?
  /// Values of the language column that are taken, whatever their letter case; rows without one always are.
  public var languages: Set<String> = ["ENG", "EN"]

  /// A mapping of the two columns that every vocabulary has.
  public init(concept: String, name: String) {
    self.concept = concept
    self.name = name
  }

  /// Reads settings such as "concept=DrugBank ID" or "delimiter=tab": what a user gives on the command line.
  ///
  /// Keys: concept, name (both needed); preferred, semantic_type, type, vocabulary, language, synonyms; delimiter
  /// and synonym_separator (one character, or tab, comma, semicolon, bar, space), quotes and header (yes or no),
  /// default_type, default_vocabulary, languages (several with commas). Throws `usage`, naming the setting.
  public init(_ settings: [String]) throws(Fault) {
    self.init(concept: "", name: "")
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals > setting.startIndex else {
        throw Fault(.usage, value: "a column mapping is KEY=VALUE, such as concept=CODE (\(setting))")
      }
      try set(String(setting[..<equals]), String(setting[setting.index(after: equals)...]))
    }
    guard !concept.isEmpty, !name.isEmpty else {
      throw Fault(.usage, value: "a column mapping needs concept=COLUMN and name=COLUMN")
    }
  }

  private mutating func set(_ key: String, _ value: String) throws(Fault) {
    switch key {
    case "concept": concept = value
    case "name": name = value
    case "preferred": preferred = value
    case "semantic_type": semanticType = value
    case "type": type = value
    case "vocabulary": vocabulary = value
    case "language": language = value
    case "synonyms": synonyms = value
    case "synonym_separator": synonymSeparator = try Self.character(key, value)
    case "delimiter": delimiter = try Self.character(key, value)
    case "quotes": isQuoted = try Self.flag(key, value)
    case "header": hasHeader = try Self.flag(key, value)
    case "default_vocabulary": defaultVocabulary = value
    case "languages": languages = Set(value.split(separator: ",").map { $0.uppercased() })
    case "default_type":
      guard let named = EntityType(name: value) else {
        throw Fault(.usage, value: "no entity type is named \(value) (default_type)")
      }
      defaultType = named
    default:
      throw Fault(.usage, value: "a column mapping has no key \(key); concept, name, type, … are known")
    }
  }

  private static func character(_ key: String, _ value: String) throws(Fault) -> UInt8 {
    let named: [String: UInt8] = [
      "tab": 0x09, "\\t": 0x09, "comma": 0x2C, "semicolon": 0x3B, "bar": 0x7C, "pipe": 0x7C, "space": 0x20,
    ]
    if let byte = named[value] { return byte }
    guard value.utf8.count == 1, let byte = value.utf8.first, byte != 0x22, byte != 0x0A, byte != 0x0D else {
      throw Fault(.usage, value: "\(key) is one ASCII character, or tab, comma, semicolon, bar, space (\(value))")
    }
    return byte
  }

  private static func flag(_ key: String, _ value: String) throws(Fault) -> Bool {
    switch value.lowercased() {
    case "yes", "1", "true": return true
    case "no", "0", "false": return false
    default: throw Fault(.usage, value: "\(key) is yes or no (\(value))")
    }
  }
}
