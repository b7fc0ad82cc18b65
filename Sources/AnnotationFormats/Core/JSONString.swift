import ClinicalText
import Glibc

/// Strings inside of checked JSON.
enum JSONString {
  private static let backslash = UInt8(ascii: "\\")

  /// Offset behind the closing quote of the string that opens at `start`.
  static func end(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var at = start + 1
    // Most strings are short and without escapes: found before a call of memchr would pay.
    let near = Swift.min(at &+ 24, bytes.count)
    while at < near, base[at] != UInt8(ascii: "\""), base[at] != backslash { at &+= 1 }
    if at < near, base[at] != backslash { return at &+ 1 }
    while at < bytes.count, let quote = memchr(base + at, Int32(UInt8(ascii: "\"")), bytes.count - at) {
      let found = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(quote))
      // A quote behind an odd number of backslashes is escaped. Looks back no further than `at`: linear in all.
      var first = found
      while first > at, bytes[first - 1] == backslash { first -= 1 }
      at = found + 1
      if (found - first) & 1 == 0 { return at }
    }
    return bytes.count
  }

  /// True when the inside of a string holds a backslash.
  static func isEscaped(_ inside: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = inside.baseAddress else { return false }
    return memchr(base, Int32(backslash), inside.count) != nil
  }

  /// The inside of a string, decoded.
  static func decode(_ inside: UnsafeBufferPointer<UInt8>) -> String {
    isEscaped(inside) ? String(decoding: unescape(inside), as: UTF8.self) : inside.asString
  }

  /// The bytes of the inside of a string. Halves of surrogate pairs, which the scanner refuses, become U+FFFD.
  static func unescape(_ inside: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var target: [UInt8] = []
    target.reserveCapacity(inside.count)
    guard let base = inside.baseAddress else { return target }
    var at = 0
    while at < inside.count {
      let escape = memchr(base + at, Int32(backslash), inside.count - at)
      let next = escape.map { UnsafeRawPointer(base).distance(to: UnsafeRawPointer($0)) } ?? inside.count
      target.append(contentsOf: inside[at..<next])
      guard next + 1 < inside.count else { break }
      at = next + 2
      switch inside[next + 1] {
      case UInt8(ascii: "b"): target.append(0x08)
      case UInt8(ascii: "f"): target.append(0x0C)
      case UInt8(ascii: "n"): target.append(0x0A)
      case UInt8(ascii: "r"): target.append(0x0D)
      case UInt8(ascii: "t"): target.append(0x09)
      case UInt8(ascii: "u"):
        var unit = self.unit(inside, at)
        at += 4
        if unit & 0xFC00 == 0xD800, at + 6 <= inside.count, inside[at] == backslash,
          inside[at + 1] == UInt8(ascii: "u"), self.unit(inside, at + 2) & 0xFC00 == 0xDC00
        {
          unit = 0x10000 + (unit & 0x3FF) << 10 + self.unit(inside, at + 2) & 0x3FF
          at += 6
        }
        target.append(contentsOf: UTF8.encode(Unicode.Scalar(unit) ?? "\u{FFFD}")!)
      default: target.append(inside[next + 1])
      }
    }
    return target
  }

  /// The code unit of four hexadecimal digits.
  private static func unit(_ inside: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32 {
    guard start + 4 <= inside.count else { return 0xFFFD }
    var unit: UInt32 = 0
    for byte in inside[start..<start + 4] {
      let digit = byte <= 0x39 ? byte &- 0x30 : (byte | 0x20) &- 0x57
      unit = unit << 4 | UInt32(digit)
    }
    return unit
  }
}
