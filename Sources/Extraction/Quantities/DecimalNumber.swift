import ClinicalText

/// A decimal number as notes write it: `mantissa` × 10^`exponent`, exact.
public struct DecimalNumber: Equatable, Sendable {
  public var mantissa: Int64
  public var exponent: Int

  /// Most digits of a number that is read; one with more has no value.
  public static let mostDigits = 15

  /// Takes each part as it is given; zeros at the end go into the exponent.
  public init(_ mantissa: Int64, exponent: Int = 0) {
    var (m, e) = (mantissa, exponent)
    while m != 0, m % 10 == 0 {
      m /= 10
      e += 1
    }
    self.mantissa = m
    self.exponent = m == 0 ? 0 : e
  }

  /// Reads digits with one decimal point at most, and thousands commas ("10,000", "1.50"). Nil for anything else, and
  /// for more than `mostDigits` digits.
  public init?(_ bytes: some Collection<UInt8>) {
    var mantissa: Int64 = 0
    var exponent = 0
    var digits = 0
    var isFraction = false
    for byte in bytes {
      switch byte {
      case 0x30...0x39:
        // Zeros in front are no digits of the number.
        if mantissa > 0 || byte != 0x30 || digits == 0 { digits += 1 }
        guard digits <= Self.mostDigits else { return nil }
        mantissa = mantissa * 10 + Int64(byte - 0x30)
        if isFraction { exponent -= 1 }
      case UInt8(ascii: "."):
        guard !isFraction else { return nil }
        isFraction = true
      case UInt8(ascii: ","): continue
      default: return nil
      }
    }
    guard digits > 0 else { return nil }
    self.init(mantissa, exponent: exponent)
  }

  /// The number times a fraction, rounded to twelve digits where it has no end; nil where it does not fit.
  public func times(_ factor: Fraction) -> DecimalNumber? {
    let (product, over) = mantissa.multipliedReportingOverflow(by: factor.numerator)
    guard !over else { return nil }
    guard factor.denominator != 1 else { return DecimalNumber(product, exponent: exponent) }
    var (n, e) = (product, exponent)
    while n % factor.denominator != 0, n.magnitude < 1_000_000_000_000_000 {
      let (more, over) = n.multipliedReportingOverflow(by: 10)
      guard !over else { break }
      n = more
      e -= 1
    }
    if n % factor.denominator == 0 { return DecimalNumber(n / factor.denominator, exponent: e) }
    // Without an end: more digits of the quotient than are kept, then rounded.
    var quotient = n / factor.denominator
    var rest = n % factor.denominator
    while quotient.magnitude < 10_000_000_000_000, rest.magnitude < Int64.max.magnitude / 10 {
      rest *= 10
      quotient = quotient * 10 + rest / factor.denominator
      rest %= factor.denominator
      e -= 1
    }
    while quotient.magnitude >= 1_000_000_000_000 {
      quotient = (quotient + (quotient < 0 ? -5 : 5)) / 10
      e += 1
    }
    return DecimalNumber(quotient, exponent: e)
  }

  /// The number plus a whole number; nil where it does not fit.
  public func plus(_ whole: Int64) -> DecimalNumber? {
    guard exponent <= 0, exponent >= -9 else { return exponent > 0 && exponent < 9 ? shifted(whole) : nil }
    var scale: Int64 = 1
    for _ in 0..<(-exponent) { scale *= 10 }
    let (scaled, over) = whole.multipliedReportingOverflow(by: scale)
    let (sum, tooLarge) = mantissa.addingReportingOverflow(scaled)
    return over || tooLarge ? nil : DecimalNumber(sum, exponent: exponent)
  }

  private func shifted(_ whole: Int64) -> DecimalNumber? {
    var value = mantissa
    for _ in 0..<exponent {
      let (more, over) = value.multipliedReportingOverflow(by: 10)
      guard !over else { return nil }
      value = more
    }
    let (sum, over) = value.addingReportingOverflow(whole)
    return over ? nil : DecimalNumber(sum)
  }

  /// The number with the decimal point moved to the right.
  public func times(tenTo power: Int) -> DecimalNumber { DecimalNumber(mantissa, exponent: exponent + power) }

  /// True for a whole number.
  public var isWhole: Bool { exponent >= 0 }

  /// The value as a whole number, where it is one below 10^15.
  public var whole: Int64? {
    guard exponent >= 0, exponent <= 15 else { return nil }
    var value = mantissa
    for _ in 0..<exponent {
      let (more, over) = value.multipliedReportingOverflow(by: 10)
      guard !over else { return nil }
      value = more
    }
    return value
  }

  /// True when this number is below another. Both are compared exactly.
  public func isBelow(_ other: DecimalNumber) -> Bool {
    if (mantissa < 0) != (other.mantissa < 0) { return mantissa < 0 }
    if mantissa == 0 || other.mantissa == 0 { return mantissa < other.mantissa }
    // Align the exponents; where that does not fit, the one with the larger power of ten is the larger.
    var (a, b) = (mantissa, other.mantissa)
    var difference = exponent - other.exponent
    while difference > 0 {
      let (more, over) = a.multipliedReportingOverflow(by: 10)
      if over { return a < 0 }
      a = more
      difference -= 1
    }
    while difference < 0 {
      let (more, over) = b.multipliedReportingOverflow(by: 10)
      if over { return b > 0 }
      b = more
      difference += 1
    }
    return a < b
  }

  /// The number in JSON: plain digits, or with "e" where those would be more than twenty.
  public var json: String {
    let digits = String(mantissa.magnitude)
    let sign = mantissa < 0 ? "-" : ""
    if exponent >= 0 {
      return exponent + digits.utf8.count <= 20
        ? sign + digits + String(repeating: "0", count: exponent) : "\(sign)\(digits)e\(exponent)"
    }
    let point = digits.utf8.count + exponent
    if point > 0 { return sign + digits.prefix(point) + "." + digits.dropFirst(point) }
    return point > -20
      ? sign + "0." + String(repeating: "0", count: -point) + digits : "\(sign)\(digits)e\(exponent)"
  }
}

/// An exact fraction of whole numbers: a factor of conversion.
public struct Fraction: Equatable, Sendable {
  public var numerator: Int64
  /// Above zero.
  public var denominator: Int64

  public static let one = Fraction(1, 1)

  /// In lowest terms.
  public init(_ numerator: Int64, _ denominator: Int64) {
    var (a, b) = (abs(numerator), denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / max(1, a)
    self.denominator = denominator / max(1, a)
  }

  /// Reads "1000", "0.001" or "5/9"; nil for anything else and for zero.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.first.flatMap({ DecimalNumber($0.utf8) }), parts.count <= 2 else { return nil }
    var second = DecimalNumber(1)
    if parts.count == 2 {
      guard let read = DecimalNumber(parts[1].utf8) else { return nil }
      second = read
    }
    let shift = min(first.exponent, second.exponent)
    guard let numerator = DecimalNumber(first.mantissa, exponent: first.exponent - shift).whole,
      let denominator = DecimalNumber(second.mantissa, exponent: second.exponent - shift).whole,
      numerator > 0, denominator > 0
    else { return nil }
    // The shift is the same above and below.
    self.init(numerator, denominator)
  }

  /// The product with another fraction, or the quotient; nil where it does not fit.
  public func times(_ other: Fraction) -> Fraction? {
    let (n, over) = numerator.multipliedReportingOverflow(by: other.numerator)
    let (d, tooLarge) = denominator.multipliedReportingOverflow(by: other.denominator)
    return over || tooLarge ? nil : Fraction(n, d)
  }

  public var inverse: Fraction { Fraction(denominator, numerator) }
}
