import ClinicalText
import Evaluation

/// A comparison as tables for a terminal.
struct ComparisonText {
  private let comparison: Comparison

  init(_ comparison: Comparison) { self.comparison = comparison }

  var text: String {
    var blocks: [[String]] = [
      ["\(Readable.count(comparison.noteCount, "note")), \(Readable.count(comparison.runs.count, "run"))"], runs(),
    ]
    if comparison.hasGold { blocks += [scores(), significance()] }
    blocks += [agreement(), differences()]
    if !comparison.stability.isEmpty { blocks.append(stability()) }
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static func share(_ value: Double) -> String { EvaluationText.share(value) }
  private func name(_ column: Int) -> String {
    column < comparison.runs.count ? comparison.runs[column].name : "gold"
  }

  private func runs() -> [String] {
    var table = TextTable(
      ["run", "notes", "failed", "mentions", "seconds", "MB/s", "peak memory", "cost", "made with"],
      rightAligned: Set(1...7))
    for (index, run) in comparison.runs.enumerated() {
      let card = run.card
      table.add([
        run.name, Readable.count(comparison.noteCount(run: index)),
        Readable.count(comparison.failedNotes(run: index)), Readable.count(comparison.mentionCount(run: index)),
        card.seconds.map(Readable.decimal) ?? "–",
        card.megabytesPerSecond.map { $0 < 1 ? Self.share($0) : Readable.decimal($0) } ?? "–",
        card.peakMemory.map(Readable.bytes) ?? "–", card.cost ?? "–", card.version ?? "–",
      ])
    }
    return ["runs"] + table.lines()
  }

  private func scores() -> [String] {
    var table = TextTable(
      ["run", "type", "strict P", "R", "F1", "95 %", "overlap P", "R", "F1", "95 %"], rightAligned: Set(2...9))
    func add(_ run: String, _ type: String, _ figures: ScoredFigures) {
      func interval(_ level: Level) -> String {
        guard !figures.intervals.isEmpty else { return "" }
        let ends = figures.intervals[level.rawValue][2]
        return "\(Self.share(ends.lower))–\(Self.share(ends.upper))"
      }
      let (s, o) = (figures.counts.strict, figures.counts.overlap)
      table.add([
        run, type, Self.share(s.precision), Self.share(s.recall), Self.share(s.f1), interval(.strict),
        Self.share(o.precision), Self.share(o.recall), Self.share(o.f1), interval(.overlap),
      ])
    }
    for (run, report) in zip(comparison.runs, comparison.scores) {
      if report.types.count != 1 { add(run.name, "all", report.micro) }
      for type in report.types { add(run.name, type.name, type.figures) }
    }
    return ["scores against the gold"] + table.lines()
  }

  private func significance() -> [String] {
    var table = TextTable(
      ["pair", "strict F1 difference", "p", "p (Holm)", "overlap F1 difference", "p", "p (Holm)"],
      rightAligned: Set(1...6))
    func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + Self.share(abs(value)) }
    func p(_ value: Double) -> String { value < 0.001 ? "< .001" : Self.share(value) }
    for pair in comparison.pairs {
      guard let test = pair.significance else { continue }
      table.add([
        "\(name(pair.a)) – \(name(pair.b))", signed(test.strictDifference), p(test.strictP), p(test.strictHolm),
        signed(test.overlapDifference), p(test.overlapP), p(test.overlapHolm),
      ])
    }
    return ["differences of micro F1 (paired approximate randomisation)"] + table.lines()
  }

  private func agreement() -> [String] {
    var table = TextTable(["pair", "notes", "strict F1", "overlap F1", "kappa"], rightAligned: Set(1...4))
    for pair in comparison.pairs {
      table.add([
        "\(name(pair.a)) – \(name(pair.b))", Readable.count(pair.notes), Self.share(pair.counts.strict.f1),
        Self.share(pair.counts.overlap.f1),
        pair.kappa.map { $0 < 0 ? "−" + Self.share(-$0) : Self.share($0) } ?? "–",
      ])
    }
    return ["agreement"] + table.lines()
  }

  private func differences() -> [String] {
    var table = TextTable(
      ["pair", "type", "same", "only first", "only second", "boundary", "other type", "assertion", "concept"],
      rightAligned: Set(2...8))
    for pair in comparison.pairs {
      for (type, counts) in zip(comparison.types, pair.byType) {
        table.add(
          ["\(name(pair.a)) – \(name(pair.b))", type]
            + [
              counts.same, counts.onlyA, counts.onlyB, counts.boundary, counts.otherType, counts.assertion,
              counts.concept,
            ].map(Readable.count))
      }
    }
    return ["differences by type"] + table.lines()
  }

  private func stability() -> [String] {
    var table = TextTable(
      ["repeated", "runs", "strict F1", "overlap F1", "in all runs", "in one run", "identical notes"],
      rightAligned: Set(1...6))
    for item in comparison.stability {
      table.add([
        item.name, Readable.count(item.runs.count), Self.share(item.strictF1), Self.share(item.overlapF1),
        Self.share(item.inAll), Self.share(item.inOne), Self.share(item.identicalNotes),
      ])
    }
    return ["stability of repeated runs"] + table.lines()
  }
}
