import ClinicalText

/// What Safe Harbor lets stand of a date (45 CFR 164.514(b)(2)(i)(C)): its year, unless the year tells an age over 89.
enum DateGeneralizer {
  /// The year of notes whose own is not known, for the reckoning of ages: later than any note, so that too much goes
  /// rather than too little.
  static let latestYear = 2030

  /// Nil where the text stays: bare years and ranges of them, decades, week days. Else the year or years that may be told: only
  /// those written with four figures, since two may be of another century.
  static func generalize(_ text: UnsafeBufferPointer<UInt8>, noteYear: Int?) -> NoteReplacer.Detail? {
    let bound = (noteYear ?? latestYear) - 90
    guard let parts = DateParts.parse(text, order: .monthFirst) else {
      // A holiday, a month of another language.
      guard let year = Figures.year(text), year > bound else { return NoteReplacer.Detail.none }
      return .year(year)
    }
    var first: Int?
    var last: Int?
    var isShort = false
    var isBare = true
    for piece in parts.pieces {
      switch piece.field {
      case .year:
        let year = piece.isEnd ? parts.end?.year : parts.year
        switch piece.style {
        case .figures(width: 4), .decade(width: 4):
          if piece.isEnd { last = year } else { first = year }
        default: isShort = true
        }
      case .weekday: break
      default: isBare = false
      }
    }
    if isBare, parts.pieces.count > 1, parts.weekday != nil { isBare = false }
    let years = [first, last].compactMap { $0 }
    if years.contains(where: { $0 <= bound }) { return NoteReplacer.Detail.none }
    // "'98": a bare year of two figures says no more than a bare year; "'31" may be of the last century.
    if isBare {
      guard isShort else { return nil }
      let short = [parts.year, parts.end?.year].compactMap { $0 }
      return short.contains { 1900 + $0 % 100 <= bound } ? NoteReplacer.Detail.none : nil
    }
    guard let one = first ?? last, !isShort else { return NoteReplacer.Detail.none }
    if let first, let last, first != last { return .years(first, last) }
    return .year(one)
  }
}

/// Stated ages.
enum StatedAge {
  /// True for an age of 90 years or more, in figures or words.
  ///
  /// - Parameters:
  ///   - end: byte offset in `note` behind the age, where its unit stands ("96-week-old": no).
  static func isOver89(_ text: UnsafeBufferPointer<UInt8>, unitFrom end: UInt32, in note: NoteText) -> Bool {
    var largest = -1
    var i = 0
    while i < text.count {
      guard text[i] &- 0x30 < 10 else {
        i += 1
        continue
      }
      var value = 0
      while i < text.count, text[i] &- 0x30 < 10 {
        value = min(1000, value * 10 + Int(text[i] & 0x0F))
        i += 1
      }
      largest = max(largest, value)
    }
    if largest >= 90 { return !isShortUnit(note.bytes, text, Int(end)) }
    if largest >= 0 { return false }
    return contains(text, "ninet") || contains(text, "hundred") || contains(text, "nonagenarian")
      || contains(text, "centenarian")
  }

  /// True where days, weeks or months are counted, in the text or behind it.
  private static func isShortUnit(
    _ note: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, _ end: Int
  ) -> Bool {
    var letters: [UInt8] = []
    for byte in text where (byte | 0x20) &- 0x61 < 26 { letters.append(byte | 0x20) }
    if letters.isEmpty {
      var i = end
      while i < note.count, i - end < 3, note[i] == 0x20 || note[i] == 0x2D || note[i] == 0x0A { i += 1 }
      while i < note.count, letters.count < 6, (note[i] | 0x20) &- 0x61 < 26 {
        letters.append(note[i] | 0x20)
        i += 1
      }
    }
    for unit: StaticString in ["month", "mo", "mos", "week", "wk", "wks", "day", "days"] {
      let name = UnsafeBufferPointer(start: unit.utf8Start, count: unit.utf8CodeUnitCount)
      if letters.elementsEqual(name) { return true }
      if name.count >= 3, letters.starts(with: name) { return true }
    }
    return false
  }

  private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard text.count >= length else { return false }
    for start in 0...(text.count - length) {
      var k = 0
      while k < length, text[start + k] | 0x20 == word.utf8Start[k] { k += 1 }
      if k == length { return true }
    }
    return false
  }
}

/// Numbers in bytes.
enum Figures {
  /// The first number of four figures from 1600 to 2200.
  static func year(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    var i = 0
    while i < bytes.count {
      var value = 0
      let start = i
      while i < bytes.count, bytes[i] &- 0x30 < 10 {
        value = min(100_000, value * 10 + Int(bytes[i] & 0x0F))
        i += 1
      }
      if i - start == 4, (1600...2200).contains(value) { return value }
      if i == start { i += 1 }
    }
    return nil
  }

  /// Appends a number that is not negative, with zeros in front up to `width` figures.
  static func append(_ value: Int, width: Int = 1, to output: inout [UInt8]) {
    var scale = 1
    var figures = 1
    while value / scale >= 10 || figures < width {
      scale *= 10
      figures += 1
    }
    while scale > 0 {
      output.append(UInt8(value / scale % 10) + 0x30)
      scale /= 10
    }
  }
}
