import ClinicalText
import Lexicon
import Testing

/// The semantic-type table and the word lists, by what they do to a build.
struct SemanticTypeTests {
  private func type(of tuis: String, tsv: String = semanticTypesTSV) throws -> EntityType? {
    let builder = LexiconBuilder(
      semanticTypes: try SemanticTypeTable(tsv: tsv, file: "t.tsv"), commonWords: WordList(), stopNames: WordList(),
      defaultType: nil)
    let scratch = Scratch()
    let compiled = try Compiled(builder: builder) {
      try TSVVocabulary.read(
        scratch.file("v.tsv", "concept\tname\tsemantic_type\nC1\tfever\t\(tuis)\n"), languages: [], curated: false,
        into: $0)
    }
    return compiled.lexicon.lookup("fever").first?.type
  }

  @Test(arguments: [
    ("T047", EntityType.problem), ("T121", .medication), ("T121,T047", .problem), ("T059,T121", .medication),
    ("T078,T029", .anatomy), ("T078", nil), ("T999", nil), ("T47", nil), ("junk", nil), ("T0x7", nil),
  ])
  func theRowThatStandsFirstDecides(_ tuis: String, _ expected: EntityType?) throws {
    #expect(try type(of: tuis) == expected)
  }

  @Test(arguments: [
    ("tui\tn\tg\te\nT047\tx\ty\n", 2), ("tui\tn\tg\te\nT047\tx\ty\tproblem\nT48\tx\ty\tproblem\n", 3),
    ("tui\tn\tg\te\n\nT047\tx\ty\tillness\n", 3), ("h\nT047 x y problem\n", 2),
  ])
  func wrongRowsNameTheirLine(_ tsv: String, _ line: Int) {
    let found = fault { _ = try SemanticTypeTable(tsv: tsv, file: "types.tsv") }
    #expect(found?.code == .ruleFileInvalid)
    #expect(found?.file == "types.tsv")
    #expect(found?.line == line)
  }

  /// A file saved on Windows means the same.
  @Test func carriageReturns() throws {
    let windows = semanticTypesTSV.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
    #expect(try type(of: "T121", tsv: windows) == .medication)
  }

  @Test func carriageReturnsInWordLists() throws {
    let scratch = Scratch()
    let builder = try makeBuilder(stop: "patient\r\nfever # a comment\r\n")
    try TSVVocabulary.read(
      scratch.file("v.tsv", "concept\tname\nC1\tfever\nC2\tcough\n"), languages: [], curated: false, into: builder)
    try builder.flush()
    #expect(builder.report.dropped == [.stopName: 1])
  }

  /// "T-01" is no type number, and no crash.
  @Test func signedNumbers() async {
    await #expect(processExitsWith: .success) {
      for row in ["T-01\tx\ty\tproblem", "T+12\tx\ty\tproblem"] {
        guard let found = fault({ _ = try SemanticTypeTable(tsv: "h\n\(row)\n", file: "t") }), found.line == 2 else {
          fatalError("accepted")
        }
      }
    }
  }
}
