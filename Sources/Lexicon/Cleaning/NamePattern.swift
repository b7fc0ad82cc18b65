import ClinicalText

extension NameCleaning {
  /// A rule that gives a variant of a name.
  struct Pattern: Sendable {
    enum Result {
      /// A part of the name itself.
      case part(UnsafeBufferPointer<UInt8>)
      case rewritten([UInt8])

      var letters: Int {
        switch self {
        case .part(let bytes): bytes.reduce(0) { $0 + (NameByte.isLetter($1) ? 1 : 0) }
        case .rewritten(let bytes): bytes.reduce(0) { $0 + (NameByte.isLetter($1) ? 1 : 0) }
        }
      }
    }

    private enum Kind: Sendable {
      case suffixes([[UInt8]])
      case prefixes([[UInt8]], [UInt8])
      case leadingBracket
      case trailingBracket
      case parenthesis(Set<[UInt8]>)
      case inversion(Int, Int, Set<[UInt8]>)
      case other
    }

    let rule: Int
    let sources: ByteNames
    private let kind: Kind

    init(_ rule: CleaningRule, _ index: Int, _ sources: ByteNames) {
      self.rule = index
      self.sources = sources
      func bytes(_ text: String) -> [UInt8] { Array(text.lowercased().utf8) }
      kind =
        switch rule.action {
        case .suffixes(let list): .suffixes(list.map(bytes))
        case .prefixes(let list, let replacement): .prefixes(list.map(bytes), Array(replacement.utf8))
        case .leadingBracket: .leadingBracket
        case .trailingBracket: .trailingBracket
        case .trailingParenthesis(let words): .parenthesis(Set(words.map(bytes)))
        case .invertedComma(let how): .inversion(how.headWords, how.tailWords, Set(how.unless.map(bytes)))
        default: .other
        }
    }

    /// Adds the bytes that a name it may apply to begins or ends with; names with a comma are always looked at.
    func note(_ begins: inout ByteSet, _ ends: inout ByteSet) {
      switch kind {
      case .suffixes(let list): for suffix in list { if let byte = suffix.last { ends.insert(byte) } }
      case .prefixes(let list, _): for prefix in list { if let byte = prefix.first { begins.insert(byte) } }
      case .leadingBracket: begins.insert(UInt8(ascii: "["))
      case .trailingBracket: ends.insert(UInt8(ascii: "]"))
      case .parenthesis: ends.insert(UInt8(ascii: ")"))
      case .inversion, .other: break
      }
    }

    /// The variant; nil where the rule does not apply.
    func apply(_ name: UnsafeBufferPointer<UInt8>) -> Result? {
      switch kind {
      case .suffixes(let list):
        for suffix in list where name.count > suffix.count {
          let start = name.count - suffix.count
          guard suffix.indices.allSatisfy({ NameByte.lowered(name[start + $0]) == suffix[$0] }) else { continue }
          return Self.trimmed(name.part(0, start))
        }
        return nil
      case .prefixes(let list, let replacement):
        for prefix in list where name.count > prefix.count {
          guard prefix.indices.allSatisfy({ NameByte.lowered(name[$0]) == prefix[$0] }) else { continue }
          let rest = name.part(prefix.count, name.count).trimmed
          guard !rest.isEmpty else { return nil }
          return replacement.isEmpty ? .part(rest) : .rewritten(replacement + Array(rest))
        }
        return nil
      case .leadingBracket:
        guard name.first == UInt8(ascii: "["), let end = name.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        return Self.trimmed(name.part(end + 1, name.count))
      case .trailingBracket:
        return Self.opening(name, UInt8(ascii: "["), UInt8(ascii: "]")).flatMap { Self.trimmed(name.part(0, $0)) }
      case .parenthesis(let unless):
        guard let open = Self.opening(name, UInt8(ascii: "("), UInt8(ascii: ")")) else { return nil }
        let words = Self.words(name.part(open + 1, name.count - 1))
        // Signs, numbers and charges belong to the name: "(+)", "(2)", "Iron (II)".
        guard words.contains(where: { $0.count >= 3 && !Self.isRoman($0) }), !words.contains(where: unless.contains)
        else { return nil }
        return Self.trimmed(name.part(0, open))
      case .inversion(let headLimit, let tailLimit, let unless):
        return Self.inverted(name, headLimit, tailLimit, unless)
      case .other: return nil
      }
    }

    /// Place of the bracket that the last byte closes; a blank stands before it.
    private static func opening(_ name: UnsafeBufferPointer<UInt8>, _ open: UInt8, _ close: UInt8) -> Int? {
      guard name.last == close else { return nil }
      var depth = 0
      var i = name.count - 1
      while i > 0 {
        if name[i] == close { depth += 1 }
        if name[i] == open {
          depth -= 1
          if depth == 0 { return name[i - 1] == 0x20 ? i : nil }
        }
        i -= 1
      }
      return nil
    }

    /// Without blanks and punctuation at the cut; nil when nothing is left.
    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Result? {
      var end = bytes.count
      while end > 0, bytes[end - 1] <= 0x20 || [0x2C, 0x2D, 0x3A, 0x3B].contains(bytes[end - 1]) { end -= 1 }
      let rest = bytes.part(0, end).trimmed
      return rest.isEmpty ? nil : .part(rest)
    }

    /// The words of some text, in small ASCII letters.
    private static func words(_ bytes: UnsafeBufferPointer<UInt8>) -> [[UInt8]] {
      var words: [[UInt8]] = []
      var word: [UInt8] = []
      for byte in bytes {
        if NameByte.isLetter(byte) || NameByte.isDigit(byte) {
          word.append(NameByte.lowered(byte))
        } else if !word.isEmpty {
          words.append(word)
          word.removeAll(keepingCapacity: true)
        }
      }
      if !word.isEmpty { words.append(word) }
      return words
    }

    private static func isRoman(_ word: [UInt8]) -> Bool {
      word.allSatisfy { $0 == UInt8(ascii: "i") || $0 == UInt8(ascii: "v") || $0 == UInt8(ascii: "x") }
    }

    /// "Failure, heart" as "heart Failure": with one comma, few words on both sides, and no word that tells of something
    /// else than a qualifier. A tail that ends with a number or a letter stays where it is ("Diabetes mellitus, type 2").
    private static func inverted(
      _ name: UnsafeBufferPointer<UInt8>, _ headLimit: Int, _ tailLimit: Int, _ unless: Set<[UInt8]>
    ) -> Result? {
      guard let comma = name.firstIndex(of: UInt8(ascii: ",")), comma > 0, comma + 2 < name.count,
        name[comma + 1] == 0x20, !name.part(comma + 1, name.count).contains(UInt8(ascii: ","))
      else { return nil }
      let head = name.part(0, comma).trimmed
      let tail = name.part(comma + 1, name.count).trimmed
      let plain: (UInt8) -> Bool = {
        NameByte.isLetter($0) || NameByte.isDigit($0) || $0 == 0x20 || $0 == 0x2D || $0 == 0x27
      }
      guard head.allSatisfy(plain), tail.allSatisfy(plain) else { return nil }
      let headWords = words(head)
      let tailWords = words(tail)
      guard (1...max(1, headLimit)).contains(headWords.count), (1...max(1, tailLimit)).contains(tailWords.count),
        let last = tailWords.last, last.count > 1, !last.contains(where: NameByte.isDigit), !isRoman(last),
        !headWords.contains(where: unless.contains), !tailWords.contains(where: unless.contains)
      else { return nil }
      return .rewritten(Array(tail) + [0x20] + Array(head))
    }
  }
}
