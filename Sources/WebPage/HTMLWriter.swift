import ClinicalText

/// Writes elements straight into a buffer; every text and every attribute is escaped.
public struct HTMLWriter {
  private let out: OutputBuffer

  /// Writes behind what `out` holds.
  public init(_ out: OutputBuffer) { self.out = out }

  /// A text node.
  public func text(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): out.append("&amp;" as StaticString)
      case UInt8(ascii: "<"): out.append("&lt;" as StaticString)
      case UInt8(ascii: ">"): out.append("&gt;" as StaticString)
      case UInt8(ascii: "\""): out.append("&quot;" as StaticString)
      case UInt8(ascii: "'"): out.append("&#39;" as StaticString)
      default: out.append(byte)
      }
    }
  }

  /// An element with attributes; `body` writes what stands inside.
  public func element(
    _ tag: StaticString, _ attributes: [(StaticString, String)] = [], _ body: (HTMLWriter) -> Void
  ) {
    out.append(UInt8(ascii: "<"))
    out.append(tag)
    for (name, value) in attributes {
      out.append(UInt8(ascii: " "))
      out.append(name)
      out.append("=\"" as StaticString)
      text(value)
      out.append(UInt8(ascii: "\""))
    }
    out.append(UInt8(ascii: ">"))
    body(self)
    out.append("</" as StaticString)
    out.append(tag)
    out.append(">\n" as StaticString)
  }

  /// An element that holds text alone.
  public func element(_ tag: StaticString, _ attributes: [(StaticString, String)] = [], text: String) {
    element(tag, attributes) { $0.text(text) }
  }
}
