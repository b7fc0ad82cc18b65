extension KnownIdentifiers {
  /// Adds a date (ISO 8601, "1950-03-07", or "3/7/1950") in every form that notes use.
  public mutating func add(date: String) {
    guard let (year, month, day) = Self.date(date) else { return add(value: date, kind: .date) }
    let months = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let long = months[month - 1]
    var names = [long, String(long.prefix(3))]
    if month == 9 { names.append("sept") }
    var forms: Set<String> = ["\(year)\(two(month))\(two(day))"]
    let ending = (11...13).contains(day) ? "th" : [1: "st", 2: "nd", 3: "rd"][day % 10] ?? "th"
    for y in ["\(year)", two(year % 100)] {
      for name in names {
        for d in [two(day), "\(day)", "\(day)\(ending)"] { forms.formUnion(["\(name)\(d)\(y)", "\(d)\(name)\(y)"]) }
      }
      for m in [two(month), "\(month)"] {
        for d in [two(day), "\(day)"] { forms.formUnion(["\(m)\(d)\(y)", "\(d)\(m)\(y)"]) }
      }
    }
    for form in forms { addDate(stream: Array(form.utf8)) }
  }

  /// Year, month and day of "1950-03-07", "19500307" or "3/7/1950"; nil for another form.
  static func date(_ text: String) -> (year: Int, month: Int, day: Int)? {
    let day = text.prefix { $0 != "T" && $0 != " " }
    var parts = day.split(whereSeparator: { $0 == "-" || $0 == "/" }).map(String.init)
    if parts.count == 1, day.utf8.count == 8 {
      parts = [String(day.prefix(4)), String(day.dropFirst(4).prefix(2)), String(day.suffix(2))]
    }
    guard parts.count == 3, parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } && $0.utf8.count <= 4 }) else {
      return nil
    }
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    let isYearFirst = parts[0].utf8.count == 4
    let (y, m, d) = isYearFirst ? (numbers[0], numbers[1], numbers[2]) : (numbers[2], numbers[0], numbers[1])
    guard isYearFirst || parts[2].utf8.count == 4, (1850...2150).contains(y), (1...12).contains(m), (1...31).contains(d)
    else { return nil }
    return (y, m, d)
  }
}
