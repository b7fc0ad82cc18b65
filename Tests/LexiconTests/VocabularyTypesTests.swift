import ClinicalText
import Lexicon
import Testing

/// A small table for the readers' tests.
let vocabularyTypesTSV = """
  vocabulary\tclass\ttype
  # a comment
  OBO\tHP\tproblem
  OBO\tUBERON\tanatomy
  OBO\tGO\t-
  OBO\tHP:0000001\t-
  OBO\tHP:0000005*\t-
  OBO\tHP:0000900*\ttest
  MeSH\tC\tproblem
  MeSH\tC22\t-
  MeSH\tD\tmedication
  MeSH\tE01.370\ttest
  MeSH\tE01\t-
  MeSH\t*\t-
  ICD10CM\t*\tproblem
  ICD10CM\tZ23\tprocedure
  SNOMEDCT\tbody structure\tanatomy

  """

func makeTypes(_ tsv: String = vocabularyTypesTSV) throws -> VocabularyTypes {
  try VocabularyTypes(tsv: tsv, file: "vocabulary-types.tsv")
}

/// Calls `body` with the bytes of a string.
func withBytes<T>(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) throws -> T) rethrows -> T {
  try Array(text.utf8).withUnsafeBufferPointer { try body($0) }
}

struct VocabularyTypesTests {
  private func treeType(_ code: String, _ vocabulary: String, _ types: VocabularyTypes) -> EntityType? {
    withBytes(code) { types.classes(of: vocabulary).rule(inTree: $0)?.type }
  }

  @Test func classesByName() throws {
    let types = try makeTypes()
    #expect(types.type(vocabulary: "SNOMEDCT", class: "body structure") == .anatomy)
    #expect(types.type(vocabulary: "SNOMEDCT", class: "Body Structure") == .anatomy)
    #expect(types.type(vocabulary: "SNOMEDCT", class: "body") == nil)
    #expect(types.type(vocabulary: "SNOMEDCT", class: "body structures") == nil)
    #expect(types.type(vocabulary: "SNOMEDCT", class: "") == nil)
    #expect(types.type(vocabulary: "snomedct", class: "body structure") == nil)
    #expect(types.type(vocabulary: "OBO", class: "GO") == nil)
    #expect(types.type(vocabulary: "ICD10CM", class: "whatever") == .problem)
    #expect(types.type(vocabulary: "none", class: "x") == nil)
  }

  @Test(arguments: [
    ("C04.557.337", EntityType.problem), ("C", .problem), ("C22", nil), ("C22.180", nil), ("C221.180", .problem),
    ("D27", .medication), ("E01.370.225", .test), ("E01.370", .test), ("E01.37", nil), ("E01.3700", nil), ("E01", nil),
    ("E02", nil), ("", nil), (".", nil), ("c04.1", .problem),
  ])
  func theNearestNodeAboveACodeDecides(_ code: String, _ expected: EntityType?) throws {
    #expect(treeType(code, "MeSH", try makeTypes()) == expected)
  }

  @Test func aTypeGoesBeforeNoneThenTheRowThatStandsFirst() throws {
    let classes = try makeTypes().classes(of: "MeSH")
    func preferred(_ a: String, _ b: String) -> EntityType? {
      let rules = [a, b].map { code in withBytes(code) { classes.rule(inTree: $0) } }
      let forth = VocabularyClasses.Rule.preferred(rules[0], rules[1])
      #expect(forth == VocabularyClasses.Rule.preferred(rules[1], rules[0]))
      return forth?.type
    }
    #expect(preferred("C22.1", "D01") == .medication)
    #expect(preferred("D01", "C01") == .problem)
    #expect(preferred("E01.370", "D01") == .medication)
    #expect(preferred("E01", "C22") == nil)
    let rule = withBytes("C01") { classes.rule(inTree: $0) }
    #expect(VocabularyClasses.Rule.preferred(nil, rule) == rule)
    #expect(VocabularyClasses.Rule.preferred(rule, nil) == rule)
  }

  @Test(arguments: [
    ("vocabulary\tclass\ttype\nHP\tx\n", 2), ("v\tc\tt\nA\tb\tproblem\nA\tb\tillness\n", 3), ("v\tc\tt\nA\tb\t\n", 2),
    ("v\tc\tt\n\tb\ttest\n", 2), ("v\tc\tt\nA\tb\tproblem\n# x\nA\tB\ttest\n", 4),
    ("v\tc\tt\nA\t*\t-\nA\t*\t-\n", 3), ("vocabulary class type\n", 1), ("v\tc\tt\textra\n", 1),
  ])
  func wrongRowsNameTheirLine(_ tsv: String, _ line: Int) {
    let found = fault { _ = try VocabularyTypes(tsv: tsv, file: "types.tsv") }
    #expect(found?.code == .ruleFileInvalid)
    #expect(found?.file == "types.tsv")
    #expect(found?.line == line)
  }

  @Test func carriageReturnsAndNothing() throws {
    let windows = vocabularyTypesTSV.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    #expect(try makeTypes(windows).type(vocabulary: "OBO", class: "UBERON") == .anatomy)
    #expect(try makeTypes("").type(vocabulary: "OBO", class: "HP") == nil)
  }

  /// The table that is shipped.
  @Test(arguments: [
    ("C14.280.647", EntityType.problem), ("C22.735", nil), ("F03.600", .problem), ("F01.145", nil),
    ("D03.383", .medication),
    ("D12.644.548", .medication), ("D12.776.124.050", nil), ("D12.776.124.486.485.114.224", .medication),
    ("D27.505.954", .medication), ("D27.720.470", nil), ("D25.339", .device), ("E01.370.350", .test), ("E01.789", nil),
    ("E02.319.077", .procedure), ("E02.319.267.100", nil), ("E04.100", .procedure), ("E05.1", nil),
    ("E07.325", .device),
    ("F04.754.137", .procedure), ("A07.541", .anatomy), ("A13.1", nil), ("B03.1", nil), ("Z01.1", nil),
  ])
  func shippedTreesOfMeSH(_ code: String, _ expected: EntityType?) throws {
    #expect(treeType(code, "MeSH", try shipped()) == expected)
  }

  @Test(arguments: [
    ("HP", EntityType.problem), ("MONDO", .problem), ("DOID", .problem), ("UBERON", .anatomy), ("FMA", .anatomy),
    ("CHEBI", .medication), ("MAXO", .procedure), ("CMO", .test), ("GO", nil), ("PATO", nil), ("HP:0000001", nil),
  ])
  func shippedOntologies(_ prefix: String, _ expected: EntityType?) throws {
    #expect(try shipped().type(vocabulary: "OBO", class: prefix) == expected)
  }

  private func shipped() throws -> VocabularyTypes {
    let path = "\(StarterFiles.root)/vocabulary-types.tsv"
    return try makeTypes(String(decoding: bytes(of: path), as: UTF8.self))
  }
}
