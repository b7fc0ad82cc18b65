import ClinicalText

/// UMLS Semantic Network types and the entity type each stands for, from `Lexicons/semantic-types.tsv`.
public struct SemanticTypeTable: Sendable {
  /// Entity type by TUI number (T047 → 47); nil where a semantic type is no mention of this contract.
  private var types: [EntityType?] = Array(repeating: nil, count: 1000)
  /// Lower wins when a concept has several semantic types.
  private var precedence: [Int] = Array(repeating: Int.max, count: 1000)

  /// - Parameter tsv: lines of `TUI <tab> name <tab> group <tab> entity type or -`, with a header; `file` is for messages.
  public init(tsv: String, file: String) throws(Fault) {
    var line = 0
    for row in TextLines.split(tsv) {
      line += 1
      if line == 1 || row.isEmpty || row.hasPrefix("#") { continue }
      let fields = row.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 4, let number = Self.number(fields[0]) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: line,
          value: "expected four columns: TUI, name, group, entity type or -")
      }
      if fields[3] == "-" { continue }
      guard let type = EntityType(name: fields[3]) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: line, value: "no entity type is named \(fields[3])")
      }
      types[number] = type
      precedence[number] = line
    }
  }

  private static func number(_ tui: some StringProtocol) -> Int? {
    guard tui.utf8.count == 4, tui.hasPrefix("T"), tui.utf8.dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(tui.dropFirst())
  }

  /// The entity type of a list of TUIs ("T047,T191"): the one that stands first in the table. Nil when none is mapped.
  func type(of tuis: UnsafeBufferPointer<UInt8>) -> EntityType? {
    var best: EntityType?
    var bestRank = Int.max
    var i = 0
    while i + 4 <= tuis.count {
      if tuis[i] == UInt8(ascii: "T") {
        let digits = tuis[(i + 1)..<(i + 4)].map { Int($0) - 0x30 }
        if digits.allSatisfy({ (0...9).contains($0) }) {
          let number = digits[0] * 100 + digits[1] * 10 + digits[2]
          if precedence[number] < bestRank {
            best = types[number]
            bestRank = precedence[number]
          }
        }
      }
      i += 5
    }
    return best
  }
}

/// The lines of a small text, whatever its line ends: to Swift, CR LF is one character and no line feed.
enum TextLines {
  static func split(_ text: String) -> [String] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
    }
  }
}

/// Words that need care as names: ordinary English words, and names never to be taken from a vocabulary.
public struct WordList: Sendable {
  private var folded: Set<UInt64> = []

  /// - Parameter text: one word or phrase a line; `#` begins a comment.
  public init(text: String) {
    let scratch = TokenBuffer()
    for line in TextLines.split(text) {
      let word = line.prefix { $0 != "#" }
      let values = TokenFolding.phrase(NoteText(String(word)), scratch)
      if !values.isEmpty { folded.insert(Self.combine(values)) }
    }
  }

  /// Starts with the defaults.
  public init() {}

  static func combine(_ values: some Sequence<UInt64>) -> UInt64 {
    values.reduce(0) { ($0 ^ $1) &* 0x9E37_79B9_7F4A_7C15 }
  }

  func contains(_ values: some Sequence<UInt64>) -> Bool { folded.contains(Self.combine(values)) }

  /// True when a word stands in the list by itself, given as `TokenFolding` folds it.
  public func holds(_ value: UInt64) -> Bool { contains(CollectionOfOne(value)) }
}
