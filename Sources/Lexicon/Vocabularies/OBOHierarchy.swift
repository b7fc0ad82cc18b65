import ClinicalText

/// The entity type of each term of an OBO file, from the rows of the table for its prefix, for itself, and for the terms
/// above it.
///
/// A rule for a branch (`HP:0012823*`) holds for every term all of whose `is_a` paths, within its own ontology, lead
/// through that branch; where one leads past it, the rule with a type wins.
struct OBOHierarchy: ~Copyable {
  private let classes: VocabularyClasses
  /// Index of a term by the fingerprint of its identifier; filled only when branches have rules.
  private var terms = FingerprintTable()
  /// What each term hands down to those below it.
  private var inherited: [VocabularyClasses.Rule?] = []

  init(_ file: MappedFile, _ classes: VocabularyClasses) {
    self.classes = classes
    var branches: [UInt64: VocabularyClasses.Rule] = [:]
    for name in classes.names where name.hasSuffix("*") && name.contains(":") {
      var id = String(name.dropLast())
      var whole = name
      let rule = whole.withUTF8 { classes.rule(for: $0) }
      branches[id.withUTF8 { FingerprintTable.fingerprint($0) }] = rule
    }
    guard !branches.isEmpty else { return }
    let edges = readEdges(file, branches)
    settle(edges, branches)
  }

  /// The prefix of an identifier, before its colon; the whole when it has none.
  static func prefix(of id: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    id.part(0, id.firstIndex(of: UInt8(ascii: ":")) ?? id.count)
  }

  /// The entity type of a term, or nil when it is no mention.
  func type(of id: UnsafeBufferPointer<UInt8>) -> EntityType? {
    if let own = classes.ownRule(for: id) { return own.type }
    if let index = terms.value(FingerprintTable.fingerprint(id)) { return inherited[Int(index)]?.type }
    return classes.type(of: Self.prefix(of: id))
  }

  private struct Edge {
    var child: UInt32
    var parent: UInt64
  }

  /// Numbers the terms of prefixes with branch rules and lists their `is_a` lines.
  private mutating func readEdges(
    _ file: MappedFile, _ branches: [UInt64: VocabularyClasses.Rule]
  ) -> [Edge] {
    var edges: [Edge] = []
    var lines = LineReader(file)
    var isTerm = false
    var child: (index: UInt32, prefix: UnsafeBufferPointer<UInt8>)?
    while let line = lines.next() {
      if line.first == UInt8(ascii: "[") {
        isTerm = line.trimmed.equals("[Term]")
        child = nil
        continue
      }
      guard isTerm, line.first == UInt8(ascii: "i"), let pair = OBOLine(line) else { continue }
      if pair.tag.equals("id") {
        let id = pair.identifier
        let key = FingerprintTable.fingerprint(id)
        let (index, isNew) = terms.findOrInsert(key, UInt32(inherited.count))
        if isNew { inherited.append(branches[key] ?? classes.rule(for: Self.prefix(of: id))) }
        child = (index, Self.prefix(of: id))
      } else if pair.tag.equals("is_a"), let child {
        let parent = pair.identifier
        guard Self.prefix(of: parent).elementsEqual(child.prefix) else { continue }
        edges.append(Edge(child: child.index, parent: FingerprintTable.fingerprint(parent)))
      }
    }
    return edges
  }

  /// Hands the rules down, parents before children. Terms in a cycle keep the rule of their prefix.
  private mutating func settle(_ edges: [Edge], _ branches: [UInt64: VocabularyClasses.Rule]) {
    var isBranch = [Bool](repeating: false, count: inherited.count)
    for key in branches.keys {
      if let index = terms.value(key) { isBranch[Int(index)] = true }
    }
    // Children of each term as one list of indices, cut by `start`.
    var resolved: [(parent: Int, child: Int)] = []
    resolved.reserveCapacity(edges.count)
    for edge in edges {
      if let parent = terms.value(edge.parent) { resolved.append((Int(parent), Int(edge.child))) }
    }
    var start = [Int](repeating: 0, count: inherited.count + 1)
    var waiting = [Int](repeating: 0, count: inherited.count)
    for (parent, child) in resolved {
      start[parent + 1] += 1
      waiting[child] += 1
    }
    for i in inherited.indices { start[i + 1] += start[i] }
    var next = start
    var children = [Int](repeating: 0, count: resolved.count)
    for (parent, child) in resolved {
      children[next[parent]] = child
      next[parent] += 1
    }
    var gathered = [VocabularyClasses.Rule?](repeating: nil, count: inherited.count)
    var ready = inherited.indices.filter { waiting[$0] == 0 }
    while let term = ready.popLast() {
      if !isBranch[term], let rule = gathered[term] { inherited[term] = rule }
      for child in children[start[term]..<start[term + 1]] {
        gathered[child] = VocabularyClasses.Rule.preferred(gathered[child], inherited[term])
        waiting[child] -= 1
        if waiting[child] == 0 { ready.append(child) }
      }
    }
  }
}
