/// A part of a report: what was checked, how it came out, and its tables. The same section is told as text and as HTML.
public struct ReportSection: Sendable {
  /// How a check came out.
  public enum Outcome: String, Sendable {
    case passed
    case failed
    /// Nothing was checked: figures, or a statement.
    case stated
  }

  /// A table; the first column holds the rows' names.
  public struct Table: Sendable {
    public var title: String
    public var columns: [String]
    /// Columns of words, by index; all others hold figures and stand to the right.
    public var words: Set<Int>
    public var rows: [[String]]
    /// Rows that need attention, by index.
    public var marked: Set<Int> = []

    /// Takes each part as it is given.
    public init(_ title: String, columns: [String], words: Set<Int> = [0], rows: [[String]] = []) {
      self.title = title
      self.columns = columns
      self.words = words
      self.rows = rows
    }
  }

  /// Stands in the page's address: letters and hyphens.
  public var id: String
  public var title: String
  public var outcome: Outcome
  /// The answer in one sentence.
  public var answer: String
  /// What was done and what it means.
  public var paragraphs: [String]
  public var tables: [Table]
  /// Limits and what to do next.
  public var remarks: [String]

  /// Takes each part as it is given.
  public init(
    id: String, title: String, outcome: Outcome, answer: String, paragraphs: [String] = [], tables: [Table] = [],
    remarks: [String] = []
  ) {
    self.id = id
    self.title = title
    self.outcome = outcome
    self.answer = answer
    self.paragraphs = paragraphs
    self.tables = tables
    self.remarks = remarks
  }
}
