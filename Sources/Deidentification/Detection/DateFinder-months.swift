import ClinicalText

/// Dates around the name of a month.
extension DateFinder {
  func month(_ i: Int, _ findings: inout Findings) {
    guard !view.isTaken[i] else { return }
    if joined(i, &findings) { return }
    var start = i
    var end = i + 1
    var hasDay = false
    var hasYear = false
    if end < view.count, view.isSign(end, "."), view.tokens[end].isGlued { end += 1 }
    if end < view.count, view.isSign(end, ","), view.integer(end + 1) != nil { end += 1 }
    // Behind: a day, then a year; or a year.
    if let next = dayEnd(end), !isQuantity(at: Int(view.tokens[next - 1].end)) || isOrdinal(end) {
      hasDay = true
      end = next
      if let second = rangeDay(end) { end = second }
      if let year = yearEnd(end) {
        end = year
        hasYear = true
      }
    } else if let year = yearEnd(end) {
      end = year
      hasYear = true
    }
    if !hasDay, !hasYear { end = i + 1 }
    // Before: "14 March", "14th of March", "the 3rd of March", "third of May".
    var isDayFirst = false
    if let first = dayBefore(i) {
      if !hasDay {
        start = first
        isDayFirst = true
      } else if !hasYear, view.continuesLine(i), end == i + 2, view.tokens[i + 1].count == 2, first == i - 1 {
        // "14 Mar 21".
        start = first
        isDayFirst = true
        hasYear = true
      }
    }
    guard hasDay || hasYear || isDayFirst else {
      guard isMonthAlone(i) else { return }
      findings.add(.date, Int(view.tokens[i].start), Int(view.tokens[i].end), Self.monthAlone, view)
      return
    }
    // "may 5" in lower case is a verb with a figure unless a year follows; "8 DEC" behind a time or dose is none.
    if !hasYear, isVerb(i) { return }
    if isDayFirst, !hasYear, view.tokens[start].kind == .number, view.isWord(start - 1, "at", "gave") { return }
    if isDayFirst, !hasYear, isQuantity(at: Int(view.tokens[i].end)) { return }
    let rule = isDayFirst ? Self.dayFirst : hasDay ? Self.monthName : Self.monthYear
    let added = findings.add(.date, Int(view.tokens[start].start), Int(view.tokens[end - 1].end), rule, view)
    if added, hasDay, !hasYear { list(from: end, &findings) }
  }

  /// ", 5 and 7" behind "March 3": the other days of a list.
  private func list(from end: Int, _ findings: inout Findings) {
    var days: [Int] = []
    var j = end
    var isClosed = false
    while !isClosed, days.count < 12 {
      var k = j
      if view.isSign(k, ",") { k += 1 }
      if view.isWord(k, "and") || view.isSign(k, "&") {
        isClosed = true
        k += 1
      }
      guard k > j, dayEnd(k) == k + 1 || isOrdinal(k), !isQuantity(at: Int(view.tokens[k].end)) else { return }
      days.append(k)
      j = isOrdinal(k) ? k + 2 : k + 1
    }
    guard isClosed else { return }
    for day in days {
      let last = isOrdinal(day) ? day + 1 : day
      findings.add(.date, Int(view.tokens[day].start), Int(view.tokens[last].end), Self.monthName, view)
    }
  }

  /// "Mar-14-2021", "Mar/14/2021", "Nov-17", "Nov/2017", "March-May 2019".
  private func joined(_ i: Int, _ findings: inout Findings) -> Bool {
    guard i + 2 < view.count, view.isOne(i + 1, of: "-/"), view.isGlued(i + 1), view.isGlued(i + 2),
      !view.isGlued(i) || !NoteView.isAlphanumeric(view.byte(Int(view.tokens[i].start) - 1))
    else { return false }
    let start = Int(view.tokens[i].start)
    if view.has(i + 2, [.month, .monthAbbreviation]), let year = yearEnd(i + 3) {
      return findings.add(.date, start, Int(view.tokens[year - 1].end), Self.range, view)
    }
    guard let value = view.integer(i + 2), dayBefore(i) == nil,
      !NoteView.isLetter(view.byte(Int(view.tokens[i + 2].end)))
    else { return false }
    if view.tokens[i + 2].count == 4, Self.isYear(value) {
      return findings.add(.date, start, Int(view.tokens[i + 2].end), Self.monthYear, view)
    }
    guard view.tokens[i + 2].count <= 2 else { return false }
    if view.byte(Int(view.tokens[i + 1].start)) == view.byte(Int(view.tokens[i + 2].end)), view.isGlued(i + 4),
      view.integer(i + 4) != nil, [2, 4].contains(view.tokens[i + 4].count), (1...31).contains(value)
    {
      return findings.add(.date, start, Int(view.tokens[i + 4].end), Self.monthName, view)
    }
    guard view.tokens[i + 2].count == 2, view.tokens[i].flags.contains(.hasUpper), view.isSign(i + 1, "-") else {
      return false
    }
    return findings.add(.date, start, Int(view.tokens[i + 2].end), Self.monthYear, view)
  }

  /// "may" and "march" in lower case, "dec" of "decreased", "mar" as a word: only behind a preposition.
  private func isVerb(_ i: Int) -> Bool {
    guard !view.tokens[i].flags.contains(.hasUpper) else { return false }
    if view.isWord(i, "may", "march") { return true }
    return view.isWord(i, "mar", "dec", "sep") && !view.isWord(i - 1, "on", "in", "since", "until")
  }

  /// A month's name without figures: behind a preposition or "last", "next", "early"; lower case only where no verb.
  private func isMonthAlone(_ i: Int) -> Bool {
    let isCapital = view.tokens[i].flags.contains(.hasUpper)
    if view.isWord(i, "may", "march"), !isCapital || view.tokens[i].isUpper { return false }
    if !view.has(i, .month) {
      return isCapital && !view.tokens[i].isUpper && view.isWord(i - 1, "in", "since", "last", "next", "until")
        && !view.isWord(i, "mar")
    }
    var j = i - 1
    if view.isSign(j, "-"), view.isGlued(j) { j -= 1 }
    if words(j).contains(.month) { return true }
    return isCapital && !view.isWord(i, "may", "march", "april", "june", "august")
  }

  /// "3 de marzo de 2020", "14 mars 2021", "3. März 2021": months of other languages between a day and a year.
  func foreignMonth(_ i: Int, _ findings: inout Findings) {
    var first = i - 1
    let hasOf = view.isWord(first, "de", "di")
    if hasOf { first -= 1 }
    if view.isSign(first, ".") || view.isSign(first, "º") { first -= 1 }
    guard first >= 0, let value = view.integer(first), (1...31).contains(value), view.tokens[first].count <= 2,
      view.tokens[i].newlinesBefore == 0
    else { return }
    var end = i + 1
    if view.isWord(end, "de", "del") { end += 1 }
    if let year = yearEnd(end) {
      findings.add(.date, Int(view.tokens[first].start), Int(view.tokens[year - 1].end), Self.dayFirst, view)
    } else if hasOf {
      findings.add(.date, Int(view.tokens[first].start), Int(view.tokens[i].end), Self.dayFirst, view)
    }
  }

  // MARK: days

  private static let dayWords: [StaticString] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "thirtieth",
  ]

  private func isDayWord(_ i: Int) -> Bool {
    guard i >= 0, i < view.count, view.tokens[i].kind == .word, view.tokens[i].count >= 5 else { return false }
    return Self.dayWords.contains { view.isWord(i, $0) }
  }

  /// The token behind a day in figures or words, or nil.
  private func dayEnd(_ index: Int) -> Int? {
    if let value = view.integer(index) {
      guard view.tokens[index].count <= 2, (1...31).contains(value), view.tokens[index].newlinesBefore == 0 else {
        return nil
      }
      return isOrdinal(index) ? index + 2 : index + 1
    }
    var j = index
    if view.isWord(j, "twenty", "thirty") { j += view.isSign(j + 1, "-") ? 2 : 1 }
    return isDayWord(j) && (j > index || view.isWord(index - 2, "on", "since", "until", "of")) ? j + 1 : nil
  }

  func isOrdinal(_ index: Int) -> Bool {
    view.isGlued(index + 1) && view.isWord(index + 1, "st", "nd", "rd", "th")
  }

  /// Behind "-5" or " - 5" or " to 5": the token behind the second day.
  private func rangeDay(_ index: Int) -> Int? {
    guard
      view.isSign(index, "-") || view.isWord(index, "to", "through", "thru")
        || index < view.count && view.tokens[index].kind == .symbol && view.tokens[index].count == 3,
      view.integer(index + 1) != nil, let end = dayEnd(index + 1), !isQuantity(at: Int(view.tokens[end - 1].end)),
      !view.isSign(end, "/")
    else { return nil }
    return end
  }

  /// The first token of "14th of", "14", "third of" before a month.
  private func dayBefore(_ i: Int) -> Int? {
    var j = i - 1
    let hasOf = view.isWord(j, "of")
    if hasOf { j -= 1 }
    if hasOf, isDayWord(j), view.tokens[i].newlinesBefore == 0 {
      if view.isSign(j - 1, "-"), view.isWord(j - 2, "twenty", "thirty") { return j - 2 }
      return view.isWord(j - 1, "twenty", "thirty") ? j - 1 : j
    }
    if view.isSign(j, "."), view.isGlued(j) {
      j -= 1
      // "5. July 18" counts the items of a list.
      if j < 0 || view.tokens[j].newlinesBefore > 0 || view.tokens[j].flags.contains(.blockStart) || j == 0 {
        return nil
      }
    }
    if view.isWord(j, "st", "nd", "rd", "th"), view.isGlued(j) { j -= 1 }
    guard j >= 0, let value = view.integer(j), (1...31).contains(value), view.tokens[j].count <= 2,
      view.tokens[j + 1].newlinesBefore == 0, view.tokens[i].newlinesBefore == 0, !view.tokens[j].isGlued
    else { return nil }
    return j
  }
}
