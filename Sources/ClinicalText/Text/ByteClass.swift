/// What one byte of UTF-8 can be in clinical text. Bits may be combined.
@usableFromInline
enum ByteClass {
  static let upper: UInt8 = 1
  static let lower: UInt8 = 2
  static let digit: UInt8 = 4
  static let space: UInt8 = 8
  static let newline: UInt8 = 16
  static let symbol: UInt8 = 32
  /// Part of a scalar beyond ASCII: decided by decoding (`ScalarClass`).
  static let high: UInt8 = 64

  static let letter: UInt8 = upper | lower
  static let white: UInt8 = space | newline

  /// One entry for every byte value. Never freed: it lives as long as the process.
  nonisolated(unsafe) static let table: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for byte in 0..<256 {
      table[byte] = classify(UInt8(byte))
    }
    return UnsafePointer(table)
  }()

  private static func classify(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5A: return upper
    case 0x61...0x7A: return lower
    case 0x30...0x39: return digit
    case 0x0A, 0x0D, 0x0C, 0x0B: return newline
    case 0x00...0x20, 0x7F: return space
    case 0x80...0xFF: return high
    default: return symbol
    }
  }
}

/// What one scalar beyond ASCII is to the tokenizer.
enum ScalarClass {
  case word
  case white
  case newline
  case symbol

  /// Letters, marks and invisible joiners are word; punctuation, signs, arrows, fractions and
  /// emoji are symbols. Unassigned and unusual scripts count as word, so that no letter is lost.
  static func of(_ scalar: UInt32) -> ScalarClass {
    switch scalar {
    case 0x85, 0x2028, 0x2029: return .newline
    case 0xA0, 0x1680, 0x2000...0x200B, 0x200E, 0x200F, 0x202A...0x202F, 0x205F,
      0x2066...0x2069, 0x3000, 0xFEFF:
      return .white
    case 0x80...0x9F: return .white
    case 0xAA, 0xAD, 0xB5, 0xBA: return .word
    case 0xA1...0xBF, 0xD7, 0xF7, 0x2BC: return .symbol
    case 0x200C, 0x200D, 0x2060: return .word
    case 0x2010...0x206F, 0x20A0...0x20CF: return .symbol
    case 0x2126, 0x212A, 0x212B: return .word
    case 0x2070...0x209F, 0x2100...0x2BFF, 0x2E00...0x2E7F: return .symbol
    case 0x3001...0x3004, 0x3008...0x3020, 0x3030: return .symbol
    case 0xFE00...0xFE0F: return .word
    case 0xFE10...0xFE6F, 0xFF00...0xFF0F, 0xFF1A...0xFF20, 0xFF3B...0xFF40, 0xFF5B...0xFF65:
      return .symbol
    case 0xE000...0xF8FF, 0xFFF0...0xFFFF, 0x1F000...0x1FBFF: return .symbol
    default: return .word
    }
  }

  /// Dashes that stand for a hyphen inside a word.
  static func isHyphen(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x2D, 0x2010...0x2015, 0x2212: return true
    default: return false
    }
  }

  /// Combining marks and invisible joiners: parts of words without letter case.
  static func isMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x300...0x36F, 0xAD, 0x200C, 0x200D, 0x2060, 0xFE00...0xFE0F: true
    default: false
    }
  }

  static func isApostrophe(_ scalar: UInt32) -> Bool {
    scalar == 0x27 || scalar == 0x2019 || scalar == 0x02BC || scalar == 0x2018
  }
}

/// Decodes the scalar that starts at `bytes[i]`; the text must be valid UTF-8.
/// Returns the scalar and its length in bytes. Safe to call near the end of padded text.
@inlinable
public func decodeScalar(_ bytes: UnsafePointer<UInt8>, _ i: Int) -> (value: UInt32, length: Int) {
  let b0 = UInt32(bytes[i])
  if b0 < 0x80 { return (b0, 1) }
  let b1 = UInt32(bytes[i + 1] & 0x3F)
  if b0 < 0xE0 { return ((b0 & 0x1F) << 6 | b1, 2) }
  let b2 = UInt32(bytes[i + 2] & 0x3F)
  if b0 < 0xF0 { return ((b0 & 0x0F) << 12 | b1 << 6 | b2, 3) }
  let b3 = UInt32(bytes[i + 3] & 0x3F)
  return ((b0 & 0x07) << 18 | b1 << 12 | b2 << 6 | b3, 4)
}
