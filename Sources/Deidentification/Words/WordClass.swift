/// What a single word may be to de-identification. Bits may be combined: "Brown" is a surname and an English word.
public struct WordClass: OptionSet, Sendable, BitwiseCopyable {
  public let rawValue: UInt32
  /// The set with these bits.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  public static let givenName = WordClass(rawValue: 1 << 0)
  public static let surname = WordClass(rawValue: 1 << 1)
  /// A name borne by many people.
  public static let frequentName = WordClass(rawValue: 1 << 2)
  /// An ordinary English word.
  public static let english = WordClass(rawValue: 1 << 3)
  /// A word of the starter lexicon's names.
  public static let clinical = WordClass(rawValue: 1 << 4)
  /// A name that stands for a disease, sign, score or device ("Parkinson", "Foley").
  public static let eponym = WordClass(rawValue: 1 << 5)
  public static let month = WordClass(rawValue: 1 << 6)
  public static let monthAbbreviation = WordClass(rawValue: 1 << 7)
  public static let weekday = WordClass(rawValue: 1 << 8)
  public static let weekdayAbbreviation = WordClass(rawValue: 1 << 9)
  /// "Mr", "Mrs", "Ms": a patient or relative follows.
  public static let personTitle = WordClass(rawValue: 1 << 10)
  /// "Dr", "Prof": a clinician follows.
  public static let doctorTitle = WordClass(rawValue: 1 << 11)
  /// "MD", "RN": a clinician stands before.
  public static let credential = WordClass(rawValue: 1 << 12)
  /// "daughter", "wife".
  public static let relative = WordClass(rawValue: 1 << 13)
  /// "van", "de", "bin": part of a name between capitalised words.
  public static let particle = WordClass(rawValue: 1 << 14)
  public static let streetSuffix = WordClass(rawValue: 1 << 15)
  public static let hospitalWord = WordClass(rawValue: 1 << 16)
  public static let organizationWord = WordClass(rawValue: 1 << 17)
  public static let stateAbbreviation = WordClass(rawValue: 1 << 18)
  /// "Jr", "III".
  public static let suffix = WordClass(rawValue: 1 << 19)
  /// "clamp", "sign", "syndrome": what follows an eponym.
  public static let eponymHead = WordClass(rawValue: 1 << 20)
  /// A name that is common as an English word too, as the name tables say.
  public static let ambiguousName = WordClass(rawValue: 1 << 21)
  /// A function word or verb form that never belongs to a name, whatever its letter case.
  public static let never = WordClass(rawValue: 1 << 22)
  /// First word of a unit of measure ("mg", "mmHg").
  public static let unit = WordClass(rawValue: 1 << 23)
  /// A credential that also means something clinical, ordinary or a state ("PA", "MS", "PT").
  public static let ambiguousCredential = WordClass(rawValue: 1 << 24)
  /// A title that is also an ordinary or clinical word ("Sister", "General").
  public static let ambiguousTitle = WordClass(rawValue: 1 << 25)
  /// An eponym or drug name that is no name of people ("Foley" is one of both, "Babinski" is not).
  public static let sureEponym = WordClass(rawValue: 1 << 26)
  /// "Haitian", "Spanish": a people or a language, never a name.
  public static let demonym = WordClass(rawValue: 1 << 27)
  /// "Emergency", "Outpatient": what kind of institution it is, never which.
  public static let genericPlace = WordClass(rawValue: 1 << 28)
  /// A word that ends a name of people but may be part of the name of an institution ("Center").
  public static let notName = WordClass(rawValue: 1 << 29)
}
