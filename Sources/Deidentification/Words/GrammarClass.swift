/// What a small word does in a sentence, so that finders ask one bit in the place of comparing letters. Which words they are
/// stands in `names/grammar.yaml`.
package struct GrammarClass: OptionSet, Sendable, BitwiseCopyable {
  package let rawValue: UInt32
  /// The set with these bits.
  package init(rawValue: UInt32) { self.rawValue = rawValue }

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
  static let direction = GrammarClass(rawValue: 1 << 11)
  /// A verb that a person is the subject of: "was", "reports".
  static let personVerb = GrammarClass(rawValue: 1 << 12)
  /// A word for diseases that are named after places: "virus", "fever".
  static let diseaseNoun = GrammarClass(rawValue: 1 << 13)
  /// "Memorial", "General": no name, but behind "at" they make one of "Hospital".
  static let commonHospital = GrammarClass(rawValue: 1 << 14)
  /// "still", "now": never a name in lower case.
  static let adverb = GrammarClass(rawValue: 1 << 15)
  /// What only people do: "denies", "sleeps".
  static let humanVerb = GrammarClass(rawValue: 1 << 16)
  /// "is", "has", "will".
  static let auxiliary = GrammarClass(rawValue: 1 << 17)
  /// Behind "is" and "was", of people alone: "tearful".
  static let predicate = GrammarClass(rawValue: 1 << 18)
  /// What a person has: "birthday", "knee".
  static let belonging = GrammarClass(rawValue: 1 << 19)
  /// "woman", "student".
  static let personNoun = GrammarClass(rawValue: 1 << 20)
  /// "said", "asked": a name follows.
  static let speech = GrammarClass(rawValue: 1 << 21)
  /// "can", "please": behind a name that is called.
  static let request = GrammarClass(rawValue: 1 << 22)
  /// "placed", "used": what is done with things.
  static let use = GrammarClass(rawValue: 1 << 23)
  /// "curved", "using": before the name of a thing.
  static let tool = GrammarClass(rawValue: 1 << 24)
  /// Behind "will" and "can", of people alone: "call".
  static let infinitive = GrammarClass(rawValue: 1 << 25)
  /// "Seo", "Joon": part of a given name of two syllables.
  static let syllable = GrammarClass(rawValue: 1 << 26)

  /// The classes by their names in the file.
  static let names: [String: GrammarClass] = [
    "being": .being, "article": .article, "and": .and, "place_preposition": .placePreposition, "link": .link,
    "work": .work, "reside": .reside, "saint": .saint, "employer_preposition": .employerPreposition, "me": .me,
    "former": .former, "direction": .direction, "person_verb": .personVerb, "disease_noun": .diseaseNoun,
    "common_hospital": .commonHospital, "adverb": .adverb, "human_verb": .humanVerb, "auxiliary": .auxiliary,
    "predicate": .predicate, "belonging": .belonging, "person_noun": .personNoun, "speech": .speech,
    "request": .request, "use": .use, "tool": .tool, "infinitive": .infinitive, "syllable": .syllable,
  ]
}
