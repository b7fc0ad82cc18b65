import ClinicalText

/// The types met on either side, after mapping, and which of them are scored.
struct TypeTable: Sendable {
  /// Type that marks annotated spans which fit no type: never scored unless asked for.
  static let other = "other"

  /// Scored types first, in the contract's order, then by name; behind them the others.
  private(set) var names: [String] = []
  /// The first so many of `names` are scored.
  private(set) var scoredCount = 0
  private var indices: [String: Int] = [:]
  let goldMap: TypeMap
  let predictionMap: TypeMap
  /// Types of the gold that nobody declared: neither the contract, nor a map, nor `chosen`, nor the predictions.
  private(set) var unknown: Set<String> = []

  /// `chosen` are the types to score; nil takes those of the gold.
  init(_ pairs: [DocumentPair], chosen: [String]?, goldMap: TypeMap, predictionMap: TypeMap) {
    self.goldMap = goldMap
    self.predictionMap = predictionMap
    var gold: Set<String> = []
    var predicted: Set<String> = []
    var written: Set<String> = []
    for pair in pairs {
      for entity in pair.gold.entities where written.insert(entity.type).inserted {
        if let type = goldMap.target(of: entity.type) { gold.insert(type) }
      }
    }
    for pair in pairs {
      for entity in pair.predicted?.entities ?? [] {
        if let type = predictionMap.target(of: entity.type) { predicted.insert(type) }
      }
    }
    let scored = chosen.map(Set.init) ?? gold.subtracting([Self.other])
    let first = scored.sorted(by: Self.precedes)
    names = first + gold.union(predicted).subtracting(scored).sorted(by: Self.precedes)
    scoredCount = first.count
    for (index, name) in names.enumerated() { indices[name] = index }
    for type in written where type != Self.other {
      guard EntityType(name: type) == nil, !goldMap.names(type), chosen?.contains(type) != true,
        !predicted.contains(goldMap.target(of: type) ?? type)
      else { continue }
      unknown.insert(type)
    }
  }

  func index(gold type: String) -> Int? { goldMap.target(of: type).flatMap { indices[$0] } }
  func index(predicted type: String) -> Int? { predictionMap.target(of: type).flatMap { indices[$0] } }
  func isScored(_ type: Int) -> Bool { type < scoredCount }

  /// The contract's order; foreign types behind, by name.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let x = EntityType(name: a).map { Int($0.rawValue) } ?? .max
    let y = EntityType(name: b).map { Int($0.rawValue) } ?? .max
    return x != y ? x < y : a < b
  }
}
