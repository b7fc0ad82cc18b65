import ClinicalText

/// Names beside the cues of `names/contexts.yaml`.
extension NameFinder {
  // MARK: behind a cue

  func announced(
    _ cue: NameCue, by hit: Range<Int>, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    let traits = cue.traits
    if traits.contains(.capitalsOnly), !view.tokens[hit.lowerBound].isUpper { return }
    guard let (j, hasColon) = start(cue, hit.upperBound) else { return }
    if view.has(j, [.personTitle, .doctorTitle]), !view.has(j, .ambiguousTitle) { return }
    let isField = hasColon || traits.contains(.needsNewLine)
    if let end = parser.initials(j), parser.read(j, .looks).map({ $0.end <= end }) ?? true {
      // "pt J.S."
      if view.isTaken[j] { return }
      add(cue.kind, j, end, rule, &findings)
      return
    }
    // Behind a word of no list ordinary words may end the name: "follow up with Magena Yellow Horse".
    let isUnknown = parser.look(j) >= NameLook.unknown && view.tokens[j].flags.contains(.hasLower) && view.isCapital(j)
    let trust: NameParser.Trust = traits.contains(.strong) || isUnknown && !isShouted(j) ? .place : .looks
    if isQuote(j - 1), quoted(j, cue.kind, rule, &findings) { return }
    if let name = parser.lastFirst(j, trust), isFamilyFirst(name, isField) {
      add(cue.kind, name, rule, &findings)
      return
    }
    guard let name = parser.read(j, trust, mayBeLower: traits.contains(.lowerCase) && hasLowerName(j, hit)),
      traits.contains(.strong)
        ? (isField ? isFieldName(name, j) : isStrongName(name, j)) : isWeakName(name, j, isField)
    else { return }
    if traits.contains(.needsListed), name.best < NameLook.name { return }
    if isEponymUse(name.end - 1), !isField { return }
    add(cue.kind, name, rule, &findings)
    further(cue.kind, name.end, rule, &findings)
  }

  /// "Preferred name: "Bunny"": any one or two capitalised words between signs of quotation.
  private func quoted(_ j: Int, _ kind: IdentifierKind, _ rule: DetectionRule, _ findings: inout Findings) -> Bool {
    var end = j
    while end < view.count, end - j < 2, view.isCapital(end), view.tokens[end].kind == .word,
      !view.has(end, [.never, .notName, .clinical])
    { end += 1 }
    guard end > j, isQuote(end) || isQuote(end + 1) && view.tokens[end].kind == .symbol else { return false }
    add(kind, j, end, rule, &findings)
    return true
  }

  /// "d/w Roe and Doe", "Attending: Roe / Doe".
  private func further(_ kind: IdentifierKind, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    var next = end
    var count = 0
    while count < 6 {
      var j = next
      if view.isSign(j, ",") || view.isSign(j, ";") || view.isSign(j, "/") || view.isSign(j, "&") { j += 1 }
      if view.reads(j, .and), j < view.count, view.tokens[j].count > 1 { j += 1 }
      guard j > next, view.isCapital(j), view.continuesLine(j), !isShouted(j), let name = parser.read(j, .looks),
        name.best == NameLook.name, !view.has(j, .credential), !isEponymUse(name.end - 1)
      else { return }
      add(kind, name, rule, &findings)
      next = name.end
      count += 1
    }
  }

  /// The token at which the name begins, over what may stand between.
  private func start(_ cue: NameCue, _ first: Int) -> (Int, hasColon: Bool)? {
    let traits = cue.traits
    var j = first
    var hasColon = false
    var hasNewLine = false
    var steps = 0
    while j < view.count, steps < 8 {
      let lines = view.tokens[j].newlinesBefore
      if lines > 0 {
        guard traits.contains(.newline), hasColon || traits.contains(.needsNewLine) || lines == 1 else { return nil }
        // Without a colon a new line is a new matter, unless the cue says so ("Sincerely,").
        guard hasColon || traits.contains(.needsNewLine) else { return nil }
        hasNewLine = true
      }
      if view.isSign(j, ":") || view.isSign(j, "=") {
        guard traits.contains(.colon) else { return nil }
        hasColon = true
      } else if view.isSign(j, ",") {
        guard traits.contains(.comma) || traits.contains(.needsNewLine) else { return nil }
      } else if view.isSign(j, "(") || view.isSign(j, "[") {
        guard traits.contains(.bracket) else { return nil }
      } else if isQuote(j) || view.isSign(j, "?") && traits.contains(.colon) {
        // A name in quotation marks, or the answer to a question.
      } else if view.isSign(j, "/") {
        guard traits.contains(.slash) else { return nil }
      } else if view.isSign(j, "-"), !view.isGlued(j) || traits.contains(.dash) {
        guard traits.contains(.dash) else { return nil }
      } else if view.isSign(j, "."), view.isGlued(j), j == first {
        // The period of an abbreviation.
      } else if view.reads(j, .being), traits.contains(.being), !view.isCapital(j) {
      } else if traits.contains(.article), view.reads(j, .article), !view.isCapital(j) {
        // "her cardiologist, Dr. Roe": up to three words in lower case.
        var k = j + 1
        while k < view.count, k - j <= 3, view.tokens[k].kind == .word, !view.isCapital(k) { k += 1 }
        j = k - 1
      } else {
        break
      }
      j += 1
      steps += 1
    }
    guard j < view.count, !view.isTaken[j], view.tokens[j].kind == .word else { return nil }
    if view.tokens[j].newlinesBefore > 0 {
      guard traits.contains(.newline), hasColon && view.tokens[j].newlinesBefore == 1 || traits.contains(.needsNewLine)
      else { return nil }
      hasNewLine = true
    }
    if traits.contains(.needsColon), !hasColon { return nil }
    if traits.contains(.needsNewLine), !hasNewLine { return nil }
    // A gap is the end of an empty field.
    if !hasColon, view.tokens[j].flags.contains(.wideGap), !traits.contains(.strong) { return nil }
    return (j, hasColon)
  }

  /// In prose a word in lower case is a name where nothing else can be meant: "pt jane c/o pain".
  private func hasLowerName(_ j: Int, _ hit: Range<Int>) -> Bool {
    guard !view.isCapital(j), hit.count <= 2, parser.look(j) > 0, view.has(j, [.givenName, .surname]),
      !view.reads(j, .adverb), !view.has(j, [.never, .clinical])
    else { return false }
    if parser.look(j) == NameLook.name, view.tokens[j].count >= 4, view.has(j, .frequentName) { return true }
    // "pt rusty c/o pain", "pt art states".
    return view.isWord(j + 1, "c") && view.isSign(j + 2, "/")
      || view.reads(j + 1, .personVerb) && !view.reads(j + 1, .being) && view.has(j, .givenName)
  }

  private func isFamilyFirst(_ name: NameParser.Reading, _ isField: Bool) -> Bool {
    if isField { return name.listed > 0 || name.best >= NameLook.unknown }
    return name.hasGiven && name.best >= NameLook.unknown
  }

  /// In a field, "Attending: Roe".
  private func isFieldName(_ name: NameParser.Reading, _ j: Int) -> Bool {
    if name.clinical > 0, name.best < NameLook.name, !(name.hasGiven && name.words > 1) { return false }
    if name.words == 1, !name.hasInitial, view.tokens[j].isUpper, view.tokens[j].count <= 2 { return false }
    if name.best == NameLook.name || name.best > 0 && name.hasInitial { return true }
    if name.best == NameLook.unknown {
      return name.words > 1 || !view.tokens[j].isUpper || view.tokens[j].count > 4 && parser.endsField(name.end)
    }
    if name.best == NameLook.ambiguous {
      if name.words > 1 { return name.hasGiven || parser.endsField(name.end) }
      return parser.endsField(name.end) && !view.tokens[j].isUpper
    }
    return false
  }

  /// Behind a strong cue in prose, "widow of Rob Long".
  private func isStrongName(_ name: NameParser.Reading, _ j: Int) -> Bool {
    if name.best == NameLook.name { return !isShouted(j) || name.words > 1 || !view.has(j, .eponym) }
    if name.words > 1, name.hasGiven, !view.tokens[j].isUpper { return true }
    if name.clinical > 0 { return false }
    if name.best == NameLook.unknown {
      return !view.tokens[j].isUpper
        || name.words > 1
          && (name.listed > 0 || parser.endsField(name.end) || isLong(name) && !view.isCapital(name.end))
    }
    if name.best == NameLook.ambiguous {
      return name.listed > 0 && view.reads(name.end, .personVerb) && !view.tokens[j].isUpper
        || name.words > 1 && name.hasGiven
        || !view.tokens[j].isUpper && (name.hasGiven || parser.endsField(name.end) && name.listed > 0)
    }
    return false
  }

  /// Behind a weak cue, "seen by Roe".
  private func isWeakName(_ name: NameParser.Reading, _ j: Int, _ isField: Bool) -> Bool {
    let token = view.tokens[j]
    if !view.isCapital(j) { return name.words == 1 }
    if name.best == NameLook.name {
      // "PT SMITH AWAKE": where all is in capitals, a name and nothing else.
      return !isShouted(j) || name.words > 1 || isField
        || token.count >= 4 && view.has(j, [.surname, .givenName])
          && !view.has(j, [.clinical, .eponym, .english, .never, .notName, .unit, .hospitalWord, .organizationWord])
    }
    if token.isUpper, token.count > 1 {
      guard name.words > 1, isField || !isShouted(j) else { return false }
      return name.hasGiven && (name.clinical == 0 || name.words > name.clinical)
        || name.best == NameLook.unknown && isField && parser.endsField(name.end) && name.clinical == 0 && isLong(name)
    }
    if name.clinical > 0 { return false }
    if name.best == NameLook.unknown {
      return name.listed > 0
        || !isField && (token.count >= 4 || name.words > 1 || name.hasInitial) && !startsClause(name.end)
    }
    guard name.best == NameLook.ambiguous else { return false }
    if name.words > 1 || name.hasInitial { return name.hasGiven }
    return view.has(j, .givenName) && !isField && !startsClause(name.end)
      || view.has(j, .frequentName) && parser.endsField(name.end)
  }

  /// "TOMONO HORIGUCHI", not "LBP XR".
  private func isLong(_ name: NameParser.Reading) -> Bool {
    (name.first..<name.end).reduce(0) { $0 + (view.tokens[$1].kind == .word ? view.tokens[$1].count : 0) } >= 8
  }

  /// True where a capitalised clinical word follows: "discussed with Xyz Surgery".
  private func startsClause(_ i: Int) -> Bool {
    i < view.count && view.continuesLine(i) && view.isCapital(i) && view.tokens[i].kind == .word
      && view.looks[i] == 0 && !view.isTaken[i] && !view.has(i, .credential)
  }

  // MARK: before a cue

  func followed(
    _ cue: NameCue, by hit: Range<Int>, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    let traits = cue.traits
    var last = hit.lowerBound - 1
    var steps = 0
    while last > 0, steps < 4, !view.beginsField(last + 1) || traits.contains(.newline) {
      if view.isSign(last, ",") {
        guard traits.contains(.comma) else { return }
      } else if view.isSign(last, "(") || view.isSign(last, ")") {
        guard traits.contains(.bracket) else { return }
      } else if view.isSign(last, "-") || view.isSign(last, "/") {
        guard traits.contains(.dash) || traits.contains(.slash) else { return }
      } else if view.tokens[last].kind == .number, view.tokens[last].count <= 3, traits.contains(.comma) {
      } else if view.isSign(last, "."), parser.isInitial(last - 1) {
        break
      } else {
        break
      }
      last -= 1
      steps += 1
    }
    guard last >= 0, view.tokens[last].kind == .word, view.isCapital(last) || parser.isInitial(last) else { return }
    if view.tokens[hit.lowerBound].newlinesBefore > 0, !traits.contains(.newline) { return }
    if view.tokens[hit.lowerBound].flags.contains(.wideGap), !traits.contains(.lineStart) { return }
    guard var name = parser.readBack(last, traits.contains(.lineStart) ? .place : .looks) else { return }
    if view.isSign(name.first - 1, ","), !view.beginsField(name.first), name.words <= 2, name.best > 0,
      let family = parser.readBack(name.first - 2, .looks, mostWords: 2), view.beginsField(family.first),
      family.best >= NameLook.unknown || name.hasGiven
    {
      name.first = family.first
      name.words += family.words
      name.best = max(name.best, family.best)
      name.listed += family.listed
      name.hasGiven = name.hasGiven || family.hasGiven
    }
    if traits.contains(.lineStart) {
      guard view.beginsField(name.first), name.listed > 0 || name.words > 1 && name.best >= NameLook.unknown else {
        return
      }
      add(cue.kind, name, rule, &findings)
      return
    }
    // The name is a heading or a thing otherwise.
    if view.has(hit.lowerBound, .eponymHead) || isShouted(last) && (name.best < NameLook.name || name.words < 2) {
      return
    }
    if name.clinical > 0 || isEponymUse(last) { return }
    let isSure =
      name.words > 1
      ? name.best >= NameLook.unknown && name.listed > 0 || name.hasGiven && name.best > 0
      : name.best == NameLook.name && !view.has(last, .eponym)
        || name.best == NameLook.unknown && view.tokens[last].count >= 4 && !view.tokens[last].isUpper
          && name.first > 0 && (!startsSentence(name.first) || view.reads(hit.lowerBound, .humanVerb))
        || name.hasInitial && name.best > 0
    guard isSure else { return }
    add(cue.kind, name, rule, &findings)
  }

  /// True where a capital says nothing, because a sentence or a line begins.
  func startsSentence(_ i: Int) -> Bool {
    i == 0 || view.beginsField(i)
      || view.tokens[i - 1].kind == .symbol && !view.isSign(i - 1, ",") && !view.isSign(i - 1, "(")
  }
}
