import ClinicalText

/// Puts what is known beside what was detected: everything known is covered, and detection keeps the larger view.
enum KnownMerging {
  /// Kinds that a policy may keep as they are: what is known must not hide in one of them ("Virginia").
  private static let keepable: Set<IdentifierKind> = [.age, .date, .zip, .city, .state, .country, .profession]

  /// A town whose name was given without a type: a town to whoever reads the result, and replaced whatever the policy says
  /// of towns.
  static let townSource = ByteSlice(permanent: "rule:known.town")

  /// Both in order of the text and each without overlaps; so is the result.
  ///
  /// A detected identifier that covers known ones stays, unless a policy may keep its kind. Otherwise the known ones take
  /// their place, and what is left of the detected one on either side stays.
  static func merge(
    _ detected: [DetectedIdentifier], _ known: [DetectedIdentifier], _ text: NoteText
  ) -> [DetectedIdentifier] {
    guard !known.isEmpty else { return detected }
    var merged: [DetectedIdentifier] = []
    merged.reserveCapacity(detected.count + known.count)
    var isCovered = [Bool](repeating: false, count: known.count)
    var first = 0
    for item in detected {
      while first < known.count, known[first].span.end <= item.span.start { first += 1 }
      var end = first
      while end < known.count, known[end].span.start < item.span.end { end += 1 }
      guard first < end else {
        merged.append(item)
        continue
      }
      let covers = known[first..<end].allSatisfy {
        // A number of no kind is what the known one says.
        item.span.contains($0.span)
          && (item.kind == $0.kind || !keepable.contains(item.kind) && (item.kind != .idNumber || item.span != $0.span))
      }
      if isTown(item, known[first..<end], text) {
        var item = item
        item.source = townSource
        merged.append(item)
        for index in first..<end { isCovered[index] = true }
        continue
      }
      if covers {
        // Found because it is known: no list of a policy allows it.
        var item = item
        item.source = known[first].source
        merged.append(item)
        for index in first..<end { isCovered[index] = true }
        continue
      }
      var start = item.span.start
      for other in known[first..<end] {
        append(item, from: start, to: other.span.start, text, &merged)
        start = max(start, other.span.end)
      }
      append(item, from: start, to: item.span.end, text, &merged)
    }
    for (index, item) in known.enumerated() where !isCovered[index] { merged.append(item) }
    merged.sort { $0.span < $1.span }
    return merged
  }

  /// True for a detected town that words of a name fill from end to end: "Durham" of a list that says no types.
  private static func isTown(
    _ item: DetectedIdentifier, _ known: ArraySlice<DetectedIdentifier>, _ text: NoteText
  ) -> Bool {
    guard item.kind == .city, known.first?.span.start == item.span.start, known.last?.span.end == item.span.end else {
      return false
    }
    var end = item.span.start
    for other in known {
      guard other.kind == .patient,
        !text.bytes[Int(end)..<Int(other.span.start)].contains(where: NoteView.isAlphanumeric)
      else { return false }
      end = other.span.end
    }
    return true
  }

  /// Adds what touches nothing that is there. Both in order of the text.
  static func add(_ further: [DetectedIdentifier], to items: [DetectedIdentifier]) -> [DetectedIdentifier] {
    guard !further.isEmpty else { return items }
    var merged = items
    var next = 0
    for item in further {
      while next < items.count, items[next].span.end <= item.span.start { next += 1 }
      if next == items.count || items[next].span.start >= item.span.end { merged.append(item) }
    }
    merged.sort { $0.span < $1.span }
    return merged
  }

  /// What is left of a detected identifier, without blanks and signs at its ends.
  private static func append(
    _ item: DetectedIdentifier, from start: UInt32, to end: UInt32, _ text: NoteText,
    _ merged: inout [DetectedIdentifier]
  ) {
    var first = Int(start)
    var last = Int(end)
    while first < last, !NoteView.isAlphanumeric(text.bytes[first]) { first += 1 }
    while first < last, !NoteView.isAlphanumeric(text.bytes[last - 1]) { last -= 1 }
    guard first < last else { return }
    var part = item
    part.span = ByteSpan(first, last)
    merged.append(part)
  }
}
