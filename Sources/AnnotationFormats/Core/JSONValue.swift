import ClinicalText
import Glibc

/// A value inside of JSON that `JSONScanner` has checked. Its parts are found in place, without copies or recursion.
///
/// Only for checked JSON: nothing is validated again. Valid as long as the bytes it points into.
struct JSONValue {
  enum Kind {
    case object
    case array
    case string
    case number
    case bool
    case null
  }

  /// The whole token: quotes and brackets included. Never empty.
  let token: UnsafeBufferPointer<UInt8>
  let kind: Kind

  /// `token` is one checked value without white space around it.
  init(checked token: UnsafeBufferPointer<UInt8>) {
    self.token = token
    switch token[0] {
    case UInt8(ascii: "{"): kind = .object
    case UInt8(ascii: "["): kind = .array
    case UInt8(ascii: "\""): kind = .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): kind = .bool
    case UInt8(ascii: "n"): kind = .null
    default: kind = .number
    }
  }

  /// A value without parts, for what is not there.
  static var null: JSONValue { JSONValue(checked: permanentNull.buffer) }

  private static let permanentNull = ByteSlice(permanent: "null")

  var isNull: Bool { kind == .null }

  /// Members of an object or elements of an array, in order; none for other kinds.
  var parts: JSONParts { JSONParts(self) }

  /// The string, decoded, or nil for other kinds.
  var string: String? {
    guard kind == .string else { return nil }
    return JSONString.decode(token.part(1, token.count - 1))
  }

  /// A string decoded, or a number's token as written: identifiers.
  var label: String? { kind == .number ? token.asString : string }

  /// A whole number as written with digits only, or nil.
  var integer: Int? {
    guard kind == .number else { return nil }
    let isNegative = token[0] == UInt8(ascii: "-")
    let digits = isNegative ? token.part(1, token.count) : token
    guard digits.count <= 18 else { return nil }
    var number = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      number = number &* 10 &+ Int(byte &- 0x30)
    }
    return isNegative ? -number : number
  }

  var bool: Bool? { kind == .bool ? token[0] == UInt8(ascii: "t") : nil }

  /// The string as a text of its own, or nil for other kinds.
  var noteText: NoteText? {
    guard kind == .string else { return nil }
    let inside = token.part(1, token.count - 1)
    return JSONString.isEscaped(inside) ? NoteText(JSONString.unescape(inside)) : NoteText(copying: inside)
  }

  /// A string raw, anything else as its token without white space between the parts: values of attributes.
  var plain: String { string ?? compact }

  /// The member with a key, the last where it stands twice, or nil.
  subscript(_ key: StaticString) -> JSONValue? {
    guard kind == .object else { return nil }
    var found: JSONValue?
    for part in parts where part.isNamed(key) { found = part.value }
    return found
  }

  private var compact: String {
    guard kind == .object || kind == .array else { return token.asString }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(token.count)
    var at = 0
    while at < token.count {
      let byte = token[at]
      if byte == UInt8(ascii: "\"") {
        let end = JSONString.end(token, at)
        bytes.append(contentsOf: token[at..<end])
        at = end
      } else {
        if !JSONParts.isWhite(byte) { bytes.append(byte) }
        at += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// One member of an object, or one element of an array (with an empty key).
struct JSONPart {
  /// Inside of the quotes, as written.
  let key: UnsafeBufferPointer<UInt8>
  let value: JSONValue

  /// True when the key, decoded, is `name`.
  func isNamed(_ name: StaticString) -> Bool {
    guard let base = key.baseAddress else { return false }
    if key.count == name.utf8CodeUnitCount { return memcmp(base, name.utf8Start, key.count) == 0 }
    // A key may be written with escapes, which make it longer.
    guard key.count > name.utf8CodeUnitCount, JSONString.isEscaped(key) else { return false }
    return self.name == name.description
  }

  /// The key, decoded.
  var name: String { JSONString.decode(key) }
}

/// Walks the parts of one container.
struct JSONParts: Sequence, IteratorProtocol {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let isObject: Bool
  private var at = 1
  /// Offset of the closing bracket.
  private let end: Int

  init(_ value: JSONValue) {
    bytes = value.token
    isObject = value.kind == .object
    end = isObject || value.kind == .array ? value.token.count - 1 : 0
  }

  static func isWhite(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  mutating func next() -> JSONPart? {
    skip()
    guard at < end else { return nil }
    var key = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    if isObject {
      let keyEnd = JSONString.end(bytes, at)
      key = bytes.part(at + 1, keyEnd - 1)
      at = keyEnd
      skip()
    }
    let start = at
    at = valueEnd(start)
    return JSONPart(key: key, value: JSONValue(checked: bytes.part(start, at)))
  }

  /// Passes white space, commas and colons: in checked JSON they stand where they belong.
  private mutating func skip() {
    while at < end, Self.isWhite(bytes[at]) || bytes[at] == UInt8(ascii: ",") || bytes[at] == UInt8(ascii: ":") {
      at += 1
    }
  }

  private func valueEnd(_ start: Int) -> Int {
    switch bytes[start] {
    case UInt8(ascii: "\""): return JSONString.end(bytes, start)
    case UInt8(ascii: "{"), UInt8(ascii: "["): return containerEnd(start)
    default:
      var at = start
      while at < end, bytes[at] != UInt8(ascii: ","), !Self.isWhite(bytes[at]) { at += 1 }
      return at
    }
  }

  private func containerEnd(_ start: Int) -> Int {
    var depth = 0
    var at = start
    while at < end {
      switch bytes[at] {
      case UInt8(ascii: "\""):
        at = JSONString.end(bytes, at)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return at + 1 }
      default: break
      }
      at += 1
    }
    return end
  }
}
