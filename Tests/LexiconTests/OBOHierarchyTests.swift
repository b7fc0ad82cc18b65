import ClinicalText
import Lexicon
import TestSupport
import Testing

/// Rules for one term and for branches of the ontology.
struct OBOHierarchyTests {
  /// Terms of one ontology by number, each with the numbers of its parents; the types that they get, "-" for none.
  private func types(
    _ terms: [(String, [String])], tsv: String = vocabularyTypesTSV
  ) throws -> [String: String] {
    let text =
      "format-version: 1.2\n\n"
      + terms.map { id, parents in
        "[Term]\nid: \(id)\nname: name \(id)\n" + parents.map { "is_a: \($0) {source=\"x\"} ! y\n" }.joined() + "\n"
      }.joined()
    let scratch = Scratch()
    let compiled = try Compiled(builder: makeBuilder()) {
      try OBOVocabulary.read(scratch.file("x.obo", text), types: makeTypes(tsv), into: $0)
    }
    var found: [String: String] = [:]
    for (id, _) in terms { found[id] = compiled.lexicon.lookup("name \(id)").first?.type.name ?? "-" }
    #expect(compiled.report.dropped.values.reduce(0, +) == found.values.filter { $0 == "-" }.count)
    return found
  }

  @Test func branchesAndSingleTerms() throws {
    let found = try types([
      ("HP:0000001", []), ("HP:0000118", ["HP:0000001"]), ("HP:0000005", ["HP:0000001"]),
      ("HP:0000006", ["HP:0000005"]),
      ("HP:0000007", ["HP:0000006"]), ("HP:0000900", ["HP:0000007"]), ("HP:0000901", ["HP:0000900"]),
      ("HP:0001250", ["HP:0000118"]),
    ])
    #expect(
      found == [
        // The rule for the root alone does not reach below it.
        "HP:0000001": "-", "HP:0000118": "problem", "HP:0001250": "problem",
        // The branch, and a branch of another type within it.
        "HP:0000005": "-", "HP:0000006": "-", "HP:0000007": "-", "HP:0000900": "test", "HP:0000901": "test",
      ])
  }

  @Test func severalParents() throws {
    let found = try types([
      ("HP:0000005", []), ("HP:0000006", ["HP:0000005"]), ("HP:0000010", []),
      ("HP:0000011", ["HP:0000010", "HP:0000006"]),
      ("HP:0000012", ["HP:0000006", "HP:0000005"]), ("HP:0000900", []), ("HP:0000013", ["HP:0000900", "HP:0000006"]),
      ("HP:0000014", ["HP:0000900", "HP:0000010"]),
    ])
    // One path past the branch is enough.
    #expect(found["HP:0000011"] == "problem")
    #expect(found["HP:0000012"] == "-")
    #expect(found["HP:0000013"] == "test")
    // The row for HP stands before that of the branch.
    #expect(found["HP:0000014"] == "problem")
  }

  /// Children may stand before their parents; parents may be missing, of another ontology, or the term itself.
  @Test func orderAndMissingParents() throws {
    let found = try types([
      ("HP:0000007", ["HP:0000006"]), ("HP:0000006", ["HP:0000005"]), ("HP:0000005", ["HP:0000001"]),
      ("HP:0000020", ["HP:0000404"]), ("HP:0000021", ["UBERON:1"]), ("UBERON:1", ["GO:1"]), ("GO:1", ["HP:0000005"]),
      ("HP:0000022", ["HP:0000022"]), ("HP:0000023", ["HP:0000024"]), ("HP:0000024", ["HP:0000023", "HP:0000006"]),
    ])
    #expect(found["HP:0000007"] == "-")
    #expect(found["HP:0000020"] == "problem")
    #expect(found["HP:0000021"] == "problem")
    #expect(found["UBERON:1"] == "anatomy")
    #expect(found["GO:1"] == "-")
    // Terms in a cycle keep the rule of their prefix.
    #expect(found["HP:0000022"] == "problem")
    #expect(found["HP:0000023"] == "problem")
    #expect(found["HP:0000024"] == "problem")
  }

  /// No recursion: a chain of any length is only a long chain.
  @Test func aVeryLongChain() throws {
    var terms: [(String, [String])] = [("HP:0000005", [])]
    for i in 1...50_000 { terms.append(("HP:x\(i)", [i == 1 ? "HP:0000005" : "HP:x\(i - 1)"])) }
    let found = try types(terms)
    #expect(found["HP:x50000"] == "-")
  }

  @Test func withoutBranchesThePrefixDecides() throws {
    let found = try types(
      [("HP:0000005", []), ("HP:0000006", ["HP:0000005"]), ("GO:1", [])],
      tsv: "vocabulary\tclass\ttype\nOBO\tHP\tproblem\nOBO\t*\ttest\nOBO\tHP:0000006\tdevice\n")
    #expect(found == ["HP:0000005": "problem", "HP:0000006": "device", "GO:1": "test"])
  }

  /// Against a direct reading of the rule, over random graphs without cycles.
  @Test func agreesWithTheDefinition() throws {
    var random = SeededGenerator(11)
    for _ in 0..<60 {
      let count = 2 + random.below(12)
      let ids = (0..<count).map {
        ["HP:0000005", "HP:0000900"].indices.contains($0) ? ["HP:0000005", "HP:0000900"][$0] : "HP:\($0)"
      }
      var parents = Array(repeating: [Int](), count: count)
      for i in 1..<count { for _ in 0..<random.below(3) { parents[i].append(random.below(i)) } }
      // 0: prefix (problem), 1: test, 2: none; the best of the parents is the smallest.
      func type(_ i: Int) -> Int {
        if i == 0 { return 2 }
        if i == 1 { return 1 }
        return parents[i].map(type).min() ?? 0
      }
      var terms = ids.indices.map { i in (ids[i], parents[i].map { ids[$0] }) }
      terms.shuffle(using: &random)
      let found = try types(terms)
      for i in ids.indices { #expect(found[ids[i]] == ["problem", "test", "-"][type(i)]) }
    }
  }
}
