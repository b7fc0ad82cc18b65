/// Figures as reports write them.
public enum Figures {
  /// "12,345".
  public static func count(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return (value < 0 ? "-" : "") + String(digits)
  }

  /// "1 note", "2 notes".
  public static func count(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(value == 1 ? noun : noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s")"
  }

  static func bytes(_ value: Int) -> String {
    switch value {
    case ..<10_000: "\(count(value)) bytes"
    case ..<10_000_000: "\(fixed(Double(value) / 1e3, 1)) kB"
    default: "\(fixed(Double(value) / 1e6, 1)) MB"
    }
  }

  /// A number with so many digits behind the point.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return "–" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((value.magnitude * scale).rounded())
    let rest = String(whole % Int(scale))
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard digits > 0 else { return sign + String(whole) }
    return "\(sign)\(whole / Int(scale)).\(String(repeating: "0", count: digits - rest.utf8.count))\(rest)"
  }

  /// "0.42 %".
  static func percent(_ share: Double) -> String { "\(fixed(share * 100, share < 0.1 ? 2 : 1)) %" }

  /// "95 %", "97.5 %".
  static func confidence(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
  }
}
