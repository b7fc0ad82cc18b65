import ClinicalText

/// `identifiers.yaml` and `dates.yaml` compiled: what detection by shape reads and never changes.
public struct ShapeRules: Sendable {
  public var codes: CodeRules
  public var dates: DateRules

  /// Takes each part as it is given.
  public init(codes: CodeRules, dates: DateRules) {
    self.codes = codes
    self.dates = dates
  }

  /// Reads both files of a data folder's `deid`.
  public static func load(folder: String) throws(Fault) -> ShapeRules {
    ShapeRules(codes: try CodeRules.load(folder: folder), dates: try DateRules.load(folder: folder))
  }
}
