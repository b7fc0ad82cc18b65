import ClinicalText

/// How much a word looks like the name of a person.
enum NameLook {
  /// No name: an ordinary or clinical word, a sign, a figure.
  static let none: UInt8 = 0
  /// A name that is also a word, a place, or an eponym ("Brown", "Parkinson").
  static let ambiguous: UInt8 = 1
  /// A word that no list knows.
  static let unknown: UInt8 = 2
  /// A name and nothing else.
  static let name: UInt8 = 3

  /// Classes that no part of a name has, whatever its letters.
  private static let excluded: WordClass = [
    .never, .month, .weekday, .personTitle, .doctorTitle, .credential, .hospitalWord, .streetSuffix, .unit, .sureEponym,
    .demonym, .notName,
  ]

  /// The look of a word.
  @inline(__always)
  static func of(_ classes: WordClass, _ token: Token) -> UInt8 {
    let isName = !classes.isDisjoint(with: [.givenName, .surname])
    if !classes.isDisjoint(with: excluded) {
      guard isName, classes.isDisjoint(with: [.never, .hospitalWord, .notName]) else { return none }
      // "May", "Dean", "Berg": a title, month or credential that people are called, too.
      if !classes.isDisjoint(with: [.personTitle, .doctorTitle]), classes.isDisjoint(with: .ambiguousTitle) {
        return none
      }
      // "Do", "Ng": a credential or unit in another letter case.
      if !classes.isDisjoint(with: [.credential, .unit]), token.count <= 3,
        token.isUpper || !token.flags.contains(.hasUpper)
      {
        return none
      }
      return ambiguous
    }
    let isWord = !classes.isDisjoint(with: [.english, .clinical, .ambiguousName])
    if isName {
      return isWord || classes.contains(.eponym) && classes.isDisjoint(with: .frequentName) ? ambiguous : name
    }
    if isWord || !classes.isDisjoint(with: [.eponymHead, .organizationWord, .relative]) { return none }
    if classes.contains(.eponym) { return ambiguous }
    return token.count >= 2 ? unknown : none
  }
}
