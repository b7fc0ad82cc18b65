/// Maps byte offsets of one note to Unicode scalar (code point) offsets and UTF-16 offsets, and scalars back to bytes.
///
/// One running count is kept for every 256 bytes; a query counts at most one such block.
/// For ASCII text every map is the identity and nothing is stored.
public struct ScalarOffsets: Sendable {
  private static let blockShift = 8
  private let text: NoteText
  /// Scalars before each 256-byte block.
  private var scalarsBefore: [UInt32] = []
  /// UTF-16 code units before each block beyond one per scalar: the scalars above U+FFFF.
  private var astralBefore: [UInt32] = []

  /// Takes each part as it is given.
  public init(_ text: NoteText) {
    self.text = text
    guard !text.isASCII else { return }
    let blocks = (text.count >> Self.blockShift) + 1
    scalarsBefore.reserveCapacity(blocks)
    astralBefore.reserveCapacity(blocks)
    var scalars: UInt32 = 0
    var astral: UInt32 = 0
    var start = 0
    for _ in 0..<blocks {
      scalarsBefore.append(scalars)
      astralBefore.append(astral)
      let end = min(start + 1 << Self.blockShift, text.count)
      let block = Self.count(text.bytes, start, end)
      scalars &+= block.scalars
      astral &+= block.astral
      start = end
    }
  }

  /// Scalar offset of a byte offset that lies on a scalar boundary (`0...text.count`).
  public func scalar(ofByte byte: Int) -> Int {
    if text.isASCII { return byte }
    let block = byte >> Self.blockShift
    let counted = Self.count(text.bytes, block << Self.blockShift, byte)
    return Int(scalarsBefore[block] &+ counted.scalars)
  }

  /// UTF-16 offset of a byte offset that lies on a scalar boundary.
  public func utf16(ofByte byte: Int) -> Int {
    if text.isASCII { return byte }
    let block = byte >> Self.blockShift
    let counted = Self.count(text.bytes, block << Self.blockShift, byte)
    return Int(scalarsBefore[block] &+ counted.scalars) + Int(astralBefore[block] &+ counted.astral)
  }

  /// Byte offset of a scalar offset, or nil when the text has fewer scalars.
  public func byte(ofScalar scalar: Int) -> Int? {
    guard scalar >= 0 else { return nil }
    if text.isASCII { return scalar <= text.count ? scalar : nil }
    var low = 0
    var high = scalarsBefore.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(scalarsBefore[middle]) <= scalar { low = middle } else { high = middle }
    }
    var byte = low << Self.blockShift
    while byte < text.count, text.bytes[byte] & 0xC0 == 0x80 { byte += 1 }
    var left = scalar - Int(scalarsBefore[low])
    while left > 0 {
      guard byte < text.count else { return nil }
      byte += 1
      while byte < text.count, text.bytes[byte] & 0xC0 == 0x80 { byte += 1 }
      left -= 1
    }
    return byte
  }

  /// Byte offset of a UTF-16 offset, or nil when the text has fewer units or the offset parts a surrogate pair.
  public func byte(ofUTF16 unit: Int) -> Int? {
    guard unit >= 0 else { return nil }
    if text.isASCII { return unit <= text.count ? unit : nil }
    var low = 0
    var high = scalarsBefore.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(scalarsBefore[middle]) + Int(astralBefore[middle]) <= unit { low = middle } else { high = middle }
    }
    var byte = low << Self.blockShift
    while byte < text.count, text.bytes[byte] & 0xC0 == 0x80 { byte += 1 }
    var left = unit - Int(scalarsBefore[low]) - Int(astralBefore[low])
    while left > 0 {
      guard byte < text.count else { return nil }
      left -= text.bytes[byte] >= 0xF0 ? 2 : 1
      byte += 1
      while byte < text.count, text.bytes[byte] & 0xC0 == 0x80 { byte += 1 }
    }
    return left == 0 ? byte : nil
  }

  /// Number of scalars in the text.
  public var scalarCount: Int { scalar(ofByte: text.count) }

  /// Counts the scalars that start in `[start, end)`, and those of them above U+FFFF.
  private static func count(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
  ) -> (scalars: UInt32, astral: UInt32) {
    var scalars: UInt32 = 0
    var astral: UInt32 = 0
    for i in start..<end {
      scalars &+= bytes[i] & 0xC0 != 0x80 ? 1 : 0
      astral &+= bytes[i] >= 0xF0 ? 1 : 0
    }
    return (scalars, astral)
  }
}
