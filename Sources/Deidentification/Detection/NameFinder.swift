import ClinicalText

/// Names of people: behind titles and words that announce them, before credentials, by the name tables, in every letter
/// case. What is an ordinary or a clinical word counts as a name only where the place says so.
struct NameFinder {
  private static let title = DetectionRule("name.title")
  private static let doctorTitle = DetectionRule("doctor.title")
  private static let credential = DetectionRule("doctor.credential")
  private static let relative = DetectionRule("name.relative")
  private static let firstPerson = DetectionRule("doctor.care-phrase")
  private static let signer = DetectionRule("doctor.initials")

  let view: NoteView
  let phrases: PhraseTable
  let parser: NameParser

  init(view: NoteView, phrases: PhraseTable) {
    self.view = view
    self.phrases = phrases
    parser = NameParser(view: view)
  }

  /// From the surest place to the weakest.
  func find(_ findings: inout Findings) {
    for i in 0..<view.count where view.has(i, [.personTitle, .doctorTitle]) && !view.isTaken[i] { titled(i, &findings) }
    for isStrong in [true, false] {
      for hit in view.phrases where hit.tag == .nameCue {
        guard case .nameCue(let cue) = phrases.meanings[hit.entry].role, cue.traits.contains(.strong) == isStrong else {
          continue
        }
        let rule = DetectionRule(source: phrases.meanings[hit.entry].source)
        if cue.traits.contains(.backward) {
          followed(cue, by: hit.tokens, rule, &findings)
        } else {
          announced(cue, by: hit.tokens, rule, &findings)
        }
      }
      guard isStrong else { break }
      for i in 0..<view.count where view.marks[i].contains(.besideName) && !view.isTaken[i] {
        if view.has(i, .credential) || isDottedCredential(i) { credentialed(i, &findings) }
        if view.has(i, .relative) { relative(i, &findings) }
        if view.reads(i, .me), view.isSign(i + 1, ",") { firstPerson(i, &findings) }
        if view.reads(i, .being) { described(i, &findings) }
      }
    }
    initialsOfSigner(&findings)
    for i in 0..<view.count where view.marks[i].contains(.bareName) { bare(i, &findings) }
    fromLists(&findings)
  }

  // MARK: titles

  /// "Mr. Roe", "dr okafor", "Drs. Roe and Doe", "Pastor Roe".
  private func titled(_ i: Int, _ findings: inout Findings) {
    let kind: IdentifierKind = view.has(i, .doctorTitle) ? .doctor : .patient
    let rule = kind == .doctor ? Self.doctorTitle : Self.title
    var j = i + 1
    if view.isSign(j, "."), view.isGlued(j) { j += 1 }
    // "Mr. and Mrs. Roe", "Dr. Dr. Roe".
    if view.tokens[i].count <= 2, view.isSign(j, "/") || view.isSign(j, "-") { return }
    if i > 0, view.tokens[i - 1].kind == .number, view.has(i, .ambiguousTitle) { return }
    guard j < view.count, !view.isTaken[j], view.tokens[j].newlinesBefore <= 1,
      !view.tokens[j].flags.contains(.wideGap),
      !view.tokens[j].flags.contains(.blockStart) || view.tokens[j].newlinesBefore == 0
    else { return }
    if view.has(i, .ambiguousTitle) {
      guard view.isCapital(i), view.isCapital(j), view.tokens[j].newlinesBefore == 0,
        view.byte(Int(view.tokens[i].end) - 2) != 0x27,
        let name = parser.read(j, .looks), name.best >= NameLook.unknown || name.hasGiven || name.listed > 1,
        view.tokens[j].flags.contains(.hasLower), !isEponymUse(name.end - 1)
      else { return }
      add(kind, name, rule, &findings)
      return
    }
    if let end = parser.initials(j) {
      // "Mr. J.S.", and "Dr. A. B. Roe" with a name behind.
      if let name = parser.read(j, .place), name.end > end {
        add(kind, name, rule, &findings)
      } else {
        add(kind, j, end, rule, &findings)
      }
      return
    }
    // "MS changes": all capitals without a period are an abbreviation unless a name follows.
    let isSure = view.isSign(i + 1, ".") || !view.tokens[i].isUpper || view.tokens[i].count > 2
    guard let name = parser.read(j, isSure ? .place : .looks, mayBeLower: true) else {
      // "Mr. R." alone.
      if isSure, parser.isInitial(j), view.isSign(j + 1, "."), view.isGlued(j + 1) {
        add(kind, j, j + 1, rule, &findings)
      }
      return
    }
    let isLower = !view.isCapital(j) && !parser.isInitial(j)
    if isLower, name.best < NameLook.unknown, !view.isSign(i + 1, "."),
      view.reads(j, .adverb) || view.reads(j, .personVerb) || !view.has(j, [.surname, .givenName]) || name.clinical > 0
    {
      return
    }
    if !isSure, name.best < NameLook.name, !name.hasInitial || name.best < NameLook.unknown { return }
    if isSure, name.best == 0, !view.isSign(i + 1, "."), name.clinical > 0 { return }
    add(kind, name, rule, &findings)
    more(kind, name.end, isPlural: view.isWord(i, "drs", "doctors"), rule, &findings)
  }

  /// "Drs. Roe, Doe and Poe": the further names of a list.
  private func more(
    _ kind: IdentifierKind, _ end: Int, isPlural: Bool, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    var next = end
    var count = 0
    while isPlural, count < 8 {
      var j = next
      if view.isSign(j, ",") || view.isSign(j, "/") || view.isSign(j, "&") { j += 1 }
      if view.reads(j, .and) || view.isSign(j, "&") { j += 1 }
      guard j > next, j < view.count, view.tokens[j].newlinesBefore <= 1, let name = parser.read(j, .place),
        !view.has(j, .credential) || name.best >= NameLook.unknown
      else { return }
      add(kind, name, rule, &findings)
      next = name.end
      count += 1
    }
  }

  // MARK: credentials

  /// "John Smith, MD", "Smith RN", "SMITH, JOHN A MD".
  private func credentialed(_ i: Int, _ findings: inout Findings) {
    // All capitals or mixed; "do", "pa" and "rd" in lower case are words.
    guard view.tokens[i].flags.contains(.hasUpper), view.tokens[i].newlinesBefore <= 1 else { return }
    let isDotted = view.isSign(i + 1, ".")
    // "PA-C" is one thing only, "PA" is several.
    let isCertified = view.isSign(i + 1, "-") && view.isGlued(i + 1) && view.isWord(i + 2, "c", "bc")
    let isAmbiguous = view.has(i, .ambiguousCredential) && !isDotted && !isCertified
    if view.tokens[i].count > 2, !view.tokens[i].isUpper, view.has(i, [.english, .surname, .givenName]) { return }
    var last = i - 1
    let hasComma = view.isSign(last, ",")
    if hasComma { last -= 1 }
    if view.tokens[i].newlinesBefore == 1, !hasComma { return }
    if view.isSign(last, "."), parser.isInitial(last - 1) { last -= 1 } else if view.isSign(last, ".") { last -= 1 }
    guard last >= 0, view.tokens[last].kind == .word, !view.isTaken[last],
      view.isCapital(last), !view.tokens[i].flags.contains(.wideGap)
    else { return }
    if view.has(last, .credential), view.tokens[last].isUpper, parser.look(last) < NameLook.unknown { return }
    guard var name = parser.readBack(last, hasComma || !isAmbiguous ? .place : .looks) else { return }
    // "ROE, JOHN MD".
    if view.isSign(name.first - 1, ","), !view.beginsField(name.first), name.words <= 2, name.best > 0,
      let family = parser.readBack(name.first - 2, .looks, mostWords: 2), view.beginsField(family.first),
      family.best >= NameLook.unknown || name.hasGiven
    {
      name.first = family.first
      name.words += family.words
      name.best = max(name.best, family.best)
      name.hasGiven = name.hasGiven || family.hasGiven
    }
    while name.words > 1, parser.look(name.first) == 0, !parser.isInitial(name.first),
      view.has(name.first, .clinical) || !view.beginsField(name.first) && !name.hasGiven
    {
      name.first += 1
      name.words -= 1
    }
    // One word alone must be a name and nothing else, or unknown: "Plan, MD aware".
    let isSure =
      name.words >= 2
      ? name.best >= NameLook.unknown || name.hasGiven || name.hasInitial
      : name.best >= NameLook.unknown
        || name.best == NameLook.ambiguous && hasComma && name.clinical == 0
    guard isSure, name.words >= 2 || !view.tokens[last].isUpper || view.tokens[last].count > 3 else { return }
    if isAmbiguous {
      let isUnknown =
        hasComma && name.words >= 2 && name.best >= NameLook.unknown && view.tokens[i].isUpper
        && name.clinical < name.words && parser.look(name.first) >= NameLook.unknown
        && view.cityStart(endingAt: last) == nil
      guard name.listed > 0 || isUnknown, isUnknown || name.words >= 2 || hasComma && name.best == NameLook.name else {
        return
      }
      // "Boston, MA": a town and its state.
      if name.words == 1, view.has(i, .stateAbbreviation), !name.hasGiven { return }
    }
    add(.doctor, name, Self.credential, &findings)
  }

  /// "M.D.", "R.N.", "D.O.", "Ph.D.": single letters, or "Ph" and "D", with periods that touch.
  private func isDottedCredential(_ i: Int) -> Bool {
    guard view.tokens[i].count <= 2, view.isSign(i + 1, "."), view.isGlued(i + 1), view.isGlued(i + 2),
      i + 2 < view.count, view.tokens[i + 2].kind == .word, view.tokens[i + 2].count == 1, !view.tokens[i].isGlued,
      view.tokens[i].flags.contains(.hasUpper)
    else { return false }
    let first = view.byte(Int(view.tokens[i].start)) | 0x20
    let second = view.byte(Int(view.tokens[i + 2].start)) | 0x20
    if view.tokens[i].count == 2 { return view.isWord(i, "ph") && second == UInt8(ascii: "d") }
    switch first {
    case UInt8(ascii: "m"): return second == UInt8(ascii: "d") || second == UInt8(ascii: "b")
    case UInt8(ascii: "d"): return second == UInt8(ascii: "o") || second == UInt8(ascii: "d")
    case UInt8(ascii: "r"): return second == UInt8(ascii: "n") || second == UInt8(ascii: "d")
    case UInt8(ascii: "n"), UInt8(ascii: "p"): return second == UInt8(ascii: "p") || second == UInt8(ascii: "a")
    default: return false
    }
  }

  // MARK: relatives and people who speak

  /// "daughter Deepa", "his wife, Mary,", "son (Jim)": capitalised, and no other word.
  private func relative(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    var isSet = false
    while j - i <= 4,
      view.isSign(j, ",") || view.isSign(j, "(") || view.isSign(j, ":") || view.isSign(j, "-")
        || view.isSign(j, "/") || view.reads(j, .being) || view.isWord(j, "whose")
    {
      if !view.reads(j, .being) { isSet = true }
      j += 1
    }
    guard j < view.count, view.tokens[j].newlinesBefore == 0, !view.isTaken[j] else { return }
    // "wife marisol": a given name and no word.
    if !view.isCapital(j), j == i + 1, view.tokens[j].count >= 4, parser.look(j) == NameLook.name,
      view.has(j, .givenName)
    {
      add(.patient, j, j + 1, Self.relative, &findings)
      return
    }
    guard view.isCapital(j) else { return }
    let isShouted = isShouted(j)
    // "Her daughter Comfort was updated": an ordinary word with a capital that nothing else gives it.
    if parser.look(j) == 0, j == i + 1, !isShouted, view.tokens[j].flags.contains(.hasLower), view.has(j, .english),
      !view.has(j, [.clinical, .never, .notName, .month, .weekday]), view.reads(j + 1, .personVerb)
    {
      add(.patient, j, j + 1, Self.relative, &findings)
      return
    }
    guard parser.look(j) > 0 || parser.isInitial(j) else { return }
    let w = parser.look(j)
    if w == NameLook.ambiguous, !view.has(j, .givenName) { return }
    if view.tokens[j].isUpper, view.tokens[j].count <= 4, w < NameLook.name { return }
    if isShouted, w < NameLook.name, !(isSet && view.has(j, .givenName)) { return }
    guard let name = parser.read(j, .looks), name.clinical == 0 || name.best == NameLook.name,
      !isEponymUse(name.end - 1)
    else { return }
    // A wife's doctor is none of her names: "mother Parkinson".
    if w == NameLook.unknown, !isSet, view.beginsField(i), view.isSign(i + 1, ":") { return }
    add(.patient, name, Self.relative, &findings)
    var next = name.end
    var count = 0
    // "sons, Tom and Dev".
    while count < 6 {
      var k = next
      if view.isSign(k, ")") { return }
      if view.isSign(k, ",") { k += 1 }
      let hasAnd = view.reads(k, .and)
      if hasAnd { k += 1 }
      // Unknown words only where the list goes on behind them.
      let goesOn = view.isSign(k + 1, ",") || view.reads(k + 1, .and)
      guard k > next, view.isCapital(k), view.continuesLine(k), !isShouted,
        parser.look(k) == NameLook.name && (hasAnd || goesOn || parser.endsField(k + 1))
          || view.has(k, .givenName) && parser.look(k) > 0 && hasAnd
          || parser.look(k) == NameLook.unknown && (hasAnd || goesOn) && !view.tokens[k].isUpper,
        let further = parser.read(k, .looks)
      else { return }
      add(.patient, further, Self.relative, &findings)
      next = further.end
      count += 1
    }
  }

  /// "I, Arjun Iyer, have reviewed the films".
  private func firstPerson(_ i: Int, _ findings: inout Findings) {
    var j = i + 2
    while j < view.count, view.has(j, [.doctorTitle]) || view.isSign(j, ".") { j += 1 }
    guard view.isCapital(j), view.tokens[j].newlinesBefore == 0, let name = parser.read(j, .place),
      view.isSign(name.end, ",") || view.has(name.end, .credential), name.best > 0
    else { return }
    add(.doctor, name, Self.firstPerson, &findings)
  }

  /// "Hao Huang is a 94 year old": the capitalised words before "is a" and a figure.
  private func described(_ i: Int, _ findings: inout Findings) {
    guard i > 0, view.reads(i + 1, .article), i + 2 < view.count,
      view.tokens[i + 2].kind == .number && view.tokens[i + 2].count <= 3
        || view.isWord(i + 2, "pleasant", "very", "delightful")
    else { return }
    guard let name = parser.readBack(view.isSign(i - 1, ",") ? i - 2 : i - 1, .place), name.best > 0,
      name.words > 1 || name.best >= NameLook.unknown || name.hasGiven, name.clinical < name.words
    else { return }
    add(.patient, name, WeakRules.described, &findings)
  }

  /// "JMR/rk" on a line of its own at the end of the note.
  private func initialsOfSigner(_ findings: inout Findings) {
    let rule = Self.signer
    for i in max(0, view.count - 40)..<max(0, view.count - 2) {
      guard view.tokens[i].newlinesBefore > 0 || i == 0, view.isSign(i + 1, "/") || view.isSign(i + 1, ":"),
        view.isGlued(i + 1), view.isGlued(i + 2), i + 3 >= view.count || view.tokens[i + 3].newlinesBefore > 0,
        view.tokens[i].kind == .word, view.tokens[i + 2].kind == .word, view.tokens[i].isUpper,
        (2...4).contains(view.tokens[i].count), (2...4).contains(view.tokens[i + 2].count),
        !view.has(i, .clinical), !view.has(i + 2, .clinical)
      else { continue }
      add(.doctor, i, i + 1, rule, &findings)
      add(.doctor, i + 2, i + 3, rule, &findings)
    }
  }

  // MARK: help for all of them

  /// True where most of the words around are in capitals, so that capitals say nothing.
  func isShouted(_ i: Int) -> Bool {
    guard view.tokens[i].isUpper, view.tokens[i].count > 1 else { return false }
    var upper = 0
    var words = 0
    for j in max(0, i - 6)..<min(view.count, i + 7)
    where j != i && view.tokens[j].kind == .word && view.tokens[j].count > 1 {
      words += 1
      if view.tokens[j].isUpper { upper += 1 }
    }
    return upper >= 2 && upper * 2 >= words
  }

  /// "Kelly clamp", "Parkinson's disease", "Hunt and Hess scale": the name stands for a thing.
  func isEponymUse(_ last: Int) -> Bool {
    if view.isProtected[last] { return true }
    var j = last + 1
    while j < view.count, j - last <= 3, view.isSign(j, "-") || view.reads(j, .and) { j += 1 }
    guard j < view.count, view.tokens[j].newlinesBefore == 0 else { return false }
    if view.has(j, .eponymHead), !view.has(j, .givenName) || !view.isCapital(j) { return true }
    // One word between: "Foley urinary catheter", "Kelly Deaver retractor".
    if view.has(last, .eponym), view.tokens[j].kind == .word, view.has(j + 1, .eponymHead), view.continuesLine(j + 1) {
      return true
    }
    return view.isCapital(j) && view.has(j + 1, .eponymHead) && view.continuesLine(j + 1) && view.has(last, .eponym)
  }

  func add(
    _ kind: IdentifierKind, _ name: NameParser.Reading, _ rule: DetectionRule, _ findings: inout Findings
  ) {
    // What a credential follows is a clinician.
    let isStaff = kind == .patient && hasCredentialBehind(name.end)
    add(isStaff ? .doctor : kind, name.first, name.end, rule, &findings)
  }

  private func hasCredentialBehind(_ end: Int) -> Bool {
    let i = view.isSign(end, ",") ? end + 1 : end
    guard i < view.count, view.tokens[i].newlinesBefore == 0, view.tokens[i].flags.contains(.hasUpper) else {
      return false
    }
    if isDottedCredential(i) { return true }
    return view.has(i, .credential) && (view.tokens[i].isUpper || view.tokens[i].count > 2)
      && (i > end || !view.has(i, .ambiguousCredential))
  }

  func add(_ kind: IdentifierKind, _ first: Int, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings) {
    var last = end - 1
    var end = Int(view.tokens[last].end)
    // A possessive is no part of the name.
    if isPossessive(last) {
      let length = view.byte(end - 2) == 0x27 ? 2 : 4
      if end - length > Int(view.tokens[last].start) { end -= length }
    }
    while last > first, view.tokens[last].kind == .symbol, !isPeriodOfName(last) {
      last -= 1
      end = Int(view.tokens[last].end)
    }
    findings.add(kind, Int(view.tokens[first].start), end, rule, view)
  }

  private func isPeriodOfName(_ i: Int) -> Bool {
    view.isSign(i, ".") && (view.tokens[i - 1].count == 1 || view.has(i - 1, .suffix))
  }
}
