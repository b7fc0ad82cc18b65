import ClinicalText
import Deidentification
import TestSupport
import Testing

struct DateShiftTests {
  private func shift(
    _ text: String, _ days: Int, _ order: DateParts.Order = .monthFirst, noteYear: Int? = nil
  ) -> String? {
    Array(text.utf8).withUnsafeBufferPointer {
      DateShift(days: days).shifted($0, order: order, noteYear: noteYear)
    }.map { String(decoding: $0, as: UTF8.self) }
  }

  private func parts(_ text: String, _ order: DateParts.Order) -> DateParts? {
    Array(text.utf8).withUnsafeBufferPointer { DateParts.parse($0, order: order) }
  }

  @Test func formsStay() {
    #expect(shift("03/14/2021", 14) == "03/28/2021")
    #expect(shift("3/14/21", 21) == "4/4/21")
    #expect(shift("2021-03-14", -14) == "2021-02-28")
    #expect(shift("2021-03-14T08:30:00Z", 7) == "2021-03-21T08:30:00Z")
    #expect(shift("12MAR21", 21) == "02APR21")
    #expect(shift("March 3rd, 2021", 21) == "March 24th, 2021")
    #expect(shift("the 3rd of March", 7) == "the 10th of March")
    #expect(shift("Sunday, March 14, 2021", 7) == "Sunday, March 21, 2021")
    #expect(shift("Sept 28, 2020", 7) == "Oct 5, 2020")
    #expect(shift("20210314", 28) == "20210411")
    #expect(shift("Tuesday", 7) == "Tuesday")
  }

  @Test func partialDates() {
    #expect(shift("3/14", 7) == "3/21")
    #expect(shift("2/29", 7, noteYear: 2024) == "3/7")
    #expect(shift("March 2021", 28) == "April 2021")
    #expect(shift("2021", 364) == "2022")
    #expect(shift("12/28", 7) == "01/04")
    #expect(shift("1960s", 7) == "1960s")
  }

  @Test func leapYears() {
    #expect(shift("02/28/2024", 7) == "03/06/2024")
    #expect(shift("02/29/2024", 364) == "02/27/2025")
    #expect(shift("02/22/2023", 7) == "03/01/2023")
  }

  @Test func ranges() {
    #expect(shift("3/1/21-3/5/21", 7) == "3/8/21-3/12/21")
    #expect(shift("June 3-9, 2020", 7) == "June 10-16, 2020")
    #expect(shift("June 3-9, 2020", -7) == "May 27, 2020 - June 2, 2020")
    #expect(shift("1998-2004", 364) == "1999-2005")
  }

  /// Everything in every format: the day that comes out is the day that went in, so many days later; week days stay.
  @Test func generatedDates() throws {
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    var random = SeededGenerator(5)
    for _ in 0..<4000 {
      let year = 1952 + random.below(95)
      let month = 1 + random.below(12)
      let day = 1 + random.below(DateParts.days(inMonth: month, year: year))
      let name = names[month - 1]
      let weeks = 1 + random.below(52)
      let days = 7 * (random.below(2) == 0 ? weeks : -weeks)
      let formats: [((Int, Int, Int, String) -> String, DateParts.Order)] = [
        ({ "\($1)/\($2)/\($0)\($3.prefix(0))" }, .monthFirst),
        ({ "\(two($1))/\(two($2))/\($0)\($3.prefix(0))" }, .monthFirst),
        ({ "\($1)-\($2)-\(two($0 % 100))\($3.prefix(0))" }, .monthFirst),
        ({ "\(two($2)).\(two($1)).\($0)\($3.prefix(0))" }, .dayFirst),
        ({ "\($0)-\(two($1))-\(two($2))\($3.prefix(0))" }, .monthFirst),
        ({ "\($3) \($2), \($0)\(two($1).prefix(0))" }, .monthFirst),
        ({ "\($2) \($3) \($0)\(two($1).prefix(0))" }, .monthFirst),
        ({ "\(two($2))\($3.prefix(3).uppercased())\($0)\(two($1).prefix(0))" }, .monthFirst),
        ({ "\($3.prefix(3)) \($2) \($0)\(two($1).prefix(0))" }, .monthFirst),
        ({ "\($0)\(two($1))\(two($2))\($3.prefix(0))" }, .monthFirst),
        ({ "\($2)-\($3.prefix(3))-\(two($0 % 100))\(two($1).prefix(0))" }, .monthFirst),
        ({ "\($3.lowercased()) \($2), \($0)\(two($1).prefix(0))" }, .monthFirst),
      ]
      let (format, order) = random.pick(formats)
      let text = format(year, month, day, name)
      let before = try #require(parts(text, order))
      try #require(before.year == year && before.month == month && before.day == day, "\(text)")
      let made = try #require(shift(text, days, order))
      let after = try #require(parts(made, order), "\(text) \(made)")
      let expected = Self.later(year, month, day, days)
      // Two figures tell years from 1950 to 2049 only.
      let isShort = !text.contains(String(year))
      guard !isShort || (1950...2049).contains(expected.year) else { continue }
      #expect(
        after.year == expected.year && after.month == expected.month && after.day == expected.day,
        "\(text) \(days) \(made)")
      // "12/14" does not tell whether zeros are written, "May" not whether names are in full.
      let isOpen = day >= 10 && (month >= 10 || text.contains { $0.isLetter }) || month == 5
      let written = format(expected.year, expected.month, expected.day, names[expected.month - 1])
      #expect(made == written || isOpen, "\(text) \(made)")
    }
  }

  /// Order and distance of a patient's dates stay across formats.
  @Test func intervalsStayAcrossNotes() throws {
    let a = try Surrogates.replaced("<DATE>03/14/2021</DATE>", note: "a")[0]
    let b = try Surrogates.replaced("on <DATE>March 28, 2021</DATE>", note: "b")[0]
    let first = try #require(parts(a, .monthFirst))
    let second = try #require(parts(b, .monthFirst))
    let moved = Self.later(first.year!, first.month!, first.day!, 14)
    #expect(moved.year == second.year && moved.month == second.month && moved.day == second.day)
    #expect(a != "03/14/2021")
    // Bare years and week days stay under safe-harbor; a year that tells an age over 89 does not.
    #expect(try Surrogates.replaced("<DATE>2021</DATE> <DATE>Monday</DATE>") == ["=", "="])
    let old = try Surrogates.replaced("born <DATE>04/02/1921</DATE>", date: "2015-01-01")[0]
    #expect(old.hasSuffix("/1925"))
    #expect(try Surrogates.replaced("<DATE>03/14/2021</DATE>", .limited) == ["="])
  }

  /// Every patient has a shift of whole weeks within a year, and not all have the same.
  @Test func shiftsAreWeeks() throws {
    var seen: Set<Int> = []
    for patient in 0..<300 {
      let made = try Surrogates.replaced("<DATE>07/01/2015</DATE>", patient: "p\(patient)")[0]
      let day = try #require(parts(made, .monthFirst))
      let days = Self.number(day.year!, day.month!, day.day!) - Self.number(2015, 7, 1)
      #expect(days % 7 == 0 && days != 0 && abs(days) <= 364)
      seen.insert(days)
    }
    #expect(seen.count > 80)
  }

  // MARK: a calendar by counting, day by day

  private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
    var count = day
    for y in 1900..<year { count += DateParts.days(inMonth: 2, year: y) == 29 ? 366 : 365 }
    for m in 1..<month { count += DateParts.days(inMonth: m, year: year) }
    return count
  }

  private static func later(_ year: Int, _ month: Int, _ day: Int, _ days: Int) -> (year: Int, month: Int, day: Int) {
    var (year, month, day) = (year, month, day)
    for _ in 0..<abs(days) {
      day += days > 0 ? 1 : -1
      if day < 1 {
        month -= 1
        if month < 1 { (year, month) = (year - 1, 12) }
        day = DateParts.days(inMonth: month, year: year)
      } else if day > DateParts.days(inMonth: month, year: year) {
        month += 1
        day = 1
        if month > 12 { (year, month) = (year + 1, 1) }
      }
    }
    return (year, month, day)
  }
}
