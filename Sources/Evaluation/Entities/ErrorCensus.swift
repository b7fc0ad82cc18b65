import ClinicalText

/// Where an error stands: for showing it with its context.
public struct ErrorPlace: Equatable, Sendable {
  public var documentID: String
  /// Scalar offsets of the gold mention, or of a spurious prediction.
  public var start: Int
  public var end: Int
  /// Text around it with the mention in the middle; empty where the document has no text.
  public var before: String
  public var mention: String
  public var after: String
}

/// One kind of error over one wording, and how often it was met.
public struct CommonError: Equatable, Sendable {
  public var outcome: Outcome
  /// Type in the gold; nil for spurious predictions.
  public var goldType: String?
  public var predictedType: String?
  public var count: Int
  /// The first places, in gold order.
  public var examples: [ErrorPlace]
}

/// Counts errors by kind, types and wording (ASCII case folded), without a string for each.
struct ErrorCensus {
  private struct Key: Hashable {
    var outcome: Outcome
    var gold: Int
    var predicted: Int
    var wording: UInt64
  }

  private struct Entry {
    var count = 0
    var places: [(document: Int, start: Int, end: Int)] = []
  }

  private var entries: [Key: Entry] = [:]
  private static let exampleCount = 3
  private static let contextScalars = 40

  /// Adds the errors of a document, which is number `index` of the gold.
  mutating func add(_ pair: DocumentPair, _ score: DocumentScore, _ types: TypeTable, index: Int) {
    let slices = pair.gold.text.map(TextSlices.init)
    for (position, mention) in score.gold.enumerated() where types.isScored(mention.type) {
      let outcome = score.outcome(gold: position)
      if outcome == .correct { continue }
      var other = score.predictionOfGold[position]
      if other < 0 { other = score.otherPredictionOfGold[position] }
      add(
        Key(
          outcome: outcome, gold: mention.type, predicted: other < 0 ? -1 : score.predicted[other].type,
          wording: wording(mention, pair.gold.entities[mention.entity].surface, slices)),
        (index, mention.start, mention.end))
    }
    for (position, mention) in score.predicted.enumerated()
    where types.isScored(mention.type) && score.goldOfPrediction[position] < 0
      && score.otherGoldOfPrediction[position] < 0
    {
      add(
        Key(
          outcome: .spurious, gold: -1, predicted: mention.type,
          wording: wording(mention, pair.predicted?.entities[mention.entity].surface, slices)),
        (index, mention.start, mention.end))
    }
  }

  private mutating func add(_ key: Key, _ place: (Int, Int, Int)) {
    entries[key, default: Entry()].count += 1
    if entries[key, default: Entry()].count <= Self.exampleCount { entries[key, default: Entry()].places.append(place) }
  }

  /// FNV-1a over the mention's bytes, ASCII letters in lower case.
  private func wording(_ mention: Mention, _ surface: String?, _ slices: TextSlices?) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ byte: UInt8) {
      hash = (hash ^ UInt64(byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte)) &* 0x0000_0100_0000_01B3
    }
    if let slices, let range = slices.bytes(mention.start..<mention.end) {
      for byte in slices.text.bytes[range] { add(byte) }
    } else if let surface {
      for byte in surface.utf8 { add(byte) }
    }
    return hash
  }

  /// The commonest errors, at most `limit` of them.
  func commonest(_ limit: Int, _ pairs: [DocumentPair], _ types: TypeTable) -> [CommonError] {
    let sorted = entries.sorted { a, b in
      if a.value.count != b.value.count { return a.value.count > b.value.count }
      let (x, y) = (a.value.places[0], b.value.places[0])
      if (x.document, x.start, x.end) != (y.document, y.start, y.end) {
        return (x.document, x.start, x.end) < (y.document, y.start, y.end)
      }
      let (k, l) = (a.key, b.key)
      return (k.outcome.rawValue, k.gold, k.predicted) < (l.outcome.rawValue, l.gold, l.predicted)
    }
    return sorted.prefix(limit).map { key, entry in
      CommonError(
        outcome: key.outcome, goldType: key.gold < 0 ? nil : types.names[key.gold],
        predictedType: key.predicted < 0 ? nil : types.names[key.predicted], count: entry.count,
        examples: entry.places.map { Self.place(pairs[$0.document].gold, $0.start, $0.end) })
    }
  }

  /// A place with the text around it, on one line.
  private static func place(_ document: AnnotatedDocument, _ start: Int, _ end: Int) -> ErrorPlace {
    var place = ErrorPlace(documentID: document.id, start: start, end: end, before: "", mention: "", after: "")
    guard let text = document.text else { return place }
    let slices = TextSlices(text)
    let count = slices.offsets.scalarCount
    place.before = oneLine(slices.string(max(0, start - contextScalars)..<start))
    place.mention = oneLine(slices.string(start..<end))
    place.after = oneLine(slices.string(end..<min(count, end + contextScalars)))
    return place
  }

  /// Any white space becomes a blank.
  static func oneLine(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? " " : $0 }))
  }
}
