import ClinicalText

/// A date as it stands in a note: of the calendar, or counted from something.
struct DateMention: Equatable {
  /// What it says.
  enum Content: Equatable {
    /// Year, month and day, as far as they are told.
    case calendar(year: Int?, month: Int?, day: Int?)
    /// So many units from an anchor; the sign tells before or after.
    case offset(Int, DatePrecision, anchor: String)
    /// From so many units before the note's date up to it, or on from it.
    case span(Int, DatePrecision)
    /// A day of the week, Monday 1; before the note's date or behind it is not told.
    case weekday(Int)
    /// A day counted from an anchor whose first day is told differently: "hospital day 3".
    case numbered(Int, anchor: String)
    /// Something that no date follows from: "next visit", "two to three weeks ago".
    case told(anchor: String)
  }

  /// Token indices, half-open.
  var tokens: Range<Int>
  var content: Content

  /// The normalised parts. What cannot be said for certain is left out: without the note's date a relative date has its
  /// offset alone, and a day and month have no year.
  ///
  /// `date` in ISO 8601, as exact as `precision` says; `offset` as an ISO 8601 duration, from the `anchor`; `range` as
  /// an ISO 8601 interval of days; `month`, `day` without a year; `inferred`: "year" where the year is that which brings
  /// the date next to the note's.
  func attributes(noteDate: CivilDate?) -> [(name: String, json: String)] {
    switch content {
    case .calendar(let year, let month, let day): return calendar(year, month, day, noteDate)
    case .offset(let count, let unit, let anchor):
      var pairs = [
        ("anchor", "\"\(anchor)\""), ("offset", "\"\(Self.duration(count, unit))\""),
        ("precision", "\"\(unit.rawValue)\""),
      ]
      if anchor == Self.noteAnchor, unit != .hour, let noteDate, let date = Self.add(count, unit, to: noteDate) {
        pairs.insert(("date", "\"\(date.iso(unit))\""), at: 0)
      }
      return pairs
    case .span(let count, let unit):
      var pairs = [("anchor", "\"\(Self.noteAnchor)\""), ("offset", "\"\(Self.duration(count, unit))\"")]
      if let noteDate, unit == .day || unit == .week, let date = Self.add(count, unit, to: noteDate) {
        let (from, to) = count < 0 ? (date, noteDate) : (noteDate, date)
        pairs.append(("range", "\"\(from.iso(.day))/\(to.iso(.day))\""))
      }
      return pairs
    case .weekday(let day): return [("weekday", "\(day)")]
    case .numbered(let day, let anchor): return [("anchor", "\"\(anchor)\""), ("day_number", "\(day)")]
    case .told(let anchor): return anchor.isEmpty ? [] : [("anchor", "\"\(anchor)\"")]
    }
  }

  static let noteAnchor = "note_date"

  private func calendar(
    _ year: Int?, _ month: Int?, _ day: Int?, _ noteDate: CivilDate?
  ) -> [(name: String, json: String)] {
    let precision: DatePrecision = day != nil ? .day : month != nil ? .month : .year
    if let year {
      guard let date = CivilDate(year, month ?? 1, day ?? 1) else { return [] }
      return [("date", "\"\(date.iso(precision))\""), ("precision", "\"\(precision.rawValue)\"")]
    }
    var pairs: [(name: String, json: String)] = []
    if let noteDate, let month, let date = Self.nearest(month, day, noteDate) {
      pairs = [("date", "\"\(date.iso(precision))\""), ("inferred", "\"year\"")]
    }
    if let month { pairs.append(("month", "\(month)")) }
    if let day { pairs.append(("day", "\(day)")) }
    pairs.append(("precision", "\"\(precision.rawValue)\""))
    return pairs
  }

  /// The day of this month that lies nearest to a date; of two equally near, the earlier one.
  static func nearest(_ month: Int, _ day: Int?, _ date: CivilDate) -> CivilDate? {
    var best: CivilDate?
    for year in [date.year - 1, date.year, date.year + 1] {
      guard let next = CivilDate(year, month, day ?? 15) else { continue }
      if best.map({ abs(next.number - date.number) < abs($0.number - date.number) }) ?? true { best = next }
    }
    return best
  }

  /// A date so many units on. Months and years keep no day: only their own precision counts.
  static func add(_ count: Int, _ unit: DatePrecision, to date: CivilDate) -> CivilDate? {
    guard abs(count) < 1_000_000 else { return nil }
    switch unit {
    case .hour: return nil
    case .day: return CivilDate(number: date.number + count)
    case .week: return CivilDate(number: date.number + count * 7)
    case .month:
      let months = date.year * 12 + date.month - 1 + count
      return months < 12 ? nil : CivilDate(months / 12, months % 12 + 1, 1)
    case .year: return CivilDate(date.year + count, 1, 1)
    }
  }

  /// "-P3D", "P2W", "-PT3H".
  static func duration(_ count: Int, _ unit: DatePrecision) -> String {
    let name =
      switch unit {
      case .hour: "H"
      case .day: "D"
      case .week: "W"
      case .month: "M"
      case .year: "Y"
      }
    return "\(count < 0 ? "-" : "")P\(unit == .hour ? "T" : "")\(abs(count))\(name)"
  }
}
