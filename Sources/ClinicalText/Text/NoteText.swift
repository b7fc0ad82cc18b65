/// The text of one note: immutable, valid UTF-8, owned, and followed by zero bytes so that
/// readers may load whole machine words across its end.
///
/// The bytes never change after `init`, and nothing here copies or normalises them: every offset
/// that ChartSift gives out is an offset into exactly these bytes.
public final class NoteText: @unchecked Sendable {
  // Safe to share: the buffer is written in `init` only and freed in `deinit` only.

  /// Zero bytes after the text; reading this far past the end is allowed.
  public static let padding = 64

  /// The text's bytes, without the padding.
  public let bytes: UnsafeBufferPointer<UInt8>

  /// True when every byte is below 0x80, so that byte and scalar offsets are the same.
  public let isASCII: Bool

  private let storage: UnsafeMutableRawPointer

  /// Copies `source`, which must be valid UTF-8 (readers check it; see `UTF8Check`).
  public init(copying source: UnsafeBufferPointer<UInt8>) {
    let count = source.count
    storage = UnsafeMutableRawPointer.allocate(byteCount: count + Self.padding, alignment: 16)
    if let base = source.baseAddress, count > 0 {
      storage.copyMemory(from: base, byteCount: count)
    }
    (storage + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
    let first = storage.bindMemory(to: UInt8.self, capacity: count + Self.padding)
    bytes = UnsafeBufferPointer(start: first, count: count)
    isASCII = Self.allASCII(bytes)
  }

  /// Lets `fill` write the text's bytes, all of them, as valid UTF-8.
  init(byteCount count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    storage = UnsafeMutableRawPointer.allocate(byteCount: count + Self.padding, alignment: 16)
    storage.initializeMemory(as: UInt8.self, repeating: 0, count: count + Self.padding)
    let first = storage.bindMemory(to: UInt8.self, capacity: count + Self.padding)
    fill(UnsafeMutableBufferPointer(start: first, count: count))
    bytes = UnsafeBufferPointer(start: first, count: count)
    isASCII = Self.allASCII(bytes)
  }

  /// Takes each part as it is given.
  public convenience init(_ string: String) {
    var copy = string
    self.init(copyingUTF8Of: &copy)
  }

  private convenience init(copyingUTF8Of string: inout String) {
    let array = string.withUTF8 { Array($0) }
    self.init(array)
  }

  /// Takes each part as it is given.
  public convenience init(_ array: [UInt8]) {
    self.init(borrowing: array)
  }

  private convenience init(borrowing array: [UInt8]) {
    let pointer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: array.count)
    defer { pointer.deallocate() }
    _ = pointer.initialize(from: array)
    self.init(copying: UnsafeBufferPointer(pointer))
  }

  deinit { storage.deallocate() }

  public var count: Int { bytes.count }

  public var fullSpan: ByteSpan { ByteSpan(0, bytes.count) }

  /// The text under a span. For tests, reports and writers of small results; not for hot loops.
  public func string(_ span: ByteSpan) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[span.range]), as: UTF8.self)
  }

  private static func allASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = bytes.baseAddress else { return true }
    let raw = UnsafeRawPointer(base)
    var seen: UInt64 = 0
    var i = 0
    // Safe because the buffer is padded: the last load may read zero bytes past the text.
    while i < bytes.count {
      seen |= raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      i += 8
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
