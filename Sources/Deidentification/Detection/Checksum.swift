/// Checksums of identifiers.
enum Checksum {
  /// Luhn's formula (ISO/IEC 7812) over digit values.
  static func luhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      var value = Int(digit)
      if index % 2 == 1 {
        value *= 2
        if value > 9 { value -= 9 }
      }
      sum += value
    }
    return sum % 10 == 0 && digits.contains { $0 != 0 }
  }

  /// A global trade item number of 14 figures (GS1 General Specifications, check digit of weights 3 and 1).
  static func gtin(_ digits: [UInt8]) -> Bool {
    guard digits.count == 14 else { return false }
    var sum = 0
    for (index, digit) in digits.enumerated() { sum += Int(digit) * (index % 2 == 0 ? 3 : 1) }
    return sum % 10 == 0 && digits.contains { $0 != 0 }
  }

  /// A registration number of the US Drug Enforcement Administration: two letters, seven figures, the last a checksum.
  static func dea(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 9, isLetter(bytes[0]), isLetter(bytes[1]) || bytes[1] == 0x39 else { return false }
    let d = bytes[2...].map { Int($0) - 0x30 }
    guard d.allSatisfy({ (0...9).contains($0) }) else { return false }
    return (d[0] + d[2] + d[4] + 2 * (d[1] + d[3] + d[5])) % 10 == d[6]
  }

  /// A vehicle identification number with its check figure (49 CFR 565.15).
  static func vin(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 17 else { return false }
    let weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]
    var sum = 0
    for (index, byte) in bytes.enumerated() {
      guard let value = vinValue(byte) else { return false }
      sum += value * weights[index]
    }
    let check = sum % 11
    return bytes[8] & 0xDF == 0x58 && check == 10 || bytes[8] == UInt8(0x30 + check % 10) && check < 10
  }

  private static func vinValue(_ byte: UInt8) -> Int? {
    if byte &- 0x30 < 10 { return Int(byte) - 0x30 }
    switch byte & 0xDF {
    case 0x41...0x48: return Int(byte & 0xDF) - 0x40
    case 0x4A...0x4E: return Int(byte & 0xDF) - 0x49
    case 0x50: return 7
    case 0x52: return 9
    case 0x53...0x5A: return Int(byte & 0xDF) - 0x51
    default: return nil
    }
  }

  /// An international bank account number (ISO 13616): modulo 97 is 1.
  static func iban(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 15, isLetter(bytes[0]), isLetter(bytes[1]), isDigit(bytes[2]), isDigit(bytes[3]) else {
      return false
    }
    var rest = 0
    for byte in bytes[4...] + bytes[..<4] {
      if isDigit(byte) {
        rest = (rest * 10 + Int(byte & 0x0F)) % 97
      } else if isLetter(byte) {
        rest = (rest * 100 + Int(byte & 0xDF) - 0x41 + 10) % 97
      } else {
        return false
      }
    }
    return rest == 1
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
