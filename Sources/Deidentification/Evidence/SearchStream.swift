import ClinicalText

/// The letters and figures of a text for the leak check: lower case, no accents, nothing between them, each with its place.
///
/// This is not the code that detection searches with, on purpose: what one overlooks, the other may see.
struct SearchStream {
  /// Followed by `padding` zero bytes: whole words may be loaded across the end.
  private(set) var bytes: [UInt8] = []
  static let padding = 8
  /// Number of letters and figures.
  private(set) var count = 0
  /// Byte offset in the text that each byte comes from.
  private(set) var places: [UInt32] = []
  /// Bytes of signs and blanks right before each byte; at most 255. 0 inside of a word.
  private(set) var gaps: [UInt8] = []
  /// True where the bytes before are one hyphen or one blank.
  private(set) var isThinGap: [Bool] = []
  /// True where the character is written as a capital letter.
  private(set) var isCapital: [Bool] = []
  private var folded: [UInt8] = []
  /// Signs since the last letter or figure, and the last of them.
  private var pendingGap = 0
  private var lastSign: UInt8 = 0

  init() {}

  /// The stream of a known value.
  init(_ text: String) {
    Array(text.utf8).withUnsafeBufferPointer { load($0, isJSON: false) }
  }

  /// Replaces the contents.
  ///
  /// - Parameter isJSON: true to read `\n`, `\u00e9` and the like as what they stand for.
  mutating func load(_ source: UnsafeBufferPointer<UInt8>, isJSON: Bool) {
    bytes.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    gaps.removeAll(keepingCapacity: true)
    isThinGap.removeAll(keepingCapacity: true)
    isCapital.removeAll(keepingCapacity: true)
    pendingGap = 255
    lastSign = 0
    let length = source.count
    var i = 0
    while i < length {
      let byte = source[i]
      if byte < 0x80 {
        let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
        if lower &- 0x61 < 26 || lower &- 0x30 < 10 {
          append(lower, i, isUpper: lower != byte)
        } else if isJSON, byte == 0x5C, i + 1 < length {
          i = readEscape(source, i)
          continue
        } else {
          pendingGap += 1
          lastSign = byte
        }
        i += 1
        continue
      }
      let size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      var value = UInt32(byte) & (size == 2 ? 0x1F : size == 3 ? 0x0F : size == 4 ? 0x07 : 0x7F)
      for k in 1..<max(1, size) { value = value << 6 | UInt32(source[min(i + k, length - 1)] & 0x3F) }
      append(scalar: value, i, size)
      i += size
    }
    self.count = bytes.count
    for _ in 0..<Self.padding { bytes.append(0) }
  }

  /// Letters and figures alone.
  var contents: ArraySlice<UInt8> { bytes[..<count] }

  /// Reads the escape at `start`; returns the offset behind it.
  private mutating func readEscape(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard source[start + 1] == 0x75, let unit = Self.hex(source, start + 2) else {
      pendingGap += 1
      lastSign = 0x20
      return start + 2
    }
    if unit & 0xFC00 == 0xD800, start + 8 <= source.count, source[start + 6] == 0x5C, source[start + 7] == 0x75,
      let low = Self.hex(source, start + 8), low & 0xFC00 == 0xDC00
    {
      append(scalar: 0x10000 + (unit & 0x3FF) << 10 + (low & 0x3FF), start, 1)
      return start + 12
    }
    append(scalar: unit, start, 1)
    return start + 6
  }

  private static func hex(_ source: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
    guard start + 4 <= source.count else { return nil }
    var value: UInt32 = 0
    for byte in source[start..<start + 4] {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  private mutating func append(scalar value: UInt32, _ place: Int, _ length: Int) {
    folded.removeAll(keepingCapacity: true)
    // Dashes, quotes, blanks beyond ASCII and private signs are gaps.
    let isSign =
      value < 0x80
      ? !((0x61...0x7A).contains(value | 0x20) || (0x30...0x39).contains(value))
      : value < 0xC0 || value == 0xD7 || value == 0xF7 || (0x2000...0x2BFF).contains(value)
        || (0x3000...0x3020).contains(value)
    if !isSign { ScalarFolding.append(value, to: &folded) }
    guard !folded.isEmpty else {
      // A mark above a letter is part of it; joiners are nothing at all.
      if !(0x300...0x36F).contains(value), value != 0xAD, value != 0x200C, value != 0x200D {
        pendingGap += length
        lastSign = (0x2010...0x2015).contains(value) ? 0x2D : 0x20
      }
      return
    }
    let isUpper = Unicode.Scalar(value)?.properties.isUppercase ?? false
    for (index, byte) in folded.enumerated() { append(byte, place, isUpper: isUpper && index == 0) }
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8, _ place: Int, isUpper: Bool) {
    bytes.append(byte)
    places.append(UInt32(truncatingIfNeeded: place))
    gaps.append(UInt8(truncatingIfNeeded: min(255, pendingGap)))
    isThinGap.append(pendingGap == 1 && (lastSign == 0x2D || lastSign == 0x20))
    isCapital.append(isUpper)
    pendingGap = 0
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// True where a word or a number begins, or letters change to figures.
  @inline(__always)
  func begins(_ i: Int) -> Bool {
    i == 0 || gaps[i] > 0 || Self.isDigit(bytes[i]) != Self.isDigit(bytes[i - 1])
  }

  /// True where a word or a number ends right before `end`.
  @inline(__always)
  func ends(_ end: Int) -> Bool { end == count || begins(end) }
}
