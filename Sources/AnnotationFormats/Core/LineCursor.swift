import ClinicalText

/// Walks the lines of a block of bytes and counts them; a carriage return before a line end is left out.
struct LineCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  /// 1-based number of the line that `next` gave last; 0 before the first.
  private(set) var line = 0

  /// A byte order mark at the start is no part of the first line.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { position = 3 }
  }

  /// The next line without its end; nil behind the last. A last line without an end counts.
  mutating func next() -> UnsafeBufferPointer<UInt8>? {
    guard position < bytes.count else { return nil }
    line += 1
    let start = position
    var end = ByteLines.first(0x0A, bytes, start) ?? bytes.count
    position = end + 1
    if end > start, bytes[end - 1] == 0x0D { end -= 1 }
    return bytes.part(start, end)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// The fields between `separator` bytes, at most `most` of them: the last holds the rest.
  func fields(_ separator: UInt8, most: Int = .max) -> [UnsafeBufferPointer<UInt8>] {
    var fields: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    while fields.count + 1 < most, let end = ByteLines.first(separator, self, start) {
      fields.append(part(start, end))
      start = end + 1
    }
    fields.append(part(start, count))
    return fields
  }

  /// The fields between runs of blanks and tabs.
  func words() -> [UnsafeBufferPointer<UInt8>] {
    var words: [UnsafeBufferPointer<UInt8>] = []
    var at = 0
    while at < count {
      while at < count, self[at] == 0x20 || self[at] == 0x09 { at += 1 }
      let start = at
      while at < count, self[at] != 0x20, self[at] != 0x09 { at += 1 }
      if at > start { words.append(part(start, at)) }
    }
    return words
  }

  /// A number of decimal digits alone, as offsets are; nil for anything else and for what no offset can be.
  var offset: Int? {
    guard count > 0, count <= 15 else { return nil }
    var number = 0
    for byte in self {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    return number
  }

  /// True when the bytes begin with an ASCII string.
  func starts(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && part(0, text.utf8CodeUnitCount).equals(text)
  }
}
