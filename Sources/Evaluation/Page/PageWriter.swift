import ClinicalText

/// Writes `PageData` as the JSON that the page's scripts read. One object, no white space:
///
///     version   1
///     title, made, notesCompared, gold (true or false)
///     types     ["problem", …]
///     runs      [{name, source, version?, notes, failed, entities, seconds?, cpu_seconds?, mb_per_s?, peak_memory?,
///                 tokens?, cost?}]
///     scores    [{run, type (null: all types), gold, predicted, strict: [P, R, F1], overlap: [P, R, F1]}], each figure
///               [value] or [value, lower, upper]
///     pairs     [{a, b, f1_strict, f1_overlap, kappa, significance?: [Δ strict, p, Δ overlap, p],
///                 types: [[type, same, only A, only B, boundary, other type, assertion, concept]]}]
///     stability [{name, runs, figures: [[name, value, is a share]]}]
///     remarks   ["…"]
///     notes     [{id, type?, text, disagreement, columns: [[mention …] or null], differences: one flat array for each
///               pair: [a, b, kinds, a, b, kinds, …], -1 where a side has none}]
///     concepts  [[id] or [id, name]]
///
/// A mention is `[start, end, type, assertion, concept, fragments]` without the trailing parts that say nothing:
/// `assertion` adds up 1 negated, 2 uncertain, 4 historical, 8 hypothetical, 16 family, 32 another person, and is -1 where
/// none is given; `concept` is an index in `concepts` or -1; `fragments` is flat, `[start, end, start, end]`. Offsets are
/// scalar offsets, half-open.
struct PageWriter {
  private let output: OutputBuffer
  private var concepts: [PageMention.Concept: Int] = [:]
  private var conceptList: [PageMention.Concept] = []

  init(output: OutputBuffer) { self.output = output }

  mutating func write(_ data: PageData) {
    output.append("{\"version\":1,\"title\":")
    output.appendJSONString(data.title)
    output.append(",\"made\":")
    output.appendJSONString(data.made)
    output.append(",\"notesCompared\":")
    output.append(data.notesCompared)
    output.append(data.hasGold ? ",\"gold\":true" : ",\"gold\":false")
    list(",\"types\":", data.types) { $0.output.appendJSONString($1) }
    list(",\"runs\":", data.runs) { $0.write($1) }
    list(",\"scores\":", data.scores) { $0.write($1) }
    list(",\"pairs\":", data.pairs) { $0.write($1) }
    list(",\"stability\":", data.stability) { $0.write($1) }
    list(",\"remarks\":", data.remarks) { $0.output.appendJSONString($1) }
    list(",\"notes\":", data.notes) { $0.write($1) }
    list(",\"concepts\":", conceptList) { writer, concept in
      writer.output.append("[")
      writer.output.appendJSONString(concept.id)
      if let name = concept.name {
        writer.output.append(",")
        writer.output.appendJSONString(name)
      }
      writer.output.append("]")
    }
    output.append("}")
  }

  /// A name with its colon, or nothing, and an array.
  private mutating func list<Item>(
    _ name: StaticString, _ items: some Sequence<Item>, _ item: (inout PageWriter, Item) -> Void
  ) {
    output.append(name)
    output.append("[")
    var isFirst = true
    for each in items {
      if !isFirst { output.append(",") }
      isFirst = false
      item(&self, each)
    }
    output.append("]")
  }

  private func number(_ value: Double) {
    // Swift's shortest text that gives the same number again; JSON knows no NaN.
    output.append(value.isFinite ? value.description : "null")
  }

  private func field(_ name: StaticString, _ value: Double?) {
    guard let value, value.isFinite else { return }
    output.append(name)
    number(value)
  }

  private func field(_ name: StaticString, _ value: Int?) {
    guard let value else { return }
    output.append(name)
    output.append(value)
  }

  private func field(_ name: StaticString, _ value: String?) {
    guard let value else { return }
    output.append(name)
    output.appendJSONString(value)
  }

  private func write(_ run: PageRun) {
    field("{\"name\":", run.name)
    field(",\"source\":", run.source)
    field(",\"version\":", run.version)
    field(",\"notes\":", run.notes)
    field(",\"failed\":", run.failedNotes)
    field(",\"entities\":", run.entities)
    field(",\"seconds\":", run.seconds)
    field(",\"cpu_seconds\":", run.cpuSeconds)
    field(",\"mb_per_s\":", run.megabytesPerSecond)
    field(",\"peak_memory\":", run.peakMemory)
    field(",\"tokens\":", run.tokens)
    field(",\"cost\":", run.cost)
    output.append("}")
  }

  private mutating func write(_ score: PageScore) {
    field("{\"run\":", score.run)
    output.append(",\"type\":")
    if let type = score.type { output.append(type) } else { output.append("null") }
    field(",\"gold\":", score.gold)
    field(",\"predicted\":", score.predicted)
    list(",\"strict\":", score.strict.inOrder) { $0.write($1) }
    list(",\"overlap\":", score.overlap.inOrder) { $0.write($1) }
    output.append("}")
  }

  private func write(_ figure: PageFigure) {
    output.append("[")
    number(figure.value)
    if let lower = figure.lower, let upper = figure.upper {
      output.append(",")
      number(lower)
      output.append(",")
      number(upper)
    }
    output.append("]")
  }

  private mutating func write(_ pair: PagePair) {
    field("{\"a\":", pair.a)
    field(",\"b\":", pair.b)
    field(",\"f1_strict\":", pair.f1Strict)
    field(",\"f1_overlap\":", pair.f1Overlap)
    field(",\"kappa\":", pair.kappa)
    if let test = pair.significance {
      let figures = [test.strictDifference, test.strictP, test.overlapDifference, test.overlapP]
      list(",\"significance\":", figures) { $0.number($1) }
    }
    list(",\"types\":", pair.byType) { writer, row in
      let numbers = [
        row.type, row.same, row.onlyA, row.onlyB, row.boundary, row.otherType, row.assertion, row.concept,
      ]
      writer.list("", numbers) { $0.output.append($1) }
    }
    output.append("}")
  }

  private mutating func write(_ group: PageStability) {
    field("{\"name\":", group.name)
    list(",\"runs\":", group.runs) { $0.output.append($1) }
    list(",\"figures\":", group.figures) { writer, figure in
      writer.output.append("[")
      writer.output.appendJSONString(figure.name)
      writer.output.append(",")
      writer.number(figure.value)
      writer.output.append(figure.isShare ? ",true]" : ",false]")
    }
    output.append("}")
  }

  private mutating func write(_ note: PageNote) {
    field("{\"id\":", note.id)
    field(",\"type\":", note.type)
    output.append(",\"text\":")
    output.appendJSONString(note.text.bytes)
    output.append(",\"disagreement\":")
    number(note.disagreement)
    list(",\"columns\":", note.columns) { writer, mentions in
      guard let mentions else { return writer.output.append("null") }
      writer.list("", mentions) { $0.write($1) }
    }
    list(",\"differences\":", note.differences) { writer, differences in
      writer.list("", differences) { writer, difference in
        writer.output.append(difference.a ?? -1)
        writer.output.append(",")
        writer.output.append(difference.b ?? -1)
        writer.output.append(",")
        writer.output.append(Int(difference.kinds.rawValue))
      }
    }
    output.append("}")
  }

  private mutating func write(_ mention: PageMention) {
    output.append("[")
    output.append(mention.start)
    output.append(",")
    output.append(mention.end)
    output.append(",")
    output.append(mention.type)
    let concept = mention.concept.map { index(of: $0) } ?? -1
    let rest = [Self.bits(mention.assertion), concept]
    if !mention.fragments.isEmpty || concept >= 0 || rest[0] >= 0 { field(",", rest[0]) }
    if !mention.fragments.isEmpty || concept >= 0 { field(",", rest[1]) }
    if !mention.fragments.isEmpty {
      list(",", mention.fragments.flatMap { [$0.lowerBound, $0.upperBound] }) { $0.output.append($1) }
    }
    output.append("]")
  }

  private mutating func index(of concept: PageMention.Concept) -> Int {
    if let known = concepts[concept] { return known }
    concepts[concept] = conceptList.count
    conceptList.append(concept)
    return conceptList.count - 1
  }

  private static func bits(_ assertion: Assertion?) -> Int {
    guard let assertion else { return -1 }
    let experiencer =
      switch assertion.experiencer {
      case .patient: 0
      case .family: 16
      case .other: 32
      }
    return (assertion.negated ? 1 : 0) + (assertion.uncertain ? 2 : 0) + (assertion.historical ? 4 : 0)
      + (assertion.hypothetical ? 8 : 0) + experiencer
  }
}

extension PageFigures {
  fileprivate var inOrder: [PageFigure] { [precision, recall, f1] }
}
