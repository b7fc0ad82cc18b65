/// Writes JSON straight into a buffer: puts the commas and the white space, escapes the strings, keeps the order.
///
/// ```swift
/// var json = JSONWriter(buffer)
/// json.object { json in
///   json.string("id", "T1")
///   json.array("offsets", [3, 8]) { $0.int(nil, $1) }
/// }
/// ```
///
/// A value's key is nil for the root and inside of arrays.
public struct JSONWriter {
  /// How a document looks.
  public enum Form: Sendable {
    /// No white space at all.
    case compact
    /// Each value on its own line, two blanks for each level.
    case indented
  }

  /// Where it writes.
  public let out: OutputBuffer
  private let isIndented: Bool
  private var depth = 0
  /// True behind a value: one that follows needs a comma.
  private var needsComma = false

  /// Writes behind what `out` holds.
  public init(_ out: OutputBuffer, _ form: Form = .compact) {
    self.out = out
    isIndented = form == .indented
  }

  /// One indented object as text, with a line feed behind it.
  public static func text(_ body: (inout JSONWriter) -> Void) -> String {
    let buffer = OutputBuffer()
    var writer = JSONWriter(buffer, .indented)
    writer.object(nil, body)
    writer.endLine()
    return withExtendedLifetime(buffer) { String(decoding: buffer.bytes, as: UTF8.self) }
  }

  // MARK: Containers

  /// An object; `body` writes its members.
  @inlinable
  public mutating func object<E: Error>(
    _ key: String? = nil, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    open(key, UInt8(ascii: "{"))
    try body(&self)
    close(UInt8(ascii: "}"))
  }

  /// An array; `body` writes its elements.
  @inlinable
  public mutating func array<E: Error>(
    _ key: String? = nil, _ body: (inout JSONWriter) throws(E) -> Void
  ) throws(E) {
    open(key, UInt8(ascii: "["))
    try body(&self)
    close(UInt8(ascii: "]"))
  }

  /// An array; `body` writes the element of each item.
  @inlinable
  public mutating func array<Items: Sequence, E: Error>(
    _ key: String? = nil, _ items: Items, _ body: (inout JSONWriter, Items.Element) throws(E) -> Void
  ) throws(E) {
    open(key, UInt8(ascii: "["))
    for item in items { try body(&self, item) }
    close(UInt8(ascii: "]"))
  }

  /// An array of one object for each item; `body` writes the members of each.
  @inlinable
  public mutating func objects<Items: Sequence, E: Error>(
    _ key: String? = nil, _ items: Items, _ body: (inout JSONWriter, Items.Element) throws(E) -> Void
  ) throws(E) {
    open(key, UInt8(ascii: "["))
    for item in items {
      open(nil, UInt8(ascii: "{"))
      try body(&self, item)
      close(UInt8(ascii: "}"))
    }
    close(UInt8(ascii: "]"))
  }

  // MARK: Values

  /// A string, or null.
  public mutating func string(_ key: String? = nil, _ value: String?) {
    begin(key)
    if let value { out.appendJSONString(value) } else { out.append("null" as StaticString) }
  }

  /// A string, as UTF-8.
  public mutating func string(_ key: String? = nil, _ bytes: UnsafeBufferPointer<UInt8>) {
    begin(key)
    out.appendJSONString(bytes)
  }

  /// A whole number, or null.
  public mutating func int(_ key: String? = nil, _ value: Int?) {
    begin(key)
    if let value { out.append(value) } else { out.append("null" as StaticString) }
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

  /// Null.
  public mutating func null(_ key: String? = nil) {
    begin(key)
    out.append("null" as StaticString)
  }

  /// A value that `body` writes by itself.
  public mutating func raw(_ key: String? = nil, _ body: (OutputBuffer) -> Void) {
    begin(key)
    body(out)
  }

  // MARK: Members that may be missing

  /// A member with a string; none for nil.
  public mutating func string(_ key: String, given value: String?) {
    if let value { string(key, value) }
  }

  /// A member with a whole number; none for nil.
  public mutating func int(_ key: String, given value: Int?) {
    if let value { int(key, value) }
  }

  /// A member with a number; none for nil and for what is no number.
  public mutating func double(_ key: String, given value: Double?) {
    if let value, value.isFinite { double(key, value) }
  }

  // MARK: Places

  /// Ends a line; the next value stands by itself.
  public mutating func endLine() {
    out.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func begin(_ key: String?) {
    if needsComma { out.append(UInt8(ascii: ",")) }
    needsComma = true
    if isIndented, depth > 0 { newLine() }
    guard let key else { return }
    out.appendJSONString(key)
    out.append(UInt8(ascii: ":"))
    if isIndented { out.append(UInt8(ascii: " ")) }
  }

  private func newLine() {
    out.append(UInt8(ascii: "\n"))
    for _ in 0..<depth { out.append("  " as StaticString) }
  }

  @usableFromInline
  mutating func open(_ key: String?, _ bracket: UInt8) {
    begin(key)
    out.append(bracket)
    depth += 1
    needsComma = false
  }

  @usableFromInline
  mutating func close(_ bracket: UInt8) {
    depth -= 1
    if isIndented, needsComma { newLine() }
    out.append(bracket)
    needsComma = true
  }
}
