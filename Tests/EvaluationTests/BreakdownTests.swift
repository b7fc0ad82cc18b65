import ClinicalText
import Evaluation
import Testing

@Suite struct BreakdownTests {
  private let gold = Make.set(
    Make.document("a", Make.text, [("problem", 10, 20), ("problem", 26, 50)]) {
      $0.noteType = "ED"
      $0.metadata = [("sex", "female"), ("ward", "7")]
    },
    Make.document("b", Make.text, [("problem", 10, 20)]) {
      $0.noteType = "Letter"
      $0.metadata = [("sex", "male"), ("ward", "7")]
    })
  private let predicted = Make.set(
    Make.document("a", nil, [("problem", 10, 20), ("problem", 61, 70)]), Make.document("b", nil, [("problem", 10, 15)]))

  @Test func bySectionNoteTypeAndGroup() {
    let report = Make.report(gold, predicted, edit: { $0.groupFields = ["sex", "ward"] }) { _ in
      [(0, "first"), (22, "second")]
    }
    func counts(_ field: String, _ label: String) -> [[Int]] {
      report.breakdowns.filter { $0.field == field && $0.label == label }
        .flatMap { [Make.counts($0.counts.strict), Make.counts($0.counts.overlap)] }
    }
    #expect(counts("note_type", "ED") == [[1, 1, 1], [1, 1, 1]])
    #expect(counts("note_type", "Letter") == [[0, 1, 1], [1, 0, 0]])
    #expect(counts("sex", "male") == [[0, 1, 1], [1, 0, 0]])
    #expect(counts("ward", "7") == [[1, 2, 2], [2, 1, 1]])
    #expect(counts("section", "first") == [[1, 1, 1], [2, 0, 0]])
    #expect(counts("section", "second") == [[0, 1, 1], [0, 1, 1]])
  }

  @Test func theWorstAndTheCommonest() {
    let report = Make.report(gold, predicted)
    #expect(report.worst.map(\.id) == ["a"])
    #expect(report.worst[0].errors == 2)
    #expect(Set(report.commonErrors.map(\.outcome)) == [.missed, .spurious, .boundary])
    let missed = report.commonErrors.first { $0.outcome == .missed }
    #expect(missed?.examples.first?.mention == "type 2 diabetes mellitus")
    #expect(missed?.examples.first?.before == "Pt denies chest pain, has ")
    #expect(missed?.examples.first?.after == " and takes metformin 500 mg daily.")
  }

  @Test func errorsOfOneWordingAreCountedTogether() {
    let text = "Fever. FEVER. fever?"
    let gold = Make.set(Make.document("a", text, [("problem", 0, 5), ("problem", 7, 12), ("problem", 14, 19)]))
    let report = Make.report(gold, Make.set(Make.document("a", nil, [])))
    #expect(report.commonErrors.map(\.count) == [3])
  }

  @Test func intervalsAreSeededAndHoldTheFigure() {
    let documents = (0..<40).map { index in
      Make.document("d\(index)", Make.text, [("problem", 10, 20), ("test", 61, 70)])
    }
    let predictions = (0..<40).map { index in
      Make.document("d\(index)", nil, index % 4 == 0 ? [] : [("problem", 10, 20), ("test", 61, 70 + index % 2)])
    }
    func run(_ seed: UInt64) -> EvaluationReport {
      Make.report(Make.set(documents), Make.set(predictions)) { $0.bootstrap = Bootstrap(resamples: 300, seed: seed) }
    }
    let report = run(5)
    #expect(report.micro.intervals == run(5).micro.intervals)
    #expect(report.micro.intervals != run(6).micro.intervals)
    for level in Level.allCases {
      let interval = report.micro.intervals[level.rawValue][2]
      let value = report.micro.counts[level].f1
      #expect(interval.lower <= value && value <= interval.upper && interval.lower < interval.upper)
    }
  }

  @Test func oneDocumentHasNoSpread() {
    let report = Make.report(Make.set(gold.documents[0]), Make.set(predicted.documents[0])) {
      $0.bootstrap = Bootstrap(resamples: 50)
    }
    #expect(report.micro.intervals[0][2] == Bootstrap.Interval(lower: 0.5, upper: 0.5))
  }

  @Test func quantilesInterpolateAsNumpy() {
    // numpy.quantile([1, 2, 4, 8], [.025, .975]) is 1.075, 7.7.
    let interval = Bootstrap(resamples: 1).interval(of: [8, 1, 4, 2])
    #expect(abs(interval.lower - 1.075) < 1e-12 && abs(interval.upper - 7.7) < 1e-12)
  }
}
