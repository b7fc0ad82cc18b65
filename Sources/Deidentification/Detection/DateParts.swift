/// What the text of a detected date says, and how it is written, so that another date can be written in its place.
///
/// `parse` is exact or nil: every byte of the text is accounted for by a piece or by a sign that stays as it is.
public struct DateParts: Sendable, Equatable {
  /// Two figures are read as 1950 to 2049; the piece's style tells that only two are written.
  public var year: Int?
  /// 1 to 12.
  public var month: Int?
  /// 1 to 31, and within its month.
  public var day: Int?
  /// 1 (Monday) to 7 (Sunday).
  public var weekday: Int?
  /// The second date of a range in one mark ("June 3-9, 2020", "1998-2004"); nil where nothing of it is written.
  public var end: Bound?
  /// What is written, in order. Bytes between the pieces are signs and words that stay ("the", "of", ",", "T08:30").
  public var pieces: [Piece] = []

  /// The second date of a range, as far as it is written by itself.
  public struct Bound: Sendable, Equatable {
    public var year: Int?
    public var month: Int?
    public var day: Int?
  }

  /// One written part of a date.
  public struct Piece: Sendable, Equatable {
    /// Byte offsets into the parsed text, half-open.
    public var range: Range<Int>
    public var field: Field
    public var style: Style
    /// True where it belongs to `end`, not to the first date.
    public var isEnd: Bool

    /// Takes each part as it is given.
    public init(range: Range<Int>, field: Field, style: Style, isEnd: Bool = false) {
      self.range = range
      self.field = field
      self.style = style
      self.isEnd = isEnd
    }
  }

  /// What a piece holds.
  public enum Field: Sendable, Equatable {
    case year
    case month
    case day
    case weekday
    /// "spring", "Fall".
    case season
  }

  /// How a piece is written.
  public enum Style: Sendable, Equatable {
    /// Figures: how many, at least. "03" and "14" have two, "3" one; a year two or four.
    case figures(width: Int)
    /// A day with its English ending, the ending within the range: "3rd".
    case ordinal(LetterCase)
    /// An English name in full ("March", "Tuesday"), or its abbreviation of `letters` letters ("Sept": 4).
    case name(LetterCase)
    case abbreviation(letters: Int, LetterCase)
    /// A day in words: "third", "twenty-first".
    case words(LetterCase)
    /// A year that stands for its decade, without the "s": "1960" of "1960s".
    case decade(width: Int)
  }

  /// The letter case of a written name.
  public enum LetterCase: Sendable, Equatable {
    case lower
    case capitalized
    case upper
  }

  /// Which number comes first where both orders make a date.
  public enum Order: Sendable {
    case monthFirst
    case dayFirst
  }

  /// How much of a date is known.
  public enum Precision: Sendable {
    /// Year, month and day.
    case day
    /// Month and day without the year.
    case monthDay
    /// Month and year.
    case month
    case monthAlone
    case year
    case weekday
    case season
  }

  /// What the first date gives.
  public var precision: Precision {
    if day != nil { return year == nil ? .monthDay : .day }
    if month != nil { return year == nil ? .monthAlone : .month }
    if pieces.contains(where: { $0.field == .season }) { return .season }
    return year == nil ? .weekday : .year
  }

  /// Reads the text of a detected date, UTF-8, in time linear in its length. Nil for what is no date of the calendar,
  /// for
  /// holidays, for month names of other languages and for text longer than 80 bytes.
  ///
  /// - Parameter order: decides where both readings are possible ("03/04/2021"); else the possible one is taken.
  public static func parse(_ text: UnsafeBufferPointer<UInt8>, order: Order) -> DateParts? {
    guard !text.isEmpty, text.count <= 80 else { return nil }
    var parser = DatePartsParser(text, order)
    return parser.parse()
  }

  /// Number of days in a month of the Gregorian calendar; of February 29 where the year is not known.
  public static func days(inMonth month: Int, year: Int?) -> Int {
    switch month {
    case 4, 6, 9, 11: return 30
    case 2:
      guard let year else { return 29 }
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: return 31
    }
  }
}
