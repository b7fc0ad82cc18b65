import ClinicalText

/// Turns the offsets of one document into Unicode scalar offsets and slices its text.
struct OffsetMap {
  let text: NoteText
  private let scalars: ScalarOffsets

  init(_ text: NoteText) {
    self.text = text
    scalars = ScalarOffsets(text)
  }

  /// Byte offset of an offset in `unit`, or nil outside the text or inside of a character.
  func byte(_ offset: Int, _ unit: OffsetUnit) -> Int? {
    guard offset >= 0 else { return nil }
    switch unit {
    case .codePoints: return scalars.byte(ofScalar: offset)
    case .bytes:
      guard offset <= text.count else { return nil }
      return offset == text.count || text.bytes[offset] & 0xC0 != 0x80 ? offset : nil
    case .utf16: return scalars.byte(ofUTF16: offset)
    }
  }

  /// Scalar offset of a byte offset on a scalar boundary.
  func scalar(ofByte byte: Int) -> Int { scalars.scalar(ofByte: byte) }

  /// Offset in `unit` of a scalar offset within the text.
  func offset(ofScalar scalar: Int, _ unit: OffsetUnit) -> Int? {
    guard let byte = scalars.byte(ofScalar: scalar) else { return nil }
    switch unit {
    case .codePoints: return scalar
    case .bytes: return byte
    case .utf16: return scalars.utf16(ofByte: byte)
    }
  }

  /// The text at scalar offsets, fragments joined by one space; nil outside the text.
  func surface(_ parts: [Range<Int>]) -> String? {
    var bytes: [UInt8] = []
    for part in parts {
      guard let start = scalars.byte(ofScalar: part.lowerBound), let end = scalars.byte(ofScalar: part.upperBound),
        start <= end
      else { return nil }
      if !bytes.isEmpty { bytes.append(0x20) }
      bytes.append(contentsOf: text.bytes[start..<end])
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
