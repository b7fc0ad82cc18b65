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
  private var concepts: [PageMention.Concept: Int] = [:]
  private var conceptList: [PageMention.Concept] = []

  /// Appends the data to `output`.
  static func append(_ data: PageData, to output: OutputBuffer) {
    var json = JSONWriter(output)
    var writer = PageWriter()
    json.object { writer.write(data, &$0) }
  }

  private mutating func write(_ data: PageData, _ json: inout JSONWriter) {
    json.int("version", 1)
    json.string("title", data.title)
    json.string("made", data.made)
    json.int("notesCompared", data.notesCompared)
    json.bool("gold", data.hasGold)
    json.array("types", data.types) { $0.string(nil, $1) }
    json.objects("runs", data.runs) { Self.write($1, &$0) }
    json.objects("scores", data.scores) { Self.write($1, &$0) }
    json.objects("pairs", data.pairs) { Self.write($1, &$0) }
    json.objects("stability", data.stability) { Self.write($1, &$0) }
    json.array("remarks", data.remarks) { $0.string(nil, $1) }
    json.objects("notes", data.notes) { write($1, &$0) }
    // Behind the notes: their mentions tell which concepts there are.
    json.array("concepts", conceptList) { json, concept in
      json.array { json in
        json.string(nil, concept.id)
        if let name = concept.name { json.string(nil, name) }
      }
    }
  }

  private static func write(_ run: PageRun, _ json: inout JSONWriter) {
    json.string("name", run.name)
    json.string("source", run.source)
    json.string("version", given: run.version)
    json.int("notes", run.notes)
    json.int("failed", run.failedNotes)
    json.int("entities", run.entities)
    json.double("seconds", given: run.seconds)
    json.double("cpu_seconds", given: run.cpuSeconds)
    json.double("mb_per_s", given: run.megabytesPerSecond)
    json.int("peak_memory", given: run.peakMemory)
    json.int("tokens", given: run.tokens)
    json.string("cost", given: run.cost)
  }

  private static func write(_ score: PageScore, _ json: inout JSONWriter) {
    json.int("run", score.run)
    json.int("type", score.type)
    json.int("gold", score.gold)
    json.int("predicted", score.predicted)
    for (name, figures) in [("strict", score.strict), ("overlap", score.overlap)] {
      json.array(name, [figures.precision, figures.recall, figures.f1]) { json, figure in
        json.array { json in
          json.double(nil, figure.value)
          guard let lower = figure.lower, let upper = figure.upper else { return }
          json.double(nil, lower)
          json.double(nil, upper)
        }
      }
    }
  }

  private static func write(_ pair: PagePair, _ json: inout JSONWriter) {
    json.int("a", pair.a)
    json.int("b", pair.b)
    json.double("f1_strict", given: pair.f1Strict)
    json.double("f1_overlap", given: pair.f1Overlap)
    json.double("kappa", given: pair.kappa)
    if let test = pair.significance {
      let figures = [test.strictDifference, test.strictP, test.overlapDifference, test.overlapP]
      json.array("significance", figures) { $0.double(nil, $1) }
    }
    json.array("types", pair.byType) { json, row in
      let numbers = [
        row.type, row.same, row.onlyA, row.onlyB, row.boundary, row.otherType, row.assertion, row.concept,
      ]
      json.array(nil, numbers) { $0.int(nil, $1) }
    }
  }

  private static func write(_ group: PageStability, _ json: inout JSONWriter) {
    json.string("name", group.name)
    json.array("runs", group.runs) { $0.int(nil, $1) }
    json.array("figures", group.figures) { json, figure in
      json.array { json in
        json.string(nil, figure.name)
        json.double(nil, figure.value)
        json.bool(nil, figure.isShare)
      }
    }
  }

  private mutating func write(_ note: PageNote, _ json: inout JSONWriter) {
    json.string("id", note.id)
    json.string("type", given: note.type)
    json.string("text", note.text.bytes)
    json.double("disagreement", note.disagreement)
    json.array("columns", note.columns) { json, mentions in
      guard let mentions else { return json.null() }
      json.array(nil, mentions) { json, mention in
        json.array { write(mention, &$0) }
      }
    }
    json.array("differences", note.differences) { json, differences in
      json.array { json in
        for difference in differences {
          json.int(nil, difference.a ?? -1)
          json.int(nil, difference.b ?? -1)
          json.int(nil, Int(difference.kinds.rawValue))
        }
      }
    }
  }

  private mutating func write(_ mention: PageMention, _ json: inout JSONWriter) {
    json.int(nil, mention.start)
    json.int(nil, mention.end)
    json.int(nil, mention.type)
    let assertion = Self.bits(mention.assertion)
    let concept = mention.concept.map { index(of: $0) } ?? -1
    let isWhole = mention.fragments.isEmpty
    if !isWhole || concept >= 0 || assertion >= 0 { json.int(nil, assertion) }
    if !isWhole || concept >= 0 { json.int(nil, concept) }
    if !isWhole { json.array(nil, mention.fragments.flatMap { [$0.lowerBound, $0.upperBound] }) { $0.int(nil, $1) } }
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
