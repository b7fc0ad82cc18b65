import ClinicalText
import Files

/// The words that surrogates are made of: names by origin and gender, invented towns, pools.
public struct SurrogateTables: Sendable {
  /// What the name lists say of a word, folded.
  package struct NameWord: Sendable {
    var isGiven = false
    var isSurname = false
    /// 1 very frequent … 4 rare; 9 for no given name of the census.
    var band = 9
    /// Rank among the surnames; large for none.
    var rank = Int.max
    /// "f", "m"; nil for both or unknown.
    var gender: UInt8?
    /// Indices of the origins that it belongs to.
    package var givenOrigins: [Int] = []
    package var surnameOrigins: [Int] = []
  }

  /// An invented town.
  package struct Place: Sendable {
    package var city: String
    package var state: String
    package var zip3: String
  }

  /// Names of one origin, without those that are words as well, in ASCII.
  package struct Origin: Sendable {
    package var women: [String] = []
    package var men: [String] = []
    package var surnames: [String] = []
  }

  package private(set) var words: [[UInt8]: NameWord] = [:]
  package private(set) var origins: [Origin] = []
  /// For names of no origin.
  private(set) var general = Origin()
  /// The full names of a short form, folded.
  private(set) var fullNames: [[UInt8]: [[UInt8]]] = [:]
  /// Names that have short forms themselves, folded.
  private(set) var namesWithShortForms: Set<[UInt8]> = []
  private(set) var particles: Set<[UInt8]> = []
  private(set) var suffixes: Set<[UInt8]> = []
  private(set) var titles: Set<[UInt8]> = []
  package private(set) var places: [Place] = []
  private(set) var placesByState: [String: [Int]] = [:]
  /// Abbreviations and names of states, folded, with the abbreviation.
  private(set) var states: [[UInt8]: String] = [:]
  package private(set) var stateNames: [String: String] = [:]
  /// States of towns that are in one state only, folded.
  private(set) var stateOfCity: [[UInt8]: String] = [:]
  private(set) var stateOfZIP3: [String: String] = [:]
  private(set) var countries: [String] = []
  private(set) var healthProfessions: Set<[UInt8]> = []
  private(set) var streetWords: [[UInt8]: String] = [:]
  private(set) var pools: [String: [String]] = [:]

  /// Reads the tables of a data folder's `deid`. Throws `ruleFileInvalid`, `inputMissing`.
  public init(folder: String) throws(Fault) {
    try readNames(folder)
    try readPlaces(folder)
    try Self.rows("\(folder)/surrogates/pools.tsv", ["pool", "value"]) { pools[$0[0], default: []].append($0[1]) }
    try Self.rows("\(folder)/professions.tsv", ["profession", "kind", "needs_cue"]) { row in
      if row[1] == "health" { healthProfessions.insert(FoldedValue.of(row[0])) }
    }
    let needed = [
      "email_domain", "hospital_kind", "hospital_name", "ipv4_range", "organization_kind", "organization_name",
      "street_name", "street_suffix", "url_host", "profession:health",
    ]
    for pool in needed where pools[pool] == nil {
      throw Fault(.ruleFileInvalid, file: "\(folder)/surrogates/pools.tsv", value: "the pool \(pool) is missing")
    }
    guard !places.isEmpty, !general.surnames.isEmpty, !countries.isEmpty else {
      throw Fault(.ruleFileInvalid, file: "\(folder)/surrogates", value: "no names, towns or countries to choose from")
    }
  }

  // MARK: names

  private mutating func readNames(_ folder: String) throws(Fault) {
    try Self.rows("\(folder)/names/given.tsv", ["name", "gender", "band", "ambiguous", "source"]) { row in
      let key = FoldedValue.of(row[0])
      words[key, default: NameWord()].isGiven = true
      words[key]!.band = Int(row[2]) ?? 4
      words[key]!.gender = row[1] == "u" ? nil : row[1].utf8.first
      guard row[3] == "0", row[2] <= "2", row[0].utf8.allSatisfy({ $0 < 0x80 }) else { return }
      if row[1] == "f" { general.women.append(row[0]) }
      if row[1] == "m" { general.men.append(row[0]) }
    }
    try Self.rows("\(folder)/names/surnames.tsv", ["name", "rank", "is_common_word"]) { row in
      let key = FoldedValue.of(row[0])
      words[key, default: NameWord()].isSurname = true
      words[key]!.rank = Int(row[1]) ?? .max
      if row[2] == "0", words[key]!.rank <= 1500, !words[key]!.isGiven { general.surnames.append(row[0]) }
    }
    var numbers: [String: Int] = [:]
    try Self.rows("\(folder)/names/by-origin.tsv", ["origin", "kind", "gender", "name", "ambiguous"]) { row in
      let number = numbers[row[0]] ?? origins.count
      if number == origins.count {
        numbers[row[0]] = number
        origins.append(Origin())
      }
      let key = FoldedValue.of(row[3])
      var word = words[key] ?? NameWord()
      let isUsable = row[4] == "0" && row[3].utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 }
      if row[1] == "surname" {
        word.isSurname = true
        word.surnameOrigins.append(number)
        if isUsable { origins[number].surnames.append(row[3]) }
      } else {
        if !word.isGiven { word.gender = row[2].utf8.first }
        word.isGiven = true
        word.givenOrigins.append(number)
        if isUsable, row[2] == "f" { origins[number].women.append(row[3]) }
        if isUsable, row[2] == "m" { origins[number].men.append(row[3]) }
      }
      words[key] = word
    }
    try Self.rows("\(folder)/names/nicknames.tsv", ["name", "gender", "nicknames"]) { row in
      namesWithShortForms.insert(FoldedValue.of(row[0]))
      for short in row[2].split(separator: "|") {
        fullNames[FoldedValue.of(String(short)), default: []].append(FoldedValue.of(row[0]))
      }
    }
    let columns = ["particle", "joins", "position", "origin", "example", "ambiguous"]
    try Self.rows("\(folder)/names/particles.tsv", columns) { row in
      let word = FoldedValue.of(row[0])
      if row[2] == "suffix" { suffixes.insert(word) } else { particles.insert(word) }
    }
    try Self.rows("\(folder)/names/titles.tsv", ["title", "announces", "position", "ambiguous"]) { row in
      if row[3] == "0" { titles.insert(FoldedValue.of(row[0])) }
    }
    for title in ["dr", "mr", "mrs", "ms", "miss", "md", "rn", "do", "phd", "np", "pa"] {
      titles.insert(Array(title.utf8))
    }
  }

  // MARK: places

  private mutating func readPlaces(_ folder: String) throws(Fault) {
    try Self.rows("\(folder)/surrogates/places.tsv", ["city", "state", "zip3"]) { row in
      placesByState[row[1], default: []].append(places.count)
      places.append(Place(city: row[0], state: row[1], zip3: row[2]))
    }
    let columns = ["abbreviation", "name", "kind", "older", "is_clinical_word", "meaning"]
    try Self.rows("\(folder)/places/states.tsv", columns) { row in
      stateNames[row[0]] = row[1]
      for form in [row[0], row[1]] + row[3].split(separator: "|").map(String.init) {
        states[FoldedValue.of(form)] = row[0]
      }
    }
    try Self.rows("\(folder)/places/cities-us.tsv", ["city", "states", "is_common_word", "is_name"]) { row in
      if !row[1].contains("|") { stateOfCity[FoldedValue.of(row[0])] = row[1] }
    }
    try Self.rows("\(folder)/zip3.tsv", ["zip3", "state", "over_20000", "reason"]) { stateOfZIP3[$0[0]] = $0[1] }
    try Self.rows("\(folder)/places/countries.tsv", ["name", "kind", "country", "ambiguous"]) { row in
      let isPlain = row[0].utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 }
      if row[1] == "country", row[3] == "0", isPlain { countries.append(row[0]) }
    }
    try Self.rows("\(folder)/places/street-words.tsv", ["word", "kind", "variants", "ambiguous"]) { row in
      for form in [row[0]] + row[2].split(separator: "|").map(String.init) {
        streetWords[FoldedValue.of(form)] = row[1]
      }
    }
  }

  private static func rows(
    _ path: String, _ columns: [String], _ body: ([String]) -> Void
  ) throws(Fault) {
    for row in try DataTable(try TextFile.read(path), file: path, columns: columns).rows {
      body(row.fields.map(String.init))
    }
  }
}
