import ClinicalText

extension NoteResult {
  private static let dropped: Set<EntityType> = [.problem, .medication, .test, .procedure, .anatomy, .device]

  /// Takes out what would give an identifier away, or is none of the note's content once it is replaced: concepts that
  /// overlap a replaced identifier ("Mrs. Payne" is no pain), attributes that derive from one or quote the note, and what
  /// given entities bring along beside type and place.
  mutating func withhold() {
    guard let edits = deidentified?.edits else { return }
    for i in given.indices {
      given[i].attributes = []
      given[i].conceptsJSON = nil
    }
    var kept: [Entity] = []
    kept.reserveCapacity(entities.count)
    var places = [Int](repeating: -1, count: entities.count)
    for (index, entity) in entities.enumerated() {
      let parts = entity.isPlain || entity.fragments.isEmpty ? [entity.span] : entity.fragments
      let isTouched = !edits.isEmpty && parts.contains { Self.overlaps($0, edits) }
      if isTouched, entity.given < 0, Self.dropped.contains(entity.type) {
        withheld += 1
        continue
      }
      var entity = entity
      if !entity.isPlain {
        entity.attributes = isTouched ? [] : entity.attributes.filter { $0.name != "sense_evidence" }
      }
      places[index] = kept.count
      entity.id = entity.given < 0 ? kept.count + 1 : entity.id
      kept.append(entity)
    }
    relations = relations.compactMap { relation in
      var relation = relation
      relation.head = places[relation.head]
      relation.tail = places[relation.tail]
      return relation.head < 0 || relation.tail < 0 ? nil : relation
    }
    entities = kept
  }

  /// True when a span shares a byte with a replaced one. Edits are in order, without overlaps.
  private static func overlaps(_ span: ByteSpan, _ edits: [EditedText.Edit]) -> Bool {
    var low = 0
    var high = edits.count
    while low < high {
      let middle = (low + high) / 2
      if edits[middle].old.end <= span.start { low = middle + 1 } else { high = middle }
    }
    return low < edits.count && edits[low].old.start < span.end
  }
}
