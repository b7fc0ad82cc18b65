import ClinicalText

extension RelationFinder {
  /// "Weight Height BMI" over "57 1.70 22": a line of nothing but tests above a line of as many values, and nothing else,
  /// are joined in their order. Values that are joined already keep what they have.
  func joinTables(_ note: NoteStructure, _ marks: [RelationMark]) {
    var index = 0
    while index < marks.count {
      guard marks[index].type == .test, isLineStart(marks[index].tokens.lowerBound, note),
        let header = row(from: index, .test, note, marks), header.items.count > 1
      else {
        index += 1
        continue
      }
      index += header.items.count
      guard header.end < note.tokens.count, note.tokens[header.end].newlinesBefore == 1,
        let first = marks.indices[index...].first(where: { marks[$0].tokens.lowerBound >= header.end }),
        marks[first].tokens.lowerBound <= header.end + 1,
        let values = row(from: first, .value, note, marks), values.items.count == header.items.count,
        marks[values.items[0]].tokens.lowerBound == header.end
      else { continue }
      let taken = Set(found.lazy.filter { $0.type.isSingle }.map { marks[$0.head].item })
      for (value, test) in zip(values.items, header.items) where !taken.contains(marks[value].item) {
        found.append(FoundRelation(type: .value, head: value, tail: test, rule: Self.table))
      }
    }
  }

  /// In place of a rule's index.
  static let table = -1

  private func isLineStart(_ token: Int, _ note: NoteStructure) -> Bool {
    token == 0 || note.tokens[token].newlinesBefore > 0
  }

  /// The marks of one type from one on that fill a line with nothing but signs of a table between; the token behind.
  private func row(
    from first: Int, _ type: EntityType, _ note: NoteStructure, _ marks: [RelationMark]
  ) -> (items: [Int], end: Int)? {
    var items: [Int] = []
    var place = marks[first].tokens.lowerBound
    var index = first
    while place < note.tokens.count, items.isEmpty || note.tokens[place].newlinesBefore == 0 {
      while index < marks.count,
        marks[index].tokens.lowerBound < place || marks[index].tokens.lowerBound == place && marks[index].type != type
      {
        index += 1
      }
      if index < marks.count, marks[index].tokens.lowerBound == place, items.count < 32 {
        items.append(index)
        place = marks[index].tokens.upperBound
        continue
      }
      guard !items.isEmpty, note.tokens[place].kind == .symbol, note.tokens[place].count == 1,
        "|,;".utf8.contains(note.text.bytes[Int(note.tokens[place].start)])
      else { return nil }
      place += 1
    }
    return items.isEmpty ? nil : (items, place)
  }
}
