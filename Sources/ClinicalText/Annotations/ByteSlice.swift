/// Bytes of UTF-8 in memory that lives as long as the process: a mapped lexicon, a rule table.
@frozen
public struct ByteSlice: @unchecked Sendable {
  // Safe to share: the memory is never written after the slice is made, and never freed.
  public let start: UnsafePointer<UInt8>
  public let count: Int

  @inlinable
  public init(start: UnsafePointer<UInt8>, count: Int) {
    self.start = start
    self.count = count
  }

  /// Copies `string` into memory that is never freed: for names that are made once per run.
  public init(permanent string: String) {
    let bytes = Array(string.utf8)
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    copy.initialize(from: bytes, count: bytes.count)
    self.init(start: copy, count: bytes.count)
  }

  @inlinable public var buffer: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: start, count: count)
  }

  public var string: String { String(decoding: buffer, as: UTF8.self) }
}
