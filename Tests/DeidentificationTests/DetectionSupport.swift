import ClinicalText
import Deidentification
import Files

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
    (.monthAbbreviation, "jan feb mar apr jun jul aug sep sept oct nov dec"),
    (.weekday, "monday tuesday wednesday thursday friday saturday sunday"),
    (.weekdayAbbreviation, "mon tue wed thu fri sat sun"),
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
    ("patient", .nameCue(NameCue(.patient, [.strong, .colon, .needsColon])), "rule:test.patient"),
    ("electronically signed by", .nameCue(NameCue(.doctor, [.strong, .blank, .colon])), "rule:test.signed"),
    ("durham", .identifier(.city, isAmbiguous: false), "rule:test.city"),
    ("hospital", .placeTail(.hospital, isAmbiguous: true), "rule:test.hospital"),
    ("clinic", .placeTail(.hospital, isAmbiguous: true), "rule:test.hospital"),
    ("company", .placeTail(.organization, isAmbiguous: true), "rule:test.company"),
    ("hunt and hess", .clinicalName, "rule:test.eponym"),
    ("truck driver", .identifier(.profession, isAmbiguous: false), "rule:test.profession"),
  ]

  static let phrases = roles.map { PhraseTable.Entry($0.phrase, $0.role, source: ByteSlice(permanent: $0.source)) }

  /// The shapes of the shipped data.
  static let shapes: ShapeRules = {
    do throws(Fault) {
      return try ShapeRules.load(folder: folder)
    } catch {
      fatalError("\(error)")
    }
  }()

  /// The words of grammar of the shipped data.
  static let grammar: [UInt64: GrammarClass] = {
    do throws(Fault) {
      let path = "\(folder)/names/grammar.yaml"
      return try GrammarFile(yaml: try TextFile.read(path), file: path).words
    } catch {
      fatalError("\(error)")
    }
  }()

  /// `Lexicons/deid` of the package.
  static let folder = #filePath.components(before: "/Tests/") + "/Lexicons/deid"

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
    return DetectionRules(
      words: WordTable(entries, grammar: grammar), phrases: PhraseTable(phrases), shapes: shapes)
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

extension String {
  /// What stands before the last `mark`.
  fileprivate func components(before mark: String) -> String {
    guard let range = ranges(of: mark).last else { return self }
    return String(self[..<range.lowerBound])
  }
}
