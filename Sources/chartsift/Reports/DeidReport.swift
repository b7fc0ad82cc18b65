import ClinicalText
import Deidentification
import Pipeline

/// The summary behind `deid`.
enum DeidReport {
  static func text(
    _ counts: DeidCounts, _ place: DeidOutput, _ basis: LegalBasis, output: String,
    elapsed: Double
  ) -> String {
    let rate = Readable.decimal(Double(counts.textBytes) / 1e6 / max(elapsed, 0.001))
    var lines = [
      "\(Readable.count(counts.notes, "note")), \(Readable.bytes(counts.textBytes)) of text, "
        + "\(Readable.count(counts.replaced, "identifier")) replaced in \(Readable.decimal(elapsed)) s (\(rate) MB/s) "
        + "→ \(output)"
    ]
    if counts.repeated > 0 {
      lines.append("repeating a note of this input, with its number: \(Readable.count(counts.repeated, "record"))")
    }
    if counts.skippedFiles > 0 {
      lines.append("in no format that is read, left out: \(Readable.count(counts.skippedFiles, "file"))")
    }
    let found = IdentifierKind.allCases.filter { counts[$0].replaced + counts[$0].kept > 0 }
    if !found.isEmpty {
      var table = TextTable(["category", "type", "replaced", "kept"], rightAligned: [2, 3])
      for kind in found {
        table.add([
          "\(kind.category)", "\(kind.type)", Readable.count(counts[kind].replaced), Readable.count(counts[kind].kept),
        ])
      }
      lines += [""] + table.lines()
    }
    if counts.errors > 0 {
      var table = TextTable(["error", "records"], rightAligned: [1])
      let byCount = counts.errorsByCode.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      for (code, count) in byCount { table.add([code, Readable.count(count)]) }
      let place = place.auditPath == nil ? "" : "; file and line of each stand in failures.jsonl"
      lines += ["", "failed and left out: \(Readable.count(counts.errors, "record"))\(place)"]
      lines += table.lines()
    }
    lines += ["", "basis of the policy: \(basis.words)"]
    if let audit = place.auditPath {
      lines.append("audit files: \(audit)")
    } else {
      lines.append("no audit files were written; give --audit FOLDER for them")
    }
    return lines.joined(separator: "\n")
  }
}
