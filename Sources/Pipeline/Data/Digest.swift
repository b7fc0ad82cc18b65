import ClinicalText
import Crypto

/// SHA-256 (FIPS 180-4) as lower-case hexadecimal digits: how files, rules and configurations are told apart.
struct Digest {
  private var hasher = SHA256()

  mutating func add(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
  }

  mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
    hasher.update(bufferPointer: UnsafeRawBufferPointer(bytes))
  }

  /// Adds a part with its length in front, so that ("ab", "c") and ("a", "bc") differ.
  mutating func add(part text: String) {
    var copy = text
    copy.withUTF8 { buffer in
      withUnsafeBytes(of: UInt64(buffer.count).littleEndian) { hasher.update(bufferPointer: $0) }
      hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
    }
  }

  /// The digest of what was added so far.
  func finish() -> String { Self.hexadecimal(hasher.finalize()) }

  /// The same as 32 bytes.
  func bytes() -> [UInt8] { Array(hasher.finalize()) }

  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
