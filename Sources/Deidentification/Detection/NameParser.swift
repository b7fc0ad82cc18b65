import ClinicalText

/// The words of a name from its first token on, or up to its last: initials, particles, hyphens, suffixes, "LAST, FIRST".
struct NameParser {
  /// What a stretch of tokens holds.
  struct Reading {
    var first: Int
    /// The token behind the last.
    var end: Int
    /// Words of two letters and more.
    var words = 0
    var best: UInt8 = 0
    /// Words of the name tables.
    var listed = 0
    var hasGiven = false
    var hasInitial = false
    /// Clinical words among them.
    var clinical = 0
    /// Words that look like no name.
    var plain = 0
    /// True with a hyphen inside.
    var isHyphenated = false
  }

  /// How much the place says that a name stands there.
  enum Trust {
    /// Only words that look like names.
    case looks
    /// Any capitalised words but those that never belong to a name.
    case place
  }

  /// Tokens that a name has at most, signs included.
  private static let mostTokens = 16

  let view: NoteView

  /// The look of a token that nothing has taken.
  @inline(__always)
  func look(_ i: Int) -> UInt8 {
    i >= 0 && i < view.count && !view.isTaken[i] ? view.looks[i] : 0
  }

  @inline(__always)
  func isInitial(_ i: Int) -> Bool {
    i >= 0 && i < view.count && view.tokens[i].count == 1 && view.tokens[i].kind == .word
      && (view.tokens[i].flags.contains(.hasUpper) || view.isCapital(i)) && !view.isTaken[i]
  }

  /// Reads a name forwards.
  ///
  /// - Parameters:
  ///   - mayBeLower: words in lower case count, too, where the tables know them as names.
  func read(_ first: Int, _ trust: Trust, mayBeLower: Bool = false, mostWords: Int = 4) -> Reading? {
    var result = Reading(first: first, end: first)
    var i = first
    // A bound on tokens keeps rows of initials linear.
    while i < view.count, i - first < Self.mostTokens, result.words < mostWords, i == first || !view.beginsField(i) {
      if view.isTaken[i] { break }
      if isInitial(i) {
        guard let next = initial(i, result) else { break }
        result.hasInitial = true
        if result.words > 0 { result.end = next }
        i = next
        continue
      }
      guard view.tokens[i].kind == .word else {
        // Hyphens inside a name: "El-Masri".
        guard view.isSign(i, "-"), view.isGlued(i), view.isGlued(i + 1), result.words > 0 else { break }
        result.isHyphenated = true
        if isSyllable(i + 1) {
          i += 2
          result.end = i
          continue
        }
        guard view.isCapital(i + 1) else { break }
        i += 1
        // "Shuk-Fan": the second part may be any word.
        if view.looks[i] == 0, !view.isTaken[i], !view.has(i, [.never, .hospitalWord]),
          !view.has(i, .clinical) || view.tokens[i].flags.contains(.hasLower)
        {
          i += 1
          result.end = i
        }
        continue
      }
      if view.has(i, .suffix), result.words > 0, isSuffix(i) {
        i += 1
        if view.isSign(i, "."), view.isGlued(i) { i += 1 }
        result.end = i
        continue
      }
      if view.has(i, .particle), result.words > 0 || !view.isCapital(i) || look(i) == 0, let next = particleEnd(i) {
        i = next
        continue
      }
      guard accepts(i, trust, mayBeLower, result) else { break }
      take(i, &result)
      i += 1
      result.end = i
    }
    guard result.words > 0 else { return nil }
    return result
  }

  /// "Seo-yeon", "Eun-bi": a small part behind a hyphen that is no word.
  private func isSyllable(_ i: Int) -> Bool {
    i < view.count && view.tokens[i].kind == .word && (2...6).contains(view.tokens[i].count)
      && !view.tokens[i].flags.contains(.hasUpper) && !view.isTaken[i] && view.tokens[i - 2].count <= 6
      && look(i - 2) >= NameLook.ambiguous && view.tokens[i - 2].flags.contains(.hasLower)
      && (look(i - 2) == NameLook.name || !view.has(i - 2, [.english, .clinical, .eponym]))
      && (view.reads(i, .syllable)
        || !view.has(i, [.english, .clinical, .never, .notName, .unit, .eponymHead, .relative]))
  }

  private func take(_ i: Int, _ result: inout Reading) {
    let w = look(i)
    result.words += 1
    result.best = max(result.best, w)
    if w == NameLook.name || w == NameLook.ambiguous { result.listed += 1 }
    if view.has(i, .givenName), w > 0 { result.hasGiven = true }
    // An ordinary word behind a name is part of it, whatever it means elsewhere: "Iron Eyes".
    if view.has(i, .clinical), result.words == 1 || !view.has(i, .english) && w > 0 { result.clinical += 1 }
    if w == 0 { result.plain += 1 }
  }

  private func accepts(_ i: Int, _ trust: Trust, _ mayBeLower: Bool, _ result: Reading) -> Bool {
    let w = look(i)
    if view.isSign(i + 1, ":"), result.words > 0 { return false }
    guard view.isCapital(i) else {
      guard mayBeLower, view.tokens[i].count > 2, !view.has(i, [.clinical, .never]) else { return false }
      if result.words > 0 { return w == NameLook.name && !view.has(i, .english) }
      return w > 0
    }
    if w > 0 { return !(view.isProtected[i] && trust == .looks) }
    if isShortSurname(i, result) { return true }
    // "So-Yeon", "Il-Sung": a small word that a hyphen joins to a name.
    if result.words == 0, view.isSign(i + 1, "-"), view.isGlued(i + 1), view.isGlued(i + 2), view.isCapital(i + 2),
      view.looks[i + 2] >= NameLook.unknown, view.tokens[i].flags.contains(.hasLower),
      !view.has(i, [.clinical, .notName])
    {
      return true
    }
    // "Abebe Lemma": an ordinary word that closes a clause behind a name.
    if result.words == 1, result.best == NameLook.name, view.tokens[i].flags.contains(.hasLower), view.has(i, .english),
      !view.has(
        i, [.never, .notName, .clinical, .hospitalWord, .organizationWord, .eponymHead, .month, .genericPlace]),
      view.has(i + 1, .never) && !view.isCapital(i + 1)
    {
      return true
    }
    if continues(i, trust, result) { return true }
    // "Folkert Hansen": an eponym behind a name, where no word makes it clinical.
    if result.words == 1, result.best >= NameLook.unknown || result.hasGiven, view.has(i, .sureEponym),
      !view.has(i, [.never, .notName, .clinical, .english]), !view.has(i + 1, .eponymHead), !view.isProtected[i]
    {
      return true
    }
    guard trust == .place,
      !view.has(i, [.never, .notName, .hospitalWord, .credential, .unit, .personTitle, .doctorTitle, .relative])
    else { return false }
    if result.words == 0 { return !view.has(i, .month) && !view.has(i, .weekday) }
    // "Bill Foot": an ordinary word ends the name, unless it is the last of its field behind a given name.
    return result.words == 1 && (result.hasGiven || result.best >= NameLook.unknown && !view.has(i, .clinical))
      && (endsField(i + 1) || view.has(i + 1, .never) && !view.isCapital(i + 1))
      && !view.has(i, [.organizationWord, .month])
  }

  /// "Magena Yellow Horse", "Min-Ah Koh", "Dr. Grass Rope": up to two ordinary words that close a name, where the place says
  /// that one stands there.
  private func continues(_ i: Int, _ trust: Trust, _ result: Reading) -> Bool {
    guard
      trust == .place || result.best == NameLook.name && (result.isHyphenated || result.hasInitial && result.hasGiven),
      result.words >= 1, result.plain < 2,
      result.best >= NameLook.unknown || result.hasGiven || result.plain == 1, isOrdinary(i, result.isHyphenated)
    else { return false }
    if view.tokens[i].isUpper, view.tokens[i].count > 1 {
      return view.tokens[result.first].isUpper && (view.isSign(i + 1, ",") || view.beginsField(i + 1))
        && (result.isHyphenated || view.isSign(i + 1, ","))
    }
    if closes(i + 1) { return true }
    return result.plain == 0 && view.continuesLine(i + 1) && view.isCapital(i + 1) && isOrdinary(i + 1, false)
      && !view.tokens[i + 1].isUpper && closes(i + 2)
  }

  private func isOrdinary(_ i: Int, _ isSure: Bool) -> Bool {
    guard i < view.count, view.tokens[i].kind == .word, view.tokens[i].count > 1, !view.isTaken[i],
      !view.has(
        i,
        [.never, .notName, .hospitalWord, .organizationWord, .personTitle, .doctorTitle, .relative, .month, .weekday])
    else { return false }
    if isSure { return true }
    // "Sar", "Cen": an abbreviation is written in capitals.
    if view.has(i, [.credential, .unit]), !view.tokens[i].flags.contains(.hasLower) { return false }
    return view.has(i, [.english, .clinical]) && !view.has(i, [.genericPlace, .eponymHead])
  }

  /// A sign, the end of the field, or a small word in lower case.
  private func closes(_ i: Int) -> Bool {
    endsField(i) && !view.isSign(i, ":")
      || !view.isCapital(i) && (view.has(i, .never) || view.reads(i, .personVerb) || view.reads(i, .humanVerb))
  }

  /// "LINH DO", "WEI NG": letters of a credential or unit that are the family name behind a given name.
  private func isShortSurname(_ i: Int, _ result: Reading) -> Bool {
    result.words == 1 && result.hasGiven && view.has(i, .surname) && view.has(i, [.credential, .unit])
      && endsField(i + 1)
      && view.isCapital(i)
  }

  /// True where a field or clause ends at a token.
  func endsField(_ i: Int) -> Bool {
    view.beginsField(i) || view.tokens[i].kind == .number
      || view.tokens[i].kind == .symbol && !view.isSign(i, "-") && !view.isSign(i, "/")
        && !view.isSign(i, "'")
      || view.has(i, .credential)
  }

  /// Behind an initial at `i`: the next token of the name; nil where no name goes on or ends there.
  private func initial(_ i: Int, _ result: Reading) -> Int? {
    var j = i + 1
    if view.isSign(j, "."), view.isGlued(j) { j += 1 }
    // "Juliusz A Kwiatkowski": no article between two names.
    if result.words == 1, result.best >= NameLook.unknown, look(j) >= NameLook.unknown, view.isCapital(j),
      view.continuesLine(j), view.tokens[j].flags.contains(.hasLower)
    {
      return j
    }
    if result.words == 0 {
      guard j < view.count, view.tokens[j].newlinesBefore == 0, view.isCapital(j), isInitial(j) || look(j) > 0 else {
        return nil
      }
    } else if view.reads(i, .me) || view.reads(i, .article), !view.isSign(i + 1, ".") {
      return nil
    }
    return j
  }

  private func isSuffix(_ i: Int) -> Bool { view.isCapital(i) || view.isSign(i + 1, ".") }

  /// Over particles to the word that they lead to: "van der Berg", "de la Cruz".
  private func particleEnd(_ i: Int) -> Int? {
    var j = i
    while j < view.count,
      view.has(j, .particle) || view.isSign(j, "-") && view.isGlued(j) || view.isSign(j, "'") && view.isGlued(j)
    {
      j += 1
      if j - i > 4 { return nil }
    }
    guard j < view.count, view.isCapital(j), view.tokens[j].newlinesBefore == 0, view.tokens[j].kind == .word,
      !view.has(j, [.never, .hospitalWord, .notName]), !view.isTaken[j], view.tokens[j].count > 1
    else { return nil }
    return j
  }

  /// Reads "LAST, FIRST M" or "LAST^FIRST^M".
  func lastFirst(_ i: Int, _ trust: Trust) -> Reading? {
    guard view.isCapital(i), var last = read(i, trust, mostWords: 3) else { return nil }
    let comma = last.end
    guard view.isSign(comma, ",") || view.isSign(comma, "^") && view.isGlued(comma), comma + 1 < view.count,
      view.tokens[comma + 1].newlinesBefore == 0, view.isCapital(comma + 1),
      !view.has(comma + 1, [.never, .notName]) || isInitial(comma + 1),
      look(comma + 1) > 0 || isInitial(comma + 1)
        || trust == .place && !view.has(comma + 1, [.credential, .hospitalWord])
          && (!view.has(comma + 1, .clinical) || last.best >= NameLook.unknown && view.beginsField(comma + 2))
    else { return nil }
    if view.has(comma + 1, .credential), view.tokens[comma + 1].isUpper, !view.has(comma + 1, .givenName) { return nil }
    if isInitial(comma + 1) {
      let end = view.isSign(comma + 2, ".") && view.isGlued(comma + 2) ? comma + 3 : comma + 2
      guard trust == .place, endsField(end) else { return nil }
      last.end = end
      last.hasInitial = true
      return last
    }
    guard let given = read(comma + 1, trust, mostWords: 2) else { return nil }
    if given.best == 0, given.clinical > 0, !view.beginsField(given.end) { return nil }
    last.end = given.end
    if view.isSign(comma, "^"), view.isSign(last.end, "^"), isInitial(last.end + 1) { last.end += 2 }
    last.words += given.words
    last.best = max(last.best, given.best)
    last.listed += given.listed
    last.clinical += given.clinical
    last.hasGiven = given.hasGiven
    return last
  }

  /// Initials with periods that touch, for a name: "J.S.", "R. T. B.".
  func initials(_ i: Int) -> Int? {
    var j = i
    var count = 0
    while isInitial(j), view.isSign(j + 1, "."), view.isGlued(j + 1), count < 4, j == i || view.isGlued(j) {
      j += 2
      count += 1
    }
    guard count >= 2 else { return nil }
    return j
  }

  /// Reads a name backwards from its last token; the first token.
  func readBack(_ last: Int, _ trust: Trust, mostWords: Int = 4) -> Reading? {
    guard last >= 0, !view.isTaken[last] else { return nil }
    var result = Reading(first: last + 1, end: last + 1)
    var i = last
    while i >= 0, last - i < Self.mostTokens, result.words < mostWords {
      if view.isTaken[i] { break }
      if result.first <= last, view.beginsField(i + 1) { break }
      if view.isSign(i, "."), isInitial(i - 1), view.isGlued(i) {
        i -= 1
        result.hasInitial = true
        result.first = i
        i -= 1
        continue
      }
      if isInitial(i), !view.reads(i, .me), !(view.reads(i, .article) && (result.words == 0 || view.beginsField(i))) {
        result.hasInitial = true
        result.first = i
        i -= 1
        continue
      }
      if view.isSign(i, "-"), view.isGlued(i), view.isGlued(i + 1), result.words > 0, view.isCapital(i - 1) {
        i -= 1
        continue
      }
      guard view.tokens[i].kind == .word else { break }
      if view.has(i, .particle), result.words > 0, !view.isCapital(i) || look(i) == 0 {
        result.first = i
        i -= 1
        continue
      }
      if view.has(i, .suffix), result.words == 0, i == last, view.isCapital(i) {
        i -= 1
        result.first = i + 1
        continue
      }
      guard view.isCapital(i), !view.isProtected[i] || trust == .place,
        look(i) > 0 || trust == .place && isPlain(i)
      else { break }
      take(i, &result)
      result.first = i
      i -= 1
    }
    while result.first < last, view.has(result.first, .particle), look(result.first) == 0, !view.isCapital(result.first)
    { result.first += 1 }
    guard result.words > 0 else { return nil }
    return result
  }

  /// A capitalised word that may be part of a name where the place says so.
  private func isPlain(_ i: Int) -> Bool {
    !view.has(
      i,
      [
        .never, .notName, .hospitalWord, .credential, .unit, .personTitle, .doctorTitle, .relative, .clinical,
        .organizationWord,
        .month, .weekday,
      ]) && view.tokens[i].kind == .word
  }
}
