import ClinicalText

/// Writes text into XML so that a parser gives the same text back.
enum XMLText {
  /// False for what no escape can bring into XML 1.0: control characters but tab and line ends, U+FFFE and U+FFFF.
  static func canHold(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for (index, byte) in bytes.enumerated() {
      if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { return false }
      if byte == 0xEF, index + 2 < bytes.count, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE { return false }
    }
    return true
  }

  static func canHold(_ text: String) -> Bool { Array(text.utf8).withUnsafeBufferPointer(canHold) }

  /// The inside of an attribute's quotes. White space is written as references: a parser makes blanks of it otherwise.
  static func appendAttribute(_ text: String, _ buffer: OutputBuffer) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): buffer.append("&quot;" as StaticString)
      case 0x09: buffer.append("&#9;" as StaticString)
      case 0x0A: buffer.append("&#10;" as StaticString)
      default: appendEscaped(byte, buffer)
      }
    }
  }

  /// The content of an element.
  static func appendContent(_ bytes: UnsafeBufferPointer<UInt8>, _ buffer: OutputBuffer) {
    for byte in bytes { appendEscaped(byte, buffer) }
  }

  /// The inside of a CDATA section; carriage returns in it are lost (see `appendContent`).
  static func appendCDATA(_ bytes: UnsafeBufferPointer<UInt8>, _ buffer: OutputBuffer) {
    var clean = 0
    var at = 0
    while let bracket = ByteLines.first(UInt8(ascii: "]"), bytes, at) {
      at = bracket + 1
      guard bracket + 2 < bytes.count, bytes[at] == UInt8(ascii: "]"), bytes[at + 1] == UInt8(ascii: ">") else {
        continue
      }
      // The section ends behind "]]" and another begins with ">".
      buffer.append(bytes.part(clean, bracket + 2))
      buffer.append("]]><![CDATA[" as StaticString)
      clean = bracket + 2
    }
    buffer.append(bytes.part(clean, bytes.count))
  }

  private static func appendEscaped(_ byte: UInt8, _ buffer: OutputBuffer) {
    switch byte {
    case UInt8(ascii: "&"): buffer.append("&amp;" as StaticString)
    case UInt8(ascii: "<"): buffer.append("&lt;" as StaticString)
    case UInt8(ascii: ">"): buffer.append("&gt;" as StaticString)
    case 0x0D: buffer.append("&#13;" as StaticString)
    default: buffer.append(byte)
    }
  }
}
