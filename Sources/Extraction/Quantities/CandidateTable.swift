import ClinicalText
import Lexicon

/// Words that qualify something, or shape a quantity: routes, forms, frequencies, lengths of time, severities, results;
/// number words and comparators. The tables under `Lexicons/medications` and `Lexicons/values` but for the units.
public final class CandidateTable: Sendable {
  /// What a phrase is.
  public enum Role: String, Sendable, CaseIterable {
    case route
    case form
    case frequency
    case duration
    case severity
    /// The result of a test in words.
    case result
    /// An amount of a medicine in words ("low dose").
    case dose
    /// A number word.
    case number
    /// Before a number: less than, over.
    case comparator
    /// Behind a number: or more.
    case comparatorBehind = "comparator_behind"
    /// A number behind it counts no quantity: grade, stage, figure.
    case naming
    /// A number glued to it is a quantity all the same: "BP120/80".
    case measured
    /// Before an amount: what follows is a dose.
    case dosed
    /// Before a length of time: "every".
    case every
    /// Behind a number: "times", of a frequency.
    case times
    /// A month, a day of the week; `normal` is its number.
    case month
    case weekday
    /// A date relative to the note's, or one that stands for itself: yesterday, childhood.
    case relative
    /// Before a number: a day counted from something ("POD").
    case numberedDay = "numbered_day"
    /// Before a number: a year of life.
    case ageWord = "age_word"
    /// Behind a length of time: a date before or after something.
    case ago
    case fromNow = "from_now"
    /// Before a length of time: a date so much later, or the time up to now.
    case within
    case past
    /// A word that dates follow.
    case dateBefore = "date_before"
    /// Before a number: a measurement that notes name by one letter or little more ("T", "P"); `least` and `most` are the
    /// numbers it may have.
    case vital
    /// Before a medicine: somebody is allergic to it.
    case allergy
    /// Started, stopped, continued, changed: of a medicine.
    case status
    /// Before a number: pieces to hand out, refills; and behind it.
    case dispense
    case refills
    case refillsBehind = "refills_behind"
    /// Before a range in parentheses: what is usual.
    case reference

    /// The type of entity it may become.
    public var type: EntityType? {
      switch self {
      case .route: .route
      case .form: .form
      case .frequency: .frequency
      case .duration: .duration
      case .severity: .severity
      case .result: .value
      case .dose: .dose
      case .month, .weekday, .relative, .numberedDay, .ageWord: .date
      case .vital: .test
      default: nil
      }
    }
  }

  /// One row.
  public struct Row: Sendable {
    public var role: Role
    /// Pairs of a name and a JSON token.
    public var attributes: [(name: String, json: String)]
    /// The letter case of the words counts.
    public var isExact: Bool
    /// A form that is counted: tablets, drops.
    public var isCounted: Bool
    /// The numbers that a vital sign may have.
    public var bounds: ClosedRange<Int>?
    public var source: ByteSlice
    /// The number of a number word, the sign of a comparator.
    public var normal: String
  }

  /// An example: a text, and the phrase of it that must come out by this row, or nothing.
  public struct Example: Sendable {
    public var file: String
    public var line: Int
    public var text: String
    public var isAccept: Bool
    public var row: Int
  }

  private struct Spelling: Sendable {
    var row: Int32
    var exact: [UInt8]?
  }

  public let rows: [Row]
  public let examples: [Example]
  let filter: FirstTokenFilter
  /// Words that are a phrase by themselves, and the first two words of the others: most places that `filter` lets pass
  /// ("a", "in", "the") end here.
  private let alone: FirstTokenFilter
  private let pairs: FirstTokenFilter
  let roles: [Role]
  /// By row: the type of entity it may become, as a set.
  let types: [EntityTypeSet]
  /// By row: what a relative date or a day of the week says.
  let dates: [DateMention.Content]
  /// First words of vital signs.
  let vitals: FirstTokenFilter
  private let trie: TokenTrie
  private let spellings: [[Spelling]]

  /// Reads the tables: `role`, `words` (with " | " between them), `attributes` (`name=value` with blanks between them),
  /// `flags` (exact, counted), `examples` (with "; " between them; "!" before one in which the row is not meant).
  public init(_ files: [(path: String, text: String)]) throws(Fault) {
    let scratch = TokenBuffer()
    var rows: [Row] = []
    var examples: [Example] = []
    var groups: [[Spelling]] = []
    var index: [[UInt64]: Int] = [:]
    var firsts: Set<UInt64> = []
    var alone: Set<UInt64> = []
    var pairs: Set<UInt64> = []
    var vitals: Set<UInt64> = []
    var builder = TokenTrieBuilder()
    for (path, text) in files {
      for row in try WordTable.rows(text, file: path, header: ["role", "words", "attributes", "flags", "examples"]) {
        guard let role = Role(rawValue: row[0]) else {
          let known = Role.allCases.map(\.rawValue).joined(separator: ", ")
          throw row.fault("the role '\(row[0])' is unknown; one of \(known)")
        }
        let flags = row.list(3)
        for flag in flags where !["exact", "counted"].contains(flag) {
          throw row.fault("the flag '\(flag)' is unknown; one of exact, counted")
        }
        let attributes = try Self.attributes(row)
        rows.append(
          Row(
            role: role, attributes: attributes.pairs, isExact: flags.contains("exact"),
            isCounted: flags.contains("counted"), source: ByteSlice(permanent: "rule:\(role.rawValue)"),
            normal: attributes.normal))
        rows[rows.count - 1].bounds = attributes.bounds
        for words in row[1].split(separator: "|").map({ Self.trimmed($0) }) {
          let phrase = TokenFolding.phrase(NoteText(words), scratch)
          guard let first = phrase.first else { throw row.fault("there are no words") }
          firsts.insert(first)
          if role == .vital { vitals.insert(first) }
          if phrase.count == 1 { alone.insert(first) } else { pairs.insert(Self.pair(first, phrase[1])) }
          let place = index[phrase] ?? groups.count
          if place == groups.count {
            groups.append([])
            index[phrase] = place
            _ = builder.insert(phrase, value: UInt32(place))
          }
          // Singular and plural of a row are one.
          if groups[place].contains(where: { $0.exact == nil && Int($0.row) == rows.count - 1 }) { continue }
          guard !groups[place].contains(where: { rows[Int($0.row)].role == role && $0.exact == nil }) else {
            throw row.fault("'\(words)' stands twice as \(role.rawValue); keep one")
          }
          let exact = flags.contains("exact") ? words.utf8.filter { $0 != 0x20 } : nil
          groups[place].append(Spelling(row: Int32(rows.count - 1), exact: exact))
        }
        for part in row[4].split(separator: ";").map({ Self.trimmed($0) }) where !part.isEmpty {
          let isReject = part.hasPrefix("!")
          examples.append(
            Example(
              file: path, line: row.line, text: isReject ? String(part.dropFirst()) : part, isAccept: !isReject,
              row: rows.count - 1))
        }
      }
    }
    self.rows = rows
    self.examples = examples
    roles = rows.map(\.role)
    dates = rows.map(Self.date)
    self.vitals = FirstTokenFilter.permanent(vitals)
    types = rows.map { row in row.role.type.map { EntityTypeSet([$0]) } ?? [] }
    filter = FirstTokenFilter.permanent(firsts)
    self.alone = FirstTokenFilter.permanent(alone)
    self.pairs = FirstTokenFilter.permanent(pairs)
    spellings = groups
    trie = builder.makePermanent()
  }

  private static func attributes(
    _ row: WordTable
  ) throws(Fault) -> (pairs: [(name: String, json: String)], normal: String, bounds: ClosedRange<Int>?) {
    var pairs: [(name: String, json: String)] = []
    var normal = ""
    var ends: [String: Int] = [:]
    for part in row[2].split(separator: " ") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else { throw row.fault("an attribute is written name=value, not '\(part)'") }
      if sides[0] == "normal" {
        normal = sides[1]
        continue
      }
      if sides[0] == "least" || sides[0] == "most" {
        guard let number = Int(sides[1]) else { throw row.fault("'\(part)' must be a whole number") }
        ends[sides[0]] = number
        continue
      }
      let isPlain = sides[1] == "true" || DecimalNumber(sides[1].utf8) != nil
      pairs.append((sides[0], isPlain ? sides[1] : "\"\(sides[1].replacing("_", with: " "))\""))
    }
    guard ends.isEmpty || ends.count == 2 else { throw row.fault("least and most stand together") }
    let bounds = try ends["least"].map { least throws(Fault) in
      guard let most = ends["most"], least <= most else { throw row.fault("least must not be above most") }
      return least...most
    }
    return (pairs, normal, bounds)
  }

  /// "-1day", "0week": count and unit; else the anchor.
  private static func date(_ row: Row) -> DateMention.Content {
    if row.role == .weekday { return .weekday(Int(row.normal) ?? 0) }
    let unit = row.normal.drop { $0 == "-" || $0.isNumber }
    guard let count = Int(row.normal.prefix(row.normal.count - unit.count)),
      let unit = DatePrecision(rawValue: "\(unit)")
    else { return .told(anchor: row.normal) }
    return .offset(count, unit, anchor: DateMention.noteAnchor)
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  private static func pair(_ first: UInt64, _ second: UInt64) -> UInt64 {
    (first &* 0x9E37_79B9_7F4A_7C15) ^ (second &* 0xC2B2_AE3D_27D4_EB4F)
  }

  /// False where no phrase begins at a token, for certain.
  @inline(__always)
  func mayBegin(at token: Int, _ folded: UnsafePointer<UInt64>, _ count: Int) -> Bool {
    let first = folded[token]
    guard filter.mayContain(first), first != TokenFolding.skipped else { return false }
    if alone.mayContain(first) { return true }
    guard token &+ 1 < count else { return false }
    let second = folded[token &+ 1]
    return second == TokenFolding.skipped || pairs.mayContain(Self.pair(first, second))
  }

  /// Calls `body` for the phrases that begin at a token, longest first, with their role, their row and the token behind
  /// them; `body` returns true to end.
  func phrases(at start: Int, _ note: NoteStructure, _ body: (Role, Int, Int) -> Bool) {
    var node = TokenTrie.root
    var place = start
    var ends = (SIMD8<Int32>(repeating: -1), SIMD8<Int32>(repeating: 0), 0)
    while place < note.tokens.count, place == start || !note.tokens[place].flags.contains(.blockStart) {
      let folded = note.folded[place]
      place += 1
      if folded == TokenFolding.skipped { continue }
      let slot = trie.edge(from: node, by: folded)
      guard slot.key != 0 else { break }
      if slot.value != 0, ends.2 < 8 {
        ends.0[ends.2] = Int32(slot.value - 1)
        ends.1[ends.2] = Int32(place)
        ends.2 += 1
      }
      guard slot.child & TokenTrie.hasChildren != 0 else { break }
      node = slot.child & ~TokenTrie.hasChildren
    }
    for index in (0..<ends.2).reversed() {
      let end = Int(ends.1[index])
      for spelling in spellings[Int(ends.0[index])] {
        if let exact = spelling.exact {
          let bytes = note.text.bytes[note.span(ofTokens: start..<end).range]
          guard bytes.lazy.filter({ $0 != 0x20 }).elementsEqual(exact) else { continue }
        }
        if body(roles[Int(spelling.row)], Int(spelling.row), end) { return }
      }
    }
  }
}
