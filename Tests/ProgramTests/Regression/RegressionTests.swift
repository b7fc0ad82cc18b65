import Foundation
import Testing

/// Scores on the project's own gold notes, and on the corpora that CHARTSIFT_CORPORA names, against recorded values.
///
/// `make record` records them anew after a change that is meant.
@Suite struct RegressionTests {
  /// A figure may fall by so much.
  static let tolerance = 0.01
  static let corpora = ProcessInfo.processInfo.environment["CHARTSIFT_CORPORA"]
  static let isRecording = ProcessInfo.processInfo.environment["CHARTSIFT_RECORD"] == "1"

  @Test(arguments: RegressionSet.all) func figuresDoNotFall(_ set: RegressionSet) throws {
    guard set.isOwn || Self.corpora != nil else {
      print("skipped \(set.name): CHARTSIFT_CORPORA names no folder of corpora")
      return
    }
    let scratch = try Scratch()
    let (found, cases) = try measure(set, scratch)
    #expect(!found.figures.isEmpty, "\(set.name) gives no figures")
    if Self.isRecording {
      try found.write(set)
      return
    }
    let recorded = try #require(try RecordedFigures.read(set), "nothing is recorded for \(set.name): make record")
    var fallen: [String] = []
    for (name, value) in recorded.figures.sorted(by: { $0.key < $1.key }) {
      let now = found.figures[name]
      if now.map({ $0 < value - Self.tolerance }) ?? true {
        fallen.append("\(name): \(now.map { "\($0)" } ?? "missing"), recorded \(value)")
      }
    }
    guard !fallen.isEmpty else { return }
    let before = recorded.rightCases
    let lost = cases.compactMap { $0.lost(from: before) }
    let shown = lost.prefix(40) + (lost.count > 40 ? ["… and \(lost.count - 40) more"] : [])
    Issue.record(
      """
      \(set.name): figures fell by more than a point:
        \(fallen.joined(separator: "\n  "))
      cases that were right:
        \(shown.joined(separator: "\n  "))
      """)
  }

  @Test func aFallIsSeen() throws {
    // The same cases with one mention lost: the table tells which.
    let line = "d1\tcorrect\tproblem\t3\t8\tproblem\t3\t8\tnegated\tnegated\t"
    let right = try #require(RegressionCase(Substring(line))).right.map(\.digits)
    #expect(right.count == 2)
    let missed = try #require(RegressionCase("d1\tmissed\tproblem\t3\t8\t\t\t\tnegated\t\t"))
    #expect(missed.lost(from: Set(right)) == "d1 3–8 problem: missed")
    let turned = try #require(RegressionCase("d1\tcorrect\tproblem\t3\t8\tproblem\t3\t8\tnegated\t-\t"))
    #expect(turned.lost(from: Set(right)) == "d1 3–8 problem: assertion -, gold negated")
  }

  /// Runs `pipe` and `evaluate` on a set.
  private func measure(_ set: RegressionSet, _ scratch: Scratch) throws -> (RecordedFigures, [RegressionCase]) {
    let lines = try set.lines(corpora: Self.corpora)
    let gold = try scratch.write(lines.joined(separator: "\n") + "\n", "gold.jsonl")
    let input = Data((lines.joined(separator: "\n") + "\n").utf8)
    let piped = try Program.run(["pipe"] + set.pipeFlags, input: input, in: scratch)
    #expect(piped.code == 0, "\(piped.error)")
    let predictions = try scratch.write(piped.text, "predictions.jsonl")
    var arguments = [
      "evaluate", "--gold", gold, "--predictions", predictions, "--json", "--resamples", "0", "--quiet", "--no-text",
      "--cases", scratch["cases.tsv"],
    ]
    if !set.types.isEmpty { arguments += ["--types", set.types.joined(separator: ",")] }
    if set.pipeFlags.contains("--given-entities") { arguments.append("--given-entities") }
    let scored = try Program.run(arguments, in: scratch)
    #expect(scored.code == 0, "\(scored.error)")
    let report = try #require(JSONSerialization.jsonObject(with: scored.output) as? [String: Any])
    var figures = RecordedFigures()
    figures.add(report, parts: set.parts)
    let table = try String(contentsOfFile: scratch["cases.tsv"], encoding: .utf8)
    let cases = table.split(separator: "\n").dropFirst().compactMap(RegressionCase.init)
    figures.right = Set(cases.flatMap { $0.right.map(\.digits) }).sorted().joined()
    return (figures, cases)
  }
}
