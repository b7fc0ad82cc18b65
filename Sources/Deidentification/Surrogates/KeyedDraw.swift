import ClinicalText
import Crypto

/// Choices that depend on a key and on what they are for, and on nothing else: HMAC-SHA-256 (RFC 2104, FIPS 198-1) over the
/// scope, the purpose, the value and a counter, each with its length in front; further blocks are HMACs of the block before.
struct KeyedDraw {
  private let key: SymmetricKey
  private var block: HMAC<SHA256>.MAC
  private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  private var used = 0

  /// - Parameters:
  ///   - scope: whose surrogates they are: "p" and a patient's id, or "n" and a note's.
  ///   - purpose: the pool that is drawn from ("given", "date-shift").
  ///   - value: the folded original.
  ///   - counter: another number gives another draw, for one that cannot be used.
  init(_ key: SymmetricKey, scope: [UInt8], purpose: StaticString, value: some Sequence<UInt8>, counter: Int = 0) {
    self.key = key
    var message: [UInt8] = []
    message.reserveCapacity(scope.count + 64)
    func add(length: Int) { withUnsafeBytes(of: UInt32(length).littleEndian) { message.append(contentsOf: $0) } }
    add(length: scope.count)
    message.append(contentsOf: scope)
    add(length: purpose.utf8CodeUnitCount)
    message.append(contentsOf: UnsafeBufferPointer(start: purpose.utf8Start, count: purpose.utf8CodeUnitCount))
    let start = message.count
    message.append(contentsOf: value)
    add(length: message.count - start)
    add(length: counter)
    block = HMAC<SHA256>.authenticationCode(for: message, using: key)
    load()
  }

  private mutating func load() {
    block.withUnsafeBytes {
      words = (
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
      )
    }
    used = 0
  }

  /// A number from 0 up to `bound`, exclusive; each as likely but for one part in 2^32 (multiply and shift).
  mutating func below(_ bound: Int) -> Int {
    if used == 8 {
      block = HMAC<SHA256>.authenticationCode(for: Array(block), using: key)
      load()
    }
    let word =
      switch used / 2 {
      case 0: words.0
      case 1: words.1
      case 2: words.2
      default: words.3
      }
    let half = used % 2 == 0 ? word & 0xFFFF_FFFF : word >> 32
    used += 1
    return Int((half &* UInt64(bound)) >> 32)
  }

  mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

  mutating func digit() -> UInt8 { 0x30 + UInt8(below(10)) }
}

/// A value as it is compared and drawn for: letters and figures, in lower case, without accents and signs.
enum FoldedValue {
  static func of(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var isASCII = true
    for byte in text {
      if byte >= 0x80 {
        isASCII = false
        break
      }
      let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
      if lower &- 0x61 < 26 || lower &- 0x30 < 10 { folded.append(lower) }
    }
    if isASCII { return folded }
    folded.removeAll(keepingCapacity: true)
    var scratch: [UInt8] = []
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      scratch.removeAll(keepingCapacity: true)
      ScalarFolding.append(scalar.value, to: &scratch)
      for byte in scratch where byte >= 0x80 || byte &- 0x61 < 26 || byte &- 0x30 < 10 { folded.append(byte) }
    }
    return folded
  }

  static func of(_ text: String) -> [UInt8] {
    var copy = text
    return copy.withUTF8 { of($0) }
  }
}
