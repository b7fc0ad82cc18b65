import ClinicalText

/// Dates in the shapes that notes use. A slash between small numbers is a date only where words or its place say so:
/// "5/5", "120/80", "1/2 tablet" and "3/6 murmur" are not.
struct DateFinder {
  static let numeric = DetectionRule("date.numeric-full")
  static let iso = DetectionRule("date.iso")
  static let partial = DetectionRule("date.month-day")
  static let monthName = DetectionRule("date.month-name")
  static let dayFirst = DetectionRule("date.day-first")
  static let monthYear = DetectionRule("date.month-year")
  static let range = DetectionRule("date.range")
  static let compact = DetectionRule("date.compact")
  static let season = DetectionRule("date.season")
  static let holiday = DetectionRule("date.holiday")
  static let monthAlone = DetectionRule("date.month-alone")
  static let weekday = DetectionRule("date.week-day")
  static let year = DetectionRule("date.year")

  let view: NoteView
  let rules: DateRules

  /// Adds the dates of the note.
  func find(_ findings: inout Findings) {
    findHolidays(&findings)
    for i in 0..<view.count where view.marks[i].contains(.date) && !view.isTaken[i] {
      let token = view.tokens[i]
      switch token.kind {
      case .number: number(i, &findings)
      case .word:
        let classes = view.classes[i]
        if !classes.isDisjoint(with: [.month, .monthAbbreviation]) {
          month(i, &findings)
        } else if !classes.isDisjoint(with: [.weekday, .weekdayAbbreviation]) {
          weekdayWord(i, &findings)
        } else {
          let words = view.dates[i]
          if words.contains(.season) { seasonWord(i, &findings) }
          if words.contains(.foreignMonth) { foreignMonth(i, &findings) }
          if token.count <= 7, view.byte(Int(token.start)) | 0x20 == 0x71 { quarter(i, &findings) }
        }
      case .symbol:
        if isApostrophe(i) { apostropheYear(i, &findings) }
      }
    }
  }

  /// What the word at a token is to dates; nothing for signs, numbers and outside of the note.
  func words(_ i: Int) -> DateRules.Words {
    i >= 0 && i < view.count ? view.dates[i] : []
  }

  // MARK: figures

  func number(_ i: Int, _ findings: inout Findings) {
    let start = Int(view.tokens[i].start)
    let before = view.byte(start - 1)
    // Part of a longer run of figures, or of a code.
    if NoteView.isDigit(before) || NoteView.isLetter(before) { return }
    if before == 0x2D || before == 0x2F || before == 0x2E || before == 0x2C, NoteView.isDigit(view.byte(start - 2)) {
      return
    }
    let groups = DigitGroups(view, at: start, joiners: [.slash, .hyphen, .period])
    if full(groups, &findings) { return }
    if groups.count == 1, spaced(i, &findings) { return }
    if groups.count == 1, groups.length(0) == 8 || groups.length(0) == 6, together(i, groups, &findings) { return }
    if monthAndYear(groups, &findings) { return }
    if slashed(i, groups, &findings) { return }
    if gluedMonth(i, groups, &findings) { return }
    if groups.count == 1, groups.length(0) == 4 { yearAlone(i, groups, &findings) }
  }

  /// "03/14/2021", "3-14-21", "14.03.2021", "2021-03-14T08:30", "3/1/20-3/5/21".
  func full(_ groups: DigitGroups, _ findings: inout Findings) -> Bool {
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
    if sign != 0x2F, groups.length(2) == 2, groups.length(0) + groups.length(1) < (sign == 0x2E ? 4 : 3),
      !hasSure(before: view.firstToken(atOrBehind: groups.starts[0]))
    {
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
  func timeEnd(_ end: Int) -> Int {
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
  func monthAndYear(_ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count == 2, let a = groups.value(0, view), let b = groups.value(1, view) else { return false }
    let sign = groups.signs[1]
    if groups.length(0) <= 2, groups.length(1) == 4, (1...12).contains(a), Self.isYear(b),
      sign == 0x2F || sign == 0x2D && groups.length(0) == 2
        || sign == 0x2E && groups.length(0) == 2 && isAnnounced(view.firstToken(atOrBehind: groups.starts[0]))
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
      findings.add(.date, groups.starts[0], groups.ends[0], Self.range, view)
      return findings.add(.date, groups.starts[1], groups.ends[1], Self.range, view)
    }
    // "2019-21" behind a word for years.
    if groups.length(0) == 4, groups.length(1) == 2, sign == 0x2D, Self.isYear(a),
      b == a % 100 + 1 || b > 12 && b > a % 100,
      words(view.firstToken(atOrBehind: groups.starts[0]) - 1).contains(.year), !isQuantity(at: groups.ends[1])
    {
      return findings.add(.date, groups.starts[0], groups.ends[1], Self.range, view)
    }
    return false
  }

  /// "3 / 14 / 2021".
  func spaced(_ i: Int, _ findings: inout Findings) -> Bool {
    guard view.isSign(i + 1, "/"), !view.isGlued(i + 1), view.isSign(i + 3, "/"), let a = view.integer(i),
      let b = view.integer(i + 2), view.integer(i + 4) != nil, view.tokens[i].count <= 2, view.tokens[i + 2].count <= 2,
      view.tokens[i + 4].count == 2 || view.tokens[i + 4].count == 4,
      Self.isMonthDay(a, b) || Self.isMonthDay(b, a)
    else { return false }
    for k in i + 1...i + 4 where view.tokens[k].newlinesBefore > 0 { return false }
    return findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[i + 4].end), Self.numeric, view)
  }

  /// "20210314", "03142021", "031421" behind a word for a date.
  func together(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    var j = i - 1
    while j >= 0, i - j <= 4, view.isOne(j, of: ":(=-") || view.isWord(j, "of", "is", "was") { j -= 1 }
    guard words(j).contains(.compact), groups.length(0) == 8 || !view.isWord(j, "on", "seen", "visit"),
      !isQuantity(at: groups.ends[0]),
      DateParts.parse(view.bytes(groups.starts[0], groups.ends[0]), order: .monthFirst) != nil
    else { return false }
    return findings.add(.date, groups.starts[0], groups.ends[0], Self.compact, view)
  }

  /// "3/14": month and day where the words around say a date; "3/1-3/5/21": the range says it too.
  func slashed(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) -> Bool {
    guard groups.count >= 2, groups.length(0) <= 2, groups.length(1) <= 2, let a = groups.value(0, view),
      let b = groups.value(1, view), Self.isMonthDay(a, b) || Self.isMonthDay(b, a)
    else { return false }
    if groups.signs[1] == 0x2D { return hyphened(i, groups, b, &findings) }
    guard groups.signs[1] == 0x2F else { return false }
    if groups.count >= 4, groups.signs[2] == 0x2D, groups.signs[3] == 0x2F {
      guard let c = groups.value(2, view), let d = groups.value(3, view), Self.isMonthDay(c, d) || Self.isMonthDay(d, c)
      else { return false }
      let last = groups.count >= 5 && groups.signs[4] == 0x2F && [2, 4].contains(groups.length(4)) ? 4 : 3
      guard last == 4 || isDateContext(i, b, groups.ends[3]) else { return false }
      findings.add(.date, groups.starts[0], groups.ends[1], Self.range, view)
      return findings.add(.date, groups.starts[2], groups.ends[last], Self.range, view)
    }
    if groups.count == 3, groups.signs[2] == 0x2D, groups.length(2) <= 2, let c = groups.value(2, view), c > b, c <= 31,
      Self.isMonthDay(a, b), isDateContext(i, b, groups.ends[2]), !isQuantity(at: groups.ends[2])
    {
      return findings.add(.date, groups.starts[0], groups.ends[2], Self.range, view)
    }
    guard groups.count == 2, a > 0, Self.isMonthDay(a, b) || a > 12 && hasSure(before: i),
      isDateContext(i, b, groups.ends[1]), !isQuantity(at: groups.ends[1])
    else { return false }
    return findings.add(.date, groups.starts[0], groups.ends[1], Self.partial, view)
  }

  /// "3-14" directly behind a word for a date, with a day of two figures.
  func hyphened(_ i: Int, _ groups: DigitGroups, _ b: Int, _ findings: inout Findings) -> Bool {
    guard groups.count == 2, groups.length(1) == 2, hasSure(before: i), !isQuantity(at: groups.ends[1]),
      !isVetoed(i, b, groups.ends[1], onlyBehind: false), !view.isWord(i - 1, "last", "next", "today", "done", "placed")
    else { return false }
    return findings.add(.date, groups.starts[0], groups.ends[1], Self.partial, view)
  }

  /// True behind a word for a date, or one that often stands before a date.
  func isAnnounced(_ i: Int) -> Bool {
    hasSure(before: i) || words(i - 1).contains(.beforeWeak) || isParticiple(i - 1)
  }

  func hasSure(before i: Int) -> Bool {
    words(view.isOne(i - 1, of: ":(") ? i - 2 : i - 1).contains(.before)
  }

  /// True where a word of an exception of the data stands right behind, or before in the same clause.
  func isVetoed(_ i: Int, _ b: Int, _ end: Int, onlyBehind: Bool) -> Bool {
    let next = view.firstToken(atOrBehind: end)
    for k in next..<min(next + 2, view.count) {
      if view.tokens[k].newlinesBefore > 0 || view.isOne(k, of: ",.;:") { break }
      if view.tokens[k].kind == .word, rules.isException(view.folded(k), second: b) { return true }
    }
    if onlyBehind { return false }
    var j = i - 1
    while j >= 0, i - j <= 12, !view.isOne(j, of: ".;") {
      if view.tokens[j].kind == .word, rules.isException(view.folded(j), second: b) { return true }
      if view.tokens[j].flags.contains(.blockStart) { break }
      j -= 1
    }
    return false
  }

  /// True when the words before a partial date announce one, or its place does.
  func isDateContext(_ i: Int, _ b: Int, _ byteEnd: Int) -> Bool {
    let isFraction = isFraction(i)
    var j = i - 1
    // Over an opening bracket, a colon, the article and a week day.
    while j >= 0, i - j <= 3,
      view.isOne(j, of: "(:,~") || view.isWord(j, "the") || view.has(j, [.weekday, .weekdayAbbreviation])
    {
      if view.has(j, [.weekday, .weekdayAbbreviation]) { return true }
      j -= 1
    }
    let before = words(j)
    if before.contains(.before), !view.isOne(i - 1, of: ",") { return !isVetoed(i, b, byteEnd, onlyBehind: true) }
    if isVetoed(i, b, byteEnd, onlyBehind: false) { return false }
    let end = endOfSlash(i)
    // The second of a pair of dates.
    if i >= 2, view.isTaken[i - 2],
      view.isWord(i - 1, "to", "through", "thru", "and", "until", "or") || view.isOne(i - 1, of: ",;&-"),
      !isFraction || view.isWord(i - 1, "to", "through", "thru", "until")
    {
      return true
    }
    // Dictated and transcribed: "D: 1/6", "T: 2/3".
    if view.isSign(i - 1, ":"), view.tokens[i - 1].isGlued, view.isWord(i - 2, "d", "t", "dd", "dt") { return true }
    if let end, end >= view.count || view.tokens[end].newlinesBefore > 0,
      view.isOne(i - 1, of: "-")
        || i > 0 && view.tokens[i - 1].kind == .symbol && view.tokens[i - 1].count >= 2
          && view.byte(Int(view.tokens[i - 1].start)) == 0x2D,
      i > 1, view.tokens[i - 2].kind == .word
    {
      return true
    }
    if view.isWord(i - 1, "of"), words(i - 2).contains(.after) { return true }
    if isFraction { return false }
    if before.contains(.beforeWeak) || isParticiple(j) { return true }
    // Behind a label or a dash with the line's end behind it: "T: 2/3", "Progress note -- 11/11", "in 2 weeks, 2/15."
    if let end,
      end >= view.count || view.tokens[end].newlinesBefore > 0
        || view.isSign(end, ".") && (end + 1 >= view.count || !view.isGlued(end + 1))
    {
      if view.isSign(i - 1, ","), view.isWord(i - 2, "week", "weeks", "days", "months", "month", "day") { return true }
    }
    // At the start of a line or paragraph, as in logs: "4/25: afebrile", "4/25 CT head".
    let token = view.tokens[i]
    if i == 0 || token.newlinesBefore > 0 || token.flags.contains(.blockStart) { return true }
    if let end {
      // "(4/25)" alone in brackets.
      if view.isSign(i - 1, "("), view.isSign(end, ")") { return !isGrade(i) }
      if words(end).contains(.after), view.tokens[end].newlinesBefore == 0 { return true }
      // "4/25 @ 08:30".
      if view.isSign(end, "@"), view.isSign(end + 2, ":") { return true }
      // A range with a second date: "4/25 to 4/28".
      if view.isWord(end, "to", "through", "thru", "and"), view.isSign(end + 2, "/") { return true }
    }
    return false
  }

  /// "extubated 3/15": something was done on that day.
  func isParticiple(_ j: Int) -> Bool {
    guard j >= 0, j < view.count, view.tokens[j].kind == .word, view.tokens[j].count >= 6 else { return false }
    let end = Int(view.tokens[j].end)
    return view.byte(end - 1) | 0x20 == 0x64 && view.byte(end - 2) | 0x20 == 0x65
  }

  func endOfSlash(_ i: Int) -> Int? { i + 2 < view.count && view.isSign(i + 1, "/") ? i + 3 : nil }

  /// Halves, thirds, quarters and grades out of five, six and ten.
  func isFraction(_ i: Int) -> Bool {
    guard let a = view.integer(i), let b = view.integer(i + 2) else { return true }
    return (b == 2 || b == 3 || b == 4 || b == 8) && a < b || b == 5 && a <= 5 || b == 6 && a <= 6 || b == 10 && a <= 10
  }

  func isGrade(_ i: Int) -> Bool {
    guard let b = view.integer(i + 2) else { return true }
    return b == 5 || b == 6 || b == 10
  }

  /// True when a unit or a counted thing follows: "1/2 tablet", "3/6 systolic", "5/5 strength", "4/4 quadrants".
  func isQuantity(at byte: Int) -> Bool {
    if view.byte(byte) == 0x25 || view.byte(byte) == 0x20 && view.byte(byte + 1) == 0x25 { return true }
    if NoteView.isLetter(view.byte(byte)) { return true }
    let next = view.firstToken(atOrBehind: byte)
    guard next < view.count, view.tokens[next].newlinesBefore == 0 else { return false }
    return view.has(next, .unit) || words(next).contains(.quantity)
  }

  // MARK: months in words

  /// "12MAR21", "9JAN96": a month between figures without blanks.
  func gluedMonth(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) -> Bool {
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
      return findings.add(.date, groups.starts[0], Int(view.tokens[last].end), Self.dayFirst, view)
    }
    guard word == i + 1 || !view.isGlued(word + 1) else { return false }
    return findings.add(.date, groups.starts[0], Int(view.tokens[word].end), Self.dayFirst, view)
  }

  // MARK: calendar

  static func isYear(_ value: Int) -> Bool { (1880...2100).contains(value) }

  static let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  static func isMonthDay(_ month: Int, _ day: Int) -> Bool {
    (1...12).contains(month) && (1...days[month - 1]).contains(day)
  }
}
