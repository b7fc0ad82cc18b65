import Foundation
import Testing

/// `chartsift lexicon build`: its report, cleaning rules, cross-references, brands.
@Suite struct LexiconBuildTests {
  let folder: Scratch

  init() throws { folder = try Scratch() }

  private func lookup(_ phrase: String, _ lexicon: String) throws -> String {
    try Program.run(["lexicon", "lookup", phrase, "--lexicon", lexicon], in: folder).text
  }

  @Test func theReportIsPrintedWrittenAndKept() throws {
    let table = try folder.write(
      "concept\tname\ttype\nL1\tGlomus tumor (disorder)\tproblem\nL2\tpatient\tproblem\nL3\tbad\n\tx\tproblem\nL4\ty\tnone\n",
      "v.tsv")
    let built = try Program.run(
      ["lexicon", "build", table, "--output", folder["v.csx"], "--report", folder["r.json"]], in: folder)
    #expect(built.code == 0)
    #expect(built.error.contains("v.tsv:6: an entity type that does not exist"))
    #expect(built.error.contains("trailing-parenthesis"))
    let data = try Data(contentsOf: URL(fileURLWithPath: folder["r.json"]))
    let report = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(report["rows"] as? Int == 5)
    #expect(report["names"] as? Int == 3)
    #expect(report["added"] as? Int == 1)
    let source = try #require((report["by_source"] as? [[String: Any]])?.first)
    #expect(source["file"] as? String == "v.tsv")
    #expect(source["dropped"] as? [String: Int] == ["empty": 1, "stop_name": 1, "unknown_type": 1])
    #expect(source["added"] as? [String: Int] == ["trailing-parenthesis": 1])
    let info = try Program.run(["lexicon", "info", "--json", folder["v.csx"]], in: folder)
    #expect(info.text.contains("\"by_source\":[{\"file\":\"v.tsv\""))
    // Nothing but the line of the file itself names the folder.
    #expect(info.text.split(separator: "\n").filter { $0.contains(folder.path) }.count == 1)
  }

  @Test func rulesAreSwitchedOffAndReplaced() throws {
    let table = try folder.write("concept\tname\ttype\nL1\tGlomus tumor (disorder)\tproblem\n", "v.tsv")
    let out = folder["v.csx"]
    #expect(try Program.run(["lexicon", "build", table, "--output", out], in: folder).code == 0)
    #expect(try lookup("glomus tumor", out).contains("L1"))
    let off = ["lexicon", "build", table, "--output", out, "--no-clean", "trailing-parenthesis"]
    #expect(try Program.run(off, in: folder).code == 0)
    #expect(try !lookup("glomus tumor", out).contains("L1"))
    let wrong = try Program.run(["lexicon", "build", table, "--output", out, "--no-clean", "nonsense"], in: folder)
    #expect(wrong.code == 2)
    #expect(wrong.error.contains("nonsense") && wrong.error.contains("trailing-parenthesis"))
    let own = try folder.write(
      "rules:\n  - {id: mine, reason: r, suffixes: [\" tumor (disorder)\"]}\n", "own.yaml")
    #expect(try Program.run(["lexicon", "build", table, "--output", out, "--cleaning", own], in: folder).code == 0)
    #expect(try lookup("glomus", out).contains("L1"))
    let broken = try folder.write("rules:\n  - {id: mine}\n", "broken.yaml")
    let refused = try Program.run(["lexicon", "build", table, "--output", out, "--cleaning", broken], in: folder)
    #expect(refused.code == 2)
    #expect(refused.error.contains("broken.yaml:2"))
  }

  @Test func crossReferencesAreJoinedWhenAsked() throws {
    let icd = try folder.write(
      "concept\tname\ttype\tvocabulary\nD18.0\tglomangioma\tproblem\tICD10CM\n", "icd.tsv")
    let doid = try folder.write("[Term]\nid: DOID:9999999\nname: glomus tumor\nxref: ICD-10-CM:D18.0\n", "doid.obo")
    let out = folder["m.csx"]
    let plain = try Program.run(["lexicon", "build", doid, icd, "--output", out], in: folder)
    #expect(plain.code == 0)
    #expect(try !lookup("glomangioma", out).contains("DOID"))
    let merged = try Program.run(["lexicon", "build", doid, icd, "--merge", "--output", out], in: folder)
    #expect(merged.error.contains("of them joined 1"))
    #expect(try lookup("glomangioma", out).contains("DOID:9999999"))
    let note = try noteLine("a", "A glomangioma of the thumb.")
    let result = try Program.run(["pipe", "--quiet", "--lexicon", out], input: note, in: folder).objects()
    let concepts = result.first?.entities.first?["concepts"] as? [[String: Any]]
    #expect(concepts?.compactMap { $0["id"] as? String } == ["DOID:9999999", "D18.0"])
    #expect(try Program.run(["lexicon", "info", out, "--verify"], in: folder).code == 0)
  }
}
