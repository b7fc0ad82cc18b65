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
      "\(Readable.count(progress.notes)) notes, \(Readable.bytes(summary.textBytes)) of text, "
        + "\(Readable.count(summary.entities)) entities in \(Readable.decimal(elapsed)) s (\(rate) MB/s) → \(output)")
    if progress.skipped > 0 {
      lines.append("\(Readable.count(progress.skipped)) notes were there already and were passed over")
    }
    if summary.repeated > 0 {
      lines.append("\(Readable.count(summary.repeated)) records repeat a note of this input and count once")
    }
    if summary.skippedFiles > 0 {
      lines.append("\(Readable.count(summary.skippedFiles)) files in the folders are in no format that is read")
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
      for (code, count) in summary.errorsByCode.sorted(by: { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }) {
        table.add([code, Readable.count(count)])
      }
      lines += ["", "\(Readable.count(progress.errors)) notes failed; each has a row with its source and line:"]
      lines += table.lines()
    }
    return lines.joined(separator: "\n")
  }
}
