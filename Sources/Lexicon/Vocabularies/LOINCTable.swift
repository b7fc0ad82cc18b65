import ClinicalText
import Files

/// The table of LOINC codes as Regenstrief publishes it: `Loinc.csv` or `LoincTableCore.csv`.
public enum LOINCTable {
  /// Columns that hold names.
  public enum NameColumn: String, Sendable, CaseIterable {
    /// "Glucose [Mass/volume] in Blood": the preferred name.
    case longCommonName = "LONG_COMMON_NAME"
    /// "Glucose Bld-mCnc".
    case shortName = "SHORTNAME"
    /// "Glucose (Bld) [Mass/Vol]".
    case displayName = "DisplayName"
    /// "Glucose, Blood".
    case consumerName = "CONSUMER_NAME"
    /// "Glucose": what is measured. Hundreds of codes share one, see `Options.componentClasses` and `sharesComponents`.
    case component = "COMPONENT"
    /// "Glu; Gluc; Level; Blood; …": search words, most of them no names of the test.
    case relatedNames = "RELATEDNAMES2"
  }

  /// What a build takes and how.
  public struct Options: Sendable {
    /// Columns whose names are taken.
    public var columns: Set<NameColumn> = [.longCommonName, .shortName, .displayName, .consumerName, .component]
    /// Classes whose COMPONENT is a name of the test. In the others it is a drug, a microbe, an allergen or a question.
    public var componentClasses: Set<String> = ["CHEM", "COAG", "HEM/BC", "SERO", "UA", "CELLMARK"]
    /// True gives a component to all codes that have it; false to the most common one (COMMON_TEST_RANK).
    public var sharesComponents = false
    /// Values of STATUS that are left out.
    public var excludedStatus: Set<String> = ["DEPRECATED"]
    /// Starts with the defaults.
    public init() {}
  }

  private static let required = ["LOINC_NUM", "COMPONENT", "CLASS", "STATUS", "LONG_COMMON_NAME"]
  private static let fileNames = ["loinc.csv", "loinctablecore.csv"]

  /// True for a file whose header begins with LOINC_NUM, and for a folder with Loinc.csv or LoincTableCore.csv at most
  /// six folders below.
  public static func isTable(_ path: String) -> Bool {
    guard let table = table(of: path), let file = try? MappedFile(table) else { return false }
    var lines = LineReader(file)
    guard let first = lines.next() else { return false }
    return first.starts(with: "\"LOINC_NUM\",".utf8) || first.starts(with: "LOINC_NUM,".utf8)
  }

  /// The file that `read` would read. Throws `vocabularyInvalid` when a folder holds none.
  public static func files(of path: String) throws(Fault) -> [String] {
    guard let table = table(of: path) else {
      throw Fault(.vocabularyInvalid, file: path, value: "expected Loinc.csv or a folder that holds it")
    }
    return [table]
  }

  /// Feeds the table to `builder`.
  ///
  /// - Parameters:
  ///   - path: Loinc.csv, or the folder of a release.
  ///   - types: entity types of "LOINC" by CLASS, or by what stands before one of its periods.
  public static func read(
    _ path: String, _ options: Options = .init(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let file = try MappedFile(files(of: path)[0])
    builder.beginFile(path)
    let components = try Components(file, options)
    var records = DelimitedReader(file, delimiter: UInt8(ascii: ","), isQuoted: true)
    let columns = try Columns(&records, file.path)
    let taker = Taker(options, columns, components, types.classes(of: "LOINC"), builder)
    while true {
      switch records.nextFilled() {
      case .end: return
      case .bad(let reason): builder.reject(line: records.line, reason)
      case .record: try taker.take(records.fields, records.record, records.line)
      }
    }
  }

  private static func table(of path: String) -> String? {
    guard FolderListing.names(in: path) != nil else { return FolderListing.exists(path) ? path : nil }
    let found = ReleaseFolder.files(below: path) { fileNames.contains($0.lowercased()) }
    return found.first { ReleaseFolder.name(of: $0).lowercased() == fileNames[0] } ?? found.first
  }

  /// Where the columns stand that this reader uses.
  private struct Columns {
    let count: Int
    let id: Int
    let component: Int
    let className: Int
    let status: Int
    let testRank: Int?
    /// In the order of `NameColumn`: the preferred name comes first.
    let names: [(NameColumn, Int)]

    init(_ records: inout DelimitedReader, _ path: String) throws(Fault) {
      guard records.nextFilled() == .record else {
        throw Fault(
          .vocabularyInvalid, file: path, line: 1,
          value: "expected the LOINC table with the columns \(required.joined(separator: ", "))")
      }
      let header = HeaderColumns(records.fields)
      let at = try header.require(required, of: "the LOINC table (Loinc.csv)", file: path, line: records.line)
      count = header.count
      id = at[0]
      component = at[1]
      className = at[2]
      status = at[3]
      testRank = header.index("COMMON_TEST_RANK")
      names = NameColumn.allCases.compactMap { column in header.index(column.rawValue).map { (column, $0) } }
    }

    /// 1 for the most common test; 0 and blank stand for the others, which come last.
    func rank(_ fields: [UnsafeBufferPointer<UInt8>]) -> UInt32 {
      guard let testRank, let rank = fields[testRank].smallNumber, rank > 0 else { return 50_000 }
      return min(rank, 49_999)
    }
  }

  /// Which code a component belongs to when it belongs to one only.
  private struct Components: ~Copyable {
    private var table = FingerprintTable()
    private var best: [(rank: UInt32, line: Int)] = []
    private let shares: Bool

    init(_ file: MappedFile, _ options: Options) throws(Fault) {
      shares = options.sharesComponents || !options.columns.contains(.component)
      if shares { return }
      let classes = ByteNames(options.componentClasses)
      let left = ByteNames(options.excludedStatus)
      var records = DelimitedReader(file, delimiter: UInt8(ascii: ","), isQuoted: true)
      let columns = try Columns(&records, file.path)
      while true {
        let step = records.next()
        if step == .end { return }
        let f = records.fields
        guard step == .record, f.count == columns.count, classes.contains(f[columns.className]),
          !left.contains(f[columns.status])
        else { continue }
        let rank = columns.rank(f)
        let key = FingerprintTable.fingerprint(f[columns.component].trimmed)
        let (index, isNew) = table.findOrInsert(key, UInt32(best.count))
        if isNew {
          best.append((rank, records.line))
        } else if rank < best[Int(index)].rank {
          best[Int(index)] = (rank, records.line)
        }
      }
    }

    /// True when the component is a name of the code on this line.
    func belongs(_ component: UnsafeBufferPointer<UInt8>, to line: Int) -> Bool {
      if shares { return true }
      guard let index = table.value(FingerprintTable.fingerprint(component)) else { return true }
      return best[Int(index)].line == line
    }
  }

  /// Gives the names of one record after the other to the builder.
  private struct Taker: ~Copyable {
    private let columns: Columns
    private let wanted: [(NameColumn, Int)]
    private let components: Components
    private let classes: VocabularyClasses
    private let builder: LexiconBuilder
    private let componentClasses: ByteNames
    private let excludedStatus: ByteNames
    private let vocabulary = ByteSlice(permanent: "LOINC")

    init(
      _ options: Options, _ columns: Columns, _ components: consuming Components, _ classes: VocabularyClasses,
      _ builder: LexiconBuilder
    ) {
      self.columns = columns
      self.components = components
      self.classes = classes
      self.builder = builder
      wanted = columns.names.filter { options.columns.contains($0.0) }
      componentClasses = ByteNames(options.componentClasses)
      excludedStatus = ByteNames(options.excludedStatus)
    }

    func take(
      _ f: [UnsafeBufferPointer<UInt8>], _ record: UnsafeBufferPointer<UInt8>, _ line: Int
    ) throws(Fault) {
      guard f.count == columns.count else { return builder.reject(line: line, .wrongColumnCount) }
      guard record.isValidUTF8 else { return builder.reject(line: line, .invalidUTF8) }
      guard !excludedStatus.contains(f[columns.status]) else { return builder.skip(.obsolete) }
      guard let type = classes.rule(inTree: f[columns.className])?.type else { return builder.skip(.noType) }
      let rank = 1_000 + columns.rank(f)
      for (column, at) in wanted {
        let name = f[at].trimmed
        if name.isEmpty { continue }
        var row = VocabularyRow(
          concept: f[columns.id], name: name, vocabulary: vocabulary.buffer,
          semanticTypes: UnsafeBufferPointer(start: nil, count: 0))
        row.type = type
        row.rank = rank
        switch column {
        case .longCommonName:
          row.isPreferred = true
          try builder.add(row)
        case .component:
          // "Glucose^2H post 75 g glucose PO" is a challenge's description, no name.
          guard componentClasses.contains(f[columns.className]), !name.contains(UInt8(ascii: "^")) else {
            builder.skip(.termType)
            continue
          }
          guard components.belongs(name, to: line) else {
            builder.skip(.sharedName)
            continue
          }
          try builder.add(row)
        case .relatedNames:
          for part in name.split(separator: UInt8(ascii: ";")) {
            row.name = UnsafeBufferPointer(rebasing: part).trimmed
            try builder.add(row)
          }
        case .shortName, .displayName, .consumerName:
          try builder.add(row)
        }
      }
    }
  }
}
