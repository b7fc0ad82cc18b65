import ClinicalText

/// A number with what belongs to it, as it stands in a note.
public struct Quantity: Equatable, Sendable {
  /// How numbers stand together.
  public enum Shape: UInt8, Sendable {
    case number
    /// Two ends, the lower one first.
    case range
    /// Two numbers with "/" between them: a blood pressure, a score out of another.
    case ratio
    /// "1:160".
    case titre
    /// "3 x 2 x 1 cm".
    case dimensions
    /// The strengths of a combination: "300-200 mg", "25/100 mg".
    case parts
    /// A number and its spread: "1.2 ± 0.3".
    case spread
  }

  /// Token indices, half-open; comparator and unit are within.
  public var tokens: Range<Int>
  public var shape = Shape.number
  /// What stands before the number.
  public var comparator: Comparator = .none
  public var a: DecimalNumber
  public var b: DecimalNumber?
  public var c: DecimalNumber?
  public var unit: Unit?
  /// The tokens of the unit; empty without one.
  public var unitTokens: Range<Int> = 0..<0
  /// A number in words or one that only counts beside a unit or a form.
  public var needsCompany = false

  /// What the laboratory says of it, or what follows from its range.
  public var flag: Flag?
  /// The usual range, in the quantity's unit.
  public var referenceLow: DecimalNumber?
  public var referenceHigh: DecimalNumber?

  /// A result beside its range.
  public enum Flag: String, Sendable {
    case low
    case normal
    case high
  }

  /// How a number is meant.
  public enum Comparator: String, Sendable, CaseIterable {
    case none = ""
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case about = "~"
    case equal = "="
  }

  init(_ tokens: Range<Int>, _ a: DecimalNumber) {
    self.tokens = tokens
    self.a = a
  }

  /// The normalised parts, as pairs of a name and a JSON token. What cannot be said for certain is left out.
  ///
  /// `number`, or `low` and `high`; `comparator`; `unit` as written and `ucum`; the same in canonical units
  /// (`canonical_number`, `canonical_low`, `canonical_high`, `canonical_unit`); `systolic` and `diastolic`, `numerator`
  /// and `denominator`; `dimensions`; `parts` of a combination; `deviation`.
  public func attributes(_ note: NoteStructure, _ units: UnitTable) -> [(name: String, json: String)] {
    var pairs: [(name: String, json: String)] = []
    switch shape {
    case .number: pairs.append(("number", a.json))
    case .range:
      pairs.append(("low", a.json))
      if let b { pairs.append(("high", b.json)) }
    case .ratio:
      let names = isPressure ? ("systolic", "diastolic") : ("numerator", "denominator")
      pairs.append((names.0, a.json))
      if let b { pairs.append((names.1, b.json)) }
    case .parts:
      let all = [a, b].compactMap { $0?.json }.joined(separator: ",")
      pairs.append(("parts", "[\(all)]"))
    case .titre:
      pairs.append(("numerator", a.json))
      if let b { pairs.append(("denominator", b.json)) }
    case .dimensions:
      let all = [a, b, c].compactMap { $0?.json }.joined(separator: ",")
      pairs.append(("dimensions", "[\(all)]"))
    case .spread:
      pairs.append(("number", a.json))
      if let b { pairs.append(("deviation", b.json)) }
    }
    if comparator != .none { pairs.append(("comparator", "\"\(comparator.rawValue)\"")) }
    if let referenceLow { pairs.append(("reference_low", referenceLow.json)) }
    if let referenceHigh { pairs.append(("reference_high", referenceHigh.json)) }
    if let flag { pairs.append(("flag", "\"\(flag.rawValue)\"")) }
    guard let unit else { return pairs }
    if !unitTokens.isEmpty {
      let buffer = OutputBuffer(capacity: 64)
      let span = note.span(ofTokens: unitTokens)
      buffer.appendJSONString(note.text.bytes.part(Int(span.start), Int(span.end)))
      pairs.append(("unit", withExtendedLifetime(buffer) { String(decoding: buffer.bytes, as: UTF8.self) }))
    }
    pairs.append(("ucum", "\"\(units.ucum(unit))\""))
    guard let canonical = units.canonical(unit) else { return pairs }
    switch shape {
    case .number, .spread:
      guard let number = units.canonical(a, unit) else { return pairs }
      pairs.append(("canonical_number", number.json))
    case .range:
      guard let low = units.canonical(a, unit), let high = b.flatMap({ units.canonical($0, unit) }) else {
        return pairs
      }
      pairs.append(("canonical_low", low.json))
      pairs.append(("canonical_high", high.json))
    default: return pairs
    }
    let isFahrenheit = units.flags(unit).contains(.fahrenheit)
    pairs.append(("canonical_unit", "\"\(isFahrenheit ? "Cel" : canonical.ucum)\""))
    return pairs
  }

  /// Two numbers that the strengths of a combination have, whether its unit is told or not.
  var isCombination: Bool { shape == .parts || shape == .ratio && unit == nil && !isPressure }

  /// Two whole numbers that only a blood pressure has: 60 to 300 over 20 to 200, the first one greater.
  public var isPressure: Bool {
    guard shape == .ratio, let b, a.isWhole, b.isWhole, let upper = a.whole, let lower = b.whole else { return false }
    return (60...300).contains(upper) && (20...200).contains(lower) && upper > lower
  }
}
