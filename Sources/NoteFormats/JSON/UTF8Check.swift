import CSimdJSON

/// Validation of UTF-8 by simdjson's vector code.
enum UTF8Check {
  static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
    return csj_valid_utf8(base, bytes.count)
  }
}
