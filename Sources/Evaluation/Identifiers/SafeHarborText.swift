/// What the words of an age or a date say about Safe Harbor: ages of 90 and more, and all of a date but its year, go.
///
/// Works on folded ASCII words and figures; text beyond ASCII only separates them.
struct SafeHarborText {
  fileprivate struct Piece {
    var word: ArraySlice<UInt8>
    var isNumber: Bool
    var value: Int
    /// No byte between this piece and the one before.
    var isGlued: Bool
    /// The sign right before ("'" for every apostrophe), 0 for none.
    var before: UInt8
  }

  private let pieces: [Piece]

  /// Reads the first 200 bytes of the identifier's text; longer ones are no plain age or date.
  init(_ text: some Collection<UInt8>) {
    let bytes = Array(text.prefix(200)).map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    var pieces: [Piece] = []
    var i = 0
    var lastEnd = -1
    while i < bytes.count {
      let start = i
      let isDigit = (0x30...0x39).contains(bytes[i])
      let isLetter = (0x61...0x7A).contains(bytes[i])
      guard isDigit || isLetter else {
        i += 1
        continue
      }
      while i < bytes.count, isDigit ? (0x30...0x39).contains(bytes[i]) : (0x61...0x7A).contains(bytes[i]) { i += 1 }
      let value = isDigit ? bytes[start..<i].prefix(8).reduce(0) { $0 * 10 + Int($1 - 0x30) } : 0
      pieces.append(
        Piece(
          word: bytes[start..<i], isNumber: isDigit, value: value, isGlued: start == lastEnd,
          before: Self.sign(bytes, before: start)))
      lastEnd = i
    }
    self.pieces = pieces
  }

  private static func sign(_ bytes: [UInt8], before i: Int) -> UInt8 {
    guard i > 0 else { return 0 }
    // U+2018 and U+2019 end in these bytes.
    if i >= 3, bytes[i - 3] == 0xE2, bytes[i - 2] == 0x80, bytes[i - 1] == 0x98 || bytes[i - 1] == 0x99 { return 0x27 }
    return bytes[i - 1] == 0x60 ? 0x27 : bytes[i - 1]
  }

  // MARK: Ages

  /// True when the age is 90 years or more. `following` is the text behind the identifier: its unit may stand there.
  static func isOldAge(_ text: some Collection<UInt8>, following: some Collection<UInt8>) -> Bool {
    // Most ages are two figures, and below 90.
    if text.count <= 2, let first = text.first, (0x30...0x38).contains(first) { return false }
    let age = SafeHarborText(text)
    let next = SafeHarborText(following.prefix(16)).pieces.first
    for (index, piece) in age.pieces.enumerated() where age.isOld(index) {
      let unit = age.pieces[(index + 1)...].first { !Self.ageWords.contains($0.text) } ?? next
      if let unit, !unit.isNumber, Self.shortUnits.contains(unit.text), !piece.isRound { continue }
      return true
    }
    return false
  }

  private func isOld(_ index: Int) -> Bool {
    let piece = pieces[index]
    if piece.isNumber { return (90...130).contains(piece.value) }
    return Self.oldWords.contains(piece.text)
  }

  private static let oldWords: Set<String> = [
    "ninety", "nineties", "ninetieth", "hundred", "hundredth", "nonagenarian", "centenarian", "supercentenarian",
  ]
  /// What may stand between a number and its unit.
  private static let ageWords: Set<String> = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "and", "a",
  ]
  /// Units under which a number is no age in years.
  private static let shortUnits: Set<String> = [
    "mo", "mos", "mth", "mths", "month", "months", "wk", "wks", "week", "weeks", "d", "day", "days", "h", "hr", "hrs",
    "hour", "hours", "min", "mins", "minute", "minutes",
  ]

  // MARK: Dates

  /// True when the date is nothing but years or nothing but week days (or both), which Safe Harbor lets stand.
  static func isBareYearOrWeekDay(_ text: some Collection<UInt8>) -> Bool {
    guard text.count < 200, !startsWithDayOrMonth(text) else { return false }
    return SafeHarborText(text).isBareYearOrWeekDay
  }

  /// One or two figures and then a sign that joins: most dates, told without taking them apart.
  private static func startsWithDayOrMonth(_ text: some Collection<UInt8>) -> Bool {
    var figures = 0
    for byte in text.prefix(3) {
      if (0x30...0x39).contains(byte) {
        figures += 1
      } else {
        return figures > 0 && (byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-"))
      }
    }
    return false
  }

  private var isBareYearOrWeekDay: Bool {
    var found = false
    var index = 0
    while index < pieces.count {
      let piece = pieces[index]
      if piece.isNumber {
        guard isYear(index) else { return false }
        found = true
        // "1990s", "1990's".
        if index + 1 < pieces.count, pieces[index + 1].text == "s", isEnding(index + 1) { index += 1 }
      } else if Self.weekDays.contains(piece.text) {
        found = true
      } else if piece.text == "s", index > 0, isEnding(index) {
        // "Monday's".
      } else if piece.word.count == 1, Self.dayLetters.contains(piece.text) {
        found = true
      } else if !Self.fillers.contains(piece.text) {
        return false
      }
      index += 1
    }
    return found
  }

  /// A plural or genitive ending of the piece before.
  private func isEnding(_ index: Int) -> Bool { pieces[index].isGlued || pieces[index].before == 0x27 }

  private func isYear(_ index: Int) -> Bool {
    let piece = pieces[index]
    if piece.isGlued { return false }
    if piece.word.count == 4 { return (1800...2199).contains(piece.value) }
    guard piece.word.count == 2 else { return false }
    if piece.before == 0x27 { return true }
    // "80s"; the second year of "1998-99": no month or day is that high.
    if index + 1 < pieces.count, pieces[index + 1].text == "s", isEnding(index + 1) { return true }
    return index > 0 && pieces[index - 1].isNumber && pieces[index - 1].word.count == 4 && piece.value > 31
  }

  private static let weekDays: Set<String> = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays",
    "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun", "th", "tu", "sa", "su",
    "mwf", "mf", "tth", "tths", "tthsa", "tthsat", "tuthsa", "tuthsat", "tts", "weekday", "weekdays",
    "weekend", "weekends",
  ]
  private static let dayLetters: Set<String> = ["m", "t", "w", "f", "r"]
  private static let fillers: Set<String> = [
    "the", "in", "of", "on", "since", "from", "to", "until", "till", "through", "thru", "and", "or", "by", "about",
    "around", "early", "mid", "late", "last", "next", "this",
    "every", "year", "years", "circa", "ca", "between", "before",
    "after", "morning", "mornings", "afternoon", "evening", "evenings", "night", "nights", "s",
  ]
}

extension SafeHarborText.Piece {
  fileprivate var text: String { String(decoding: word, as: UTF8.self) }
  /// "nineties", "centenarian": words that are ages without a unit.
  fileprivate var isRound: Bool { !isNumber && word.last != 0x79 && word.last != 0x64 }
}
