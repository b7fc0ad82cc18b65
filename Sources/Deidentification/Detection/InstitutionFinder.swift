import ClinicalText

/// Hospitals and organizations: by the words of which their names are built, by lists, and behind words that announce
/// them. Looked for before names of people, because their words are names, too.
struct InstitutionFinder {
  private static let saint = DetectionRule("place.saint")

  let view: NoteView
  let phrases: PhraseTable

  func find(_ findings: inout Findings) {
    // "Children's Hospital of Philadelphia": the whole name before the words that it is built of.
    findListed(&findings) { hit, isAmbiguous in hit.count >= 3 && !isAmbiguous }
    // Longer tails first: "Medical Center" before "Center" is how the phrase table gives them.
    for hit in view.phrases where hit.tag == .placeTail {
      let entry = phrases.meanings[hit.entry]
      let rule = DetectionRule(source: entry.source)
      switch entry.role {
      case .placeTail(let kind, let isAmbiguous): tail(hit.tokens, kind, isAmbiguous, rule, &findings)
      default: break
      }
    }
    for hit in view.phrases where hit.tag == .placeHead {
      let entry = phrases.meanings[hit.entry]
      let rule = DetectionRule(source: entry.source)
      switch entry.role {
      case .placeHead(let kind, let isAmbiguous): head(hit.tokens, kind, isAmbiguous, rule, &findings)
      default: break
      }
    }
    findListed(&findings) { _, _ in true }
    for i in 0..<view.count where view.reads(i, .saint) && !view.isTaken[i] { saint(i, &findings) }
    for hit in view.phrases where hit.tag == .announcesPlace {
      let entry = phrases.meanings[hit.entry]
      guard case .announcesPlace(let kind, let isAmbiguous) = entry.role, kind == .hospital || kind == .organization
      else { continue }
      announced(hit.tokens, kind, isAmbiguous, DetectionRule(source: entry.source), &findings)
    }
    for i in 0..<view.count where view.reads(i, .work) && !view.isTaken[i] { employer(i, &findings) }
    if view.isEveryday { findEveryday(&findings) }
  }

  private func findListed(_ findings: inout Findings, _ isWanted: (Range<Int>, Bool) -> Bool) {
    for hit in view.phrases where hit.tag == .institution {
      let entry = phrases.meanings[hit.entry]
      guard case .identifier(let kind, let isAmbiguous) = entry.role, kind == .hospital || kind == .organization,
        isWanted(hit.tokens, isAmbiguous)
      else { continue }
      listed(hit.tokens, kind, isAmbiguous, DetectionRule(source: entry.source), &findings)
    }
  }

  // MARK: what a word may be in a name

  func isFree(_ i: Int) -> Bool { i >= 0 && i < view.count && !view.isTaken[i] }

  /// A word that says which institution it is, not what kind.
  private func isOwn(_ i: Int) -> Bool {
    guard view.tokens[i].kind == .word, !view.has(i, [.never, .genericPlace, .notName]), !view.isProtected[i] else {
      return false
    }
    if view.has(i, [.givenName, .surname]) || view.looks[i] > 0 { return true }
    if view.has(i, [.clinical, .hospitalWord, .organizationWord, .month, .weekday, .demonym, .relative]) {
      return false
    }
    return view.tokens[i].count > 1
  }

  private func isUpper(_ range: Range<Int>) -> Bool {
    range.allSatisfy { view.tokens[$0].kind != .word || view.tokens[$0].isUpper }
  }

  // MARK: "Riverview General Hospital"

  private func tail(
    _ hit: Range<Int>, _ kind: IdentifierKind, _ isAmbiguous: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    guard isFree(hit.lowerBound), isFree(hit.upperBound - 1) else { return }
    // Of "& Sons" the word decides.
    let isJoined = view.tokens[hit.lowerBound].kind != .word || view.reads(hit.lowerBound, .and)
    let isLower = !view.isCapital(isJoined ? hit.upperBound - 1 : hit.lowerBound)
    if isLower {
      // "our Houston clinic": the town is the name.
      guard kind == .hospital, isAmbiguous, hit.lowerBound > 0, view.isCapital(hit.lowerBound - 1),
        view.continuesLine(hit.lowerBound), isPlace(hit.lowerBound - 1)
      else { return }
    }
    var last = hit.upperBound - 1
    // "Med. Center".
    if !isLower, view.tokens[last].count <= 4, view.isSign(last + 1, "."), view.isGlued(last + 1),
      view.continuesLine(last + 2), view.isCapital(last + 2), isFree(last + 2), view.has(last + 2, .hospitalWord)
    {
      last += 2
    }
    // "Medical Center", "General Hospital West".
    while last + 1 < view.count, last - hit.upperBound < 6, view.continuesLine(last + 1), isFree(last + 1),
      view.isCapital(last + 1), !isLower,
      !view.tokens[last + 1].flags.contains(.wideGap),
      view.has(last + 1, [.hospitalWord, .organizationWord])
        || view.reads(last + 1, .direction)
          && (last + 2 >= view.count || !view.isCapital(last + 2) || view.beginsField(last + 2))
    { last += 1 }
    var first = hit.lowerBound
    var own = 0
    var words = 0
    while first > 0, !view.beginsField(first), words < 6 {
      let before = first - 1
      guard isFree(before) else { break }
      if view.tokens[before].kind == .word {
        if isLink(before, first) {
          first = before
          continue
        }
        guard view.isCapital(before),
          !view.has(before, [.never, .personTitle, .doctorTitle, .relative, .month, .weekday])
            || view.has(before, .ambiguousTitle) || view.reads(before, .direction),
          !(view.has(before, .credential) && view.tokens[before].isUpper && view.tokens[before].count < 4
            && view.looks[before] == 0)
        else { break }
        if isOwn(before) { own += 1 }
        words += 1
        first = before
      } else if view.isSign(before, "'") || view.isSign(before, "&")
        || view.isSign(before, "-") && view.isGlued(before) && view.isGlued(first)
      {
        first = before
      } else if view.isSign(before, "."), view.reads(before - 1, .saint) || view.isWord(before - 1, "mt", "ft", "univ"),
        view.isCapital(before - 1), isFree(before - 1)
      {
        first = before - 1
        own += 1
      } else {
        break
      }
    }
    while first < hit.lowerBound,
      view.tokens[first].kind != .word || view.reads(first, .link) || view.has(first, .notName) && own == 0
        || view.has(first, [.never, .genericPlace]) && words > 1 && !isNamePart(first)
    { first += 1 }
    if own == 0 {
      // "at Memorial Hospital", "seen at General Hospital": two words in Title Case behind a word of place.
      guard first < hit.lowerBound || hit.count > 1, !isLower, kind == .hospital, view.has(last, .hospitalWord),
        !isNamePart(last),
        view.tokens[last].flags.contains(.hasLower), isBehindPlaceWord(first),
        (first..<hit.lowerBound).contains(where: { isNamePart($0) }) || isNamePart(hit.lowerBound) && hit.count > 1
      else { return }
    }
    // "SF General", "NY Presbyterian": only where a place must stand.
    if hit.count == 1, last == hit.lowerBound, isNamePart(last), !isBehindPlaceWord(first), !isAnnounced(first) {
      return
    }
    guard isUpperLineSafe(first, last, own) else { return }
    add(kind, first, placeBehind(last + 1), rule, &findings)
  }

  /// "Children's Hospital Boston", "Children's Hospital of Atlanta".
  private func placeBehind(_ end: Int) -> Int {
    let i = view.isWord(end, "of") ? end + 1 : end
    guard i < view.count, view.continuesLine(i), view.isCapital(i), isFree(i), let hit = view.placeHit(at: i),
      isFree(hit.end - 1), !view.has(i, [.never, .notName])
    else { return end }
    return hit.end
  }

  /// Words that are no name but begin one: "Memorial", "General", "Children's".
  private func isNamePart(_ i: Int) -> Bool { view.reads(i, .commonHospital) }

  /// "of", "and" between capitalised words.
  private func isLink(_ i: Int, _ first: Int) -> Bool {
    view.reads(i, .link) && !view.isCapital(i) && !view.isWord(i, "at", "the") && i > 0
      && (view.isCapital(i - 1) || view.isSign(i - 1, ".") && isUniv(i - 2)) && isFree(i - 1) && view.continuesLine(i)
      && !view.has(i - 1, [.clinical, .never])
  }

  private func isUniv(_ i: Int) -> Bool { view.isCapital(i) && view.isWord(i, "univ") }

  private func isBehindPlaceWord(_ i: Int) -> Bool {
    let before = i > 0 && view.isWord(i - 1, "the", "our") ? i - 2 : i - 1
    return before >= 0 && (view.reads(before, .placePreposition) || view.isSign(before, "@"))
  }

  private func isPlace(_ i: Int) -> Bool {
    if view.cityStart(endingAt: i) != nil || view.beginsState(i) { return true }
    return view.tokens[i].isUpper && view.has(i, .stateAbbreviation)
  }

  /// In a line of capitals the words before are ordinary ones as often as names: one of them must be nothing else.
  private func isUpperLineSafe(_ first: Int, _ last: Int, _ own: Int) -> Bool {
    guard isUpper(first..<last + 1) else { return true }
    // A line of its own, as letterheads are.
    let endsLine = last + 1 >= view.count || view.tokens[last + 1].newlinesBefore > 0
    if view.beginsField(first), endsLine,
      own > 1 || view.has(first, [.surname, .givenName]) || view.reads(first, .saint)
    {
      return true
    }
    return (first..<last).contains {
      view.tokens[$0].kind == .word && view.looks[$0] >= NameLook.unknown
        || view.has($0, .frequentName) || view.reads($0, .saint)
    }
  }

  // MARK: "University of X", "Mount X"

  private func head(
    _ hit: Range<Int>, _ kind: IdentifierKind, _ isAmbiguous: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    guard isFree(hit.lowerBound), view.isCapital(hit.lowerBound), !view.reads(hit.lowerBound, .saint) else { return }
    var i = hit.upperBound
    if view.isWord(i, "the") { i += 1 }
    let start = i
    while i < view.count, i - start < 4, isFree(i), view.isCapital(i), view.continuesLine(i),
      !view.tokens[i].flags.contains(.wideGap), view.tokens[i].kind == .word,
      isOwn(i) || view.reads(i, .direction) || view.has(i, [.hospitalWord, .organizationWord])
    { i += 1 }
    guard i > start, isOwn(start) || isAmbiguous == false && view.reads(start, .direction) else { return }
    if isAmbiguous {
      guard isBehindPlaceWord(hit.lowerBound) || isAnnounced(hit.lowerBound), !isUpper(hit.lowerBound..<i) else {
        return
      }
    }
    add(kind, hit.lowerBound, i, rule, &findings)
  }

  /// "St. Vincent's", "St Mary": an institution's short name.
  private func saint(_ i: Int, _ findings: inout Findings) {
    guard view.isCapital(i), isFree(i), !view.tokens[i].isUpper || view.isSign(i + 1, ".") else { return }
    var j = i + 1
    if view.isSign(j, ".") { j += 1 }
    guard view.isCapital(j), isFree(j), view.continuesLine(j), view.tokens[j].kind == .word, view.tokens[j].count > 2,
      view.has(j, .givenName) || view.looks[j] > 0, !view.has(j + 1, .streetSuffix), !view.has(j, [.eponymHead]),
      !view.isProtected[i] || isBehindPlaceWord(i) || isAnnounced(i)
    else { return }
    if view.has(j + 1, [.eponymHead, .clinical]), view.continuesLine(j + 1), !view.reads(j + 1, .personVerb) { return }
    if i > 0, view.has(i - 1, [.streetSuffix]) || view.tokens[i - 1].kind == .number { return }
    add(.hospital, i, j + 1, Self.saint, &findings)
  }

  // MARK: lists

  private func listed(
    _ hit: Range<Int>, _ kind: IdentifierKind, _ isAmbiguous: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    let first = hit.lowerBound
    let end = hit.upperBound
    guard isFree(first), isFree(end - 1), view.isCapital(first) else { return }
    // "CHA2DS2-VASc" is no children's hospital.
    if view.isGlued(end), end < view.count, view.tokens[end].kind != .symbol { return }
    if view.has(end, .eponymHead) || view.isGlued(end) && view.isSign(end, "-") { return }
    if hit.count == 1, view.tokens[first].flags.contains(.glued), !view.isSign(first - 1, "(") { return }
    if isAmbiguous {
      let isLine = view.beginsField(first) && (end >= view.count || view.tokens[end].newlinesBefore > 0)
      let isNamed = isBehindPlaceWord(first) || isAnnounced(first) || view.isSign(first - 1, "@")
      // "Service: Cardiology, MGH".
      let isLast =
        view.isSign(first - 1, ",") && isUpper(hit) && (end >= view.count || view.tokens[end].newlinesBefore > 0)
      guard isNamed || (isLine || isLast) && kind == .hospital && !view.has(first, .clinical) else { return }
      if view.has(first, .english), hit.count == 1, !view.isCapital(first) { return }
    }
    var last = end
    // "Mount Carmel West", "UCSF Medical Center".
    while last < view.count, last - end < 3, isFree(last), view.isCapital(last), view.continuesLine(last),
      !view.tokens[last].flags.contains(.wideGap),
      view.has(last, [.hospitalWord])
        || view.reads(last, .direction)
          && (last + 1 >= view.count || !view.isCapital(last + 1) || view.beginsField(last + 1))
    { last += 1 }
    add(kind, first, last, rule, &findings)
  }

  private func isAnnounced(_ i: Int) -> Bool {
    var end = i
    while end > 0, i - end < 4, view.isSign(end - 1, ":") || view.isWord(end - 1, "the") { end -= 1 }
    return view.isPlaceAnnounced(before: end)
  }

  // MARK: behind a cue

  /// "transferred from Xyz", "works at the Foundry Group": capitalised words, one of which is no ordinary one.
  private func announced(
    _ hit: Range<Int>, _ kind: IdentifierKind, _ isAmbiguous: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    var j = hit.upperBound
    while j < view.count, j - hit.upperBound < 3, view.isSign(j, ":") || view.isWord(j, "the", "a", "our") { j += 1 }
    guard let end = run(j, kind) else { return }
    let words = (j..<end).filter { view.tokens[$0].kind == .word }
    let best = words.map { view.looks[$0] }.max() ?? 0
    guard words.contains(where: { isOwn($0) }) else { return }
    // "Transferred from Dr. Roe", "admitted to Medicine".
    if words.count == 1 {
      if view.tokens[j].isUpper, view.tokens[j].count < 3 || view.has(j, .clinical) { return }
      if isAmbiguous, best < NameLook.unknown { return }
      if view.has(j, .english), best < NameLook.unknown { return }
      if isPlace(j) { return }
    } else if isAmbiguous, best == 0 {
      // "last seen at Cedar Crest".
      guard kind == .hospital, view.isWord(hit.upperBound - 1, "at"), isOwn(j),
        words.allSatisfy({
          !view.has($0, [.genericPlace, .never, .notName]) && view.tokens[$0].flags.contains(.hasLower)
        })
      else { return }
    }
    if isUpper(j..<end), words.count > 1, best < NameLook.unknown { return }
    add(kind, j, end, rule, &findings)
  }

  /// The token behind a run of capitalised words and what joins them.
  func run(_ first: Int, _ kind: IdentifierKind) -> Int? {
    var i = first
    var end = first
    while i < view.count, i - first < 7, isFree(i), i == first || !view.beginsField(i) {
      if view.tokens[i].kind == .word, view.isCapital(i), !view.has(i, [.month, .weekday]) || i > first {
        if view.has(i, [.never]), !(view.reads(i, .link) && i > first) { break }
        if view.has(i, [.personTitle, .doctorTitle]), !view.has(i, .ambiguousTitle),
          !view.isSign(i + 1, ".") || i == first
        {
          break
        }
        i += 1
        end = i
      } else if i > first, view.isSign(i, "&") || view.isSign(i, "-") && view.isGlued(i) || view.isSign(i, "'") {
        i += 1
      } else if i > first, view.reads(i, .link), !view.isWord(i, "at"), view.isCapital(i + 1) {
        i += 1
      } else {
        break
      }
    }
    return end > first && view.tokens[first].newlinesBefore == 0 ? end : nil
  }

  /// "works as a cook at Ford Motor Company", "employed by Boeing".
  private func employer(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    let limit = min(view.count, i + 9)
    while j < limit, !view.reads(j, .employerPreposition) {
      if view.isSign(j, ".") || view.isSign(j, ";") || view.tokens[j].newlinesBefore > 1 { return }
      j += 1
    }
    guard j < limit else { return }
    j += 1
    let start = view.isWord(j, "the") ? j + 1 : j
    guard start < view.count, isFree(start), view.isCapital(start), view.tokens[start].kind == .word,
      !view.has(start, [.never, .month, .weekday, .notName, .doctorTitle, .personTitle]),
      !view.has(start, .clinical) || view.looks[start] > 0
        || j == i + 2 && view.tokens[start].flags.contains(.hasLower),
      let end = run(start, .organization)
    else { return }
    if end == start + 1, view.tokens[start].isUpper, view.tokens[start].count <= 3, view.has(start, [.clinical, .unit])
    {
      return
    }
    add(
      .organization, view.isWord(j, "the") && end > start + 1 ? j : start, end, DetectionRule("place.employer"),
      &findings)
  }

  func add(_ kind: IdentifierKind, _ first: Int, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    guard first < end else { return }
    var end = end
    while end > first + 1, view.tokens[end - 1].kind == .symbol || view.reads(end - 1, .link) { end -= 1 }
    findings.add(kind, Int(view.tokens[first].start), Int(view.tokens[end - 1].end), rule, view)
  }
}
