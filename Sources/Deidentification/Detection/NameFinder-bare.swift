import ClinicalText

/// Names that nothing announces.
extension NameFinder {
  private static let listed = DetectionRule("name.listed")
  private static let reversed = DetectionRule("name.last-first")

  /// True for the source of a mark that rests on looks alone.
  static func isGuess(_ source: ByteSlice) -> Bool {
    source.start == WeakRules.loneUnknown.source.start || source.start == WeakRules.unknown.source.start
  }

  func bare(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i], view.isCapital(i), !view.isProtected[i] else { return }
    // "19-French Blake".
    if i > 1, view.isSign(i - 1, "-"), view.isGlued(i), view.isGlued(i - 1), view.tokens[i - 2].kind == .number {
      return
    }
    let w = parser.look(i)
    let isShouted = isShouted(i)
    // "SMITH, JOHN".
    if w > 0, view.isCapital(i), let name = parser.lastFirst(i, .looks), isReversed(name, i, isShouted) {
      add(.patient, name, Self.reversed, &findings)
      return
    }
    guard let name = parser.read(i, .looks) else { return }
    // "New York", "Palo Alto": of a town of several words the list of towns tells, unless it begins like a person.
    if let place = view.placeHit(at: i), place.end > i + 1, place.end == name.end, !view.has(i, .givenName) { return }
    if isEponymUse(name.end - 1), !isPersonInFull(name) { return }
    if name.words > 1 || name.hasInitial {
      if isName(name, i, isShouted) {
        add(.patient, name, name.listed > 0 ? Self.listed : WeakRules.unknown, &findings)
      } else if !isShouted {
        if !runFromSentence(name, &findings) { _ = runFromEveryday(name, &findings) }
      }
      return
    }
    if !isShouted, fromSentence(i, name, &findings) || fromEveryday(i, name, &findings) { return }
    if w == NameLook.unknown, !isShouted {
      // "Calliope Karydis": an ordinary word before it that no sentence gives a capital.
      if followsCapitalWord(i), name.words == 1, !isThing(name.end), view.tokens[i].flags.contains(.hasLower) {
        add(.patient, i - 1, name.end, WeakRules.unknown, &findings)
        return
      }
      if isLoneUnknown(i, name), !isTool(i, name.end) {
        add(kind(i), name, WeakRules.loneUnknown, &findings)
      }
      return
    }
    guard w == NameLook.name, !isShouted, view.tokens[i].count >= 3, !view.tokens[i].isUpper,
      !view.has(i + 1, [.hospitalWord, .organizationWord, .streetSuffix])
    else { return }
    if view.has(i, .givenName), !view.has(i, .eponym) || view.reads(i + 1, .personVerb) {
      add(.patient, name, WeakRules.given, &findings)
    } else if !view.has(i, .eponym), !isThing(name.end), !startsSentence(i) || view.reads(i + 1, .personVerb),
      !isTool(i, name.end)
    {
      add(.patient, name, WeakRules.surname, &findings)
    }
  }

  /// "Ivan Petrik points out": a given name before it, and neither word an eponym.
  private func isPersonInFull(_ name: NameParser.Reading) -> Bool {
    name.words > 1 && view.has(name.first, .givenName) && parser.look(name.first) == NameLook.name
      && !view.has(name.end - 1, .eponym) && !view.isProtected[name.end - 1]
  }

  /// A capitalised word in the middle of a sentence that no list knows, clinical, English or of names: it may be one.
  private func isLoneUnknown(_ i: Int, _ name: NameParser.Reading) -> Bool {
    view.tokens[i].flags.contains(.hasLower) && view.tokens[i].count >= 3 && !startsSentence(i) && !isThing(name.end)
      && !view.isCapital(i - 1) && !view.isCapital(name.end) && !view.isGlued(i) && !view.isGlued(name.end + 1)
      && view.tokens[i - 1].kind == .word && !view.has(i, [.eponym]) && !isBrand(i)
      // "line of Toldt", "Kager's fat pad".
      && !view.isWord(i - 1, "of") && !(isPossessive(i) && view.tokens[name.end].kind == .word)
  }

  /// One word of two names with a hyphen.
  private func isHyphenated(_ name: NameParser.Reading, _ i: Int) -> Bool {
    name.words == 2 && name.end == i + 3 && view.isSign(i + 1, "-")
  }

  private func followsCapitalWord(_ i: Int) -> Bool {
    guard i > 1, view.isCapital(i - 1), view.looks[i - 1] == 0, !view.isTaken[i - 1], !startsSentence(i - 1),
      view.continuesLine(i), view.tokens[i - 1].flags.contains(.hasLower), !view.isCapital(i - 2),
      view.tokens[i - 1].kind == .word, !view.isCapital(i + 1)
    else { return false }
    return view.has(i - 1, .english)
      && !view.has(
        i - 1,
        [
          .clinical, .never, .notName, .month, .weekday, .hospitalWord, .organizationWord, .demonym, .eponymHead,
          .eponym,
          .relative, .personTitle, .doctorTitle, .genericPlace,
        ])
  }

  /// "OsteoMed": a capital inside that no name has ("McIntosh", "DeShawn" have).
  func isBrand(_ i: Int) -> Bool {
    let token = view.tokens[i]
    var capital = 0
    for k in 1..<token.count where view.byte(Int(token.start) + k) &- 0x41 < 26 { capital = k }
    guard capital > 0 else { return false }
    return capital > 3 || view.byte(Int(token.start) + capital - 1) &- 0x41 < 26
  }

  /// "curved Masterson", "a Superblade", "Perlane was injected": what is used, not who.
  func isTool(_ i: Int, _ end: Int) -> Bool {
    if view.reads(i - 1, .tool) || view.isWord(i - 1, "a", "an", "the") && !view.has(end, .relative) { return true }
    guard view.reads(end, .auxiliary) else { return false }
    var k = end + 1
    // "Zumbracht is a 1996 comedy".
    if view.reads(k, .article), k + 1 < view.count, view.tokens[k + 1].kind == .number, view.tokens[k + 1].count == 4 {
      return true
    }
    while k - end <= 2, view.reads(k, .adverb) { k += 1 }
    return view.reads(k, .use)
  }

  func isPossessive(_ i: Int) -> Bool {
    let end = Int(view.tokens[i].end)
    return view.byte(end - 1) | 0x20 == 0x73
      && (view.byte(end - 2) == 0x27 || view.byte(end - 2) == 0x99 && view.byte(end - 4) == 0xE2)
  }

  /// A noun behind a surname makes it the name of a thing: "Zimmer plate".
  func isThing(_ end: Int) -> Bool {
    guard end < view.count, view.tokens[end].newlinesBefore == 0 else { return false }
    if view.isSign(end, "-") { return true }
    if view.tokens[end].kind == .word, !view.isCapital(end), view.has(end + 1, .eponymHead),
      view.continuesLine(end + 1),
      !view.has(end, .never), !view.reads(end, .personVerb)
    {
      return true
    }
    // A noun that no list of ordinary words has is a clinical one: "bunionectomy".
    if view.tokens[end].kind == .number {
      // "Anwen Gruffudd 31yo" is no thing.
      return !view.isWord(end + 1, "y", "yo", "yr", "yrs", "year", "years", "f", "m")
    }
    return view.tokens[end].kind == .word && !view.isCapital(end)
      && !view.reads(end, .personVerb) && !view.has(end, .never) && view.tokens[end].count > 2
      && (view.has(end, [.clinical, .eponymHead])
        || view.classes[end].isDisjoint(with: [.english, .credential, .relative]))
  }

  private func isReversed(_ name: NameParser.Reading, _ i: Int, _ isShouted: Bool) -> Bool {
    // "KOWALENKO, DARYNA seen and examined": capitals among words in lower case, of no list.
    if !isShouted, view.beginsField(i), view.tokens[i].isUpper, view.tokens[i].count >= 5, name.words == 2,
      view.looks[i] >= NameLook.unknown, view.looks[name.end - 1] >= NameLook.unknown,
      view.tokens[name.end - 1].isUpper, view.tokens[name.end - 1].count >= 4, name.end < view.count,
      !view.beginsField(name.end), view.tokens[name.end].kind == .word, !view.isCapital(name.end)
    {
      return true
    }
    guard name.words >= 2, name.hasGiven, view.has(i, .surname) || name.best >= NameLook.unknown, name.clinical == 0
    else { return false }
    // Of two words that are ordinary ones, too, or in a list of capitals, one must be a name and nothing else.
    if isShouted {
      return name.best == NameLook.name && name.listed >= 2 && view.beginsField(i)
        || name.listed >= 2 && name.best == NameLook.name
    }
    return name.best >= NameLook.unknown && view.beginsField(i)
      || name.best == NameLook.name && name.listed >= 2 && view.tokens[i].isUpper
  }

  private func isName(_ name: NameParser.Reading, _ i: Int, _ isShouted: Bool) -> Bool {
    if name.clinical > 0, name.best < NameLook.name { return false }
    if isShouted {
      guard name.hasGiven, name.best == NameLook.name, view.has(i, .givenName), name.clinical == 0 else { return false }
      return name.listed >= 2
        || view.looks[i] == NameLook.name && view.beginsField(i) && view.beginsField(name.end) && name.words > 1
    }
    if view.tokens[i].isUpper, view.tokens[i].count > 1 {
      return name.listed >= 2 && name.hasGiven && name.best == NameLook.name
        || view.has(i, .givenName) && name.best >= NameLook.unknown && name.listed > 0 && name.words > 1
    }
    if parser.isInitial(i) {
      return view.isSign(i + 1, ".") && name.best == NameLook.name && !view.has(name.end - 1, [.eponym, .clinical])
    }
    let w = parser.look(i)
    // "Bard-Parker scalpel", "Austin-Akin bunionectomy".
    if isHyphenated(name, i), isThing(name.end) { return false }
    let isGivenFirst = view.has(i, .givenName)
    // "Mark B.", "Sarah P."
    if name.words == 1 {
      guard isGivenFirst, name.hasInitial, view.isSign(name.end - 1, ".") || parser.endsField(name.end) else {
        return false
      }
      return w == NameLook.name || !startsSentence(i) || view.has(i, .frequentName)
    }
    if isGivenFirst {
      if w == NameLook.name { return true }
      if name.best == NameLook.name { return true }
      if name.best == NameLook.unknown { return !startsSentence(i) || view.has(i, .frequentName) }
      return name.hasInitial || view.has(i, .frequentName) && view.has(name.end - 1, [.surname])
    }
    if startsSentence(i) {
      return name.best == NameLook.name && name.hasGiven
        || name.best >= NameLook.unknown && view.looks[i] >= NameLook.unknown
          && view.looks[name.end - 1] >= NameLook.unknown
          && view.tokens[i].flags.contains(.hasLower) && name.words <= 3 && !isThing(name.end)
          && !view.isSign(name.end, ":") && !view.has(i, .eponym) && !view.has(name.end - 1, .eponym)
    }
    return name.best == NameLook.name && (name.listed >= 2 || name.hasGiven)
      || name.best >= NameLook.unknown && view.tokens[i].flags.contains(.hasLower) && name.words <= 3
        && !isThing(name.end) && !view.has(i, .eponym) && !view.has(name.end - 1, .eponym)
  }
}
