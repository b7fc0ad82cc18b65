import ClinicalText

/// One assertion attribute of the outer contract; the experiencer counts as one that is set when it is not the patient.
public enum AssertionAttribute: String, CaseIterable, Sendable {
  case negated
  case uncertain
  case historical
  case hypothetical
  case experiencer

  var index: Int {
    switch self {
    case .negated: 0
    case .uncertain: 1
    case .historical: 2
    case .hypothetical: 3
    case .experiencer: 4
    }
  }

  /// The value as a number: 0 is the default.
  func value(_ assertion: Assertion) -> UInt8 {
    switch self {
    case .negated: assertion.negated ? 1 : 0
    case .uncertain: assertion.uncertain ? 1 : 0
    case .historical: assertion.historical ? 1 : 0
    case .hypothetical: assertion.hypothetical ? 1 : 0
    case .experiencer: assertion.experiencer.rawValue
    }
  }
}

/// Scores of one attribute.
public struct AssertionFigures: Equatable, Sendable {
  /// Over overlapping pairs of one type that the gold judges: hits are attributes set, and set alike, on both sides.
  public var matched = Counts()
  public var pairs = 0
  /// Pairs with the same value, set or not.
  public var agreeing = 0
  /// Over all mentions: a missed mention misses its attribute, a spurious one's attribute is spurious.
  public var endToEnd = Counts()

  public var accuracy: Double { pairs > 0 ? Double(agreeing) / Double(pairs) : 0 }
}

struct AssertionScorer {
  /// In order of `AssertionAttribute`; nil where the gold never judged.
  private(set) var figures: [AssertionFigures?] = Array(repeating: nil, count: AssertionAttribute.allCases.count)
  /// True once the gold judged an attribute, and once a prediction gave any.
  private(set) var goldGives = false
  private(set) var predictionsGive = false

  /// Adds one document.
  mutating func add(_ pair: DocumentPair, _ score: DocumentScore, _ types: TypeTable) {
    let scope = pair.gold.assertionScope
    let attributes = AssertionAttribute.allCases.filter { scope?.contains($0.rawValue) ?? true }
    guard !attributes.isEmpty else { return }
    let predictions = pair.predicted?.entities ?? []
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      guard let gold = pair.gold.entities[mention.entity].assertion else { continue }
      goldGives = true
      let found = score.predictionOfGold[index]
      let predicted = found >= 0 ? predictions[score.predicted[found].entity].assertion : nil
      if predicted != nil { predictionsGive = true }
      for attribute in attributes {
        add(attribute, gold, found >= 0 ? predicted ?? Assertion() : nil)
      }
    }
    for (index, mention) in score.predicted.enumerated()
    where types.isScored(mention.type) && score.goldOfPrediction[index] < 0 {
      guard let assertion = predictions[mention.entity].assertion else { continue }
      predictionsGive = true
      for attribute in attributes where attribute.value(assertion) != 0 {
        var figure = figures[attribute.index] ?? AssertionFigures()
        figure.endToEnd.falsePositives += 1
        figures[attribute.index] = figure
      }
    }
  }

  private mutating func add(_ attribute: AssertionAttribute, _ gold: Assertion, _ predicted: Assertion?) {
    var figure = figures[attribute.index] ?? AssertionFigures()
    let wanted = attribute.value(gold)
    if let predicted {
      let given = attribute.value(predicted)
      figure.pairs += 1
      if wanted == given { figure.agreeing += 1 }
      var counts = Counts()
      if wanted != 0, wanted == given { counts.truePositives = 1 }
      if wanted != 0, wanted != given { counts.falseNegatives = 1 }
      if given != 0, wanted != given { counts.falsePositives = 1 }
      figure.matched += counts
      figure.endToEnd += counts
    } else if wanted != 0 {
      figure.endToEnd.falseNegatives += 1
    }
    figures[attribute.index] = figure
  }
}
