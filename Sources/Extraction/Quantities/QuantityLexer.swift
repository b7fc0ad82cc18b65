import ClinicalText

/// Reads the quantity that begins at a number of a note. Looks at the tokens around it alone, so that time is linear.
///
/// Not read as quantities: dates, times of day, telephone numbers, numbers of lists, years, ordinals, parts of names
/// ("IL-6", "L4-5", "B12"), numbers behind a naming word ("grade 3", "Fig. 2"), fractions of seven ("24 2/7 weeks").
struct QuantityLexer {
  let units: UnitTable
  let table: CandidateTable

  /// Most tokens that one quantity takes.
  static let longest = 24

  // MARK: entry points

  /// The quantity that begins at a number, at ".5" or at "½"; nil where none is meant.
  ///
  /// - Parameter isGiven: somebody has said that a quantity begins here: a naming word before it does not matter.
  func quantity(at start: Int, _ note: NoteStructure, isGiven: Bool = false) -> Quantity? {
    guard isGiven || !isPartOfName(start, note), let first = simple(at: start, note) else { return nil }
    guard isNegative(start, note) else { return continued(first, from: start, note) }
    guard var quantity = continued(first, from: start, note), quantity.shape == .number, quantity.unit == nil else {
      return nil
    }
    quantity.a = DecimalNumber(-quantity.a.mantissa, exponent: quantity.a.exponent)
    quantity.tokens = start - 1..<quantity.tokens.upperBound
    return quantity
  }

  /// "-2" behind a blank: a base excess, a score. At the start of a line the dash is the mark of a list.
  func isNegative(_ start: Int, _ note: NoteStructure) -> Bool {
    guard start > 1, note.tokens[start].isGlued, isDash(start - 1, note) else { return false }
    let dash = note.tokens[start - 1]
    return !dash.isGlued && dash.newlinesBefore == 0 && !dash.flags.contains(.blockStart)
  }

  /// The quantity that begins at a number, whatever stands before it.
  func plain(at start: Int, _ note: NoteStructure) -> Quantity? {
    simple(at: start, note).flatMap { continued($0, from: start, note) }
  }

  /// The quantity whose number is a word ("two weeks"), which ends before `end`.
  func quantity(word: DecimalNumber, _ tokens: Range<Int>, _ note: NoteStructure) -> Quantity? {
    var end = tokens.upperBound
    // "one (1) tablet"
    if end + 2 < note.tokens.count, is_(end, "(", note), note.tokens[end + 1].kind == .number, is_(end + 2, ")", note),
      number(end + 1, note) == word
    {
      end += 3
    }
    var quantity = continued((word, end), from: tokens.lowerBound, note)
    quantity?.needsCompany = true
    return quantity
  }

  // MARK: parts

  func byte(_ token: Int, _ note: NoteStructure) -> UInt8 { note.text.bytes[Int(note.tokens[token].start)] }

  /// A single sign.
  func is_(_ token: Int, _ sign: StaticString, _ note: NoteStructure) -> Bool {
    token >= 0 && token < note.tokens.count && note.tokens[token].count == 1
      && note.tokens[token].kind == .symbol && byte(token, note) == sign.utf8Start.pointee
  }

  func isGlued(_ token: Int, _ note: NoteStructure) -> Bool {
    token < note.tokens.count && note.tokens[token].isGlued
  }

  /// On the same line as the token before.
  func isNext(_ token: Int, _ note: NoteStructure) -> Bool {
    token < note.tokens.count && note.tokens[token].newlinesBefore == 0
  }

  func word(_ token: Int, _ note: NoteStructure, _ words: [StaticString]) -> Bool {
    guard token >= 0, token < note.tokens.count, note.tokens[token].kind == .word else { return false }
    let bytes = note.text.bytes[note.tokens[token].span.range]
    return words.contains { word in
      bytes.count == word.utf8CodeUnitCount
        && zip(bytes, UnsafeBufferPointer(start: word.utf8Start, count: bytes.count)).allSatisfy { $0 | 0x20 == $1 }
    }
  }

  func scalar(_ token: Int, _ note: NoteStructure) -> UInt32 {
    guard token < note.tokens.count, note.tokens[token].kind == .symbol else { return 0 }
    return decodeScalar(note.text.bytes.baseAddress!, Int(note.tokens[token].start)).value
  }

  /// A hyphen or dash that stands alone.
  func isDash(_ token: Int, _ note: NoteStructure) -> Bool {
    switch scalar(token, note) {
    case 0x2D: note.tokens[token].count == 1
    case 0x2010...0x2015, 0x2212: note.tokens[token].count == 3
    default: false
    }
  }

  func number(_ token: Int, _ note: NoteStructure) -> DecimalNumber? {
    guard token < note.tokens.count, note.tokens[token].kind == .number else { return nil }
    return DecimalNumber(note.text.bytes[note.tokens[token].span.range])
  }

  /// Vulgar fractions that are one sign, in hundredths or as a fraction.
  func vulgar(_ token: Int, _ note: NoteStructure) -> DecimalNumber? {
    switch scalar(token, note) {
    case 0xBC: DecimalNumber(25, exponent: -2)
    case 0xBD: DecimalNumber(5, exponent: -1)
    case 0xBE: DecimalNumber(75, exponent: -2)
    default: nil
    }
  }

  // MARK: what is no quantity

  func isPartOfName(_ start: Int, _ note: NoteStructure) -> Bool {
    let token = note.tokens[start]
    if token.isGlued, start > 0 {
      let before = note.tokens[start - 1]
      switch before.kind {
      case .number: return true
      case .word: return !isMeasured(start - 1, note)
      case .symbol:
        let sign = byte(start - 1, note)
        // Behind a glued hyphen, "#", "/", ":", "." or "," the number belongs to what stands before.
        if sign == UInt8(ascii: "#") || sign == UInt8(ascii: "$") || sign == UInt8(ascii: "^") { return true }
        let joins = "-/:.,_*'".utf8.contains(sign) || isDash(start - 1, note)
        // "3 -15" behind a number is neither a range nor a sign for certain.
        if isDash(start - 1, note), !before.isGlued, start > 1, note.tokens[start - 2].kind == .number { return true }
        if joins, before.isGlued || sign == UInt8(ascii: ".") || sign == UInt8(ascii: "/") { return true }
      }
    }
    // "1. Aspirin", "2) Statin": the number of a list.
    if start == 0 || token.newlinesBefore > 0 || token.flags.contains(.blockStart),
      is_(start + 1, ".", note) || is_(start + 1, ")", note), isGlued(start + 1, note), !isGlued(start + 2, note)
    {
      return true
    }
    if start > 0, token.newlinesBefore == 0 {
      var place = start - 1
      // "Fig. 2", "No. 3"
      if is_(place, ".", note), place > 0, note.tokens[place].isGlued { place -= 1 }
      var isNaming = false
      if table.filter.mayContain(note.folded[place]) {
        table.phrases(at: place, note) { role, _, end in
          isNaming = role == .naming && (end == start || end == start - 1 || end == place + 1)
          return isNaming
        }
      }
      if isNaming { return true }
    }
    return false
  }

  /// A word that a quantity may be glued to ("BP120/80"), not glued to more itself.
  func isMeasured(_ token: Int, _ note: NoteStructure) -> Bool {
    guard
      !note.tokens[token].isGlued || token > 0 && !is_(token - 1, "-", note) && note.tokens[token - 1].kind == .symbol
    else { return false }
    var isMeasured = false
    table.phrases(at: token, note) { role, _, end in
      isMeasured = role == .measured && end == token + 1
      return isMeasured
    }
    return isMeasured
  }

  func isOrdinal(_ token: Int, _ note: NoteStructure) -> Bool {
    isGlued(token, note) && word(token, note, ["st", "nd", "rd", "th", "s"])
  }

  func isMonth(_ token: Int, _ note: NoteStructure) -> Bool {
    word(
      token, note,
      [
        "january", "february", "march", "april", "june", "july", "august", "september", "october", "november",
        "december", "jan", "feb", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
      ]) || word(token, note, ["may", "mar"]) && note.tokens[token].flags.contains(.initialUpper)
  }

  // MARK: one number

  /// One number: digits, ".5", "½", "1 1/2", "1.2e3". The token behind it.
  func simple(at start: Int, _ note: NoteStructure) -> (DecimalNumber, Int)? {
    if let part = vulgar(start, note) { return (part, start + 1) }
    if is_(start, ".", note) {
      guard isGlued(start + 1, note), number(start + 1, note) != nil else {
        return nil
      }
      let digits = note.tokens[start + 1].count
      guard let plain = DecimalNumber(note.text.bytes[note.tokens[start + 1].span.range]),
        !note.text.bytes[note.tokens[start + 1].span.range].contains(where: { $0 == 0x2E || $0 == 0x2C })
      else { return nil }
      return (plain.times(tenTo: -digits), start + 2)
    }
    guard let value = number(start, note) else { return nil }
    var end = start + 1
    // "1½", "1 ½"
    if value.isWhole, isNext(end, note), let part = vulgar(end, note), let whole = value.whole {
      guard let sum = part.plus(whole) else { return nil }
      return (sum, end + 1)
    }
    // "1.2e3"
    if isGlued(end, note), word(end, note, ["e"]), isGlued(end + 1, note), let power = number(end + 1, note)?.whole,
      power <= 15
    {
      return (value.times(tenTo: Int(power)), end + 2)
    }
    // "1 1/2", "1-1/2"
    if value.isWhole, let whole = value.whole, whole < 100 {
      let from = isDash(end, note) && isGlued(end, note) && isGlued(end + 1, note) ? end + 1 : end
      if isNext(from, note), let (part, after) = fraction(at: from, note) {
        guard let sum = part.plus(whole) else { return nil }
        return (sum, after)
      }
      if isNext(from, note), isSevenths(from, note) { return nil }
    }
    // A comma with other than three digits behind it, or a point without: no number that is certain.
    if is_(end, ",", note), isGlued(end, note), isGlued(end + 1, note), end + 1 < note.tokens.count,
      note.tokens[end + 1].kind == .number
    {
      return nil
    }
    if is_(end, "'", note) || is_(end, "\"", note) { end = start + 1 }
    return (value, end)
  }

  /// "1/2", "3/4", "1/3", "2/3": small fractions that a dose or a length has.
  func fraction(at start: Int, _ note: NoteStructure) -> (DecimalNumber, Int)? {
    guard let above = number(start, note)?.whole, is_(start + 1, "/", note), isGlued(start + 1, note),
      isGlued(start + 2, note), let below = number(start + 2, note)?.whole, above > 0, above < below,
      [2, 4, 8].contains(below), !(is_(start + 3, "/", note) && isGlued(start + 3, note))
    else { return nil }
    return DecimalNumber(above).times(Fraction(1, below)).map { ($0, start + 3) }
  }

  /// "2/7": days of a week of pregnancy.
  func isSevenths(_ start: Int, _ note: NoteStructure) -> Bool {
    number(start, note) != nil && is_(start + 1, "/", note) && isGlued(start + 1, note)
      && number(start + 2, note)?.whole == 7
  }

  // MARK: what follows the first number

  func continued(_ first: (DecimalNumber, Int), from start: Int, _ note: NoteStructure) -> Quantity? {
    var (value, end) = first
    if isOrdinal(end, note) { return nil }
    // Times of day, dates with a month in words.
    if isNext(end, note), word(end, note, ["am", "pm", "o'clock"]) || isMonth(end, note) { return nil }
    if start > 0, note.tokens[start].newlinesBefore == 0,
      isMonth(start - 1, note) || isMonth(start - 2, note) && is_(start - 1, ".", note)
    {
      return nil
    }
    var quantity = Quantity(start..<end, value)
    if is_(end, "/", note), end + 1 < note.tokens.count, note.tokens[end + 1].kind == .number,
      isNext(end, note), isNext(end + 1, note)
    {
      guard let read = ratio(quantity, end, note) else { return nil }
      quantity = read
      end = quantity.tokens.upperBound
      if quantity.shape == .number { return withUnit(quantity, note) }
    } else if is_(end, ":", note), isGlued(end, note), isGlued(end + 1, note), let below = number(end + 1, note) {
      return titre(value, below, start..<end + 2, note)
    } else if let (power, after) = tenTo(end, note) {
      return scaled(quantity, power, after, note)
    } else if let (other, after) = rangeEnd(end, value, from: start, note) {
      // "300-200": no range falls.
      let isParts = other.isBelow(value) && isDash(end, note)
      quantity.shape = isParts ? .parts : .range
      (quantity.a, quantity.b) = other.isBelow(value) && !isParts ? (other, value) : (value, other)
      quantity.tokens = start..<after
      value = other
      end = after
      if isOrdinal(end, note)
        || is_(end, "/", note) && isGlued(end, note) && isGlued(end + 1, note)
          && note.tokens[end + 1].kind == .number
      {
        return nil
      }
    } else if let (other, after) = spread(end, note) {
      quantity.shape = .spread
      quantity.b = other
      quantity.tokens = start..<after
      end = after
    } else if let read = dimensions(quantity, note) {
      return read
    }
    // Hyphens and points that go on are no range: telephone numbers, dates, versions.
    if isDash(end, note), isGlued(end, note), isGlued(end + 1, note), end + 1 < note.tokens.count,
      note.tokens[end + 1].kind == .number
    {
      return nil
    }
    quantity = withUnit(quantity, note)
    if quantity.shape == .ratio, let unit = quantity.unit, units.flags(unit).contains(.strength), unit.count == 1 {
      quantity.shape = .parts
    }
    // "5 mg - 10 mg", "1.2 cm to 2.4 cm"
    if quantity.shape == .number, let unit = quantity.unit, let read = rangeOfUnits(quantity, unit, note) {
      quantity = read
    }
    if quantity.unit == nil, quantity.shape == .number, isYear(start, note) { return nil }
    return quantity
  }

  func isYear(_ token: Int, _ note: NoteStructure) -> Bool {
    guard note.tokens[token].count == 4, let year = number(token, note)?.whole else { return false }
    return (1900...2099).contains(year)
  }

  func withUnit(_ quantity: Quantity, _ note: NoteStructure) -> Quantity {
    var quantity = quantity
    var place = quantity.tokens.upperBound
    guard isNext(place, note) else { return quantity }
    let isJoined = note.tokens[place].isGlued
    // "5-mg", "7-day"
    if isDash(place, note), isJoined, isGlued(place + 1, note) { place += 1 }
    let wanted = quantity.shape == .range ? quantity.b : quantity.a
    guard let (unit, end) = units.unit(at: place, note, isJoined: isJoined, number: wanted) else { return quantity }
    // "5/HPF" counts; "5 per protocol" does not.
    quantity.unit = unit
    quantity.unitTokens = place..<end
    quantity.tokens = quantity.tokens.lowerBound..<end
    return quantity
  }

  /// The other end of a range: "2-4", "1.2 to 2.4", "2 - 4".
  func rangeEnd(
    _ place: Int, _ first: DecimalNumber, from start: Int, _ note: NoteStructure
  ) -> (DecimalNumber, Int)? {
    guard isNext(place, note), isNext(place + 1, note) else { return nil }
    if isDash(place, note) {
      guard let (other, end) = simple(at: place + 1, note) else { return nil }
      // Both sides stand alike, "2-4", "2 - 4", or the greater one is behind.
      guard note.tokens[place].isGlued == note.tokens[place + 1].isGlued || first.isBelow(other) else { return nil }
      // "555-1234", "12-05-2010"
      if note.tokens[place].isGlued {
        if note.tokens[place + 1].count >= 4 && other.isWhole
          && !(other.whole.map { $0 > 2100 && first.isBelow(other) } ?? false)
        {
          return nil
        }
        if isDash(end, note), isGlued(end, note), isGlued(end + 1, note) { return nil }
      }
      return (other, end)
    }
    let isBetween = word(place, note, ["and"]) && word(start - 1, note, ["between"])
    guard isBetween || word(place, note, ["to", "through"]) && !isChange(place, note),
      let (other, end) = simple(at: place + 1, note)
    else { return nil }
    if isOrdinal(end, note) { return nil }
    return (other, end)
  }

  /// "Rose from 1.2 to 2.4" tells of two values; "from 18 to 65" is a range.
  func isChange(_ to: Int, _ note: NoteStructure) -> Bool {
    var place = to - 1
    while place > 0, to - place < 5, note.tokens[place].newlinesBefore == 0 {
      if word(place - 1, note, ["from"]) { return (2...6).contains { isChanging(place - $0, note) } }
      place -= 1
    }
    return false
  }

  /// A word of change, by its beginning.
  func isChanging(_ token: Int, _ note: NoteStructure) -> Bool {
    guard token >= 0, note.tokens[token].kind == .word else { return false }
    let bytes = note.text.bytes[note.tokens[token].span.range].lazy.map { $0 | 0x20 }
    return Self.changing.contains { bytes.starts(with: $0.utf8) }
  }

  static let changing = [
    "increas", "decreas", "rise", "rose", "rising", "fell", "fall", "drop", "chang", "improv", "went", "taper",
    "titrat",
    "reduc", "rais", "lower", "declin", "worsen", "up", "down", "advanc", "escalat", "climb", "elevat", "grew",
    "shrank",
    "progress", "adjust", "switch", "convert", "wean", "normali", "trend", "increment", "dimin", "mov", "jump",
  ]

  func rangeOfUnits(_ quantity: Quantity, _ unit: Unit, _ note: NoteStructure) -> Quantity? {
    let place = quantity.tokens.upperBound
    guard isNext(place, note), isNext(place + 1, note),
      isDash(place, note) && (!note.tokens[place].isGlued || isGlued(place + 1, note))
        || word(place, note, ["to"]) && !isChange(place, note)
        || word(place, note, ["and"]) && word(quantity.tokens.lowerBound - 1, note, ["between"]),
      let (other, end) = simple(at: place + 1, note), isNext(end, note),
      let (second, after) = units.unit(at: end, note, isJoined: isGlued(end, note), number: other), second == unit
    else { return nil }
    var range = quantity
    range.shape = .range
    (range.a, range.b) = other.isBelow(quantity.a) ? (other, quantity.a) : (quantity.a, other)
    range.unitTokens = end..<after
    range.tokens = quantity.tokens.lowerBound..<after
    return range
  }

  func spread(_ place: Int, _ note: NoteStructure) -> (DecimalNumber, Int)? {
    var next = place
    if scalar(place, note) == 0xB1 {
      next = place + 1
    } else if is_(place, "+", note), is_(place + 1, "/", note), isDash(place + 2, note) {
      next = place + 3
    } else {
      return nil
    }
    guard isNext(place, note), isNext(next, note) else { return nil }
    return simple(at: next, note)
  }
}
