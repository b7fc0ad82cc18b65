import ClinicalText
import Deidentification

/// A detector over small tables of the tests' own.
enum Samples {
  static let classes: [(WordClass, String)] = [
    (.givenName, "imani bill sarah james hassan deepa charles john mary joy"),
    (.surname, "hairston small kjeldsen vaux smith wilson parkinson kelly may"),
    (.frequentName, "john mary smith wilson james"),
    (
      .english,
      "small bill may joy was seen with her in clinic on by and the a is of pain plan stable follow up take call at for "
        + "lives works as truck driver strength left right kelly"
    ),
    (.clinical, "pain clinic strength murmur tablet clamp disease fever"),
    (.eponym, "parkinson kelly"),
    (.eponymHead, "clamp disease sign"),
    (.month, "january february march april may june july august september october november december"),
    (.monthAbbreviation, "jan feb mar apr jun jul aug sep oct nov dec"),
    (.weekday, "monday tuesday wednesday thursday friday saturday sunday"),
    (.personTitle, "mr mrs ms"),
    (.doctorTitle, "dr drs"),
    (.credential, "md rn"),
    (.relative, "daughter wife son"),
    (.particle, "van de"),
    (.streetSuffix, "street st avenue rd road"),
    (.hospitalWord, "hospital clinic"),
    (.organizationWord, "inc company"),
    (.stateAbbreviation, "nc ma or"),
    (.unit, "mg ml cm"),
    (.never, "the and on in is was with by her his she he mrn dob patient plan"),
  ]

  private static let roles: [(phrase: String, role: PhraseRole, source: String)] = [
    ("mrn", .announces(.medicalRecord), "rule:test.mrn"),
    ("serial number", .announces(.device), "rule:test.device"),
    ("patient", .announces(.patient), "rule:test.patient"),
    ("electronically signed by", .announces(.doctor), "rule:test.signed"),
    ("electronically signed by", .mayAnnounceName(.doctor), "rule:test.signed"),
    ("login", .announces(.username), "rule:test.login"),
    ("durham", .identifier(.city, isAmbiguous: false), "rule:test.city"),
    ("truck driver", .identifier(.profession, isAmbiguous: false), "rule:test.profession"),
  ]

  static let phrases = roles.map { PhraseTable.Entry($0.phrase, $0.role, source: ByteSlice(permanent: $0.source)) }

  static let rules: DetectionRules = {
    var entries: [UInt64: WordClass] = [:]
    let scratch = TokenBuffer()
    for (bits, words) in classes {
      for word in words.split(separator: " ") {
        for folded in TokenFolding.phrase(NoteText(String(word)), scratch) {
          entries[folded, default: []].formUnion(bits)
        }
      }
    }
    return DetectionRules(words: WordTable(entries), phrases: PhraseTable(phrases))
  }()

  static let layout = LayoutAnalyzer(
    headings: HeadingTable(categories: [], headings: []),
    abbreviations: AbbreviationTable([], sentenceStarters: [], nameIntroducers: []))

  static func detect(_ text: String, known: KnownIdentifiers? = nil) -> [DetectedIdentifier] {
    let note = NoteStructure()
    note.analyze(NoteText(text), layout)
    return Detector(rules).detect(note, known: known)
  }

  /// "PATIENT Imani" for each identifier, in order.
  static func found(_ text: String, known: KnownIdentifiers? = nil) -> [String] {
    let note = NoteText(text)
    return detect(text, known: known).map { "\($0.kind.type) \(note.string($0.span))" }
  }
}
