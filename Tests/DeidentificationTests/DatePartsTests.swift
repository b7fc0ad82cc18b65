import Deidentification
import TestSupport
import Testing

/// The parts of dates, and how they are written.
struct DatePartsTests {
  static func parse(_ text: String, _ order: DateParts.Order = .monthFirst) -> DateParts? {
    Array(text.utf8).withUnsafeBufferPointer { DateParts.parse($0, order: order) }
  }

  /// "2021-3-14", "-" for what is not written; behind "~" the second date.
  static func shown(_ parts: DateParts?) -> String {
    guard let parts else { return "nil" }
    func text(_ value: Int?) -> String { value.map(String.init) ?? "-" }
    var result = "\(text(parts.year)) \(text(parts.month)) \(text(parts.day))"
    if let weekday = parts.weekday { result += " w\(weekday)" }
    if let end = parts.end { result += " ~ \(text(end.year)) \(text(end.month)) \(text(end.day))" }
    return result
  }

  static let cases: [(String, String)] = [
    ("03/14/2021", "2021 3 14"), ("14/03/2021", "2021 3 14"), ("3-4-98", "1998 3 4"), ("14.03.1951", "1951 3 14"),
    ("2021-03-14", "2021 3 14"), ("2021.03.04", "2021 3 4"), ("2021-03-14T08:30:15Z", "2021 3 14"),
    ("2021-03-14 07:04:41", "2021 3 14"), ("3/14", "- 3 14"), ("14/3", "- 3 14"), ("03-2021", "2021 3 -"),
    ("6/2018", "2018 6 -"), ("2021-03", "2021 3 -"), ("1998", "1998 - -"), ("'98", "1998 - -"), ("1960s", "1960 - -"),
    ("12MAR21", "2021 3 12"), ("9JAN96", "1996 1 9"), ("Mar 3rd", "- 3 3"), ("March 14, 2021", "2021 3 14"),
    ("March 14th, '22", "2022 3 14"), ("Sept. 4 2019", "2019 9 4"), ("the 3rd of March", "- 3 3"),
    ("14th of March, 2021", "2021 3 14"), ("3 Jun 2020", "2020 6 3"), ("14-Mar-2021", "2021 3 14"),
    ("14-Mar-21", "2021 3 14"), ("March of 2019", "2019 3 -"), ("Nov '17", "2017 11 -"), ("October", "- 10 -"),
    ("Tuesday, June 1", "- 6 1 w2"), ("Tuesday", "- - - w2"), ("Fri 3/14/2021", "2021 3 14 w5"),
    ("March twenty-first", "- 3 21"), ("third of May", "- 5 3"), ("20210314", "2021 3 14"), ("03142021", "2021 3 14"),
    ("June 3-9, 2020", "2020 6 3 ~ - - 9"), ("March 28 - April 2, 2021", "2021 3 28 ~ - 4 2"),
    ("28 June - 4 July 2021", "2021 6 28 ~ - 7 4"), ("March-May 2019", "2019 3 - ~ - 5 -"),
    ("3/14-16", "- 3 14 ~ - - 16"), ("3/1-3/5/21", "- 3 1 ~ 2021 3 5"), ("3/1/20-3/5/21", "2020 3 1 ~ 2021 3 5"),
    ("1998-2004", "1998 - - ~ 2004 - -"), ("2019-21", "2019 - - ~ 2021 - -"), ("fall of 2018", "2018 - -"),
    ("02/30/2021", "nil"), ("2/29/2021", "nil"), ("2/29/2020", "2020 2 29"), ("13/13/2020", "nil"),
    ("Christmas Eve", "nil"), ("5/1000", "nil"), ("", "nil"), ("Marching 3", "nil"), ("12:30", "nil"),
  ]

  @Test(arguments: cases)
  func parses(_ text: String, _ expected: String) {
    #expect(Self.shown(Self.parse(text)) == expected)
  }

  @Test func orderDecidesWhereBothFit() {
    #expect(Self.shown(Self.parse("03/04/2021", .dayFirst)) == "2021 4 3")
    #expect(Self.shown(Self.parse("03/14/2021", .dayFirst)) == "2021 3 14")
  }

  @Test func tellsHowItIsWritten() {
    #expect(
      Self.parse("MARCH 3rd, '09")?.pieces == [
        .init(range: 0..<5, field: .month, style: .name(.upper)),
        .init(range: 6..<9, field: .day, style: .ordinal(.lower)),
        .init(range: 12..<14, field: .year, style: .figures(width: 2)),
      ])
    #expect(
      Self.parse("Sept 4")?.pieces == [
        .init(range: 0..<4, field: .month, style: .abbreviation(letters: 4, .capitalized)),
        .init(range: 5..<6, field: .day, style: .figures(width: 1)),
      ])
  }

  /// Dates written in many formats are read back as they were.
  @Test func readsBackWhatIsWritten() {
    var random = SeededGenerator(7)
    let names = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
      "December",
    ]
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    for _ in 0..<2000 {
      let year = 1950 + random.below(100)
      let month = 1 + random.below(12)
      let day = 1 + random.below(DateParts.days(inMonth: month, year: year))
      let name = names[month - 1]
      let texts = [
        "\(month)/\(day)/\(year)", "\(two(month))-\(two(day))-\(two(year % 100))", "\(year)-\(two(month))-\(two(day))",
        "\(name) \(day), \(year)", "\(day) \(name.prefix(3)) \(year)",
        "\(two(day))\(name.prefix(3).uppercased())\(two(year % 100))",
        "\(year)\(two(month))\(two(day))T11:02",
      ]
      for text in texts { #expect(Self.shown(Self.parse(text)) == "\(year) \(month) \(day)", "\(text)") }
    }
  }

  /// Any bytes: no crash, pieces in order and inside.
  @Test func anyTextIsSafe() {
    var random = SeededGenerator(8)
    let pieces = [
      "3", "14", "/", "-", "2021", "Mar", "march", " ", "'", "’", "th", "st", ",", "of", "T08:30", "s", "é", ":",
      "twenty", "-first", "20210314", "–",
    ]
    for _ in 0..<20000 {
      let text = random.text(of: pieces, upTo: 9)
      guard let parts = Self.parse(text) else { continue }
      var last = 0
      for piece in parts.pieces {
        #expect(piece.range.lowerBound >= last && piece.range.upperBound <= text.utf8.count, "\(text)")
        last = piece.range.upperBound
      }
    }
  }
}
