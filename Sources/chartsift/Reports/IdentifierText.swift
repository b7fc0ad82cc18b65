import Evaluation

/// The scores of de-identification as tables for a terminal.
struct IdentifierText {
  private let report: IdentifierReport

  init(_ report: IdentifierReport) { self.report = report }

  var blocks: [[String]] {
    let strict = (report[.all] ?? report.sets.first)?[.strict]?.counts ?? Counts()
    if strict.predicted == 0 {
      return [["identifiers: \(Readable.count(strict.gold)) in the gold, the predictions give none"], leaks()]
    }
    return scores + omitted
  }

  private var omitted: [[String]] {
    guard !report.omittedFields.isEmpty else { return [] }
    return [["not told by \(report.omittedFields.joined(separator: ", ")): more than 50 values"]]
  }

  private var scores: [[String]] {
    var blocks = report.sets.map(levels)
    blocks.append(leaks())
    if let set = report[.safeHarbor] ?? report.sets.first {
      blocks.append(types(set))
      blocks += groups(set)
    }
    return blocks
  }

  private static func share(_ value: Double) -> String { EvaluationText.share(value) }

  private func levels(_ set: IdentifierReport.SetScore) -> [String] {
    var table = TextTable(
      ["level", "gold", "pred", "P", "R", "95 %", "F1", "F2", "macro P", "R", "F1"], rightAligned: Set(1...10))
    for score in set.levels {
      let c = score.counts
      table.add([
        score.level.rawValue, Readable.count(c.gold), Readable.count(c.predicted), Self.share(c.precision),
        Self.share(c.recall),
        score.intervals.map { "\(Self.share($0.recall.lower))–\(Self.share($0.recall.upper))" } ?? "",
        Self.share(c.f1), Self.share(c.f(beta: 2)), Self.share(score.macroPrecision.mean),
        Self.share(score.macroRecall.mean), Self.share(score.macroF1),
      ])
    }
    return ["identifiers, set \(set.set.rawValue)"] + table.lines()
  }

  private func leaks() -> [String] {
    var table = TextTable(
      ["set", "leaked identifiers", "per note", "leaked words per note", "notes with a leak"], rightAligned: Set(1...4))
    for set in report.sets {
      table.add([
        set.set.rawValue, Readable.count(set.leakedIdentifiers), Readable.decimal(set.leakedIdentifiersPerNote),
        set.leaksPerNote.map(Readable.decimal) ?? "–", Readable.count(set.notesWithLeaks),
      ])
    }
    var lines = ["leaks"] + table.lines()
    if let lost = report.overRedactionPer1000 {
      lines.append("  over-redaction: \(Readable.decimal(lost)) of 1,000 words and numbers that are no identifiers")
    }
    return lines
  }

  private func types(_ set: IdentifierReport.SetScore) -> [String] {
    var table = TextTable(["type", "gold", "strict R", "relaxed R", "token R", "token P"], rightAligned: Set(1...5))
    for type in set.types {
      func recall(_ level: IdentifierLevel) -> String { type[level].map { Self.share($0.recall) } ?? "–" }
      table.add([
        type.name, type[.strict].map { Readable.count($0.gold) } ?? "–", recall(.strict), recall(.relaxed),
        recall(.token), type[.token].map { Self.share($0.precision) } ?? "–",
      ])
    }
    return ["identifiers by type, set \(set.set.rawValue)"] + table.lines()
  }

  private func groups(_ set: IdentifierReport.SetScore) -> [[String]] {
    var fields: [String] = []
    for group in set.groups where !fields.contains(group.label.field) { fields.append(group.label.field) }
    return fields.map { field in
      var table = TextTable([field, "strict R", "token R", "leaked"], rightAligned: [1, 2, 3])
      for group in set.groups where group.label.field == field {
        table.add([
          group.label.value, group.recall(.strict).map(Self.share) ?? "–", group.recall(.token).map(Self.share) ?? "–",
          Readable.count(group.leakedIdentifiers),
        ])
      }
      return ["identifiers by \(field), set \(set.set.rawValue)"] + table.lines()
    }
  }
}
