import ClinicalText

/// Finds in a note what is known of its patient: linear in the note, whatever the number of values.
final class KnownFinder {
  private static let value = DetectionRule("known.value")
  private static let name = DetectionRule("known.name")
  private static let misspelt = DetectionRule("known.name-one-letter")
  private static let initials = DetectionRule("known.initials")
  private static let valueElsewhere = DetectionRule("patient.value")
  private static let nameElsewhere = DetectionRule("patient.name")
  /// What makes a word count as a name only where its surroundings say so.
  private static let ordinary: WordClass = [
    .english, .clinical, .never, .month, .weekday, .unit, .ambiguousName, .particle, .suffix, .stateAbbreviation,
    .credential, .relative, .hospitalWord, .organizationWord, .streetSuffix,
  ]

  private var stream = FoldedStream()

  /// Finds what was given beforehand, whatever the words around say.
  func find(_ known: KnownIdentifiers, _ view: NoteView, _ findings: inout Findings) {
    findValues(known.given, view, Self.value, &findings)
    findNames(known.given, view, isGiven: true, &findings)
  }

  /// Finds what other notes of the patient hold, in what the other finders have left over.
  func findElsewhere(_ known: KnownIdentifiers, _ view: NoteView, _ findings: inout Findings) {
    findValues(known.found, view, Self.valueElsewhere, &findings)
    findNames(known.found, view, isGiven: false, &findings)
  }

  // MARK: values

  private func findValues(_ known: KnownSet, _ view: NoteView, _ rule: DetectionRule, _ findings: inout Findings) {
    guard !known.values.isEmpty else { return }
    stream.load(view.note.text)
    let count = stream.bytes.count
    var i = 0
    while i + 4 <= count {
      guard isEdge(i), let hit = known.value(at: i, stream.bytes, { isWhole($0, i, $1, view) }) else {
        i += 1
        continue
      }
      var end = Int(stream.ends[hit.end - 1])
      if hit.value.kind == .street { end = endOfStreet(end, view) }
      findings.addKnown(hit.value.kind, Int(stream.starts[i]), end, rule, view)
      i = hit.end
      // A street may have taken a word more.
      while i < count, Int(stream.starts[i]) < end { i += 1 }
    }
  }

  /// Values begin and end at the edge of a word, or between letters and figures ("MRN0384499").
  private func isEdge(_ i: Int) -> Bool {
    let bytes = stream.bytes
    return i == 0 || i == bytes.count || stream.beginsWord(i)
      || FoldedStream.isDigit(bytes[i]) != FoldedStream.isDigit(bytes[i - 1])
  }

  private func isWhole(_ value: KnownSet.Value, _ start: Int, _ end: Int, _ view: NoteView) -> Bool {
    guard end == stream.bytes.count || stream.endsWord(end) || isEdge(end) else { return false }
    var gaps = 0
    for k in start + 1..<end where stream.starts[k] > stream.ends[k - 1] {
      // At most three bytes of signs between neighbours: "(313) 785-4677", not figures of two sentences.
      guard stream.starts[k] <= stream.ends[k - 1] + 3 else { return false }
      gaps += 1
    }
    if gaps > 0, !value.allowsGaps { return false }
    // "3/7/50" and "19500307" are dates; "3750" is none.
    if value.isDate, value.stream.allSatisfy(FoldedStream.isDigit) {
      guard gaps == 2 || gaps == 0 && value.stream.count == 8 else { return false }
    }
    return !value.isWords || isMeant(ByteSpan(start: stream.starts[start], end: stream.ends[end - 1]), view)
  }

  /// A town or employer that is made of ordinary words counts with capitals only; a single word not at a sentence's start
  /// either, unless what follows makes it part of an address.
  private func isMeant(_ span: ByteSpan, _ view: NoteView) -> Bool {
    let tokens = view.note.tokens.range(covering: span)
    let words = tokens.filter { view.tokens[$0].kind == .word }
    guard let first = words.first, let last = words.last else { return false }
    guard words.allSatisfy({ view.has($0, Self.ordinary) }) else { return true }
    if words.count > 1 { return words.allSatisfy { view.tokens[$0].flags.contains(.hasUpper) } }
    let isInAddress =
      view.isSign(last + 1, ",") && view.has(last + 2, .stateAbbreviation) || view.has(last + 1, .stateAbbreviation)
    return isInAddress || isInside(first, view)
  }

  /// "4161 Pine" goes on with its "Road".
  private func endOfStreet(_ end: Int, _ view: NoteView) -> Int {
    let next = view.firstToken(atOrBehind: end)
    guard next < view.count, view.tokens[next].newlinesBefore == 0, view.has(next, .streetSuffix) else { return end }
    return Int(view.tokens[next].end)
  }

  // MARK: names

  private struct Name {
    var kind: IdentifierKind
    var isExact: Bool
  }

  private func findNames(_ known: KnownSet, _ view: NoteView, isGiven: Bool, _ findings: inout Findings) {
    guard !known.names.isEmpty else { return }
    var i = 0
    while i < view.count {
      guard let name = name(i, known, view, isGiven: isGiven) else {
        if isGiven, isInitials(i, known, view) {
          findings.add(.patient, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.initials, view)
        }
        i += 1
        continue
      }
      // Names side by side are one: "Hairston, Imani A."
      var first = i
      var last = i
      while true {
        var next = last + 1
        while next < view.count, next - last <= 3, !view.isTaken[next],
          view.isSign(next, ",") || view.isSign(next, "-") || view.isSign(next, ".") || isInitial(next, view)
        { next += 1 }
        guard next < view.count, view.tokens[next].newlinesBefore == 0,
          self.name(next, known, view, isGiven: isGiven, isBeside: true) != nil
        else { break }
        last = next
      }
      if first > 0, isInitial(first - 1, view), !view.isTaken[first - 1], view.tokens[first].newlinesBefore == 0 {
        first -= 1
      } else if first > 1, view.isSign(first - 1, "."), isInitial(first - 2, view), !view.isTaken[first - 2] {
        first -= 2
      }
      var end = Int(view.tokens[last].end)
      if view.byte(end - 1) | 0x20 == 0x73 {
        if view.byte(end - 2) == 0x27 { end -= 2 }
        if view.byte(end - 2) == 0x99, view.byte(end - 3) == 0x80, view.byte(end - 4) == 0xE2 { end -= 4 }
      }
      let rule = !isGiven ? Self.nameElsewhere : name.isExact ? Self.name : Self.misspelt
      findings.add(name.kind, Int(view.tokens[first].start), end, rule, view)
      i = last + 1
    }
  }

  private func isInitial(_ i: Int, _ view: NoteView) -> Bool {
    i < view.count && view.tokens[i].kind == .word && view.tokens[i].count == 1
      && view.tokens[i].flags.contains(.hasUpper)
  }

  /// "JH" behind "patient", "pt", "initials", a title; nowhere else.
  private func isInitials(_ i: Int, _ known: KnownSet, _ view: NoteView) -> Bool {
    let token = view.tokens[i]
    guard !known.initials.isEmpty, token.kind == .word, (2...3).contains(token.count), token.isUpper, !view.isTaken[i],
      known.initials.contains((Int(token.start)..<Int(token.end)).map { view.byte($0) })
    else { return false }
    var before = i - 1
    if view.isSign(before, ":") || view.isSign(before, ".") { before -= 1 }
    return view.continuesLine(i)
      && (view.has(before, .personTitle) || view.isWord(before, "patient", "pt", "initials", "name", "initial"))
  }

  /// The name that a token spells, or nil.
  ///
  /// A name that is an ordinary word counts only with a capital inside of a sentence, behind a title, before a verb of
  /// people, or beside another name; one found in another note not inside of a sentence alone.
  private func name(
    _ i: Int, _ known: KnownSet, _ view: NoteView, isGiven: Bool, isBeside: Bool = false
  ) -> Name? {
    let token = view.tokens[i]
    guard token.kind == .word, token.count >= 2, !view.isTaken[i], !view.has(i, [.personTitle, .doctorTitle]) else {
      return nil
    }
    if let kind = known.names[view.note.folded[i]] {
      if view.has(i, Self.ordinary) || token.count == 2, !isBeside {
        let isCapital = isGiven && (isInside(i, view) && !view.has(i + 1, .eponymHead) || isSubject(i, view))
        let hasNeighbour = token.flags.contains(.hasUpper) && hasNameBeside(i, known, view)
        guard isCapital || isTitled(i, view) || hasNeighbour else { return nil }
      }
      return Name(kind: kind, isExact: true)
    }
    guard isGiven, token.count >= KnownSet.shortestMisspelt,
      !view.has(i, [.english, .clinical, .givenName, .surname, .never]), token.flags.contains(.hasUpper),
      let kind = known.misspelt(letters(token, view))
    else { return nil }
    return Name(kind: kind, isExact: false)
  }

  private func letters(_ token: Token, _ view: NoteView) -> [UInt8] {
    FoldedStream.bytes(of: view.note.text.string(token.span))
  }

  /// True for a capitalised word that neither begins a line or sentence nor stands among capitals.
  private func isInside(_ i: Int, _ view: NoteView) -> Bool {
    let token = view.tokens[i]
    return token.flags.contains(.initialUpper) && !token.isUpper && i > 0 && token.newlinesBefore == 0
      && view.tokens[i - 1].kind == .word
  }

  /// True for a capitalised word before what people do and words do not: "Hope was seen", "Mark denies".
  private func isSubject(_ i: Int, _ view: NoteView) -> Bool {
    guard view.tokens[i].flags.contains(.initialUpper), !view.tokens[i].isUpper, view.continuesLine(i + 1) else {
      return false
    }
    return view.isPersonBehind(i + 1)
      || view.reads(i + 1, .auxiliary)
        && (view.reads(i + 2, .predicate) || view.reads(i + 2, .article) || view.isWord(i + 2, "not", "been"))
  }

  private func isTitled(_ i: Int, _ view: NoteView) -> Bool {
    view.has(i - 1, [.personTitle, .doctorTitle])
      || view.isSign(i - 1, ".") && view.has(i - 2, [.personTitle, .doctorTitle])
  }

  private func hasNameBeside(_ i: Int, _ known: KnownSet, _ view: NoteView) -> Bool {
    for j in [i - 2, i - 1, i + 1, i + 2] where j >= 0 && j < view.count && view.tokens[j].kind == .word {
      guard view.note.folded[j] != view.note.folded[i], known.names[view.note.folded[j]] != nil else { continue }
      // The other one must look like a name as well.
      if view.tokens[j].flags.contains(.hasUpper), view.tokens[max(i, j)].newlinesBefore == 0 { return true }
    }
    return false
  }
}
