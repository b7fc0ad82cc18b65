import ClinicalText
import EntityStore
import Pipeline

/// The summary behind a run: what was read, what was found, which errors.
enum RunReport {
  /// Up to so many entities the commonest concepts are counted for the summary.
  static let countedEntities = 500_000

  static func text(
    _ summary: RunJob.Summary, _ found: [FoundType], elapsed: Double, output: String
  ) -> String {
    let progress = summary.progress
    var lines: [String] = []
    let rate = Readable.decimal(Double(summary.textBytes) / 1e6 / max(elapsed, 0.001))
    lines.append(
      "\(Readable.count(progress.notes, "note")), \(Readable.bytes(summary.textBytes)) of text, "
        + "\(Readable.count(summary.entities, "entity")) in \(Readable.decimal(elapsed)) s (\(rate) MB/s) → \(output)")
    if progress.skipped > 0 {
      lines.append("there already and passed over: \(Readable.count(progress.skipped, "note"))")
    }
    if summary.repeated > 0 {
      lines.append("repeating a note of this input, counted once: \(Readable.count(summary.repeated, "record"))")
    }
    if summary.withheld > 0 {
      lines.append("overlapping a replaced identifier, left out: \(Readable.count(summary.withheld, "mention"))")
    }
    if summary.skippedFiles > 0 {
      lines.append("in no format that is read, passed over: \(Readable.count(summary.skippedFiles, "file"))")
    }
    if !found.isEmpty {
      var table = TextTable(
        ["type", "found", "negated", "historical", "concepts", "most frequent"], rightAligned: [1, 2, 3, 4])
      for type in found {
        table.add([
          type.type, Readable.count(type.entities), Readable.count(type.negated), Readable.count(type.historical),
          Readable.count(type.concepts), type.commonest.joined(separator: ", "),
        ])
      }
      lines += [""] + table.lines()
    }
    if progress.errors > 0 {
      var table = TextTable(["error", "notes"], rightAligned: [1])
      let byCount = summary.errorsByCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (code, count) in byCount { table.add([code, Readable.count(count)]) }
      lines += ["", "failed: \(Readable.count(progress.errors, "note")); each has a row with its source and line"]
      lines += table.lines()
    }
    return lines.joined(separator: "\n")
  }
}
