import ClinicalText
import Lexicon
import Testing

/// One line of MRCONSO: 18 columns, each with | behind it.
private func conso(
  _ cui: String, _ name: String, lat: String = "ENG", preferred: Bool = false, sab: String = "MTH", tty: String = "SY",
  suppress: String = "N"
) -> String {
  let (ts, stt, isPref) = preferred ? ("P", "PF", "Y") : ("S", "VO", "N")
  return
    "\(cui)|\(lat)|\(ts)|L0000001|\(stt)|S0000001|\(isPref)|A0000001||||\(sab)|\(tty)|CODE|\(name)|0|\(suppress)|256|\n"
}

private func sty(_ cui: String, _ tui: String) -> String { "\(cui)|\(tui)|A1.2|Name|AT1||\n" }

struct RRFVocabularyTests {
  private func release(_ mrconso: String, _ mrsty: String, _ mrrank: String? = nil) -> Scratch {
    let scratch = Scratch()
    scratch.file("MRCONSO.RRF", mrconso)
    scratch.file("MRSTY.RRF", mrsty)
    if let mrrank { scratch.file("MRRANK.RRF", mrrank) }
    return scratch
  }

  private func compile(
    _ folder: Scratch, _ options: RRFVocabulary.Options = .init(), defaultType: EntityType? = nil
  ) throws -> Compiled {
    try Compiled(builder: makeBuilder(defaultType: defaultType)) {
      try RRFVocabulary.read(folder.path, options, into: $0)
    }
  }

  private static let toyConso =
    conso("C0018681", "Headache", preferred: true, sab: "SNOMEDCT_US", tty: "PT")
    + conso("C0018681", "Cephalgia", sab: "MSH", tty: "ET")
    + conso("C0018681", "Kopfschmerz", lat: "GER")
    + conso("C0018681", "Head pain old", suppress: "O")
    + conso("C0018681", "Head pains", suppress: "Y")
    + conso("C0004057", "aspirin", preferred: true, sab: "RXNORM", tty: "IN")
    + conso("C0004057", "dog aspirin", sab: "SNOMEDCT_VET")
    + conso("C0004057", "canine aspirin", sab: "VANDF_VET")
    + conso("C0000003", "idea of it")
    + conso("C0000009", "untyped thing")

  private static let toySty =
    sty("C0000003", "T078") + sty("C0004057", "T121") + sty("C0018681", "T184") + sty("C0018681", "T047")

  @Test func readsARelease() throws {
    let folder = release(Self.toyConso, Self.toySty)
    let compiled = try compile(folder)
    #expect(
      compiled.mentions("Headaches, cephalgia and aspirin") == [
        "problem[Headaches]", "problem[cephalgia]", "medication[aspirin]",
      ])
    let concept = try #require(compiled.lexicon.lookup("cephalgia").first?.concept)
    #expect(concept.id.string == "C0018681")
    #expect(concept.preferredName.string == "Headache")
    #expect(concept.vocabulary.string == "UMLS")
    #expect(concept.semanticTypes.string == "T047,T184")
    #expect(compiled.report.rows == 10)
    #expect(compiled.report.names == 3)
    #expect(compiled.report.dropped == [.language: 1, .suppressed: 2, .excludedSource: 2, .noType: 2])
    #expect(compiled.report.firstBadLines.isEmpty)
  }

  @Test func options() throws {
    let folder = release(Self.toyConso, Self.toySty)
    var options = RRFVocabulary.Options()
    options.languages = ["ENG", "GER"]
    options.suppress = ["N", "O"]
    options.excludedSources = []
    let wide = try compile(folder, options, defaultType: .device)
    #expect(wide.report.dropped == [.suppressed: 1, .noType: 1])
    #expect(
      wide.mentions("Kopfschmerz, head pain old, dog aspirin, untyped thing") == [
        "problem[Kopfschmerz]", "problem[head pain old]", "medication[dog aspirin]", "device[untyped thing]",
      ])
    options = RRFVocabulary.Options()
    options.onlySources = ["MSH"]
    #expect(try compile(folder, options).report.names == 1)
  }

  @Test func ranksOrderTheConceptsOfAMention() throws {
    let mrconso =
      conso("C0000001", "cold", sab: "LOW", tty: "SY") + conso("C0000002", "cold", sab: "HIGH", tty: "PT")
      + conso("C0000003", "cold", sab: "NONE", tty: "PT") + conso("C0000001", "common cold", sab: "HIGH", tty: "PT")
    let mrsty = ["C0000001", "C0000002", "C0000003"].map { sty($0, "T047") }.joined()
    let folder = release(mrconso, mrsty, "0400|HIGH|PT|N|\n0100|LOW|SY|N|\n")
    let compiled = try compile(folder)
    #expect(compiled.lexicon.lookup("cold").map(\.concept.id.string) == ["C0000002", "C0000001", "C0000003"])
    // The best-ranked name stands for a concept without a preferred one.
    #expect(compiled.lexicon.lookup("cold")[1].concept.preferredName.string == "common cold")
  }

  /// The preferred name is that of TS P, STT PF and ISPREF Y, wherever it stands.
  @Test func preferredNames() throws {
    let folder = release(
      conso("C0000001", "first") + conso("C0000001", "second", preferred: true) + conso("C0000001", "third"),
      sty("C0000001", "T047"), "1|MTH|SY|N|\n")
    #expect(try compile(folder).lexicon.lookup("third").first?.concept.preferredName.string == "second")
  }

  @Test func badLinesAreCountedWithTheirNumber() throws {
    let folder = Scratch()
    folder.file(
      "MRCONSO.RRF",
      Array(conso("C0000001", "fever").utf8) + Array("C1|ENG|P|\n".utf8)
        + Array(conso("C0000001", "bad ").utf8.dropLast(8))
        + [0xFF] + Array("|0|N|256|\n".utf8) + Array("\n".utf8) + Array(conso("C0000001", "pyrexia").utf8))
    folder.file("MRSTY.RRF", sty("C0000001", "T184"))
    let compiled = try compile(folder)
    #expect(compiled.report.names == 2)
    #expect(compiled.report.firstBadLines.map(\.line).contains(2))
    #expect(compiled.report.firstBadLines.count == 2)
  }

  @Test func invalidUTF8() throws {
    let folder = Scratch()
    let parts = conso("C0000001", "NAME").split(separator: "NAME").map { Array($0.utf8) }
    folder.file("MRCONSO.RRF", parts[0] + [0x66, 0xFF] + parts[1] + Array(conso("C0000001", "fever").utf8))
    folder.file("MRSTY.RRF", sty("C0000001", "T184"))
    let compiled = try compile(folder)
    #expect(compiled.report.dropped == [.invalidUTF8: 1])
    #expect(compiled.report.firstBadLines.map(\.line) == [1])
  }

  @Test func pathsOfFileAndFolder() throws {
    let folder = release(Self.toyConso, Self.toySty, "1|MTH|SY|N|\n")
    let names = ["MRCONSO.RRF", "MRSTY.RRF", "MRRANK.RRF"].map { "\(folder.path)/\($0)" }
    #expect(try RRFVocabulary.files(of: folder.path) == names)
    #expect(try RRFVocabulary.files(of: names[0]) == names)
    let prefixed = Scratch()
    prefixed.file("2026AA_MRCONSO.RRF", Self.toyConso)
    prefixed.file("2026AA_MRSTY.RRF", Self.toySty)
    #expect(try RRFVocabulary.files(of: prefixed.path).count == 2)
  }

  @Test func wrongFilesGiveAFaultThatNamesFileAndLine() throws {
    func found(_ folder: Scratch) -> Fault? { fault { _ = try compile(folder) } }
    let wrongConso = found(release("a|b|c|\n", Self.toySty))
    #expect(wrongConso?.code == .vocabularyInvalid)
    #expect(wrongConso?.file?.hasSuffix("MRCONSO.RRF") == true)
    #expect(wrongConso?.line == 1)
    let tsv = found(release("concept\tname\nC1\tfever\n", Self.toySty))
    #expect(tsv?.line == 1)

    let wrongSty = found(release(Self.toyConso, sty("C0000003", "T078") + "C1|X047|A|N|AT||\n"))
    #expect(wrongSty?.code == .vocabularyInvalid)
    #expect(wrongSty?.file?.hasSuffix("MRSTY.RRF") == true)
    #expect(wrongSty?.line == 2)

    for rank in ["1|MTH|SY|N|\nx|MTH|SY|N|\n", "1|MTH|SY|N|\n2|MTH\n"] {
      let wrongRank = found(release(Self.toyConso, Self.toySty, rank))
      #expect(wrongRank?.code == .vocabularyInvalid)
      #expect(wrongRank?.file?.hasSuffix("MRRANK.RRF") == true)
      #expect(wrongRank?.line == 2)
    }

    let noConso = Scratch()
    noConso.file("MRSTY.RRF", Self.toySty)
    #expect(found(noConso)?.code == .vocabularyInvalid)
    let noSty = Scratch()
    noSty.file("MRCONSO.RRF", Self.toyConso)
    #expect(found(noSty)?.file?.hasSuffix("MRSTY.RRF") == true)
  }

  /// Ranks of any size are a matter of the file, never a crash.
  @Test func hugeRanksDoNotCrash() async {
    await #expect(processExitsWith: .success) {
      for ranks in ["99999999999|MTH|SY|N|\n1|MTH|PT|N|\n", "-9223372036854775808|MTH|SY|N|\n5|MTH|PT|N|\n"] {
        let folder = Scratch()
        folder.file("MRCONSO.RRF", "")
        folder.file("MRSTY.RRF", "")
        folder.file("MRRANK.RRF", ranks)
        let builder = try makeBuilder()
        try? RRFVocabulary.read(folder.path, .init(), into: builder)
      }
    }
  }
}
