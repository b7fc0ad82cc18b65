import ClinicalText
import Files
import Lexicon
import Testing

/// The rules that the rows of `Lexicons/starter` keep. Failures list the offending rows.
struct StarterLexiconTests {
  private static let files = StarterFiles()

  private func list(_ offenders: [String]) -> Comment {
    "\(offenders.count): \(offenders.prefix(60).joined(separator: "; "))"
  }

  @Test func isLargeEnough() {
    #expect(Self.files.concepts.count >= 3_000)
    #expect(Self.files.concepts.reduce(0) { $0 + $1.names.count } >= 10_000)
    #expect(Self.files.malformed.isEmpty, list(Self.files.malformed))
    #expect(Self.files.semanticTypes.count > 100)
    #expect(Self.files.commonWords.count > 1_000)
  }

  @Test func oneRowAndOneTypeForEachConcept() {
    var places: [String: String] = [:]
    var offenders: [String] = []
    for concept in Self.files.concepts {
      if let other = places.updateValue(concept.place, forKey: concept.id) {
        offenders.append("\(concept.id) \(other) \(concept.place)")
      }
      if EntityType(name: concept.type) == nil { offenders.append("\(concept.place) \(concept.type)") }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  @Test func namesAreClean() {
    var offenders: [String] = []
    for concept in Self.files.concepts {
      for name in concept.names {
        if name.text.isEmpty || name.text.first == " " || name.text.last == " " || name.text.contains("  ")
          || name.text.contains("\r") || name.key.isEmpty
        {
          offenders.append("\(concept.place) \(name.text.debugDescription)")
        }
      }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  /// Two concepts of one type under one name would make every mention of it ambiguous. Within one concept a plural
  /// beside its singular is only superfluous; the same words twice are a slip.
  @Test func noNameTwiceWithinOneType() {
    var owners: [String: (id: String, place: String)] = [:]
    var within: [String] = []
    var across: [String] = []
    for concept in Self.files.concepts {
      for name in concept.names {
        let key = concept.type + " " + name.key
        if let other = owners[key] {
          let shown = "\(name.text) \(other.id) \(other.place) \(concept.id) \(concept.place)"
          if other.id != concept.id { across.append(shown) }
        } else {
          owners[key] = (concept.id, concept.place)
        }
      }
      let spelled = concept.names.map { ($0.isExactCase ? "=\($0.text)" : $0.text.lowercased()) }
      if Set(spelled).count < spelled.count { within.append(concept.place) }
    }
    #expect(within.isEmpty, list(within))
    #expect(across.isEmpty, list(across))
  }

  @Test func semanticTypesAreKnownAndFitTheType() {
    var offenders: [String] = []
    for concept in Self.files.concepts {
      if concept.semanticTypes.isEmpty { offenders.append("\(concept.place) none") }
      let types = concept.semanticTypes.map { Self.files.semanticTypes[$0] }
      if types.contains(nil) { offenders.append("\(concept.place) unknown \(concept.semanticTypes)") }
      if types.contains(where: { $0 != concept.type }) {
        offenders.append("\(concept.place) \(concept.type) \(concept.semanticTypes)")
      }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  /// Names of one or two letters and nothing else ("I&D" says enough) match far too much in any letter case.
  @Test func shortAbbreviationsNeedTheirCase() {
    var offenders: [String] = []
    for concept in Self.files.concepts {
      for name in concept.names where !name.isExactCase {
        let signs = name.text.filter { !$0.isLetter && $0 != " " && $0 != "." && $0 != "-" }
        if signs.isEmpty, name.text.count(where: \.isLetter) <= 2 { offenders.append("\(concept.place) \(name.text)") }
      }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  @Test func commonWordsNeedTheirCase() {
    var offenders: [String] = []
    for concept in Self.files.concepts {
      for name in concept.names where !name.isExactCase {
        if Self.files.commonWords.contains(TokenFolding.phrase(NoteText(name.text), TokenBuffer())) {
          offenders.append("\(concept.place) \(name.text)")
        }
      }
    }
    #expect(offenders.isEmpty, list(offenders))
  }

  /// Every row goes into a lexicon, and every name finds its own concept.
  @Test func everyNameCompilesAndIsFound() throws {
    let types = String(decoding: bytes(of: "\(StarterFiles.root)/semantic-types.tsv"), as: UTF8.self)
    let common = String(decoding: bytes(of: "\(StarterFiles.root)/text/common-words.txt"), as: UTF8.self)
    let stop = String(decoding: bytes(of: "\(StarterFiles.root)/text/stop-names.txt"), as: UTF8.self)
    let builder = LexiconBuilder(
      semanticTypes: try SemanticTypeTable(tsv: types, file: "semantic-types.tsv"), commonWords: WordList(text: common),
      stopNames: WordList(text: stop), defaultType: nil)
    let compiled = try Compiled(builder: builder) {
      for file in FolderListing.names(in: "\(StarterFiles.root)/starter") ?? [] where file.hasSuffix(".tsv") {
        try TSVVocabulary.read(
          "\(StarterFiles.root)/starter/\(file)", vocabulary: "CHARTSIFT", languages: ["ENG", "EN"], curated: true,
          into: $0)
      }
    }
    #expect(compiled.report.firstBadLines.isEmpty)
    #expect(compiled.report.unknownColumns.isEmpty)
    #expect(compiled.report.contradictoryTypes == 0)
    let dropped = compiled.report.dropped.filter { $0.key != .duplicate }
    #expect(dropped == [:])
    let finder = MentionFinder([compiled.lexicon])
    var offenders: [String] = []
    for concept in Self.files.concepts {
      for name in concept.names {
        // Not at the start of a line, where "E. coli" may look like item E of a list.
        let note = analyzed("of " + name.text)
        finder.find(in: note, allMatches: true)
        let isFound = finder.mentions.contains { mention in
          mention.type.name == concept.type
            && finder.concepts[mention.concepts].contains { $0.id.string == concept.id }
        }
        if !isFound { offenders.append("\(concept.place) \(name.text)") }
      }
    }
    #expect(offenders.isEmpty, list(offenders))
  }
}
