import ClinicalText

/// Writes the parts of a date in the style of another.
struct DateWriter {
  /// True where days and months of one figure have a zero in front.
  let isPadded: Bool

  /// Beside a month in figures a figure alone tells that zeros are not written. Beside one in letters zeros are written
  /// where one stands, or where the day touches the letters ("02APR21").
  static func isPadded(_ parts: DateParts, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let isFigures = parts.pieces.contains {
      if case .figures = $0.style { $0.field == .month } else { false }
    }
    if isFigures { return !parts.pieces.contains { $0.field != .year && $0.style == .figures(width: 1) } }
    return parts.pieces.contains { piece in
      guard piece.field == .day, piece.style == .figures(width: 2) else { return false }
      let end = piece.range.upperBound
      return text[piece.range.lowerBound] == 0x30 || end < text.count && (text[end] | 0x20) &- 0x61 < 26
    }
  }

  /// Appends one part of `day`.
  func append(
    _ piece: DateParts.Piece, of day: CivilDay, original: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]
  ) {
    switch (piece.field, piece.style) {
    case (.weekday, _): output.append(contentsOf: original[piece.range])
    case (.season, .name(let letters)):
      let isAutumn = original[piece.range.lowerBound] | 0x20 == 0x61
      append(Self.season(day.month, isAutumn: isAutumn), letters, to: &output)
    case (.year, .decade(let width)):
      let decade = day.year / 10 * 10
      Figures.append(width == 2 ? decade % 100 : decade, width: width, to: &output)
    case (.year, .figures(width: 2)): Figures.append(day.year % 100, width: 2, to: &output)
    case (.year, _): Figures.append(day.year, width: 4, to: &output)
    case (.month, .figures): Figures.append(day.month, width: isPadded ? 2 : 1, to: &output)
    case (.month, .name(let letters)): append(Self.months[day.month - 1], letters, to: &output)
    case (.month, .abbreviation(let length, let letters)):
      let name = Self.months[day.month - 1]
      append(name.prefix(length == 4 && day.month == 9 ? 4 : 3), letters, to: &output)
    case (.day, .ordinal(let letters)):
      Figures.append(day.day, to: &output)
      append(Self.ending(day.day), letters == .upper ? .upper : .lower, to: &output)
    case (.day, .words(let letters)): append(Self.words(day.day), letters, to: &output)
    case (.day, _): Figures.append(day.day, width: isPadded ? 2 : 1, to: &output)
    default: output.append(contentsOf: original[piece.range])
    }
  }

  private func append(
    _ word: some StringProtocol, _ letters: DateParts.LetterCase, to output: inout [UInt8]
  ) {
    for (index, byte) in word.utf8.enumerated() {
      let isLetter = byte &- 0x61 < 26
      let isUpper = letters == .upper || letters == .capitalized && index == 0
      output.append(isLetter && isUpper ? byte & 0xDF : byte)
    }
  }

  private static func season(_ month: Int, isAutumn: Bool) -> String {
    switch month {
    case 3...5: "spring"
    case 6...8: "summer"
    case 9...11: isAutumn ? "autumn" : "fall"
    default: "winter"
    }
  }

  private static func ending(_ day: Int) -> String {
    switch day {
    case 1, 21, 31: "st"
    case 2, 22: "nd"
    case 3, 23: "rd"
    default: "th"
    }
  }

  private static func words(_ day: Int) -> String {
    if day <= 19 { return units[day - 1] }
    if day == 20 { return "twentieth" }
    if day == 30 { return "thirtieth" }
    return (day < 30 ? "twenty-" : "thirty-") + units[day % 10 - 1]
  }

  private static let units = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
  ]
  static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
}
