import ClinicalText
import Glibc

/// Lines in a block of bytes.
enum ByteLines {
  /// Offset of the first `byte` at or behind `start`, or nil.
  static func first(_ byte: UInt8, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
  }

  /// The bytes without JSON's white space at both ends.
  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var start = 0
    var end = bytes.count
    while start < end, JSONParts.isWhite(bytes[start]) { start += 1 }
    while end > start, JSONParts.isWhite(bytes[end - 1]) { end -= 1 }
    return bytes.part(start, end)
  }

  /// Tells the 1-based lines of places that are asked for in ascending order: linear in all.
  struct Counter {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var at = 0
    private var line: Int

    /// `first` is the line of the first byte.
    init(_ bytes: UnsafeBufferPointer<UInt8>, first: Int = 1) {
      self.bytes = bytes
      line = first
    }

    /// Line where a part of the bytes begins.
    mutating func line(of part: UnsafeBufferPointer<UInt8>) -> Int { line(offset(part)) }

    /// Line where a part of the bytes ends.
    mutating func line(behind part: UnsafeBufferPointer<UInt8>) -> Int { line(offset(part) + part.count) }

    private func offset(_ part: UnsafeBufferPointer<UInt8>) -> Int {
      guard let base = bytes.baseAddress, let start = part.baseAddress else { return at }
      return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(start))
    }

    private mutating func line(_ offset: Int) -> Int {
      while let next = ByteLines.first(0x0A, bytes, at), next < offset {
        line += 1
        at = next + 1
      }
      return line
    }
  }
}
