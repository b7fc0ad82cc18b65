/// A day of the Gregorian calendar, also before its time; exact arithmetic by day numbers.
///
/// Day numbers and back: H. Hinnant, "chrono-compatible low-level date algorithms".
public struct CivilDate: Equatable, Sendable {
  public let year: Int
  public let month: Int
  public let day: Int

  /// Nil for a day that the calendar does not have.
  public init?(_ year: Int, _ month: Int, _ day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(year, month) else {
      return nil
    }
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date that an ISO 8601 date or time begins with: "2019-03-04", "2019-03-04T10:00".
  public init?(iso text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(11))
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ")
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int(byte & 15)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year, month, day)
  }

  static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  static func days(_ year: Int, _ month: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01.
  public var number: Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Nil outside of the years 1 to 9999.
  public init?(number: Int) {
    let z = number + 719_468
    guard z >= 0 else { return nil }
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    self.init(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// Monday is 1, Sunday 7.
  public var weekday: Int { (number % 7 + 10) % 7 + 1 }

  /// "2019-03-04", "2019-03" or "2019".
  public func iso(_ precision: DatePrecision) -> String {
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let start = padded(year, 4)
    switch precision {
    case .year: return start
    case .month: return "\(start)-\(padded(month, 2))"
    case .day, .week, .hour: return "\(start)-\(padded(month, 2))-\(padded(day, 2))"
    }
  }
}

/// How exactly a date is told.
public enum DatePrecision: String, Sendable {
  case hour
  case day
  case week
  case month
  case year
}
