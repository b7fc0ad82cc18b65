import ClinicalText

/// Two columns of a comparison, mention by mention. `a` stands in the gold's place: F1 is the same either way.
public struct ColumnPair: Sendable {
  /// Indices of the columns; `a < b`.
  public var a: Int
  public var b: Int
  /// Notes that both have a result for.
  public var notes = 0
  public var counts = LevelCounts()
  /// Cohen's kappa over the words and numbers of the texts; nil without texts.
  public var kappa: Double?
  /// By type, in order of the comparison's types.
  public var byType: [TypeDifferences] = []
  /// For each note, what differs.
  public var differences: [[MentionDifference]] = []
  public var significance: Significance?

  init(a: Int, b: Int) {
    self.a = a
    self.b = b
  }
}

/// Mentions of one type in a pair of columns. The kinds of difference of matched mentions may coincide.
public struct TypeDifferences: Equatable, Sendable {
  /// Matched without any difference.
  public var same = 0
  public var onlyA = 0
  public var onlyB = 0
  public var boundary = 0
  /// Counted for the type that `a` gives.
  public var otherType = 0
  public var assertion = 0
  public var concept = 0

  /// Starts with zeros.
  public init() {}
}

/// A place where two columns differ: indices into the documents' entities.
public struct MentionDifference: Equatable, Sendable {
  public var a: Int?
  public var b: Int?
  public var isBoundary = false
  public var isType = false
  public var isAssertion = false
  public var isConcept = false

  var differs: Bool { a == nil || b == nil || isBoundary || isType || isAssertion || isConcept }
}

/// Fills pairs of columns note by note.
struct ColumnComparer {
  let types: TypeTable
  private let tokens = TokenCounter()

  init(_ types: TypeTable) { self.types = types }

  /// Compares two columns over all notes.
  func compare(_ a: Int, _ b: Int, _ table: NoteTable) -> ColumnPair {
    var pair = ColumnPair(a: a, b: b)
    pair.byType = Array(repeating: TypeDifferences(), count: types.scoredCount)
    var kappa = KappaTable()
    var hasTexts = false
    for note in table.notes {
      guard let first = note.columns[a], let second = note.columns[b] else {
        pair.differences.append([])
        continue
      }
      pair.notes += 1
      var score = DocumentScore(DocumentPair(gold: first, predicted: second), types, pairsByID: false)
      if let text = note.text {
        hasTexts = true
        tokens.count(text, &score, types) { kappa.add($0, $1) }
      }
      for counts in score.counts { pair.counts += counts }
      pair.differences.append(differences(score, first, second, &pair.byType))
    }
    pair.kappa = hasTexts ? kappa.value : nil
    return pair
  }

  private func differences(
    _ score: DocumentScore, _ first: AnnotatedDocument, _ second: AnnotatedDocument, _ byType: inout [TypeDifferences]
  ) -> [MentionDifference] {
    var found: [MentionDifference] = []
    for (index, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      let same = score.predictionOfGold[index]
      let other = same >= 0 ? same : score.otherPredictionOfGold[index]
      guard other >= 0 else {
        byType[mention.type].onlyA += 1
        found.append(MentionDifference(a: mention.entity))
        continue
      }
      let x = first.entities[mention.entity]
      let y = second.entities[score.predicted[other].entity]
      var difference = MentionDifference(a: mention.entity, b: score.predicted[other].entity)
      difference.isType = same < 0
      difference.isBoundary = !mention.hasSameParts(as: score.predicted[other])
      if let u = x.assertion, let v = y.assertion, u != v { difference.isAssertion = true }
      let (k, l) = (ConceptKey.keys(x.concepts), ConceptKey.keys(y.concepts))
      if let u = k.first, let v = l.first, u != v { difference.isConcept = true }
      byType[mention.type].otherType += difference.isType ? 1 : 0
      byType[mention.type].boundary += difference.isBoundary ? 1 : 0
      byType[mention.type].assertion += difference.isAssertion ? 1 : 0
      byType[mention.type].concept += difference.isConcept ? 1 : 0
      if difference.differs { found.append(difference) } else { byType[mention.type].same += 1 }
    }
    for (index, mention) in score.predicted.enumerated()
    where types.isScored(mention.type) && score.goldOfPrediction[index] < 0 && score.otherGoldOfPrediction[index] < 0 {
      byType[mention.type].onlyB += 1
      found.append(MentionDifference(b: mention.entity))
    }
    return found
  }
}
