import ClinicalText

/// The words that decide where the words of a name may stand in another order, in another form, or apart
/// (`Lexicons/text/phrase-words.tsv` and `body-adjectives.tsv`), folded.
public final class PhraseWords: @unchecked Sendable {
  // Safe to share: tables are added before it is.

  /// Roles of a single token.
  package struct Roles: OptionSet, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }
    static let linking = Roles(rawValue: 1)
    static let between = Roles(rawValue: 2)
    static let body = Roles(rawValue: 4)
    static let joinEnd = Roles(rawValue: 8)
    static let listing = Roles(rawValue: 16)
    /// A linking word that counts only before a part of the body.
    static let locating = Roles(rawValue: 32)
    static let joinStart = Roles(rawValue: 64)
    static let side = Roles(rawValue: 128)
  }

  /// An example of a table: names, and a text that holds them (or must not).
  public struct Example: Sendable {
    public var file: String
    public var line: Int
    public var names: [String]
    public var text: String
    public var isAccept: Bool
  }

  private var roles = RoleTable()
  /// Bits of all tokens with a role: most tokens are told from them by one load.
  private var known = [UInt64](repeating: 0, count: 256)
  /// Bits of the tokens that a scan stops at: linking words and body parts. One bit of 16,384 for each.
  private var stops = [UInt64](repeating: 0, count: 256)
  /// Other forms of a body part.
  private var forms: [UInt64: [UInt64]] = [:]
  /// Joining words, longest first.
  private(set) var joining: [[UInt64]] = []
  /// Endings of adjectives, and phrases that are never taken for another order.
  private var endings: [[UInt8]] = []
  private var never: [[UInt64]] = []
  public private(set) var examples: [Example] = []

  /// Without words nothing is joined or rearranged.
  public static let none = PhraseWords()

  /// Starts without words.
  public init() {}

  var isEmpty: Bool { roles.isEmpty }

  private static let kinds: [String: Roles] = [
    "linking": .linking, "locating": [.linking, .locating], "between": .between, "listing": .listing, "side": .side,
  ]

  /// Adds the table of linking, joining and other words: `kind`, `words`, `examples`.
  public func add(phraseWords tsv: String, file: String) throws(Fault) {
    let scratch = TokenBuffer()
    for row in try WordTable.rows(tsv, file: file, header: ["kind", "words", "examples"]) {
      let phrase = TokenFolding.phrase(NoteText(row[1]), scratch)
      guard let last = phrase.last else { throw row.fault("there are no words") }
      switch row[0] {
      case "joining":
        joining.append(phrase)
        add(.joinStart, to: phrase[0])
        add(.joinEnd, to: last)
      case "ending": endings.append(Array(row[1].utf8))
      case "never": never.append(phrase)
      case let kind:
        guard let own = Self.kinds[kind] else {
          let known = (["joining", "ending", "never"] + Self.kinds.keys).sorted().joined(separator: ", ")
          throw row.fault("the kind must be one of \(known), not '\(kind)'")
        }
        guard phrase.count == 1 else { throw row.fault("a \(kind) word is one word or sign") }
        add(own, to: last)
        if own.contains(.linking) { stop(at: last) }
      }
      try addExamples(row)
    }
    joining.sort { $0.count > $1.count }
  }

  /// Adds the table of body parts and their adjectives: `noun`, `adjective`, `examples`.
  public func add(bodyAdjectives tsv: String, file: String) throws(Fault) {
    let scratch = TokenBuffer()
    for row in try WordTable.rows(tsv, file: file, header: ["noun", "adjective", "examples"]) {
      let noun = TokenFolding.phrase(NoteText(row[0]), scratch)
      let adjective = TokenFolding.phrase(NoteText(row[1]), scratch)
      guard noun.count == 1, adjective.count == 1, noun != adjective else {
        throw row.fault("noun and adjective must be one word each")
      }
      for (from, to) in [(noun[0], adjective[0]), (adjective[0], noun[0])] {
        forms[from, default: []].append(to)
        add(.body, to: from)
        stop(at: from)
      }
      try addExamples(row)
    }
  }

  private func addExamples(_ row: WordTable) throws(Fault) {
    for part in row[2].split(separator: ";") {
      let isAccept = part.firstRange(of: "!=") == nil
      let sides = part.replacing("!=", with: "=").split(separator: "=")
      guard sides.count == 2 else { throw row.fault("an example is written: name = text, or name != text") }
      func trimmed(_ text: Substring) -> String { text.split(separator: " ").joined(separator: " ") }
      examples.append(
        Example(
          file: row.file, line: row.line, names: sides[0].split(separator: "+").map(trimmed),
          text: trimmed(sides[1]), isAccept: isAccept))
    }
  }

  private func add(_ own: Roles, to folded: UInt64) {
    roles.insert(own, folded)
    known[Int((folded >> 6) & 255)] |= 1 << (folded & 63)
  }

  private func stop(at folded: UInt64) {
    stops[Int((folded >> 6) & 255)] |= 1 << (folded & 63)
  }

  /// Calls `body` with the bit table that tells which tokens a scan looks at.
  @inline(__always)
  func withStops(_ body: (UnsafePointer<UInt64>) -> Void) {
    stops.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  @inline(__always)
  static func mayStop(_ stops: UnsafePointer<UInt64>, _ folded: UInt64) -> Bool {
    stops[Int(truncatingIfNeeded: (folded >> 6) & 255)] & (1 << (folded & 63)) != 0
  }

  @inline(__always)
  func roles(of folded: UInt64) -> Roles {
    guard known[Int(truncatingIfNeeded: (folded >> 6) & 255)] & (1 << (folded & 63)) != 0 else { return [] }
    return roles[folded]
  }

  /// True for a word with the ending of an adjective.
  func isAdjective(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
    endings.contains { ending in
      ending.count < word.count
        && zip(ending, word[(word.count - ending.count)...]).allSatisfy { $0 == $1 | 0x20 }
    }
  }

  /// True for a phrase that is never taken for another order of words.
  func isNever(_ phrase: some Collection<UInt64>) -> Bool { never.contains { $0.elementsEqual(phrase) } }

  /// True for a part of the body, as noun or adjective.
  func isBody(_ folded: UInt64) -> Bool { roles(of: folded).contains(.body) }

  /// Other forms of a body part: the adjective of a noun, the nouns of an adjective.
  @inline(__always)
  func forms(of folded: UInt64) -> [UInt64] {
    guard stops[Int(truncatingIfNeeded: (folded >> 6) & 255)] & (1 << (folded & 63)) != 0 else { return [] }
    return forms[folded] ?? []
  }
}
