import ClinicalText
import Deidentification
import WebPage

extension DetectionRecall {
  /// The test as a part of a report.
  public var section: ReportSection {
    var section = ReportSection(
      id: "names", title: "What detection finds of invented identifiers", outcome: .stated,
      answer: worst.map {
        "Names of the group \($0.name) are found least (\(Figures.percent($0.count.recall))); from the best group they are "
          + "\(Figures.fixed(gap * 100, 1)) points away."
      } ?? "No names were put in.",
      paragraphs: [
        "Invented names of \(Figures.count(byOrigin.count, "group")) of origin, of women and men, as usual and in capitals, were put "
          + "into \(Figures.count(sentences, "sentence")) of your notes in which a name had been detected, and into "
          + "\(Figures.count(builtIn)) built-in ones. A name counts as found when each of its words lies in something detected.",
        "Intervals are Wilson's, at 95 %. Seed \(seed).",
      ])
    var origins = Self.table("Names by origin, least found first", "group", byOrigin)
    origins.columns.append("on no list")
    for (index, row) in byOrigin.enumerated() {
      origins.rows[index].append(byOriginUnlisted[row.name].map { Figures.percent($0.recall) } ?? "–")
    }
    section.tables.append(origins)
    section.tables.append(Self.table("By gender", "names of", byGender))
    section.tables.append(Self.table("By letter case", "written", byCase))
    section.tables.append(Self.table("By form", "form", byForm))
    section.tables.append(
      Self.table(
        "Other identifiers, in built-in sentences", "type",
        byType.map { ("\($0.kind.category): \($0.kind.type)", $0.count) }))
    section.remarks = [
      "Sentences in which no name was detected are not in the test: a context that is overlooked always is not counted.",
      "The names stand on the lists that detection reads. The column \"on no list\" tells what is found of the same names in the same "
        + "sentences when they are taken from all lists: what to expect of names that nobody listed.",
      "A group says where a name is usual, nothing about a person.",
    ]
    return section
  }

  private static func table(
    _ title: String, _ column: String, _ rows: [(name: String, count: Count)]
  ) -> ReportSection.Table {
    ReportSection.Table(
      title, columns: [column, "found", "of", "recall", "95 % interval"],
      rows: rows.map { row in
        let interval = row.count.interval
        return [
          row.name, Figures.count(row.count.hits), Figures.count(row.count.trials), Figures.percent(row.count.recall),
          "\(Figures.fixed(interval.lower * 100, 1)) – \(Figures.fixed(interval.upper * 100, 1)) %",
        ]
      })
  }

  /// Writes the test's members.
  public func write(to json: inout JSONWriter) {
    json.int("notes", notes)
    json.int("sentences", sentences)
    json.int("built_in_sentences", builtIn)
    json.string("seed", String(seed))
    json.string("worst_group", worst?.name)
    json.double("gap", gap)
    json.objects("by_origin_unlisted", byOrigin) { json, row in
      let count = byOriginUnlisted[row.name] ?? Count()
      json.string("group", row.name)
      json.int("found", count.hits)
      json.int("trials", count.trials)
      json.double("recall", count.recall)
    }
    for (key, rows) in [
      ("by_origin", byOrigin), ("by_gender", byGender), ("by_case", byCase), ("by_form", byForm),
      ("by_type", byType.map { ("\($0.kind.category).\($0.kind.type)", $0.count) }),
    ] {
      json.objects(key, rows) { json, row in
        json.string("group", row.name)
        json.int("found", row.count.hits)
        json.int("trials", row.count.trials)
        json.double("recall", row.count.recall)
        json.double("lower", row.count.interval.lower)
        json.double("upper", row.count.interval.upper)
      }
    }
  }
}
