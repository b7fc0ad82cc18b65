import ClinicalText

/// Names that only the sentence tells: before what people do, are and have, behind what is said, in lists beside other names.
/// The words are those of `names/grammar.yaml`.
extension NameFinder {
  private static let subject = DetectionRule("name.subject")
  private static let said = DetectionRule("name.said")

  /// A single word that the words around it make a name; true when it was added.
  func fromSentence(_ i: Int, _ name: NameParser.Reading, _ findings: inout Findings) -> Bool {
    guard mayBeName(i, name) else { return false }
    if isSaid(i, name.end) {
      add(.patient, name, Self.said, &findings)
      return true
    }
    if isOwner(i, name.end) || view.isPersonBehind(name.end) || isCalled(i, name.end) {
      add(.patient, name, Self.subject, &findings)
      return true
    }
    return false
  }

  /// Two or three words before what people do, one of which a list knows as a name or none knows.
  func runFromSentence(_ name: NameParser.Reading, _ findings: inout Findings) -> Bool {
    guard name.words <= 3, name.clinical == 0, name.best >= NameLook.unknown || name.hasGiven,
      view.tokens[name.first].flags.contains(.hasLower),
      view.isPersonBehind(name.end) || isOwner(name.end - 1, name.end),
      !view.has(name.first, .sureEponym), !view.isWord(name.first - 1, "the")
    else { return false }
    add(.patient, name, Self.subject, &findings)
    return true
  }

  private func mayBeName(_ i: Int, _ name: NameParser.Reading) -> Bool {
    guard name.clinical == 0, view.tokens[i].flags.contains(.hasLower), !view.tokens[i].isUpper,
      !view.has(i, [.clinical, .sureEponym, .demonym]), !isContraction(i),
      !(view.has(i, .english) && (view.reads(i, .adverb) || view.reads(i, .auxiliary))),
      // "The Princess Royal".
      !(view.has(i, .english) && view.isCapital(i - 1) && view.continuesLine(i))
    else { return false }
    switch parser.look(i) {
    case NameLook.name: return true
    case NameLook.unknown: return view.tokens[i].count >= 3 && !isBrand(i)
    case NameLook.ambiguous:
      return view.has(i, .givenName) || view.has(i, .frequentName) && !view.has(i, .english)
    default: return false
    }
  }

  // MARK: behind the name

  /// "Tuulikki's brother", "Meenakshi's left knee".
  private func isOwner(_ last: Int, _ end: Int) -> Bool {
    guard isPossessive(last), end < view.count, view.continuesLine(end) else { return false }
    for k in end...min(end + 1, view.count - 1) {
      guard view.tokens[k].kind == .word, !view.isCapital(k), view.tokens[k].newlinesBefore <= 1 else { return false }
      if view.reads(k, .belonging) || view.has(k, .relative) || view.reads(k, .personNoun) {
        return !view.has(k, .eponymHead) && !view.has(k + 1, .eponymHead)
      }
      if view.has(k, .eponymHead) || view.reads(k, .link) { return false }
    }
    return false
  }

  // MARK: speech

  /// "said Felix", "Thandeka: "When can I go?"".
  private func isSaid(_ i: Int, _ end: Int) -> Bool {
    if view.reads(i - 1, .speech), view.continuesLine(i), !view.isCapital(i - 1) { return !isThing(end) }
    return view.isSign(end, ":") && isQuote(end + 1) && view.continuesLine(end + 1)
  }

  /// "Niamh, can you send it?", "Do not worry, Catriona!".
  private func isCalled(_ i: Int, _ end: Int) -> Bool {
    if startsSentence(i) || isQuote(i - 1), view.isSign(end, ","), view.continuesLine(end + 1),
      view.reads(end + 1, .request), !view.isCapital(end + 1) || view.reads(end + 1, .me)
    {
      return true
    }
    return i > 1 && view.isSign(i - 1, ",") && view.tokens[i - 2].kind == .word && !view.isCapital(i - 2)
      && (view.isSign(end, "!") || view.isSign(end, "?"))
  }

  /// A sign of quotation.
  func isQuote(_ i: Int) -> Bool {
    guard i >= 0, i < view.count, view.tokens[i].kind == .symbol else { return false }
    if view.isSign(i, "\"") { return true }
    // U+201C and U+201D.
    let start = Int(view.tokens[i].start)
    return view.byte(start) == 0xE2 && view.byte(start + 1) == 0x80 && (view.byte(start + 2) | 1) == 0x9D
  }

  // MARK: lists

  /// "Hleb, Sheila and Donna": what commas and "and" join to a name that was found is one, too, unless it is a word.
  /// Linear: each step takes a token.
  func fromLists(_ findings: inout Findings) {
    var next = 0
    while next < findings.items.count {
      let item = findings.items[next]
      next += 1
      guard item.kind == .patient || item.kind == .doctor, !Self.isGuess(item.source) else { continue }
      let tokens = view.note.tokens.range(covering: item.span)
      guard !tokens.isEmpty else { continue }
      forwards(tokens.upperBound, item.kind, &findings)
      backwards(tokens.lowerBound, item.kind, &findings)
    }
  }

  private func forwards(_ end: Int, _ kind: IdentifierKind, _ findings: inout Findings) {
    var j = end
    let hasComma = view.isSign(j, ",")
    if hasComma { j += 1 }
    let hasAnd = view.reads(j, .and) || view.isSign(j, "&")
    if hasAnd { j += 1 }
    guard j > end, j < view.count, view.tokens[j].newlinesBefore <= 1, isMember(j),
      let name = parser.read(j, .looks, mostWords: 3), name.clinical == 0, !isEponymUse(name.end - 1),
      !isThing(name.end)
    else { return }
    if !hasAnd {
      // Without "and" the list must go on.
      guard view.isSign(name.end, ",") && view.isCapital(name.end + 1) || view.reads(name.end, .and) else { return }
    }
    add(kind, name, WeakRules.inList, &findings)
  }

  private func backwards(_ first: Int, _ kind: IdentifierKind, _ findings: inout Findings) {
    var j = first - 1
    guard view.continuesLine(first) || j > 0 && view.tokens[first].newlinesBefore == 1 else { return }
    let hasAnd = view.reads(j, .and) || view.isSign(j, "&")
    if hasAnd { j -= 1 }
    let hasComma = view.isSign(j, ",")
    if hasComma { j -= 1 }
    guard j >= 0, j < first - 1, isMember(j), let name = parser.readBack(j, .looks, mostWords: 3), name.clinical == 0,
      !isEponymUse(j)
    else { return }
    if !hasAnd {
      // A list, or a place and what follows it: before it stands a comma or a colon.
      guard view.isSign(name.first - 1, ",") || view.isSign(name.first - 1, ":") else { return }
    }
    add(kind, name, WeakRules.inList, &findings)
  }

  /// May be one of several names side by side.
  private func isMember(_ i: Int) -> Bool {
    guard i < view.count, view.tokens[i].kind == .word, view.isCapital(i), !view.isTaken[i], !view.tokens[i].isUpper,
      !view.isProtected[i], !isShouted(i), !isBrand(i), !view.has(i, [.clinical, .sureEponym, .demonym])
    else { return false }
    let look = parser.look(i)
    return look >= NameLook.unknown && view.tokens[i].count >= 2
      || look == NameLook.ambiguous && view.has(i, .givenName)
  }
}
