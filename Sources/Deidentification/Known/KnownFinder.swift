import ClinicalText

/// Finds what is known of a patient in a note: before all other finders, and whatever the words around say.
final class KnownFinder {
  private static let value = DetectionRule("known.value")
  private static let name = DetectionRule("known.name")
  private static let misspelt = DetectionRule("known.name-one-letter")

  private var stream = FoldedStream()
  private var byStart: [UInt32: [Int]] = [:]

  func find(_ known: KnownIdentifiers, _ view: NoteView, _ findings: inout Findings) {
    findValues(known, view, &findings)
    findNames(known, view, &findings)
  }

  /// Values by their letters and figures: one pass, with the first four bytes as the key.
  private func findValues(_ known: KnownIdentifiers, _ view: NoteView, _ findings: inout Findings) {
    guard !known.values.isEmpty else { return }
    stream.load(view.note.text)
    byStart.removeAll(keepingCapacity: true)
    for (index, value) in known.values.enumerated() { byStart[Self.key(value.stream, 0), default: []].append(index) }
    let bytes = stream.bytes
    guard bytes.count >= 4 else { return }
    var i = 0
    while i + 4 <= bytes.count {
      // Values begin at the start of a word or between letters and figures ("MRN0384499").
      guard stream.beginsWord(i) || FoldedStream.isDigit(bytes[i]) != FoldedStream.isDigit(bytes[i - 1]),
        let candidates = byStart[Self.key(bytes, i)]
      else {
        i += 1
        continue
      }
      var best = 0
      var kind = IdentifierKind.idNumber
      for index in candidates {
        let value = known.values[index]
        let end = i + value.stream.count
        guard value.stream.count > best, end <= bytes.count, bytes[i..<end].elementsEqual(value.stream),
          stream.endsWord(end) || FoldedStream.isDigit(bytes[end]) != FoldedStream.isDigit(bytes[end - 1]),
          isTogether(i, end)
        else { continue }
        best = value.stream.count
        kind = value.kind
      }
      if best > 0 {
        findings.add(kind, Int(stream.starts[i]), Int(stream.ends[i + best - 1]), Self.value, view)
        i += best
      } else {
        i += 1
      }
    }
  }

  private static func key(_ bytes: [UInt8], _ i: Int) -> UInt32 {
    UInt32(bytes[i]) | UInt32(bytes[i + 1]) << 8 | UInt32(bytes[i + 2]) << 16 | UInt32(bytes[i + 3]) << 24
  }

  /// At most three bytes of signs between neighbours: "(313) 785-4677", not figures of two sentences.
  private func isTogether(_ start: Int, _ end: Int) -> Bool {
    for k in start + 1..<end where stream.starts[k] > stream.ends[k - 1] + 3 { return false }
    return true
  }

  // MARK: names

  private func findNames(_ known: KnownIdentifiers, _ view: NoteView, _ findings: inout Findings) {
    guard !known.names.isEmpty else { return }
    var i = 0
    while i < view.count {
      guard let kind = nameKind(i, known, view) else {
        i += 1
        continue
      }
      // Names side by side are one: "Hairston, Imani A."
      var first = i
      var last = i
      while true {
        var next = last + 1
        while next < view.count, next - last <= 3,
          view.isSign(next, ",") || view.isSign(next, "-") || view.isSign(next, ".") || isInitial(next, view)
        { next += 1 }
        guard next < view.count, view.tokens[next].newlinesBefore == 0,
          nameKind(next, known, view, isBeside: true) != nil
        else { break }
        last = next
      }
      if first > 0, isInitial(first - 1, view), !view.isTaken[first - 1], view.tokens[first].newlinesBefore == 0 {
        first -= 1
      } else if first > 1, view.isSign(first - 1, "."), isInitial(first - 2, view), !view.isTaken[first - 2] {
        first -= 2
      }
      var end = Int(view.tokens[last].end)
      if view.byte(end - 1) | 0x20 == 0x73, view.byte(end - 2) == 0x27 { end -= 2 }
      findings.add(kind.kind, Int(view.tokens[first].start), end, kind.isExact ? Self.name : Self.misspelt, view)
      i = last + 1
    }
  }

  private func isInitial(_ i: Int, _ view: NoteView) -> Bool {
    i < view.count && view.tokens[i].kind == .word && view.tokens[i].count == 1
      && view.tokens[i].flags.contains(.hasUpper)
  }

  /// The kind of the known name that a token spells, or nil.
  ///
  /// A name that is an ordinary word counts only with a capital inside of a sentence, behind a title, or beside another name.
  private func nameKind(
    _ i: Int, _ known: KnownIdentifiers, _ view: NoteView, isBeside: Bool = false
  ) -> (kind: IdentifierKind, isExact: Bool)? {
    let token = view.tokens[i]
    guard token.kind == .word, token.count >= 2, !view.isTaken[i] else { return nil }
    let folded = view.note.folded[i]
    for name in known.names where name.folded == folded {
      if view.has(i, [.english, .clinical, .never, .month, .weekday, .unit]), !isBeside {
        let isInside =
          token.flags.contains(.initialUpper) && !token.isUpper && i > 0 && view.tokens[i].newlinesBefore == 0
          && view.tokens[i - 1].kind == .word
        let isTitled =
          view.has(i - 1, [.personTitle, .doctorTitle])
          || view.isSign(i - 1, ".") && view.has(i - 2, [.personTitle, .doctorTitle])
        let hasNeighbour = token.flags.contains(.hasUpper) && hasNameBeside(i, known, view)
        guard isInside && !view.has(i + 1, .eponymHead) || isTitled || hasNeighbour else { return nil }
      }
      return (name.kind, true)
    }
    guard token.count >= 5, !view.has(i, [.english, .clinical, .givenName, .surname, .never]) else { return nil }
    for name in known.names where name.letters.count >= 5 && abs(name.letters.count - token.count) <= 1 {
      if SpellingDistance.between(KnownIdentifiers.stream(view.note.text.string(token.span)), name.letters, within: 1)
        != nil
      {
        return (name.kind, false)
      }
    }
    return nil
  }

  private func hasNameBeside(_ i: Int, _ known: KnownIdentifiers, _ view: NoteView) -> Bool {
    for j in [i - 2, i - 1, i + 1, i + 2] where j >= 0 && j < view.count && view.tokens[j].kind == .word {
      if known.names.contains(where: { $0.folded == view.note.folded[j] && view.note.folded[i] != $0.folded }) {
        return true
      }
    }
    return false
  }
}
