import ClinicalText

/// Years, seasons, quarters, holidays and week days.
extension DateFinder {
  /// Behind ", 2021", " 2021", " of 2019", " '98": the token behind the year.
  func yearEnd(_ index: Int) -> Int? {
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

  func isApostrophe(_ i: Int) -> Bool {
    view.isSign(i, "'")
      || i < view.count && view.tokens[i].count == 3 && view.byte(Int(view.tokens[i].start)) == 0xE2
        && view.byte(Int(view.tokens[i].start) + 1) == 0x80
        && view.byte(Int(view.tokens[i].start) + 2) & 0xFE == 0x98
  }

  /// "in 2019", "since 1998", "(1997)", "CABG 2004": a bare year needs a word before it that takes one.
  func yearAlone(_ i: Int, _ groups: DigitGroups, _ findings: inout Findings) {
    guard let value = view.integer(i), Self.isYear(value) else { return }
    // "1960s", "1960's".
    let isDecade =
      value % 10 == 0
      && (view.isGlued(i + 1) && view.isWord(i + 1, "s")
        || isApostrophe(i + 1) && view.isGlued(i + 1) && view.isWord(i + 2, "s") && view.isGlued(i + 2))
    if isDecade {
      let last = view.isWord(i + 1, "s") ? i + 1 : i + 2
      findings.add(.date, groups.starts[0], Int(view.tokens[last].end), Self.year, view)
      return
    }
    guard !view.isGlued(i + 1) || !NoteView.isAlphanumeric(view.byte(groups.ends[0])) else { return }
    if isQuantity(at: groups.ends[0]) || view.isSign(i + 1, "-") && view.isGlued(i + 2) { return }
    var j = i - 1
    while view.isOne(j, of: "(,")
      || view.isWord(j, "the", "year", "about", "approximately", "around", "early", "late", "mid")
      || view.isSign(j, "-") && view.isGlued(j)
    { j -= 1 }
    let before = words(j)
    if before.contains(.year) || view.isWord(i - 1, "year", "mid") || view.isSign(i - 1, "(") && view.isSign(i + 1, ")")
    {
      findings.add(.date, groups.starts[0], groups.ends[0], Self.year, view)
      return
    }
    // "from 2000 to 1950 mL", "of 2000": only what a calendar shows.
    guard (1930...2035).contains(value), value % 500 != 0 else { return }
    let isSecond = view.isWord(j, "and", "to") && j > 0 && view.isTaken[j - 1]
    guard before.contains(.yearWeak) && (!view.isWord(j, "and") || isSecond) || isHistory(i) else { return }
    findings.add(.date, groups.starts[0], groups.ends[0], Self.year, view)
  }

  /// "s/p CABG 2004, stent 2006.": a year behind a clinical word at the end of its clause.
  private func isHistory(_ i: Int) -> Bool {
    let before = view.isOne(i - 1, of: ",-") && !view.isGlued(i) ? i - 2 : i - 1
    guard view.has(before, .clinical), view.tokens[i].newlinesBefore == 0 else { return false }
    return i + 1 >= view.count || view.tokens[i + 1].newlinesBefore > 0 || view.isOne(i + 1, of: ",;)")
      || view.isSign(i + 1, ".") && (i + 2 >= view.count || !view.isGlued(i + 2))
  }

  /// "in '98", "the '60s", "summer '05".
  func apostropheYear(_ i: Int, _ findings: inout Findings) {
    guard !view.isGlued(i) || view.isSign(i - 1, "("), view.isGlued(i + 1), let value = view.integer(i + 1),
      view.tokens[i + 1].count == 2, value < 100
    else { return }
    let isDecade = view.isGlued(i + 2) && view.isWord(i + 2, "s")
    let before = words(view.isWord(i - 1, "the", "early", "late") ? i - 2 : i - 1)
    guard isDecade || !before.isDisjoint(with: [.year, .yearWeak, .season]) || isHistory(i) else { return }
    findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[isDecade ? i + 2 : i + 1].end), Self.year, view)
  }

  /// "fall of 2018", "Winter 2020", "summer '05".
  func seasonWord(_ i: Int, _ findings: inout Findings) {
    guard let end = yearEnd(i + 1) else { return }
    findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[end - 1].end), Self.season, view)
  }

  /// "Q3 2019", "third quarter of 2019".
  func quarter(_ i: Int, _ findings: inout Findings) {
    var first = i
    var end = i + 1
    if view.isWord(i, "q"), view.isGlued(i + 1), let number = view.integer(i + 1), (1...4).contains(number) {
      end = i + 2
    } else if view.isWord(i, "quarter"), view.isWord(i - 1, "first", "second", "third", "fourth", "last") {
      first = i - 1
    } else {
      return
    }
    guard let year = yearEnd(end) else { return }
    findings.add(.date, Int(view.tokens[first].start), Int(view.tokens[year - 1].end), Self.season, view)
  }

  func findHolidays(_ findings: inout Findings) {
    var hits: [PhraseTable.Hit] = []
    rules.holidays.match(view, beginning: .holidays, into: &hits)
    for hit in hits
    where view.tokens[hit.tokens.lowerBound].flags.contains(.initialUpper)
      || view.tokens[hit.tokens.lowerBound].kind == .number
    {
      let next = hit.tokens.upperBound
      if next < view.count, view.tokens[next].kind == .word, rules.unlessAfter[hit.entry].contains(view.folded(next)) {
        continue
      }
      let end = yearEnd(next) ?? next
      findings.add(
        .date, Int(view.tokens[hit.tokens.lowerBound].start), Int(view.tokens[end - 1].end), Self.holiday, view)
    }
  }

  func weekdayWord(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i] else { return }
    let token = view.tokens[i]
    if view.has(i, .weekday) {
      findings.add(.date, Int(token.start), Int(token.end), Self.weekday, view)
      return
    }
    // "Sat" is a saturation, "Sun" the sun, "Wed" a verb: an abbreviation needs a date beside it or "on" before it.
    guard token.flags.contains(.initialUpper) else { return }
    let next = view.isSign(i + 1, ",") || view.isSign(i + 1, ".") ? i + 2 : i + 1
    let hasDate =
      next < view.count && view.isTaken[next] || view.integer(next) != nil && view.isSign(next + 1, "/")
      || view.has(next, [.month, .monthAbbreviation])
    if hasDate || view.isWord(i - 1, "on", "last", "next", "every", "until"), !view.isWord(i, "sat", "sun") || hasDate {
      findings.add(.date, Int(token.start), Int(token.end), Self.weekday, view)
    }
  }
}
