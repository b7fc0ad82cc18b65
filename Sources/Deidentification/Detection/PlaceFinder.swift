import ClinicalText

/// Hospitals, organizations, places, professions and user names.
struct PlaceFinder {
  private static let hospital = DetectionRule("place.hospital")
  private static let saint = DetectionRule("place.saint")
  private static let organization = DetectionRule("place.organization")
  private static let employer = DetectionRule("place.employer")
  private static let username = DetectionRule("name.username")
  private static let origin = DetectionRule("place.lives-in")

  let view: NoteView
  let phrases: PhraseTable

  /// Hospitals and organizations: before names are looked for, because their words are names too.
  func findInstitutions(_ findings: inout Findings) {
    for i in 0..<view.count where !view.isTaken[i] && view.tokens[i].kind == .word {
      if view.has(i, .hospitalWord) || isTail(i) { institution(i, .hospital, Self.hospital, &findings) }
      if !view.isTaken[i], view.has(i, .organizationWord) {
        institution(i, .organization, Self.organization, &findings)
      }
    }
    for i in 0..<view.count where !view.isTaken[i] && view.isWord(i, "st", "saint") { saint(i, &findings) }
    for hit in view.phrases {
      guard case .identifier(let kind, let isAmbiguous) = phrases.entries[hit.entry].role,
        kind == .hospital || kind == .organization,
        isCapital(hit.tokens.lowerBound), !isAmbiguous || isUpper(hit.tokens)
      else { continue }
      add(
        kind, hit.tokens.lowerBound, hit.tokens.upperBound, DetectionRule(source: phrases.entries[hit.entry].source),
        &findings)
    }
  }

  /// Cities, states, countries, professions, user names, employers: behind names.
  func findPlaces(_ findings: inout Findings) {
    for hit in view.phrases {
      let entry = phrases.entries[hit.entry]
      let first = hit.tokens.lowerBound
      switch entry.role {
      case .identifier(let kind, let isAmbiguous):
        switch kind {
        case .city, .state, .country:
          guard isCapital(first), !view.isTaken[first] else { continue }
          if isAmbiguous, !isPlaceContext(first) { continue }
          if view.has(hit.tokens.upperBound, .eponymHead)
            || view.isWord(hit.tokens.upperBound, "virus", "fever", "disease", "criteria", "classification")
          {
            continue
          }
          add(kind, first, hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
        case .profession:
          if !view.isTaken[first], !isAmbiguous || isProfessionContext(first) {
            add(kind, first, hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
          }
        case .date:
          if !view.isTaken[first] {
            add(kind, first, hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
          }
        default: break
        }
      case .announces(.username): userName(hit.tokens.upperBound, DetectionRule(source: entry.source), &findings)
      default: break
      }
    }
    for i in 0..<view.count where !view.isTaken[i] && view.isWord(i, "works", "worked", "employed", "working", "job") {
      employer(i, &findings)
    }
    for i in 0..<view.count
    where !view.isTaken[i]
      && view.isWord(
        i, "lives", "lived", "living", "resides", "resident", "moved", "native", "originally", "raised", "born",
        "traveled", "travelled")
    {
      origin(i, &findings)
    }
  }

  /// The last word of "Medical Center", "Family Medicine", "Health System", "Surgical Associates".
  private func isTail(_ i: Int) -> Bool {
    guard isCapital(i), i > 0, view.tokens[i].newlinesBefore == 0, isCapital(i - 1) else { return false }
    if view.isWord(
      i, "center", "centre", "centers", "institute", "system", "group", "associates", "services", "foundation",
      "network", "pavilion", "campus", "practice", "partners", "department")
    {
      return view.isWord(
        i - 1, "medical", "health", "healthcare", "cancer", "heart", "surgery", "surgical", "care", "regional",
        "rehabilitation", "rehab", "trauma", "children", "oncology", "memorial",
        "imaging", "eye", "orthopedic", "orthopaedic", "veterans", "women", "wellness", "nursing", "dialysis",
        "treatment", "recovery", "hospital", "clinic", "physicians", "medicine")
    }
    if view.isWord(
      i, "medicine", "pediatrics", "cardiology", "orthopedics", "oncology", "dermatology", "surgery", "practice")
    {
      return view.isWord(i - 1, "family", "internal", "sports", "general") && i > 1 && isCapital(i - 2)
        && view.tokens[i - 1].newlinesBefore == 0
    }
    if view.isWord(i, "healthcare", "health") {
      return !view.has(i - 1, [.never, .eponym])
        && !view.isWord(
          i - 1, "mental", "behavioral", "public", "home", "occupational", "womens", "oral", "past", "general", "bone",
          "national", "community", "department")
        && view.tokens[i].flags.contains(.hasLower)
        && !(i + 1 < view.count && isCapital(i + 1) && view.tokens[i + 1].newlinesBefore == 0
          && !view.isWord(i + 1, "system", "center", "network", "services"))
    }
    return false
  }

  private func isCapital(_ i: Int) -> Bool { i >= 0 && i < view.count && view.tokens[i].flags.contains(.initialUpper) }
  private func isUpper(_ range: Range<Int>) -> Bool {
    range.allSatisfy { view.tokens[$0].kind != .word || view.tokens[$0].isUpper }
  }

  // MARK: institutions

  /// Capitalised words that end with a word such as "Hospital", "Clinic" or "Inc": leftwards over names and the words
  /// that link them. A generic beginning alone ("the Hospital", "Emergency Department") is none.
  private func institution(_ i: Int, _ kind: IdentifierKind, _ rule: DetectionRule, _ findings: inout Findings) {
    guard isCapital(i) else { return }
    // The last of a row: "Medical Center", "General Hospital West".
    var last = i
    while last + 1 < view.count, view.tokens[last + 1].newlinesBefore == 0,
      view.has(last + 1, kind == .hospital ? .hospitalWord : .organizationWord),
      isCapital(last + 1), !view.isTaken[last + 1]
    { last += 1 }
    var first = i
    var own = 0
    while first > 0, view.tokens[first].newlinesBefore == 0 {
      let before = first - 1
      if view.isTaken[before] || view.tokens[first].flags.contains(.blockStart) { break }
      if view.tokens[before].kind == .word {
        let isLink =
          view.isWord(before, "of", "and", "for", "the", "de", "at") && first < i && before > 0 && isCapital(before - 1)
          && !view.isTaken[before - 1]
          && view.tokens[before].newlinesBefore == 0
        if isLink, !view.isWord(before, "at", "the") {
          first = before
          continue
        }
        guard isCapital(before),
          !view.has(before, [.never, .personTitle, .doctorTitle, .relative, .month, .weekday, .credential])
        else { break }
        if !view.has(before, [.hospitalWord, .organizationWord]), !isGeneric(before) { own += 1 }
        first = before
        if i - first > 6 { break }
      } else if view.isSign(before, "'") || view.isSign(before, "&") || view.isSign(before, "-") && view.isGlued(before)
      {
        first = before
      } else if view.isSign(before, "."), view.isWord(before - 1, "st", "mt", "ft"), isCapital(before - 1) {
        first = before - 1
        own += 1
      } else {
        break
      }
    }
    while first < i,
      view.tokens[first].kind != .word || view.isWord(first, "of", "and", "for", "the", "de")
        || isGeneric(first) && own > 0 && view.has(first, .never)
    { first += 1 }
    guard own > 0, isUpperLineSafe(first, last, own) else { return }
    add(kind, first, last + 1, rule, &findings)
  }

  /// Words that say what kind of institution it is, not which.
  private func isGeneric(_ i: Int) -> Bool {
    view.isWord(
      i, "emergency", "intensive", "outpatient", "inpatient", "primary", "urgent", "surgical", "surgery", "medical",
      "dental", "wound", "pain", "sleep",
      "oncology", "cardiology", "neurology", "pediatric", "pediatrics", "local", "outside", "same", "our", "your",
      "this", "family", "women", "children",
      "eye", "ear", "nose", "throat", "heart", "cancer", "fertility", "diabetes", "anticoagulation", "orthopedic",
      "orthopaedic", "psychiatric", "mental", "health",
      "nursing", "home", "long", "term", "skilled", "acute", "day", "ambulatory", "plastic", "vascular", "gi", "ent",
      "ob", "er", "new", "internal",
      "physical", "therapy", "operating", "recovery", "critical", "special", "care", "hematology", "urology", "renal",
      "dialysis", "transplant", "the", "a")
  }

  /// In a line of capitals the words before are ordinary ones as often as names: one of them must be nothing else.
  private func isUpperLineSafe(_ first: Int, _ last: Int, _ own: Int) -> Bool {
    guard isUpper(first..<last + 1) else { return true }
    // A line of its own, as letterheads are.
    let startsLine = first == 0 || view.tokens[first].newlinesBefore > 0
    let endsLine = last + 1 >= view.count || view.tokens[last + 1].newlinesBefore > 0
    if startsLine, endsLine, own > 1 || view.has(first, [.surname, .givenName]) { return true }
    return (first..<last).contains {
      view.tokens[$0].kind == .word && !view.has($0, [.english, .clinical])
        || view.has($0, [.surname, .givenName, .frequentName])
    }
  }

  /// "St. Vincent's", "St Mary": an institution's short name.
  private func saint(_ i: Int, _ findings: inout Findings) {
    guard isCapital(i), !view.tokens[i].isUpper || view.isSign(i + 1, ".") else { return }
    var j = i + 1
    if view.isSign(j, ".") { j += 1 }
    guard isCapital(j), view.tokens[j].newlinesBefore == 0, view.tokens[j].kind == .word, view.tokens[j].count > 3,
      view.has(j, .givenName) || !view.has(j, [.english, .clinical]), !view.has(j + 1, .streetSuffix),
      !view.has(j, [.eponymHead])
    else { return }
    if i > 0, view.has(i - 1, [.streetSuffix]) { return }
    add(.hospital, i, j + 1, Self.saint, &findings)
  }

  // MARK: places

  private func isPlaceContext(_ first: Int) -> Bool {
    view.isWord(first - 1, "in", "from", "near", "outside", "of", "to", "visited")
      || view.isSign(first + 1, ",") && view.has(first + 2, .stateAbbreviation)
  }

  /// "lives in Mobile", "moved to Bath", "born in Fargo": what follows is a place even where no list knows it.
  private func origin(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    while j < view.count, j - i <= 3,
      view.isWord(j, "in", "at", "to", "from", "near", "of", "a", "the", "outside", "alone", "raised", "and")
    { j += 1 }
    guard j > i + 1, j < view.count, isCapital(j), !view.isTaken[j], view.tokens[j].kind == .word,
      view.tokens[j].newlinesBefore == 0,
      !view.has(j, [.never, .hospitalWord, .month, .weekday]), !view.tokens[j].isUpper || view.tokens[j].count > 3
    else { return }
    var end = j + 1
    while end < view.count, end - j < 3, isCapital(end), view.tokens[end].kind == .word, !view.isTaken[end],
      view.tokens[end].newlinesBefore == 0,
      !view.has(end, [.never, .hospitalWord, .stateAbbreviation])
    { end += 1 }
    add(.city, j, end, Self.origin, &findings)
  }

  private func isProfessionContext(_ first: Int) -> Bool {
    var j = first - 1
    while j >= 0, first - j <= 3,
      view.isWord(j, "a", "an", "the", "retired", "former", "as", "full", "time", "part", "is", "was")
    { j -= 1 }
    return view.isWord(j + 1, "retired", "former")
      || view.isWord(j, "works", "worked", "working", "employed", "job", "occupation", "profession", "career")
      || view.isSign(j, ":") && view.isWord(j - 1, "occupation", "profession", "job", "employment", "work")
      || view.isWord(j, "old") && view.isWord(first - 1, "a", "old") == true
  }

  /// "works as a cook at Ford Motor Company", "employed by Boeing": up to five capitalised words behind "at", "for" or "by".
  private func employer(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    let limit = min(view.count, i + 9)
    while j < limit, !view.isWord(j, "at", "for", "by", "with") {
      if view.isSign(j, ".") || view.isSign(j, ";") { return }
      j += 1
    }
    guard j < limit else { return }
    j += 1
    var start = j
    if view.isWord(start, "the") { start += 1 }
    guard start < view.count, isCapital(start), !view.isTaken[start], view.tokens[start].kind == .word,
      !view.has(start, [.never, .month, .weekday])
    else { return }
    var end = start + 1
    while end < view.count, end - start < 6, !view.isTaken[end], view.tokens[end].newlinesBefore == 0,
      isCapital(end) && view.tokens[end].kind == .word || view.isSign(end, "&") || view.isSign(end, "'")
        || view.isWord(end, "of", "and") && isCapital(end + 1)
    { end += 1 }
    add(.organization, view.isWord(j, "the") ? j : start, end, Self.employer, &findings)
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
