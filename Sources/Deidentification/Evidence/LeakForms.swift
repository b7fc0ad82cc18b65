import ClinicalText

/// One way in which a known value may stand in a text: its letters and figures, and where something may stand between.
struct LeakPattern {
  /// How the letters and figures may lie.
  struct Shape: Hashable {
    var form: LeakForm
    /// Must begin and end where words or numbers do.
    var isAnchored = true
    /// Something may stand right before the byte with the bit's number.
    var gaps: UInt64 = 0
    /// Something must stand there.
    var requiredGaps: UInt64 = 0
    /// One hyphen or blank may stand anywhere.
    var allowsThinGaps = false
    /// Up to four signs may stand anywhere.
    var allowsGaps = false
    /// Its first letter must be a capital: the value is an ordinary word.
    var needsCapital = false
    /// A leak of the note's own patient; of another one merely possible.
    var isOwnOnly = false
    /// The same where it is not known whose the note is.
    var isVague = false
    /// Of anybody but the note's own patient, these bytes must be capitals: a name in small letters is another word.
    var capitals: UInt64 = 0
    /// Never more than a possible leak.
    var isWeak = false
  }

  /// Longer values are looked for by their first so many letters and figures.
  static let mostBytes = 60

  var bytes: [UInt8]
  var shape: Shape
}

/// Makes the patterns of known values.
struct LeakForms {
  /// True for an ordinary word, folded: a name that is one counts with a capital only, and as possible.
  let isCommonWord: ([UInt8]) -> Bool
  /// Short forms of given names, both ways.
  let nicknames: NicknameTable
  /// Values that are too short to be looked for.
  private(set) var skipped = 0

  init(nicknames: NicknameTable, isCommonWord: @escaping ([UInt8]) -> Bool) {
    self.nicknames = nicknames
    self.isCommonWord = isCommonWord
  }

  /// All patterns of a value; none for what says nothing by itself.
  mutating func patterns(of value: KnownValue) -> [LeakPattern] {
    var found: [LeakPattern]
    switch value.kind {
    case .patient, .doctor: found = name(value.text)
    case .date: found = CalendarDate(value.text).map(dates) ?? whole(value.text)
    case .phone, .fax: found = phone(value.text)
    case .email, .username: found = electronic(value.text)
    case .street, .zip, .locationOther: found = address(value.text)
    case .organization, .hospital, .city: found = words(value.text)
    default: found = number(value.text)
    }
    found = found.map { pattern in
      guard pattern.bytes.count > LeakPattern.mostBytes else { return pattern }
      var short = pattern
      short.bytes = Array(pattern.bytes.prefix(LeakPattern.mostBytes))
      short.shape.isAnchored = false
      return short
    }
    if found.isEmpty { skipped += 1 }
    return found
  }

  // MARK: numbers and addresses

  /// The value as it stands, with something between its parts where the value has it.
  private func whole(_ text: String, _ form: LeakForm = .whole) -> [LeakPattern] {
    let stream = SearchStream(text)
    guard stream.count >= 4 else { return [] }
    var shape = LeakPattern.Shape(form: form)
    shape.gaps = Self.breaks(stream)
    let digits = stream.contents.count(where: SearchStream.isDigit)
    if digits == stream.count {
      // Four figures are a year or a quantity.
      guard digits >= 5 else { return [] }
      shape.allowsThinGaps = digits >= 6
      shape.allowsGaps = digits >= 9
      shape.isAnchored = digits < 9
    } else {
      shape.isAnchored = stream.count < 10
    }
    return [LeakPattern(bytes: Array(stream.contents), shape: shape)]
  }

  private func number(_ text: String) -> [LeakPattern] {
    var found = whole(text)
    let figures = SearchStream(text).contents.filter(SearchStream.isDigit)
    let significant = Array(figures.drop { $0 == 0x30 })
    var shape = LeakPattern.Shape(form: .figures)
    shape.allowsThinGaps = true
    shape.isOwnOnly = true
    shape.isVague = true
    for bytes in [Array(figures), significant]
    where bytes.count >= 6 && !found.contains(where: { $0.bytes == bytes }) {
      found.append(LeakPattern(bytes: bytes, shape: shape))
    }
    return found
  }

  private func phone(_ text: String) -> [LeakPattern] {
    var figures = Array(SearchStream(text).contents.filter(SearchStream.isDigit))
    if figures.count == 11, figures[0] == 0x31 { figures.removeFirst() }
    guard figures.count >= 5 else { return [] }
    var shape = LeakPattern.Shape(form: .whole)
    shape.allowsGaps = figures.count >= 9
    shape.isAnchored = figures.count < 9
    shape.allowsThinGaps = true
    var found = [LeakPattern(bytes: figures, shape: shape)]
    if figures.count == 10 {
      var local = LeakPattern.Shape(form: .figures)
      local.gaps = 1 << 3
      local.isOwnOnly = true
      local.isVague = true
      found.append(LeakPattern(bytes: Array(figures.suffix(7)), shape: local))
    }
    return found
  }

  private func electronic(_ text: String) -> [LeakPattern] {
    var found = whole(text)
    if let at = text.firstIndex(of: "@") {
      let user = SearchStream(String(text[..<at]))
      var shape = LeakPattern.Shape(form: .userName)
      shape.gaps = Self.breaks(user)
      shape.isOwnOnly = true
      shape.isVague = true
      if user.count >= 5 { found.append(LeakPattern(bytes: Array(user.contents), shape: shape)) }
    }
    return found
  }

  private func address(_ text: String) -> [LeakPattern] {
    var found: [LeakPattern] = []
    let lines = text.split { $0 == "," || $0 == "\n" || $0 == ";" }.map(String.init)
    if lines.count > 1 { found += words(text) }
    for line in lines {
      let stream = SearchStream(line)
      let digits = stream.contents.count(where: SearchStream.isDigit)
      var shape = LeakPattern.Shape(form: .addressLine)
      shape.gaps = Self.breaks(stream)
      if digits > 0, digits < stream.count, stream.count >= 8 {
        found.append(LeakPattern(bytes: Array(stream.contents), shape: shape))
      }
      // A ZIP code says little of anybody but the patient.
      let zip = Array(stream.contents.suffix(5))
      if zip.count == 5, zip.allSatisfy(SearchStream.isDigit), stream.count == 5 || stream.begins(stream.count - 5) {
        shape.gaps = 0
        shape.isOwnOnly = true
        shape.isVague = true
        found.append(LeakPattern(bytes: zip, shape: shape))
      }
    }
    return found
  }

  /// Words as they stand: an employer, a whole address.
  private func words(_ text: String) -> [LeakPattern] {
    let stream = SearchStream(text)
    guard stream.count >= 4 else { return [] }
    var shape = LeakPattern.Shape(form: .whole)
    shape.gaps = Self.breaks(stream)
    if shape.gaps == 0 {
      shape.isWeak = isCommonWord(Array(stream.contents))
      shape.needsCapital = true
      shape.isOwnOnly = true
    }
    return [LeakPattern(bytes: Array(stream.contents), shape: shape)]
  }

  /// Where something stands between the parts of a value.
  private static func breaks(_ stream: SearchStream) -> UInt64 {
    var mask: UInt64 = 0
    for i in 1..<max(1, min(64, stream.count)) where stream.gaps[i] > 0 { mask |= 1 << UInt64(i) }
    return mask
  }

  // MARK: dates

  private func dates(_ date: CalendarDate) -> [LeakPattern] {
    var found: [LeakPattern] = []
    func add(_ parts: [String], _ form: LeakForm, isExact: Bool) {
      var shape = LeakPattern.Shape(form: form)
      // Anybody's birthday is a day of somebody else's note.
      shape.isOwnOnly = true
      var bytes: [UInt8] = []
      for part in parts {
        if !bytes.isEmpty { shape.gaps |= 1 << UInt64(bytes.count) }
        bytes += Array(part.utf8)
      }
      // Figures without zeros, or with a short year, are a date only with signs between them.
      if !isExact { shape.requiredGaps = shape.gaps }
      let pattern = LeakPattern(bytes: bytes, shape: shape)
      if !found.contains(where: { $0.bytes == bytes && $0.shape == shape }) { found.append(pattern) }
    }
    let year = "\(date.year)"
    let short = CalendarDate.two(date.year % 100)
    let (month, day) = (CalendarDate.two(date.month), CalendarDate.two(date.day))
    for (first, second) in [(month, day), (day, month)] {
      add([first, second, year], .numericDate, isExact: true)
      add([first, second, short], .numericDate, isExact: false)
    }
    for (first, second) in [("\(date.month)", "\(date.day)"), ("\(date.day)", "\(date.month)")] {
      add([first, second, year], .numericDate, isExact: false)
      add([first, second, short], .numericDate, isExact: false)
    }
    for (first, second) in [("\(date.month)", day), (month, "\(date.day)")] {
      add([first, second, year], .numericDate, isExact: false)
      add([first, second, short], .numericDate, isExact: false)
    }
    add([year, month, day], .numericDate, isExact: true)
    add([year, "\(date.month)", "\(date.day)"], .numericDate, isExact: false)
    for name in date.monthNames {
      for number in Set([day, "\(date.day)", "\(date.day)\(date.ordinal)"]).sorted() {
        for y in [year, short] {
          add([number, name, y], .writtenDate, isExact: true)
          add([name, number, y], .writtenDate, isExact: true)
        }
      }
    }
    return found
  }
}

/// A day of the calendar, read from a field of known identifiers.
struct CalendarDate: Equatable {
  var year: Int
  var month: Int
  var day: Int

  /// Reads "1950-03-07" (and what follows a "T"), "19500307", "3/7/1950" with the month first, "7-Mar-1950".
  init?(_ text: String) {
    let head = text.split(separator: "T").first.map(String.init) ?? text
    let parts = head.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    if parts.count == 1, head.utf8.count == 8, let value = Int(head) {
      self.init(year: value / 10_000, month: value / 100 % 100, day: value % 100)
      return
    }
    guard parts.count >= 3 else { return nil }
    if let first = Int(parts[0]), let second = Int(parts[1]), let third = Int(parts[2]) {
      if parts[0].count == 4 {
        self.init(year: first, month: second, day: third)
      } else if first > 12 {
        self.init(year: third, month: second, day: first)
      } else {
        self.init(year: third, month: first, day: second)
      }
      return
    }
    let named = parts.prefix(3).firstIndex { part in Self.names.contains { $0.hasPrefix(part.prefix(3)) } }
    guard let named, parts[named].count >= 3,
      let month = Self.names.firstIndex(where: { $0.hasPrefix(parts[named].prefix(3)) })
    else { return nil }
    let numbers = parts.prefix(3).enumerated().filter { $0.offset != named }.compactMap { Int($0.element) }
    guard numbers.count == 2, let year = numbers.first(where: { $0 > 31 }), let day = numbers.first(where: { $0 <= 31 })
    else { return nil }
    self.init(year: year, month: month + 1, day: day)
  }

  init?(year: Int, month: Int, day: Int) {
    guard (1800...2200).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  private static let names = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  var monthNames: [String] {
    let name = Self.names[month - 1]
    var names = [name]
    if name.count > 3 { names.append(String(name.prefix(3))) }
    if month == 9 { names.append("sept") }
    return names
  }

  var ordinal: String {
    if (11...13).contains(day % 100) { return "th" }
    return switch day % 10 {
    case 1: "st"
    case 2: "nd"
    case 3: "rd"
    default: "th"
    }
  }

  static func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
