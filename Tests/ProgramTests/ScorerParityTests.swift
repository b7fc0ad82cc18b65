import Foundation
import Testing

/// The figures that other scorers print for the same mentions.
///
/// Recorded from seqeval 1.2.2 (`classification_report(mode="strict", scheme=IOB2)`, one tag for each word between
/// blanks) and nervaluate 1.2.1 (`Evaluator(loader="dict")`, word offsets). Their F1 is 2PR/(P+R) in floating point, ours
/// one division of counts: the last digit may differ, nothing before it.
@Suite struct ScorerParityTests {
  /// Gold, and predictions for the same words: right, shorter, longer, split, of another type, spurious, missed.
  static let pairs = [
    (
      "He took [aspirin|medication] for [chest pain|problem] .",
      "He took [aspirin|medication] for chest [pain|problem] ."
    ),
    (
      "[CT|test] of the [head|anatomy] showed no [bleeding|problem] .",
      "[CT|procedure] of the [head|anatomy] showed no [bleeding|problem] ."
    ),
    (
      "[naïve T cells|test] and [ferritin|test] were low .",
      "[naïve T cells|test] and ferritin were [low|severity] ."
    ),
    (
      "[Metformin|medication] [500 mg|strength] [twice daily|frequency] .",
      "[Metformin 500|medication] [mg|strength] [twice daily|frequency] ."
    ),
    ("Nothing hurts today .", "Nothing [hurts|problem] today ."),
    (
      "[Left knee|anatomy] [swelling|problem] and [warmth|problem] since [May|date] .",
      "Left knee swelling and warmth since May ."
    ),
    ("[fever|problem] [fever|problem] [fever|problem] again", "[fever fever|problem] [fever|problem] again"),
    ("Severe [asthma|problem] , on [salbutamol|medication] .", "[Severe asthma|problem] , on [salbutamol|problem] ."),
  ]

  /// What seqeval prints by type: precision, recall, F1, support. nervaluate's strict figures by type are the same.
  static let byType: [String: [Double]] = [
    "anatomy": [1.0, 0.5, 0.6666666666666666, 2],
    "date": [0.0, 0.0, 0.0, 1],
    "frequency": [1.0, 1.0, 1.0, 1],
    "medication": [0.5, 0.3333333333333333, 0.4, 3],
    "problem": [0.2857142857142857, 0.25, 0.26666666666666666, 8],
    "procedure": [0.0, 0.0, 0.0, 0],
    "severity": [0.0, 0.0, 0.0, 0],
    "strength": [0.0, 0.0, 0.0, 1],
    "test": [1.0, 0.3333333333333333, 0.5, 3],
  ]
  /// seqeval's "micro avg" and nervaluate's overall "strict".
  static let micro = [0.4, 0.3157894736842105, 0.35294117647058826]
  /// seqeval's "macro avg": types that were only predicted count.
  static let macro = [0.42063492063492064, 0.2685185185185185, 0.31481481481481477]
  /// nervaluate's overall "exact".
  static let exact = [0.5333333333333333, 0.42105263157894735, 0.47058823529411764]

  let folder: Scratch
  let gold: String
  let predictions: String

  init() throws {
    folder = try Scratch()
    gold = try folder.write(try jsonLines(marked: Self.pairs.map(\.0)), "gold.jsonl")
    predictions = try folder.write(try jsonLines(marked: Self.pairs.map(\.1)), "predictions.jsonl")
  }

  @Test func theSameFiguresAsSeqevalAndNervaluate() throws {
    let types = Self.byType.keys.sorted()
    let report = try Program.evaluate(gold, predictions, ["--types", types.joined(separator: ",")], in: folder)
    for (place, name) in ["precision", "recall", "f1"].enumerated() {
      #expect(isSame(report["micro", "strict_\(name)"], Self.micro[place]), "micro \(name)")
      #expect(isSame(report["macro", "strict_\(name)"], Self.macro[place]), "macro \(name)")
      #expect(isSame(report["micro", "exact_\(name)"], Self.exact[place]), "exact \(name)")
      for type in types {
        #expect(
          isSame(report["types", type, "strict_\(name)"], try #require(Self.byType[type])[place]), "\(type) \(name)")
      }
    }
    for type in types { #expect(report["types", type, "gold"] as? Double == Self.byType[type]?[3]) }
    #expect(report["micro", "strict_tp"] as? Int == 6)
    #expect(report["micro", "exact_tp"] as? Int == 8)
    #expect((report["types"] as? [String: Any])?.keys.sorted() == types)
  }

  /// seqeval takes the types of both sides; without `--types`, ours are those of the gold. Two predictions, a procedure
  /// and a severity, are then told as not scored.
  @Test func typesThatAreOnlyPredictedAreLeftOutByDefault() throws {
    let report = try Program.evaluate(gold, predictions, in: folder)
    #expect(report["micro", "gold"] as? Int == 19)
    #expect(report["micro", "predicted"] as? Int == 13)
    #expect(isSame(report["micro", "strict_precision"], 6.0 / 13.0))
    #expect(isSame(report["micro", "strict_recall"], Self.micro[1]))
    #expect(isSame(report["micro", "strict_f1"], 12.0 / 32.0))
    #expect(report["problems", "predicted_entities_not_scored"] as? Int == 2)
    #expect((report["types"] as? [String: Any])?.keys.contains("procedure") == false)
  }

  /// Mentions of the same place are one-to-one: nervaluate and seqeval cannot hold them, the counts are by hand.
  @Test func repeatedAndOverlappingMentionsByHand() throws {
    var one = MarkedText("[chest pain|problem] today").object("a")
    one["entities"] = [
      ["id": 1, "type": "problem", "start": 0, "end": 10], ["id": 2, "type": "problem", "start": 6, "end": 10],
      ["id": 3, "type": "anatomy", "start": 0, "end": 5],
    ]
    var other = one
    other["entities"] = [
      ["id": 1, "type": "problem", "start": 6, "end": 10], ["id": 2, "type": "problem", "start": 6, "end": 10],
      ["id": 3, "type": "problem", "start": 0, "end": 5],
    ]
    let report = try Program.evaluate(
      folder.write(try jsonLines([one]), "one.jsonl"), folder.write(try jsonLines([other]), "other.jsonl"), in: folder)
    #expect(report["types", "problem", "strict_tp"] as? Int == 1)
    #expect(report["types", "problem", "strict_fp"] as? Int == 2)
    #expect(report["types", "problem", "strict_fn"] as? Int == 1)
    #expect(report["micro", "exact_tp"] as? Int == 2)
    // One prediction is left: two gold problems, three predictions, every one overlaps the longer.
    #expect(report["types", "problem", "overlap_tp"] as? Int == 2)
    #expect(report["types", "problem", "overlap_fp"] as? Int == 1)
    #expect(report["types", "anatomy", "overlap_fn"] as? Int == 1)
  }
}
