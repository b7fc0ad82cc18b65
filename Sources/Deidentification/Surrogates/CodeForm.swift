import ClinicalText

/// Numbers and codes: figures become figures, letters letters of the same case, signs stay.
enum CodeForm {
  /// A code of the same form that holds no valid check figure (Luhn, NPI, DEA, VIN, IBAN), so that it is nobody's by rule.
  static func made(_ original: UnsafeBufferPointer<UInt8>, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    var output: [UInt8] = []
    for _ in 0..<16 {
      output = plain(original, &draw)
      if !isValid(output) { break }
    }
    return output
  }

  private static func plain(_ original: UnsafeBufferPointer<UInt8>, _ draw: inout KeyedDraw) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(original.count)
    var isFirst = true
    for byte in original {
      if byte &- 0x30 < 10 {
        // No zero in front where there was none.
        output.append(isFirst && byte != 0x30 ? 0x31 + UInt8(draw.below(9)) : draw.digit())
        isFirst = false
      } else if (byte | 0x20) &- 0x61 < 26 {
        output.append((byte & 0x20) | letters[draw.below(letters.count)])
      } else if byte >= 0xC0 {
        output.append(letters[draw.below(letters.count)] | 0x20)
      } else if byte < 0x80 {
        output.append(byte)
      }
    }
    return output
  }

  /// Without I, O and Q, which no vehicle number has and which read as figures.
  private static let letters = Array("ABCDEFGHJKLMNPRSTUVWXYZ".utf8)

  private static func isValid(_ code: [UInt8]) -> Bool {
    let plain = code.filter { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 }
    let figures = plain.filter { $0 &- 0x30 < 10 }.map { $0 & 0x0F }
    if figures.count >= 12, Checksum.luhn(figures) { return true }
    if figures.count == 10, Checksum.luhn([8, 0, 8, 4, 0] + figures) { return true }
    return Checksum.dea(plain) || Checksum.vin(plain) || Checksum.iban(plain)
  }

  /// 900 to 999 in front and 00 to 49 behind: a number that is neither given out to persons nor to taxpayers.
  static func ssn(_ original: UnsafeBufferPointer<UInt8>, _ start: KeyedDraw) -> [UInt8] {
    var draw = start
    let isWhole = original.count { $0 &- 0x30 < 10 } == 9
    var index = 0
    var output: [UInt8] = []
    for byte in original {
      guard byte &- 0x30 < 10 else {
        output.append(byte)
        continue
      }
      switch (isWhole, index) {
      case (true, 0): output.append(0x39)
      case (true, 3): output.append(0x30 + UInt8(draw.below(5)))
      default: output.append(draw.digit())
      }
      index += 1
    }
    return output
  }
}

/// Telephone numbers: the exchange 555 with 0100 to 0199, which is set apart for fiction in North America.
enum PhoneForm {
  static func made(_ original: UnsafeBufferPointer<UInt8>, _ draw: ([UInt8]) -> KeyedDraw) -> [UInt8] {
    // An extension stands behind "x" or "ext".
    var end = original.count
    for i in original.indices where i > 0 && original[i] | 0x20 == 0x78 || original[i] | 0x20 == 0x65 && i > 6 {
      end = i
      break
    }
    var figures: [UInt8] = []
    for byte in original[..<end] where byte &- 0x30 < 10 { figures.append(byte) }
    let hasCountry = figures.count == 11 && figures[0] == 0x31
    let core = hasCountry ? Array(figures.dropFirst()) : figures
    var drawn = draw(core)
    var made: [UInt8] = []
    if core.count >= 10 {
      for _ in 0..<(core.count - 10) { made.append(drawn.digit()) }
      // An area code: no 0 or 1 in front, no 11 behind.
      made.append(0x32 + UInt8(drawn.below(8)))
      made.append([0x30, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38][drawn.below(8)])
      made.append(drawn.digit())
    }
    if core.count >= 7 {
      for _ in made.count..<(core.count - 7) { made.append(drawn.digit()) }
      made.append(contentsOf: "55501".utf8)
    }
    while made.count < core.count { made.append(drawn.digit()) }
    if hasCountry { made.insert(0x31, at: 0) }
    var output: [UInt8] = []
    var next = 0
    for (index, byte) in original.enumerated() {
      if byte &- 0x30 < 10 {
        output.append(index < end ? made[next] : drawn.digit())
        next += 1
      } else if index < end, (byte | 0x20) &- 0x61 < 26, figures.count < 10, !figures.isEmpty {
        output.append((byte & 0x20) | (0x41 + UInt8(drawn.below(26))))
      } else {
        output.append(byte)
      }
    }
    return output
  }
}
