extension IdentifierScorer {
  /// The figures of all documents added so far, with intervals by document.
  public func report(bootstrap: Bootstrap = Bootstrap()) -> IdentifierReport {
    var report = IdentifierReport()
    report.documents = documentIDs.count
    report.documentsWithoutText = documentsWithoutText
    report.documentsWithoutPredictions = documentsWithoutPredictions
    report.unusablePredictions = unusablePredictions
    report.counting = counting
    report.omittedFields = labels.omittedFields.sorted()
    let sums = columnSums()
    let hasTokens = documentsWithoutText == 0
    if hasTokens {
      report.otherTokens = sums[otherColumn]
      report.lostTokens = sums[otherColumn + 1]
      report.overRedactionPer1000 = Self.ratio(1000 * sums[otherColumn + 1], sums[otherColumn])
    }
    let levels = IdentifierLevel.allCases.filter { hasTokens || !$0.needsText }
    for (set, name) in sets.enumerated() {
      var score = IdentifierReport.SetScore(set: name)
      score.levels = levels.map { levelScore($0, set, sums) }
      score.categories = partScores(set, levels) { $0.category }
      score.types = partScores(set, levels) { $0.type }
      score.groups = groupScores(set, levels)
      addLeaks(to: &score, set, sums, hasTokens)
      report.sets.append(score)
    }
    addIntervals(to: &report, bootstrap)
    return report
  }

  static func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

  private func columnSums() -> [Int] {
    var sums = [Int](repeating: 0, count: rowWidth)
    for document in documentIDs.indices {
      for column in 0..<rowWidth { sums[column] += Int(table[document * rowWidth + column]) }
    }
    return sums
  }

  private func levelScore(_ level: IdentifierLevel, _ set: Int, _ sums: [Int]) -> IdentifierReport.LevelScore {
    let column = countColumn(set, level.index)
    var precisions: [Double] = []
    var recalls: [Double] = []
    for document in documentIDs.indices {
      let row = document * rowWidth + column
      let counts = Counts(
        truePositives: Int(table[row]), falsePositives: Int(table[row + 1]), falseNegatives: Int(table[row + 2]))
      precisions.append(counts.precision)
      recalls.append(counts.recall)
    }
    return IdentifierReport.LevelScore(
      level: level,
      counts: Counts(
        truePositives: sums[column], falsePositives: sums[column + 1], falseNegatives: sums[column + 2]),
      macroPrecision: MeanValue(precisions), macroRecall: MeanValue(recalls))
  }

  private func partScores(
    _ set: Int, _ levels: [IdentifierLevel], name: (IdentifierKind) -> String
  ) -> [IdentifierReport.PartScore] {
    var sums: [String: [Counts]] = [:]
    for (index, kind) in kinds.all.enumerated() where (index + 1) * kindWidth <= kindCounts.count {
      for (place, level) in levels.enumerated() {
        let base = index * kindWidth + countColumn(set, level.index)
        let counts = Counts(
          truePositives: kindCounts[base], falsePositives: kindCounts[base + 1], falseNegatives: kindCounts[base + 2])
        guard counts != Counts() else { continue }
        sums[name(kind), default: Array(repeating: Counts(), count: levels.count)][place] += counts
      }
    }
    return sums.keys.sorted().map { key in
      IdentifierReport.PartScore(
        name: key, levels: zip(levels, sums[key] ?? []).map { (level: $0, counts: $1) })
    }
  }

  private func groupScores(_ set: Int, _ levels: [IdentifierLevel]) -> [IdentifierReport.GroupScore] {
    var scores: [IdentifierReport.GroupScore] = []
    for (index, label) in labels.all.enumerated() where !labels.omittedFields.contains(label.field) {
      let rows = levels.map { level in
        let column = labelColumn(index, set, level.index)
        return (level: level, found: labelCounts[column], missed: labelCounts[column + 1])
      }
      // A label that no identifier of the set carries has no recall.
      guard rows.contains(where: { $0.found + $0.missed > 0 }) else { continue }
      scores.append(
        IdentifierReport.GroupScore(
          label: label, levels: rows, leakedIdentifiers: labelCounts[labelLeakColumn(index, set)]))
    }
    return scores.sorted { ($0.label.field, $0.label.value) < ($1.label.field, $1.label.value) }
  }

  private func addLeaks(to score: inout IdentifierReport.SetScore, _ set: Int, _ sums: [Int], _ hasTokens: Bool) {
    let column = leakColumn(set)
    if hasTokens {
      score.leakedTokens = sums[column]
      score.leaksPerNote = Self.ratio(sums[column], documentIDs.count)
    }
    score.leakedIdentifiers = sums[column + 1]
    score.notesWithLeaks = sums[column + 2]
    score.leakedIdentifiersPerNote = Self.ratio(sums[column + 1], documentIDs.count)
    score.leaksByDocument = documentIDs.indices.map { document in
      let row = document * rowWidth + column
      return IdentifierReport.DocumentLeaks(
        id: documentIDs[document], tokens: Int(table[row]), identifiers: Int(table[row + 1]))
    }
  }

  /// Intervals of all figures from the same resamples.
  private func addIntervals(to report: inout IdentifierReport, _ bootstrap: Bootstrap) {
    let (sets, otherColumn) = (report.sets, otherColumn)
    let intervals = bootstrap.intervals(table: table, width: rowWidth) { sums in
      var figures: [Double] = []
      for set in sets.indices {
        for score in sets[set].levels {
          let column = countColumn(set, score.level.index)
          let counts = Counts(
            truePositives: sums[column], falsePositives: sums[column + 1], falseNegatives: sums[column + 2])
          figures += [counts.precision, counts.recall, counts.f1, counts.f(beta: 2)]
        }
        let column = leakColumn(set)
        figures.append(Self.ratio(sums[column], sums[otherColumn + 2]))
        figures.append(Self.ratio(sums[column + 1], sums[otherColumn + 2]))
      }
      figures.append(Self.ratio(1000 * sums[otherColumn + 1], sums[otherColumn]))
      return figures
    }
    guard !intervals.isEmpty else { return }
    var next = intervals.makeIterator()
    func take() -> Bootstrap.Interval { next.next() ?? Bootstrap.Interval(lower: 0, upper: 0) }
    let hasTokens = report.overRedactionPer1000 != nil
    for set in report.sets.indices {
      for place in report.sets[set].levels.indices {
        report.sets[set].levels[place].intervals = IdentifierReport.Intervals(
          precision: take(), recall: take(), f1: take(), f2: take())
      }
      let leaks = take()
      if hasTokens { report.sets[set].leaksPerNoteInterval = leaks }
      report.sets[set].leakedIdentifiersPerNoteInterval = take()
    }
    let lost = take()
    if hasTokens { report.overRedactionInterval = lost }
  }
}
