/// One-to-one assignment of gold mentions to predictions that overlap them: as many pairs as possible, and among those
/// the ones that agree best. The result is a function of the mentions, not of their order.
///
/// A maximum-cardinality bipartite matching of maximum weight, solved for each connected part of the overlap graph by
/// successive best augmenting paths (Edmonds and Karp 1972). Parts of more than `largePart` mentions get the maximum
/// cardinality with weights as a preference only: every count is still exact, within `candidateLimit`.
struct Assignment {
  /// For each gold mention the index of its prediction, or -1; and the other way round.
  private(set) var predictionOfGold: [Int]
  private(set) var goldOfPrediction: [Int]

  static let largePart = 400
  /// At most so many candidates are kept for one gold mention in pathological documents: the nearest in extent.
  static let candidateLimit = 512

  private struct Edge {
    var gold: Int
    var predicted: Int
    var weight: Int
  }

  /// `mayPair` says which overlapping pairs are candidates. Both lists must be sorted by `Mention.precedes`.
  init(gold: [Mention], predicted: [Mention], mayPair: (Mention, Mention) -> Bool) {
    predictionOfGold = Array(repeating: -1, count: gold.count)
    goldOfPrediction = Array(repeating: -1, count: predicted.count)
    let edges = Self.edges(gold, predicted, mayPair)
    solve(edges, goldCount: gold.count)
  }

  /// All candidate pairs, by gold mention: a sweep that keeps the predictions which have not ended.
  private static func edges(
    _ gold: [Mention], _ predicted: [Mention], _ mayPair: (Mention, Mention) -> Bool
  ) -> [Edge] {
    var edges: [Edge] = []
    edges.reserveCapacity(gold.count)
    var open: [Int] = []
    var next = 0
    for (g, mention) in gold.enumerated() {
      while next < predicted.count, predicted[next].start < mention.end {
        open.append(next)
        next += 1
      }
      open.removeAll { predicted[$0].end <= mention.start }
      let before = edges.count
      for p in open where predicted[p].start < mention.end && mayPair(mention, predicted[p]) {
        let shared = mention.shared(with: predicted[p])
        guard shared > 0 else { continue }
        // Dice coefficient; the same span comes before all others.
        let dice = (shared &* 2 << 20) / (mention.length + predicted[p].length)
        edges.append(Edge(gold: g, predicted: p, weight: mention.hasSameParts(as: predicted[p]) ? dice + 1 : dice))
      }
      if edges.count - before > candidateLimit {
        edges[before...].sort { ($1.weight, $0.predicted) < ($0.weight, $1.predicted) }
        edges.removeLast(edges.count - before - candidateLimit)
      }
    }
    return edges
  }

  private mutating func solve(_ edges: [Edge], goldCount: Int) {
    guard !edges.isEmpty else { return }
    var parts = DisjointSets(goldCount + goldOfPrediction.count)
    for edge in edges { parts.union(edge.gold, goldCount + edge.predicted) }
    var byPart: [Int: [Edge]] = [:]
    var single: [Bool] = Array(repeating: true, count: goldCount + goldOfPrediction.count)
    var degree = [Int](repeating: 0, count: goldCount + goldOfPrediction.count)
    for edge in edges {
      degree[edge.gold] += 1
      degree[goldCount + edge.predicted] += 1
    }
    for edge in edges where degree[edge.gold] > 1 || degree[goldCount + edge.predicted] > 1 {
      single[parts.root(edge.gold)] = false
    }
    for edge in edges {
      let root = parts.root(edge.gold)
      if single[root] {
        pair(edge)
      } else {
        byPart[root, default: []].append(edge)
      }
    }
    for part in byPart.values { solvePart(part) }
  }

  private mutating func pair(_ edge: Edge) {
    predictionOfGold[edge.gold] = edge.predicted
    goldOfPrediction[edge.predicted] = edge.gold
  }

  private mutating func solvePart(_ edges: [Edge]) {
    let golds = Array(Set(edges.map(\.gold))).sorted()
    let predictions = Array(Set(edges.map(\.predicted))).sorted()
    let goldIndex = Dictionary(uniqueKeysWithValues: golds.enumerated().map { ($1, $0) })
    let predictionIndex = Dictionary(uniqueKeysWithValues: predictions.enumerated().map { ($1, $0) })
    var neighbours: [[(target: Int, weight: Int)]] = Array(repeating: [], count: golds.count)
    for edge in edges {
      neighbours[goldIndex[edge.gold]!].append((predictionIndex[edge.predicted]!, edge.weight))
    }
    var matching = Matching(neighbours: neighbours, targets: predictions.count)
    if golds.count + predictions.count > Self.largePart {
      matching.solveLarge()
    } else {
      matching.solveByWeight()
    }
    for (index, target) in matching.targetOfSource.enumerated() where target >= 0 {
      predictionOfGold[golds[index]] = predictions[target]
      goldOfPrediction[predictions[target]] = golds[index]
    }
  }
}

/// Union and find with path halving.
struct DisjointSets {
  private var parent: [Int]

  init(_ count: Int) { parent = Array(0..<count) }

  mutating func root(_ item: Int) -> Int {
    var item = item
    while parent[item] != item {
      parent[item] = parent[parent[item]]
      item = parent[item]
    }
    return item
  }

  mutating func union(_ a: Int, _ b: Int) {
    let (a, b) = (root(a), root(b))
    // The lower number stays the root: the same parts for the same edges.
    if a < b { parent[b] = a } else { parent[a] = b }
  }
}
