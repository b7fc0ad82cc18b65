import ClinicalText

extension OffsetMap {
  /// True when the text at scalar offsets, parts joined by one blank, is `surface`; runs of white space count as one
  /// blank, at the ends as none. Takes time by the length of `surface`, however long the parts are: many wide mentions
  /// that do not fit must not take quadratic time.
  func isSame(_ parts: [Range<Int>], as surface: String) -> Bool {
    var ranges: [Range<Int>] = []
    var length = 0
    for part in parts {
      guard let start = byte(part.lowerBound, .codePoints), let end = byte(part.upperBound, .codePoints), start <= end
      else { return false }
      ranges.append(start..<end)
      length += end - start
    }
    var surface = surface
    return surface.withUTF8 { other in
      if ranges.count == 1, text.bytes.part(ranges[0].lowerBound, ranges[0].upperBound).elementsEqual(other) {
        return true
      }
      // White space may be longer in the text than in the annotation, within reason.
      guard length <= other.count * 16 + 4096 else { return false }
      var mine = FoldedBytes(ranges.map { text.bytes.part($0.lowerBound, $0.upperBound) })
      var theirs = FoldedBytes([other])
      while true {
        let (a, b) = (mine.next(), theirs.next())
        guard a == b else { return false }
        if a == nil { return true }
      }
    }
  }
}

/// The bytes of some parts of UTF-8 with every run of white space, and every border between parts, as one blank.
private struct FoldedBytes {
  private let parts: [UnsafeBufferPointer<UInt8>]
  private var part = 0
  private var at = 0
  private var hasBegun = false
  private var held: UInt8?

  init(_ parts: [UnsafeBufferPointer<UInt8>]) { self.parts = parts }

  mutating func next() -> UInt8? {
    if let byte = held {
      held = nil
      return byte
    }
    var isBehindWhite = false
    while part < parts.count {
      let bytes = parts[part]
      guard at < bytes.count else {
        part += 1
        at = 0
        isBehindWhite = true
        continue
      }
      let white = Self.whiteLength(bytes, at)
      if white > 0 {
        at += white
        isBehindWhite = true
        continue
      }
      let byte = bytes[at]
      at += 1
      guard isBehindWhite, hasBegun else {
        hasBegun = true
        return byte
      }
      held = byte
      return 0x20
    }
    return nil
  }

  /// Bytes of the white space scalar at `at`; 0 where there is none.
  private static func whiteLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let byte = bytes[at]
    if byte < 0x80 { return byte == 0x20 || byte >= 0x09 && byte <= 0x0D ? 1 : 0 }
    guard byte & 0xC0 != 0x80, let base = bytes.baseAddress else { return 0 }
    // Within the bytes: the parts are whole scalars.
    let scalar = decodeScalar(base, at)
    guard at + scalar.length <= bytes.count, let value = Unicode.Scalar(scalar.value) else { return 0 }
    return value.properties.isWhitespace ? scalar.length : 0
  }
}
