import ClinicalText

/// What a de-identification did, in numbers: for summaries and audit files.
public struct DeidCounts: Sendable {
  /// One kind of identifier.
  public struct Kind: Sendable, Equatable {
    public var replaced = 0
    public var kept = 0
  }

  public var notes = 0
  /// Notes whose id and text came before.
  public var repeated = 0
  public var patients = 0
  public var encounters = 0
  public var textBytes = 0
  public var errors = 0
  public var errorsByCode: [String: Int] = [:]
  public var files = 0
  /// Files of folders that no reader takes.
  public var skippedFiles = 0
  public private(set) var kinds = [Kind](repeating: Kind(), count: IdentifierKind.allCases.count)
  private var sources: [Int: (source: ByteSlice, count: Int)] = [:]

  /// Starts with nothing.
  public init() {}

  /// Counts of a kind.
  public subscript(kind: IdentifierKind) -> Kind { kinds[Int(kind.rawValue)] }

  public var replaced: Int { kinds.reduce(0) { $0 + $1.replaced } }
  public var kept: Int { kinds.reduce(0) { $0 + $1.kept } }

  /// Identifiers by what found them, by name.
  public var bySource: [(source: String, count: Int)] {
    // Two slices may hold one name.
    Dictionary(sources.values.map { ($0.source.string, $0.count) }, uniquingKeysWith: +)
      .sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  mutating func add(_ found: DeidChunk.Found) {
    let kind = Int(found.kind.rawValue)
    if found.isReplaced { kinds[kind].replaced += 1 } else { kinds[kind].kept += 1 }
    sources[Int(bitPattern: found.source.start), default: (found.source, 0)].count += 1
  }
}
