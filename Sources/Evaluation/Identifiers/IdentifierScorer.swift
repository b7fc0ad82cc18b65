import ClinicalText

/// Scores predicted identifiers against gold ones, document by document.
///
///     var scorer = IdentifierScorer()
///     for pair in joined.pairs { scorer.add(gold: pair.gold, predicted: pair.predicted) }
///     let report = scorer.report()
///
/// Unlike the official script, a gold document without predictions counts: all of it is missed.
public struct IdentifierScorer {
  /// Further labels of a gold identifier (its section, say) to tell recall by.
  public typealias Labelling = (_ document: AnnotatedDocument, _ identifier: AnnotatedIdentifier) -> [IdentifierLabel]

  let sets: [IdentifierSet]
  let counting: IdentifierCounting
  private let labelling: Labelling?
  private(set) var kinds = IdentifierKinds()
  private(set) var labels: IdentifierLabels
  private var matching = IdentifierMatching()
  private let leakCounter = LeakCounter()

  /// One row of `rowWidth` for each document; see the `…Column` functions.
  private(set) var table: [Int32] = []
  /// Hits, false alarms and misses by kind, set and level.
  private(set) var kindCounts: [Int] = []
  /// Found and missed gold items by label, set and level; then leaked identifiers by label and set.
  private(set) var labelCounts: [Int] = []
  private(set) var documentIDs: [String] = []
  private(set) var documentsWithoutText = 0
  private(set) var documentsWithoutPredictions = 0
  private(set) var unusablePredictions = 0

  /// `sets` are the sets to report, each once. `fields` are the fields to tell recall by ("note_type", "group", names of
  /// metadata); nil takes every one with at most 50 values.
  public init(
    sets: [IdentifierSet] = IdentifierSet.allCases, counting: IdentifierCounting = .detected,
    fields: Set<String>? = nil, labelling: Labelling? = nil
  ) {
    self.sets = sets
    self.counting = counting
    self.labelling = labelling
    labels = IdentifierLabels(fields: fields)
  }

  // MARK: Columns

  static let levelCount = IdentifierLevel.allCases.count

  /// First of three: hits, false alarms, misses.
  func countColumn(_ set: Int, _ level: Int) -> Int { (set * Self.levelCount + level) * 3 }
  /// First of three: leaked tokens, leaked identifiers, 1 when there is any.
  func leakColumn(_ set: Int) -> Int { sets.count * Self.levelCount * 3 + set * 3 }
  /// First of three: tokens outside of the gold, those of them lost, and 1.
  var otherColumn: Int { leakColumn(sets.count) }
  var rowWidth: Int { otherColumn + 3 }
  var kindWidth: Int { sets.count * Self.levelCount * 3 }
  var labelWidth: Int { sets.count * (Self.levelCount * 2 + 1) }

  /// Adds a document. `predicted` must be over the same text; nil when there is nothing for it.
  public mutating func add(gold: AnnotatedDocument, predicted: AnnotatedDocument?) {
    let slices = (gold.text ?? predicted?.text).map(TextSlices.init)
    let goldSide = IdentifierSide(gold, slices, countsKept: true, &kinds)
    let predictedSide =
      predicted.map { IdentifierSide($0, slices, countsKept: counting == .detected, &kinds) } ?? IdentifierSide()
    documentIDs.append(gold.id)
    if slices == nil { documentsWithoutText += 1 }
    if predicted == nil { documentsWithoutPredictions += 1 }

    let row = table.count
    table.append(contentsOf: repeatElement(0, count: rowWidth))
    let documentLabels = labels.indices(of: gold)
    let ownLabels = ownLabels(of: gold)
    grow()
    for (set, name) in sets.enumerated() {
      for level in IdentifierLevel.allCases where slices != nil || !level.needsText {
        match(goldSide, predictedSide, level, name.bit)
        let byKind = level == .relaxed
        let isToken = level.needsText
        tally(
          isToken ? goldSide.tokens : byKind ? goldSide.spansByKind : goldSide.spans,
          isToken ? predictedSide.tokens : byKind ? predictedSide.spansByKind : predictedSide.spans,
          set, level.index, row, documentLabels, ownLabels)
      }
    }
    for type in predicted?.unusable ?? [] { addUnusable(type, row) }
    addLeaks(gold, predicted, goldSide, slices, row, documentLabels, ownLabels)
  }

  /// Labels of each identifier's own, by its index; empty when there are none at all.
  private mutating func ownLabels(of gold: AnnotatedDocument) -> [[Int]] {
    guard labelling != nil || gold.identifiers.contains(where: { $0.group != nil }) else { return [] }
    return gold.identifiers.map { identifier in
      var found: [Int] = []
      if let group = identifier.group, let index = labels.index("group", group) { found.append(index) }
      for label in labelling?(gold, identifier) ?? [] {
        if let index = labels.index(label.field, label.value), !found.contains(index) { found.append(index) }
      }
      return found
    }
  }

  private mutating func grow() {
    let kindsNeeded = kinds.all.count * kindWidth - kindCounts.count
    if kindsNeeded > 0 { kindCounts.append(contentsOf: repeatElement(0, count: kindsNeeded)) }
    let labelsNeeded = labels.all.count * labelWidth - labelCounts.count
    if labelsNeeded > 0 { labelCounts.append(contentsOf: repeatElement(0, count: labelsNeeded)) }
  }

  private mutating func match(
    _ gold: IdentifierSide, _ predicted: IdentifierSide, _ level: IdentifierLevel, _ bit: UInt8
  ) {
    switch level {
    case .strict: matching.matchExact(gold.spans, predicted.spans, set: bit)
    case .token: matching.matchExact(gold.tokens, predicted.tokens, set: bit)
    case .relaxed: matching.matchRelaxed(gold.spansByKind, predicted.spansByKind, set: bit)
    case .binaryStrict: matching.matchBinary(gold.spans, predicted.spans, set: bit, slack: 0)
    case .binaryRelaxed: matching.matchBinary(gold.spans, predicted.spans, set: bit, slack: 2)
    case .binaryToken: matching.matchBinary(gold.tokens, predicted.tokens, set: bit, slack: 0)
    }
  }

  /// Adds the states of the last matching to the document, the kinds and the labels.
  private mutating func tally(
    _ gold: [IdentifierItem], _ predicted: [IdentifierItem], _ set: Int, _ level: Int, _ row: Int,
    _ documentLabels: [Int], _ ownLabels: [[Int]]
  ) {
    let column = countColumn(set, level)
    let hitsAreGold = matching.hitsAreGold
    var hits = 0
    var found = 0
    var missed = 0
    var alarms = 0
    for i in gold.indices {
      let state = matching.gold[i]
      if state == .ignored { continue }
      let item = gold[i]
      let base = Int(item.kind) * kindWidth + column
      if state == .matched {
        found += 1
        if hitsAreGold {
          hits += 1
          kindCounts[base] += 1
        }
      } else {
        missed += 1
        kindCounts[base + 2] += 1
      }
      guard !ownLabels.isEmpty else { continue }
      for label in ownLabels[Int(item.index)] {
        labelCounts[labelColumn(label, set, level) + (state == .matched ? 0 : 1)] += 1
      }
    }
    for i in predicted.indices {
      let state = matching.predicted[i]
      if state == .ignored { continue }
      let base = Int(predicted[i].kind) * kindWidth + column
      if state == .unmatched {
        alarms += 1
        kindCounts[base + 1] += 1
      } else if !hitsAreGold {
        hits += 1
        kindCounts[base] += 1
      }
    }
    table[row + column] += Int32(hits)
    table[row + column + 1] += Int32(alarms)
    table[row + column + 2] += Int32(missed)
    for label in documentLabels {
      labelCounts[labelColumn(label, set, level)] += found
      labelCounts[labelColumn(label, set, level) + 1] += missed
    }
  }

  /// First of two: found and missed gold items.
  func labelColumn(_ label: Int, _ set: Int, _ level: Int) -> Int {
    label * labelWidth + (set * Self.levelCount + level) * 2
  }

  func labelLeakColumn(_ label: Int, _ set: Int) -> Int {
    label * labelWidth + sets.count * Self.levelCount * 2 + set
  }

  /// A prediction that could not be placed is wrong wherever spans are counted. Types of entities are passed over.
  private mutating func addUnusable(_ type: String, _ row: Int) {
    guard let index = kinds.index(type: type) else { return }
    grow()
    unusablePredictions += 1
    let kind = kinds.all[index]
    for (set, name) in sets.enumerated() {
      for level in IdentifierLevel.allCases where !level.needsText {
        let isBinary = level == .binaryStrict || level == .binaryRelaxed
        let isOld = kind.condition == .oldAge && name == .safeHarbor
        guard (isBinary && !kind.isTyped) || (kind.sets & name.bit != 0 && !isOld) else { continue }
        table[row + countColumn(set, level.index) + 1] += 1
        kindCounts[index * kindWidth + countColumn(set, level.index) + 1] += 1
      }
    }
  }

  private mutating func addLeaks(
    _ gold: AnnotatedDocument, _ predicted: AnnotatedDocument?, _ goldSide: IdentifierSide, _ slices: TextSlices?,
    _ row: Int, _ documentLabels: [Int], _ ownLabels: [[Int]]
  ) {
    var cover: [Range<Int>] = []
    for identifier in predicted?.identifiers ?? [] where !identifier.isKept && identifier.start < identifier.end {
      cover.append(identifier.start..<identifier.end)
    }
    let counts = leakCounter.count(goldSide, slices, cover: cover, identifierCount: gold.identifiers.count)
    for (set, name) in sets.enumerated() {
      let place = name.bit.trailingZeroBitCount
      let column = row + leakColumn(set)
      table[column] += Int32(clamping: counts.tokens[place])
      table[column + 1] += Int32(clamping: counts.identifiers[place])
      table[column + 2] += counts.identifiers[place] > 0 ? 1 : 0
      for label in documentLabels { labelCounts[labelLeakColumn(label, set)] += counts.identifiers[place] }
      guard !ownLabels.isEmpty else { continue }
      for item in goldSide.spans where item.sets & name.bit != 0 && counts.isLeaked[Int(item.index)] {
        for label in ownLabels[Int(item.index)] { labelCounts[labelLeakColumn(label, set)] += 1 }
      }
    }
    table[row + otherColumn] += Int32(clamping: counts.otherTokens)
    table[row + otherColumn + 1] += Int32(clamping: counts.lostTokens)
    table[row + otherColumn + 2] = 1
  }
}
