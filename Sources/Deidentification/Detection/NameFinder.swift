import ClinicalText

/// Names of people: behind titles and words that announce them, before credentials, by the name tables, in every letter
/// case. What is an ordinary or a clinical word counts as a name only where the place says so.
struct NameFinder {
  private static let title = DetectionRule("name.title")
  private static let credential = DetectionRule("name.credential")
  private static let listed = DetectionRule("name.listed")
  private static let given = DetectionRule("name.given")
  private static let relative = DetectionRule("name.relative")
  private static let verb = DetectionRule("name.before-verb")
  private static let reversed = DetectionRule("name.last-first")
  private static let firstPerson = DetectionRule("name.first-person")
  private static let described = DetectionRule("name.described")

  let view: NoteView
  let phrases: PhraseTable

  func find(_ findings: inout Findings) {
    for i in 0..<view.count where !view.isTaken[i] && view.tokens[i].kind == .word {
      if view.has(i, [.personTitle, .doctorTitle]) { titled(i, &findings) }
    }
    for hit in view.phrases {
      switch phrases.entries[hit.entry].role {
      case .announces(let kind) where kind == .patient || kind == .doctor:
        announced(kind, behind: hit.tokens.upperBound, phrases.entries[hit.entry].source, isLabel: true, &findings)
      case .mayAnnounceName(let kind):
        announced(kind, behind: hit.tokens.upperBound, phrases.entries[hit.entry].source, isLabel: false, &findings)
      default: break
      }
    }
    for i in 0..<view.count where !view.isTaken[i] && view.tokens[i].kind == .word {
      if view.has(i, .credential) || isDottedCredential(i) { credentialed(i, &findings) }
      if view.has(i, .relative) { relative(i, &findings) }
      if view.isWord(i, "i"), view.isSign(i + 1, ",") { firstPerson(i, &findings) }
      if view.isWord(i, "is", "was"), view.isWord(i + 1, "a", "an") { described(i, &findings) }
    }
    for i in 0..<view.count where !view.isTaken[i] && view.tokens[i].kind == .word { bare(i, &findings) }
  }

  // MARK: what a name looks like

  /// How much a word looks like a name: 0 not at all; 1 a name that is a word too; 2 unknown; 3 a name and nothing else.
  func weight(_ i: Int) -> Int {
    guard i >= 0, i < view.count, view.tokens[i].kind == .word, !view.isTaken[i] else { return 0 }
    let classes = view.classes[i]
    if !classes.isDisjoint(with: [
      .never, .month, .weekday, .personTitle, .doctorTitle, .credential, .hospitalWord, .streetSuffix, .unit,
    ]) {
      return classes.contains(.givenName)
        && classes.isDisjoint(with: [.never, .personTitle, .doctorTitle, .hospitalWord]) ? 1 : 0
    }
    let isName = !classes.isDisjoint(with: [.givenName, .surname])
    let isWord = !classes.isDisjoint(with: [.english, .clinical, .ambiguousName])
    if isName { return isWord || classes.contains(.eponym) ? 1 : 3 }
    if isWord || !classes.isDisjoint(with: [.eponym, .eponymHead, .organizationWord, .relative]) { return 0 }
    return view.tokens[i].count >= 2 ? 2 : 0
  }

  private func isCapital(_ i: Int) -> Bool { i < view.count && view.tokens[i].flags.contains(.initialUpper) }

  private func isInitial(_ i: Int) -> Bool {
    i >= 0 && i < view.count && view.tokens[i].kind == .word && view.tokens[i].count == 1
      && view.tokens[i].flags.contains(.hasUpper) && !view.isTaken[i]
  }

  /// The token behind a name that begins at `first`, or nil.
  ///
  /// - Parameter trust: 0 takes only words that the tables know as names or nothing knows; 1 takes any capitalised word
  ///   that is no function word, once the place says that a name stands there.
  private func nameEnd(_ first: Int, trust: Int, mayBeLower: Bool, mostWords: Int = 4) -> Int? {
    var i = first
    var words = 0
    var strength = 0
    var end = first
    while i < view.count, words < mostWords, i == first || view.tokens[i].newlinesBefore == 0 {
      if view.isTaken[i] { break }
      if isInitial(i), words == 0 || !view.isWord(i, "i") || view.isSign(i + 1, ".") {
        // "T." and "J" among the words of a name.
        var j = i + 1
        if view.isSign(j, "."), view.isGlued(j) { j += 1 }
        let next = nextWord(j)
        if words == 0, weight(next) == 0 { break }
        i = j
        if words > 0 { end = j }
        if words == 0 { end = first }
        continue
      }
      let w = weight(i)
      let isCapital = isCapital(i)
      if view.has(i, .particle), words > 0 || !isCapital || w == 0, let next = particleEnd(i) {
        i = next
        continue
      }
      if view.has(i, .suffix), words > 0 {
        i += 1
        end = i
        continue
      }
      guard view.tokens[i].kind == .word else {
        // Hyphens inside a name: "El-Masri".
        if view.isSign(i, "-"), view.isGlued(i), view.isGlued(i + 1), words > 0, i + 1 < view.count,
          view.tokens[i + 1].kind == .word
        {
          i += 1
          continue
        }
        break
      }
      if isCapital {
        guard
          w > 0
            || trust > 0 && !view.has(i, [.never, .hospitalWord, .credential, .unit]) && (words == 0 || !isWordLike(i))
        else { break }
      } else {
        guard mayBeLower, w >= 2 || trust > 0 && w == 1, view.tokens[i].count > 2 else { break }
        if words > 0, w < 3 { break }
      }
      strength += max(w, isCapital ? 1 : 0)
      words += 1
      i += 1
      end = i
    }
    guard words > 0, strength > 0 else { return nil }
    return end
  }

  /// True for a word that is clinical or English and no name: in a row of capitals it ends the name.
  private func isWordLike(_ i: Int) -> Bool { weight(i) == 0 && view.has(i, [.english, .clinical]) }

  private func nextWord(_ i: Int) -> Int {
    i < view.count && view.tokens[i].newlinesBefore == 0 ? i : view.count
  }

  /// Over particles to the word that they lead to: "van der Berg", "de la Cruz".
  private func particleEnd(_ i: Int) -> Int? {
    var j = i
    while j < view.count,
      view.has(j, .particle) || view.isSign(j, "-") && view.isGlued(j) || view.isSign(j, "'") && view.isGlued(j)
    {
      j += 1
      if j - i > 4 { return nil }
    }
    guard j < view.count, isCapital(j), view.tokens[j].newlinesBefore == 0, view.tokens[j].kind == .word,
      !view.has(j, .never)
    else { return nil }
    return j
  }

  // MARK: places where names stand

  private func titled(_ i: Int, _ findings: inout Findings) {
    // "Mr." needs its capital unless a period follows; "ms" and "dr" in lower case are taken with a name behind.
    let kind: IdentifierKind = view.has(i, .doctorTitle) ? .doctor : .patient
    var j = i + 1
    if view.isSign(j, "."), view.isGlued(j) { j += 1 }
    if view.tokens[i].count <= 2, view.isSign(j, "/") || view.isSign(j, "-") { return }
    guard j < view.count, view.tokens[j].newlinesBefore <= 1,
      !view.tokens[j].flags.contains(.blockStart) || view.tokens[j].newlinesBefore == 0
    else { return }
    // "MS changes": all capitals without a period are an abbreviation unless a name follows.
    let isSure = view.isSign(i + 1, ".") || !view.tokens[i].isUpper
    guard let end = nameEnd(j, trust: isSure ? 1 : 0, mayBeLower: true) else { return }
    if !isSure, weight(j) < 3, !isInitial(j) { return }
    add(kind, j, end, Self.title, &findings)
    // "Drs. Smith and Wu", "Dr. Smith, Jones and Wu".
    var next = end
    while view.isWord(i, "drs", "doctors"), view.isSign(next, ",") || view.isWord(next, "and", "or"),
      let more = nameEnd(next + 1, trust: 0, mayBeLower: false)
    {
      add(kind, next + 1, more, Self.title, &findings)
      next = more
    }
  }

  private func announced(
    _ kind: IdentifierKind, behind first: Int, _ source: ByteSlice, isLabel: Bool, _ findings: inout Findings
  ) {
    var j = first
    var hasColon = false
    while j < view.count, j - first <= 4,
      view.isSign(j, ":") || view.isSign(j, "-") || view.isSign(j, "#") || view.isSign(j, ",")
        || view.isSign(j, ".") && view.isGlued(j)
        || view.has(j, [.personTitle, .doctorTitle]) || view.isWord(j, "is", "name", "the", "by")
    {
      if view.isSign(j, ":") { hasColon = true }
      j += 1
    }
    guard j < view.count, !view.isTaken[j], view.tokens[j].kind == .word, isLabel ? hasColon : true,
      view.tokens[j].newlinesBefore == 0 || hasColon && view.tokens[j].newlinesBefore == 1
    else { return }
    let rule = DetectionRule(source: source)
    if let end = lastFirst(j, trust: isLabel ? 1 : 0) {
      add(kind, j, end, rule, &findings)
    } else if isLabel {
      // Behind a label a word that is no name at all must not be one: "Patient: stable".
      guard let end = nameEnd(j, trust: weight(j) > 0 || weight(j + 1) > 0 ? 1 : 0, mayBeLower: true) else { return }
      add(kind, j, end, rule, &findings)
    } else {
      if !isCapital(j),
        weight(j) == 3 || weight(j) >= 1 && view.has(j, .givenName) && view.isWord(j + 1, "c") && kind == .patient,
        view.has(j, [.givenName]), view.isWord(first - 1, "pt", "patient")
      {
        add(kind, j, j + 1, rule, &findings)
        return
      }
      guard
        weight(j) >= 2 || weight(j) == 1 && (weight(j + 1) >= 1 && isCapital(j + 1) || isInitial(j + 1))
          || isInitial(j), isCapital(j),
        let end = nameEnd(j, trust: 0, mayBeLower: false)
      else { return }
      if weight(j) == 2, end == j + 1, view.tokens[j].isUpper, view.tokens[j].count <= 4 { return }
      add(kind, j, end, rule, &findings)
    }
  }

  /// The end of "LAST, FIRST M": both parts look like names, or the place says so.
  private func lastFirst(_ i: Int, trust: Int) -> Int? {
    guard isCapital(i), let comma = nameEnd(i, trust: trust, mayBeLower: false, mostWords: 2), view.isSign(comma, ","),
      comma + 1 < view.count, view.tokens[comma + 1].newlinesBefore == 0, isCapital(comma + 1),
      !view.has(comma + 1, [.credential, .never]),
      let end = nameEnd(comma + 1, trust: weight(comma + 1) > 0 ? trust : 0, mayBeLower: false, mostWords: 2)
    else { return nil }
    guard weight(i) + weight(comma + 1) >= (trust > 0 ? 2 : 4) else { return nil }
    return end
  }

  /// "John Smith, MD", "Smith RN".
  private func credentialed(_ i: Int, _ findings: inout Findings) {
    // "MD", "M.D.": all capitals; a state or a unit otherwise.
    guard view.tokens[i].flags.contains(.hasUpper) else { return }
    var last = i - 1
    if view.isSign(last, ",") { last -= 1 }
    if view.isSign(last, "."), isInitial(last - 1) { last -= 1 }
    guard last >= 0, view.tokens[i].newlinesBefore == 0, isCapital(last), view.tokens[last].kind == .word,
      !view.isTaken[last]
    else { return }
    var first = last
    var words = weight(last) > 0 ? 1 : 0
    guard words == 1 || isInitial(last) else { return }
    while first > 0, last - first < 6, view.tokens[first].newlinesBefore == 0 {
      let before = first - 1
      if view.isTaken[before] { break }
      if view.isSign(before, "."), isInitial(before - 1) {
        first = before - 1
        continue
      }
      if view.isSign(before, "-"), view.isGlued(before), view.isGlued(first) {
        first = before - 1
        continue
      }
      guard view.tokens[before].kind == .word,
        isCapital(before) && weight(before) > 0 || isInitial(before) || view.has(before, .particle)
      else { break }
      words += 1
      first = before
      if words >= 4 { break }
    }
    while first < last, view.has(first, .particle) && weight(first) == 0 { first += 1 }
    // One word alone must be a name and nothing else, or unknown: "Plan, MD aware".
    guard words >= 2 || weight(last) >= 2 || weight(last) == 1 && view.isSign(i - 1, ",") else { return }
    add(.doctor, first, last + 1, Self.credential, &findings)
  }

  /// "daughter Deepa", "his wife, Mary,": capitalised, and no other word.
  private func relative(_ i: Int, _ findings: inout Findings) {
    var j = i + 1
    while view.isSign(j, ",") || view.isSign(j, "(") || view.isSign(j, ":")
      || view.isWord(j, "named", "is", "whose", "name")
    { j += 1 }
    guard j - i <= 4, j < view.count, view.tokens[j].newlinesBefore == 0, isCapital(j), weight(j) >= 1 else { return }
    if weight(j) == 1, !view.has(j, .givenName) { return }
    if view.tokens[j].isUpper, view.tokens[j].count <= 4, weight(j) < 3 { return }
    guard let end = nameEnd(j, trust: 0, mayBeLower: false) else { return }
    add(.patient, j, end, Self.relative, &findings)
  }

  /// "M.D.", "R.N.", "D.O.", "Ph.D.": single letters, or "Ph" and "D", with periods that touch.
  private func isDottedCredential(_ i: Int) -> Bool {
    guard view.isSign(i + 1, "."), view.isGlued(i + 1), view.isGlued(i + 2), isInitialLetter(i + 2),
      !view.tokens[i].isGlued, view.tokens[i].flags.contains(.hasUpper),
      !view.isTaken[i]
    else { return false }
    if view.isWord(i, "ph"), view.isWord(i + 2, "d") { return true }
    guard view.tokens[i].count == 1 else { return false }
    return view.isWord(i, "m") && view.isWord(i + 2, "d", "b") || view.isWord(i, "d") && view.isWord(i + 2, "o", "d")
      || view.isWord(i, "r") && view.isWord(i + 2, "n")
      || view.isWord(i, "n", "p") && view.isWord(i + 2, "p", "a")
  }

  private func isInitialLetter(_ i: Int) -> Bool {
    i < view.count && view.tokens[i].kind == .word && view.tokens[i].count == 1
  }

  /// "I, Arjun Iyer, have reviewed the films".
  private func firstPerson(_ i: Int, _ findings: inout Findings) {
    guard isCapital(i + 2), weight(i + 2) >= 1, view.tokens[i + 2].newlinesBefore == 0,
      let end = nameEnd(i + 2, trust: 1, mayBeLower: false), view.isSign(end, ",") || view.has(end, .credential)
    else { return }
    add(.doctor, i + 2, end, Self.firstPerson, &findings)
  }

  /// "Hao Huang is a 94 year old": the capitalised words before "is a" and a figure.
  private func described(_ i: Int, _ findings: inout Findings) {
    guard i > 0, i + 2 < view.count, view.tokens[i + 2].kind == .number || view.isWord(i + 2, "pleasant", "very") else {
      return
    }
    var first = i
    while first > 0, i - first < 4, view.tokens[first].newlinesBefore == 0, !view.isTaken[first - 1],
      view.tokens[first - 1].kind == .word && isCapital(first - 1) && !view.has(first - 1, .never)
        || view.isSign(first - 1, ".") && isInitial(first - 2)
        || view.isSign(first - 1, "-") && view.isGlued(first)
    { first -= 1 }
    guard first < i, (first..<i).contains(where: { weight($0) >= 1 }),
      (first..<i).allSatisfy({ !view.has($0, .clinical) || weight($0) >= 1 })
    else { return }
    guard i - first > 1 || weight(first) >= 2 else { return }
    add(.patient, first, i, Self.described, &findings)
  }

  // MARK: names that nothing announces

  private func bare(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i], isCapital(i) else { return }
    let w = weight(i)
    if w == 0 { return }
    let isShouted = view.tokens[i].isUpper && view.tokens[i].count > 1 && isCapitalLine(i)
    // "SMITH, JOHN".
    if w >= 1, view.has(i, .surname) || w == 2, let end = lastFirst(i, trust: 0),
      view.has(i, .surname) || view.has(end - 1, .givenName),
      hasGiven(i, end)
    {
      add(.patient, i, end, Self.reversed, &findings)
      return
    }
    guard view.has(i, .givenName) else {
      surnameAlone(i, w, isShouted, &findings)
      return
    }
    guard let end = nameEnd(i, trust: 0, mayBeLower: false), end > i + 1 || view.isSign(end, ".") else {
      if w == 3, !isShouted || !view.has(i, .english), !isEponymUse(i) { alone(i, i + 1, w, &findings) }
      return
    }
    // A given name and a further one: the pair must hold one word that is nothing but a name.
    let rest = (i + 1..<end).map { weight($0) }
    let best = max(w, rest.max() ?? 0)
    let hasInitial = (i + 1..<end).contains { isInitial($0) }
    guard best >= 2 || hasInitial && !isShouted || view.has(i, .frequentName) && rest.contains { $0 >= 1 } && !isShouted
    else { return }
    if w == 1, best == 2, isShouted || isStart(i) && !view.has(i, .frequentName) { return }
    if isEponymUse(end - 1) { return }
    add(.patient, i, end, Self.listed, &findings)
  }

  private func hasGiven(_ first: Int, _ end: Int) -> Bool { (first..<end).contains { view.has($0, .givenName) } }

  /// One given name alone.
  private func alone(_ i: Int, _ end: Int, _ w: Int, _ findings: inout Findings) {
    if view.tokens[i].count < 3 || view.tokens[i].isUpper && view.tokens[i].count <= 3 { return }
    if view.has(i + 1, [.hospitalWord, .organizationWord, .streetSuffix]) { return }
    add(.patient, i, end, Self.given, &findings)
  }

  /// A surname, or an unknown capitalised word, alone: only where a person must stand, as before "reports" or "denies".
  private func surnameAlone(_ i: Int, _ w: Int, _ isShouted: Bool, _ findings: inout Findings) {
    guard w >= 2, !isShouted, view.tokens[i].count >= 3, !view.tokens[i].isUpper, !isEponymUse(i) else { return }
    guard
      view.isWord(
        i + 1, "reports", "denies", "states", "presents", "complains", "reported", "denied", "stated", "says", "said",
        "agrees", "understands")
    else { return }
    add(.patient, i, i + 1, Self.verb, &findings)
  }

  private func isStart(_ i: Int) -> Bool {
    i == 0 || view.tokens[i].newlinesBefore > 0 || view.isSign(i - 1, ".") || view.isSign(i - 1, ":")
  }

  /// True where most of the words around are in capitals, so that capitals say nothing.
  private func isCapitalLine(_ i: Int) -> Bool {
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
  private func isEponymUse(_ last: Int) -> Bool {
    var j = last + 1
    while j < view.count, j - last <= 3, view.isSign(j, "-") || view.isWord(j, "and") { j += 1 }
    if view.has(j, .eponymHead) && view.tokens[j].newlinesBefore == 0 { return true }
    if isCapital(j), view.has(j + 1, .eponymHead) { return true }
    return false
  }

  private func add(_ kind: IdentifierKind, _ first: Int, _ end: Int, _ rule: DetectionRule, _ findings: inout Findings)
  {
    var last = end - 1
    var end = Int(view.tokens[last].end)
    // A possessive is no part of the name.
    if view.byte(end - 1) | 0x20 == 0x73, view.byte(end - 2) == 0x27, end - 2 > Int(view.tokens[last].start) {
      end -= 2
    }
    while last > first, view.tokens[last].kind == .symbol, !(view.isSign(last, ".") && isInitial(last - 1)) {
      last -= 1
      end = Int(view.tokens[last].end)
    }
    findings.add(kind, Int(view.tokens[first].start), end, rule, view)
  }
}
