import ClinicalText

/// The letters and figures of a text alone, in lower case and without accents, each with its place in the text.
struct FoldedStream {
  private(set) var bytes: [UInt8] = []
  /// Byte offset in the text of the character that each byte comes from, and of the end of that character.
  private(set) var starts: [UInt32] = []
  private(set) var ends: [UInt32] = []

  mutating func load(_ text: NoteText) {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var i = 0
    let source = text.bytes
    var folded: [UInt8] = []
    while i < source.count {
      var byte = source[i]
      if byte < 0x80 {
        if byte &- 0x41 < 26 { byte |= 0x20 }
        if byte &- 0x61 < 26 || byte &- 0x30 < 10 { append(byte, i, i + 1) }
        i += 1
        continue
      }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
      var value = UInt32(byte) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
      for k in 1..<length { value = value << 6 | UInt32(source[min(i + k, source.count - 1)] & 0x3F) }
      folded.removeAll(keepingCapacity: true)
      ScalarFolding.append(value, to: &folded)
      for b in folded where b >= 0x80 || b &- 0x61 < 26 || b &- 0x30 < 10 { append(b, i, i + length) }
      i += length
    }
  }

  private mutating func append(_ byte: UInt8, _ start: Int, _ end: Int) {
    bytes.append(byte)
    starts.append(UInt32(start))
    ends.append(UInt32(end))
  }

  /// True when nothing that is letter or figure touches the byte at `index` from the left.
  func beginsWord(_ index: Int) -> Bool {
    index == 0 || ends[index - 1] < starts[index] && starts[index - 1] != starts[index]
  }

  /// True when nothing that is letter or figure touches the byte before `end` from the right.
  func endsWord(_ end: Int) -> Bool { end == bytes.count || ends[end - 1] < starts[end] }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
