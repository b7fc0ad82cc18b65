import ClinicalText

/// Reads the pattern language.
///
/// `word` a word, `"("` a sign or anything else in quotes, `{class}` any word or phrase of a class (or a named part),
/// `{!class}` any word but those of a class, `<type>` a mention, `<type:class>` one whose last word is in the class, `<type:!class|other>` one whose last word is in none, `_` any word or
/// number, `#number`, `#word`, `#sign`, `( a | b )` a choice, `[ a ]` or `a?` optional, `a{2}` and `a{0,3}` repeated,
/// `name:( a )` a part that is kept under a name.
package struct PatternParser {
  /// Names of the kinds of mark, by index.
  let kinds: [String]
  let classes: Set<String>
  let parts: [String: PatternNode]
  private let bytes: [UInt8]
  private var i = 0
  private var depth = 0
  /// What the fault is about ("the rule X"), made by the caller.
  private let fault: (String) -> Fault

  /// Brackets within brackets, and repetitions, that make sense; more is a slip.
  private static let deepest = 16
  private static let mostRepeats = 64

  package static func parse(
    _ text: String, kinds: [String], classes: Set<String>, parts: [String: PatternNode],
    fault: @escaping (String) -> Fault
  ) throws(Fault) -> PatternNode {
    var parser = PatternParser(text, kinds: kinds, classes: classes, parts: parts, fault: fault)
    let node = try parser.choice()
    guard parser.peek == nil else { throw parser.complaint("a closing bracket without an opening one") }
    return node
  }

  private init(
    _ text: String, kinds: [String], classes: Set<String>, parts: [String: PatternNode],
    fault: @escaping (String) -> Fault
  ) {
    bytes = Array(text.utf8)
    self.kinds = kinds
    self.classes = classes
    self.parts = parts
    self.fault = fault
  }

  private func complaint(_ words: String) -> Fault {
    fault("\(words), at \"\(String(decoding: bytes[min(i, bytes.count)...].prefix(20), as: UTF8.self))\"")
  }

  private var peek: UInt8? { i < bytes.count ? bytes[i] : nil }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { i += 1 }
  }

  private mutating func choice() throws(Fault) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw complaint("more than \(Self.deepest) brackets within one another") }
    var branches = [try sequence()]
    while peek == UInt8(ascii: "|") {
      i += 1
      branches.append(try sequence())
    }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(Fault) -> PatternNode {
    var items: [PatternNode] = []
    while true {
      skipBlanks()
      guard let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")"), byte != UInt8(ascii: "]") else {
        break
      }
      items.append(try quantified(try atom(byte)))
    }
    guard !items.isEmpty else { throw complaint("nothing stands here; write [a] for what may be left out") }
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func quantified(_ node: PatternNode) throws(Fault) -> PatternNode {
    switch peek {
    case UInt8(ascii: "?"):
      i += 1
      return .repeated(node, least: 0, most: 1)
    case UInt8(ascii: "*"), UInt8(ascii: "+"):
      throw complaint("repetition needs a bound: write {0,4}, or {0,} for as far as the sentence goes")
    case UInt8(ascii: "{") where i + 1 < bytes.count && Self.isDigit(bytes[i + 1]):
      i += 1
      let least = try count()
      var most = least
      if peek == UInt8(ascii: ",") {
        i += 1
        if peek == UInt8(ascii: "}") {
          i += 1
          return .repeated(node, least: least, most: PatternNode.unbounded)
        }
        most = try count()
      }
      try expect("}")
      guard most > 0, least <= most, most <= Self.mostRepeats else {
        throw complaint("a repetition is {least,most} with most from 1 to \(Self.mostRepeats)")
      }
      return .repeated(node, least: least, most: most)
    default: return node
    }
  }

  private mutating func count() throws(Fault) -> Int {
    var value = 0
    let start = i
    while let byte = peek, Self.isDigit(byte), value < 1000 {
      value = value * 10 + Int(byte - 0x30)
      i += 1
    }
    guard i > start else { throw complaint("a number is missing") }
    return value
  }

  private mutating func expect(_ sign: Character) throws(Fault) {
    guard let byte = peek, byte == sign.asciiValue else { throw complaint("\"\(sign)\" is missing") }
    i += 1
  }

  private mutating func atom(_ byte: UInt8) throws(Fault) -> PatternNode {
    switch byte {
    case UInt8(ascii: "("):
      i += 1
      let node = try choice()
      try expect(")")
      return node
    case UInt8(ascii: "["):
      i += 1
      let node = try choice()
      try expect("]")
      return .repeated(node, least: 0, most: 1)
    case UInt8(ascii: "{"):
      i += 1
      let isWithout = peek == UInt8(ascii: "!")
      if isWithout { i += 1 }
      let name = text(upTo: "}")
      if !isWithout, let part = parts[name] {
        try expect("}")
        return part
      }
      guard classes.contains(name) else {
        throw complaint("no class or part {\(name)} is known; define it under classes, or earlier under parts")
      }
      try expect("}")
      return isWithout ? .noneOf(name) : .oneOf(name)
    case UInt8(ascii: "<"): return try mark()
    case UInt8(ascii: "\""):
      i += 1
      let inside = text(upTo: "\"")
      try expect("\"")
      guard !inside.isEmpty else { throw complaint("the quotes are empty") }
      return .literal(inside)
    case UInt8(ascii: "#"):
      i += 1
      switch text(while: Self.isNamePart) {
      case "number": return .number
      case "word": return .word
      case "sign": return .sign
      default: throw complaint("after # comes number, word or sign")
      }
    default: return try wordOrName()
    }
  }

  private mutating func mark() throws(Fault) -> PatternNode {
    i += 1
    let inside = text(upTo: ">")
    let halves = inside.split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = halves.first, let kind = kinds.firstIndex(of: name) else {
      throw complaint("<\(inside)> is unknown; one of \(kinds.joined(separator: ", "))")
    }
    try expect(">")
    guard halves.count == 2 else { return .mark(kind: kind, words: [], isWithout: false) }
    let isWithout = halves[1].hasPrefix("!")
    let words = (isWithout ? halves[1].dropFirst() : halves[1][...]).split(separator: "|").map(String.init)
    for name in words where !classes.contains(name) {
      throw complaint("no class \(name) is known; define it under classes")
    }
    guard !words.isEmpty else { throw complaint("a class is missing behind the colon") }
    return .mark(kind: kind, words: words, isWithout: isWithout)
  }

  private mutating func wordOrName() throws(Fault) -> PatternNode {
    let word = text(while: { !Self.isSpecial($0) })
    if word.last == ":", word.count > 1, peek == UInt8(ascii: "(") {
      let name = String(word.dropLast())
      guard name.utf8.allSatisfy(Self.isNamePart) else { throw complaint("\(name) is no name for a part") }
      i += 1
      let node = try choice()
      try expect(")")
      return .captured(name, node)
    }
    if word == "_" { return .any }
    guard !word.isEmpty else { throw complaint("a sign that means nothing here; put it in quotes") }
    return .literal(word)
  }

  private mutating func text(upTo end: Character) -> String {
    text(while: { $0 != end.asciiValue })
  }

  private mutating func text(while holds: (UInt8) -> Bool) -> String {
    let start = i
    while let byte = peek, holds(byte) { i += 1 }
    return String(decoding: bytes[start..<i], as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x61...0x7A).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A, 0x0D, 0x20: true
    case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "?"),
      UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "\""), UInt8(ascii: "#"):
      true
    default: false
    }
  }
}
