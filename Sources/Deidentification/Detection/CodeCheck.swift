/// Checks that a shape alone cannot make.
public enum CodeCheck: String, CaseIterable, Sendable {
  /// No area, group or serial that the Social Security Administration never gave out.
  case ssnArea = "ssn-area"
  case luhn
  case npi
  case dea
  case vin
  case gtin
  case iban
  case ipv4 = "ipv4-octets"
  /// No date of the calendar.
  case noDate = "no-date"
  /// Not two numbers of which the second is the greater one: "1000-2000".
  case noRange = "no-range"
  /// No small letter at the end: "1016 EK", not "1016 ek", which may be "1016 in".
  case capitalEnd = "capital-end"

  /// Whether the bytes of a match hold.
  func holds(_ match: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .ssnArea: return Self.ssnArea(Self.digits(match))
    case .luhn: return Checksum.luhn(Self.digits(match))
    case .npi: return Checksum.luhn([8, 0, 8, 4, 0] + Self.digits(match))
    case .dea: return Checksum.dea(Array(match))
    case .vin: return Checksum.vin(Array(match))
    case .gtin: return Checksum.gtin(Array(Self.digits(match).dropFirst(2).prefix(14)))
    case .iban: return Checksum.iban(match.filter { $0 != 0x20 })
    case .ipv4: return match.split(separator: 0x2E).allSatisfy { $0.count <= 3 && Self.value($0) <= 255 }
    case .noDate: return DateParts.parse(match, order: .monthFirst) == nil
    case .capitalEnd: return match.last.map { $0 &- 0x61 >= 26 } ?? false
    case .noRange:
      let parts = match.split(separator: 0x2D)
      guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy { $0 &- 0x30 < 10 } }), parts[0].first != 0x30 else {
        return true
      }
      return Self.value(parts[0]) >= Self.value(parts[1])
    }
  }

  private static func digits(_ match: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    match.compactMap { $0 &- 0x30 < 10 ? $0 & 0x0F : nil }
  }

  private static func value(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    digits.prefix(17).reduce(0) { $0 * 10 + Int($1 & 0x0F) }
  }

  private static func ssnArea(_ d: [UInt8]) -> Bool {
    guard d.count == 9 else { return false }
    let area = Int(d[0]) * 100 + Int(d[1]) * 10 + Int(d[2])
    return area != 0 && area != 666 && area < 900 && d[3] + d[4] != 0 && d[5] + d[6] + d[7] + d[8] != 0
  }
}
