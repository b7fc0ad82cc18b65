import ClinicalText
import Glibc
import Lexicon
import TestSupport
import Testing

struct TSVVocabularyTests {
  @Test func everyColumnOfTheContract() throws {
    let compiled = try Compiled(
      tsv: """
        concept\tname\tpreferred\tsemantic_type\ttype\tvocabulary\tterm_type\tlanguage\tcase_sensitive
        C1\theart attack\t0\tT047\t\tMINE\tSY\tENG\t0
        C1\tmyocardial infarction\t1\tT047\t\tMINE\tPT\tENG\t0
        C2\tthing\t1\tT047\tdevice\t\t\t\t
        C3\tmixed\t\tT078,T059,T047
        C4\tnaked

        """)
    let lexicon = compiled.lexicon
    #expect(compiled.report.rows == 5)
    #expect(compiled.report.names == 5)
    #expect(compiled.report.dropped == [:])
    let hit = try #require(lexicon.lookup("Heart Attacks").first)
    #expect(hit.name == "heart attack")
    #expect(hit.type == .problem)
    #expect(hit.concept.id.string == "C1")
    #expect(hit.concept.preferredName.string == "myocardial infarction")
    #expect(hit.concept.vocabulary.string == "MINE")
    #expect(hit.concept.semanticTypes.string == "T047")
    #expect(lexicon.lookup("thing").first?.type == .device)
    #expect(lexicon.lookup("thing").first?.concept.vocabulary.string == "vocabulary")
    // The row of the table that stands first decides among several types.
    #expect(lexicon.lookup("mixed").first?.type == .problem)
    #expect(lexicon.lookup("naked").first?.type == .problem)
    #expect(lexicon.lookup("myocardial infarction").first?.flags.contains(.preferred) == true)
    #expect(lexicon.lookup("heart attack").first?.flags.contains(.preferred) == false)
  }

  @Test func rowsThatCannotBeUsedAreCountedByReason() throws {
    let scratch = Scratch()
    var rows: [UInt8] = []
    func row(_ text: String) { rows += Array((text + "\n").utf8) }
    row("# a comment")
    row("concept\tname\tpreferred\tsemantic_type\ttype\tlanguage")
    row("C1\tfever\t1\tT184\t\tENG")
    row("C1\tFevers\t0\tT184\t\tENG")  // 4: the same again
    row("C2\t\t1\tT184")  // 5: no name
    row("\tcough\t1\tT184")  // 6: no concept
    row("C3\t123.5\t1\tT184")  // 7: no letters
    row("C4\tx\t1\tT184")  // 8: one letter
    row("C5\tpatient\t1\tT184")  // 9: stop list
    row("C6\tconcept of it\t1\tT078")  // 10: no entity type
    row("C7\tfievre\t1\tT184\t\tFRE")  // 11: language
    row("C8\tachoo\t2\tT184")  // 12: flag
    row("C9\tachoo\t1\tT184\tdisease")  // 13: entity type
    row("C10")  // 14: columns
    row("C11\ta\tb\tc\td\te\tf\tg")  // 15: columns
    rows += Array("C12\tbad ".utf8) + [0xFF, 0xFE] + Array("\t1\tT184\n".utf8)  // 16
    row("C13\t" + String(repeating: "long ", count: 90))  // 17: bytes
    row("C14\t" + Array(repeating: "ab", count: 25).joined(separator: " "))  // 18: tokens
    row("C15\t---")  // 19: no letters
    row("C16\t   ")  // 20: nothing
    row("C17\tliver disease\t1\tT047")  // 21: stop list
    row("C18\tchronic liver disease\t1\tT047\t\teng\r")
    let builder = try makeBuilder()
    try TSVVocabulary.read(
      scratch.file("v.tsv", rows), languages: ["ENG"], curated: false, into: builder)
    try builder.flush()
    #expect(builder.report.rows == 20)
    #expect(builder.report.names == 2)
    #expect(
      builder.report.dropped == [
        .duplicate: 1, .empty: 3, .noLetters: 2, .oneLetter: 1, .stopName: 2, .noType: 1, .language: 1, .invalidFlag: 1,
        .unknownType: 1, .wrongColumnCount: 2, .invalidUTF8: 1, .tooLong: 2,
      ])
    #expect(
      builder.report.firstBadLines.map { "\($0.line) \($0.reason.rawValue)" } == [
        "12 invalid_flag", "13 unknown_type", "14 wrong_column_count", "15 wrong_column_count", "16 invalid_utf8",
      ])
  }

  @Test func everyReasonHasWords() {
    for reason in BuildReport.Reason.allCases { #expect(!reason.words.isEmpty) }
    #expect(Set(BuildReport.Reason.allCases.map(\.words)).count == BuildReport.Reason.allCases.count)
  }

  @Test func onlyTheFirstBadLinesAreKept() throws {
    let scratch = Scratch()
    let builder = try makeBuilder()
    let file = scratch.file("v.tsv", "concept\tname\n" + String(repeating: "C1\n", count: 50))
    try TSVVocabulary.read(file, languages: [], curated: false, into: builder)
    #expect(builder.report.dropped[.wrongColumnCount] == 50)
    #expect(builder.report.firstBadLines.map(\.line) == Array(2...11))
  }

  @Test func unknownColumnsAreReported() throws {
    let compiled = try Compiled(tsv: "Concept\tcolour\tNAME\tweight\nC1\tred\tfever\t3\n")
    #expect(compiled.report.unknownColumns == ["colour", "weight"])
    #expect(compiled.mentions("fever") == ["problem[fever]"])
  }

  @Test func contradictoryTypesAreCountedAndTheFirstStays() throws {
    let compiled = try Compiled([("C1", "fever", .problem), ("C1", "pyrexia", .test)])
    #expect(compiled.report.contradictoryTypes == 1)
    #expect(compiled.mentions("pyrexia") == ["problem[pyrexia]"])
  }

  @Test func lineEndsByteOrderMarkAndMissingLastLineEnd() throws {
    for text in [
      "concept\tname\r\nC1\tfever\r\n", "\u{FEFF}concept\tname\nC1\tfever", "\n\n# x\nconcept\tname\n\nC1\tfever\n\n",
    ] {
      let compiled = try Compiled(tsv: text)
      #expect(compiled.report.names == 1, "\(text.debugDescription)")
      #expect(compiled.mentions("fever") == ["problem[fever]"], "\(text.debugDescription)")
    }
  }

  @Test func curatedNamesAreNotStopped() throws {
    let tsv = "concept\tname\tsynonyms\nC1\tliver disease\tpatient||hepatopathy\n"
    #expect(
      try Compiled(tsv: tsv, curated: true).mentions("patient, hepatopathy") == [
        "problem[patient]", "problem[hepatopathy]",
      ])
    #expect(try Compiled(tsv: tsv).mentions("patient, hepatopathy") == ["problem[hepatopathy]"])
  }

  @Test func rowsWithoutTypeNeedADefault() throws {
    let scratch = Scratch()
    let builder = try makeBuilder(defaultType: nil)
    try TSVVocabulary.read(
      scratch.file("v.tsv", "concept\tname\nC1\tfever\n"), languages: [], curated: false, into: builder)
    #expect(builder.report.dropped == [.noType: 1])
  }

  @Test(arguments: [
    ("", nil), ("# only a comment\n", nil), ("id\tname\nC1\tx\n", 1), ("# c\n\nconcept;name\n", 3), ("concept\n", 1),
    ("{\"a\":1}\n", 1),
  ])
  func wrongFilesGiveAFaultThatNamesTheLine(_ text: String, _ line: Int?) throws {
    let scratch = Scratch()
    let file = scratch.file("wrong.tsv", text)
    let builder = try makeBuilder()
    let found = fault { try TSVVocabulary.read(file, languages: [], curated: false, into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == file)
    #expect(found?.line == line)
    #expect(try !TSVVocabulary.isVocabulary(file))
  }

  @Test func recognisesItsHeader() throws {
    let scratch = Scratch()
    #expect(try TSVVocabulary.isVocabulary(scratch.file("a", "# c\nname\tx\tConcept\n")))
    #expect(try !TSVVocabulary.isVocabulary(scratch.file("b", "name,concept\n")))
    #expect(fault { _ = try TSVVocabulary.isVocabulary("\(scratch.path)/none") }?.code == .inputMissing)
  }

  /// Identifiers of any length: a hostile file may not end the program.
  @Test func aVeryLongConceptDoesNotCrash() async {
    await #expect(processExitsWith: .success) {
      _ = try? Compiled(tsv: "concept\tname\n\(String(repeating: "C", count: 70_000))\tfever\n")
    }
  }

  @Test func veryLongOtherFieldsDoNotCrash() async {
    await #expect(processExitsWith: .success) {
      let long = String(repeating: "C", count: 70_000)
      for tsv in [
        "concept\tname\tvocabulary\nC1\tfever\t\(long)\n",
        "concept\tname\tsemantic_type\nC1\tfever\t\(long)\n",
        "concept\tname\tpreferred\tlanguage\nC1\tfever\t\t\(long)\n",
      ] {
        _ = try? Compiled(tsv: tsv)
      }
    }
  }

  @Test func randomBytesNeverCrash() throws {
    var random = SeededGenerator(77)
    let pieces: [[UInt8]] = [
      Array("concept\tname".utf8), [0x09], [0x0A], [0x0D], [0xFF], [0], Array("C1".utf8), Array("fever".utf8),
      Array("|".utf8), Array("=".utf8), Array("^".utf8), Array("#".utf8), Array("é".utf8), Array("\tsynonyms".utf8),
      Array("T047".utf8), Array("1".utf8),
    ]
    let scratch = Scratch()
    for _ in 0..<300 {
      var content = random.below(3) == 0 ? [] : Array("concept\tname\tsynonyms\n".utf8)
      for _ in 0..<random.below(40) { content += random.pick(pieces) }
      let file = scratch.file("v.tsv", content)
      let builder = try makeBuilder()
      _ = fault { try TSVVocabulary.read(file, languages: ["ENG"], curated: true, into: builder) }
      try builder.flush()
      #expect(builder.report.names <= builder.report.rows)
    }
  }
}
