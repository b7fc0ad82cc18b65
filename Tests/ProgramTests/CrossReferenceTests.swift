import Foundation
import Testing

/// `Lexicons/check-xrefs.py`: on vocabularies made up for the test, and on the real ones where they are.
///
/// These are named by CHARTSIFT_VOCABULARIES, else the folder `vocabularies` beside that of CHARTSIFT_CORPORA.
@Suite struct CrossReferenceTests {
  private static let script = Program.package + "/Lexicons/check-xrefs.py"

  private static var vocabularies: String? {
    let environment = ProcessInfo.processInfo.environment
    if let named = environment["CHARTSIFT_VOCABULARIES"] { return named }
    let beside = environment["CHARTSIFT_CORPORA"].map { "\($0)/../vocabularies" }
    return beside.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
  }

  @Test func everyCrossReferenceHolds() throws {
    guard let vocabularies = Self.vocabularies else {
      print("skipped: neither CHARTSIFT_VOCABULARIES nor a folder beside CHARTSIFT_CORPORA holds vocabularies")
      return
    }
    guard let python = Tool.find("python3") else {
      print("skipped: python3 is not installed")
      return
    }
    let folder = try Scratch()
    let code = try Tool.run(python, [Self.script, vocabularies], output: folder["log"])
    let said = String(decoding: FileManager.default.contents(atPath: folder["log"]) ?? Data(), as: UTF8.self)
    #expect(code == 0, "\(said)")
  }

  /// A lexicon of five rows against a table of codes: what is written, and what the check finds in a changed copy.
  @Test func writesExactMatchesOnlyAndFindsWrongOnes() throws {
    guard let python = Tool.find("python3") else {
      print("skipped: python3 is not installed")
      return
    }
    let folder = try Scratch()
    let script = try folder.write(FileManager.default.contents(atPath: Self.script) ?? Data(), "Lexicons/check.py")
    let table = try folder.write(
      Data(
        """
        code\tbillable\tshort\tlong
        Q010\t1\tBlue ear\tBlue-ear disease
        Q020\t1\tTwin ear\tTwin ear
        Q030\t1\tTwin ear\tTwin ear
        Q04\t0\tRed ear\tRed ear

        """.utf8), "vocabularies/icd10cm/codes.tsv")
    let rows = """
      concept\tname\tsemantic_type\ttype\tsynonyms
      # rows
      CSP00001\tblue ear disease\tT047\tproblem\tear of blue
      CSP00002\ttwin ear\tT047\tproblem
      CSP00003\tgreen ear\tT047\tproblem\tred ear
      CSA00001\tred ear\tT029\tanatomy\t
      CSP00004\tred ears of winter\tT047\tproblem\t

      """
    let starter = try folder.write(Data(rows.utf8), "Lexicons/starter/a.tsv")
    let vocabularies = URL(fileURLWithPath: table).deletingLastPathComponent().deletingLastPathComponent().path
    #expect(try Tool.run(python, [script, vocabularies, "--write"], output: folder["log"]) == 0)
    let written = try String(contentsOfFile: starter, encoding: .utf8)
    let lines = written.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0] == "concept\tname\tsemantic_type\ttype\tsynonyms\txrefs")
    #expect(lines[2] == "CSP00001\tblue ear disease\tT047\tproblem\tear of blue\tICD10CM:Q01.0")
    // Two codes for one name, a synonym, another type, other words: nothing.
    #expect(lines.filter { $0.contains("ICD10CM") }.count == 1)
    #expect(try Tool.run(python, [script, vocabularies], output: folder["log"]) == 0)
    try folder.write(Data(written.replacingOccurrences(of: "Q01.0", with: "Q04").utf8), "Lexicons/starter/a.tsv")
    #expect(try Tool.run(python, [script, vocabularies], output: folder["log"]) == 4)
    #expect(try Tool.run(python, [script, folder["none"]], output: folder["log"]) == 2)
  }
}
