import ClinicalText
import Evaluation

/// A document whose identifiers are written as "CATEGORY/TYPE/start/end", with blanks between them; "~" before one marks
/// what the policy keeps.
func phiDocument(_ id: String, _ text: String?, _ identifiers: String) -> AnnotatedDocument {
  var document = AnnotatedDocument(id: id, text: text.map { NoteText($0) }, source: "test.xml", line: 1)
  for part in identifiers.split(separator: " ") {
    let isKept = part.hasPrefix("~")
    let fields = part.drop { $0 == "~" }.split(separator: "/")
    var identifier = AnnotatedIdentifier(
      category: String(fields[0]), type: String(fields[1]), start: Int(fields[2]) ?? -1, end: Int(fields[3]) ?? -1)
    identifier.isKept = isKept
    document.identifiers.append(identifier)
  }
  return document
}

/// The report of one document.
func phiReport(
  _ text: String?, gold: String, predicted: String?, counting: IdentifierCounting = .detected
) -> IdentifierReport {
  var scorer = IdentifierScorer(counting: counting)
  scorer.add(gold: phiDocument("n1", text, gold), predicted: predicted.map { phiDocument("n1", text, $0) })
  return scorer.report(bootstrap: Bootstrap(resamples: 0))
}

extension IdentifierReport {
  /// "tp fp fn" of a set at a level; "-" where there are no figures.
  func counts(_ set: IdentifierSet, _ level: IdentifierLevel) -> String {
    guard let counts = self[set]?[level]?.counts else { return "-" }
    return "\(counts.truePositives) \(counts.falsePositives) \(counts.falseNegatives)"
  }
}
