import ClinicalText
import Files

/// Reads the word and phrase files of `deid/` and the words of the other rule files into one `DetectionSource`.
package struct DetectionReader {
  /// The `deid` folder.
  let folder: String
  /// Names for which this is true are left out of the name tables: tests measure recall of names that no list has.
  let isHeldOut: (Substring) -> Bool
  var source = DetectionSource()
  private let scratch = TokenBuffer()
  /// Folded words that the name tables call no common word, and that many people bear.
  private var sureNames: Set<UInt64> = []
  /// Words that `english.txt` holds: in a longer clinical name they stay ordinary ones.
  var englishWords: Set<UInt64> = []

  package init(folder: String, isHeldOut: @escaping (Substring) -> Bool = { _ in false }) {
    self.folder = folder
    self.isHeldOut = isHeldOut
  }

  /// Files below the folder whose contents decide what `read` gives.
  package static let files = [
    "names/surnames.tsv", "names/given.tsv", "names/by-origin.tsv", "names/nicknames.tsv", "names/particles.tsv",
    "names/credentials.tsv", "names/titles.tsv", "names/contexts.yaml", "names/grammar.yaml", "relatives.tsv",
    "places/states.tsv",
    "places/cities-us.tsv", "places/cities-world.tsv", "places/countries.tsv", "places/street-words.tsv",
    "places/address-words.tsv", "places/hospitals.tsv", "places/employers.tsv", "places/organization-words.tsv",
    "places/units.tsv",
    "professions.tsv", "eponyms.tsv", "eponym-words.tsv", "english.txt", "measures.tsv", "clinical-endings.tsv",
    "dates.yaml", "identifiers.yaml",
  ]

  /// All files of the folder; `clinical` are further files with words of clinical language.
  package static func read(
    folder: String, clinical: [ClinicalWordFile] = [], isHeldOut: @escaping (Substring) -> Bool = { _ in false }
  ) throws(Fault) -> DetectionSource {
    var reader = DetectionReader(folder: folder, isHeldOut: isHeldOut)
    try reader.readNames()
    try reader.readNameParts()
    try reader.readEnglish()
    try reader.readPlaces()
    try reader.readInstitutions()
    try reader.readEponyms()
    try reader.readProfessions()
    try reader.readCalendar()
    try reader.readMeasures()
    try reader.readEndings()
    try reader.readContexts()
    try reader.readGrammar()
    reader.englishWords = Set(reader.source.words.filter { $0.value.contains(.english) }.keys)
    for file in clinical { try reader.read(clinical: file) }
    return reader.source
  }

  // MARK: helpers

  func table(_ name: String, _ columns: [String]) throws(Fault) -> DataTable {
    try DataTable(try text(name), file: "\(folder)/\(name)", columns: columns)
  }

  func text(_ name: String) throws(Fault) -> String { try TextFile.read("\(folder)/\(name)") }

  /// The folded words of a form; signs and figures are left out.
  func folded(_ form: some StringProtocol) -> [UInt64] {
    let text = NoteText(String(form))
    Tokenizer.tokenize(text, into: scratch)
    let count = scratch.count
    guard count > 0 else { return [] }
    var values = [UInt64](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      TokenFolding.fold(text, scratch, 0..<count, into: $0.baseAddress!)
    }
    var words: [UInt64] = []
    for index in 0..<count where scratch[index].kind == .word && values[index] != TokenFolding.skipped {
      words.append(values[index])
    }
    return words
  }

  /// Gives classes to every word of a form.
  mutating func mark(_ form: some StringProtocol, _ classes: WordClass) {
    for word in folded(form) { source.words[word, default: []].formUnion(classes) }
  }

  /// Gives classes to a form of one word; false for forms of several.
  @discardableResult
  mutating func markSingle(_ form: some StringProtocol, _ classes: WordClass) -> Bool {
    let words = folded(form)
    guard words.count == 1, !form.contains(where: { $0 == " " || $0 == "/" }) else { return false }
    source.words[words[0], default: []].formUnion(classes)
    return true
  }

  mutating func add(_ phrase: some StringProtocol, _ role: PhraseRole, _ rule: String) {
    source.phrases.append(.init(text: String(phrase), role: role, rule: "rule:\(rule)"))
  }

  // MARK: names

  private mutating func readNames() throws(Fault) {
    let surnames = try table("names/surnames.tsv", ["name", "rank", "is_common_word"])
    for row in surnames.rows where !isHeldOut(row.fields[0]) {
      let rank = try surnames.number(row, 1)
      let isCommon = try surnames.flag(row, 2)
      var classes: WordClass = .surname
      if rank <= 1000 { classes.insert(.frequentName) }
      if isCommon { classes.insert(.ambiguousName) }
      if !isCommon, rank <= 400 { sureNames.formUnion(folded(row.fields[0])) }
      mark(row.fields[0], classes)
    }
    let given = try table("names/given.tsv", ["name", "gender", "band", "ambiguous", "source"])
    for row in given.rows where !isHeldOut(row.fields[0]) {
      let band = try given.number(row, 2)
      let isAmbiguous = try given.flag(row, 3)
      var classes: WordClass = .givenName
      if band <= 2 { classes.insert(.frequentName) }
      if isAmbiguous { classes.insert(.ambiguousName) }
      if !isAmbiguous, band <= 2 { sureNames.formUnion(folded(row.fields[0])) }
      mark(row.fields[0], classes)
    }
    let origins = try table("names/by-origin.tsv", ["origin", "kind", "gender", "name", "ambiguous"])
    for row in origins.rows where !isHeldOut(row.fields[3]) {
      var classes = try origins.choice(row, 1, ["surname": WordClass.surname, "given": .givenName])
      if try origins.flag(row, 4) { classes.insert(.ambiguousName) }
      mark(row.fields[3], classes)
    }
    let nicknames = try table("names/nicknames.tsv", ["name", "gender", "nicknames"])
    for row in nicknames.rows {
      for form in [row.fields[0]] + nicknames.list(row, 2) where !isHeldOut(form) { mark(form, .givenName) }
    }
  }

  private mutating func readNameParts() throws(Fault) {
    let particles = try table(
      "names/particles.tsv", ["particle", "joins", "position", "origin", "example", "ambiguous"])
    for row in particles.rows {
      let isSuffix = try particles.choice(
        row, 2, ["prefix": false, "infix": false, "given": false, "suffix": true])
      if row.fields[1] == "closed" { continue }
      mark(row.fields[0], isSuffix ? .suffix : .particle)
    }
    let credentials = try table(
      "names/credentials.tsv", ["credential", "profession", "meaning", "variants", "ambiguous"])
    for row in credentials.rows {
      let isAmbiguous = try credentials.flag(row, 4)
      for form in [row.fields[0]] + credentials.list(row, 3) {
        // "M.D." is read by its shape; of "PA-C" and "OTR/L" the first part announces.
        if form.contains(where: { $0 == "." || $0 == " " }) { continue }
        guard let first = folded(form.prefix { $0 != "-" && $0 != "/" }).first, form.utf8.count > 1 else { continue }
        let isPart = form.contains { $0 == "-" || $0 == "/" }
        source.words[first, default: []].formUnion(
          isAmbiguous || isPart && form.utf8.count <= 4 ? [.credential, .ambiguousCredential] : .credential)
      }
    }
    var sureTitles: Set<UInt64> = []
    let titles = try table("names/titles.tsv", ["title", "announces", "position", "ambiguous"])
    for row in titles.rows {
      let kind = try titles.choice(
        row, 1, ["DOCTOR": WordClass.doctorTitle, "PATIENT": .personTitle, "ANY": .personTitle])
      guard try titles.choice(row, 2, ["before": true, "after": false]) else { continue }
      let isAmbiguous = try titles.flag(row, 3)
      guard row.fields[0].utf8.count > 2 || !row.fields[0].hasSuffix("."), let word = folded(row.fields[0]).first else {
        continue
      }
      if !isAmbiguous { sureTitles.insert(word) }
      markSingle(row.fields[0], isAmbiguous && !sureTitles.contains(word) ? [kind, .ambiguousTitle] : kind)
    }
    // "DR" is ambiguous, "Dr." is not.
    for word in sureTitles { source.words[word]?.remove(.ambiguousTitle) }
    let relatives = try table("relatives.tsv", ["relative", "gender", "variants"])
    for row in relatives.rows {
      for form in [row.fields[0]] + relatives.list(row, 2) where form.utf8.count > 1 {
        let words = folded(form)
        // Of "brother in law" the last word, of "power of attorney" too: a name may follow it.
        if let last = words.last, words.count == 1 || form.contains("law") {
          source.words[last, default: []].formUnion(.relative)
        }
      }
    }
  }

  private mutating func readEnglish() throws(Fault) {
    for line in try text("english.txt").split(separator: "\n") where line.utf8.first != UInt8(ascii: "#") {
      for word in folded(line) where !sureNames.contains(word) {
        source.words[word, default: []].formUnion(.english)
      }
    }
  }
}
