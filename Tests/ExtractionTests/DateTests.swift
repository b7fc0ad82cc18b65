import ClinicalText
import Extraction
import TestSupport
import Testing

/// Dates: what is read, what is not, and that what is normalised is right.
@Suite struct DateTests {
  let reader: QuantityReader

  init() throws { reader = QuantityReader(try QuantitySupport.rules()) }

  private func read(_ text: String, _ noteDate: String? = nil) -> String {
    reader.dates(in: text, noteDate: noteDate).map { reading in
      reading.attributes.map { "\($0.name)=\($0.json.replacing("\"", with: ""))" }.joined(separator: " ")
    }.joined(separator: " | ")
  }

  @Test(arguments: [
    ("on 3/4/2019", "date=2019-03-04 precision=day"), ("on 13/4/2019", "date=2019-04-13 precision=day"),
    ("2019-03-04", "date=2019-03-04 precision=day"), ("03-04-2019", "date=2019-03-04 precision=day"),
    ("12/2022", "date=2022-12 precision=month"), ("in 2011", "date=2011 precision=year"),
    ("CABG (2011)", "date=2011 precision=year"), ("March 3, 2019", "date=2019-03-03 precision=day"),
    ("3 March 2019", "date=2019-03-03 precision=day"), ("Mar. 3rd, 2019", "date=2019-03-03 precision=day"),
    ("the 3rd of March 2019", "date=2019-03-03 precision=day"), ("March 2019", "date=2019-03 precision=month"),
    ("October", "month=10 precision=month"), ("since May", "month=5 precision=month"),
    ("on 5/6", "month=5 day=6 precision=day"), ("March 3", "month=3 day=3 precision=day"),
    ("10/27/23", "date=2023-10-27 precision=day"), ("10/27/85", "date=1985-10-27 precision=day"),
    ("on Monday", "weekday=1"),
    ("two weeks ago", "anchor=note_date offset=-P2W precision=week"),
    ("3 days before surgery", "anchor=operation offset=-P3D precision=day"),
    ("in 2 weeks", "anchor=note_date offset=P2W precision=week"),
    ("last 30 days", "anchor=note_date offset=-P30D"), ("2-3 weeks ago", "anchor=note_date"),
    ("POD 2", "anchor=operation offset=P2D precision=day"), ("POD #2", "anchor=operation offset=P2D precision=day"),
    ("hospital day 3", "anchor=admission day_number=3"), ("since age 12", "anchor=birth offset=P12Y precision=year"),
    ("since childhood", "anchor=birth"), ("next visit", ""),
    ("3 h ago", "anchor=note_date offset=-PT3H precision=hour"),
  ])
  func reads(_ text: String, _ wanted: String) {
    #expect(read(text) == wanted)
  }

  @Test(arguments: [
    ("yesterday", "date=2019-02-28"), ("today", "date=2019-03-01"), ("10 days ago", "date=2019-02-19"),
    ("two weeks ago", "date=2019-02-15"), ("2 months ago", "date=2019-01"), ("3 months ago", "date=2018-12"),
    ("6 years ago", "date=2013"), ("in 2 weeks", "date=2019-03-15"), ("on 12/28", "date=2018-12-28"),
    ("October", "date=2018-10"), ("since May", "date=2019-05"), ("10/27/85", "date=1985-10-27"),
    ("10/27/23", "date=1923-10-27"), ("2/3/20", "date=2020-02-03"),
  ])
  func countsFromTheNote(_ text: String, _ wanted: String) {
    #expect(read(text, "2019-03-01").split(separator: " ").first.map(String.init) == wanted)
  }

  @Test func spansOfDaysAreIntervals() {
    #expect(read("last 30 days", "2019-03-01").hasSuffix("range=2019-01-30/2019-03-01"))
  }

  /// What looks like a date.
  @Test(arguments: [
    "2/30/2019", "13/13/2019", "2019-02-29", "5/6", "120/80", "1/2 tablet", "he may come", "2000 mL", "555-12-1234",
    "POD", "age 12", "1.2.2019", "12/34/56/78", "T2", "3/4/12/5", "march on", "2011a",
  ])
  func leaves(_ text: String) {
    #expect(read(text) == "")
  }

  /// Generated dates with a known answer, counted day by day.
  @Test func generatedDatesComeOutRight() throws {
    var random = SeededGenerator(11)
    let months = [1: "January", 2: "Feb", 3: "March", 5: "May", 10: "Oct", 12: "December"]
    for _ in 0..<3000 {
      let (year, month, day) = (1900 + random.below(200), 1 + random.below(12), 1 + random.below(31))
      var text = random.pick(["\(month)/\(day)/\(year)", "\(year)-\(month)-\(day)", "\(month)-\(day)-\(year)"])
      if let name = months[month] { text = random.pick([text, "\(name) \(day), \(year)", "\(day) \(name) \(year)"]) }
      let found = read("seen " + text)
      guard day <= Naive.days(year, month) else {
        #expect(!found.contains("precision=day"), "\(text)")
        continue
      }
      #expect(found == "date=\(Naive.iso(year, month, day)) precision=day", "\(text)")
    }
  }

  @Test func generatedOffsetsComeOutRight() throws {
    var random = SeededGenerator(12)
    for _ in 0..<1500 {
      var (year, month, day) = (1950 + random.below(100), 1 + random.below(12), 1 + random.below(28))
      let note = Naive.iso(year, month, day)
      let count = 2 + random.below(400)
      let isBack = random.below(2) == 0
      for _ in 0..<count {
        if isBack { Naive.back(&year, &month, &day) } else { Naive.on(&year, &month, &day) }
      }
      let text = isBack ? "\(count) days ago" : "in \(count) days"
      #expect(read(text, note).hasPrefix("date=\(Naive.iso(year, month, day)) "), "\(text) \(note)")
    }
  }

  @Test func dayNumbersGoThereAndBack() throws {
    var random = SeededGenerator(13)
    let first = try #require(CivilDate(iso: "1970-01-01"))
    #expect(first.number == 0 && first.weekday == 4)
    for _ in 0..<20_000 {
      let date = try #require(CivilDate(1 + random.below(9999), 1 + random.below(12), 1 + random.below(28)))
      #expect(CivilDate(number: date.number) == date)
    }
    #expect(CivilDate(iso: "2019-02-29") == nil)
    #expect(CivilDate(iso: "2019-2-2") == nil)
    #expect(CivilDate(iso: "2019-02-28T10:00:00Z")?.day == 28)
  }

  /// Whatever stands there, spans are in order and nothing crashes.
  @Test func hostileTextIsRead() {
    var random = SeededGenerator(14)
    let pieces = [
      "1", "12", "31", "2019", "/", "-", ",", " ", ".", "March", "Oct", "of", "in", "last", "two", "weeks", "days",
      "ago",
      "POD", "#", "age", "since", "th", "\n", "(", ")", "yesterday", "May", "99",
    ]
    for _ in 0..<4000 {
      let text = random.text(of: pieces, upTo: 14)
      for reading in reader.dates(in: text, noteDate: "2019-03-01") {
        #expect(reading.span.end > reading.span.start && Int(reading.span.end) <= text.utf8.count, "\(text)")
      }
    }
    #expect(reader.dates(in: String(repeating: "1/2/", count: 50_000)).isEmpty)
  }

  /// A calendar that counts on its fingers.
  private enum Naive {
    static func days(_ year: Int, _ month: Int) -> Int {
      let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    static func on(_ year: inout Int, _ month: inout Int, _ day: inout Int) {
      day += 1
      guard day > days(year, month) else { return }
      (day, month) = (1, month + 1)
      if month > 12 { (month, year) = (1, year + 1) }
    }

    static func back(_ year: inout Int, _ month: inout Int, _ day: inout Int) {
      day -= 1
      guard day < 1 else { return }
      month -= 1
      if month < 1 { (month, year) = (12, year - 1) }
      day = days(year, month)
    }

    static func iso(_ year: Int, _ month: Int, _ day: Int) -> String {
      "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
    }
  }
}
