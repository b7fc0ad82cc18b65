import ClinicalText

extension Comparison {
  /// The comparison as the page shows it, with at most `noteLimit` notes: those with most disagreement first.
  public func pageData(title: String, made: String, noteLimit: Int) -> PageData {
    var data = PageData(
      title: title, made: made, runs: runs.indices.map(pageRun), types: types, hasGold: hasGold,
      notesCompared: noteCount)
    data.scores = scores.enumerated().flatMap(pageScores)
    data.pairs = pairs.map(pagePair)
    data.stability = stability.map(pageStability)
    let disagreements = table.notes.indices.map(disagreement)
    let order = table.notes.indices.filter { table.notes[$0].text != nil }
      .sorted { (disagreements[$1], $0) < (disagreements[$0], $1) }
    data.notes = order.prefix(noteLimit).compactMap { pageNote($0, disagreements[$0]) }
    data.remarks = remarks(shown: data.notes.count)
    return data
  }

  /// What a reader must know of the figures.
  private func remarks(shown: Int) -> [String] {
    var lines: [String] = []
    if shown < noteCount {
      lines.append(
        "The figures are about all \(noteCount) notes; \(shown) of them are shown, those with most disagreement.")
    }
    if hasGold {
      lines.append(
        "Intervals: 95 %, percentile bootstrap over documents, \(options.bootstrap.resamples) resamples, "
          + "seed \(options.bootstrap.seed).")
      lines.append(
        "p values: paired approximate randomisation over documents, \(options.randomization.shuffles) shuffles, "
          + "seed \(options.randomization.seed); two-sided, not corrected for the number of pairs.")
    }
    lines.append(
      "F1 between runs counts pairs of mentions one-to-one; kappa is Cohen's, over words and numbers.")
    return lines
  }

  private func pageRun(_ index: Int) -> PageRun {
    let run = runs[index]
    var page = PageRun(
      name: run.name, source: run.source, notes: noteCount(run: index), entities: mentionCount(run: index))
    page.failedNotes = failedNotes(run: index)
    page.version = run.card.version
    page.seconds = run.card.seconds
    page.cpuSeconds = run.card.cpuSeconds
    page.megabytesPerSecond = run.card.megabytesPerSecond
    page.peakMemory = run.card.peakMemory
    page.cost = run.card.cost
    page.tokens = run.card.tokens
    return page
  }

  private func pageScores(_ run: Int, _ report: EvaluationReport) -> [PageScore] {
    func score(_ type: Int?, _ figures: ScoredFigures) -> PageScore {
      PageScore(
        run: run, type: type, strict: Self.figures(figures, .strict), overlap: Self.figures(figures, .overlap),
        gold: figures.counts.strict.gold, predicted: figures.counts.strict.predicted)
    }
    return [score(nil, report.micro)]
      + report.types.compactMap { type in types.firstIndex(of: type.name).map { score($0, type.figures) } }
  }

  private static func figures(_ figures: ScoredFigures, _ level: Level) -> PageFigures {
    let counts = figures.counts[level]
    let intervals = figures.intervals.isEmpty ? [] : figures.intervals[level.rawValue]
    func figure(_ value: Double, _ place: Int) -> PageFigure {
      intervals.isEmpty
        ? PageFigure(value) : PageFigure(value, lower: intervals[place].lower, upper: intervals[place].upper)
    }
    return PageFigures(
      precision: figure(counts.precision, 0), recall: figure(counts.recall, 1), f1: figure(counts.f1, 2))
  }

  private func pagePair(_ pair: ColumnPair) -> PagePair {
    var page = PagePair(
      a: pair.a, b: pair.b, f1Strict: pair.counts.strict.f1, f1Overlap: pair.counts.overlap.f1, kappa: pair.kappa)
    page.significance = pair.significance.map {
      PageSignificance(
        strictDifference: $0.strictDifference, strictP: $0.strictP, overlapDifference: $0.overlapDifference,
        overlapP: $0.overlapP)
    }
    page.byType = pair.byType.enumerated().map { type, counts in
      var row = PageTypeDifferences(type: type)
      row.same = counts.same
      row.onlyA = counts.onlyA
      row.onlyB = counts.onlyB
      row.boundary = counts.boundary
      row.otherType = counts.otherType
      row.assertion = counts.assertion
      row.concept = counts.concept
      return row
    }
    return page
  }

  private func pageStability(_ stability: Stability) -> PageStability {
    PageStability(
      name: stability.name, runs: stability.runs,
      figures: [
        .init(name: "mean F1 between runs, strict", value: stability.strictF1),
        .init(name: "mean F1 between runs, overlap", value: stability.overlapF1),
        .init(name: "mentions that all runs give", value: stability.inAll),
        .init(name: "mentions that one run alone gives", value: stability.inOne),
        .init(name: "notes with the same mentions in all runs", value: stability.identicalNotes),
        .init(name: "variation of the number of mentions", value: stability.variation),
      ])
  }

  /// Places where two columns differ, summed over the pairs.
  private func disagreement(_ note: Int) -> Double {
    pairs.reduce(0.0) { $0 + Double($1.differences[note].count) }
  }

  private func pageNote(_ index: Int, _ disagreement: Double) -> PageNote? {
    let note = table.notes[index]
    guard let text = note.text else { return nil }
    // Mentions of types that are not compared are not shown: indices change.
    var places: [[Int]] = []
    var columns: [[PageMention]?] = []
    for document in note.columns {
      guard let document else {
        columns.append(nil)
        places.append([])
        continue
      }
      var place = [Int](repeating: -1, count: document.entities.count)
      var mentions: [PageMention] = []
      for (position, entity) in document.entities.enumerated() {
        guard let type = types.firstIndex(of: entity.type) else { continue }
        place[position] = mentions.count
        mentions.append(
          PageMention(
            start: entity.start, end: entity.end, type: type, assertion: entity.assertion,
            concept: entity.concepts.first.map { .init(id: $0.id, name: $0.name) }, fragments: entity.fragments))
      }
      columns.append(mentions)
      places.append(place)
    }
    let differences = pairs.map { pair in
      pair.differences[index].map { difference in
        Self.pageDifference(difference, a: places[pair.a], b: places[pair.b])
      }
    }
    return PageNote(
      id: note.id, type: note.type, text: text, disagreement: disagreement, columns: columns, differences: differences)
  }

  private static func pageDifference(_ difference: MentionDifference, a: [Int], b: [Int]) -> PageDifference {
    switch (difference.a, difference.b) {
    case (let x?, let y?):
      var kinds: PageDifference.Kinds = []
      if difference.isBoundary { kinds.insert(.boundary) }
      if difference.isType { kinds.insert(.type) }
      if difference.isAssertion { kinds.insert(.assertion) }
      if difference.isConcept { kinds.insert(.concept) }
      return PageDifference(a: a[x], b: b[y], kinds: kinds)
    case (let x?, nil): return PageDifference(onlyA: a[x])
    case (nil, let y): return PageDifference(onlyB: y.map { b[$0] } ?? 0)
    }
  }
}
