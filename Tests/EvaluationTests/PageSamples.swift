import ClinicalText
import Evaluation

/// Comparisons made up for the tests of the page.
enum PageSamples {
  static let hostile =
    "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\"> <!--<script> ]]> &lt; </style>"

  /// Two runs and the gold over three notes: scalars beyond U+FFFF before mentions, CR LF, markup, overlapping and
  /// discontinuous mentions, a run without a result.
  static func small() -> PageData {
    var data = PageData(
      title: "Small & <b>hostile</b>", made: "2025-11-21",
      runs: [
        PageRun(name: "first", source: "first.jsonl", notes: 3, entities: 5),
        PageRun(name: "<i>second</i>", source: "second.jsonl", notes: 2, entities: 3),
      ], types: ["problem", "medication"], hasGold: true, notesCompared: 3)
    data.runs[0].version = "1.0"
    data.runs[0].megabytesPerSecond = 12.5
    data.runs[1].failedNotes = 1
    data.runs[1].seconds = .nan
    let figure = PageFigure(0.5, lower: 0.25, upper: 0.75)
    let figures = PageFigures(precision: figure, recall: PageFigure(1), f1: figure)
    data.scores = [PageScore(run: 0, type: nil, strict: figures, overlap: figures, gold: 2, predicted: 3)]
    data.pairs = [
      PagePair(a: 0, b: 1, f1Strict: 0.4, f1Overlap: 0.8, kappa: nil),
      PagePair(a: 0, b: 2, f1Strict: 1e-7, f1Overlap: 0.6, kappa: 0.25),
    ]
    data.pairs[0].significance = PageSignificance(
      strictDifference: -0.125, strictP: 0.0005, overlapDifference: 0, overlapP: 1)
    var row = PageTypeDifferences(type: 0)
    row.same = 1
    row.onlyA = 2
    row.boundary = 1
    data.pairs[0].byType = [row]
    data.stability = [PageStability(name: "model", runs: [0, 1], figures: [.init(name: "alike", value: 0.5)])]
    data.remarks = ["Seed 1."]

    var negated = Assertion()
    negated.negated = true
    let pain = PageMention.Concept(id: "C0008031", name: "Chest Pain")
    data.notes = [
      PageNote(
        id: "emoji", type: "Radiology",
        text: NoteText("😀 No chest pain.\r\n🫀 Takes aspirin and blood, urine cultures."),
        disagreement: 2,
        columns: [
          [
            PageMention(start: 5, end: 15, type: 0, assertion: negated, concept: pain),
            PageMention(start: 26, end: 33, type: 1),
            PageMention(start: 38, end: 59, type: 0, fragments: [38..<43, 51..<59]),
            PageMention(start: 45, end: 59, type: 0),
          ],
          [PageMention(start: 11, end: 15, type: 0, assertion: Assertion(), concept: pain)],
          [PageMention(start: 5, end: 15, type: 0, assertion: negated, concept: pain)],
        ],
        differences: [
          [
            PageDifference(a: 0, b: 0, kinds: [.boundary, .assertion]), PageDifference(onlyA: 1),
            PageDifference(onlyA: 2), PageDifference(onlyA: 3),
          ],
          [PageDifference(onlyA: 1), PageDifference(onlyA: 2), PageDifference(onlyA: 3)],
        ]),
      PageNote(
        id: hostile, type: nil, text: NoteText(hostile + "\n\n\u{0} \u{2028} end"), disagreement: 1,
        columns: [[], [PageMention(start: 0, end: 8, type: 1)], []],
        differences: [[PageDifference(onlyB: 0)], []]),
      PageNote(
        id: "failed", type: "Radiology", text: NoteText("Fever."), disagreement: 0,
        columns: [[PageMention(start: 0, end: 5, type: 0)], nil, [PageMention(start: 0, end: 5, type: 0)]],
        differences: [[PageDifference(onlyA: 0)], []]),
    ]
    return data
  }

  /// Four runs and the gold over notes of 4 KB with 60 mentions each.
  static func large(notes count: Int = 500) -> PageData {
    let types = ["problem", "medication", "test", "procedure", "anatomy", "device"]
    let names = ["ChartSift", "medSpaCy", "QuickUMLS", "model"]
    var data = PageData(
      title: "Large", made: "2025-11-21",
      runs: names.map { PageRun(name: $0, source: $0 + ".jsonl", notes: count, entities: count * 60) }, types: types,
      hasGold: true, notesCompared: count)
    for a in 0..<5 {
      for b in (a + 1)..<5 { data.pairs.append(PagePair(a: a, b: b, f1Strict: 0.8, f1Overlap: 0.9, kappa: 0.7)) }
    }
    for pair in data.pairs.indices {
      data.pairs[pair].byType = types.indices.map { PageTypeDifferences(type: $0) }
      data.pairs[pair].byType[0].onlyA = 7
    }
    for index in 0..<count { data.notes.append(note(index, pairs: data.pairs)) }
    return data
  }

  /// Mentions of ten scalars at every 68th; each column leaves out and moves its own.
  private static func note(_ index: Int, pairs: [PagePair]) -> PageNote {
    let line = "The patient denies chest pain 🫀 and takes 25 mg of lisinopril daily."
    let text = Array(repeating: line, count: 60).joined(separator: "\n")
    var slots: [[Int: Int]] = []
    let columns = (0..<5).map { column in
      var place: [Int: Int] = [:]
      var mentions: [PageMention] = []
      for slot in 0..<60 where column == 4 || (slot + index) % (column + 5) != 0 {
        place[slot] = mentions.count
        let start = slot * 69 + 19
        var mention = PageMention(
          start: start, end: start + ((slot + column) % 13 == 0 ? 5 : 10), type: slot % 6, assertion: Assertion(),
          concept: .init(id: "C\(1_000_000 + slot)", name: "Concept \(slot)"))
        mention.assertion?.negated = (slot + index + column) % 11 == 0
        mentions.append(mention)
      }
      slots.append(place)
      return mentions
    }
    let differences = pairs.map { pair in
      (0..<60).compactMap { slot -> PageDifference? in
        switch (slots[pair.a][slot], slots[pair.b][slot]) {
        case (nil, nil): return nil
        case (let a?, nil): return PageDifference(onlyA: a)
        case (nil, let b?): return PageDifference(onlyB: b)
        case (let a?, let b?):
          let (x, y) = (columns[pair.a][a], columns[pair.b][b])
          var kinds: PageDifference.Kinds = []
          if x.end != y.end { kinds.insert(.boundary) }
          if x.assertion != y.assertion { kinds.insert(.assertion) }
          return kinds.isEmpty ? nil : PageDifference(a: a, b: b, kinds: kinds)
        }
      }
    }
    return PageNote(
      id: "note-\(index)", type: index % 2 == 0 ? "Radiology" : "Progress", text: NoteText(text),
      disagreement: Double(index % 17), columns: columns, differences: differences)
  }
}
