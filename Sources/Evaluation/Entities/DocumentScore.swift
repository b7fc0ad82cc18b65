import ClinicalText

/// What came of one gold mention or one prediction.
public enum Outcome: UInt8, Sendable, CaseIterable {
  /// Same type, same offsets.
  case correct
  /// Same type, overlapping, other offsets.
  case boundary
  /// Same offsets, another type.
  case type
  /// Overlapping, another type and other offsets.
  case typeAndBoundary
  /// A gold mention without a counterpart.
  case missed
  /// A prediction without a counterpart.
  case spurious

  public var name: String {
    switch self {
    case .correct: "correct"
    case .boundary: "boundary"
    case .type: "type"
    case .typeAndBoundary: "type_and_boundary"
    case .missed: "missed"
    case .spurious: "spurious"
    }
  }
}

/// The mentions of one document, paired.
struct DocumentScore {
  /// Sorted by `Mention.precedes`.
  var gold: [Mention] = []
  var predicted: [Mention] = []
  /// Pairs of one type that overlap: index of the prediction for each gold mention, or -1; and the other way round.
  var predictionOfGold: [Int] = []
  var goldOfPrediction: [Int] = []
  /// Pairs of what is left, whatever the type.
  var otherPredictionOfGold: [Int] = []
  var otherGoldOfPrediction: [Int] = []
  /// Which mentions count as strict hits.
  var isStrictGold: [Bool] = []
  var isStrictPredicted: [Bool] = []
  /// By type index; scored types only.
  var counts: [LevelCounts] = []

  /// Pairs the mentions of a document. `pairsByID` pairs entities of one id before all others (given entities).
  init(_ pair: DocumentPair, _ types: TypeTable, pairsByID: Bool) {
    gold = Self.mentions(pair.gold, types.index(gold:))
    predicted = pair.predicted.map { Self.mentions($0, types.index(predicted:)) } ?? []
    counts = Array(repeating: LevelCounts(), count: types.scoredCount)
    isStrictGold = Array(repeating: false, count: gold.count)
    isStrictPredicted = Array(repeating: false, count: predicted.count)
    if pairsByID, let prediction = pair.predicted {
      assignByID(pair.gold, prediction)
    } else {
      let assignment = Assignment(gold: gold, predicted: predicted) { $0.type == $1.type }
      predictionOfGold = assignment.predictionOfGold
      goldOfPrediction = assignment.goldOfPrediction
    }
    assignRest(types)
    countLevels(types)
    for type in pair.predicted?.unusable ?? [] {
      guard let index = types.index(predicted: type), types.isScored(index) else { continue }
      for level in [Level.strict, .exact, .overlap] { counts[index][level].falsePositives += 1 }
    }
  }

  private static func mentions(_ document: AnnotatedDocument, _ index: (String) -> Int?) -> [Mention] {
    var found: [Mention] = []
    found.reserveCapacity(document.entities.count)
    for (position, entity) in document.entities.enumerated() {
      guard let type = index(entity.type) else { continue }
      found.append(
        Mention(type: type, start: entity.start, end: entity.end, fragments: entity.fragments, entity: position))
    }
    found.sort(by: Mention.precedes)
    return found
  }

  private mutating func assignByID(_ gold: AnnotatedDocument, _ prediction: AnnotatedDocument) {
    predictionOfGold = Array(repeating: -1, count: self.gold.count)
    goldOfPrediction = Array(repeating: -1, count: predicted.count)
    var byID: [String: Int] = [:]
    for (index, mention) in predicted.enumerated() { byID[prediction.entities[mention.entity].id] = index }
    for (index, mention) in self.gold.enumerated() {
      guard let found = byID[gold.entities[mention.entity].id], goldOfPrediction[found] < 0,
        predicted[found].type == mention.type, predicted[found].shared(with: mention) > 0
      else { continue }
      predictionOfGold[index] = found
      goldOfPrediction[found] = index
    }
  }

  /// Pairs what has no counterpart of its own type with what overlaps it, scored types only.
  private mutating func assignRest(_ types: TypeTable) {
    otherPredictionOfGold = Array(repeating: -1, count: gold.count)
    otherGoldOfPrediction = Array(repeating: -1, count: predicted.count)
    let restGold = gold.indices.filter { predictionOfGold[$0] < 0 && types.isScored(gold[$0].type) }
    let restPredicted = predicted.indices.filter {
      goldOfPrediction[$0] < 0 && types.isScored(predicted[$0].type)
    }
    guard !restGold.isEmpty, !restPredicted.isEmpty else { return }
    let assignment = Assignment(gold: restGold.map { gold[$0] }, predicted: restPredicted.map { predicted[$0] }) {
      $0.type != $1.type
    }
    for (index, found) in assignment.predictionOfGold.enumerated() where found >= 0 {
      otherPredictionOfGold[restGold[index]] = restPredicted[found]
      otherGoldOfPrediction[restPredicted[found]] = restGold[index]
    }
  }

  private mutating func countLevels(_ types: TypeTable) {
    for (index, mention) in gold.enumerated() where types.isScored(mention.type) {
      if predictionOfGold[index] >= 0 {
        counts[mention.type].overlap.truePositives += 1
      } else {
        counts[mention.type].overlap.falseNegatives += 1
      }
    }
    for (index, mention) in predicted.enumerated() where types.isScored(mention.type) && goldOfPrediction[index] < 0 {
      counts[mention.type].overlap.falsePositives += 1
    }
    countSame(types)
  }

  /// Strict and exact by a walk over both sorted lists, one extent after the other: repeated mentions pair one-to-one.
  private mutating func countSame(_ types: TypeTable) {
    var exactGold: [Int] = []
    var exactPredicted: [Int] = []
    var g = 0
    var p = 0
    while g < gold.count || p < predicted.count {
      let extent: (start: Int, end: Int)
      switch (g < gold.count, p < predicted.count) {
      case (true, true):
        let (a, b) = (gold[g], predicted[p])
        extent = (a.start, a.end) <= (b.start, b.end) ? (a.start, a.end) : (b.start, b.end)
      case (true, false): extent = (gold[g].start, gold[g].end)
      default: extent = (predicted[p].start, predicted[p].end)
      }
      exactGold.removeAll(keepingCapacity: true)
      exactPredicted.removeAll(keepingCapacity: true)
      while g < gold.count, gold[g].start == extent.start, gold[g].end == extent.end {
        if types.isScored(gold[g].type) { exactGold.append(g) }
        g += 1
      }
      while p < predicted.count, predicted[p].start == extent.start, predicted[p].end == extent.end {
        if types.isScored(predicted[p].type) { exactPredicted.append(p) }
        p += 1
      }
      countExtent(exactGold, exactPredicted)
    }
  }

  /// Mentions of one extent: those of one type first, then whatever is left with the same parts.
  private mutating func countExtent(_ golds: [Int], _ predictions: [Int]) {
    var free = predictions
    var leftGolds: [Int] = []
    for index in golds {
      let mention = gold[index]
      if let found = free.firstIndex(where: {
        predicted[$0].type == mention.type && predicted[$0].hasSameParts(as: mention)
      }) {
        counts[mention.type].strict.truePositives += 1
        counts[mention.type].exact.truePositives += 1
        isStrictGold[index] = true
        isStrictPredicted[free[found]] = true
        free.remove(at: found)
      } else {
        counts[mention.type].strict.falseNegatives += 1
        leftGolds.append(index)
      }
    }
    for index in free { counts[predicted[index].type].strict.falsePositives += 1 }
    for index in leftGolds {
      let mention = gold[index]
      if let found = free.firstIndex(where: { predicted[$0].hasSameParts(as: mention) }) {
        counts[mention.type].exact.truePositives += 1
        free.remove(at: found)
      } else {
        counts[mention.type].exact.falseNegatives += 1
      }
    }
    for index in free { counts[predicted[index].type].exact.falsePositives += 1 }
  }

  /// What came of a gold mention.
  func outcome(gold index: Int) -> Outcome {
    if predictionOfGold[index] >= 0 {
      return gold[index].hasSameParts(as: predicted[predictionOfGold[index]]) ? .correct : .boundary
    }
    guard otherPredictionOfGold[index] >= 0 else { return .missed }
    return gold[index].hasSameParts(as: predicted[otherPredictionOfGold[index]]) ? .type : .typeAndBoundary
  }
}
