/// A stable 64-bit hash of a record's bytes (FNV-1a): the same between runs and however the bytes are cut into pieces.
struct Fingerprint {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    var hash = value
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    value = hash
  }

  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var fingerprint = Fingerprint()
    fingerprint.add(bytes)
    return fingerprint.value
  }

  static func of(_ text: String) -> UInt64 {
    var copy = text
    return copy.withUTF8 { of($0) }
  }
}
