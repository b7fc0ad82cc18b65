import ClinicalText
import Lexicon

/// The units of `Lexicons/values/units.tsv`: spellings, UCUM codes, factors to a canonical unit of the dimension.
public final class UnitTable: Sendable {
  /// One row.
  public struct Atom: Sendable {
    /// UCUM code.
    public var ucum: String
    public var dimension: String
    /// Canonical units in one of these.
    public var factor: Fraction
    /// UCUM code of the canonical unit.
    public var canonical: String
    public var flags: Flags
  }

  /// Conditions of a row.
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    /// The set with these bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// The letter case of the spelling counts.
    public static let exact = Flags(rawValue: 1)
    /// Counts only directly behind the number, or before "/".
    public static let joined = Flags(rawValue: 2)
    /// Counts only behind the temperature of a body.
    public static let bodily = Flags(rawValue: 4)
    /// Degrees Fahrenheit: converted by an offset too.
    public static let fahrenheit = Flags(rawValue: 8)
    /// Counts only behind "/" or "per".
    public static let below = Flags(rawValue: 16)
    /// May be a dose of a medicine.
    public static let dose = Flags(rawValue: 32)
    /// A length of time.
    public static let time = Flags(rawValue: 64)
    /// An amount of a substance: how strong a medicine is.
    public static let strength = Flags(rawValue: 128)
  }

  private static let flagNames: [String: Flags] = [
    "exact": .exact, "joined": .joined, "bodily": .bodily, "fahrenheit": .fahrenheit, "below": .below, "dose": .dose,
    "time": .time, "strength": .strength,
  ]

  /// An example of a row: a text, and the quantity in canonical units that must come out, or nothing.
  public struct Example: Sendable {
    public var file: String
    public var line: Int
    public var text: String
    /// "0.005 g"; nil where no quantity with this row's unit may come out.
    public var wanted: String?
    public var ucum: String
  }

  private struct Spelling: Sendable {
    var atom: Int16
    /// The bytes without blanks, where their case counts.
    var exact: [UInt8]?
  }

  public let atoms: [Atom]
  public let examples: [Example]
  private let trie: TokenTrie
  /// By the trie's value: rows with this spelling, those whose case counts first.
  private let spellings: [[Spelling]]
  private let slash: UInt64
  private let per: UInt64

  /// Reads the table: `ucum`, `dimension`, `factor`, `canonical`, `flags`, `spellings` (with " | " between them),
  /// `examples` (with "; " between them: "5 mg = 0.005 g", or "!" and a text in which the unit is not meant).
  public init(tsv: String, file: String) throws(Fault) {
    let scratch = TokenBuffer()
    var atoms: [Atom] = []
    var examples: [Example] = []
    var groups: [[Spelling]] = []
    var index: [[UInt64]: Int] = [:]
    var builder = TokenTrieBuilder()
    let header = ["ucum", "dimension", "factor", "canonical", "flags", "spellings", "examples"]
    for row in try WordTable.rows(tsv, file: file, header: header) {
      guard let factor = Fraction(row[2]) else {
        throw row.fault("the factor must be a number above zero or a fraction of two, not '\(row[2])'")
      }
      var flags: Flags = []
      for name in row.list(4) {
        guard let flag = Self.flagNames[name] else {
          let known = Self.flagNames.keys.sorted().joined(separator: ", ")
          throw row.fault("the flag '\(name)' is unknown; one of \(known)")
        }
        flags.insert(flag)
      }
      atoms.append(Atom(ucum: row[0], dimension: row[1], factor: factor, canonical: row[3], flags: flags))
      for text in row[5].split(separator: "|").map({ CandidateTable.trimmed($0) }) {
        let phrase = TokenFolding.phrase(NoteText(text), scratch)
        guard !phrase.isEmpty else { throw row.fault("a spelling has no word or sign") }
        let exact = flags.contains(.exact) ? text.utf8.filter { $0 != 0x20 } : nil
        let place = index[phrase] ?? groups.count
        if place == groups.count {
          groups.append([])
          index[phrase] = place
          _ = builder.insert(phrase, value: UInt32(place))
        }
        let spelling = Spelling(atom: Int16(atoms.count - 1), exact: exact)
        // Singular and plural of a row are one.
        if exact == nil, groups[place].contains(where: { $0.exact == nil && $0.atom == spelling.atom }) { continue }
        if exact == nil {
          guard !groups[place].contains(where: { $0.exact == nil }) else {
            throw row.fault("the spelling '\(text)' stands in two rows; mark them exact, or keep it in one")
          }
          groups[place].append(spelling)
        } else {
          groups[place].insert(spelling, at: 0)
        }
      }
      for part in row[6].split(separator: ";").map({ CandidateTable.trimmed($0) }) where !part.isEmpty {
        let sides = part.split(separator: "=", maxSplits: 1).map { CandidateTable.trimmed($0) }
        let isReject = part.hasPrefix("!")
        guard isReject || sides.count == 2 else { throw row.fault("an example is written: 5 mg = 0.005 g, or !text") }
        examples.append(
          Example(
            file: file, line: row.line, text: isReject ? String(part.dropFirst()) : sides[0],
            wanted: isReject ? nil : sides[1], ucum: row[0]))
      }
    }
    self.atoms = atoms
    self.examples = examples
    spellings = groups
    trie = builder.makePermanent()
    slash = TokenFolding.phrase(NoteText("/"), scratch)[0]
    per = TokenFolding.phrase(NoteText("per"), scratch)[0]
  }

  // MARK: finding

  /// The unit that begins at a token, on the same line as what stands before, and the token behind it.
  ///
  /// - Parameters:
  ///   - isJoined: nothing stands between the number and the token.
  ///   - number: the number before it, for units that only certain numbers have.
  func unit(at start: Int, _ note: NoteStructure, isJoined: Bool, number: DecimalNumber?) -> (unit: Unit, end: Int)? {
    var place = start
    var unit = Unit()
    // Nothing above the line: "/uL", "per hpf".
    if !isSlash(place, note) {
      guard let (atom, end) = atom(at: place, note, isJoined: isJoined, isBelow: false, number: number) else {
        return nil
      }
      unit.add(atom, isBelow: false)
      place = end
    }
    while place < note.tokens.count, unit.count < 4 {
      if isSlash(place, note) {
        guard place + 1 < note.tokens.count,
          let (atom, end) = atom(at: place + 1, note, isJoined: true, isBelow: true, number: nil)
        else {
          // An unknown unit below the line, as in "mg/wafer": what stands above alone would be wrong.
          let isUnknown =
            place + 1 < note.tokens.count && note.tokens[place].isGlued
            && note.tokens[place + 1].isGlued && note.tokens[place + 1].kind == .word
          return isUnknown || unit.count == 0 ? nil : (unit, place)
        }
        unit.add(atom, isBelow: true)
        place = end
      } else if let (atom, end) = inverse(at: place, note) {
        unit.add(atom, isBelow: true)
        place = end
      } else {
        break
      }
    }
    return unit.count > 0 ? (unit, place) : nil
  }

  func isSlash(_ token: Int, _ note: NoteStructure) -> Bool {
    guard token < note.tokens.count, note.tokens[token].newlinesBefore == 0 else { return false }
    return note.folded[token] == slash && note.tokens[token].count == 1 || note.folded[token] == per
  }

  /// "dL-1", "kg−1": the unit below the line.
  private func inverse(at token: Int, _ note: NoteStructure) -> (Int, Int)? {
    var first = token
    // A point in the middle may stand before it.
    if first < note.tokens.count, note.tokens[first].kind == .symbol, note.tokens[first].isGlued,
      note.tokens[first].flags.contains(.nonASCII)
    {
      first += 1
    }
    guard let (atom, end) = atom(at: first, note, isJoined: true, isBelow: true, number: nil, isOpen: true),
      end + 1 < note.tokens.count, note.tokens[end].isGlued, note.tokens[end].kind == .symbol,
      note.tokens[end + 1].isGlued, note.tokens[end + 1].count == 1,
      note.text.bytes[Int(note.tokens[end + 1].start)] == UInt8(ascii: "1"),
      note.folded[end] == TokenFolding.skipped
    else { return nil }
    return (atom, end + 2)
  }

  private func atom(
    at start: Int, _ note: NoteStructure, isJoined: Bool, isBelow: Bool, number: DecimalNumber?, isOpen: Bool = false
  ) -> (Int, Int)? {
    var node = TokenTrie.root
    var place = start
    var best: (Int, Int)?
    while place < note.tokens.count, place == start || note.tokens[place].newlinesBefore == 0 {
      guard note.tokens[start].newlinesBefore == 0 else { return nil }
      let folded = note.folded[place]
      place += 1
      if folded == TokenFolding.skipped { continue }
      let slot = trie.edge(from: node, by: folded)
      guard slot.key != 0 else { break }
      if slot.value != 0, isOpen || isWhole(place, note),
        let atom = choose(
          spellings[Int(slot.value - 1)], start..<place, note, isJoined: isJoined, isBelow: isBelow, number: number)
      {
        best = (atom, place)
      }
      guard slot.child & TokenTrie.hasChildren != 0 else { break }
      node = slot.child & ~TokenTrie.hasChildren
    }
    return best
  }

  /// No letter or digit is glued behind.
  private func isWhole(_ end: Int, _ note: NoteStructure) -> Bool {
    guard end < note.tokens.count, note.tokens[end].isGlued else { return true }
    return note.tokens[end].kind == .symbol
  }

  private func choose(
    _ group: [Spelling], _ tokens: Range<Int>, _ note: NoteStructure, isJoined: Bool, isBelow: Bool,
    number: DecimalNumber?
  ) -> Int? {
    for spelling in group {
      let atom = atoms[Int(spelling.atom)]
      if let exact = spelling.exact {
        let bytes = note.text.bytes[note.span(ofTokens: tokens).range]
        guard bytes.lazy.filter({ $0 != 0x20 }).elementsEqual(exact) else { continue }
      }
      if atom.flags.contains(.below), !isBelow { continue }
      if atom.flags.contains(.joined), !isBelow, !isJoined, !isSlash(tokens.upperBound, note) { continue }
      if atom.flags.contains(.bodily), !Self.isBodily(number, atom.flags.contains(.fahrenheit)) { continue }
      return Int(spelling.atom)
    }
    return nil
  }

  /// Temperatures that a body has: 25 to 45 degrees Celsius, 77 to 113 degrees Fahrenheit.
  private static func isBodily(_ number: DecimalNumber?, _ isFahrenheit: Bool) -> Bool {
    guard let number else { return false }
    return isFahrenheit
      ? !number.isBelow(DecimalNumber(77)) && number.isBelow(DecimalNumber(113))
      : !number.isBelow(DecimalNumber(25)) && number.isBelow(DecimalNumber(45))
  }

  // MARK: converting

  /// The UCUM code of a unit as it is written.
  public func ucum(_ unit: Unit) -> String {
    var text = unit.power > 0 ? "10*\(unit.power)" : ""
    for index in 0..<unit.count {
      if unit.isBelow(index) { text += "/" }
      text += atoms[Int(unit[index])].ucum
    }
    return text
  }

  /// The canonical unit and the factor to it; nil where the factor does not fit.
  public func canonical(_ unit: Unit) -> (ucum: String, factor: Fraction)? {
    var text = ""
    var factor = Fraction.one
    for index in 0..<unit.count {
      let atom = atoms[Int(unit[index])]
      var own = atom.factor
      var name = atom.canonical
      if unit.isBelow(index) {
        // Rates are by the day; lengths of time are in seconds.
        if atom.flags.contains(.time) {
          guard let days = own.times(Fraction(1, 86_400)) else { return nil }
          own = days
          name = "d"
        }
        own = own.inverse
        text += "/"
      }
      guard let product = factor.times(own) else { return nil }
      factor = product
      text += name
    }
    // A count by volume: "/L".
    if text.hasPrefix("1/") { text.removeFirst() }
    for _ in 0..<unit.power {
      guard let more = factor.times(Fraction(10, 1)) else { return nil }
      factor = more
    }
    return (text, factor)
  }

  /// A number of a unit in the canonical unit; nil where there is none.
  public func canonical(_ number: DecimalNumber, _ unit: Unit) -> DecimalNumber? {
    if unit.count == 1, !unit.isBelow(0), atoms[Int(unit[0])].flags.contains(.fahrenheit) {
      return number.plus(-32)?.times(Fraction(5, 9))
    }
    guard let (_, factor) = canonical(unit) else { return nil }
    return number.times(factor)
  }

  /// The first unit's conditions.
  public func flags(_ unit: Unit) -> Flags { unit.count > 0 && !unit.isBelow(0) ? atoms[Int(unit[0])].flags : [] }

  func isFraction(_ unit: Unit) -> Bool { dimension(unit) == "fraction" }

  func isVolume(_ unit: Unit, _ index: Int) -> Bool { atoms[Int(unit[index])].dimension == "volume" }

  /// The dimension of the first unit; empty where nothing stands above the line.
  public func dimension(_ unit: Unit) -> String {
    unit.count > 0 && !unit.isBelow(0) ? atoms[Int(unit[0])].dimension : ""
  }
}

/// A unit as it stands in a note: up to four rows of the table, above or below the line.
public struct Unit: Equatable, Sendable {
  private var rows = SIMD4<Int16>(repeating: -1)
  private var below: UInt8 = 0
  public private(set) var count = 0
  /// A power of ten before a unit below the line: 9 in "10^9/L".
  public var power = 0

  /// Starts empty.
  public init() {}

  /// The row at a place below `count`.
  public subscript(_ index: Int) -> Int16 { rows[index] }
  /// True for a row that divides.
  public func isBelow(_ index: Int) -> Bool { below & 1 << UInt8(index) != 0 }

  mutating func add(_ row: Int, isBelow: Bool) {
    rows[count] = Int16(row)
    if isBelow { below |= 1 << UInt8(count) }
    count += 1
  }
}
