import ClinicalText
import Deidentification
import WebPage

extension ReviewPlan {
  /// Counts of misses that a plan tells the bound of beforehand.
  private var foreseen: [Int] { Array(0...min(10, items.count)) }

  /// The plan as a part of a report.
  public var section: ReportSection {
    let none = bound(misses: 0)
    var section = ReportSection(
      id: "plan", title: "Sampling plan", outcome: .stated,
      answer:
        "Read \(Figures.count(items.count, "note")) of \(Figures.count(population)): if none holds an identifier, then with "
        + "\(Figures.confidence(confidence)) confidence at most \(Figures.percent(none.upper)) of notes like these do, and at most "
        + "\(Figures.count(none.upperCount)) of these \(Figures.count(population)).",
      paragraphs: [
        "The notes were drawn without replacement by seed \(seed). The bounds are exact: Clopper and Pearson for notes like "
          + "these, the hypergeometric distribution for just these notes. A note counts as missed when it holds one identifier or more."
      ])
    section.tables.append(
      ReportSection.Table(
        "What so many missed notes would say",
        columns: [
          "notes with a leak", "upper bound", "two-sided, lower", "two-sided, upper", "at most so many of all notes",
        ], words: [],
        rows: foreseen.map { misses in
          let bound = bound(misses: misses)
          return [
            String(misses), Figures.percent(bound.upper), Figures.percent(bound.twoSided.lower),
            Figures.percent(bound.twoSided.upper), Figures.count(bound.upperCount),
          ]
        }))
    section.tables.append(
      ReportSection.Table(
        "Notes to read", columns: ["note", "place", "characters"], words: [1],
        rows: items.map { ["\($0.number)", "\($0.source):\($0.line)", Figures.count($0.text.unicodeScalars.count)] }))
    section.remarks = [
      "Read every note of the plan. A review that stops early, or after the first find, gives no bound.",
      "Readers overlook identifiers: two readers, and a test with identifiers put in, tell how many.",
    ]
    return section
  }

  /// Writes the plan's members.
  public func write(to json: inout JSONWriter) {
    json.int("population", population)
    json.int("notes", items.count)
    json.string("seed", String(seed))
    json.double("confidence", confidence)
    json.string("sample", fingerprint)
    json.objects("bounds", foreseen) { json, misses in bound(misses: misses).write(to: &json) }
    json.objects("read", items) { json, item in
      json.int("note", item.number)
      json.string("id", item.id)
      json.string("source", item.source)
      json.int("line", item.line)
    }
  }

  /// The page on which the notes are read and the answers recorded.
  public func appendPage(title: String, made: String, to output: OutputBuffer, testScript: String = "") {
    var page = WebPage(
      template: PackageResources.review_html, styles: [PageParts.theme, PackageResources.review_css],
      scripts: [
        PageParts.themeSwitch, PageParts.elements, PackageResources.bounds_js, PackageResources.review_js,
      ])
    page.testScript = testScript
    page.fields = ["title": title, "made": made]
    page.data = { out in
      var json = JSONWriter(out)
      json.object { json in
        json.string("title", title)
        json.int("population", population)
        json.string("seed", String(seed))
        json.double("confidence", confidence)
        json.string("sample", fingerprint)
        json.objects("notes", items) { json, item in
          json.int("number", item.number)
          json.string("text", item.text)
        }
      }
    }
    page.append(to: output)
  }
}

extension ReviewBound {
  /// Writes the bound's members.
  public func write(to json: inout JSONWriter) {
    json.int("misses", misses)
    json.int("read", read)
    json.double("upper", upper)
    json.double("lower_two_sided", twoSided.lower)
    json.double("upper_two_sided", twoSided.upper)
    json.int("upper_count", upperCount)
  }
}

extension ReviewAnswers {
  /// The answers as a part of a report.
  public var section: ReportSection {
    guard let bound else {
      return ReportSection(
        id: "review", title: "Review by people", outcome: .stated,
        answer: "\(Figures.count(leaks.count)) of \(Figures.count(planned, "note")) were read: no bound before all are."
      )
    }
    var section = ReportSection(
      id: "review", title: "Review by people", outcome: .stated,
      answer:
        "\(Figures.count(misses)) of \(Figures.count(planned, "note")) held an identifier: with \(Figures.confidence(confidence)) "
        + "confidence at most \(Figures.percent(bound.upper)) of notes like these do, and at most "
        + "\(Figures.count(bound.upperCount)) of these \(Figures.count(population)).")
    section.tables.append(
      ReportSection.Table(
        "Result", columns: ["figure", "value"],
        rows: [
          ["notes read", Figures.count(planned)], ["notes with a leak", Figures.count(misses)],
          ["leaks", Figures.count(totalLeaks)],
          ["upper bound (Clopper–Pearson, one-sided)", Figures.percent(bound.upper)],
          [
            "two-sided interval",
            "\(Figures.percent(bound.twoSided.lower)) to \(Figures.percent(bound.twoSided.upper))",
          ],
          ["at most so many of all notes (hypergeometric)", Figures.count(bound.upperCount)],
        ]))
    section.remarks = ["The bound holds for what readers see. Leaks that they overlook are not in it."]
    return section
  }

  /// Writes the answers' members.
  public func write(to json: inout JSONWriter) {
    json.bool("complete", isComplete)
    json.int("notes", planned)
    json.int("answered", leaks.count)
    json.int("leaks", totalLeaks)
    json.int("population", population)
    json.double("confidence", confidence)
    json.string("sample", fingerprint)
    if let bound { json.object("bound") { bound.write(to: &$0) } }
  }
}
