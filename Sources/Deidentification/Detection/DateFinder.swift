import ClinicalText

/// Dates in the shapes that notes use. A slash between small numbers is a date only where words or its place say so:
/// "5/5", "120/80", "1/2 tablet" and "3/6 murmur" are not.
struct DateFinder {
  private static let numeric = DetectionRule("date.numeric")
  private static let iso = DetectionRule("date.iso")
  private static let partial = DetectionRule("date.month-day")
  private static let worded = DetectionRule("date.month-word")
  private static let monthAlone = DetectionRule("date.month-alone")
  private static let glued = DetectionRule("date.glued")
  private static let weekday = DetectionRule("date.weekday")
  private static let year = DetectionRule("date.year")

  let view: NoteView

  /// Adds the dates of the note, in order.
  func find(_ findings: inout Findings) {
    var i = 0
    while i < view.count {
      if view.isTaken[i] {
        i += 1
        continue
      }
      let token = view.tokens[i]
      switch token.kind {
      case .number: number(i, &findings)
      case .word:
        let classes = view.classes[i]
        if !classes.isDisjoint(with: [.month, .monthAbbreviation]) { month(i, &findings) }
        if !classes.isDisjoint(with: [.weekday, .weekdayAbbreviation]) { weekdayWord(i, &findings) }
      case .symbol:
        if token.count == 1, view.byte(Int(token.start)) == 0x27 { apostropheYear(i, &findings) }
      }
      i += 1
    }
  }

  // MARK: figures

  private func number(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    let before = view.byte(start - 1)
    // Part of a longer run of figures, or of a code.
    if NoteView.isDigit(before) || NoteView.isLetter(before) { return }
    if before == 0x2D || before == 0x2F || before == 0x2E || before == 0x2C, NoteView.isDigit(view.byte(start - 2)) {
      return
    }
    let groups = DigitGroups(view, at: start, joiners: [.slash, .hyphen, .period])
    if full(groups, &findings) { return }
    if monthAndYear(groups, &findings) { return }
    if slashed(i, groups, &findings) { return }
    if gluedMonth(i, groups, &findings) { return }
    if groups.count == 1, groups.length(0) == 4 { yearAlone(i, groups, &findings) }
  }

  /// "03/14/2021", "3-14-21", "14.03.2021", "2021-03-14T08:30", "3/1/20-3/5/21".
  private func full(_ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count >= 3, let a = groups.value(0, view), let b = groups.value(1, view),
      let c = groups.value(2, view), groups.signs[1] == groups.signs[2]
    else { return false }
    let next = view.byte(groups.ends[2])
    if groups.length(0) == 4, groups.length(1) <= 2, groups.length(2) <= 2 {
      guard (1600...2200).contains(a), Self.isMonthDay(b, c) else { return false }
      let end = timeEnd(groups.ends[2])
      return findings.add(.date, groups.starts[0], end, Self.iso, view)
    }
    guard groups.length(0) <= 2, groups.length(1) <= 2, groups.length(2) == 2 || groups.length(2) == 4,
      Self.isMonthDay(a, b) || Self.isMonthDay(b, a), !NoteView.isLetter(next) || next == 0x54
    else { return false }
    if groups.length(2) == 4, !(1600...2200).contains(c) { return false }
    let sign = groups.signs[1]
    // "1.2.12" may be a section number, "10-12-14" a range: two-digit years there need both figures in full.
    if sign != 0x2F, groups.length(2) == 2, groups.length(0) + groups.length(1) < (sign == 0x2E ? 4 : 3) {
      return false
    }
    if sign == 0x2E, groups.length(2) == 2, groups.count > 3 { return false }
    var end = groups.ends[2]
    if next == 0x54 || next == 0x20 && groups.length(2) == 4 { end = timeEnd(end) }
    let added = findings.add(.date, groups.starts[0], end, Self.numeric, view)
    if added, groups.count >= 6, groups.signs[3] == 0x2D, groups.signs[4] == sign, groups.signs[5] == sign {
      findings.add(.date, groups.starts[3], groups.ends[5], Self.numeric, view)
    }
    return added
  }

  /// The end of "T08:30:15.120Z" or " 07:04:41" behind a date, or `end`. Only a time with seconds follows a blank.
  private func timeEnd(_ end: Int) -> Int {
    var i = end
    let isISO = view.byte(i) == 0x54 || view.byte(i) == 0x74
    guard isISO || view.byte(i) == 0x20 else { return end }
    i += 1
    var parts = 0
    while parts < 3, NoteView.isDigit(view.byte(i)), NoteView.isDigit(view.byte(i + 1)),
      !NoteView.isDigit(view.byte(i + 2))
    {
      i += 2
      parts += 1
      guard parts < 3, view.byte(i) == 0x3A, NoteView.isDigit(view.byte(i + 1)) else { break }
      i += 1
    }
    guard parts >= (isISO ? 2 : 3) else { return end }
    if view.byte(i) == 0x2E, NoteView.isDigit(view.byte(i + 1)) {
      i += 1
      while NoteView.isDigit(view.byte(i)) { i += 1 }
    }
    if view.byte(i) == 0x5A, !NoteView.isAlphanumeric(view.byte(i + 1)) { return i + 1 }
    if view.byte(i) == 0x2B || isISO && view.byte(i) == 0x2D, NoteView.isDigit(view.byte(i + 1)) {
      var j = i + 1
      while NoteView.isDigit(view.byte(j)) || view.byte(j) == 0x3A { j += 1 }
      return j
    }
    return i
  }

  /// "04/2021", "2021-04", and in words' company "4/21" no.
  private func monthAndYear(_ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count == 2, let a = groups.value(0, view), let b = groups.value(1, view) else { return false }
    let sign = groups.signs[1]
    if groups.length(0) <= 2, groups.length(1) == 4, sign == 0x2F || sign == 0x2D && groups.length(0) == 2,
      (1...12).contains(a), Self.isYear(b)
    {
      return findings.add(.date, groups.starts[0], groups.ends[1], Self.numeric, view)
    }
    if groups.length(0) == 4, groups.length(1) == 2, sign == 0x2F || sign == 0x2D, Self.isYear(a), (1...12).contains(b)
    {
      return findings.add(.date, groups.starts[0], groups.ends[1], Self.numeric, view)
    }
    // "1998-2004": two years.
    if groups.length(0) == 4, groups.length(1) == 4, sign == 0x2D || sign == 0x2F, Self.isYear(a), Self.isYear(b),
      a <= b,
      !isQuantity(at: groups.ends[1])
    {
      findings.add(.date, groups.starts[0], groups.ends[0], Self.year, view)
      return findings.add(.date, groups.starts[1], groups.ends[1], Self.year, view)
    }
    return false
  }

  /// "3/14": month and day where the words around say a date; "3/1-3/5/21": the range says it too.
  private func slashed(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count >= 2, groups.signs[1] == 0x2F, groups.length(0) <= 2, groups.length(1) <= 2,
      let a = groups.value(0, view), let b = groups.value(1, view), Self.isMonthDay(a, b) || Self.isMonthDay(b, a)
    else { return false }
    if groups.count >= 4, groups.signs[2] == 0x2D, groups.signs[3] == 0x2F {
      guard let c = groups.value(2, view), let d = groups.value(3, view), Self.isMonthDay(c, d) || Self.isMonthDay(d, c)
      else { return false }
      let last = groups.count >= 5 && groups.signs[4] == 0x2F && [2, 4].contains(groups.length(4)) ? 4 : 3
      guard last == 4 || isDateContext(i) else { return false }
      findings.add(.date, groups.starts[0], groups.ends[1], Self.partial, view)
      return findings.add(.date, groups.starts[2], groups.ends[last], Self.partial, view)
    }
    guard groups.count == 2, a > 0, Self.isMonthDay(a, b), isDateContext(i), !isQuantity(at: groups.ends[1]) else {
      return false
    }
    return findings.add(.date, groups.starts[0], groups.ends[1], Self.partial, view)
  }

  /// True when the words before a partial date announce one, or its place does.
  private func isDateContext(_ i: Int) -> Bool {
    var j = i - 1
    // Over an opening bracket, a colon, the article and a week day.
    while j >= 0, i - j <= 3,
      view.isSign(j, "(") || view.isSign(j, ":") || view.isSign(j, ",") || view.isSign(j, "~") || view.isWord(j, "the")
        || view.has(j, [.weekday, .weekdayAbbreviation])
    {
      if view.has(j, [.weekday, .weekdayAbbreviation]) { return true }
      j -= 1
    }
    if j >= 0,
      view.isWord(
        j, "on", "since", "until", "till", "dated", "date", "thru", "through", "by", "before", "after", "from",
        "effective",
        "starting", "started", "ending", "ended", "beginning", "began", "admitted", "discharged", "seen", "due", "dos",
        "dob",
        "admit", "discharge", "admission", "dc", "d", "t", "between", "last", "next", "collected", "performed", "given",
        "done", "expired", "died", "visit", "films", "of", "in", "evening", "morning", "night", "afternoon")
    {
      // "2 of 3/4 tabs" and "in 1/2": only small months and days that are no fraction.
      if view.isWord(j, "of", "in", "by", "given", "from", "after", "d", "t", "between", "through", "before") {
        return !isFraction(i)
      }
      return true
    }
    // Behind a label or a dash with the line's end behind it: "T: 2/3", "Progress note -- 11/11", "in 2 weeks, 2/15."
    if let end = endOfSlash(i),
      end >= view.count || view.tokens[end].newlinesBefore > 0
        || view.isSign(end, ".") && (end + 1 >= view.count || !view.isGlued(end + 1))
    {
      if view.isSign(i - 1, ":") && view.tokens[i - 1].isGlued
        && view.isWord(i - 2, "d", "t", "date", "dob", "dos", "admitted", "discharged", "visit")
      {
        return true
      }
      if i > 0, view.tokens[i - 1].kind == .symbol, view.tokens[i - 1].count >= 2,
        view.byte(Int(view.tokens[i - 1].start)) == 0x2D
      {
        return true
      }
      if view.isSign(i - 1, ","), view.isWord(i - 2, "week", "weeks", "days", "months", "month", "day") { return true }
    }
    // At the start of a line or paragraph, as in logs: "4/25: afebrile", "4/25 CT head".
    let token = view.tokens[i]
    if i == 0 || token.newlinesBefore > 0 || token.flags.contains(.blockStart) { return !isFraction(i) }
    // "(4/25)" alone in brackets.
    if view.isSign(i - 1, "("), let end = endOfSlash(i), view.isSign(end, ")") { return !isFraction(i) && !isGrade(i) }
    // A range with a second date: "4/25-", "4/25 to 4/28".
    if let end = endOfSlash(i), view.isWord(end, "to", "through", "thru", "and"), end + 3 < view.count,
      view.isSign(end + 2, "/")
    {
      return !isFraction(i)
    }
    // The second of such a pair.
    if i >= 4, view.isWord(i - 1, "to", "through", "thru", "and", "until"), view.isTaken[i - 2] { return true }
    return false
  }

  private func endOfSlash(_ i: Int) -> Int? { i + 2 < view.count && view.isSign(i + 1, "/") ? i + 3 : nil }

  /// Halves, thirds, quarters and grades out of five, six and ten.
  private func isFraction(_ i: Int) -> Bool {
    guard let a = view.integer(i), let b = view.integer(i + 2) else { return true }
    return (b == 2 || b == 3 || b == 4 || b == 8) && a < b || b == 5 && a <= 5 || b == 6 && a <= 6 || b == 10 && a <= 10
  }

  private func isGrade(_ i: Int) -> Bool {
    guard let b = view.integer(i + 2) else { return true }
    return b == 5 || b == 6 || b == 10
  }

  /// True when a unit or a counted thing follows: "1/2 tablet", "3/6 systolic", "5/5 strength", "4/4 quadrants".
  private func isQuantity(at byte: Int) -> Bool {
    if view.byte(byte) == 0x25 || view.byte(byte) == 0x20 && view.byte(byte + 1) == 0x25 { return true }
    if NoteView.isLetter(view.byte(byte)) { return true }
    let next = view.firstToken(atOrBehind: byte)
    guard next < view.count, view.tokens[next].newlinesBefore == 0 else { return false }
    if view.has(next, .unit) { return true }
    return view.isWord(
      next, "tablet", "tablets", "tab", "tabs", "strength", "systolic", "diastolic", "murmur", "pain", "pulses",
      "bilaterally",
      "quadrants", "holosystolic", "blowing", "normal", "saline", "ns", "bottles", "sets", "motor", "scale", "reflexes",
      "throughout", "inch", "cup", "ejection", "sem", "sys", "weeks", "week", "wks", "wk", "muscle", "power", "apgar",
      "intensity",
      "severity", "capsule", "pill", "pack", "ppd", "strong", "in")
  }

  // MARK: months in words

  /// "12MAR21", "9JAN96": a month between figures without blanks.
  private func gluedMonth(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count == 1, groups.length(0) <= 2, let day = groups.value(0, view), (1...31).contains(day) else {
      return false
    }
    var word = i + 1
    if view.isSign(word, "-"), view.isGlued(word) { word += 1 }
    guard view.isGlued(word), view.has(word, [.month, .monthAbbreviation]) else { return false }
    var last = word + 1
    if view.isSign(last, "-"), view.isGlued(last) { last += 1 }
    if view.isGlued(last), last < view.count, view.tokens[last].kind == .number,
      [2, 4].contains(view.tokens[last].count)
    {
      return findings.add(.date, groups.starts[0], Int(view.tokens[last].end), Self.glued, view)
    }
    guard word == i + 1 || !view.isGlued(word + 1) else { return false }
    return findings.add(.date, groups.starts[0], Int(view.tokens[word].end), Self.glued, view)
  }

  private func month(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i] else { return }
    let isFull = view.has(i, .month)
    var start = i
    var end = i + 1
    var hasDay = false
    var hasYear = false
    if end < view.count, view.isSign(end, "."), view.tokens[end].isGlued { end += 1 }
    if end < view.count, view.isSign(end, ","), view.integer(end + 1) != nil { end += 1 }
    // Behind: a day, then a year; or a year.
    if let day = day(at: end) {
      var next = afterOrdinal(end)
      // A figure with a unit is no day: "may 5 mg".
      if !isQuantity(at: Int(view.tokens[next - 1].end)) || next < view.count && isOrdinal(end) {
        hasDay = day > 0
        end = next
        if let second = rangeDay(end) {
          end = second
          next = second
        }
        if let year = yearEnd(end) {
          end = year
          hasYear = true
        }
      }
    } else if let year = yearEnd(end) {
      end = year
      hasYear = true
    }
    if !hasDay, !hasYear { end = i + 1 }
    // Before: "14 March", "14th of March", "the 3rd of March".
    if !hasDay || hasYear, let first = dayBefore(i) {
      start = first
      hasDay = true
    }
    if hasDay || hasYear {
      // "may 5" in lower case is a verb with a figure unless a year follows.
      if !hasYear, start == i, isVerb(i) { return }
      findings.add(.date, Int(view.tokens[start].start), Int(view.tokens[end - 1].end), Self.worded, view)
      return
    }
    guard isFull, isMonthAlone(i) else { return }
    findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.monthAlone, view)
  }

  /// "may" and "march" in lower case, "dec" of "decreased", "mar" and "sep" as words.
  private func isVerb(_ i: Int) -> Bool {
    !view.tokens[i].flags.contains(.hasUpper) && !view.has(i, .month)
      || view.isWord(i, "may", "march") && !view.tokens[i].flags.contains(.hasUpper)
  }

  /// A month's name without figures: after a preposition or "last", "next", "early"; lower case only where no verb.
  private func isMonthAlone(_ i: Int) -> Bool {
    let isCapital = view.tokens[i].flags.contains(.hasUpper)
    if view.isWord(i, "may", "march"), !isCapital || view.tokens[i].isUpper { return false }
    if i > 0,
      view.isWord(
        i - 1, "in", "since", "last", "next", "this", "until", "till", "early", "late", "mid", "of", "by", "during",
        "from", "every", "through", "to")
    {
      return true
    }
    return isCapital && !view.isWord(i, "may", "march", "april", "june", "august")
  }

  /// The value of a day of the month at a token, or nil.
  private func day(at index: Int) -> Int? {
    guard let value = view.integer(index), view.tokens[index].count <= 2, (1...31).contains(value),
      view.tokens[index].newlinesBefore == 0
    else { return nil }
    return value
  }

  private func isOrdinal(_ index: Int) -> Bool {
    view.isGlued(index + 1) && view.isWord(index + 1, "st", "nd", "rd", "th")
  }

  /// The token behind a day and its ordinal ending.
  private func afterOrdinal(_ index: Int) -> Int { isOrdinal(index) ? index + 2 : index + 1 }

  /// Behind "-5" or " - 5" or " to 5": the token behind the second day.
  private func rangeDay(_ index: Int) -> Int? {
    guard
      view.isSign(index, "-")
        || index < view.count && view.tokens[index].kind == .symbol && view.tokens[index].count == 3,
      day(at: index + 1) != nil
    else { return nil }
    return afterOrdinal(index + 1)
  }

  /// Behind ", 2021", " 2021", " of 2019", " '98": the token behind the year.
  private func yearEnd(_ index: Int) -> Int? {
    var i = index
    if view.isSign(i, ",") { i += 1 }
    if view.isWord(i, "of") { i += 1 }
    guard i < view.count, view.tokens[i].newlinesBefore == 0 else { return nil }
    if view.tokens[i].kind == .symbol, isApostrophe(i), let value = view.integer(i + 1), view.tokens[i + 1].count == 2,
      value < 100
    {
      return i + 2
    }
    guard let value = view.integer(i), view.tokens[i].count == 4, Self.isYear(value),
      !view.isGlued(i + 1) || !NoteView.isAlphanumeric(view.byte(Int(view.tokens[i].end)))
    else { return nil }
    return i + 1
  }

  private func isApostrophe(_ i: Int) -> Bool {
    view.isSign(i, "'")
      || i < view.count && view.tokens[i].count == 3 && view.byte(Int(view.tokens[i].start)) == 0xE2
        && view.byte(Int(view.tokens[i].start) + 1) == 0x80
        && [0x98, 0x99].contains(view.byte(Int(view.tokens[i].start) + 2))
  }

  /// The first token of "14th of", "14", "the 14th of" before a month.
  private func dayBefore(_ i: Int) -> Int? {
    var j = i - 1
    if view.isWord(j, "of") { j -= 1 }
    if view.isWord(j, "st", "nd", "rd", "th"), view.isGlued(j) { j -= 1 }
    guard j >= 0, day(at: j) != nil || view.integer(j).map({ (1...31).contains($0) }) == true,
      view.tokens[j].count <= 2, view.tokens[j + 1].newlinesBefore == 0, !view.tokens[j].isGlued
    else { return nil }
    return j
  }

  // MARK: years and week days

  /// "in 2019", "since 1998", "(1997)", "s/p CABG 2004": a bare year needs a word before it that takes one.
  private func yearAlone(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) {
    guard let value = view.integer(i), Self.isYear(value),
      !view.isGlued(i + 1) || !NoteView.isAlphanumeric(view.byte(groups.ends[0])) || view.isWord(i + 1, "s")
    else { return }
    if isQuantity(at: groups.ends[0]) && !view.isWord(i + 1, "in", "s") { return }
    var j = i - 1
    while view.isSign(j, "(") || view.isSign(j, ",")
      || view.isWord(j, "the", "year", "about", "approximately", "around", "early", "late", "mid")
      || view.isSign(j, "-") && view.isGlued(j)
    { j -= 1 }
    let hasContext = view.isWord(
      j, "in", "since", "from", "until", "till", "during", "of", "circa", "year", "dated", "by", "before", "after",
      "to", "between",
      "class", "spring", "summer", "fall", "autumn", "winter", "and", "born", "diagnosed", "through")
    guard hasContext || view.isSign(i - 1, "(") && view.isSign(i + 1, ")") else { return }
    // "from 2000 to 1950 mL", "of 2000": only what a calendar shows.
    if view.isWord(j, "of", "to", "from", "and", "by", "between"), !(1930...2035).contains(value) || value % 500 == 0 {
      return
    }
    findings.add(.date, groups.starts[0], groups.ends[0], Self.year, view)
  }

  private func apostropheYear(_ i: Int, _ findings: inout Findings) {
    guard !view.isGlued(i), view.isGlued(i + 1), let value = view.integer(i + 1), view.tokens[i + 1].count == 2,
      view.isWord(i - 1, "in", "since", "of", "summer", "spring", "fall", "winter", "from", "until"), value < 100
    else { return }
    findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[i + 1].end), Self.year, view)
  }

  private func weekdayWord(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i] else { return }
    let token = view.tokens[i]
    let isCapital = token.flags.contains(.initialUpper)
    if view.has(i, .weekday) {
      if isCapital || view.isWord(i - 1, "on", "last", "next", "this", "every", "since", "until", "by") {
        findings.add(.date, Int(token.start), Int(token.end), Self.weekday, view)
      }
      return
    }
    // "Sat" is a saturation, "Sun" the sun, "Wed" a verb: an abbreviation needs a date beside it or "on" before it.
    guard isCapital, !token.isUpper || token.count > 2 else { return }
    let next = view.isSign(i + 1, ",") || view.isSign(i + 1, ".") ? i + 2 : i + 1
    let hasDate =
      next < view.count && view.isTaken[next] || view.integer(next) != nil && view.isSign(next + 1, "/")
      || view.has(next, [.month, .monthAbbreviation])
    if hasDate || view.isWord(i - 1, "on", "last", "next", "every", "until"), !view.isWord(i, "sat", "sun") || hasDate {
      findings.add(.date, Int(token.start), Int(token.end), Self.weekday, view)
    }
  }

  // MARK: calendar

  private static func isYear(_ value: Int) -> Bool { (1880...2100).contains(value) }

  private static let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  private static func isMonthDay(_ month: Int, _ day: Int) -> Bool {
    (1...12).contains(month) && (1...days[month - 1]).contains(day)
  }
}
