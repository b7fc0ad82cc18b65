import ClinicalText
import Rules

extension DetectionReader {
  mutating func readPlaces() throws(Fault) {
    let states = try table(
      "places/states.tsv", ["abbreviation", "name", "kind", "older", "is_clinical_word", "meaning"])
    for row in states.rows {
      mark(row.fields[0], .stateAbbreviation)
      add(row.fields[1], .identifier(.state, isAmbiguous: false), "place.state")
      for form in states.list(row, 3) { add(form, .identifier(.state, isAmbiguous: true), "place.state") }
    }
    for (name, second) in [("places/cities-us.tsv", "states"), ("places/cities-world.tsv", "countries")] {
      let cities = try table(name, ["city", second, "is_common_word", "is_name"])
      for row in cities.rows {
        let isWord = try cities.flag(row, 2)
        let isName = try cities.flag(row, 3)
        add(row.fields[0], .identifier(.city, isAmbiguous: isWord || isName), "place.city")
      }
    }
    let countries = try table("places/countries.tsv", ["name", "kind", "country", "ambiguous"])
    for row in countries.rows {
      let isAmbiguous = try countries.flag(row, 3)
      if try countries.choice(row, 1, ["country": true, "demonym": false]) {
        add(row.fields[0], .identifier(.country, isAmbiguous: isAmbiguous), "place.country")
      } else {
        markSingle(row.fields[0], .demonym)
      }
    }
    let streets = try table("places/street-words.tsv", ["word", "kind", "variants", "ambiguous"])
    for row in streets.rows where row.fields[1] == "suffix" {
      for form in [row.fields[0]] + streets.list(row, 2) { markSingle(form, .streetSuffix) }
    }
  }

  mutating func readInstitutions() throws(Fault) {
    let hospitals = try table("places/hospitals.tsv", ["name", "full_name", "ambiguous"])
    for row in hospitals.rows {
      let role = PhraseRole.identifier(.hospital, isAmbiguous: try hospitals.flag(row, 2))
      addInstitution(row.fields[0], role, "place.hospital-listed")
      if row.fields[1] != row.fields[0], !row.fields[1].isEmpty {
        addInstitution(row.fields[1], .identifier(.hospital, isAmbiguous: false), "place.hospital-listed")
      }
    }
    let employers = try table("places/employers.tsv", ["name", "ambiguous"])
    for row in employers.rows {
      addInstitution(
        row.fields[0], .identifier(.organization, isAmbiguous: try employers.flag(row, 1)),
        "place.organization-listed")
    }
    let parts = try table("places/organization-words.tsv", ["word", "type", "position", "ambiguous"])
    for row in parts.rows {
      guard let kind = IdentifierKind(name: String(row.fields[1])) else {
        throw parts.fault(row, "column 2 holds \(row.fields[1]); write a LOCATION type, HOSPITAL for instance")
      }
      let isAmbiguous = try parts.flag(row, 3)
      switch try parts.choice(row, 2, ["tail": 0, "head": 1, "cue": 2, "generic": 3]) {
      case 0:
        if kind == .hospital || kind == .organization {
          markSingle(row.fields[0], kind == .hospital ? .hospitalWord : .organizationWord)
        }
        add(row.fields[0], .placeTail(kind, isAmbiguous: isAmbiguous), "place.\(kind.type)".lowercased())
      case 1: add(row.fields[0], .placeHead(kind, isAmbiguous: isAmbiguous), "place.\(kind.type)".lowercased())
      case 3: mark(row.fields[0], .genericPlace)
      default: add(row.fields[0], .announcesPlace(kind, isAmbiguous: isAmbiguous), "place.announced")
      }
    }
    for row in try table("places/units.tsv", ["unit"]).rows { add(row.fields[0], .noIdentifier, "place.unit") }
  }

  /// A name that has "and" is written with "&", too.
  private mutating func addInstitution(_ name: Substring, _ role: PhraseRole, _ rule: String) {
    add(name, role, rule)
    let parts = name.split(separator: " ", omittingEmptySubsequences: false)
    if parts.contains("and") {
      add(parts.map { $0 == "and" ? "&" : $0 }.joined(separator: " "), role, rule)
    } else if parts.contains("&") {
      add(parts.map { $0 == "&" ? "and" : $0 }.joined(separator: " "), role, rule)
    }
  }

  mutating func readEponyms() throws(Fault) {
    let eponyms = try table("eponyms.tsv", ["eponym", "kind", "looks_like_person"])
    for row in eponyms.rows {
      let isPerson = try eponyms.flag(row, 2)
      let words = folded(row.fields[0])
      if words.count > 1 { add(row.fields[0], .clinicalName, "eponym") }
      for word in words {
        source.words[word, default: []].formUnion(isPerson || words.count > 1 ? .eponym : [.eponym, .sureEponym])
      }
    }
    for row in try table("eponym-words.tsv", ["kind", "word"]).rows { markSingle(row.fields[1], .eponymHead) }
  }

  mutating func readEndings() throws(Fault) {
    for row in try table("clinical-endings.tsv", ["ending"]).rows { source.endings.append(String(row.fields[0])) }
  }

  mutating func readMeasures() throws(Fault) {
    for row in try table("measures.tsv", ["unit"]).rows { markSingle(row.fields[0], .unit) }
  }

  mutating func readProfessions() throws(Fault) {
    let professions = try table("professions.tsv", ["profession", "kind", "needs_cue"])
    for row in professions.rows {
      let needsCue = try professions.flag(row, 2)
      add(row.fields[0], .identifier(.profession, isAmbiguous: needsCue), "profession.listed")
    }
  }

  /// Months and week days of `dates.yaml`, with their abbreviations.
  mutating func readCalendar() throws(Fault) {
    let root = try RuleNode.document(try text("dates.yaml"), file: "\(folder)/dates.yaml")
    for (key, full, short) in [
      ("months", WordClass.month, WordClass.monthAbbreviation), ("week_days", .weekday, .weekdayAbbreviation),
    ] {
      for item in try root.required(key).items() {
        mark(try item.required("name").string(), full)
        for form in try item.optional("abbreviations")?.strings() ?? [] { mark(form, short) }
      }
    }
  }
}
