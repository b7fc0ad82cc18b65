import ClinicalText

/// How relations are compared.
public enum RelationLevel: Int, CaseIterable, Sendable {
  /// Both arguments have the gold's type and offsets.
  case strict
  /// Both arguments overlap their gold mention, as paired by the entity scores.
  case overlap
  /// As overlap, over the relations whose two arguments exist on both sides: what relation extraction does when the
  /// mentions are given.
  case foundEntities

  public var name: String {
    switch self {
    case .strict: "strict"
    case .overlap: "overlap"
    case .foundEntities: "found_entities"
    }
  }
}

/// Relations by type and level.
public struct RelationFigures: Equatable, Sendable {
  /// One `Counts` for each level, in order of `RelationLevel`.
  public var types: [String: [Counts]] = [:]

  /// Sums over the types.
  public var micro: [Counts] {
    types.values.reduce(Array(repeating: Counts(), count: RelationLevel.allCases.count)) { sums, counts in
      zip(sums, counts).map { $0 + $1 }
    }
  }
}

struct RelationScorer {
  /// Relations that hold in both directions.
  static let symmetric: Set<String> = ["interacts_with", "Equiv"]

  private(set) var figures = RelationFigures()
  private(set) var isUsed = false
  private let chosen: Set<String>?

  /// `chosen` are the relation types to score; nil takes those of the gold.
  init(_ pairs: [DocumentPair], chosen: [String]?) {
    var types: Set<String> = []
    for pair in pairs {
      for relation in pair.gold.relations { types.insert(relation.type) }
      for event in pair.gold.events {
        for argument in event.arguments { types.insert(Self.name(event, argument.role)) }
      }
    }
    isUsed = !types.isEmpty
    self.chosen = chosen.map(Set.init) ?? types
    for type in self.chosen ?? [] {
      figures.types[type] = Array(repeating: Counts(), count: RelationLevel.allCases.count)
    }
  }

  /// An argument of an event, written as a relation from the trigger.
  private static func name(_ event: AnnotatedEvent, _ role: String) -> String { "\(event.type)/\(role)" }

  /// Relations of a document and the arguments of its events, as (type, head, tail) over indices of entities.
  private func relations(_ document: AnnotatedDocument) -> [AnnotatedRelation] {
    var all = document.relations
    for event in document.events {
      for argument in event.arguments {
        let target: Int
        switch argument.target {
        case .entity(let index): target = index
        case .event(let index): target = document.events[index].trigger
        }
        all.append(AnnotatedRelation(type: Self.name(event, argument.role), head: event.trigger, tail: target))
      }
    }
    return all.filter { chosen?.contains($0.type) ?? true }
  }

  /// Adds one document.
  mutating func add(_ pair: DocumentPair, _ score: DocumentScore, _ types: TypeTable) {
    let gold = relations(pair.gold)
    let predicted = pair.predicted.map(relations) ?? []
    guard !gold.isEmpty || !predicted.isEmpty else { return }
    let goldPlaces = places(score.gold, pair.gold.entities.count)
    let predictedPlaces = places(score.predicted, pair.predicted?.entities.count ?? 0)
    add(
      .strict, gold.map { strictKey($0, pair.gold.entities, types.index(gold:), types) },
      predicted.map { strictKey($0, pair.predicted?.entities ?? [], types.index(predicted:), types) })

    // Arguments by the number of their pair; what has no counterpart can match nothing.
    func key(_ relation: AnnotatedRelation, _ place: [Int], partner: (Int) -> Int, isGold: Bool) -> Key {
      func argument(_ entity: Int) -> Argument {
        let mention = place[entity]
        guard mention >= 0 else { return .alone }
        let other = partner(mention)
        return other < 0 ? .alone : .pair(isGold ? mention : other)
      }
      return Self.key(relation.type, argument(relation.head), argument(relation.tail))
    }
    let goldKeys = gold.map { key($0, goldPlaces, partner: { score.predictionOfGold[$0] }, isGold: true) }
    let predictedKeys = predicted.map {
      key($0, predictedPlaces, partner: { score.goldOfPrediction[$0] }, isGold: false)
    }
    add(.overlap, goldKeys, predictedKeys)
    add(.foundEntities, goldKeys.filter(\.isWhole), predictedKeys.filter(\.isWhole))
  }

  private enum Argument: Hashable {
    case alone
    case pair(Int)
    case span(type: Int, parts: [Range<Int>])
  }

  private struct Key: Hashable {
    var type: String
    var head: Argument
    var tail: Argument

    var isWhole: Bool { head != .alone && tail != .alone }
  }

  private static func key(_ type: String, _ head: Argument, _ tail: Argument) -> Key {
    guard symmetric.contains(type), order(tail, head) else { return Key(type: type, head: head, tail: tail) }
    return Key(type: type, head: tail, tail: head)
  }

  /// Some order, to write symmetric relations one way.
  private static func order(_ a: Argument, _ b: Argument) -> Bool {
    switch (a, b) {
    case (.pair(let x), .pair(let y)): return x < y
    case (.span(let t, let x), .span(let u, let y)):
      let first = [x[0].lowerBound, x.last!.upperBound, t]
      return first.lexicographicallyPrecedes([y[0].lowerBound, y.last!.upperBound, u])
    default: return false
    }
  }

  private func strictKey(
    _ relation: AnnotatedRelation, _ entities: [AnnotatedEntity], _ index: (String) -> Int?, _ types: TypeTable
  ) -> Key {
    func argument(_ entity: Int) -> Argument {
      guard let type = index(entities[entity].type) else { return .alone }
      return .span(type: type, parts: entities[entity].parts)
    }
    return Self.key(relation.type, argument(relation.head), argument(relation.tail))
  }

  /// Place of each entity in the sorted mentions, or -1.
  private func places(_ mentions: [Mention], _ count: Int) -> [Int] {
    var places = [Int](repeating: -1, count: count)
    for (index, mention) in mentions.enumerated() { places[mention.entity] = index }
    return places
  }

  /// One-to-one: each gold relation is found once.
  private mutating func add(_ level: RelationLevel, _ gold: [Key], _ predicted: [Key]) {
    var open: [Key: Int] = [:]
    for key in gold where key.isWhole { open[key, default: 0] += 1 }
    func count(_ type: String, _ change: (inout Counts) -> Void) {
      var counts = figures.types[type] ?? Array(repeating: Counts(), count: RelationLevel.allCases.count)
      change(&counts[level.rawValue])
      figures.types[type] = counts
    }
    var found: [Key: Int] = [:]
    for key in predicted {
      if key.isWhole, let left = open[key], left > 0 {
        open[key] = left - 1
        found[key, default: 0] += 1
        count(key.type) { $0.truePositives += 1 }
      } else {
        count(key.type) { $0.falsePositives += 1 }
      }
    }
    for key in gold {
      if let hits = found[key], hits > 0 {
        found[key] = hits - 1
      } else {
        count(key.type) { $0.falseNegatives += 1 }
      }
    }
  }
}
