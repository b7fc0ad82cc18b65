import ClinicalText

/// `identifiers.yaml`, `dates.yaml` and the words of addresses compiled: what detection by shape reads and never changes.
public struct ShapeRules: Sendable {
  public var codes: CodeRules
  public var dates: DateRules
  public var addresses: AddressRules

  /// Takes each part as it is given.
  public init(codes: CodeRules, dates: DateRules, addresses: AddressRules) {
    self.codes = codes
    self.dates = dates
    self.addresses = addresses
    self.addresses.postcodes = codes.rules.first { $0.entry.kind == .zip }?.shapes
  }

  /// Reads the files of a data folder's `deid`.
  public static func load(folder: String) throws(Fault) -> ShapeRules {
    ShapeRules(
      codes: try CodeRules.load(folder: folder), dates: try DateRules.load(folder: folder),
      addresses: try AddressRules.load(folder: folder))
  }
}
