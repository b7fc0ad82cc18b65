import ClinicalText
import Deidentification
import WebPage

extension Census {
  private static let shown = 100

  /// The census as a part of a report.
  public var section: ReportSection {
    var section = ReportSection(
      id: "census", title: "Census of what survived", outcome: .stated,
      answer:
        "\(Figures.count(distinct, "distinct token")) in \(Figures.count(notes, "note")), rarest first.",
      paragraphs: [
        "A token in one note of one patient may name somebody; one in thousands of notes does not. Read from the top: first the "
          + "words on name lists and the unknown ones, then numbers of odd shape.",
        hasPatients
          ? "Patients are counted one by one up to \(TokenCensus.mostPatients)."
          : "The output does not say whose a note is: each note counts as a patient.",
      ])
    section.tables.append(
      ReportSection.Table(
        "By class", columns: ["class", "distinct", "occurrences"],
        rows: TokenCensus.Class.allCases.compactMap { kind in
          totals[kind].map { [kind.words, Figures.count($0.tokens), Figures.count($0.occurrences)] }
        }))
    for (kind, title) in [
      (TokenCensus.Class.name, "Words on name lists"), (.unknown, "Unknown words"), (.number, "Tokens with figures"),
    ] {
      var matching = rows.filter { $0.kind == kind }
      // Long numbers first: two figures tell nothing.
      if kind == .number { matching = matching.filter { $0.figures >= 5 } + matching.filter { $0.figures < 5 } }
      let isNumber = kind == .number
      section.tables.append(
        ReportSection.Table(
          "\(title), rarest first"
            + (matching.count > Self.shown ? " (\(Self.shown) of \(Figures.count(matching.count)))" : ""),
          columns: ["token", isNumber ? "shape" : "capitalised", "notes", "patients", "occurrences"],
          words: isNumber ? [0, 1] : [0],
          rows: matching.prefix(Self.shown).map { row in
            [
              String(decoding: row.token, as: UTF8.self),
              isNumber ? TokenShape.of(row.token) : Figures.percent(row.capitalisedShare), Figures.count(row.notes),
              Self.patients(row), Figures.count(row.occurrences),
            ]
          }))
    }
    if leftOut > 0 {
      section.remarks.append(
        "\(Figures.count(leftOut, "row")) more match and are not listed; narrow them by --max-notes or --class.")
    }
    if parts > 1 {
      section.remarks.append("The notes were read \(parts) times, to hold no more tokens at once than --held allows.")
    }
    if withoutText > 0 {
      section.remarks.append("\(Figures.count(withoutText, "record")) without a text were not counted.")
    }
    section.remarks.append(
      "Rare words of the census may be identifiers: keep this list as safe as the notes themselves.")
    return section
  }

  /// Writes the census's members.
  public func write(to json: inout JSONWriter) {
    json.int("notes", notes)
    json.int("records_without_text", withoutText)
    json.int("distinct", distinct)
    json.int("rows_left_out", leftOut)
    json.bool("has_patients", hasPatients)
    json.int("passes", parts)
    json.object("classes") { json in
      for kind in TokenCensus.Class.allCases {
        json.object(kind.rawValue) { json in
          json.int("distinct", totals[kind]?.tokens ?? 0)
          json.int("occurrences", totals[kind]?.occurrences ?? 0)
        }
      }
    }
    json.objects("tokens", rows) { json, row in
      json.string("token", String(decoding: row.token, as: UTF8.self))
      json.string("class", row.kind.rawValue)
      if row.kind == .number { json.string("shape", TokenShape.of(row.token)) }
      json.int("notes", row.notes)
      json.int("patients", row.patients)
      json.bool("patients_or_more", row.patients >= TokenCensus.mostPatients)
      json.int("occurrences", row.occurrences)
      json.double("capitalised_share", row.capitalisedShare)
    }
  }
}

extension TokenCensus.Row {
  fileprivate var figures: Int { token.count { $0 &- 0x30 < 10 } }
}

extension TokenCensus.Class {
  /// For people.
  public var words: String {
    switch self {
    case .clinical: "clinical word"
    case .english: "ordinary word"
    case .name: "on a name list"
    case .number: "with figures"
    case .unknown: "unknown"
    }
  }
}
