import ClinicalText

/// Names whose words stand in another order or form, among the candidates of the dictionary.
extension MentionFinder {
  /// Adds the names of a lexicon whose words stand in another order or form, in their places among its candidates.
  ///
  /// - Parameter base: the first candidate of this lexicon.
  func collectRearranged(_ note: NoteStructure, _ lexicon: CompiledLexicon, from base: Int) {
    let probe = PhraseProbe(note, lexicon, words)
    var order = WordOrder(probe, exact: scratch.hits)
    order.find()
    guard !order.found.isEmpty else { return }
    let rules = NameRules(note, lexicon)
    let before = candidates.count
    for found in order.found where isLocated(found, probe, base..<before) {
      let names = lexicon.namesOfGroup(found.hit.group)
      var done: UInt16 = 0
      for index in names {
        let type = lexicon.type(ofConcept: lexicon.names[index].concept)
        // What is linked to a medicine is its amount or form: "a drop of tetracaine".
        guard done & type.bit == 0, found.link < 0 || type != .medication else { continue }
        done |= type.bit
        collect(found.hit, type, names, rules, found)
      }
    }
    let added = candidates[before...].sorted { $0.first < $1.first }
    var write = candidates.count - 1
    var old = before - 1
    for candidate in added.reversed() {
      while old >= base, candidates[old].first > candidate.first {
        candidates[write] = candidates[old]
        old -= 1
        write -= 1
      }
      candidates[write] = candidate
      write -= 1
    }
  }

  /// False where the linking word needs a part of the body behind it and none is there.
  private func isLocated(_ found: RearrangedHit, _ probe: PhraseProbe, _ own: Range<Int>) -> Bool {
    guard found.link >= 0, words.roles(of: probe.folded[found.link]).contains(.locating) else { return true }
    if words.roles(of: probe.folded[Int(found.hit.end) - 1]).contains(.body) { return true }
    return hasAnatomy(found.link + 1..<Int(found.hit.end), own)
  }

  private func hasAnatomy(_ range: Range<Int>, _ own: Range<Int>) -> Bool { has(.anatomy, range, own) }

  /// True when a mention of a type lies in a range of tokens, among some candidates.
  private func has(_ type: EntityType, _ range: Range<Int>, _ own: Range<Int>) -> Bool {
    var index = firstCandidate(at: range.lowerBound, own)
    while index < own.upperBound, Int(candidates[index].first) < range.upperBound {
      if candidates[index].type == type, Int(candidates[index].end) <= range.upperBound { return true }
      index += 1
    }
    return false
  }

  /// The first of some candidates that begins at a token or behind it.
  private func firstCandidate(at token: Int, _ own: Range<Int>) -> Int {
    var low = own.lowerBound
    var high = own.upperBound
    while low < high {
      let middle = (low + high) / 2
      if Int(candidates[middle].first) < token { low = middle + 1 } else { high = middle }
    }
    return low
  }

  // MARK: heads that are mentions by themselves

  /// "Pain in the chest" names a problem and the place that it is in. Where what stands before the linking word is a
  /// mention of the type by itself, it stays that, and the whole only tells what it is: "pain" becomes the concept "chest
  /// pain". What stands behind may be the mention, too: "level of prolactin". Parts of the body are named as a whole.
  func markRefining() {
    for index in candidates.indices where candidates[index].link > 0 && candidates[index].type != .anatomy {
      let right = Int(candidates[index].link) + 1..<Int(candidates[index].end)
      candidates[index].isRefining =
        headCandidate(of: index) != nil || has(candidates[index].type, right, candidates.indices)
    }
  }

  /// The candidate of the same type that ends before the linking word of another and begins with it.
  func headCandidate(of index: Int) -> Int? {
    let whole = candidates[index]
    var place = firstCandidate(at: Int(whole.first), candidates.indices)
    while place < candidates.count, candidates[place].first == whole.first {
      if candidates[place].type == whole.type, candidates[place].end == whole.link { return place }
      place += 1
    }
    return nil
  }

  /// Puts the concepts of refining candidates in front of those of their heads, where these are preferred.
  func refine() {
    for index in candidates.indices where candidates[index].isRefining {
      guard let head = headCandidate(of: index), candidates[head].isPreferred else { continue }
      prefix(candidates[index].concepts, toConceptsOf: head, .wordOrder)
    }
  }

  /// Gives a candidate further concepts, in front of its own.
  func prefix(_ further: Range<Int>, toConceptsOf index: Int, _ origin: Mention.Origin) {
    let start = concepts.count
    for concept in Array(concepts[further]) + Array(concepts[candidates[index].concepts])
    where !concepts[start...].contains(where: { $0.isSame(as: concept) }) {
      concepts.append(concept)
    }
    candidates[index].firstConcept = UInt32(start)
    candidates[index].endConcept = UInt32(concepts.count)
    candidates[index].origin = origin
  }
}
