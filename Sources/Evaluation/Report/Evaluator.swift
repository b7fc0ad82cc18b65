import ClinicalText

/// How to score.
public struct EvaluationOptions: Sendable {
  /// Entity types to score; nil takes those of the gold.
  public var types: [String]?
  /// Relation types to score; nil takes those of the gold.
  public var relationTypes: [String]?
  public var goldMap = TypeMap()
  public var predictionMap = TypeMap()
  public var bootstrap = Bootstrap()
  /// Fields of the gold documents to score by.
  public var groupFields = ["sex", "age_band", "name_group", "name_origin"]
  /// Pairs entities by id: predictions that were made with the gold's entities given.
  public var pairsByID = false
  /// How many of the worst documents and commonest errors are told.
  public var listLength = 10
  /// Keeps every case for a table.
  public var keepsCases = false

  /// Starts with the defaults.
  public init() {}
}

/// Tells the sections of a document: where each starts (scalar offset, ascending) and its name.
public typealias SectionFinder = (AnnotatedDocument) -> [(start: Int, name: String)]

/// Scores one run against the gold.
public struct Evaluator {
  private let options: EvaluationOptions
  private let sections: SectionFinder?

  /// `sections` tells the sections to score by; nil leaves them out.
  public init(_ options: EvaluationOptions, sections: SectionFinder? = nil) {
    self.options = options
    self.sections = sections
  }

  /// Scores joined documents. `gold` and `predictions` are the sets that were joined, for what they failed on.
  public func evaluate(
    _ joined: JoinedDocuments, gold: AnnotationSet, predictions: AnnotationSet
  ) -> EvaluationReport {
    let pairs = joined.pairs
    let types = TypeTable(
      pairs, chosen: options.types, goldMap: options.goldMap, predictionMap: options.predictionMap)
    var report = EvaluationReport()
    report.documents = pairs.count
    report.documentsPredicted = pairs.count { $0.predicted != nil && $0.predicted?.hasFailed == false }
    report.goldProblems = gold.failures
    report.predictionProblems = predictions.failures + joined.failures
    var walk = Walk(types, pairs, options)
    for (index, pair) in pairs.enumerated() {
      walk.add(pair, index: index, sections: sections, &report)
    }
    walk.finish(pairs, &report)
    if options.keepsCases, pairs.contains(where: { !$0.gold.identifiers.isEmpty }) {
      report.cases += CaseTable.identifierRows(pairs)
    }
    return report
  }
}

/// The state of one evaluation.
private struct Walk {
  let types: TypeTable
  let options: EvaluationOptions
  let tokens = TokenCounter()
  var concepts = ConceptScorer()
  var assertions = AssertionScorer()
  var relations: RelationScorer
  var errors = ErrorCensus()
  var breakdowns: [String: [String: Breakdown]] = [:]

  init(_ types: TypeTable, _ pairs: [DocumentPair], _ options: EvaluationOptions) {
    self.types = types
    self.options = options
    relations = RelationScorer(pairs, chosen: options.relationTypes)
  }

  mutating func add(_ pair: DocumentPair, index: Int, sections: SectionFinder?, _ report: inout EvaluationReport) {
    var score = DocumentScore(pair, types, pairsByID: options.pairsByID)
    if let text = pair.gold.text {
      tokens.count(text, &score, types)
    } else {
      report.hasTokens = false
      report.goldProblems.append(
        AnnotationFailure(
          documentID: pair.gold.id,
          fault: Fault(
            .missingText, file: pair.gold.source, line: pair.gold.line, value: "document \(pair.gold.id)")))
    }
    concepts.add(pair, score, types)
    assertions.add(pair, score, types)
    relations.add(pair, score, types)
    errors.add(pair, score, types, index: index)
    report.byDocument.append(score.counts)
    if options.keepsCases { report.cases += CaseTable.rows(pair, score, types) }
    countTypes(pair, &report)
    countConfusion(score, &report)
    addBreakdowns(pair, score, sections)
  }

  private func countTypes(_ pair: DocumentPair, _ report: inout EvaluationReport) {
    for entity in pair.gold.entities {
      let index = types.index(gold: entity.type)
      if index.map({ !types.isScored($0) }) ?? true { report.goldLeftOut += 1 }
      if !types.unknown.isEmpty, types.unknown.contains(entity.type) {
        report.unknownTypes[entity.type, default: 0] += 1
        report.goldProblems.append(
          AnnotationFailure(
            documentID: pair.gold.id,
            fault: Fault(
              .unknownType, file: pair.gold.source, line: entity.line > 0 ? entity.line : pair.gold.line,
              value: "document \(pair.gold.id), entity \(entity.id), type \(entity.type)")))
      }
    }
    for entity in pair.predicted?.entities ?? [] {
      let index = types.index(predicted: entity.type)
      if index.map({ !types.isScored($0) }) ?? true { report.predictionsLeftOut += 1 }
    }
  }

  private func countConfusion(_ score: DocumentScore, _ report: inout EvaluationReport) {
    let none = types.scoredCount
    if report.confusion.isEmpty {
      report.confusion = Array(repeating: Array(repeating: 0, count: none + 1), count: none + 1)
    }
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      report.outcomes[score.outcome(gold: index), default: 0] += 1
      var column = none
      if score.predictionOfGold[index] >= 0 {
        column = mention.type
      } else if score.otherPredictionOfGold[index] >= 0 {
        column = score.predicted[score.otherPredictionOfGold[index]].type
      }
      report.confusion[mention.type][column] += 1
    }
    for (index, mention) in score.predicted.enumerated()
    where types.isScored(mention.type) && score.goldOfPrediction[index] < 0 && score.otherGoldOfPrediction[index] < 0 {
      report.outcomes[.spurious, default: 0] += 1
      report.confusion[none][mention.type] += 1
    }
  }

  private mutating func addBreakdowns(_ pair: DocumentPair, _ score: DocumentScore, _ sections: SectionFinder?) {
    let whole = score.counts.reduce(into: LevelCounts()) { $0 += $1 }
    if let type = pair.gold.noteType { add("note_type", type, whole) }
    for field in options.groupFields {
      guard let value = pair.gold.metadata.first(where: { $0.name == field })?.value else { continue }
      add(field, value, whole)
    }
    guard let found = sections?(pair.gold), !found.isEmpty else { return }
    // One entry for each section, the last one for what stands before the first.
    var counts = Array(repeating: LevelCounts(), count: found.count + 1)
    func section(_ offset: Int) -> Int {
      var low = 0
      var high = found.count
      while low < high {
        let middle = (low + high) / 2
        if found[middle].start <= offset { low = middle + 1 } else { high = middle }
      }
      return low > 0 ? low - 1 : found.count
    }
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      let place = section(mention.start)
      let hit = score.predictionOfGold[index] >= 0
      counts[place].overlap.truePositives += hit ? 1 : 0
      counts[place].overlap.falseNegatives += hit ? 0 : 1
      counts[place].strict.truePositives += score.isStrictGold[index] ? 1 : 0
      counts[place].strict.falseNegatives += score.isStrictGold[index] ? 0 : 1
    }
    for (index, mention) in score.predicted.enumerated() where types.isScored(mention.type) {
      let place = section(mention.start)
      counts[place].overlap.falsePositives += score.goldOfPrediction[index] < 0 ? 1 : 0
      counts[place].strict.falsePositives += score.isStrictPredicted[index] ? 0 : 1
    }
    var named: [String: LevelCounts] = [:]
    for (place, count) in counts.enumerated() where count != LevelCounts() {
      named[place < found.count ? found[place].name : "none", default: LevelCounts()] += count
    }
    for (name, count) in named { add("section", name, count) }
  }

  private mutating func add(_ field: String, _ label: String, _ counts: LevelCounts) {
    var entry = breakdowns[field, default: [:]][label] ?? Breakdown(field: field, label: label)
    entry.documents += 1
    entry.counts += counts
    breakdowns[field, default: [:]][label] = entry
  }

  func finish(_ pairs: [DocumentPair], _ report: inout EvaluationReport) {
    var sums = Array(repeating: LevelCounts(), count: types.scoredCount)
    for row in report.byDocument {
      for (type, counts) in row.enumerated() { sums[type] += counts }
    }
    for (type, counts) in sums.enumerated() {
      var figures = ScoredFigures()
      figures.counts = counts
      report.types.append((types.names[type], figures))
      report.micro.counts += counts
    }
    report.macro = Level.allCases.map { level in
      let all = sums.map { $0[level] }
      return [\Counts.precision, \.recall, \.f1].map { figure in
        all.isEmpty ? 0 : all.reduce(0) { $0 + $1[keyPath: figure] } / Double(all.count)
      }
    }
    addIntervals(&report)
    report.breakdowns = breakdowns.keys.sorted().flatMap { field in
      (breakdowns[field] ?? [:]).values.sorted {
        ($1.counts.overlap.gold, $0.label) < ($0.counts.overlap.gold, $1.label)
      }
    }
    if concepts.isUsed { report.concepts = concepts.figures }
    if assertions.goldGives {
      report.assertions = AssertionAttribute.allCases.compactMap { attribute in
        assertions.figures[attribute.index].map { (attribute, $0) }
      }
    }
    report.predictionsGiveAssertions = assertions.predictionsGive
    if relations.isUsed { report.relations = relations.figures }
    report.worst = worst(pairs, report)
    report.commonErrors = errors.commonest(options.listLength, pairs, types)
  }

  private func addIntervals(_ report: inout EvaluationReport) {
    let levels = Level.allCases
    let width = types.scoredCount * levels.count * 3
    guard width > 0, options.bootstrap.resamples > 0, !report.byDocument.isEmpty else { return }
    var table: [Int32] = []
    table.reserveCapacity(width * report.byDocument.count)
    for row in report.byDocument {
      for counts in row {
        for level in levels {
          let c = counts[level]
          table.append(Int32(clamping: c.truePositives))
          table.append(Int32(clamping: c.falsePositives))
          table.append(Int32(clamping: c.falseNegatives))
        }
      }
    }
    let typeCount = types.scoredCount
    let intervals = options.bootstrap.intervals(table: table, width: width) { sums in
      var values: [Double] = []
      values.reserveCapacity((typeCount + 1) * levels.count * 3)
      var micro = Array(repeating: Counts(), count: levels.count)
      for type in 0..<typeCount {
        for level in 0..<levels.count {
          let at = (type * levels.count + level) * 3
          let counts = Counts(truePositives: sums[at], falsePositives: sums[at + 1], falseNegatives: sums[at + 2])
          micro[level] += counts
          values.append(contentsOf: [counts.precision, counts.recall, counts.f1])
        }
      }
      for counts in micro { values.append(contentsOf: [counts.precision, counts.recall, counts.f1]) }
      return values
    }
    guard !intervals.isEmpty else { return }
    func slice(_ position: Int) -> [[Bootstrap.Interval]] {
      (0..<levels.count).map { level in
        let start = (position * levels.count + level) * 3
        return Array(intervals[start..<start + 3])
      }
    }
    for type in 0..<typeCount { report.types[type].figures.intervals = slice(type) }
    report.micro.intervals = slice(typeCount)
  }

  private func worst(_ pairs: [DocumentPair], _ report: EvaluationReport) -> [DocumentSummary] {
    let summaries = zip(pairs, report.byDocument).map { pair, row in
      DocumentSummary(
        id: pair.gold.id, source: pair.gold.source, line: pair.gold.line,
        counts: row.reduce(into: LevelCounts()) { $0 += $1 })
    }
    // Stable: documents with as many errors stay in gold order.
    return summaries.enumerated().filter { $0.element.errors > 0 }
      .sorted { ($1.element.errors, $0.offset) < ($0.element.errors, $1.offset) }
      .prefix(options.listLength).map(\.element)
  }
}
