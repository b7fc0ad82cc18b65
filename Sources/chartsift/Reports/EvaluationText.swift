import ClinicalText
import Evaluation

/// The scores of one run as tables for a terminal.
struct EvaluationText {
  private let report: EvaluationReport
  private let identifiers: IdentifierReport?
  private let showsText: Bool

  init(_ report: EvaluationReport, identifiers: IdentifierReport?, showsText: Bool) {
    self.report = report
    self.identifiers = identifiers
    self.showsText = showsText
  }

  var text: String {
    var blocks: [[String]] = [[summary]]
    if !report.types.isEmpty { blocks.append(entities()) }
    if let concepts = report.concepts { blocks.append(self.concepts(concepts)) }
    if !report.assertions.isEmpty { blocks.append(assertions()) }
    if let relations = report.relations { blocks.append(self.relations(relations)) }
    if let identifiers { blocks += IdentifierText(identifiers).blocks }
    blocks += breakdowns()
    if report.types.count > 1 { blocks.append(confusion()) }
    if !report.worst.isEmpty { blocks.append(worst()) }
    if !report.commonErrors.isEmpty { blocks.append(errors()) }
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var summary: String {
    var line = "\(Readable.count(report.documents, "gold document"))"
    if report.documentsPredicted < report.documents {
      line += ", predictions for \(Readable.count(report.documentsPredicted))"
    }
    if !report.types.isEmpty {
      line +=
        "; \(Readable.count(report.micro.counts.strict.gold, "gold mention")), "
        + "\(Readable.count(report.micro.counts.strict.predicted)) predicted"
    }
    let leftOut = report.goldLeftOut + report.predictionsLeftOut
    if leftOut > 0, !report.types.isEmpty {
      line +=
        "\nnot scored because of their type: \(Readable.count(report.goldLeftOut)) of the gold, "
        + "\(Readable.count(report.predictionsLeftOut)) of the predictions"
    }
    return line
  }

  /// A share with three digits behind the point: ".731".
  static func share(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    if thousandths >= 1000 { return "1.000" }
    let digits = String(thousandths)
    return "." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  private static func interval(_ figures: ScoredFigures, _ level: Level) -> String {
    guard !figures.intervals.isEmpty else { return "" }
    let interval = figures.intervals[level.rawValue][2]
    return "\(share(interval.lower))–\(share(interval.upper))"
  }

  private func entities() -> [String] {
    var table = TextTable(
      ["type", "gold", "pred", "strict P", "R", "F1", "95 %", "exact F1", "overlap P", "R", "F1", "95 %", "token F1"],
      rightAligned: Set(1...12))
    func add(_ name: String, _ figures: ScoredFigures) {
      let c = figures.counts
      table.add([
        name, Readable.count(c.strict.gold), Readable.count(c.strict.predicted), Self.share(c.strict.precision),
        Self.share(c.strict.recall), Self.share(c.strict.f1), Self.interval(figures, .strict), Self.share(c.exact.f1),
        Self.share(c.overlap.precision), Self.share(c.overlap.recall), Self.share(c.overlap.f1),
        Self.interval(figures, .overlap), report.hasTokens ? Self.share(c.token.f1) : "–",
      ])
    }
    for type in report.types { add(type.name, type.figures) }
    if report.types.count > 1 {
      add("all (micro)", report.micro)
      let m = report.macro
      table.add([
        "mean of types", "", "", Self.share(m[0][0]), Self.share(m[0][1]), Self.share(m[0][2]), "",
        Self.share(m[1][2]), Self.share(m[2][0]), Self.share(m[2][1]), Self.share(m[2][2]), "",
        report.hasTokens ? Self.share(m[3][2]) : "–",
      ])
    }
    return ["entities"] + table.lines()
  }

  private func concepts(_ concepts: ConceptFigures) -> [String] {
    [
      "concepts",
      "  mentions found that the gold gives a concept: \(Readable.count(concepts.pairs)), without any predicted: "
        + Readable.count(concepts.without),
      "  accuracy of the first concept \(Self.share(concepts.accuracy)), of any \(Self.share(concepts.anyAccuracy)); "
        + "mentions end to end F1 \(Self.share(concepts.mentions.f1)); concepts of documents F1 "
        + Self.share(concepts.documents.f1),
    ]
  }

  private func assertions() -> [String] {
    guard report.predictionsGiveAssertions else { return ["assertions: the predictions give none"] }
    var table = TextTable(
      ["assertion", "pairs", "set", "accuracy", "P", "R", "F1", "end to end F1"], rightAligned: Set(1...7))
    for (attribute, figures) in report.assertions {
      table.add([
        attribute == .experiencer ? "experiencer (not patient)" : attribute.rawValue, Readable.count(figures.pairs),
        Readable.count(figures.matched.gold), Self.share(figures.accuracy), Self.share(figures.matched.precision),
        Self.share(figures.matched.recall), Self.share(figures.matched.f1), Self.share(figures.endToEnd.f1),
      ])
    }
    return ["assertions of the mentions found"] + table.lines()
  }

  private func relations(_ relations: RelationFigures) -> [String] {
    let all = relations.micro[0]
    if all.predicted == 0 {
      return ["relations: \(Readable.count(all.gold)) in the gold, the predictions give none"]
    }
    var table = TextTable(
      ["relation", "gold", "pred", "strict F1", "overlap P", "R", "F1", "entities found F1"],
      rightAligned: Set(1...7))
    func add(_ name: String, _ counts: [Counts]) {
      table.add([
        name, Readable.count(counts[0].gold), Readable.count(counts[0].predicted), Self.share(counts[0].f1),
        Self.share(counts[1].precision), Self.share(counts[1].recall), Self.share(counts[1].f1),
        Self.share(counts[2].f1),
      ])
    }
    for type in relations.types.keys.sorted() { add(type, relations.types[type] ?? []) }
    if relations.types.count > 1 { add("all", relations.micro) }
    return ["relations"] + table.lines()
  }

  private func breakdowns() -> [[String]] {
    var fields: [String] = []
    for part in report.breakdowns where !fields.contains(part.field) { fields.append(part.field) }
    return fields.map { field in
      let parts = report.breakdowns.filter { $0.field == field && $0.counts.overlap.gold > 0 }
      var table = TextTable(
        [field, "documents", "gold", "strict F1", "overlap P", "R", "F1"], rightAligned: Set(1...6))
      for part in parts.prefix(12) {
        table.add([
          part.label, Readable.count(part.documents), Readable.count(part.counts.overlap.gold),
          Self.share(part.counts.strict.f1), Self.share(part.counts.overlap.precision),
          Self.share(part.counts.overlap.recall), Self.share(part.counts.overlap.f1),
        ])
      }
      let more = parts.count > 12 ? ["  … and \(parts.count - 12) more; --json has all"] : []
      return ["by \(field)"] + table.lines() + more
    }.filter { $0.count > 3 }
  }

  /// Types that nothing was predicted of have no column: all of theirs is missed.
  private func confusion() -> [String] {
    let names = report.types.map(\.name)
    let columns = names.indices.filter { column in report.confusion.contains { $0[column] > 0 } }
    func cells(_ row: [Int]) -> [String] { columns.map { row[$0] == 0 ? "·" : Readable.count(row[$0]) } }
    var table = TextTable(
      ["gold \\ predicted"] + columns.map { names[$0] } + ["missed"], rightAligned: Set(1...columns.count + 1))
    for (row, name) in names.enumerated() {
      table.add([name] + cells(report.confusion[row]) + [Readable.count(report.confusion[row][names.count])])
    }
    table.add(["spurious"] + cells(report.confusion[names.count]) + [""])
    return ["confusion (pairs that overlap)"] + table.lines()
  }

  private func worst() -> [String] {
    var table = TextTable(["document", "errors", "overlap F1", "place"], rightAligned: [1, 2])
    for document in report.worst {
      table.add([
        document.id, Readable.count(document.errors), Self.share(document.counts.overlap.f1),
        "\(document.source):\(document.line)",
      ])
    }
    return ["documents with most errors (missed and spurious)"] + table.lines()
  }

  private func errors() -> [String] {
    var lines = ["commonest errors"]
    for error in report.commonErrors {
      let types = [error.goldType, error.predictedType].compactMap(\.self)
      let arrow = types.count == 2 && types[0] == types[1] ? types[0] : types.joined(separator: " → ")
      lines.append("  \(Readable.count(error.count)) × \(error.outcome.name) (\(arrow))")
      for place in error.examples {
        let where_ = "\(place.documentID) \(place.start)–\(place.end)"
        let context = showsText && !place.mention.isEmpty ? ": …\(place.before)⟦\(place.mention)⟧\(place.after)…" : ""
        lines.append("      \(where_)\(context)")
      }
    }
    return lines
  }
}
