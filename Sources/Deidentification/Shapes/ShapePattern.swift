/// A shape of `identifiers.yaml`, read from its notation: which bytes may stand where.
///
/// `#` one digit; `A` one capital letter; `a` one letter (bytes beyond ASCII too); `X` capital letter or digit; `x` letter or digit; `H` hexadecimal
/// digit; `{n}`, `{n,m}` repeat what stands before; `[ | ]` may be left out; `( | )` one of these; `_` one blank;
/// `'words'` stand for themselves in any letter case; `\` takes the next sign as it is; other signs stand for themselves.
package indirect enum ShapePattern: Sendable {
  case bytes(ByteSet)
  case sequence([ShapePattern])
  case choice([ShapePattern])
  case optional(ShapePattern)

  /// A complaint about a notation.
  package struct Problem: Error {
    package let words: String
  }

  /// Most bytes that one shape may match: longer identifiers are no codes.
  static let longest = 200

  /// Reads a notation.
  ///
  /// - Parameter foldsCase: `A` and `X` take small letters too.
  package static func read(_ notation: String, foldsCase: Bool) throws(Problem) -> ShapePattern {
    var reader = ShapeReader(bytes: Array(notation.utf8), foldsCase: foldsCase)
    let pattern = try reader.choice(closing: nil)
    guard pattern.minimum > 0 else { throw Problem(words: "the shape \(notation) may be empty") }
    guard pattern.maximum <= longest else {
      throw Problem(words: "the shape \(notation) is longer than \(longest) signs")
    }
    return pattern
  }

  /// Fewest and most bytes of a match.
  var minimum: Int {
    switch self {
    case .bytes: 1
    case .sequence(let parts): parts.reduce(0) { $0 + $1.minimum }
    case .choice(let parts): parts.map(\.minimum).min() ?? 0
    case .optional: 0
    }
  }
  var maximum: Int {
    switch self {
    case .bytes: 1
    case .sequence(let parts): parts.reduce(0) { $0 + $1.maximum }
    case .choice(let parts): parts.map(\.maximum).max() ?? 0
    case .optional(let part): part.maximum
    }
  }
}

/// A set of byte values.
package struct ByteSet: Sendable, Hashable {
  private var low: (UInt64, UInt64) = (0, 0)
  private var high: (UInt64, UInt64) = (0, 0)

  static let digits = ByteSet(0x30...0x39)
  static let capitals = ByteSet(0x41...0x5A)
  static let small = ByteSet(0x61...0x7A)
  static let letters = capitals.union(small).union(ByteSet(0x80...0xFF))
  static let hexadecimal = digits.union(ByteSet(0x41...0x46)).union(ByteSet(0x61...0x66))
  static let blank = ByteSet([0x20, 0x09])

  init(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { insert(byte) }
  }

  mutating func insert(_ byte: UInt8) {
    let bit = UInt64(1) << UInt64(byte & 63)
    switch byte >> 6 {
    case 0: low.0 |= bit
    case 1: low.1 |= bit
    case 2: high.0 |= bit
    default: high.1 |= bit
    }
  }

  package func contains(_ byte: UInt8) -> Bool {
    let word =
      switch byte >> 6 {
      case 0: low.0
      case 1: low.1
      case 2: high.0
      default: high.1
      }
    return word & (UInt64(1) << UInt64(byte & 63)) != 0
  }

  func union(_ other: ByteSet) -> ByteSet {
    var result = self
    result.low.0 |= other.low.0
    result.low.1 |= other.low.1
    result.high.0 |= other.high.0
    result.high.1 |= other.high.1
    return result
  }

  package static func == (a: ByteSet, b: ByteSet) -> Bool { a.low == b.low && a.high == b.high }
  package func hash(into hasher: inout Hasher) {
    hasher.combine(low.0)
    hasher.combine(low.1)
    hasher.combine(high.0)
    hasher.combine(high.1)
  }
}

/// Reads the notation of shapes.
private struct ShapeReader {
  let bytes: [UInt8]
  let foldsCase: Bool
  var i = 0

  init(bytes: [UInt8], foldsCase: Bool) {
    self.bytes = bytes
    self.foldsCase = foldsCase
  }

  private func problem(_ words: String) -> ShapePattern.Problem {
    .init(words: "the shape \(String(decoding: bytes, as: UTF8.self)): \(words)")
  }

  mutating func choice(closing: UInt8?) throws(ShapePattern.Problem) -> ShapePattern {
    var alternatives: [ShapePattern] = []
    var parts: [ShapePattern] = []
    while true {
      guard i < bytes.count else {
        guard closing == nil else { throw problem("a bracket is not closed") }
        break
      }
      let byte = bytes[i]
      if byte == closing {
        i += 1
        break
      }
      switch byte {
      case UInt8(ascii: "|"):
        guard closing != nil else { throw problem("\"|\" stands outside of brackets") }
        i += 1
        alternatives.append(.sequence(parts))
        parts = []
      case UInt8(ascii: "{"):
        guard let last = parts.popLast() else { throw problem("nothing stands before \"{\"") }
        let (least, most) = try bounds()
        parts += Array(repeating: last, count: least)
        var tail: ShapePattern?
        for _ in least..<most { tail = .optional(.sequence([last] + (tail.map { [$0] } ?? []))) }
        if let tail { parts.append(tail) }
      case UInt8(ascii: "["):
        i += 1
        parts.append(.optional(try choice(closing: UInt8(ascii: "]"))))
      case UInt8(ascii: "("):
        i += 1
        parts.append(try choice(closing: UInt8(ascii: ")")))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        throw problem("a bracket is closed that is not open")
      case UInt8(ascii: "'"):
        parts.append(try words())
      case UInt8(ascii: "\\"):
        guard i + 1 < bytes.count else { throw problem("nothing stands behind \"\\\"") }
        parts.append(.bytes(ByteSet([bytes[i + 1]])))
        i += 2
      default:
        parts.append(.bytes(one(byte)))
        i += 1
      }
    }
    alternatives.append(.sequence(parts))
    return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
  }

  private func one(_ byte: UInt8) -> ByteSet {
    switch byte {
    case UInt8(ascii: "#"): .digits
    case UInt8(ascii: "A"): foldsCase ? ByteSet.capitals.union(.small) : .capitals
    case UInt8(ascii: "a"): .letters
    case UInt8(ascii: "X"): foldsCase ? ByteSet.capitals.union(.small).union(.digits) : ByteSet.capitals.union(.digits)
    case UInt8(ascii: "x"): ByteSet.letters.union(.digits)
    case UInt8(ascii: "H"): .hexadecimal
    case UInt8(ascii: "_"): .blank
    default: ByteSet([byte])
    }
  }

  private mutating func words() throws(ShapePattern.Problem) -> ShapePattern {
    i += 1
    var parts: [ShapePattern] = []
    while i < bytes.count, bytes[i] != UInt8(ascii: "'") {
      let byte = bytes[i]
      var set = ByteSet([byte])
      if (byte | 0x20) &- 0x61 < 26 {
        set.insert(byte | 0x20)
        set.insert(byte & 0xDF)
      }
      parts.append(.bytes(set))
      i += 1
    }
    guard i < bytes.count else { throw problem("a quote is not closed") }
    i += 1
    return .sequence(parts)
  }

  private mutating func bounds() throws(ShapePattern.Problem) -> (least: Int, most: Int) {
    i += 1
    var numbers: [Int?] = [nil]
    while i < bytes.count, bytes[i] != UInt8(ascii: "}") {
      if bytes[i] == UInt8(ascii: ",") {
        numbers.append(nil)
      } else {
        guard bytes[i] &- 0x30 < 10 else { throw problem("expected {n} or {n,m}") }
        numbers[numbers.count - 1] = min(1000, (numbers.last.flatMap { $0 } ?? 0) * 10 + Int(bytes[i] & 0x0F))
      }
      i += 1
    }
    guard i < bytes.count, numbers.count <= 2, let least = numbers[0], let most = numbers.last.flatMap({ $0 }),
      least <= most, most >= 1, most <= ShapePattern.longest
    else { throw problem("expected {n} or {n,m}") }
    i += 1
    return (least, most)
  }
}
