import ClinicalText

/// Cities, states, countries and user names.
struct PlaceFinder {
  private static let origin = DetectionRule("place.lives-in")

  let view: NoteView
  let phrases: PhraseTable

  // MARK: before names of people

  /// Places that their surroundings make sure, whatever people are called so: "lives in Casper", "Randolph, North Carolina".
  func findSure(_ findings: inout Findings) {
    for hit in view.phrases where hit.tag == .announcesPlace || hit.tag == .announces {
      let entry = phrases.meanings[hit.entry]
      switch entry.role {
      case .announcesPlace(.city, let isAmbiguous):
        announced(hit.tokens, isAmbiguous, DetectionRule(source: entry.source), &findings)
      case .announces(.username): userName(hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
      default: break
      }
    }
    for i in 0..<view.count where view.reads(i, .reside) && !view.isTaken[i] { origin(i, &findings) }
    for hit in view.phrases where hit.tag == .place {
      let entry = phrases.meanings[hit.entry]
      let first = hit.tokens.lowerBound
      guard case .identifier(let kind, let isAmbiguous) = entry.role,
        kind == .city || kind == .state || kind == .country,
        view.isCapital(first), !view.isTaken[first], !isPerson(first), isSure(hit.tokens, kind, isAmbiguous)
      else { continue }
      add(kind, first, hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
    }
  }

  /// A title or a person's cue before it: "Dr. Washington", "call from Casper".
  private func isPerson(_ first: Int) -> Bool {
    let before = view.isSign(first - 1, ".") ? first - 2 : first - 1
    return view.has(before, [.personTitle, .doctorTitle])
  }

  private func isSure(_ hit: Range<Int>, _ kind: IdentifierKind, _ isAmbiguous: Bool) -> Bool {
    let first = hit.lowerBound
    let end = hit.upperBound
    if isThing(end) { return false }
    if kind == .city {
      // "Randolph, North Carolina".
      if view.isSign(end, ","), view.continuesLine(end + 1), isState(end + 1), !isGivenBefore(first) { return true }
    }
    // "Macon, Georgia".
    if kind == .state, view.isSign(first - 1, ","), view.continuesLine(first), !isGivenBefore(first - 1),
      view.cityStart(endingAt: first - 2) != nil
    {
      return true
    }
    // "Mount Sinai Hospital, New York".
    if kind != .country, view.isSign(first - 1, ","), first > 1, view.isTaken[first - 2], view.continuesLine(first),
      !(view.isCapital(end) && view.continuesLine(end))
    {
      return true
    }
    guard view.reads(first - 1, .placePreposition), view.continuesLine(first), !view.isCapital(first - 1) else {
      return false
    }
    if view.isWord(first - 1, "of"), isAmbiguous { return false }
    if view.isWord(first - 1, "to"), isAmbiguous, !view.reads(first - 2, .reside), !view.isWord(first - 2, "back") {
      return false
    }
    // "from Randy Hall": a name goes on.
    if view.isCapital(end), view.continuesLine(end), view.looks[end] > 0, !view.isSign(end, ",") { return false }
    if kind == .city, isAmbiguous, hit.count == 1, view.isWord(first - 1, "from", "at", "to"),
      view.has(first, .givenName), view.has(first, .frequentName)
    {
      return view.reads(first - 2, .reside) || view.isWord(first - 2, "in")
    }
    return !view.has(first, .clinical) || !isAmbiguous
  }

  private func isState(_ i: Int) -> Bool {
    if i < view.count, view.tokens[i].isUpper, view.has(i, .stateAbbreviation), view.tokens[i].count == 2 {
      return true
    }
    return view.isCapital(i) && view.beginsState(i)
  }

  private func isGivenBefore(_ first: Int) -> Bool {
    first > 0 && view.continuesLine(first) && view.isCapital(first - 1) && view.looks[first - 1] > 0
  }

  /// "Framingham risk score", "Ebola virus", "French catheter".
  private func isThing(_ end: Int) -> Bool {
    guard end < view.count, view.tokens[end].newlinesBefore == 0 else { return false }
    return view.has(end, .eponymHead) || view.reads(end, .diseaseNoun)
      || view.tokens[end].kind == .word && view.has(end + 1, .eponymHead) && view.continuesLine(end + 1)
        && !view.reads(end, .personVerb) && !view.has(end, .never)
  }

  /// "brought him in from Mobile", "city: Bath": what follows is a place even where no list knows it.
  private func announced(
    _ hit: Range<Int>, _ isAmbiguous: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    var j = hit.upperBound
    var hasColon = false
    while j < view.count, j - hit.upperBound < 2, view.isSign(j, ":") || view.isWord(j, "the") {
      hasColon = hasColon || view.isSign(j, ":")
      j += 1
    }
    // "returned to": to a town, where the word is no other.
    if isAmbiguous, !hasColon, !isListed(j), !isStrange(j) { return }
    place(j, rule, &findings)
  }

  /// "lives in Mobile", "moved to Bath", "born in Fargo".
  private func origin(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    while j < view.count, j - i <= 3,
      view.reads(j, .placePreposition) || view.reads(j, .article)
        || view.isWord(j, "alone", "raised", "and", "born", "here")
    { j += 1 }
    guard j > i + 1 else { return }
    place(j, Self.origin, &findings)
  }

  /// A city of up to three capitalised words, as a list knows it or not.
  private func place(_ j: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    if small(j, rule, &findings) { return }
    guard j < view.count, view.isCapital(j), !view.isTaken[j], view.tokens[j].kind == .word, view.continuesLine(j),
      !view.has(
        j, [.never, .hospitalWord, .month, .weekday, .notName, .relative, .demonym, .personTitle, .doctorTitle]),
      !view.isProtected[j], !view.tokens[j].isUpper || view.tokens[j].count > 3, !view.has(j, .clinical) || isListed(j)
    else { return }
    if !isListed(j),
      view.tokens[j].isUpper && !isLoud(j) || view.has(j, .english) && view.looks[j] == 0 && !view.continuesLine(j)
    {
      return
    }
    if let other = listedKind(j), other.kind != .city {
      if other.kind == .state || other.kind == .country {
        add(other.kind, j, other.end, rule, &findings)
      }
      return
    }
    var end = listedKind(j)?.end ?? j + 1
    // "Soto del Barco".
    if view.reads(end, .article) || view.has(end, .particle), view.continuesLine(end), !view.isCapital(end),
      view.isCapital(end + 1), view.continuesLine(end + 1), !view.reads(end, [.and, .being]), !view.has(end, .english)
    {
      end += 2
    }
    while end < view.count, end - j < 4, view.isCapital(end), view.tokens[end].kind == .word, !view.isTaken[end],
      view.continuesLine(end), !view.has(end, [.never, .hospitalWord, .stateAbbreviation, .notName, .clinical, .month])
    { end += 1 }
    add(.city, j, end, rule, &findings)
  }

  /// True for a word that no list knows, as names of towns are.
  private func isStrange(_ j: Int) -> Bool {
    j < view.count && view.tokens[j].kind == .word && view.tokens[j].count >= 4
      && (view.looks[j] == NameLook.unknown || view.looks[j] == NameLook.name && view.isWord(j - 1, "in"))
      && (!view.tokens[j].isUpper || isLoud(j))
  }

  /// "flew to RYSSBY": a word of no list in capitals among small letters.
  private func isLoud(_ j: Int) -> Bool {
    view.tokens[j].count >= 5 && view.looks[j] >= NameLook.unknown && !(j > 0 && view.tokens[j - 1].isUpper)
      && !(j > 1 && view.tokens[j - 2].isUpper && view.tokens[j - 2].count > 1)
  }

  /// "lives in coventry": a place in small letters that a list knows, or a word of no list behind "in" and "from".
  private func small(_ j: Int, _ rule: DetectionRule, _ findings: inout Findings) -> Bool {
    guard j < view.count, view.tokens[j].kind == .word, !view.isCapital(j), !view.isTaken[j], view.continuesLine(j),
      !view.isProtected[j], !view.isGlued(j)
    else { return false }
    if let hit = listedKind(j), view.tokens[j].count >= 5 || hit.end > j + 1,
      !view.has(hit.end - 1, [.english, .clinical, .never])
    {
      add(hit.kind, j, hit.end, rule, &findings)
      return true
    }
    guard view.isWord(j - 1, "in", "from"), view.looks[j] == NameLook.unknown, view.tokens[j].count >= 6,
      view.beginsField(j + 1) || view.isOne(j + 1, of: ".,;") || view.reads(j + 1, .and)
        || view.isWord(j + 1, "with", "alone", "near")
    else { return false }
    add(.city, j, j + 1, rule, &findings)
    return true
  }

  private func isListed(_ i: Int) -> Bool { listedKind(i) != nil }

  private func listedKind(_ i: Int) -> (kind: IdentifierKind, end: Int)? { view.placeHit(at: i) }

  // MARK: behind names of people

  /// Cities, states and countries that nothing else has taken.
  func findRest(_ findings: inout Findings) {
    for hit in view.phrases where hit.tag == .place || hit.tag == .otherIdentifier {
      let entry = phrases.meanings[hit.entry]
      guard case .identifier(let kind, let isAmbiguous) = entry.role else { continue }
      let first = hit.tokens.lowerBound
      guard !view.isTaken[first] else { continue }
      let rule = DetectionRule(source: entry.source)
      switch kind {
      case .city, .state, .country:
        guard view.isCapital(first), !isThing(hit.tokens.upperBound), !view.isProtected[first] else { continue }
        if isAmbiguous, !isPlaceContext(hit.tokens) { continue }
        add(kind, first, hit.tokens.upperBound, rule, &findings)
      case .date: add(kind, first, hit.tokens.upperBound, rule, &findings)
      default: break
      }
    }
  }

  private func isPlaceContext(_ hit: Range<Int>) -> Bool {
    view.reads(hit.lowerBound - 1, .placePreposition) && !view.has(hit.lowerBound, .clinical)
      && !view.isWord(hit.lowerBound - 1, "of", "to")
      || view.isSign(hit.upperBound, ",") && isState(hit.upperBound + 1)
  }

  /// What follows "login", "user name": letters with figures, or a word of no language.
  private func userName(_ first: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    var j = first
    while j < view.count, j - first <= 3,
      view.isSign(j, ":") || view.isSign(j, "=") || view.isWord(j, "is", "id", "name")
    { j += 1 }
    guard j < view.count, !view.isTaken[j], view.tokens[j].newlinesBefore == 0, view.tokens[j].kind != .symbol else {
      return
    }
    var end = j + 1
    var hasFigure = view.tokens[j].kind == .number
    while end < view.count, view.tokens[end].isGlued,
      view.tokens[end].kind != .symbol || view.isSign(end, "_") || view.isSign(end, ".") && view.isGlued(end + 1)
        || view.isSign(end, "-") && view.isGlued(end + 1)
    {
      if view.tokens[end].kind == .number { hasFigure = true }
      end += 1
    }
    guard hasFigure || view.has(j, [.surname]) || !view.has(j, [.english, .clinical]) else { return }
    add(.username, j, end, rule, &findings)
  }

  private func add(_ kind: IdentifierKind, _ first: Int, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings)
  {
    guard first < end else { return }
    findings.add(kind, Int(view.tokens[first].start), Int(view.tokens[end - 1].end), rule, view)
  }
}
