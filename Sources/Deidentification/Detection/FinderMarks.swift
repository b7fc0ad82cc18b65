import ClinicalText

/// Which finders look closer at a token: decided once, so that each of them passes over the rest with one test. A mark
/// says that a finder may find something, never that it does.
struct FinderMarks: OptionSet, BitwiseCopyable {
  let rawValue: UInt8

  static let date = FinderMarks(rawValue: 1)
  static let age = FinderMarks(rawValue: 2)
  static let address = FinderMarks(rawValue: 4)
  /// A street's kind or a state.
  static let streetOrState = FinderMarks(rawValue: 8)
  /// Credentials, relatives, "I", "is": what stands beside names.
  static let besideName = FinderMarks(rawValue: 16)
  /// A capitalised word that may be a name, or an initial.
  static let bareName = FinderMarks(rawValue: 32)

  /// A word of addresses, or one that may be a compound street.
  static let street = FinderMarks(rawValue: 64)

  static let ofNumber: FinderMarks = [.date, .age, .address]

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Of signs only apostrophes concern a finder here: before years.
  @inline(__always)
  init(ofSign byte: UInt8) { self = byte == 0x27 || byte == 0x60 || byte >= 0x80 ? .date : [] }

  /// The marks of a word.
  @inline(__always)
  init(ofWord token: Token, _ classes: WordClass, _ facts: WordFacts, _ look: UInt8, firstByte: UInt8) {
    var marks: FinderMarks = []
    if !classes.isDisjoint(with: Self.calendar) || !facts.dates.isDisjoint(with: [.season, .foreignMonth])
      || firstByte | 0x20 == 0x71
    {
      marks.insert(.date)
    }
    if !facts.dates.isDisjoint(with: [.numeral, .decade, .agedPerson]) { marks.insert(.age) }
    if !facts.codes.isDisjoint(with: AddressFinder.words) { marks.insert(.address) }
    if !classes.isDisjoint(with: [.stateAbbreviation, .streetSuffix]) { marks.insert(.streetOrState) }
    if !facts.addresses.isDisjoint(with: StreetFinder.beginnings)
      || token.count >= 6 && classes.isDisjoint(with: [.english, .clinical, .never])
    {
      marks.insert(.street)
    }
    let hasUpper = token.flags.contains(.hasUpper)
    if !classes.isDisjoint(with: [.credential, .relative]) || !facts.grammar.isDisjoint(with: [.me, .being])
      || hasUpper && token.count <= 2
    {
      marks.insert(.besideName)
    }
    if look > 0 || hasUpper && token.count == 1 { marks.insert(.bareName) }
    self = marks
  }

  private static let calendar: WordClass = [.month, .monthAbbreviation, .weekday, .weekdayAbbreviation]
}
