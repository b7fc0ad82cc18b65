import ClinicalText

/// A discontinuous mention: a member of a coordination and the words it shares with a mention of its type.
struct JoinedMention {
  /// All tokens from first to last, and those among them that do not belong to it.
  var outer: Range<Int>
  var gap: Range<Int>
  /// The tokens that are its own.
  var own: Range<Int>
  var type: EntityType
  var concepts: Range<Int>
}

/// Coordination ellipsis: "chest and abdominal pain", "CT of the head and neck", "hepatitis B and C".
///
/// A preferred mention of several words is the anchor. Members stand before it (sharing its last words) or behind it
/// (sharing its first words), with joining words between; each must give, with the shared words, a name of the anchor's
/// type. All windows are bounded.
extension MentionFinder {
  /// Most members beside the anchor.
  private static let maxMembers = 4

  /// Finds the discontinuous mentions of a note.
  func findJoined(_ note: NoteStructure) -> [JoinedMention] {
    var joined: [JoinedMention] = []
    for matcher in matchers {
      let search = JoinedSearch(note, PhraseProbe(note, matcher.lexicon, words))
      for index in candidates.indices where candidates[index].isPreferred || candidates[index].isRefining {
        let anchor = candidates[index]
        findSide(anchor, search, &joined)
        guard anchor.end - anchor.first >= 2 else { continue }
        if anchor.link == 0, let join = search.joinBefore(Int(anchor.first)), join.isFinal {
          findBefore(anchor, join.outer, search, &joined)
        }
        if let join = search.joinBehind(Int(anchor.end)) {
          findBehind(anchor, index, join, search, &joined)
        }
      }
    }
    return joined
  }

  /// "left and right leg pain": the pain of the other side, with the concepts of the name that both share.
  private func findSide(_ anchor: Candidate, _ search: JoinedSearch, _ joined: inout [JoinedMention]) {
    let near = Int(anchor.first) - 1
    guard near > 1, search.isSide(near), !search.probe.startsBlock(near + 1), let join = search.joinBefore(near),
      join.isFinal
    else { return }
    let far = join.outer.lowerBound - 1
    guard far >= 0, search.isSide(far), search.probe.folded[far] != search.probe.folded[near],
      !joined.suffix(16).contains(where: { $0.type == anchor.type && $0.own.contains(far) })
    else { return }
    joined.append(
      JoinedMention(
        outer: far..<Int(anchor.end), gap: far + 1..<Int(anchor.first), own: far..<far + 1, type: anchor.type,
        concepts: anchor.concepts))
  }

  /// Puts the discontinuous mentions among the others, in output order.
  func addJoined(_ joined: [JoinedMention]) {
    guard !joined.isEmpty else { return }
    for one in joined {
      mentions.append(
        Mention(
          tokens: one.outer, type: one.type, isPreferred: true, concepts: one.concepts, origin: .coordination,
          gap: one.gap))
    }
    mentions.sort { a, b in
      if a.tokens.lowerBound != b.tokens.lowerBound { return a.tokens.lowerBound < b.tokens.lowerBound }
      if a.tokens.count != b.tokens.count { return a.tokens.count > b.tokens.count }
      if a.type != b.type { return a.type.rawValue < b.type.rawValue }
      return a.gap.lowerBound < b.gap.lowerBound
    }
  }

  // MARK: shared words at the end: "blood, urine and sputum cultures"

  private func findBefore(
    _ anchor: Candidate, _ join: Range<Int>, _ search: JoinedSearch, _ joined: inout [JoinedMention]
  ) {
    let end = Int(anchor.end)
    for head in Int(anchor.first) + 1..<end where search.probe.folded[head] != TokenFolding.skipped {
      let shared = head..<end
      var place = join.lowerBound
      var members = 0
      while members < Self.maxMembers, let member = longestMember(endingAt: place, shared, search, anchor.type) {
        guard take(member.own, shared, [member.own, shared], member.group, anchor.type, search, &joined) else { break }
        members += 1
        guard let next = search.joinBefore(member.own.lowerBound) else { break }
        place = next.outer.lowerBound
      }
      if members > 0 { return }
    }
  }

  private func longestMember(
    endingAt end: Int, _ shared: Range<Int>, _ search: JoinedSearch, _ type: EntityType
  ) -> (own: Range<Int>, group: UInt32)? {
    for own in search.members(endingAt: end) {
      guard let group = search.probe.group(own, shared) ?? search.probe.groupOfOtherForm(own, shared) else { continue }
      // What is a mention of its own, or part of one, is no member: "asthma and kidney disease".
      return overlapping(own, type).isEmpty ? (own, group) : nil
    }
    return nil
  }

  // MARK: shared words at the beginning: "CT of the head and neck"

  private func findBehind(
    _ anchor: Candidate, _ index: Int, _ join: JoinedSearch.Join, _ search: JoinedSearch,
    _ joined: inout [JoinedMention]
  ) {
    var members: [JoinedSearch.Member] = []
    var whole = 0
    var next: JoinedSearch.Join? = join
    while let join = next, members.count < Self.maxMembers {
      guard let member = search.memberBehind(join, Int(anchor.first)..<Int(anchor.end), members.last?.shared),
        isFree(member, anchor.type)
      else { break }
      members.append(member)
      if join.isFinal { whole = members.count }
      next = search.joinBehind(member.own.upperBound)
    }
    if anchor.isRefining {
      if whole > 0 { refineFurther(index, Array(members.prefix(whole)), search) }
      return
    }
    for member in members.prefix(whole) {
      if let head = itself(member, overlapping(member.own, anchor.type), anchor.type) {
        refine(head, member, search)
        continue
      }
      guard take(member.own, member.shared, member.pieces, member.group, anchor.type, search, &joined) else { return }
    }
  }

  /// True where a member lies in no mention of the type, or is one by itself.
  private func isFree(_ member: JoinedSearch.Member, _ type: EntityType) -> Bool {
    let inside = overlapping(member.own, type)
    return inside.isEmpty || itself(member, inside, type) != nil
  }

  /// The mention that a member is by itself ("distension" of "abdominal pain and distension"), where what it shares is a
  /// part of the body.
  private func itself(_ member: JoinedSearch.Member, _ inside: [Int], _ type: EntityType) -> Int? {
    guard inside.count == 1, Int(candidates[inside[0]].first) == member.own.lowerBound,
      Int(candidates[inside[0]].end) == member.own.upperBound, words.isBody(member.lastShared)
    else { return nil }
    return inside[0]
  }

  /// A member that is a mention by itself stays that, and becomes the concept that it is with the shared words.
  private func refine(_ head: Int, _ member: JoinedSearch.Member, _ search: JoinedSearch) {
    let start = concepts.count
    collectConcepts(member.group, member.own, member.pieces, candidates[head].type, search)
    if concepts.count > start { prefix(start..<concepts.count, toConceptsOf: head, .coordination) }
  }

  /// "CT of the head and neck": the "CT" is one of the neck, too.
  private func refineFurther(_ anchor: Int, _ members: [JoinedSearch.Member], _ search: JoinedSearch) {
    guard let head = headCandidate(of: anchor), candidates[head].isPreferred else { return }
    let start = concepts.count
    concepts.append(contentsOf: Array(concepts[candidates[anchor].concepts]))
    for member in members {
      collectConcepts(member.group, member.own, member.pieces, candidates[anchor].type, search)
    }
    prefix(start..<concepts.count, toConceptsOf: head, .wordOrder)
  }

  // MARK: taking

  /// Appends the concepts that a phrase names under its names' rules.
  private func collectConcepts(
    _ group: UInt32, _ outer: Range<Int>, _ pieces: [Range<Int>], _ type: EntityType, _ search: JoinedSearch
  ) {
    let hit = PhraseHit(first: UInt32(outer.lowerBound), end: UInt32(outer.upperBound), group: group)
    let found = RearrangedHit(hit: hit, pieces: pieces, origin: .coordination)
    let start = concepts.count
    let lexicon = search.probe.lexicon
    let rules = NameRules(search.note, lexicon)
    for index in lexicon.namesOfGroup(group) {
      let name = lexicon.names[index]
      guard lexicon.type(ofConcept: name.concept) == type, rules.allows(name, found),
        let concept = lexicon.reference(toConcept: name.concept),
        !concepts[start...].contains(where: { $0.isSame(as: concept) })
      else { continue }
      concepts.append(concept)
    }
  }

  /// The preferred mentions of a type that overlap with some tokens.
  private func overlapping(_ range: Range<Int>, _ type: EntityType) -> [Int] {
    var low = 0
    var high = candidates.count
    while low < high {
      let middle = (low + high) / 2
      if Int(candidates[middle].first) < range.upperBound { low = middle + 1 } else { high = middle }
    }
    var found: [Int] = []
    var index = low - 1
    // No name reaches further than this; words between and skipped signs included.
    while index >= 0, Int(candidates[index].first) + 2 * LexiconBuilder.maxTokens > range.lowerBound {
      if candidates[index].isPreferred, candidates[index].type == type,
        Int(candidates[index].end) > range.lowerBound
      {
        found.append(index)
      }
      index -= 1
    }
    return found
  }

  private func take(
    _ own: Range<Int>, _ shared: Range<Int>, _ pieces: [Range<Int>], _ group: UInt32, _ type: EntityType,
    _ search: JoinedSearch, _ joined: inout [JoinedMention]
  ) -> Bool {
    if joined.suffix(16).contains(where: { $0.type == type && $0.own.overlaps(own) }) { return false }
    let (first, last) = own.lowerBound < shared.lowerBound ? (own, shared) : (shared, own)
    let outer = first.lowerBound..<last.upperBound
    let start = concepts.count
    collectConcepts(group, outer, pieces, type, search)
    guard concepts.count > start else { return false }
    joined.append(
      JoinedMention(
        outer: outer, gap: first.upperBound..<last.lowerBound, own: own, type: type, concepts: start..<concepts.count))
    return true
  }
}
