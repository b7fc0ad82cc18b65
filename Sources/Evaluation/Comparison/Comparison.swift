import ClinicalText

/// How to compare.
public struct ComparisonOptions: Sendable {
  /// Types to compare; nil takes those of the gold, or without gold those that any run gives.
  public var types: [String]?
  public var runMap = TypeMap()
  public var goldMap = TypeMap()
  public var bootstrap = Bootstrap()
  public var randomization = ApproximateRandomization()

  /// Starts with the defaults.
  public init() {}
}

/// Several runs over the same notes, with or without gold.
public struct Comparison: Sendable {
  public let runs: [ComparedRun]
  public let hasGold: Bool
  /// Types compared, in order of display.
  public private(set) var types: [String] = []
  /// All pairs of runs; with gold also each run with the gold's column, which is `runs.count`.
  public private(set) var pairs: [ColumnPair] = []
  /// Scores of each run; empty without gold.
  public private(set) var scores: [EvaluationReport] = []
  public private(set) var stability: [Stability] = []
  public let options: ComparisonOptions
  let table: NoteTable

  /// Compares. `texts` are notes to take texts from when neither gold nor runs have them.
  public init(
    _ runs: [ComparedRun], gold: AnnotationSet?, texts: AnnotationSet? = nil, options: ComparisonOptions
  ) {
    self.runs = runs
    self.options = options
    hasGold = gold != nil
    table = NoteTable(runs, gold: gold, texts: texts, map: options.runMap, goldMap: options.goldMap)
    types = Self.types(table, hasGold: hasGold, options)
    let typeTable = TypeTable([], chosen: types, goldMap: TypeMap(), predictionMap: TypeMap())
    let comparer = ColumnComparer(typeTable)
    let columns = runs.count + (hasGold ? 1 : 0)
    for a in 0..<columns {
      for b in a + 1..<max(a + 1, columns) { pairs.append(comparer.compare(a, b, table)) }
    }
    if let gold { score(gold) }
    let families = Dictionary(grouping: runs.indices, by: { runs[$0].family }).filter { $0.value.count > 1 }
    for name in families.keys.sorted() where runs[families[name]![0]].name.contains("#") {
      stability.append(Stability(name, families[name]!, table, pairs, types: Set(types)))
    }
  }

  public var noteCount: Int { table.notes.count }
  /// Notes that a run has a result for.
  public func noteCount(run: Int) -> Int { table.notes.count { $0.columns[run] != nil } }
  /// Notes that a run said it failed on.
  public func failedNotes(run: Int) -> Int { table.failedNotes[run] }
  /// Mentions of the compared types that a run gives.
  public func mentionCount(run: Int) -> Int {
    let wanted = Set(types)
    return table.notes.reduce(0) { sum, note in
      sum + (note.columns[run]?.entities.count { wanted.contains($0.type) } ?? 0)
    }
  }
  /// What could not be used of a run, or of the gold (`run == runs.count`).
  public func failures(run: Int) -> [AnnotationFailure] { table.failures[run] }

  private static func types(_ table: NoteTable, hasGold: Bool, _ options: ComparisonOptions) -> [String] {
    guard hasGold, options.types == nil else { return table.typeNames(chosen: options.types) }
    var names: Set<String> = []
    for note in table.notes { for entity in note.columns.last??.entities ?? [] { names.insert(entity.type) } }
    names.remove(TypeTable.other)
    return names.sorted(by: TypeTable.precedes)
  }

  private mutating func score(_ gold: AnnotationSet) {
    var settings = EvaluationOptions()
    settings.types = types
    settings.goldMap = options.goldMap
    settings.predictionMap = options.runMap
    settings.bootstrap = options.bootstrap
    let evaluator = Evaluator(settings)
    for run in runs {
      let joined = JoinedDocuments(gold: gold, predictions: run.set)
      scores.append(evaluator.evaluate(joined, gold: gold, predictions: run.set))
    }
    let between = pairs.indices.filter { pairs[$0].b < runs.count }
    for index in between { pairs[index].significance = significance(pairs[index].a, pairs[index].b) }
    let strict = ApproximateRandomization.holm(between.map { pairs[$0].significance?.strictP ?? 1 })
    let overlap = ApproximateRandomization.holm(between.map { pairs[$0].significance?.overlapP ?? 1 })
    for (rank, index) in between.enumerated() {
      pairs[index].significance?.strictHolm = strict[rank]
      pairs[index].significance?.overlapHolm = overlap[rank]
    }
  }

  private func significance(_ a: Int, _ b: Int) -> Significance {
    func counts(_ run: Int, _ level: Level) -> [Counts] {
      scores[run].byDocument.map { row in row.reduce(Counts()) { $0 + $1[level] } }
    }
    let test = options.randomization
    return Significance(
      strictDifference: scores[a].micro.counts.strict.f1 - scores[b].micro.counts.strict.f1,
      strictP: test.pValue(counts(a, .strict), counts(b, .strict)),
      overlapDifference: scores[a].micro.counts.overlap.f1 - scores[b].micro.counts.overlap.f1,
      overlapP: test.pValue(counts(a, .overlap), counts(b, .overlap)), strictHolm: 1, overlapHolm: 1)
  }
}
