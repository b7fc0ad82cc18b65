import ClinicalText

/// Moves dates by a number of days that is the same for all dates of a patient, and writes them as they were written.
///
/// The number is a multiple of 7, so that week days stay, within 52 weeks to either side, never 0. A date without a year is
/// taken to be of the note's year (2001 where that is not known; a leap year for 29 February), a month alone as its 15th, a
/// year as its 1 July, a season as the middle of its middle month: what comes out is written with the same parts. So order
/// holds between dates of one precision; between a date and a month or a year it may not.
public struct DateShift: Sendable, Equatable {
  /// Days to add.
  public let days: Int
  /// Years before this one are written as this one; nil for no bound. For years of birth that tell an age over 89.
  public var oldestYear: Int?

  /// The shift of a patient under a key.
  init(_ key: KeyFile, scope: [UInt8]) {
    var draw = KeyedDraw(key.key, scope: scope, purpose: "date-shift", value: [])
    let weeks = draw.below(104) - 52
    days = 7 * (weeks >= 0 ? weeks + 1 : weeks)
  }

  /// A given shift. For tests.
  package init(days: Int) { self.days = days }

  /// The text of a date, moved; nil for what `DateParts` does not read. A week day alone comes back as it is.
  ///
  /// - Parameter noteYear: the year of dates that are written without it.
  package func shifted(
    _ text: UnsafeBufferPointer<UInt8>, order: DateParts.Order, noteYear: Int?
  ) -> [UInt8]? {
    guard let parts = DateParts.parse(text, order: order) else { return nil }
    if parts.precision == .weekday { return Array(text) }
    let season = parts.pieces.first { $0.field == .season }.map { Self.month(ofSeason: text, at: $0.range.lowerBound) }
    let year = parts.year ?? parts.end?.year ?? noteYear ?? 2001
    var start = Self.resolved(year, parts.month ?? season, parts.day)
    guard let bound = parts.end else {
      return write(parts, text, move(start), nil)
    }
    let hasOwn = bound.day != nil || bound.month != nil
    var end = Self.resolved(
      bound.year ?? year, bound.month ?? (hasOwn || bound.year == nil ? parts.month : nil),
      bound.day ?? (bound.month == nil && bound.year == nil ? parts.day : nil))
    if start.number > end.number {
      // "Dec 28 - Jan 3, 2021": the year is that of the date it stands behind.
      if bound.year != nil || Self.endsWithSharedYear(parts) { start.year -= 1 } else { end.year += 1 }
      start = Self.resolved(start.year, start.month, start.day)
      end = Self.resolved(end.year, end.month, end.day)
    }
    let (first, last) = (move(start), move(end))
    // What is written once for both must be the same for both.
    let sharesMonth = parts.month != nil && bound.month == nil && bound.day != nil
    let sharesYear = parts.year != nil && bound.year == nil
    if sharesMonth && first.month != last.month || sharesYear && first.year != last.year {
      return writeApart(parts, text, first, last)
    }
    return write(parts, text, first, last)
  }

  private func move(_ day: CivilDay) -> CivilDay {
    var moved = day.adding(days)
    if let oldestYear, moved.year < oldestYear { moved.year = oldestYear }
    if moved.month == 2, moved.day == 29 { moved.day = min(29, DateParts.days(inMonth: 2, year: moved.year)) }
    return moved
  }

  /// A day of the calendar for what is known of it.
  private static func resolved(_ year: Int, _ month: Int?, _ day: Int?) -> CivilDay {
    guard let month else { return CivilDay(year, 7, 1) }
    guard let day else { return CivilDay(year, month, 15) }
    var leap = year
    while month == 2, day == 29, DateParts.days(inMonth: 2, year: leap) < 29 { leap -= 1 }
    return CivilDay(leap, month, day)
  }

  private static func endsWithSharedYear(_ parts: DateParts) -> Bool {
    guard let last = parts.pieces.last else { return false }
    return last.field == .year && !last.isEnd && parts.end?.year == nil
  }

  /// The middle month, by the name's letters.
  private static func month(ofSeason text: UnsafeBufferPointer<UInt8>, at start: Int) -> Int {
    switch (text[start] | 0x20, text[start + 1] | 0x20) {
    case (0x77, _): 1
    case (0x73, 0x70): 4
    case (0x73, _): 7
    default: 10
    }
  }

  // MARK: writing

  private func write(
    _ parts: DateParts, _ text: UnsafeBufferPointer<UInt8>, _ first: CivilDay, _ last: CivilDay?
  ) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(text.count + 8)
    let writer = DateWriter(isPadded: DateWriter.isPadded(parts, text))
    var position = 0
    for piece in parts.pieces {
      output.append(contentsOf: text[position..<piece.range.lowerBound])
      let day = piece.isEnd ? last ?? first : first
      writer.append(piece, of: day, original: text, to: &output)
      position = piece.range.upperBound
    }
    output.append(contentsOf: text[position...])
    return output
  }

  /// Both dates of a range in full, since they share no month or year any more.
  private func writeApart(
    _ parts: DateParts, _ text: UnsafeBufferPointer<UInt8>, _ first: CivilDay, _ last: CivilDay
  ) -> [UInt8] {
    let year = parts.pieces.first { $0.field == .year }
    let month = parts.pieces.first { $0.field == .month }
    let day = parts.pieces.first { $0.field == .day }
    let writer = DateWriter(isPadded: DateWriter.isPadded(parts, text))
    var isFigures = false
    if case .figures? = month?.style { isFigures = true }
    var output: [UInt8] = []
    for (index, date) in [first, last].enumerated() {
      if index == 1 { output.append(contentsOf: isFigures ? "-".utf8 : " - ".utf8) }
      if let month { writer.append(month, of: date, original: text, to: &output) }
      if let day {
        output.append(isFigures ? UInt8(ascii: "/") : UInt8(ascii: " "))
        writer.append(day, of: date, original: text, to: &output)
      }
      if let year {
        output.append(contentsOf: isFigures ? "/".utf8 : day == nil ? " ".utf8 : ", ".utf8)
        writer.append(year, of: date, original: text, to: &output)
      }
    }
    return output
  }
}
