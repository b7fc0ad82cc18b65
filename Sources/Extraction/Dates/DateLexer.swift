import ClinicalText

/// Reads the dates that begin at a number or at a word of the tables. Looks at the tokens around it alone.
///
/// Numeric dates are read month first, as notes of the United States have them, unless the first number is above 12. A
/// year of two digits is the latest that is not after the note's (without a note's date: 1969 to 2068, as in POSIX).
struct DateLexer {
  let lexer: QuantityLexer
  let table: CandidateTable

  // MARK: numbers first

  /// The date that begins at a number, or nil: "3/4/2019", "2019-03-04", "12/2022", "3 March 2019", "2011", "5/6" behind a
  /// word that dates follow.
  func date(at start: Int, _ note: NoteStructure, noteDate: CivilDate?) -> DateMention? {
    let token = note.tokens[start]
    guard token.count <= 4, !isJoined(start, note), let first = lexer.number(start, note), first.isWhole,
      let a = first.whole.map(Int.init)
    else { return nil }
    if let date = separated(start, a, note, noteDate) { return date }
    let end = start + 1
    if token.count <= 2, (1...31).contains(a) {
      let place = lexer.isOrdinal(end, note) ? end + 1 : end
      let from = lexer.word(place, note, ["of"]) ? place + 1 : place
      if lexer.isNext(from, note), let (month, after) = month(at: from, note) {
        if let (year, behind) = year(behind: after, note) {
          guard CivilDate(year, month, a) != nil else { return nil }
          return DateMention(tokens: start..<behind, content: .calendar(year: year, month: month, day: a))
        }
        guard CivilDate(2000, month, a) != nil, !isOtherNumber(after, note) else { return nil }
        return DateMention(tokens: start..<after, content: .calendar(year: nil, month: month, day: a))
      }
    }
    if token.count == 4, (1900...2099).contains(a), !lexer.isGlued(end, note) || isEndSign(end, note),
      !lexer.isNext(end, note) || lexer.units.unit(at: end, note, isJoined: false, number: first) == nil
    {
      return DateMention(tokens: start..<end, content: .calendar(year: a, month: nil, day: nil))
    }
    return nil
  }

  /// Glued to what stands before: a part of a number or a name.
  private func isJoined(_ start: Int, _ note: NoteStructure) -> Bool {
    guard note.tokens[start].isGlued, start > 0 else { return false }
    return !["(", "[", ":", ",", ";", "~"].contains(note.text.string(note.tokens[start - 1].span))
  }

  private func isEndSign(_ token: Int, _ note: NoteStructure) -> Bool {
    guard note.tokens[token].kind == .symbol, note.tokens[token].count == 1 else { return false }
    return ".,;:)]".utf8.contains(lexer.byte(token, note))
      && !(lexer.isGlued(token + 1, note) && isDigit(token + 1, note))
  }

  private func isDigit(_ token: Int, _ note: NoteStructure) -> Bool {
    token < note.tokens.count && note.tokens[token].kind == .number
  }

  private func isOtherNumber(_ token: Int, _ note: NoteStructure) -> Bool {
    lexer.isNext(token, note) && isDigit(token, note) && lexer.isGlued(token, note)
  }

  /// Numbers with "/" or "-" between them.
  private func separated(
    _ start: Int, _ a: Int, _ note: NoteStructure, _ noteDate: CivilDate?
  ) -> DateMention? {
    let sign = start + 1
    guard sign + 1 < note.tokens.count, lexer.isGlued(sign, note), lexer.isGlued(sign + 1, note),
      lexer.is_(sign, "/", note) || lexer.is_(sign, "-", note), let second = whole(sign + 1, note)
    else { return nil }
    let isSlash = lexer.is_(sign, "/", note)
    let next = sign + 2
    let isThree =
      lexer.isGlued(next, note) && lexer.isGlued(next + 1, note)
      && lexer.is_(next, isSlash ? "/" : "-", note) && isDigit(next + 1, note)
    if isThree {
      guard let third = whole(next + 1, note), !goesOn(next + 2, note) else { return nil }
      let tokens = start..<next + 2
      let digits = (note.tokens[start].count, note.tokens[sign + 1].count, note.tokens[next + 1].count)
      if digits.0 == 4 {
        guard digits.1 <= 2, digits.2 <= 2, CivilDate(a, second, third) != nil else { return nil }
        return DateMention(tokens: tokens, content: .calendar(year: a, month: second, day: third))
      }
      guard digits.0 <= 2, digits.1 <= 2, digits.2 == 2 || digits.2 == 4 else { return nil }
      let (month, day) = a > 12 ? (second, a) : (a, second)
      let year = digits.2 == 4 ? third : Self.century(third, month, day, noteDate)
      guard (1850...2150).contains(year), CivilDate(year, month, day) != nil else { return nil }
      return DateMention(tokens: tokens, content: .calendar(year: year, month: month, day: day))
    }
    guard isSlash, !goesOn(next, note), note.tokens[start].count <= 2, (1...12).contains(a) else { return nil }
    if note.tokens[sign + 1].count == 4 {
      guard (1900...2099).contains(second) else { return nil }
      return DateMention(tokens: start..<next, content: .calendar(year: second, month: a, day: nil))
    }
    guard note.tokens[sign + 1].count <= 2, CivilDate(2000, a, second) != nil, isExpected(start, note) else {
      return nil
    }
    return DateMention(tokens: start..<next, content: .calendar(year: nil, month: a, day: second))
  }

  private func whole(_ token: Int, _ note: NoteStructure) -> Int? {
    guard note.tokens[token].count <= 4, let number = lexer.number(token, note), number.isWhole else { return nil }
    return number.whole.map(Int.init)
  }

  private func goesOn(_ token: Int, _ note: NoteStructure) -> Bool {
    guard lexer.isGlued(token, note) else { return false }
    if note.tokens[token].kind != .symbol { return true }
    return !isEndSign(token, note)
  }

  /// A word that dates follow stands directly before.
  func isExpected(_ start: Int, _ note: NoteStructure) -> Bool {
    guard start > 0, note.tokens[start].newlinesBefore == 0 else { return false }
    var isExpected = false
    table.phrases(at: start - 1, note) { role, _, end in
      isExpected = role == .dateBefore && end == start
      return isExpected
    }
    return isExpected
  }

  static func century(_ year: Int, _ month: Int, _ day: Int, _ noteDate: CivilDate?) -> Int {
    guard let noteDate else { return year >= 69 ? 1900 + year : 2000 + year }
    let century = noteDate.year / 100 * 100
    // A little ahead of the note: what is planned.
    guard let date = CivilDate(century + year, month, day) else { return century + year }
    return date.number <= noteDate.number + 731 ? century + year : century + year - 100
  }

  // MARK: words first

  /// "March 3, 2019", "March 2019", "March 3", and "October" by itself where a date is expected or no other word is
  /// written like it.
  func date(month value: Int, _ tokens: Range<Int>, _ note: NoteStructure) -> DateMention? {
    let start = tokens.lowerBound
    guard note.tokens[start].flags.contains(.initialUpper), !note.tokens[start].isGlued || isOpened(start, note) else {
      return nil
    }
    var end = tokens.upperBound
    if lexer.is_(end, ".", note), lexer.isGlued(end, note), isDigit(end + 1, note) { end += 1 }
    if lexer.isNext(end, note), isDigit(end, note) {
      if let (year, after) = year(behind: end, note) {
        return DateMention(tokens: start..<after, content: .calendar(year: year, month: value, day: nil))
      }
      guard note.tokens[end].count <= 2, let day = whole(end, note), CivilDate(2000, value, day) != nil else {
        return nil
      }
      var after = lexer.isOrdinal(end + 1, note) ? end + 2 : end + 1
      let comma = lexer.is_(after, ",", note) ? after + 1 : after
      if let (year, behind) = year(behind: comma, note) {
        guard CivilDate(year, value, day) != nil else { return nil }
        return DateMention(tokens: start..<behind, content: .calendar(year: year, month: value, day: day))
      }
      if lexer.isGlued(after, note), !isEndSign(after, note) { after = end + 1 }
      return DateMention(tokens: start..<after, content: .calendar(year: nil, month: value, day: day))
    }
    // "May" and "March" are words too.
    let isWord = value == 5 || value == 3
    guard !isWord || isExpected(start, note) else { return nil }
    return DateMention(tokens: start..<tokens.upperBound, content: .calendar(year: nil, month: value, day: nil))
  }

  private func isOpened(_ token: Int, _ note: NoteStructure) -> Bool {
    token > 0 && (lexer.is_(token - 1, "(", note) || lexer.is_(token - 1, "/", note))
  }

  /// A year of four digits, behind a comma perhaps.
  private func year(behind place: Int, _ note: NoteStructure) -> (Int, Int)? {
    let place = lexer.is_(place, ",", note) ? place + 1 : place
    guard lexer.isNext(place, note), isDigit(place, note), note.tokens[place].count == 4,
      let year = whole(place, note), (1900...2099).contains(year)
    else { return nil }
    return (year, place + 1)
  }

  private func month(at place: Int, _ note: NoteStructure) -> (Int, Int)? {
    guard place < note.tokens.count, note.tokens[place].flags.contains(.initialUpper) else { return nil }
    var found: (Int, Int)?
    table.phrases(at: place, note) { role, row, end in
      guard role == .month, let value = Int(table.rows[row].normal) else { return false }
      found = (value, end)
      return true
    }
    return found
  }

  /// "POD 2", "post-op day #2", "hospital day 3": the number behind the words.
  func date(numbered row: CandidateTable.Row, _ tokens: Range<Int>, _ note: NoteStructure) -> DateMention? {
    var place = tokens.upperBound
    if lexer.is_(place, "#", note) { place += 1 }
    guard lexer.isNext(place, note), isDigit(place, note), note.tokens[place].count <= 3,
      let number = whole(place, note), !lexer.isGlued(place + 1, note) || isEndSign(place + 1, note)
    else { return nil }
    let anchor = row.normal
    let all = tokens.lowerBound..<place + 1
    // A day behind an operation is counted from it; the first day of a stay or a life is counted in two ways.
    return DateMention(
      tokens: all,
      content: anchor == "operation" ? .offset(number, .day, anchor: anchor) : .numbered(number, anchor: anchor))
  }

  /// "since age 12": a year of life behind a word that dates follow.
  func date(age tokens: Range<Int>, _ note: NoteStructure) -> DateMention? {
    let place = tokens.upperBound
    guard isExpected(tokens.lowerBound, note), lexer.isNext(place, note), isDigit(place, note),
      let years = whole(place, note), (1...120).contains(years),
      !lexer.isGlued(place + 1, note) || isEndSign(place + 1, note)
    else { return nil }
    return DateMention(tokens: tokens.lowerBound..<place + 1, content: .offset(years, .year, anchor: "birth"))
  }

  // MARK: lengths of time

  /// What a length of time says with the words around it: "three days ago", "in 2 weeks", "last 30 days".
  func date(around quantity: Quantity, _ note: NoteStructure) -> DateMention? {
    guard let unit = quantity.unit, unit.count == 1, let name = Self.precision[lexer.units.atoms[Int(unit[0])].ucum],
      quantity.shape == .number || quantity.shape == .range
    else { return nil }
    let tokens = quantity.tokens
    let count =
      quantity.shape == .number && quantity.comparator != .less && quantity.comparator != .greater
      ? quantity.a.whole.map(Int.init) : nil
    func content(_ sign: Int, _ anchor: String) -> DateMention.Content {
      guard let count, quantity.a.isWhole, count < 100_000 else { return .told(anchor: anchor) }
      return .offset(sign * count, name, anchor: anchor)
    }
    var place = tokens.upperBound
    if place < note.tokens.count, note.tokens[place].newlinesBefore == 0 {
      var found: (row: Int, end: Int)?
      table.phrases(at: place, note) { role, row, end in
        guard role == .ago || role == .fromNow else { return false }
        found = (row, end)
        return true
      }
      if let found {
        let row = table.rows[found.row]
        place = found.end
        let anchor = row.normal.isEmpty ? DateMention.noteAnchor : row.normal
        return DateMention(tokens: tokens.lowerBound..<place, content: content(row.role == .ago ? -1 : 1, anchor))
      }
    }
    let before = tokens.lowerBound - 1
    guard before >= 0, note.tokens[tokens.lowerBound].newlinesBefore == 0 else { return nil }
    var result: DateMention?
    table.phrases(at: before, note) { role, _, end in
      guard end == tokens.lowerBound else { return false }
      if role == .within {
        result = DateMention(tokens: before..<tokens.upperBound, content: content(1, DateMention.noteAnchor))
      }
      if role == .past {
        let span = count.map { DateMention.Content.span(-$0, name) } ?? .told(anchor: DateMention.noteAnchor)
        result = DateMention(tokens: before..<tokens.upperBound, content: span)
      }
      return result != nil
    }
    return result
  }

  private static let precision: [String: DatePrecision] = [
    "h": .hour, "d": .day, "wk": .week, "mo": .month, "a": .year,
  ]
}
