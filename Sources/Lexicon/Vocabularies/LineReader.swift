import ClinicalText
import Glibc

/// Walks the lines of a mapped file; carriage returns before line ends are left out.
struct LineReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// 1-based number of the line that `next` gave last.
  private(set) var line = 0

  init(_ file: MappedFile) {
    bytes = file.bytes.bindMemory(to: UInt8.self)
    // A byte order mark is no part of the first field.
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    guard position < bytes.count, let base = bytes.baseAddress else { return nil }
    line += 1
    let start = position
    let found = memchr(base + start, 0x0A, bytes.count - start)
    var end = bytes.count
    if let found {
      end = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
    }
    position = end + 1
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<end])
  }
}

/// The fields of one line, split at a separator, without copies.
struct FieldSplitter {
  private(set) var fields: [UnsafeBufferPointer<UInt8>] = []

  mutating func split(_ line: UnsafeBufferPointer<UInt8>, at separator: UInt8) {
    fields.removeAll(keepingCapacity: true)
    var start = 0
    for i in 0..<line.count where line[i] == separator {
      fields.append(UnsafeBufferPointer(rebasing: line[start..<i]))
      start = i + 1
    }
    fields.append(UnsafeBufferPointer(rebasing: line[start..<line.count]))
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// True for valid UTF-8.
  var isValidUTF8: Bool {
    if allSatisfy({ $0 < 0x80 }) { return true }
    return String(validating: self, as: UTF8.self) != nil
  }
}
