import ClinicalText

/// A table that brings the types of one side to those of the other: rows of `from` and `to`, tab-separated.
///
/// `to` may be empty or "-": the annotations are then left out, and counted as such. A name without a row stays as it is.
public struct TypeMap: Sendable, Equatable {
  private var targets: [String: String?] = [:]

  /// A map that changes nothing.
  public init() {}

  /// Takes each row as it is given; nil leaves the type out.
  public init(_ rows: [(from: String, to: String?)]) {
    for row in rows { targets[row.from] = .some(row.to) }
  }

  /// Parses a table. Lines that start with "#" are comments; a first line "from<TAB>to" is the header. Throws
  /// `ruleFileInvalid` with the line of a row that has no two columns or stands twice.
  public init(tsv: String, file: String) throws(Fault) {
    var number = 0
    for line in tsv.split(separator: "\n", omittingEmptySubsequences: false) {
      number += 1
      let row = line.last == "\r" ? line.dropLast() : line
      if row.isEmpty || row.hasPrefix("#") || number == 1 && row.hasPrefix("from\t") { continue }
      let columns = row.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count == 2, !columns[0].isEmpty else {
        throw Fault(
          .ruleFileInvalid, file: file, line: number,
          value: "a row has two columns with a tab between them: the type as written, and the type to score it as")
      }
      let from = String(columns[0])
      guard targets[from] == nil else {
        throw Fault(.ruleFileInvalid, file: file, line: number, value: "the type has a row already; remove one")
      }
      targets[from] = .some(columns[1].isEmpty || columns[1] == "-" ? nil : String(columns[1]))
    }
  }

  public var isEmpty: Bool { targets.isEmpty }

  /// True when the table has a row for the type.
  public func names(_ type: String) -> Bool { targets[type] != nil }

  /// The type to score as; nil when it is left out.
  public func target(of type: String) -> String? {
    if let row = targets[type] { return row }
    return type
  }
}
