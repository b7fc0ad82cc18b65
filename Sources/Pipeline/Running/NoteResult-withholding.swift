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
        entity.attributes = isTouched ? [] : Self.coarsened(entity)
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

  /// What may be told of a mention that no replaced identifier touches: a date that was worked out with the note's own
  /// is told to the year at most.
  private static func coarsened(_ entity: Entity) -> [(name: String, json: String)] {
    let isYear = entity.attributes.contains { $0.name == "precision" && $0.json == "\"year\"" }
    return entity.attributes.filter { pair in
      switch pair.name {
      case "sense_evidence", "range": false
      case "date": entity.type != .date || isYear
      default: true
      }
    }
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
