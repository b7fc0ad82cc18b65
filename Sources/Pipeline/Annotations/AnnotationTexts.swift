import AnnotationFormats
import ClinicalText
import Evaluation

/// Prepares annotations for writing: texts for those that have none, and what has no place.
public enum AnnotationTexts {
  /// Throws `notRepresentable` when the format has no place for some annotations and `allowsLoss` is false; gives their
  /// number.
  public static func checkLoss(
    _ set: AnnotationSet, _ format: AnnotationFormat, allowsLoss: Bool
  ) throws(Fault) -> Int {
    let count = set.documents.reduce(0) { $0 + format.leftOut($1).count }
    guard count > 0, !allowsLoss else { return count }
    let document = set.documents.first { format.leftOut($0).count > 0 }
    let name = document.map { "document \($0.id), \(format.leftOut($0).first ?? "")" } ?? ""
    throw Fault(
      .notRepresentable, value: "\(name): \(count) such in all in \(format.rawValue); --allow-loss leaves them out")
  }

  /// Puts the texts of `notes` under the annotations of `set`, which are checked against them: what does not fit is among
  /// the failures. A document that `notes` does not know stays as it is.
  public static func add(_ notes: AnnotationSet, to set: inout AnnotationSet) {
    let joined = JoinedDocuments(gold: notes, predictions: set)
    var placed: [String: AnnotatedDocument] = [:]
    for pair in joined.pairs {
      guard var document = pair.predicted else { continue }
      document.text = pair.gold.text ?? document.text
      placed[document.id] = document
    }
    set.documents = set.documents.map { placed[$0.id] ?? $0 }
    let told: Set<Fault.Code> = [.textsDiffer, .offsetsMismatch, .offsetsOutside]
    set.failures += joined.failures.filter { told.contains($0.fault.code) }
  }

  /// Takes documents that a run failed on out of the set; each is told as a failure.
  public static func dropFailed(_ set: inout AnnotationSet) {
    for document in set.documents where document.hasFailed {
      let fault = Fault(.failedDocument, file: document.source, line: document.line, value: "document \(document.id)")
      set.failures.append(AnnotationFailure(documentID: document.id, fault: fault))
    }
    set.documents.removeAll { $0.hasFailed }
  }
}
