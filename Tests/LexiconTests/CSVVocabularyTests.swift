import ClinicalText
import Lexicon
import TestSupport
import Testing

struct CSVVocabularyTests {
  private func read(_ bytes: [UInt8], _ mapping: ColumnMapping) throws -> Compiled {
    let scratch = Scratch()
    let file = scratch.file("mine.csv", bytes)
    return try compiled { try CSVVocabulary.read(file, mapping, into: $0) }
  }

  private func read(_ text: String, _ settings: [String]) throws -> Compiled {
    try read(Array(text.utf8), try ColumnMapping(settings))
  }

  @Test func everyColumn() throws {
    let csv = try read(
      """
      CODE,Label,main,TUIs,Kind,System,lang
      1,"heart attack",no,"T047; T121",,,EN
      1,myocardial infarction,YES,T047,,ICD,eng
      2,"pacemaker, dual",1,,Device,,
      3,fièvre,,T184,,,FRE
      4,insulin,,T121,,,
      5,idea,,T078,,,

      """,
      [
        "concept=code", "name=Label", "preferred=main", "semantic_type=TUIs", "type=Kind", "vocabulary=System",
        "language=lang",
      ])
    #expect(csv.concepts("heart attack") == ["problem mine 1"])
    #expect(csv.lexicon.lookup("heart attack").first?.concept.semanticTypes.string == "T047,T121")
    #expect(csv.concepts("myocardial infarction") == ["problem ICD 1"])
    #expect(csv.lexicon.lookup("myocardial infarction").first?.flags.contains(.preferred) == true)
    #expect(csv.concepts("pacemaker, dual") == ["device mine 2"])
    #expect(csv.concepts("insulin") == ["medication mine 4"])
    #expect(csv.report.dropped == [.language: 1, .noType: 1])
  }

  @Test func synonymsAndDefaults() throws {
    let csv = try read(
      "DrugBank ID,Common name,Synonyms\nDB1,Lepirudin,\"[Leu1, Thr2] | Hirudin variant-1 |  | Lepirudin\"\nDB2,Cetuximab,\n",
      [
        "concept=DrugBank ID", "name=Common name", "synonyms=Synonyms", "default_type=medication",
        "default_vocabulary=DRUGBANK",
      ])
    #expect(csv.concepts("hirudin variant-1") == ["medication DRUGBANK DB1"])
    #expect(csv.lexicon.lookup("hirudin variant-1").first?.concept.preferredName.string == "Lepirudin")
    #expect(csv.report.names == 4)
    #expect(csv.report.dropped == [.duplicate: 1])
  }

  @Test(arguments: [
    ("id,term\n1,fever\n", [String]()), ("id\tterm\n1\tfever\n", []), ("id;term\n1;fever\n", []),
    ("id|term\r\n1|fever\r\n", []), ("id term\n1 fever", ["delimiter=space"]),
    ("\u{FEFF}\"id\",\"term\"\n\"1\",\"fever\"", []),
    ("\n\nid,term\n\n1,fever\n\n", []), ("x,id,term\n,1,fever\n", []), ("id,a b;c d,term\n1,x;y,fever\n", []),
    ("ID , TERM\n1 , fever \n", []),
  ])
  func delimitersAndLineEnds(_ text: String, _ more: [String]) throws {
    let csv = try read(text, ["concept=id", "name=term", "default_type=problem"] + more)
    #expect(csv.concepts("fever") == ["problem mine 1"], "\(text.debugDescription)")
    #expect(csv.report.rows == 1)
  }

  @Test func withoutHeaderColumnsGoByNumber() throws {
    let csv = try read("1,x,fever\n2,y,cough\n", ["concept=1", "name=3", "header=no", "default_type=problem"])
    #expect(csv.concepts("fever") == ["problem mine 1"])
    #expect(csv.concepts("cough") == ["problem mine 2"])
    // One column may be both.
    let names = try read("abr,long\nMI,x\n", ["concept=abr", "name=1", "default_type=problem"])
    #expect(names.concepts("MI") == ["problem mine MI"])
  }

  @Test func quotesAsOrdinaryCharacters() throws {
    let csv = try read(
      "id\tname\n1\t\"fever\n2\t5\" cut\n", ["concept=id", "name=name", "quotes=no", "default_type=problem"])
    #expect(csv.lexicon.lookup("\"fever").first?.name == "\"fever")
    #expect(csv.report.names == 2)
    // In quoted files too a quote inside a bare field is one.
    let bare = try read("id,name\n2,5\" cut\n", ["concept=id", "name=name", "default_type=problem"])
    #expect(bare.lexicon.lookup("5\" cut").first?.name == "5\" cut")
  }

  @Test func badRecordsAreCountedAndTheRestIsRead() throws {
    let csv = try read(
      Array("id,name,type,main\n1,fever\n2\n3,a,problem,1,5\n4,cough,disease\n5,chill,problem,maybe\n6,\"x\"y\n".utf8)
        + Array("7,\"ague\n8,rash,problem\n".utf8) + Array("9,bad".utf8) + [0xFF, 0x0A]
        + Array("10,\"doubled \"\"q\"\" quote\",problem\n11,\"never".utf8),
      try ColumnMapping(["concept=id", "name=name", "type=type", "preferred=main", "default_type=problem"]))
    #expect(
      csv.badLines == [
        "3 wrong_column_count", "4 wrong_column_count", "5 unknown_type", "6 invalid_flag", "7 stray_quote",
        "8 stray_quote", "10 invalid_utf8", "12 unclosed_quote",
      ])
    #expect(csv.concepts("rash") == ["problem mine 8"])
    #expect(csv.lexicon.lookup("doubled \"q\" quote").first?.name == "doubled \"q\" quote")
    #expect(csv.report.names == 3)
  }

  /// Lines are counted through quoted line breaks.
  @Test func linesOfRecords() throws {
    let csv = try read(
      "id,name\n1,\"two\nlines\"\n2,\"th\r\nree\n\"\nbad\n", ["concept=id", "name=name", "default_type=problem"])
    #expect(csv.badLines == ["7 wrong_column_count"])
    #expect(csv.report.names == 2)
  }

  @Test func recordsLongerThanTheLimitAreRefused() throws {
    let long = "id,name\n1,\"\(String(repeating: "ab\"\"", count: 300_000))\"\n2,fever\n"
    let csv = try read(long, ["concept=id", "name=name", "default_type=problem"])
    #expect(csv.badLines == ["2 unclosed_quote"])
    #expect(csv.concepts("fever") == ["problem mine 2"])
  }

  @Test func wrongFiles() throws {
    let scratch = Scratch()
    for (text, line) in [("", 1), ("code,label\n1,fever\n", 1), ("\n\nid,label\n", 3), ("\"id\n", 1)] {
      let file = scratch.file("wrong.csv", text)
      let mapping = ColumnMapping(concept: "id", name: "term")
      let found = fault { try CSVVocabulary.read(file, mapping, into: makeBuilder()) }
      #expect(found?.code == .vocabularyInvalid, "\(text.debugDescription)")
      #expect(found?.file == file)
      #expect(found?.line == line)
      #expect(!CSVVocabulary.isCSV(file, mapping))
    }
    var mapping = ColumnMapping(concept: "id", name: "term")
    #expect(CSVVocabulary.isCSV(scratch.file("right.csv", "id;term\n"), mapping))
    mapping.synonyms = "more"
    #expect(!CSVVocabulary.isCSV("\(scratch.path)/right.csv", mapping))
    #expect(!CSVVocabulary.isCSV("\(scratch.path)/none.csv", mapping))
  }

  @Test func settings() throws {
    let mapping = try ColumnMapping([
      "concept=a=b", "name=n", "delimiter=tab", "synonym_separator=;", "quotes=no", "header=no", "languages=de,fr",
    ])
    #expect(mapping.concept == "a=b")
    #expect(mapping.delimiter == 0x09)
    #expect(mapping.synonymSeparator == 0x3B)
    #expect(!mapping.isQuoted && !mapping.hasHeader)
    #expect(mapping.languages == ["DE", "FR"])
    for wrong in [
      [], ["concept=a"], ["name=a"], ["concept"], ["=x"], ["concept=a", "name=b", "colour=c"],
      ["concept=a", "name=b", "delimiter=ab"], ["concept=a", "name=b", "delimiter=\""],
      ["concept=a", "name=b", "quotes=perhaps"], ["concept=a", "name=b", "default_type=disease"],
    ] {
      #expect(fault { _ = try ColumnMapping(wrong) }?.code == .usage, "\(wrong)")
    }
  }

  /// Bytes of any kind give a report or a fault, and nothing is counted twice.
  @Test func randomBytes() throws {
    var random = SeededGenerator(5)
    let pieces: [[UInt8]] = [
      Array("id,name\n".utf8), [0x22], [0x22, 0x22], [0x0A], [0x0D], [0x0D, 0x0A], Array(",".utf8), Array("fever".utf8),
      [0xFF], [0], Array("é".utf8), Array("1".utf8),
    ]
    let scratch = Scratch()
    var mapping = ColumnMapping(concept: "id", name: "name")
    mapping.defaultType = .problem
    for round in 0..<500 {
      var content = round % 4 == 0 ? [] : Array("id,name\n".utf8)
      for _ in 0..<random.below(40) { content += random.pick(pieces) }
      mapping.isQuoted = round % 3 != 0
      let file = scratch.file("mine.csv", content)
      let builder = try makeBuilder()
      _ = fault { try CSVVocabulary.read(file, mapping, into: builder) }
      try builder.flush()
      #expect(builder.report.names + builder.report.dropped.values.reduce(0, +) == builder.report.rows)
    }
  }
}
