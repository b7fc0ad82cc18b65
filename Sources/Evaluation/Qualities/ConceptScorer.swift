import ClinicalText

/// Are the right concepts given to the mentions that were found?
public struct ConceptFigures: Equatable, Sendable {
  /// Pairs of overlapping mentions of one type where the gold names a concept.
  public var pairs = 0
  /// Pairs whose first predicted concept is one of the gold's.
  public var firstRight = 0
  /// Pairs where any predicted concept is one of the gold's.
  public var anyRight = 0
  /// Pairs where nothing was predicted.
  public var without = 0
  /// Mentions end to end: a hit is an overlapping pair whose first concept is right.
  public var mentions = Counts()
  /// Sets of concepts of a document, as in NCBI Disease and BC5CDR normalisation.
  public var documents = Counts()

  public var accuracy: Double { pairs > 0 ? Double(firstRight) / Double(pairs) : 0 }
  public var anyAccuracy: Double { pairs > 0 ? Double(anyRight) / Double(pairs) : 0 }
}

/// Compares concept identifiers. "MESH:D003920" and "D003920" are one; "HP:0000001" keeps its prefix, since a bare
/// number says nothing; "D1|D2" names both.
enum ConceptKey {
  static func keys(_ concepts: [AnnotatedConcept]) -> [String] {
    concepts.flatMap { $0.id.split(whereSeparator: { $0 == "|" || $0 == "," }).map { key(String($0)) } }
  }

  static func key(_ id: String) -> String {
    let upper = id.uppercased()
    guard let colon = upper.lastIndex(of: ":") else { return upper }
    let rest = upper[upper.index(after: colon)...]
    return rest.isEmpty || rest.allSatisfy(\.isNumber) ? upper : String(rest)
  }
}

struct ConceptScorer {
  private(set) var figures = ConceptFigures()
  private(set) var isUsed = false

  /// Adds one document.
  mutating func add(_ pair: DocumentPair, _ score: DocumentScore, _ types: TypeTable) {
    let golds = pair.gold.entities
    let predictions = pair.predicted?.entities ?? []
    var goldSet: Set<String> = []
    var predictedSet: Set<String> = []
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      let gold = ConceptKey.keys(golds[mention.entity].concepts)
      guard !gold.isEmpty else { continue }
      isUsed = true
      goldSet.formUnion(gold)
      let found = score.predictionOfGold[index]
      guard found >= 0 else {
        figures.mentions.falseNegatives += 1
        continue
      }
      figures.pairs += 1
      let predicted = ConceptKey.keys(predictions[score.predicted[found].entity].concepts)
      if predicted.isEmpty { figures.without += 1 }
      if predicted.contains(where: gold.contains) { figures.anyRight += 1 }
      if let first = predicted.first, gold.contains(first) {
        figures.firstRight += 1
        figures.mentions.truePositives += 1
      } else {
        figures.mentions.falseNegatives += 1
      }
    }
    for (index, mention) in score.predicted.enumerated() where types.isScored(mention.type) {
      let predicted = ConceptKey.keys(predictions[mention.entity].concepts)
      guard let first = predicted.first else { continue }
      let found = score.goldOfPrediction[index]
      let gold = found >= 0 ? ConceptKey.keys(golds[score.gold[found].entity].concepts) : []
      // A mention that the gold has without a concept says nothing of the one predicted.
      if found >= 0, gold.isEmpty { continue }
      predictedSet.insert(first)
      if !gold.contains(first) { figures.mentions.falsePositives += 1 }
    }
    figures.documents += Counts(
      truePositives: goldSet.intersection(predictedSet).count,
      falsePositives: predictedSet.subtracting(goldSet).count, falseNegatives: goldSet.subtracting(predictedSet).count)
  }
}
