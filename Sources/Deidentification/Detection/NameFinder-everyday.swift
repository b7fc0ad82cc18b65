import ClinicalText

/// Names in notes of everyday life (letters, messages, social histories): without clinical words around, a capitalised word
/// of no list is a name, and a listed name is no eponym.
extension NameFinder {
  /// A single word; true when it was added.
  func fromEveryday(_ i: Int, _ name: NameParser.Reading, _ findings: inout Findings) -> Bool {
    guard view.isEveryday, view.tokens[i].flags.contains(.hasLower), view.tokens[i].count >= 2, !isContraction(i),
      !view.has(i, [.clinical, .demonym, .month, .weekday, .relative, .personTitle, .doctorTitle, .streetSuffix])
    else { return false }
    switch parser.look(i) {
    case NameLook.unknown:
      guard view.tokens[i].count >= 3, !isTool(i, name.end) || view.isWord(i - 1, "the") else { return false }
      add(kind(i), name, WeakRules.loneUnknown, &findings)
    case NameLook.name: add(.patient, name, WeakRules.everyday, &findings)
    case NameLook.ambiguous:
      guard view.has(i, [.givenName, .surname]), isEverydayName(i, name.end) else { return false }
      add(.patient, name, WeakRules.everyday, &findings)
    default: return false
    }
    return true
  }

  /// A name that is a word, too: inside of a sentence, or of one who speaks ("John: You saved my life").
  private func isEverydayName(_ i: Int, _ end: Int) -> Bool {
    if view.isCapital(end), view.continuesLine(end) { return false }
    if startsSentence(i) || isQuote(i - 1) {
      return view.has(i, .givenName) && view.isSign(end, ":") && view.continuesLine(end + 1)
        || !view.has(i, [.english, .eponym]) && view.has(i, .frequentName)
        || view.has(i, .frequentName) && view.isPersonBehind(end)
    }
    // "words like Wisdom".
    if view.has(i, .english), !view.has(i, [.givenName, .frequentName]) { return false }
    return !view.isCapital(i - 1) || view.isSign(i - 1, ",")
  }

  /// What a word of no list most likely is: "in Sacaton" is a place.
  func kind(_ i: Int) -> IdentifierKind {
    if view.isWord(i - 1, "in", "near", "visited", "visiting") { return .city }
    return view.isWord(i - 1, "at") ? .organization : .patient
  }

  /// Several words, one of which no list of words has.
  func runFromEveryday(_ name: NameParser.Reading, _ findings: inout Findings) -> Bool {
    guard view.isEveryday, name.words <= 4, name.clinical == 0, !isContraction(name.first),
      name.best >= NameLook.unknown || name.hasGiven && name.listed > 1 && !view.isWord(name.first - 1, "the")
    else { return false }
    add(.patient, name, WeakRules.everyday, &findings)
    return true
  }

  /// "I'd", "We'll", "don't": no possessive.
  func isContraction(_ i: Int) -> Bool {
    let end = Int(view.tokens[i].end)
    // "C'mon", "Y'all".
    let first = view.byte(Int(view.tokens[i].start)) | 0x20
    if view.byte(Int(view.tokens[i].start) + 1) == 0x27, first == UInt8(ascii: "c") || first == UInt8(ascii: "y") {
      return true
    }
    for length in 1...2 {
      let sign = end - length - 1
      guard sign > Int(view.tokens[i].start) else { return false }
      let isApostrophe = view.byte(sign) == 0x27 || view.byte(sign) == 0x99 && view.byte(sign - 2) == 0xE2
      if isApostrophe { return !isPossessive(i) || view.tokens[i].count <= 3 }
    }
    return false
  }
}
