import ClinicalText
import Crypto
import Files

/// A secret key from a file: 32 bytes at least, random (`openssl rand -out FILE 32`). Never made up by the program.
public struct KeyFile: Sendable {
  let key: SymmetricKey
  /// Names the key in configurations, without telling it: an HMAC under it of a fixed text, eight bytes of it.
  public let fingerprint: String

  /// Fewer bytes than this are refused.
  public static let leastBytes = 32

  /// Reads a key. A text file (`openssl rand -hex 32`) is taken without the line break at its end. Throws `keyInvalid` for
  /// fewer than 32 bytes or fewer than 8 different ones, `inputMissing`, `fileUnreadable`.
  public init(path: String) throws(Fault) {
    try self.init(bytes: try WholeFile.read(path), file: path)
  }

  /// Takes a key's bytes.
  public init(bytes: [UInt8], file: String? = nil) throws(Fault) {
    var bytes = bytes
    if bytes.allSatisfy({ $0 &- 0x20 < 0x5F || $0 == 0x0A || $0 == 0x0D }) {
      while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
    }
    guard bytes.count >= Self.leastBytes else {
      throw Fault(.keyInvalid, file: file, value: "\(bytes.count) bytes; \(Self.leastBytes) are the least")
    }
    guard Set(bytes).count >= 8 else { throw Fault(.keyInvalid, file: file, value: "its bytes are all alike") }
    key = SymmetricKey(data: bytes)
    let code = HMAC<SHA256>.authenticationCode(for: Array("chartsift key fingerprint".utf8), using: key)
    fingerprint = Hexadecimal.text(code.prefix(8))
  }

  /// True when both files hold one key.
  public func isSame(as other: KeyFile) -> Bool { key == other.key }
}
