/// The types of the outer contract: what a mention is.
public enum EntityType: UInt8, CaseIterable, Sendable {
  case problem
  case medication
  case test
  case procedure
  case anatomy
  case device
  case strength
  case dose
  case form
  case route
  case frequency
  case duration
  case value
  case date
  case severity
  case age

  /// The name used in results, the database and rule files.
  public var name: String { Self.names[Int(rawValue)] }

  private static let names: [String] = [
    "problem", "medication", "test", "procedure", "anatomy", "device", "strength", "dose",
    "form", "route", "frequency", "duration", "value", "date", "severity", "age",
  ]

  /// Takes each part as it is given.
  public init?(name: some StringProtocol) {
    guard let index = Self.names.firstIndex(where: { $0 == name }) else { return nil }
    self.init(rawValue: UInt8(index))
  }

  /// The set that holds just this type, for `EntityTypeSet`.
  @inlinable public var bit: UInt16 { 1 << UInt16(rawValue) }
}

/// A set of entity types.
public struct EntityTypeSet: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16
  /// The set with these bits.
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  /// Takes each part as it is given.
  public init(_ types: some Sequence<EntityType>) {
    rawValue = types.reduce(0) { $0 | $1.bit }
  }

  @inlinable public static var all: EntityTypeSet { EntityTypeSet(rawValue: .max) }

  /// True when the set holds a type.
  @inlinable public func contains(_ type: EntityType) -> Bool { rawValue & type.bit != 0 }
}
