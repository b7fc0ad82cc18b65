import ClinicalText
import Evaluation
import TestSupport

/// Short ways to make documents for the tests.
enum Make {
  /// Mentions as (type, start, end); ids are T1, T2 … in the order given.
  static func document(
    _ id: String, _ text: String?, _ mentions: [(String, Int, Int)], edit: (inout AnnotatedDocument) -> Void = { _ in }
  ) -> AnnotatedDocument {
    var document = AnnotatedDocument(id: id, text: text.map { NoteText($0) }, source: "test.jsonl", line: 1)
    for (index, mention) in mentions.enumerated() {
      document.entities.append(
        AnnotatedEntity(id: "T\(index + 1)", type: mention.0, start: mention.1, end: mention.2))
    }
    edit(&document)
    return document
  }

  static func set(_ documents: AnnotatedDocument...) -> AnnotationSet { set(documents) }

  static func set(_ documents: [AnnotatedDocument]) -> AnnotationSet {
    var set = AnnotationSet()
    set.documents = documents
    return set
  }

  /// Scores without intervals.
  static func report(
    _ gold: AnnotationSet, _ predictions: AnnotationSet, edit: (inout EvaluationOptions) -> Void = { _ in },
    sections: SectionFinder? = nil
  ) -> EvaluationReport {
    var options = EvaluationOptions()
    options.bootstrap.resamples = 0
    edit(&options)
    let joined = JoinedDocuments(gold: gold, predictions: predictions)
    return Evaluator(options, sections: sections).evaluate(joined, gold: gold, predictions: predictions)
  }

  /// Counts as [hits, false alarms, misses].
  static func counts(_ counts: Counts) -> [Int] {
    [counts.truePositives, counts.falsePositives, counts.falseNegatives]
  }

  static let text = "Pt denies chest pain, has type 2 diabetes mellitus and takes metformin 500 mg daily."
}
