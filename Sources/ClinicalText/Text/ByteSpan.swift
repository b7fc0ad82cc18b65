/// A half-open range of UTF-8 byte offsets into one note's text: `start` is included, `end` is not.
@frozen
public struct ByteSpan: Hashable, Sendable, Comparable {
  public var start: UInt32
  public var end: UInt32

  @inlinable
  public init(start: UInt32, end: UInt32) {
    self.start = start
    self.end = end
  }

  @inlinable
  public init(_ start: Int, _ end: Int) {
    self.init(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end))
  }

  /// Length in bytes.
  @inlinable public var count: Int { Int(end) - Int(start) }

  @inlinable public var range: Range<Int> { Int(start)..<Int(end) }

  @inlinable
  public func overlaps(_ other: ByteSpan) -> Bool {
    start < other.end && other.start < end
  }

  @inlinable
  public func contains(_ other: ByteSpan) -> Bool {
    start <= other.start && other.end <= end
  }

  /// By start; at one start the longer span comes first.
  @inlinable
  public static func < (a: ByteSpan, b: ByteSpan) -> Bool {
    a.start != b.start ? a.start < b.start : a.end > b.end
  }
}
