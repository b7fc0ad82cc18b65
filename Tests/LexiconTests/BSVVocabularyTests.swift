import ClinicalText
import Lexicon
import TestSupport
import Testing

struct BSVVocabularyTests {
  private func read(_ text: String, name: String = "custom.bsv", defaultType: EntityType? = .problem) throws -> Compiled
  {
    let scratch = Scratch()
    return try Compiled(builder: makeBuilder(defaultType: defaultType)) {
      try BSVVocabulary.read(scratch.file(name, text), into: $0)
    }
  }

  private func hits(_ compiled: Compiled, _ names: String...) -> [String] {
    names.flatMap { name in
      compiled.lexicon.lookup(name).map {
        "\($0.concept.vocabulary.string) \($0.concept.id.string) \($0.concept.preferredName.string) \($0.type.name)"
      }
    }
  }

  @Test func everyFormInOneFile() throws {
    let compiled = try read(
      """
      # a comment | with | bars
      // CUI|TUI|text

      C0000001|swollen ankle
      C0000002|T047|heart attack
      C0000003|T121|asa|Aspirin
      C0000003|T121|aspirin|Aspirin
      |C0000004|T059|sodium level|Sodium Measurement|
      C0000005|T047|11111|SNOMEDCT_US|brain fog|Brain Fog Finding
      C0000006|T047|12345|ICD10|chest tightness|
      C0000007|T184|hiccough|Hiccups|extra
      C0000008|1|2|oozing wound|oozing
      0018787|47|ticker trouble
      C0000009|spinning feeling|
      C0000010|T047|dry eye|
      C0000011|T047|1|MSH|pink eye|Pinkeye|
      local-1|T061,T047|knee jab
      local-2|procedure|ankle strapping
      """)
    #expect(
      hits(
        compiled, "swollen ankle", "heart attack", "asa", "aspirin", "sodium level", "sodium measurement", "brain fog",
        "brain fog finding", "chest tightness", "hiccough", "hiccups", "oozing wound", "ticker trouble",
        "spinning feeling", "dry eye", "pink eye", "knee jab", "ankle strapping") == [
          "UMLS C0000001 swollen ankle problem", "UMLS C0000002 heart attack problem",
          "UMLS C0000003 Aspirin medication", "UMLS C0000003 Aspirin medication",
          "UMLS C0000004 Sodium Measurement test", "UMLS C0000004 Sodium Measurement test",
          "UMLS C0000005 Brain Fog Finding problem", "UMLS C0000005 Brain Fog Finding problem",
          "UMLS C0000006 chest tightness problem", "UMLS C0000007 Hiccups problem", "UMLS C0000007 Hiccups problem",
          "UMLS C0000008 oozing wound problem", "UMLS C0018787 ticker trouble problem",
          "UMLS C0000009 spinning feeling problem", "UMLS C0000010 dry eye problem", "UMLS C0000011 Pinkeye problem",
          "custom local-1 knee jab problem",
          "custom local-2 ankle strapping procedure",
        ])
    #expect(compiled.lexicon.lookup("aspirin").first?.flags.contains(.preferred) == true)
    #expect(compiled.lexicon.lookup("asa").first?.flags.contains(.preferred) == false)
    // "aspirin" again, with another capital.
    #expect(compiled.report.dropped == [.duplicate: 1])
  }

  @Test(arguments: [
    "CUI|TUI|CODE|VOCAB|TXT|PREF\nC0000001|T047|1|some vocabulary|heart attack|Infarct\n",
    "cui|text|tui|preferred_term\nC0000001|heart attack|T047|Infarct\n",
    "|CUI|TUI|STR|PREF|\n|C0000001|T047|heart attack|Infarct|\n",
    "\u{FEFF}CUI|TUI|TEXT|PREF\r\nC0000001|T047|heart attack|Infarct\r\n",
    "# x\nCUI | TUI | STR | PREF\nC0000001 | T047 | heart attack | Infarct",
    "CUI|STR|PREF\nC0000001|heart attack|Infarct",
  ])
  func headers(_ text: String) throws {
    let compiled = try read(text)
    #expect(
      hits(compiled, "heart attack", "infarct") == Array(repeating: "UMLS C0000001 Infarct problem", count: 2),
      "\(text)")
    #expect(compiled.report.dropped == [:])
  }

  @Test(arguments: [
    ("C0000002|T047|\n", BuildReport.Reason.empty), ("|T047|fever\n", .empty),
    ("C1|disease|fever\n", .unknownType),
    ("C1|T47x|fever\n", .unknownType), ("C1|T047,x|fever\n", .unknownType), ("fever\n", .wrongColumnCount),
    ("|\n", .empty),
    ("||\n", .wrongColumnCount), ("||||||||\n", .wrongColumnCount), ("a|T047|c|d|e|f|g|h\n", .wrongColumnCount),
    ("C1|T078|idea\n", .noType),
    ("C1| \n", .empty),
  ])
  func badRowsAreCountedWithTheirLine(_ bad: String, _ reason: BuildReport.Reason) throws {
    let compiled = try read("C0000001|T047|cough\n\(bad)C0000003|T047|flu\n")
    #expect(compiled.report.dropped == [reason: 1], "\(bad)")
    #expect(compiled.report.firstBadLines.map(\.line) == (reason == .noType ? [] : [2]), "\(bad)")
    #expect(compiled.report.names == 2)
  }

  @Test func invalidUTF8() throws {
    let scratch = Scratch()
    let bytes = Array("C0000001|T047|fever\nC0000002|T047|ca".utf8) + [0xFF, 0x0A]
    let builder = try makeBuilder()
    try BSVVocabulary.read(scratch.file("x.bsv", bytes), into: builder)
    #expect(builder.report.dropped == [.invalidUTF8: 1])
    #expect(builder.report.firstBadLines.map(\.line) == [2])
  }

  @Test func rowsWithoutTUINeedADefault() throws {
    #expect(try read("C0000001|fever\n", defaultType: nil).report.dropped == [.noType: 1])
    #expect(try read("C0000001||fever\n", defaultType: .test).lexicon.lookup("fever").first?.type == .test)
  }

  @Test func severalSemanticTypes() throws {
    let compiled = try read("C0000001|T059;47|fever\nC0000002|121,61|jab\n")
    #expect(compiled.lexicon.lookup("fever").first?.concept.semanticTypes.string == "T059,T047")
    #expect(compiled.lexicon.lookup("fever").first?.type == .problem)
    #expect(compiled.lexicon.lookup("jab").first?.concept.semanticTypes.string == "T121,T061")
  }

  @Test(arguments: [
    ("", 1), ("# only\n// comments\n", 1), ("concept\tname\nC1\tx\n", 1), ("# c\nplain text\n", 2), ("{\"a\":1}\n", 1),
    ("C0000005|ENG|P|L1|PF|S1|Y|A1||M1|D1|MSH|PEP|D1|(131)I-MAA|0|N|256|\n", 1), ("C1|not a tui|fever\n", 1),
  ])
  func wrongFilesGiveAFaultThatNamesTheLine(_ text: String, _ line: Int) throws {
    let scratch = Scratch()
    let file = scratch.file("wrong.bsv", text)
    let builder = try makeBuilder()
    let found = fault { try BSVVocabulary.read(file, into: builder) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file == file)
    #expect(found?.line == line)
  }

  @Test func recognisesItsFiles() {
    let scratch = Scratch()
    #expect(BSVVocabulary.isBSV(scratch.file("a.BSV", "")))
    #expect(BSVVocabulary.isBSV(scratch.file("b.txt", "// x\n\nC0000001|T047|fever\n")))
    #expect(BSVVocabulary.isBSV(scratch.file("c.txt", "|C0000001|T047,T184|fever|Fever|\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("d.txt", "C0000001|fever\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("e.txt", "C0000001|T047\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("f.txt", "||\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("g.txt", "concept\tname\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("MRSTY.RRF", "C0000005|T116|A1.4|Amino Acid|AT1|256|\n")))
    #expect(!BSVVocabulary.isBSV(scratch.file("h.txt", "")))
    #expect(!BSVVocabulary.isBSV("\(scratch.path)/none"))
    #expect(BSVVocabulary.files(of: "a") == ["a"])
  }

  @Test func randomBytesNeverCrash() throws {
    var random = SeededGenerator(21)
    let pieces: [[UInt8]] =
      [
        "|", "|", "|", "\n", "C0000001", "T047", "fever", "CUI", "TUI", "TEXT", "PREF", "47", "1", " ", "#", "//", "é",
        ",", ";", "\r",
      ]
      .map { Array($0.utf8) } + [[0xFF], [0]]
    let scratch = Scratch()
    for _ in 0..<500 {
      var content = Array((random.below(3) == 0 ? "" : "C0000001|T047|cough\n").utf8)
      for _ in 0..<random.below(40) { content += random.pick(pieces) }
      let file = scratch.file("x.bsv", content)
      _ = BSVVocabulary.isBSV(scratch.file("x.txt", content))
      let builder = try makeBuilder()
      _ = fault { try BSVVocabulary.read(file, into: builder) }
      try builder.flush()
      #expect(builder.report.names <= builder.report.rows)
    }
  }
}
