import ClinicalText

/// Stated ages: "92-year-old", "45 y.o.", "age 7", "92F", "ninety-two years old", "in her 90s". The span is the
/// figure alone.
struct AgeFinder {
  private static let stated = DetectionRule("age.year-old")
  private static let labelled = DetectionRule("age.label")
  private static let sex = DetectionRule("age.sex-letter")
  private static let decade = DetectionRule("age.decade")
  private static let relative = DetectionRule("age.relative-died")
  private static let birthday = DetectionRule("age.birthday")

  let view: NoteView
  let rules: DateRules

  func find(_ findings: inout Findings) {
    for i in 0..<view.count where view.marks[i].contains(.age) && !view.isTaken[i] {
      switch view.tokens[i].kind {
      case .number: number(i, &findings)
      case .word: words(i, &findings)
      case .symbol: break
      }
    }
  }

  private func number(_ i: Int, _ findings: inout Findings) {
    guard let value = view.integer(i), value <= 130, view.tokens[i].count <= 3 else { return }
    let token = view.tokens[i]
    let start = Int(token.start)
    let end = fractionEnd(Int(token.end))
    if NoteView.isLetter(view.byte(start - 1)) { return }
    if hasAgeUnit(behind: end) {
      findings.add(.age, start, end, Self.stated, view)
    } else if isLabelled(i), !NoteView.isLetter(view.byte(end)), view.byte(end) != 0x25 {
      findings.add(.age, start, end, Self.labelled, view)
    } else if value >= 10, view.isWord(i - 1, "was", "is"), view.isWord(i - 2, "he", "she", "i"), endsClause(i) {
      findings.add(.age, start, end, Self.labelled, view)
    } else if isBirthday(i) {
      let last = view.isGlued(i + 1) && view.tokens[i + 1].kind == .word ? Int(view.tokens[i + 1].end) : end
      findings.add(.age, start, last, Self.birthday, view)
    } else if isRelativesAge(i, value) {
      findings.add(.age, start, end, Self.relative, view)
    } else if isDecade(i, value) {
      let last = view.isWord(i + 1, "s") ? i + 1 : i + 2
      findings.add(.age, start, Int(view.tokens[last].end), Self.decade, view)
    } else if isSexBehind(i, value) {
      findings.add(.age, start, end, Self.sex, view)
    }
  }

  /// Over the twelfths of "2 9/12 years old".
  private func fractionEnd(_ end: Int) -> Int {
    var i = end
    guard view.byte(i) == 0x20 || view.byte(i) == 0x2D else { return end }
    i += 1
    let first = i
    while NoteView.isDigit(view.byte(i)), i - first < 2 { i += 1 }
    guard i > first, view.byte(i) == 0x2F, view.byte(i + 1) == 0x31, view.byte(i + 2) == 0x32,
      !NoteView.isAlphanumeric(view.byte(i + 3))
    else { return end }
    return hasAgeUnit(behind: i + 3) ? i + 3 : end
  }

  /// "-year-old", " y.o.", "yo", " years of age", "-month-old" behind a figure; also over a second age ("8- to
  /// 10-year-old").
  private func hasAgeUnit(behind end: Int) -> Bool {
    var i = end
    if view.byte(i) == 0x2B { i += 1 }  // "90+ year old"
    while view.byte(i) == 0x20 || view.byte(i) == 0x2D { i += 1 }
    guard i - end <= 3 else { return false }
    switch view.byte(i) | 0x20 {
    case 0x79, 0x6D, 0x77, 0x64: break  // y, m, w, d
    default: return false
    }
    if view.reads("yo", at: i) || view.reads("yof", at: i) || view.reads("yom", at: i) || view.reads("y/o", at: i)
      || view.reads("y.o", at: i)
      || view.reads("y o", at: i) || view.reads("yrold", at: i) || view.reads("yearold", at: i)
    {
      return true
    }
    for unit: StaticString in [
      "years", "year", "yrs", "yr", "y", "months", "month", "mos", "mo", "weeks", "week", "wks", "wk", "days", "day",
    ] {
      guard view.reads(unit, at: i) else { continue }
      var j = i + unit.utf8CodeUnitCount
      if view.byte(j) == 0x27 { j += 1 }
      while view.byte(j) == 0x20 || view.byte(j) == 0x2D || view.byte(j) == 0x2E || view.byte(j) == 0x0A { j += 1 }
      return view.reads("old", at: j) || view.reads("olds", at: j) || view.reads("of age", at: j)
        || view.reads("o", at: j)
    }
    return false
  }

  /// "age 45", "aged: 45", "at the age of 45", "Age/Sex: 45".
  private func isLabelled(_ i: Int) -> Bool {
    var j = i - 1
    while j >= 0, i - j <= 5,
      view.isSign(j, ":") || view.isSign(j, "/")
        || view.isWord(j, "of", "is", "sex", "about", "approximately", "around", "over", "under", "at")
    {
      j -= 1
    }
    if view.isWord(i - 1, "and", "or", "to"), view.isTaken[max(0, i - 2)], view.isWord(i - 3, "age", "ages", "aged") {
      return true
    }
    guard view.isWord(j, "age", "aged", "ages", "dol") else { return false }
    if isQuantity(i + 1) { return false }
    // "gestational age of 30 weeks".
    if view.isWord(i + 1, "weeks", "week", "wks", "wk"), !view.isWord(i + 2, "old") { return false }
    // "age 5 mg" cannot be; "ages 3/4" neither.
    return !view.isSign(i + 1, "/") || view.isWord(i + 2, "m", "f", "male", "female")
  }

  /// A unit or a counted thing that is no age.
  private func isQuantity(_ i: Int) -> Bool {
    view.isSign(i, "%")
      || view.continuesLine(i) && view.has(i, .unit)
        && !view.isWord(i, "years", "year", "yrs", "yr", "y", "months", "month", "mo", "weeks", "week", "days", "day")
  }

  /// "turned 92", "on turning 90,", "his 90th birthday": an age where the clause ends or time goes on.
  private func isBirthday(_ i: Int) -> Bool {
    if view.isGlued(i + 1), view.isWord(i + 1, "st", "nd", "rd", "th"), view.isWord(i + 2, "birthday", "bday") {
      return true
    }
    guard view.isWord(i - 1, "turned", "turning", "turns", "turn"), (1...120).contains(view.integer(i) ?? 0) else {
      return false
    }
    return endsClause(i) || view.isWord(i + 1, "last", "this", "in", "on", "today", "yesterday", "next", "years", "two")
  }

  /// "died at 91", "MI at 55", "alive and well at 88": ages of relatives.
  private func isRelativesAge(_ i: Int, _ value: Int) -> Bool {
    guard view.isWord(i - 1, "at"), view.continuesLine(i), !isQuantity(i + 1), !view.isSign(i + 1, ":"),
      !view.isWord(i + 1, "am", "pm", "hours", "hrs", "home", "o"),
      !view.isGlued(i + 1) || view.isOne(i + 1, of: ".,;)")
    else { return false }
    if view.isOne(i + 1, of: "."), view.isGlued(i + 2) { return false }
    if view.isWord(i - 2, "died", "deceased", "alive", "passed", "expired", "deceased", "dead") { return true }
    if view.isWord(i - 2, "away"), view.isWord(i - 3, "passed") { return true }
    if view.isWord(i - 2, "well"), view.isWord(i - 3, "and", "&") { return true }
    guard value >= 15, endsClause(i) || view.isWord(i + 1, "of", "from", "and") else { return false }
    return view.isWord(
      i - 2, "mi", "stroke", "cancer", "cva", "cabg", "diagnosed", "menopause", "menarche", "infarction", "disease")
  }

  /// True where a clause ends behind the figure: "when he was 64."
  private func endsClause(_ i: Int) -> Bool {
    guard i + 1 < view.count else { return true }
    if view.byte(Int(view.tokens[i].end)) == 0x25
      || view.isGlued(i + 1) && !view.isSign(i + 1, ".") && !view.isSign(i + 1, ",")
    {
      return false
    }
    return view.isSign(i + 1, ".") || view.isSign(i + 1, ",") || view.tokens[i + 1].newlinesBefore > 0
      || view.isWord(i + 1, "and", "when", "at")
  }

  /// "in her 90s", "mid-70s".
  private func isDecade(_ i: Int, _ value: Int) -> Bool {
    guard value >= 20, value % 10 == 0, view.isGlued(i + 1),
      view.isWord(i + 1, "s") || view.isSign(i + 1, "'") && view.isWord(i + 2, "s")
    else { return false }
    return view.isWord(i - 1, "his", "her", "their", "early", "mid", "late", "my")
      || view.isSign(i - 1, "-") && view.isWord(i - 2, "early", "mid", "late")
  }

  /// "92F", "45 M", "45 y F" where no temperature is: the letter ends there, and the figure begins there.
  private func isSexBehind(_ i: Int, _ value: Int) -> Bool {
    guard value > 0 else { return false }
    var next = i + 1
    if view.isSign(next, "/"), view.isGlued(next), view.isGlued(next + 1) { next += 1 }
    if view.isWord(next, "y") { next += 1 }
    if value >= 1, next < view.count, view.tokens[next].newlinesBefore == 0, view.tokens[next].isUpper,
      view.isWord(next, "wm", "wf", "bm", "bf", "aam", "aaf", "hm", "hf")
    {
      return !NoteView.isAlphanumeric(view.byte(Int(view.tokens[next].end)))
    }
    guard next < view.count, view.tokens[next].newlinesBefore == 0, view.tokens[next].count == 1,
      view.tokens[next].flags.contains(.hasUpper), view.isWord(next, "f", "m")
    else {
      return value >= 10 && !view.isGlued(i + 1) && view.isWord(i + 1, "male", "female") && !view.isGlued(i)
    }
    if NoteView.isAlphanumeric(view.byte(Int(view.tokens[next].end))) { return false }
    if view.byte(Int(view.tokens[next].end)) == 0x2F { return false }
    if view.isWord(next, "f"), value >= 94, value <= 106 { return isStart(i) }
    return isStart(i)
      || view.isWord(
        next + 1, "with", "w", "who", "admitted", "presents", "presenting", "p", "s", "c", "h", "hx", "here", "seen")
  }

  private func isStart(_ i: Int) -> Bool {
    i == 0 || view.tokens[i].newlinesBefore > 0 || view.isWord(i - 1, "a", "an", "is", "this", "pt", "patient", "the")
      || view.isSign(i - 1, ":") || view.isSign(i - 1, "(")
  }

  // MARK: figures in words

  /// Words that may begin an age, with what they are.
  static let wordLists: [([StaticString], DateRules.Words)] = [
    (tens + small + ["a"], .numeral),
    (
      ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"], .decade
    ),
    (
      [
        "sexagenarian", "septuagenarian", "octogenarian", "nonagenarian", "centenarian", "supercentenarian",
      ], .agedPerson
    ),
  ]

  private static let tens: [StaticString] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
  ]
  private static let small: [StaticString] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]

  /// "ninety-two years old", "nineties" behind "in her", "one hundred and one year old".
  private func words(_ i: Int, _ findings: inout Findings) {
    let words = view.dates[i]
    if words.contains(.decade),
      view.isWord(i - 1, "his", "her", "their", "early", "mid", "late") || view.isSign(i - 1, "-")
    {
      findings.add(.age, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.decade, view)
      return
    }
    if words.contains(.agedPerson) {
      findings.add(.age, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.decade, view)
      return
    }
    guard let end = figureEnd(i), i == 0 || figureEnd(i - 1) == nil else { return }
    let byte = Int(view.tokens[end - 1].end)
    let isLabelled = view.isWord(i - 1, "age", "aged") || view.isWord(i - 1, "of") && view.isWord(i - 2, "age")
    guard hasAgeUnit(behind: byte) || isLabelled && !view.isWord(end, "and", "to") else { return }
    findings.add(.age, Int(view.tokens[i].start), byte, isLabelled ? Self.labelled : Self.stated, view)
  }

  /// The token behind a number in words that starts at `i`, or nil.
  private func figureEnd(_ i: Int) -> Int? {
    guard i < view.count, view.tokens[i].kind == .word else { return nil }
    var j = i
    if view.isWord(i, "one", "a"), view.isWord(i + 1, "hundred") {
      j = i + 2
      if view.isWord(j, "and") { j += 1 }
      return smallOrTens(j) ?? i + 2
    }
    return smallOrTens(j)
  }

  private func smallOrTens(_ i: Int) -> Int? {
    guard i < view.count, view.dates[i].contains(.numeral), view.tokens[i].count > 2 else { return nil }
    for word in Self.tens where view.isWord(i, word) {
      var j = i + 1
      if view.isSign(j, "-") { j += 1 }
      for unit in Self.small.prefix(9) where view.isWord(j, unit) { return j + 1 }
      return i + 1
    }
    for word in Self.small where view.isWord(i, word) { return i + 1 }
    return nil
  }
}
