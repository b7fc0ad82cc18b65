/// A bipartite matching of maximum cardinality, sources against targets, with a weight on each edge.
struct Matching {
  private let neighbours: [[(target: Int, weight: Int)]]
  private(set) var targetOfSource: [Int]
  private var sourceOfTarget: [Int]

  /// `neighbours[source]` lists the targets that it may be paired with.
  init(neighbours: [[(target: Int, weight: Int)]], targets: Int) {
    self.neighbours = neighbours
    targetOfSource = Array(repeating: -1, count: neighbours.count)
    sourceOfTarget = Array(repeating: -1, count: targets)
  }

  /// Maximum weight among the matchings of maximum cardinality: each round adds the augmenting path of greatest gain, so
  /// that after k rounds the matching is the heaviest of k pairs.
  mutating func solveByWeight() {
    while let path = bestPath() { augment(path) }
  }

  /// Longest gain of an alternating path from a free source to a free target, by Bellman and Ford over the sources.
  private func bestPath() -> [(source: Int, target: Int)]? {
    let none = Int.min / 2
    var gain = [Int](repeating: none, count: neighbours.count)
    var reachedBy = [Int](repeating: -1, count: sourceOfTarget.count)
    var queue: [Int] = []
    var isQueued = [Bool](repeating: false, count: neighbours.count)
    var bestTarget = -1
    var bestGain = none
    var targetGain = [Int](repeating: none, count: sourceOfTarget.count)
    for source in neighbours.indices where targetOfSource[source] < 0 {
      gain[source] = 0
      queue.append(source)
      isQueued[source] = true
    }
    var head = 0
    while head < queue.count {
      let source = queue[head]
      head += 1
      isQueued[source] = false
      for edge in neighbours[source] where edge.target != targetOfSource[source] {
        let reached = gain[source] + edge.weight
        guard reached > targetGain[edge.target] else { continue }
        targetGain[edge.target] = reached
        reachedBy[edge.target] = source
        let owner = sourceOfTarget[edge.target]
        if owner < 0 { continue }
        let back = reached - weight(owner, edge.target)
        if back > gain[owner] {
          gain[owner] = back
          if !isQueued[owner] {
            queue.append(owner)
            isQueued[owner] = true
          }
        }
      }
    }
    for target in sourceOfTarget.indices where sourceOfTarget[target] < 0 && targetGain[target] > bestGain {
      bestGain = targetGain[target]
      bestTarget = target
    }
    guard bestTarget >= 0 else { return nil }
    var path: [(source: Int, target: Int)] = []
    var target = bestTarget
    while target >= 0 {
      let source = reachedBy[target]
      path.append((source, target))
      target = targetOfSource[source]
    }
    return path
  }

  private func weight(_ source: Int, _ target: Int) -> Int {
    neighbours[source].first { $0.target == target }?.weight ?? 0
  }

  private mutating func augment(_ path: [(source: Int, target: Int)]) {
    for step in path {
      targetOfSource[step.source] = step.target
      sourceOfTarget[step.target] = step.source
    }
  }

  /// Maximum cardinality by Hopcroft and Karp (1973); heavier edges are tried first.
  mutating func solveLarge() {
    let sorted = neighbours.map { $0.sorted { ($1.weight, $0.target) < ($0.weight, $1.target) }.map(\.target) }
    while true {
      guard let layers = layers(sorted) else { return }
      var position = [Int](repeating: 0, count: sorted.count)
      for source in sorted.indices where targetOfSource[source] < 0 {
        extend(source, sorted, layers, &position)
      }
    }
  }

  /// Breadth-first layers of the sources; nil when no free target can be reached.
  private func layers(_ sorted: [[Int]]) -> [Int]? {
    var layer = [Int](repeating: -1, count: sorted.count)
    var queue = sorted.indices.filter { targetOfSource[$0] < 0 }
    for source in queue { layer[source] = 0 }
    var found = false
    var head = 0
    while head < queue.count {
      let source = queue[head]
      head += 1
      for target in sorted[source] {
        let owner = sourceOfTarget[target]
        if owner < 0 {
          found = true
        } else if layer[owner] < 0 {
          layer[owner] = layer[source] + 1
          queue.append(owner)
        }
      }
    }
    return found ? layer : nil
  }

  /// Depth-first search along the layers with an explicit stack; pairs along the path that ends at a free target.
  private mutating func extend(_ root: Int, _ sorted: [[Int]], _ layer: [Int], _ position: inout [Int]) {
    var stack = [root]
    while let source = stack.last {
      var advanced = false
      while position[source] < sorted[source].count {
        let target = sorted[source][position[source]]
        let owner = sourceOfTarget[target]
        if owner < 0 {
          // Every source on the stack takes the target that its position points to.
          for source in stack {
            let target = sorted[source][position[source]]
            targetOfSource[source] = target
            sourceOfTarget[target] = source
          }
          return
        }
        if layer[owner] == layer[source] + 1 {
          stack.append(owner)
          advanced = true
          break
        }
        position[source] += 1
      }
      if !advanced {
        stack.removeLast()
        if let last = stack.last { position[last] += 1 }
      }
    }
  }
}
