import ClinicalText
import Deidentification
import Files
import Foundation
import NoteFormats
import Pipeline
import TestSupport
import Testing
import WebPage

/// The pages of `audit` in headless Chromium.
@Suite(.enabled(if: Chromium.path != nil, "no Chromium: install it or name one in CHARTSIFT_CHROMIUM"), .serialized)
struct AuditPageTests {
  private static let hostile =
    "<img src=x onerror=\"document.title = 'taken'\"></script><script>document.title = 'taken'</script> [PATIENT] 😀 Zebra"

  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func plan(_ texts: [String], _ size: Int) throws -> ReviewPlan {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(
      "chartsift-plan-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: file) }
    let lines = try texts.enumerated().map { index, text in
      String(decoding: try JSONSerialization.data(withJSONObject: ["id": "n\(index)", "text": text]), as: UTF8.self)
    }
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
    return try ReviewPlan([file.path], notes: size, seed: 3, confidence: 0.95)
  }

  private static func percent(_ share: Double) -> String {
    String(format: share < 0.1 ? "%.2f %%" : "%.1f %%", share * 100)
  }

  @Test func aReviewGivesTheBoundOfTheProgram() throws {
    let plan = try plan((0..<60).map { "\(Self.hostile) \($0)" }, 12)
    let outcome = try Chromium.run(checks: "review.js") { script in
      let out = OutputBuffer()
      plan.appendPage(title: "Review", made: "today", to: out, testScript: script)
      return Array(out.bytes)
    }
    #expect(outcome.failures == [] && outcome.passed >= 20)
    let bound = plan.bound(misses: 1)
    #expect(outcome.values == [Self.percent(bound.upper), String(bound.upperCount)])
  }

  @Test func theScriptsBoundsAreTheProgramsOwn() throws {
    let cases: [(Int, Int, Int, Double)] = [
      (0, 1, 1, 0.95), (0, 30, 30, 0.95), (0, 59, 1000, 0.95), (3, 300, 100_000, 0.95), (7, 300, 2000, 0.9),
      (10, 10, 50, 0.99), (2, 500, 501, 0.95), (1, 40, 3_000_000, 0.975), (25, 1000, 40_000, 0.95),
    ]
    let script = try String(
      contentsOf: Self.package.appendingPathComponent("Sources/Pipeline/Auditing/Web/bounds.js"), encoding: .utf8)
    let plan = try plan(["a", "b"], 2)
    let title = "[" + cases.map { "[\($0.0),\($0.1),\($0.2),\($0.3)]" }.joined(separator: ",") + "]"
    let outcome = try Chromium.run(checks: "bounds.js", extra: script) { script in
      let out = OutputBuffer()
      plan.appendPage(title: title, made: "today", to: out, testScript: script)
      return Array(out.bytes)
    }
    #expect(outcome.failures == [])
    try #require(outcome.values.count == cases.count)
    for (line, item) in zip(outcome.values, cases) {
      let figures = line.split(separator: " ").compactMap { Double($0) }
      let bound = ReviewBound(read: item.1, misses: item.0, population: item.2, confidence: item.3)
      let expected = [bound.upper, bound.twoSided.lower, bound.twoSided.upper, Double(bound.upperCount)]
      try #require(figures.count == 4)
      for (found, wanted) in zip(figures, expected) { #expect(abs(found - wanted) < 1e-9, "\(item): \(line)") }
    }
  }

  @Test func aNoteIsReviewedAndItsListsAreAPolicy() throws {
    let data = try DataFolder.find(given: Self.package.appendingPathComponent("Lexicons").path)
    let text = NoteText("Mrs. Hairston called 313-785-4677 about \"pain\". \(Self.hostile) and Zebra again.")
    let review = try NoteReview(
      NoteRecord(id: "1", text: text, source: "test", line: 1), data: data, style: .tag, policy: "safe-harbor")
    #expect(!review.marks.isEmpty)
    let outcome = try Chromium.run(checks: "note.js") { script in
      let out = OutputBuffer()
      review.append(made: "today", to: out, testScript: script)
      return Array(out.bytes)
    }
    #expect(outcome.failures == [] && outcome.passed >= 8)
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("chartsift-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data((outcome.values.joined(separator: "\n") + "\n").utf8).write(to: file)
    let policy = try PolicyFile.load(file.path, folder: "\(data.path)/deid").policy
    #expect(policy.allow.count == 1 && policy.deny == [.init("Zebra", .patient)], "\(outcome.values)")
  }

  @Test func aReportIsReadWithoutScripts() throws {
    var table = ReportSection.Table("Cells", columns: ["a", "b"], rows: [[Self.hostile, "1"]])
    table.marked = [0]
    let sections = [
      ReportSection(id: "one", title: "One", outcome: .failed, answer: Self.hostile, tables: [table], remarks: ["r"]),
      ReportSection(id: "two", title: "Two", outcome: .passed, answer: "It holds."),
    ]
    let outcome = try Chromium.run(checks: "report.js") { script in
      let out = OutputBuffer()
      ReportPage(title: "Report", made: "today", sections: sections).append(to: out, testScript: script)
      return Array(out.bytes)
    }
    #expect(outcome.failures == [] && outcome.passed >= 5)
  }
}
