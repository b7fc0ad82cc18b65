internal import CSimdJSON

/// Validation of UTF-8 by simdjson's vector code.
package enum UTF8Check {
  /// True when the bytes are valid UTF-8.
  package static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
    return csj_valid_utf8(base, bytes.count)
  }
}
