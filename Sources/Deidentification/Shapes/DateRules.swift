import ClinicalText
import Files

/// The words of `dates.yaml`, by folded token. Read-only, shared by all workers.
public struct DateRules: Sendable {
  /// What a word is to dates.
  struct Words: OptionSet {
    let rawValue: UInt32
    static let season = Words(rawValue: 1)
    static let foreignMonth = Words(rawValue: 2)
    static let before = Words(rawValue: 4)
    static let beforeWeak = Words(rawValue: 8)
    static let after = Words(rawValue: 16)
    static let month = Words(rawValue: 32)
    static let year = Words(rawValue: 64)
    static let yearWeak = Words(rawValue: 128)
    static let compact = Words(rawValue: 256)
    static let quantity = Words(rawValue: 512)
    /// "seven", "ninety", "hundred": a figure in words may begin.
    static let numeral = Words(rawValue: 1024)
    /// "nineties".
    static let decade = Words(rawValue: 2048)
    /// "nonagenarian".
    static let agedPerson = Words(rawValue: 4096)
  }

  let words: WordTable
  private let exceptionWords: WordTable
  /// For each exception the second numbers that it is about; empty: any.
  private let seconds: [[Int]]
  let holidays: PhraseTable
  /// For each phrase of `holidays` the folded words that may not follow it.
  let unlessAfter: [Set<UInt64>]

  /// Reads `dates.yaml` of a data folder's `deid`.
  public static func load(folder: String) throws(Fault) -> DateRules {
    let path = "\(folder)/dates.yaml"
    return DateRules(try DatesFile(yaml: try TextFile.read(path), file: path))
  }

  /// Compiles a file.
  public init(_ source: DatesFile) {
    var table = FoldedWords()
    for season in source.seasons { table.add(season, Words.season.rawValue) }
    for month in source.foreignMonths { table.add(month, Words.foreignMonth.rawValue) }
    for word in source.quantities { table.add(word, Words.quantity.rawValue) }
    let places: [DatesFile.ContextKey: Words] = [
      .before: .before, .beforeWeak: .beforeWeak, .after: .after, .month: .month, .year: .year, .yearWeak: .yearWeak,
      .compact: .compact,
    ]
    for (key, list) in source.context {
      for word in list { table.add(word, places[key]!.rawValue, isLast: key != .after) }
    }
    for (list, bits) in AgeFinder.wordLists {
      for word in list { table.add("\(word)", bits.rawValue) }
    }
    words = table.table
    var exceptions = FoldedWords()
    for (index, exception) in source.exceptions.enumerated() {
      for word in exception.beside { exceptions.add(word, 1 << UInt32(index)) }
    }
    exceptionWords = exceptions.table
    seconds = source.exceptions.map(\.second)
    let scratch = TokenBuffer()
    var entries: [PhraseTable.Entry] = []
    var unless: [Set<UInt64>] = []
    for holiday in source.holidays {
      let excluded = Set(holiday.unlessAfter.compactMap { TokenFolding.phrase(NoteText($0), scratch).first })
      for name in holiday.names {
        entries.append(
          .init(name, .identifier(.date, isAmbiguous: false), source: ByteSlice(permanent: "rule:date.holiday")))
        unless.append(excluded)
      }
    }
    holidays = PhraseTable(entries)
    unlessAfter = unless
  }

  @inline(__always)
  func words(_ folded: UInt64) -> Words { Words(rawValue: words.classes(of: folded).rawValue) }

  /// True when a word makes numbers beside it no date, the second of them being `second`.
  func isException(_ folded: UInt64, second: Int) -> Bool {
    var bits = exceptionWords.classes(of: folded).rawValue
    while bits != 0 {
      let list = seconds[bits.trailingZeroBitCount]
      if list.isEmpty || list.contains(second) { return true }
      bits &= bits - 1
    }
    return false
  }
}
