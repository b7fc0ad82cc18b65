import ClinicalText

/// Writes one JSON document, indented, straight into a buffer: keys in the order they are given.
public struct JSONWriter {
  public let out: OutputBuffer
  private var depth = 0
  private var isFirst = [true]

  /// Writes behind what `out` holds.
  public init(_ out: OutputBuffer) { self.out = out }

  /// One object as text, with a line feed behind it.
  public static func text(_ body: (inout JSONWriter) -> Void) -> String {
    let buffer = OutputBuffer()
    var writer = JSONWriter(buffer)
    writer.object(nil, body)
    buffer.append("\n" as StaticString)
    return withExtendedLifetime(buffer) { String(decoding: buffer.bytes, as: UTF8.self) }
  }

  private mutating func begin(_ key: String?) {
    if !isFirst[depth] { out.append(UInt8(ascii: ",")) }
    isFirst[depth] = false
    if depth > 0 { newLine() }
    guard let key else { return }
    out.appendJSONString(key)
    out.append(": " as StaticString)
  }

  private func newLine() {
    out.append(UInt8(ascii: "\n"))
    for _ in 0..<depth { out.append("  " as StaticString) }
  }

  private mutating func container(_ key: String?, _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void) {
    begin(key)
    out.append(open)
    depth += 1
    isFirst.append(true)
    body(&self)
    let wasEmpty = isFirst.removeLast()
    depth -= 1
    if !wasEmpty { newLine() }
    out.append(close)
  }

  /// An object; `key` is nil for the root and inside of arrays.
  public mutating func object(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    container(key, UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// An array.
  public mutating func array(_ key: String? = nil, _ body: (inout JSONWriter) -> Void) {
    container(key, UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// A string, or null.
  public mutating func string(_ key: String? = nil, _ value: String?) {
    begin(key)
    if let value { out.appendJSONString(value) } else { out.append("null" as StaticString) }
  }

  /// A whole number.
  public mutating func int(_ key: String? = nil, _ value: Int) {
    begin(key)
    out.append(value)
  }

  /// The shortest digits that give the same number back; null for what is no number.
  public mutating func double(_ key: String? = nil, _ value: Double?) {
    begin(key)
    if let value, value.isFinite { out.append(value.description) } else { out.append("null" as StaticString) }
  }

  /// True or false.
  public mutating func bool(_ key: String? = nil, _ value: Bool) {
    begin(key)
    out.append(value ? "true" as StaticString : "false" as StaticString)
  }

  /// A value that `body` writes by itself.
  public mutating func raw(_ key: String? = nil, _ body: (OutputBuffer) -> Void) {
    begin(key)
    body(out)
  }
}
