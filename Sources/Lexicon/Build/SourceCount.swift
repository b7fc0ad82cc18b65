import ClinicalText

/// What a build took of one source: a file, or a source (SAB) within it.
public struct SourceCount: Sendable, Equatable {
  /// The file's name, without its folder.
  public var file: String
  /// The source's own name; empty where a file is one.
  public var source: String
  /// Rows, which are names offered: rows = names + everything dropped.
  public var rows = 0
  /// Rows entered as names.
  public var names = 0
  /// Further names entered, by cleaning rule.
  public var added: [String: Int] = [:]
  /// Further names that were there already, or that may not be names.
  public var addedInVain = 0
  /// Rows left out, by reason; those that a cleaning rule left out stand in `droppedByRule` as well.
  public var dropped: [BuildReport.Reason: Int] = [:]
  public var droppedByRule: [String: Int] = [:]
}

/// Which names cleaning rules look at.
public enum CleaningMode: Sendable {
  /// A curated lexicon: none.
  case none
  /// A table of the user's own: rules that give variants.
  case variants
  /// A published vocabulary: all rules.
  case published
}

/// Where a name comes from.
struct NameOrigin {
  /// Position in the report's sources.
  var source: UInt16
  /// Position of the cleaning rule that gave it; -1 for a name that a row gave.
  var rule: Int16
  /// True for a published vocabulary, which rules may leave names out of.
  var isLimited = false
}

/// Positions of sources by their names, and what rules say of their term types.
struct SourceTable {
  private var positions: [UInt64: Int] = [:]
  private var blocks: [UInt64: Int?] = [:]
  /// Fingerprint of the source asked for last, and its position.
  private var last: (key: UInt64, position: Int) = (0, 0)

  /// The position under a key; `make` gives it the first time.
  mutating func position(_ key: UInt64, _ make: () -> Int) -> Int {
    if last.key == key { return last.position }
    let position = positions[key] ?? make()
    positions[key] = position
    last = (key, position)
    return position
  }

  /// What is known under a key; `find` tells it the first time.
  mutating func block(_ key: UInt64, _ find: () -> Int?) -> Int? {
    if let known = blocks[key] { return known }
    let found = find()
    blocks[key] = .some(found)
    return found
  }
}
