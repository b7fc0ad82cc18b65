import ClinicalText
import Files

/// The words of addresses in many languages, by folded token, and the endings of compound street names. Read-only,
/// shared by all workers.
public struct AddressRules: Sendable {
  /// What a word is to addresses.
  struct Words: OptionSet, BitwiseCopyable {
    let rawValue: UInt32
    /// "Rue": a street's name follows.
    static let before = Words(rawValue: 1)
    /// "utca": a street's name stands before.
    static let behind = Words(rawValue: 2)
    /// "Apt", "Suite", "Piso".
    static let unit = Words(rawValue: 4)
    /// "Postfach".
    static let box = Words(rawValue: 8)
    /// "USS".
    static let ship = Words(rawValue: 16)
    /// "APO".
    static let fleet = Words(rawValue: 32)
    /// "Nr." before a house number.
    static let number = Words(rawValue: 64)
    /// "12 bis".
    static let between = Words(rawValue: 128)
    /// "de", "van der": inside of names.
    static let link = Words(rawValue: 256)
    /// "NW", "East" behind a street.
    static let direction = Words(rawValue: 512)
    /// "lives", "address": an address follows.
    static let cue = Words(rawValue: 1024)
    /// A word of `before`, `behind` or `unit` that is an ordinary or clinical one, too.
    static let ambiguousBefore = Words(rawValue: 2048)
    static let ambiguousBehind = Words(rawValue: 4096)
    static let ambiguousUnit = Words(rawValue: 8192)
    /// "null" in the place of a part that a system does not know.
    static let void = Words(rawValue: 16384)
  }

  /// What `places/address-words.tsv` and `places/street-words.tsv` call each kind: the bit, and the one that is added
  /// where the word is ambiguous.
  private static let kinds: [String: (bits: Words, ambiguous: Words)] = [
    "before": (.before, .ambiguousBefore), "behind": (.behind, .ambiguousBehind), "unit": (.unit, .ambiguousUnit),
    "box": (.box, []), "ship": (.ship, []), "fleet": (.fleet, []), "number": (.number, []), "between": (.between, []),
    "link": (.link, []), "direction": (.direction, []), "cue": (.cue, []), "void": (.void, []),
    "ending": ([], []),
  ]

  let table: WordTable
  /// The shapes of postcodes, those of the entry for ZIP codes in `identifiers.yaml`.
  var postcodes: ShapeAutomaton?
  /// In lower case, by the lowest bits of their last byte.
  private let endings: [[(bytes: [UInt8], isAmbiguous: Bool)]]

  /// Reads both files of a data folder's `deid`.
  public static func load(folder: String) throws(Fault) -> AddressRules {
    func text(_ name: String) throws(Fault) -> String { try TextFile.read("\(folder)/\(name)") }
    let world = "places/address-words.tsv"
    let english = "places/street-words.tsv"
    return try AddressRules(
      world: DataTable(
        text(world), file: "\(folder)/\(world)", columns: ["word", "kind", "language", "ambiguous"]),
      english: DataTable(
        text(english), file: "\(folder)/\(english)", columns: ["word", "kind", "variants", "ambiguous"]))
  }

  package init(world: DataTable, english: DataTable) throws(Fault) {
    var words = FoldedWords()
    var endings = [[(bytes: [UInt8], isAmbiguous: Bool)]](repeating: [], count: 32)
    for row in world.rows {
      let kind = try world.choice(row, 1, Self.kinds)
      let isAmbiguous = try world.flag(row, 3)
      if row.fields[1] == "ending" {
        let bytes = Array(row.fields[0].lowercased().utf8)
        if let last = bytes.last { endings[Int(last & 31)].append((bytes, isAmbiguous)) }
        continue
      }
      words.add(String(row.fields[0]), kind.bits.union(isAmbiguous ? kind.ambiguous : []).rawValue)
    }
    for row in english.rows where row.fields[1] == "unit" || row.fields[1] == "direction" {
      let bits: Words = row.fields[1] == "direction" ? .direction : .unit
      for form in [row.fields[0]] + english.list(row, 2) where form.utf8.first != UInt8(ascii: "#") {
        words.add(String(form), bits.rawValue)
      }
    }
    table = words.table
    self.endings = endings
  }

  /// What the word of a folded token is.
  @inline(__always)
  func words(_ folded: UInt64) -> Words { Words(rawValue: table.classes(of: folded).rawValue) }

  /// Whether a word ends as streets do in other languages, with three letters at least before; false when the ending is
  /// ambiguous, nil when there is none.
  func ending(of word: UnsafeBufferPointer<UInt8>) -> Bool? {
    guard let last = word.last else { return nil }
    var found: Bool?
    for ending in endings[Int(last & 31)] where word.count >= ending.bytes.count + 3 {
      var k = 1
      while k <= ending.bytes.count, Self.folded(word[word.count - k]) == ending.bytes[ending.bytes.count - k] {
        k += 1
      }
      if k > ending.bytes.count { found = (found ?? false) || !ending.isAmbiguous }
    }
    return found
  }

  @inline(__always)
  private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
