import ClinicalText

/// What detection knows of one word of a note: why it is, or is not, taken for a part of an identifier.
public struct TokenEvidence: Sendable {
  /// A phrase of the data files that covers the word or stands beside it.
  public struct Phrase: Sendable {
    /// Token indices, half-open.
    public var tokens: Range<Int>
    public var role: PhraseRole
    /// Which entry it comes from ("rule:…").
    public var source: ByteSlice
  }

  /// The lists that hold the word.
  public var classes: WordClass
  public var phrases: [Phrase]
  /// True for a word with a capital letter.
  public var isCapitalised: Bool
  /// True when an identifier covers it.
  public var isTaken: Bool
}

extension Detector {
  /// Words so far away still announce a name or a number.
  private static let reach = 4

  /// What is known of a token of the note that was detected last.
  public func evidence(ofToken index: Int) -> TokenEvidence {
    let near = (index - Self.reach)..<(index + Self.reach + 1)
    let phrases = view.phrases.filter { $0.tokens.overlaps(near) }.map { hit in
      let entry = rules.phrases.entries[hit.entry]
      return TokenEvidence.Phrase(tokens: hit.tokens, role: entry.role, source: entry.source)
    }
    return TokenEvidence(
      classes: view.classes[index], phrases: phrases,
      isCapitalised: view.tokens[index].flags.contains(.hasUpper), isTaken: view.isTaken[index])
  }
}

extension WordClass {
  /// What each list says of its words, for people.
  public static let descriptions: [(WordClass, String)] = [
    (.givenName, "a given name"), (.surname, "a surname"), (.frequentName, "a frequent name"),
    (.ambiguousName, "a name that is an ordinary word too"), (.english, "an English word"),
    (.clinical, "a word of the clinical vocabulary"), (.eponym, "an eponym"),
    (.sureEponym, "an eponym and rarely a name"),
    (.eponymHead, "a word that makes the name before it an eponym"), (.never, "a word that belongs to no name"),
    (.notName, "a word that is no name by itself"), (.month, "a month"), (.monthAbbreviation, "a month"),
    (.weekday, "a week day"), (.weekdayAbbreviation, "a week day"), (.personTitle, "a title of persons"),
    (.doctorTitle, "a title of clinicians"), (.credential, "a credential"), (.relative, "a relative"),
    (.particle, "a particle of names"), (.suffix, "a suffix of names"), (.streetSuffix, "a word of streets"),
    (.hospitalWord, "a word of hospitals"), (.organizationWord, "a word of organizations"),
    (.stateAbbreviation, "a state"), (.genericPlace, "a word of places"), (.demonym, "a people"), (.unit, "a unit"),
  ]

  /// What the word is, in words; empty for a word that no list holds.
  public var inWords: [String] {
    var words: [String] = []
    for (bits, text) in Self.descriptions where !isDisjoint(with: bits) && !words.contains(text) { words.append(text) }
    return words
  }
}

extension PhraseRole {
  /// What the phrase does, for people.
  public var inWords: String {
    switch self {
    case .identifier(let kind, let isAmbiguous): "is \(kind.type)\(isAmbiguous ? " where the words around say so" : "")"
    case .announces(let kind): "announces \(kind.type)"
    case .nameCue: "announces a name"
    case .announcesDate: "announces a date"
    case .placeTail(let kind, _): "ends the name of \(kind.type)"
    case .placeHead(let kind, _): "begins the name of \(kind.type)"
    case .announcesPlace(let kind, _): "announces \(kind.type)"
    case .clinicalName: "is a clinical name, not people"
    case .noIdentifier: "identifies nobody"
    }
  }
}
