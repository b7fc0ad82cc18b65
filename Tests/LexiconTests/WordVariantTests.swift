import ClinicalText
import Lexicon
import Testing

/// Other spellings: the tables, and what they put into a lexicon.
struct WordVariantTests {
  static let header = "place\tone\tother\texamples\texcept\n"

  private func variants(_ rows: String..., of word: String) throws -> [String] {
    var variants = WordVariants()
    for row in rows { try variants.add(tsv: Self.header + row + "\n", file: "t.tsv") }
    return variants.variants(of: Array(word.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: [
    ("word\tfibre\tfiber\t", "fibre", ["fiber"]), ("word\tfibre\tfiber\t", "fiber", ["fibre"]),
    ("word\tfibre\tfiber\t", "microfibre", []), ("start\thaemo\themo\t", "haemoglobin", ["hemoglobin"]),
    ("start\thaemo\themo\t", "hemo", ["haemo"]), ("start\thaemo\themo\t", "oxyhemoglobin", []),
    ("end\taemia\temia\t", "anaemia", ["anemia"]), ("end\taemia\temia\t", "aemias", []),
    ("part\toedema\tedema\t", "lymphedema", ["lymphoedema"]), ("part\toedema\tedema\t", "oedemas", ["edemas"]),
    // What has the longer spelling already has no "e" to be made longer.
    ("part\toedema\tedema\t", "oedema", ["edema"]), ("part\tphew\tphews\t", "phews", ["phew"]),
    ("end\taemia\temia\t\tacad", "academia", []), ("part\tfoo\tbar\t", "foofoo", ["barbar"]),
    ("word\tfibre\tfiber\t", "", []), ("word\tfibre\tfiber\t", "f", []),
  ])
  func placesOfARow(_ row: String, _ word: String, _ expected: [String]) throws {
    #expect(try variants(row, of: word) == expected)
  }

  @Test func rowsAndTablesWorkTogether() throws {
    // All parts of a word change in one direction at once.
    let rows = "start\thaemo\themo\t\nend\taemia\temia\t"
    #expect(try variants(rows, of: "haemoglobinaemia") == ["hemoglobinemia"])
    #expect(try variants(rows, of: "hemoglobinemia") == ["haemoglobinaemia"])
    // The longest part wins; spellings go on from spelling to spelling.
    #expect(try variants("part\tab\tx\t\npart\tabc\ty\t", of: "abc") == ["y"])
    #expect(try variants("word\ta\tb\t", "word\tb\tc\t", of: "a") == ["b", "c"])
    #expect(try variants("word\ta\tb\t", "word\tb\tc\t", of: "c") == ["b", "a"])
    // Rows that feed one another end.
    #expect(try variants("part\taa\taaa\t", of: "aa").count <= 7)
  }

  @Test(arguments: [
    ("nowhere\ta\tb\t", "place"), ("word\ta\ta\t", "different"), ("word\tA\tb\t", "letters"),
    ("word\t\tb\t", "letters"),
    ("word\ta\tb\tonly", "example"), ("word\ta\tb\t\t\tmore", "columns"),
  ])
  func aRowThatCannotBeRead(_ row: String, _ word: String) {
    let found = fault { _ = try variants(row, of: "a") }
    #expect(found?.message.contains("t.tsv:2:") == true)
    #expect(found?.message.contains(word) == true, "\(found?.message ?? "no fault")")
  }

  // MARK: in a lexicon

  private func compiled(_ tsv: String) throws -> Compiled {
    var variants = WordVariants()
    try variants.add(
      tsv: Self.header + "start\thaem\them\t\nend\taemia\temia\t\nword\ttumour\ttumor\t\nword\tfibre\tfiber\t\n",
      file: "t.tsv")
    let folder = Scratch()
    let source = folder.file("vocabulary.tsv", tsv)
    let builder = LexiconBuilder(
      semanticTypes: try SemanticTypeTable(tsv: semanticTypesTSV, file: "semantic-types.tsv"), commonWords: WordList(),
      stopNames: WordList(text: "fiber"), variants: variants, defaultType: .problem)
    return try Compiled(builder: builder) {
      try TSVVocabulary.read(source, languages: ["ENG"], curated: true, into: $0)
    }
  }

  @Test func aNameIsFoundInEitherSpelling() throws {
    let lexicon = try compiled("concept\tname\ttype\nC1\tHaemorrhagic tumour\tproblem\nC2\tanemia\tproblem\n")
    #expect(lexicon.report.names == 2)
    #expect(lexicon.report.variants == 4)
    for text in [
      "haemorrhagic tumour", "hemorrhagic tumor", "haemorrhagic tumor", "HEMORRHAGIC TUMOURS", "anaemia", "anemias",
    ] {
      #expect(lexicon.mentions(text).count == 1, "\(text)")
    }
    let hits = lexicon.lexicon.lookup("hemorrhagic tumors")
    #expect(hits.map(\.concept.id.string) == ["C1"])
    #expect(hits.map(\.name) == ["Haemorrhagic tumour"])
    #expect(hits.allSatisfy { $0.flags.contains(.variant) })
  }

  @Test func namesWithARuleOfTheirOwnHaveNoOtherSpelling() throws {
    let lexicon = try compiled(
      """
      concept\tname\ttype\tsynonyms
      C1\tx one\tproblem\t=HAEM|^haematoma
      C2\tx two\tproblem\tfibre

      """)
    #expect(lexicon.report.variants == 1)
    #expect(lexicon.mentions("HAEM, HEM, hem, haematoma, hematoma").count == 2)
    #expect(lexicon.mentions("fiber") == ["problem[fiber]"])
  }

  @Test func aSpellingThatTheConceptHasIsEnteredOnce() throws {
    let lexicon = try compiled("concept\tname\ttype\nC1\tanaemia\tproblem\nC1\tanemia\tproblem\nC2\tanemia\ttest\n")
    #expect(lexicon.mentions("anemia") == ["problem[anemia]", "test[anemia]"])
    #expect(lexicon.mentions("anaemia") == ["problem[anaemia]", "test[anaemia]"])
    #expect(lexicon.report.dropped[.duplicate] == 1)
  }

  @Test func moreSpellingsThanAreEnteredAreCounted() throws {
    let name = Array(repeating: "tumour fibre", count: 2).joined(separator: " ")
    let lexicon = try compiled("concept\tname\ttype\nC1\t\(name)\tproblem\n")
    #expect(lexicon.report.namesWithMoreVariants == 1)
    #expect(lexicon.report.variants == LexiconBuilder.maxVariants)
    #expect(lexicon.mentions(name).count == 1)
    // A description of five words is entered as it is.
    #expect(try compiled("concept\tname\ttype\nC1\ttumour a b c d\tproblem\n").report.variants == 0)
  }
}
