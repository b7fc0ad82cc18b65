/// The shape of a token with figures: "9" for a figure, "a" for a letter, runs counted ("a(2)9(7)").
public enum TokenShape {
  /// The shape of lower-cased bytes; letters beyond ASCII count as letters.
  public static func of(_ token: [UInt8]) -> String {
    var shape = ""
    var i = 0
    while i < token.count {
      let kind = sign(token[i])
      var length = 0
      while i < token.count, sign(token[i]) == kind {
        // A scalar beyond ASCII is one letter.
        if token[i] & 0xC0 != 0x80 { length += 1 }
        i += 1
      }
      shape.unicodeScalars.append(Unicode.Scalar(kind))
      if length > 1 { shape += "(\(length))" }
    }
    return shape
  }

  private static func sign(_ byte: UInt8) -> UInt8 {
    if byte &- 0x30 < 10 { return UInt8(ascii: "9") }
    if byte &- 0x61 < 26 || byte >= 0x80 { return UInt8(ascii: "a") }
    return byte
  }
}
