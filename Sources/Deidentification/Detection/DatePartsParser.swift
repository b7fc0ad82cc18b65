/// Reads the text of one date into its parts: atoms first, then numbers around a month's name, or numbers with signs.
struct DatePartsParser {
  private enum Atom {
    case number(value: Int, width: Int)
    case month(Int, DateParts.Style)
    case weekday(Int, DateParts.Style)
    case dayWords(Int, DateParts.Style)
    case season(DateParts.Style)
    /// "of", "the", "to", "de": words that stay.
    case filler(isRange: Bool)
    case decade
    case sign(UInt8)
    case dash
  }

  private let text: UnsafeBufferPointer<UInt8>
  private let order: DateParts.Order
  private var atoms: [(atom: Atom, range: Range<Int>)] = []
  private var parts = DateParts()

  init(_ text: UnsafeBufferPointer<UInt8>, _ order: DateParts.Order) {
    self.text = text
    self.order = order
  }

  mutating func parse() -> DateParts? {
    guard readAtoms() else { return nil }
    let hasName = atoms.contains {
      switch $0.atom {
      case .month, .season, .dayWords: true
      default: false
      }
    }
    guard hasName ? named() : figures() else { return nil }
    guard isCalendar(parts.year, parts.month, parts.day) else { return nil }
    if let end = parts.end, !isCalendar(end.year ?? parts.year, end.month ?? parts.month, end.day) { return nil }
    guard !parts.pieces.isEmpty else { return nil }
    parts.pieces.sort { $0.range.lowerBound < $1.range.lowerBound }
    return parts
  }

  private func isCalendar(_ year: Int?, _ month: Int?, _ day: Int?) -> Bool {
    if let year, !(1600...2199).contains(year) { return false }
    if let month, !(1...12).contains(month) { return false }
    guard let day else { return true }
    return day >= 1 && day <= DateParts.days(inMonth: month ?? 1, year: year)
  }

  // MARK: atoms

  private func byte(_ i: Int) -> UInt8 { i >= 0 && i < text.count ? text[i] : 0 }
  private func isDigit(_ i: Int) -> Bool { byte(i) &- 0x30 < 10 }
  private func isLetter(_ i: Int) -> Bool { (byte(i) | 0x20) &- 0x61 < 26 }

  private mutating func readAtoms() -> Bool {
    var i = 0
    while i < text.count {
      let start = i
      if isDigit(i) {
        if isTime(i) { return true }
        while isDigit(i) { i += 1 }
        guard i - start <= 8 else { return false }
        var value = 0
        for k in start..<i { value = value * 10 + Int(byte(k) & 0x0F) }
        atoms.append((.number(value: value, width: i - start), start..<i))
      } else if isLetter(i) {
        while isLetter(i) { i += 1 }
        // The time of a time stamp stays as it is.
        if i - start == 1, byte(start) | 0x20 == 0x74, isDigit(start - 1), isTime(i) { return true }
        guard word(start, &i) else { return false }
      } else if byte(i) == 0xE2, byte(i + 1) == 0x80 {
        switch byte(i + 2) {
        case 0x90...0x95: atoms.append((.dash, i..<(i + 3)))
        case 0x98, 0x99: atoms.append((.sign(0x27), i..<(i + 3)))
        default: return false
        }
        i += 3
      } else {
        i += 1
        switch byte(start) {
        case 0x20, 0x09, 0x0A, 0x0D: break
        case 0x27, 0x2C, 0x2D, 0x2E, 0x2F: atoms.append((.sign(byte(start)), start..<i))
        default: return false
        }
      }
    }
    return true
  }

  /// "08:30", "7:04:41": all that follows is a time of day.
  private func isTime(_ start: Int) -> Bool {
    var i = start
    while isDigit(i), i - start < 3 { i += 1 }
    guard i > start, byte(i) == 0x3A else { return false }
    for k in i..<text.count {
      switch byte(k) {
      case 0x30...0x3A, 0x2E, 0x2B, 0x2D, 0x20, 0x5A, 0x7A, 0x41, 0x61, 0x50, 0x70, 0x4D, 0x6D: break
      default: return false
      }
    }
    return true
  }

  private mutating func word(_ start: Int, _ end: inout Int) -> Bool {
    let letters = letterCase(start, end)
    if case .number(let value, _)? = atoms.last?.atom, let last = atoms.last, last.range.upperBound == start {
      if reads("s", start, end) {
        atoms.append((.decade, start..<end))
        return true
      }
      for ending: StaticString in ["st", "nd", "rd", "th"] where reads(ending, start, end) {
        atoms[atoms.count - 1] = (.dayWords(value, .ordinal(letters)), last.range.lowerBound..<end)
        return true
      }
    }
    for (index, name) in Self.months.enumerated() where isPrefix(start, end, of: name) {
      let length = end - start
      guard length == name.utf8CodeUnitCount || length == 3 || length == 4 && (index == 8 || index == 1) else {
        continue
      }
      atoms.append((.month(index + 1, style(length, name, letters)), start..<end))
      return true
    }
    for (index, name) in Self.weekdays.enumerated() where isPrefix(start, end, of: name) {
      atoms.append((.weekday(index + 1, style(end - start, name, letters)), start..<end))
      return true
    }
    if reads("tues", start, end) || reads("weds", start, end) || reads("thurs", start, end) { return false }
    for season: StaticString in ["spring", "summer", "fall", "autumn", "winter"] where reads(season, start, end) {
      atoms.append((.season(.name(letters)), start..<end))
      return true
    }
    for filler: StaticString in ["of", "the", "in", "early", "late", "mid", "year"] where reads(filler, start, end) {
      atoms.append((.filler(isRange: false), start..<end))
      return true
    }
    for filler: StaticString in ["to", "through", "thru", "until", "till", "and"] where reads(filler, start, end) {
      atoms.append((.filler(isRange: true), start..<end))
      return true
    }
    return dayWords(start, &end, letters)
  }

  /// "third", "twenty-first", "twenty first".
  private mutating func dayWords(_ start: Int, _ end: inout Int, _ letters: DateParts.LetterCase) -> Bool {
    for (index, name) in Self.ordinals.enumerated() where reads(name, start, end) {
      atoms.append((.dayWords(index + 1, .words(letters)), start..<end))
      return true
    }
    for (tens, name) in [(20, "twentieth"), (30, "thirtieth")] as [(Int, StaticString)] where reads(name, start, end) {
      atoms.append((.dayWords(tens, .words(letters)), start..<end))
      return true
    }
    for (tens, name) in [(20, "twenty"), (30, "thirty")] as [(Int, StaticString)] where reads(name, start, end) {
      guard byte(end) == 0x2D || byte(end) == 0x20 else { return false }
      var last = end + 1
      while isLetter(last) { last += 1 }
      for (index, unit) in Self.ordinals.prefix(9).enumerated() where reads(unit, end + 1, last) {
        atoms.append((.dayWords(tens + index + 1, .words(letters)), start..<last))
        end = last
        return true
      }
    }
    return false
  }

  private func style(_ length: Int, _ name: StaticString, _ letters: DateParts.LetterCase) -> DateParts.Style {
    length == name.utf8CodeUnitCount && length > 3 ? .name(letters) : .abbreviation(letters: length, letters)
  }

  private func letterCase(_ start: Int, _ end: Int) -> DateParts.LetterCase {
    if byte(start) & 0x20 != 0 { return .lower }
    return end - start > 1 && byte(start + 1) & 0x20 == 0 ? .upper : .capitalized
  }

  private func reads(_ word: StaticString, _ start: Int, _ end: Int) -> Bool {
    end - start == word.utf8CodeUnitCount && isPrefix(start, end, of: word)
  }

  /// True for three letters of `word` or more, in any letter case; shorter words only in full.
  private func isPrefix(_ start: Int, _ end: Int, of word: StaticString) -> Bool {
    let length = end - start
    guard length <= word.utf8CodeUnitCount, length >= min(3, word.utf8CodeUnitCount) else { return false }
    for k in 0..<length where byte(start + k) | 0x20 != word.utf8Start[k] { return false }
    return true
  }

  // MARK: a month or season in letters

  private mutating func named() -> Bool {
    var hasApostrophe = false
    var isRange = false
    var hasName = false
    for (index, item) in atoms.enumerated() {
      switch item.atom {
      case .month(let value, let style):
        guard parts.month == nil || isRange && parts.end?.month == nil else { return false }
        // "28 June - 4 July": the second month closes what began before it.
        if parts.month != nil { set(end: \.month, value) } else { parts.month = value }
        add(item.range, .month, style, isEnd: hasName)
        hasName = true
      case .season(let style):
        guard !hasName else { return false }
        hasName = true
        add(item.range, .season, style, isEnd: false)
      case .weekday(let value, let style):
        guard parts.weekday == nil, !isRange else { return false }
        parts.weekday = value
        add(item.range, .weekday, style, isEnd: false)
      case .dayWords(let value, let style):
        guard day(value, item.range, style, isRange) else { return false }
      case .number(let value, let width):
        guard width == 4 || hasApostrophe || isYearPlace(index, value, isRange) else {
          guard width <= 2, day(value, item.range, .figures(width: width), isRange) else { return false }
          continue
        }
        guard width == 4 || width == 2 else { return false }
        guard year(value, width, item.range, index, isRange) else { return false }
        hasApostrophe = false
      case .decade: break
      case .filler(let range): isRange = isRange || range
      case .dash: isRange = true
      case .sign(let sign):
        if sign == 0x27 { hasApostrophe = true }
        if sign == 0x2D, isRangeHyphen(index) { isRange = true }
      }
    }
    return parts.month != nil || parts.year != nil && hasName
  }

  /// A number of two figures behind the day and the month is the year ("12MAR21", "14-Mar-21", "Mar 4 21"); directly
  /// behind a month only where it can be no day ("Nov-45").
  private func isYearPlace(_ index: Int, _ value: Int, _ isRange: Bool) -> Bool {
    guard parts.month != nil, parts.year == nil else { return false }
    if index + 1 < atoms.count, case .month = atoms[index + 1].atom { return false }
    if value > 31 { return true }
    guard parts.day != nil, index > 0 else { return false }
    switch atoms[index - 1].atom {
    case .month: return !isRange
    case .sign(let sign): return sign != 0x2D || !isRangeHyphen(index - 1)
    case .number: return true
    default: return false
    }
  }

  /// A hyphen between two days or two months, not one of "14-Mar-2021".
  private func isRangeHyphen(_ index: Int) -> Bool {
    guard index > 0, index + 1 < atoms.count else { return false }
    switch (atoms[index - 1].atom, atoms[index + 1].atom) {
    case (.month, .month), (.dayWords, .dayWords): return true
    case (.number(_, let left), .number(_, let right)): return left <= 2 && right <= 2 || left == 4
    case (.number(_, let width), .month): return width == 4 || parts.month != nil
    case (.month, .number): return parts.day != nil && index + 2 < atoms.count && isMonth(index + 2)
    case (.dayWords, .number), (.number, .dayWords): return true
    default: return false
    }
  }

  private func isMonth(_ index: Int) -> Bool {
    if case .month = atoms[index].atom { return true }
    return false
  }

  private mutating func day(_ value: Int, _ range: Range<Int>, _ style: DateParts.Style, _ isRange: Bool) -> Bool {
    if parts.day == nil, !isRange {
      parts.day = value
      add(range, .day, style, isEnd: false)
      return true
    }
    guard isRange, parts.end?.day == nil else { return false }
    set(end: \.day, value)
    add(range, .day, style, isEnd: true)
    return true
  }

  private mutating func year(
    _ value: Int, _ width: Int, _ range: Range<Int>, _ index: Int, _ isRange: Bool
  ) -> Bool {
    var isDecade = false
    if index + 1 < atoms.count, case .decade = atoms[index + 1].atom { isDecade = true }
    let full = Self.fullYear(value, width)
    let style: DateParts.Style = isDecade ? .decade(width: width) : .figures(width: width)
    if parts.year == nil {
      // The year behind a range of days or months is that of both: "June 3-9, 2020".
      parts.year = full
      add(range, .year, style, isEnd: false)
      return true
    }
    guard isRange, parts.end?.year == nil else { return false }
    set(end: \.year, full)
    add(range, .year, style, isEnd: true)
    return true
  }

  // MARK: figures alone

  private mutating func figures() -> Bool {
    var groups: [(value: Int, width: Int, range: Range<Int>, sign: UInt8)] = []
    var sign: UInt8 = 0
    var isDecade = false
    for (atom, range) in atoms {
      switch atom {
      case .number(let value, let width):
        groups.append((value, width, range, sign))
        sign = 0
      case .sign(let byte): sign = byte == 0x2C ? sign : byte
      case .dash: sign = 0x2D
      case .filler(let isRange): if isRange { sign = 0x2D }
      case .decade: isDecade = true
      case .weekday(let value, let style):
        guard parts.weekday == nil else { return false }
        parts.weekday = value
        add(range, .weekday, style, isEnd: false)
      default: return false
      }
    }
    let count = groups.count
    switch count {
    case 0: return parts.weekday != nil
    case 1: return single(groups[0].value, groups[0].width, groups[0].range, groups[0].sign, isDecade)
    default: break
    }
    // The first date ends where a hyphen stands between slashes, or behind three numbers.
    var split = count
    if count >= 4, count % 2 == 0 || count == 5 {
      split = groups.indices.first { $0 > 0 && groups[$0].sign == 0x2D && groups[$0 - 1].sign != 0x2D } ?? count / 2
      if count == 6 { split = 3 }
    } else if count == 3, groups[1].sign == 0x2F, groups[2].sign == 0x2D {
      split = 2
    } else if count == 2, groups[0].width == 4, groups[1].sign == 0x2D || groups[1].sign == 0x2F,
      groups[1].width == 4 || groups[1].width == 2 && groups[1].value > 12
    {
      split = 1
    }
    guard let first = assign(groups[..<split].map { ($0.value, $0.width) }) else { return false }
    take(first, groups[..<split].map { ($0.width, $0.range) }, isEnd: false)
    guard split < count else { return true }
    let rest = groups[split...]
    if rest.count == 1, let last = rest.first {
      if split == 1 {
        let base = Self.fullYear(groups[0].value, 4) / 100 * 100
        take([.year: last.width == 4 ? last.value : base + last.value], [(last.width, last.range)], isEnd: true)
      } else {
        take([.day: last.value], [(last.width, last.range)], isEnd: true)
      }
      return true
    }
    guard let second = assign(rest.map { ($0.value, $0.width) }) else { return false }
    take(second, rest.map { ($0.width, $0.range) }, isEnd: true)
    return true
  }

  private mutating func single(
    _ value: Int, _ width: Int, _ range: Range<Int>, _ sign: UInt8, _ isDecade: Bool
  ) -> Bool {
    if width == 4 || width == 2 && (sign == 0x27 || isDecade) {
      parts.year = Self.fullYear(value, width)
      add(range, .year, isDecade ? .decade(width: width) : .figures(width: width), isEnd: false)
      return true
    }
    // Figures together: "20210314", "03142021", "031421".
    let start = range.lowerBound
    func part(_ offset: Int, _ length: Int) -> (value: Int, width: Int, range: Range<Int>) {
      var value = 0
      for k in (start + offset)..<(start + offset + length) { value = value * 10 + Int(byte(k) & 0x0F) }
      return (value, length, (start + offset)..<(start + offset + length))
    }
    let layouts: [[(value: Int, width: Int, range: Range<Int>)]]
    switch width {
    case 8: layouts = [[part(0, 4), part(4, 2), part(6, 2)], [part(0, 2), part(2, 2), part(4, 4)]]
    case 6: layouts = [[part(0, 2), part(2, 2), part(4, 2)]]
    default: return false
    }
    for layout in layouts {
      guard let fields = assign(layout.map { ($0.value, $0.width) }), let year = fields[.year],
        (1800...2199).contains(year)
      else { continue }
      take(fields, layout.map { ($0.width, $0.range) }, isEnd: false)
      return true
    }
    return false
  }

  /// Which number is what. Fields come in the order of the numbers.
  private func assign(_ numbers: [(value: Int, width: Int)]) -> KeyValuePairs? {
    func isDay(_ month: Int, _ day: Int, _ year: Int?) -> Bool {
      (1...12).contains(month) && day >= 1 && day <= DateParts.days(inMonth: month, year: year)
    }
    switch numbers.count {
    case 1:
      return numbers[0].width == 4 ? [.year: numbers[0].value] : nil
    case 2:
      let (a, b) = (numbers[0], numbers[1])
      if a.width == 4, b.width <= 2, (1...12).contains(b.value) { return [.year: a.value, .month: b.value] }
      if b.width == 4, a.width <= 2, (1...12).contains(a.value) { return [.month: a.value, .year: b.value] }
      guard a.width <= 2, b.width <= 2 else { return nil }
      let orders: [KeyValuePairs?] = [
        isDay(a.value, b.value, nil) ? [.month: a.value, .day: b.value] : nil,
        isDay(b.value, a.value, nil) ? [.day: a.value, .month: b.value] : nil,
      ]
      return (order == .monthFirst ? orders[0] ?? orders[1] : orders[1] ?? orders[0])
    case 3:
      let (a, b, c) = (numbers[0], numbers[1], numbers[2])
      if a.width == 4 {
        guard b.width <= 2, c.width <= 2, isDay(b.value, c.value, a.value) else { return nil }
        return [.year: a.value, .month: b.value, .day: c.value]
      }
      guard a.width <= 2, b.width <= 2, c.width == 2 || c.width == 4 else { return nil }
      let year = Self.fullYear(c.value, c.width)
      let orders: [KeyValuePairs?] = [
        isDay(a.value, b.value, year) ? [.month: a.value, .day: b.value, .year: year] : nil,
        isDay(b.value, a.value, year) ? [.day: a.value, .month: b.value, .year: year] : nil,
      ]
      return (order == .monthFirst ? orders[0] ?? orders[1] : orders[1] ?? orders[0])
    default: return nil
    }
  }

  /// Fields with their values, in order.
  private struct KeyValuePairs: ExpressibleByDictionaryLiteral {
    var items: [(field: DateParts.Field, value: Int)]
    init(dictionaryLiteral elements: (DateParts.Field, Int)...) { items = elements.map { ($0.0, $0.1) } }
    subscript(field: DateParts.Field) -> Int? { items.first { $0.field == field }?.value }
  }

  private mutating func take(_ fields: KeyValuePairs, _ written: [(width: Int, range: Range<Int>)], isEnd: Bool) {
    for ((field, value), place) in zip(fields.items, written) {
      switch (field, isEnd) {
      case (.year, false): parts.year = value
      case (.month, false): parts.month = value
      case (.day, false): parts.day = value
      case (.year, true): set(end: \.year, value)
      case (.month, true): set(end: \.month, value)
      case (.day, true): set(end: \.day, value)
      default: break
      }
      add(place.range, field, .figures(width: place.width), isEnd: isEnd)
    }
  }

  // MARK: helpers

  private mutating func add(
    _ range: Range<Int>, _ field: DateParts.Field, _ style: DateParts.Style, isEnd: Bool
  ) {
    parts.pieces.append(.init(range: range, field: field, style: style, isEnd: isEnd))
  }

  private mutating func set(end field: WritableKeyPath<DateParts.Bound, Int?>, _ value: Int) {
    var end = parts.end ?? DateParts.Bound()
    end[keyPath: field] = value
    parts.end = end
  }

  private static func fullYear(_ value: Int, _ width: Int) -> Int {
    width == 2 ? (value < 50 ? 2000 + value : 1900 + value) : value
  }

  private static let months: [StaticString] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  private static let weekdays: [StaticString] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
  private static let ordinals: [StaticString] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
  ]
}
