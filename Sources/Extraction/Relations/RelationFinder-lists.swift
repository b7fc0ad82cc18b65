import ClinicalText

extension RelationFinder {
  /// The long form that an abbreviation in parentheses stands behind: "ejection fraction (EF) was 45%" says it of the
  /// ejection fraction.
  func longForm(of mark: Int, _ note: NoteStructure, _ marks: [RelationMark]) -> Int {
    let tokens = marks[mark].tokens
    guard tokens.lowerBound > 0, tokens.upperBound < note.tokens.count, mark > 0,
      isSign(tokens.lowerBound - 1, "(", note), isSign(tokens.upperBound, ")", note)
    else { return mark }
    var index = mark
    while index > 0, mark - index < 8 {
      index -= 1
      guard marks[index].type == marks[mark].type else { continue }
      return marks[index].tokens.upperBound == tokens.lowerBound - 1 ? index : mark
    }
    return mark
  }

  func isSign(_ token: Int, _ sign: StaticString, _ note: NoteStructure) -> Bool {
    note.tokens[token].count == 1 && note.text.bytes[Int(note.tokens[token].start)] == sign.utf8Start.pointee
  }

  private static let respectively = TokenFolding.phrase(NoteText("respectively"), TokenBuffer(capacity: 16))[0]

  /// "A, B and C were 1, 2 and 3, respectively": as many things as qualifiers are joined in their order. What the rules
  /// made of these heads before is taken back.
  func pair(_ note: NoteStructure, _ marks: [RelationMark]) {
    guard !found.isEmpty else { return }
    let folded = UnsafePointer(note.folded)
    for token in 0..<note.tokens.count where folded[token] == Self.respectively {
      pair(before: token, note, marks)
    }
  }

  private func pair(before end: Int, _ note: NoteStructure, _ marks: [RelationMark]) {
    guard let sentence = note.sentenceIndex(ofToken: end) else { return }
    let first = note.sentences[sentence].firstToken
    // The last head in front of the word, and all those listed with it.
    guard
      let last = found.filter({
        $0.type.isSingle && marks[$0.head].tokens.upperBound <= end && marks[$0.head].tokens.lowerBound >= first
          && end - marks[$0.head].tokens.upperBound <= 4
      }).max(by: { marks[$0.head].tokens.upperBound < marks[$1.head].tokens.upperBound })
    else { return }
    let heads = run(endingAt: last.head, from: first, reach: 6, marks)
    guard heads.count > 1, heads.count <= 24 else { return }
    let start = marks[heads[0]].tokens.lowerBound
    guard
      let nearest = marks.indices.last(where: {
        last.type.tails.contains(marks[$0].type) && marks[$0].tokens.upperBound <= start
          && marks[$0].tokens.lowerBound >= first
      })
    else { return }
    var tails = run(endingAt: nearest, from: first, reach: 6, marks)
    // A long form and its abbreviation are one.
    tails = tails.filter { longForm(of: $0, note, marks) == $0 }
    guard tails.count == heads.count else { return }
    found.removeAll { $0.type == last.type && heads.contains($0.head) }
    for (head, tail) in zip(heads, tails) {
      found.append(FoundRelation(type: last.type, head: head, tail: tail, rule: last.rule))
    }
  }

  /// Marks of one type that follow one another at short distances, up to a last one.
  private func run(endingAt last: Int, from first: Int, reach: Int, _ marks: [RelationMark]) -> [Int] {
    var all = [last]
    var index = last
    while index > 0 {
      index -= 1
      guard marks[index].type == marks[last].type else { continue }
      let gap = marks[all[all.count - 1]].tokens.lowerBound - marks[index].tokens.upperBound
      guard gap >= 0 else { continue }
      guard gap <= reach, marks[index].tokens.lowerBound >= first else { break }
      all.append(index)
    }
    return all.reversed()
  }
}
