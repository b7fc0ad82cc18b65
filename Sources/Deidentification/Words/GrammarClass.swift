import ClinicalText

/// What a small word does in a sentence, so that finders ask one bit in the place of comparing letters. These words are
/// of the language, not of a hospital: they stand here and not in the data.
struct GrammarClass: OptionSet, Sendable {
  let rawValue: UInt32

  /// "is", "named": between a cue and a name.
  static let being = GrammarClass(rawValue: 1 << 0)
  static let article = GrammarClass(rawValue: 1 << 1)
  static let and = GrammarClass(rawValue: 1 << 2)
  /// "in", "from": a place follows.
  static let placePreposition = GrammarClass(rawValue: 1 << 3)
  /// "of", "for": inside of the name of an institution.
  static let link = GrammarClass(rawValue: 1 << 4)
  static let work = GrammarClass(rawValue: 1 << 5)
  static let reside = GrammarClass(rawValue: 1 << 6)
  static let saint = GrammarClass(rawValue: 1 << 7)
  /// "at", "for", "by": an employer follows a word of work.
  static let employerPreposition = GrammarClass(rawValue: 1 << 8)
  /// "I".
  static let me = GrammarClass(rawValue: 1 << 9)
  /// "retired", "former".
  static let former = GrammarClass(rawValue: 1 << 10)
  /// "both", "also": behind a name, never in it.
  static let direction = GrammarClass(rawValue: 1 << 11)
  /// A verb that a person is the subject of: "was", "reports".
  static let personVerb = GrammarClass(rawValue: 1 << 12)
  /// What only people do: "denies", "arrived".
  static let humanVerb = GrammarClass(rawValue: 1 << 16)
  /// A word for diseases that are named after places: "virus", "fever".
  static let diseaseNoun = GrammarClass(rawValue: 1 << 13)
  /// "Memorial", "General": no name, but behind "at" they make one of "Hospital".
  static let commonHospital = GrammarClass(rawValue: 1 << 14)
  /// "still", "now": never a name in lower case.
  static let adverb = GrammarClass(rawValue: 1 << 15)

  static let words: [(GrammarClass, String)] = [
    (.being, "is was are named called name"),
    (.article, "a an the his her our my their your"),
    (.and, "and or &"),
    (.placePreposition, "in from near outside to of visited visiting at around"),
    (.link, "of and for the de at"),
    (.work, "works worked working employed job retired employer employee"),
    (
      .reside,
      "lives lived living resides resided resident moved native originally raised born traveled travelled grew relocated"
        + " visiting emigrated immigrated"
    ),
    (.saint, "st saint ste"),
    (.employerPreposition, "at for by from"),
    (.me, "i"),
    (.former, "retired former ex"),
    (.direction, "north south east west northern southern eastern western central downtown main"),
    (
      .personVerb,
      "is was has had reports reported denies denied states stated presents presented complains complained says said "
        + "agrees agreed understands understood underwent tolerated will did does returns returned comes came feels felt "
        + "remains notes noted continues asked called stated verbalized refused requested would lives"
    ),
    (
      .commonHospital,
      "memorial general county city community regional children's university baptist methodist presbyterian lutheran "
        + "mercy veterans state district central women's masonic jewish catholic adventist deaconess"
    ),
    (
      .adverb,
      "still well now also only even just may will can must rather otherwise currently today then here there again "
        + "currently never always often usually recently previously since when not no"
    ),
    (
      .humanVerb,
      "reports denies states complains says said agrees understands verbalized refused stated reported denied arrived "
        + "called asked ambulated agreed requested insisted"
    ),
    (.diseaseNoun, "virus fever disease criteria classification strain encephalitis hantavirus syndrome"),
  ]
}
