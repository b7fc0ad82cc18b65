import ClinicalText
import Lexicon
import Testing

/// One line of RXNCONSO: 18 columns, most of them empty, each with | behind it.
private func conso(
  _ rxcui: String, _ tty: String, _ name: String, sab: String = "RXNORM", suppress: String = "N", lat: String = "ENG"
) -> String {
  "\(rxcui)|\(lat)||||||10\(rxcui)|10\(rxcui)|\(rxcui)||\(sab)|\(tty)|\(rxcui)|\(name)||\(suppress)|4096|\n"
}

private func sty(_ rxcui: String, _ tui: String) -> String { "\(rxcui)|\(tui)|A1.4.1.1.1|Name|AT1|256|\n" }

struct RxNormVocabularyTests {
  private static let toyConso =
    conso("1191", "IN", "aspirin") + conso("1191", "SY", "acetylsalicylic acid") + conso("1191", "TMSY", "ASPIRIN")
    + conso("1191", "IN", "Aspirin [drugbank]", sab: "DRUGBANK")
    + conso("203", "PIN", "aspirin sodium") + conso("215568", "BN", "Bayer Aspirin")
    + conso("817958", "MIN", "aspirin / caffeine")
    + conso("243670", "SCD", "aspirin 81 MG Oral Tablet") + conso("243670", "SY", "ASA 81 MG Oral Tablet")
    + conso("243670", "PSN", "aspirin 81 mg tablet")
    + conso("317541", "DF", "Oral Tablet")
    + conso("99", "IN", "old drug", suppress: "O") + conso("98", "BN", "hidden", suppress: "Y")
    + conso("97", "SCD", "quantified", suppress: "E")
    + conso("96", "IN", "aspirina", lat: "SPA")
    + conso("95", "PT", "chlorhexidine thing", sab: "MTHSPL")
    + conso("94", "IN", "an idea") + conso("93", "IN", "rare drug")

  private static let toySty =
    sty("94", "T078") + sty("1191", "T121") + sty("203", "T121") + sty("215568", "T121") + sty("817958", "T121")
    + sty("243670", "T121") + sty("1191", "T059")

  private func read(
    _ conso: String, _ sty: String?, _ options: RxNormVocabulary.Options = .init()
  ) throws -> Compiled {
    let folder = ReleaseScratch([("rrf/RXNCONSO.RRF", conso)])
    if let sty { folder.file("rrf/RXNSTY.RRF", sty) }
    let types = try makeReleaseTypes()
    return try compiled { try RxNormVocabulary.read(folder.path, options, types: types, into: $0) }
  }

  @Test func takesIngredientsAndBrandsWithTheirSynonyms() throws {
    let drugs = try read(Self.toyConso, Self.toySty)
    #expect(drugs.concepts("acetylsalicylic acid") == ["medication RXNORM 1191"])
    #expect(drugs.concepts("Bayer aspirin") == ["medication RXNORM 215568"])
    #expect(drugs.concepts("aspirin / caffeine") == ["medication RXNORM 817958"])
    #expect(drugs.concepts("rare drug") == ["medication RXNORM 93"])
    let concept = try #require(drugs.lexicon.lookup("acetylsalicylic acid").first?.concept)
    #expect(concept.preferredName.string == "aspirin")
    #expect(concept.semanticTypes.string == "T059,T121")
    for name in ["aspirin 81 MG Oral Tablet", "ASA 81 MG Oral Tablet", "Oral Tablet", "aspirin 81 mg tablet"] {
      #expect(drugs.concepts(name) == [], "\(name)")
    }
    #expect(drugs.report.rows == 18)
    #expect(drugs.report.names == 6)
    #expect(
      drugs.report.dropped == [
        .termType: 4, .suppressed: 3, .language: 1, .excludedSource: 2, .noType: 1, .duplicate: 1,
      ])
  }

  @Test func options() throws {
    var options = RxNormVocabulary.Options()
    options.takesDosed = true
    options.sources = ["RXNORM", "DRUGBANK", "MTHSPL"]
    options.suppress = ["N", "O", "E"]
    options.languages = ["ENG", "SPA"]
    let wide = try read(Self.toyConso, Self.toySty, options)
    #expect(wide.concepts("ASA 81 MG Oral Tablet") == ["medication RXNORM 243670"])
    #expect(
      wide.lexicon.lookup("ASA 81 MG Oral Tablet").first?.concept.preferredName.string == "aspirin 81 MG Oral Tablet")
    #expect(wide.concepts("old drug") == ["medication RXNORM 99"])
    #expect(wide.concepts("aspirina") == ["medication RXNORM 96"])
    #expect(wide.concepts("quantified") == ["medication RXNORM 97"])
    // A source's concept that RxNorm has no name for has no kind; a dose form is none that is taken.
    #expect(wide.report.dropped[.termType] == 2)
    #expect(wide.report.dropped[.suppressed] == 1)
    options = RxNormVocabulary.Options()
    options.kinds = ["BN"]
    #expect(try read(Self.toyConso, Self.toySty, options).report.names == 1)
  }

  /// The ingredient comes before the brand of the same name, whatever the order of lines.
  @Test func ranks() throws {
    let drugs = try read(conso("2", "BN", "Insulin") + conso("1", "IN", "insulin"), nil)
    #expect(drugs.concepts("insulin") == ["medication RXNORM 1", "medication RXNORM 2"])
  }

  @Test func withoutSemanticTypesTheKindDecides() throws {
    let drugs = try read(conso("1", "IN", "insulin") + conso("2", "PIN", "insulin human"), nil)
    #expect(drugs.concepts("insulin") == ["medication RXNORM 1"])
    #expect(drugs.report.dropped == [.noType: 1])
  }

  @Test func badLinesAreCounted() throws {
    let text = conso("1", "IN", "insulin") + "2|ENG|\n\n" + conso("3", "IN", "heparin") + "4|ENG||||||104|1"
    let drugs = try read(text, nil)
    #expect(drugs.badLines == ["2 wrong_column_count", "5 wrong_column_count"])
    #expect(drugs.report.names == 2)
    let scratch = Scratch()
    let parts = conso("1", "IN", "NAME").split(separator: "NAME").map { Array($0.utf8) }
    let file = scratch.file("RXNCONSO.RRF", parts[0] + [0x66, 0xFF] + parts[1])
    let types = try makeReleaseTypes()
    #expect(try compiled { try RxNormVocabulary.read(file, types: types, into: $0) }.badLines == ["1 invalid_utf8"])
  }

  @Test func lineEndsAndMissingLastBar() throws {
    let plain = conso("1", "IN", "méthadone") + conso("2", "IN", "heparin")
    for text in [
      "\u{FEFF}\(plain)", plain.replacing("\n", with: "\r\n"), String(plain.dropLast()),
      plain.replacing("|\n", with: "\n"),
    ] {
      let drugs = try read(text, nil)
      #expect(drugs.report.names == 2, "\(text.debugDescription)")
      #expect(drugs.concepts("méthadone") == ["medication RXNORM 1"])
    }
    #expect(try read("", "").report.rows == 0)
  }

  @Test func findsItsFiles() throws {
    let folder = ReleaseScratch([("rrf/RXNCONSO.RRF", Self.toyConso), ("rrf/RXNSTY.RRF", ""), ("other/x.txt", "")])
    let conso = "\(folder.path)/rrf/RXNCONSO.RRF"
    let both = [conso, "\(folder.path)/rrf/RXNSTY.RRF"]
    for path in [folder.path, "\(folder.path)/rrf", conso] {
      #expect(RxNormVocabulary.isRxNorm(path), "\(path)")
      #expect(try RxNormVocabulary.files(of: path) == both)
    }
    for path in ["\(folder.path)/other", "\(folder.path)/other/x.txt", "\(folder.path)/none"] {
      #expect(!RxNormVocabulary.isRxNorm(path), "\(path)")
      #expect(fault { _ = try RxNormVocabulary.files(of: path) }?.code == .vocabularyInvalid)
    }
  }

  @Test func wrongFilesGiveAFaultThatNamesFileAndLine() {
    let first = fault { _ = try read("concept\tname\n", nil) }
    #expect(first?.code == .vocabularyInvalid)
    #expect(first?.file?.hasSuffix("RXNCONSO.RRF") == true)
    #expect(first?.line == 1)
    for wrong in ["1|X121|A|N|AT||\n", "1|T12|A|N|AT||\n", "1|T1a1|A|N|AT||\n", "1|T121\n"] {
      let second = fault { _ = try read(Self.toyConso, sty("1", "T121") + wrong) }
      #expect(second?.code == .vocabularyInvalid, "\(wrong)")
      #expect(second?.file?.hasSuffix("RXNSTY.RRF") == true)
      #expect(second?.line == 2)
    }
  }
}
