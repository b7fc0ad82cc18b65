import ClinicalText

extension LexiconBuilder {
  /// Notes a cross-reference that a vocabulary states; without `aliases` nothing is kept.
  ///
  /// - Parameters:
  ///   - concept: identifier and vocabulary as in its rows; without a name of its own it is not kept.
  ///   - id: the identifier referred to, with or without its vocabulary in front.
  func addReference(
    from concept: UnsafeBufferPointer<UInt8>, of vocabulary: UnsafeBufferPointer<UInt8>,
    to id: UnsafeBufferPointer<UInt8>, of target: UnsafeBufferPointer<UInt8>
  ) {
    guard let aliases, !id.isEmpty, !target.isEmpty, let position = position(of: concept, in: vocabulary) else {
      return
    }
    let canonical = aliases.canonical(target)
    let reference = ConceptLinks.Reference(from: position, vocabulary: canonical, key: aliases.key(canonical, id))
    // A release states one reference many times over, row after row.
    if let last = references.last, last.from == reference.from, last.key == reference.key { return }
    references.append(reference)
  }

  /// Notes a reference written as "VOCABULARY:ID".
  func addReference(
    from concept: UnsafeBufferPointer<UInt8>, of vocabulary: UnsafeBufferPointer<UInt8>,
    to curie: UnsafeBufferPointer<UInt8>
  ) {
    guard aliases != nil, let colon = curie.firstIndex(of: UInt8(ascii: ":")) else { return }
    addReference(
      from: concept, of: vocabulary, to: curie.part(colon + 1, curie.count).trimmed, of: curie.part(0, colon).trimmed)
  }

  func position(of concept: UnsafeBufferPointer<UInt8>, in vocabulary: UnsafeBufferPointer<UInt8>) -> UInt32? {
    conceptTable.value(FingerprintTable.fingerprint(concept, seed: FingerprintTable.fingerprint(vocabulary)))
  }

  /// Joins the concepts that the cross-references noted so far make one.
  ///
  /// Two concepts are joined when each is the only one of its vocabulary that the other is referred to or refers to,
  /// and both have one entity type. No group ever holds two concepts of one vocabulary. The order of the pairs is that
  /// of the concepts, so that the same build gives the same groups.
  public func mergeReferences() {
    guard let aliases else { return }
    var merge = MergeReport()
    let vocabularies = conceptVocabularies(aliases)
    var keys = FingerprintTable()
    var loaded: Set<UInt64> = []
    for index in concepts.indices {
      let id = slice(concepts[index].idOffset, concepts[index].idLength)
      _ = keys.findOrInsert(aliases.key(vocabularies[index], id), UInt32(index))
      loaded.insert(vocabularies[index])
    }
    var pairs: Set<UInt64> = []
    var seen: Set<UInt64> = []
    for reference in references {
      guard seen.insert(reference.key ^ (UInt64(reference.from) &* 0x9E37_79B9_7F4A_7C15)).inserted else { continue }
      merge.references += 1
      guard loaded.contains(reference.vocabulary) else {
        merge.notLoaded += 1
        continue
      }
      guard let target = keys.value(reference.key) else {
        merge.broken += 1
        continue
      }
      guard target != reference.from else { continue }
      let (low, high) = (min(target, reference.from), max(target, reference.from))
      pairs.insert(UInt64(low) << 32 | UInt64(high))
    }
    references = []
    join(pairs.sorted().map { (UInt32($0 >> 32), UInt32(truncatingIfNeeded: $0)) }, vocabularies, &merge)
    report.merging = merge
  }

  private func join(_ pairs: [(UInt32, UInt32)], _ vocabularies: [UInt64], _ merge: inout MergeReport) {
    // How many concepts of a vocabulary each concept is paired with.
    var partners: [UInt64: Int] = [:]
    func key(_ concept: UInt32, _ other: UInt32) -> UInt64 {
      (vocabularies[Int(other)] ^ UInt64(concept) &* 0xD6E8_FEB8_6659_FD93) &* 0x9E37_79B9_7F4A_7C15
    }
    for (a, b) in pairs {
      partners[key(a, b), default: 0] += 1
      partners[key(b, a), default: 0] += 1
    }
    var clusters: [UInt32: [UInt32]] = [:]
    for (a, b) in pairs {
      guard concepts[Int(a)].type == concepts[Int(b)].type else {
        merge.otherType += 1
        continue
      }
      guard partners[key(a, b)] == 1, partners[key(b, a)] == 1, vocabularies[Int(a)] != vocabularies[Int(b)] else {
        merge.ambiguous += 1
        continue
      }
      let one = clusters[a] ?? [a]
      let two = clusters[b] ?? [b]
      if one.contains(b) {
        merge.joined += 1
        continue
      }
      guard !one.contains(where: { x in two.contains { vocabularies[Int($0)] == vocabularies[Int(x)] } }) else {
        merge.conflicting += 1
        continue
      }
      let all = (one + two).sorted()
      for member in all { clusters[member] = all }
      merge.joined += 1
    }
    merge.clusters = Set(clusters.values.map { $0[0] }).count
    links.clusters = clusters
  }

  /// What stands for the vocabulary of each concept.
  private func conceptVocabularies(_ aliases: VocabularyAliases) -> [UInt64] {
    var byOffset: [UInt32: UInt64] = [:]
    return concepts.map { concept in
      if let known = byOffset[concept.vocabularyOffset] { return known }
      let canonical = aliases.canonical(slice(concept.vocabularyOffset, concept.vocabularyLength))
      byOffset[concept.vocabularyOffset] = canonical
      return canonical
    }
  }

  private func slice(_ offset: UInt32, _ length: UInt16) -> ArraySlice<UInt8> {
    strings[Int(offset)..<Int(offset) + Int(length)]
  }

  /// The names of each phrase with those that links add: a name of one member of a group is a name of all, and a
  /// brand's name one of its ingredients. Texts are shared; a name costs 16 bytes for each further concept.
  func linked(_ order: [UInt32], _ starts: [UInt32]) -> (names: [LexiconName], starts: [UInt32]) {
    let strict: LexiconName.Flags = [.exactCase, .exactForm]
    var all: [LexiconName] = []
    all.reserveCapacity(order.count + order.count / 4)
    var newStarts: [UInt32] = []
    newStarts.reserveCapacity(starts.count)
    for group in 0..<max(0, starts.count - 1) {
      let first = all.count
      newStarts.append(UInt32(first))
      for position in Int(starts[group])..<Int(starts[group + 1]) {
        let name = names[Int(order[position])]
        for concept in links.concepts(of: name.concept) {
          var further = name
          further.concept = concept
          if concept != name.concept { further.flags.remove(.preferred) }
          let same = all[first...].firstIndex {
            $0.concept == concept && ($0.flags.isDisjoint(with: strict) || $0.offset == name.offset)
          }
          guard let same else {
            all.append(further)
            continue
          }
          // The wider rule holds: one that stays inside of longer names, one of a curated lexicon.
          if !further.flags.contains(.yieldsInside) { all[same].flags.remove(.yieldsInside) }
          all[same].flags.formUnion(further.flags.intersection([.curated, .preferred]))
        }
      }
    }
    newStarts.append(UInt32(all.count))
    return (all, newStarts)
  }
}
