import ClinicalText

/// One line of an OBO file: `tag: value`. Every part points into the line.
///
/// See https://owlcollab.github.io/oboformat/doc/GO.format.obo-1_4.html
struct OBOLine {
  var tag: UnsafeBufferPointer<UInt8>
  /// Without the blanks around it.
  var value: UnsafeBufferPointer<UInt8>

  /// Nil when the line is no pair of tag and value.
  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return nil }
    tag = line.part(0, colon)
    guard tag.allSatisfy(Self.isTagByte) else { return nil }
    value = line.part(colon + 1, line.count).trimmed
  }

  private static func isTagByte(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "-")
  }

  /// The identifier that the value begins with; modifiers and comments follow it.
  var identifier: UnsafeBufferPointer<UInt8> {
    let end = value.firstIndex { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "!") }
    return value.part(0, end ?? value.count)
  }

  /// The value without a trailing comment (`! …`) and trailing modifiers (`{key="…"}`), still escaped.
  var plain: UnsafeBufferPointer<UInt8> {
    var end = value.count
    for i in value.indices.dropFirst().dropLast()
    where value[i] == UInt8(ascii: "!") && value[i - 1] == 0x20 && value[i + 1] == 0x20 {
      end = i
      break
    }
    let text = value.part(0, end).trimmed
    guard text.last == UInt8(ascii: "}"), let open = text.lastIndex(of: UInt8(ascii: "{")), open > 0,
      text[open - 1] == 0x20, text.part(open, text.count).contains(UInt8(ascii: "="))
    else { return text }
    return text.part(0, open).trimmed
  }

  /// True when the value is `true`.
  var isTrue: Bool { identifier.equals("true") }
}

/// How a synonym's meaning lies to its term's.
public enum OBOScope: String, Sendable, CaseIterable {
  case exact = "EXACT"
  case narrow = "NARROW"
  case broad = "BROAD"
  case related = "RELATED"
}

/// The value of a `synonym` line: `"text" SCOPE TYPE [references]`.
struct OBOSynonym {
  /// Still escaped.
  var text: UnsafeBufferPointer<UInt8>
  var scope: OBOScope
  /// An identifier of a `synonymtypedef`; empty when there is none.
  var type: UnsafeBufferPointer<UInt8>

  /// - Parameter scope: of the tags before OBO 1.2 (`exact_synonym`); nil where the value names it.
  init?(_ value: UnsafeBufferPointer<UInt8>, scope tagged: OBOScope?) {
    guard value.first == UInt8(ascii: "\"") else { return nil }
    var i = 1
    while i < value.count, value[i] != UInt8(ascii: "\"") { i += value[i] == UInt8(ascii: "\\") ? 2 : 1 }
    guard i < value.count else { return nil }
    text = value.part(1, i).trimmed
    type = value.part(0, 0)
    var words: [UnsafeBufferPointer<UInt8>] = []
    i += 1
    while i < value.count, ![UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "!")].contains(value[i]) {
      let start = i
      while i < value.count, value[i] != 0x20, value[i] != UInt8(ascii: "[") { i += 1 }
      if i > start { words.append(value.part(start, i)) } else { i += 1 }
    }
    var rest = words[...]
    if let tagged {
      scope = tagged
    } else if let word = rest.popFirst() {
      guard let named = OBOScope(rawValue: word.asString.uppercased()) else { return nil }
      scope = named
    } else {
      // The specification's default.
      scope = .related
    }
    if let word = rest.popFirst() { type = word }
    guard rest.isEmpty else { return nil }
  }
}

/// Backslash escapes of OBO values.
enum OBOEscapes {
  /// Replaces `scratch` with the text that `value` stands for.
  static func decode(_ value: UnsafeBufferPointer<UInt8>, into scratch: inout [UInt8]) {
    scratch.removeAll(keepingCapacity: true)
    var i = 0
    while i < value.count {
      if value[i] == UInt8(ascii: "\\"), i + 1 < value.count {
        i += 1
        switch value[i] {
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "W"): scratch.append(0x20)
        default: scratch.append(value[i])
        }
      } else {
        scratch.append(value[i])
      }
      i += 1
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Compares with an ASCII string, letter case apart.
  func equalsFolded(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return indices.allSatisfy { i in
      let (a, b) = (self[i], text.utf8Start[i])
      return a == b || a | 0x20 == b | 0x20 && (0x61...0x7A).contains(a | 0x20)
    }
  }
}
