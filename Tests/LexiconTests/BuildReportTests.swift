import ClinicalText
import Lexicon
import TestSupport
import Testing

/// One line of MRCONSO: 18 columns, each with | behind it.
func consoLine(
  _ cui: String, _ name: String, sab: String, tty: String, code: String = "", lat: String = "ENG",
  suppress: String = "N",
  preferred: Bool = false
) -> String {
  let (ts, stt, isPref) = preferred ? ("P", "PF", "Y") : ("S", "VO", "N")
  return "\(cui)|\(lat)|\(ts)|L1|\(stt)|S1|\(isPref)|A1||||\(sab)|\(tty)|\(code)|\(name)|0|\(suppress)|256|\n"
}

func publishedBuilder(_ rules: [CleaningRule] = sampleRules, off: Set<String> = []) throws -> LexiconBuilder {
  let builder = LexiconBuilder(
    semanticTypes: try SemanticTypeTable(tsv: semanticTypesTSV, file: "semantic-types.tsv"),
    commonWords: WordList(text: "all"), stopNames: WordList(text: "patient"), defaultType: nil,
    cleaning: NameCleaning(rules, referenceTermTypes: ["PT", "MH", "IN"], off: off))
  builder.cleaningMode = .published
  return builder
}

func balance(_ report: BuildReport) -> Bool {
  report.rows == report.names - report.added + report.dropped.values.reduce(0, +)
    && report.sources.allSatisfy { $0.rows == $0.names + $0.dropped.values.reduce(0, +) }
    && report.rows == report.sources.reduce(0) { $0 + $1.rows }
    && report.added == report.sources.reduce(0) { $0 + $1.added.values.reduce(0, +) }
}

@Suite struct BuildReportTests {
  private func umls(_ conso: String, _ types: [String: String], off: Set<String> = []) throws -> Compiled {
    let folder = Scratch()
    folder.file("MRCONSO.RRF", conso)
    folder.file("MRSTY.RRF", types.sorted { $0.key < $1.key }.map { "\($0.key)|\($0.value)|A|N|AT||\n" }.joined())
    var options = RRFVocabulary.Options()
    options.suppressByRule = true
    return try Compiled(builder: publishedBuilder(off: off)) { try RRFVocabulary.read(folder.path, options, into: $0) }
  }

  private static let conso =
    consoLine("C1", "Failure, heart", sab: "MSH", tty: "MH", preferred: true)
    + consoLine("C1", "heart failure", sab: "SNOMEDCT_US", tty: "PT")
    + consoLine("C1", "Heart, Failure of", sab: "MSH", tty: "PM")
    + consoLine("C1", "pump failure", sab: "MTH", tty: "SY", suppress: "O")
    + consoLine("C1", "Herzschwäche", sab: "MSH", tty: "MH", lat: "GER")
    + consoLine("C1", "a name of so many words that no note holds it", sab: "MTH", tty: "SY")
    + consoLine("C2", "metformin 500 MG Oral Tablet", sab: "RXNORM", tty: "SCD")
    + consoLine("C3", "metformin", sab: "RXNORM", tty: "IN")
    + consoLine("C4", "no type", sab: "MTH", tty: "PT") + "broken|line|\n"
    + consoLine("C1", "Heart failure NOS", sab: "ICD10CM", tty: "PT")

  private static let types = ["C1": "T047", "C2": "T121", "C3": "T121"]

  @Test func everyRowIsAccountedForBySourceAndReason() throws {
    let compiled = try umls(Self.conso, Self.types)
    let report = compiled.report
    #expect(balance(report), "\(report)")
    #expect(report.rows == 11)
    func source(_ name: String) throws -> SourceCount { try #require(report.sources.first { $0.source == name }) }
    #expect(try source("MSH").rows == 3)
    #expect(try source("MSH").droppedByRule == ["permuted": 1])
    #expect(try source("MSH").dropped == [.termType: 1, .language: 1])
    // The inverted name was there first and gave way to the real one.
    #expect(try source("MSH").added.values.reduce(0, +) == 0)
    #expect(try source("SNOMEDCT_US").names == 1)
    #expect(try source("MTH").droppedByRule == ["suppressed": 1, "limits": 1])
    #expect(try source("ICD10CM").addedInVain == 1)
    #expect(
      report.firstBadLines.map { "\($0.file):\($0.line) \($0.reason.rawValue)" } == [
        "MRCONSO.RRF:10 wrong_column_count"
      ])
    #expect(compiled.lexicon.lookup("heart failure").map(\.name) == ["heart failure"])
  }

  @Test func aDosedDrugIsANameInItsFullFormOnly() throws {
    let compiled = try umls(Self.conso, Self.types)
    #expect(compiled.lexicon.lookup("metformin").map(\.concept.id.string) == ["C3"])
    #expect(compiled.lexicon.lookup("metformin 500 mg oral tablet").map(\.concept.id.string) == ["C2"])
    #expect(compiled.mentions("metformin 500 mg") == ["medication[metformin]"])
  }

  @Test func rulesSwitchedOff() throws {
    let compiled = try umls(Self.conso, Self.types, off: ["permuted", "suppressed", "suffix"])
    #expect(balance(compiled.report))
    #expect(!compiled.lexicon.lookup("Heart, Failure of").isEmpty)
    #expect(!compiled.lexicon.lookup("pump failure").isEmpty)
    #expect(compiled.lexicon.lookup("heart failure nos").count == 1)
  }

  /// Random rows, with names that the rules meet in every way.
  @Test(arguments: [1, 2, 3]) func accountingHolds(_ seed: UInt64) throws {
    var random = SeededGenerator(seed)
    let words = [
      "heart", "failure", "Asthma", ", NOS", " NOS", " (disorder)", "[D]", ", acute", "K", "patient", " 5 mg", "",
    ]
    var conso = ""
    for _ in 0..<600 {
      conso += consoLine(
        "C\(random.below(9))", random.text(of: words, upTo: 5), sab: random.pick(["MSH", "MTH", "RXNORM"]),
        tty: random.pick(["PT", "PM", "SY"]), lat: random.pick(["ENG", "ENG", "GER"]),
        suppress: random.pick(["N", "N", "N", "O"]))
      if random.below(40) == 0 { conso += "broken|\n" }
    }
    let types = Dictionary(uniqueKeysWithValues: (0..<7).map { ("C\($0)", $0 < 4 ? "T047" : "T121") })
    let report = try umls(conso, types).report
    #expect(balance(report))
    #expect(report.added > 0 && report.dropped.count > 5)
  }

  /// The name of the highest rank names the concept, and its rank is that of the phrase whichever row comes first.
  @Test func mrrankPicksThePreferredNameAndTheOrder() throws {
    let folder = Scratch()
    folder.file(
      "MRCONSO.RRF",
      consoLine("C1", "cold", sab: "LOW", tty: "SY") + consoLine("C1", "cold", sab: "HIGH", tty: "PT")
        + consoLine("C2", "cold", sab: "MIDDLE", tty: "PT") + consoLine("C1", "head cold", sab: "LOW", tty: "SY"))
    folder.file("MRSTY.RRF", "C1|T047|A|N|AT||\nC2|T047|A|N|AT||\n")
    folder.file("MRRANK.RRF", "0400|HIGH|PT|N|\n0300|MIDDLE|PT|N|\n0100|LOW|SY|N|\n")
    let compiled = try Compiled(builder: publishedBuilder()) { try RRFVocabulary.read(folder.path, .init(), into: $0) }
    #expect(compiled.lexicon.lookup("cold").map(\.concept.id.string) == ["C1", "C2"])
    #expect(compiled.lexicon.lookup("head cold").first?.concept.preferredName.string == "cold")
  }
}
