import ClinicalText
import Lexicon
import Testing

struct LOINCTableTests {
  private static let header =
    "\"LOINC_NUM\",\"COMPONENT\",\"PROPERTY\",\"CLASS\",\"STATUS\",\"CONSUMER_NAME\",\"RELATEDNAMES2\",\"SHORTNAME\","
    + "\"LONG_COMMON_NAME\",\"COMMON_TEST_RANK\",\"DisplayName\"\n"

  private static func row(
    _ id: String, _ component: String, _ className: String, _ long: String, short: String = "", rank: String = "0",
    status: String = "ACTIVE", consumer: String = "", related: String = "", display: String = ""
  ) -> String {
    [id, component, "MCnc", className, status, consumer, related, short, long, rank, display]
      .map { "\"\($0)\"" }.joined(separator: ",") + "\n"
  }

  private static let table =
    header
    + row(
      "2339-0", "Glucose", "CHEM", "Glucose [Mass/volume] in Blood", short: "Glucose Bld-mCnc", rank: "13",
      consumer: "Glucose, Blood", related: "Glu; Gluc; ; Blood sugar", display: "Glucose (Bld) [Mass/Vol]")
    + row("2345-7", "Glucose", "CHEM", "Glucose [Mass/volume] in Serum or Plasma", rank: "5")
    + row("1492-8", "Glucose^1.5H post 0.5 g/kg glucose IV", "CHEM", "Glucose 1.5 hours post IV glucose")
    + row("3377-9", "Codeine", "DRUG/TOX", "Codeine [Presence] in Urine", short: "Codeine Ur Ql")
    + row("44249-1", "PHQ-9 quick", "SURVEY.PHQ", "PHQ-9 quick depression assessment")
    + row("10000-8", "R wave", "DEVICES.EKG", "R wave duration in lead \"\"AVR\"\"")
    + row("1-8", "Old test", "CHEM", "An old test", status: "DEPRECATED")

  private func read(_ text: String, _ options: LOINCTable.Options = .init()) throws -> Compiled {
    let scratch = Scratch()
    let file = scratch.file("Loinc.csv", text)
    let types = try makeReleaseTypes()
    return try compiled { try LOINCTable.read(file, options, types: types, into: $0) }
  }

  @Test func readsTheTable() throws {
    let loinc = try read(Self.table)
    for name in [
      "Glucose [Mass/volume] in Blood", "Glucose Bld-mCnc", "Glucose, Blood", "Glucose (Bld) [Mass/Vol]",
    ] {
      #expect(loinc.concepts(name) == ["test LOINC 2339-0"], "\(name)")
    }
    #expect(
      loinc.lexicon.lookup("Glucose, Blood").first?.concept.preferredName.string == "Glucose [Mass/volume] in Blood")
    // The component belongs to the most common of its codes; a drug's is no test.
    #expect(loinc.concepts("glucose") == ["test LOINC 2345-7"])
    #expect(loinc.concepts("codeine") == [])
    #expect(loinc.concepts("Codeine Ur Ql") == ["test LOINC 3377-9"])
    #expect(loinc.concepts("Gluc") == [])
    // A doubled quote is one.
    #expect(loinc.concepts("R wave duration in lead \"AVR\"") == ["device LOINC 10000-8"])
    #expect(loinc.report.dropped == [.obsolete: 1, .noType: 1, .termType: 3, .sharedName: 1])
    #expect(loinc.badLines == [])
  }

  @Test func options() throws {
    var options = LOINCTable.Options()
    options.columns = [.longCommonName, .component, .relatedNames]
    options.sharesComponents = true
    options.componentClasses = ["CHEM", "DRUG/TOX"]
    options.excludedStatus = []
    let loinc = try read(Self.table, options)
    // The more common test comes first.
    #expect(loinc.concepts("glucose") == ["test LOINC 2345-7", "test LOINC 2339-0"])
    #expect(loinc.concepts("codeine") == ["test LOINC 3377-9"])
    #expect(loinc.concepts("blood sugar") == ["test LOINC 2339-0"])
    #expect(loinc.concepts("Glucose Bld-mCnc") == [])
    #expect(loinc.concepts("old test") == ["test LOINC 1-8"])
  }

  /// One quoted field may hold line breaks and commas; numbers go without quotes in older releases.
  @Test func quoting() throws {
    let text =
      "LOINC_NUM,COMPONENT,CLASS,STATUS,LONG_COMMON_NAME,SHORTNAME\r\n"
      + "1-8,\"Iron, total\",CHEM,ACTIVE,\"Iron\nin \"\"Serum\"\"\",\r\n" + "2-6,Zinc,CHEM,ACTIVE,Zinc in Serum,Zn Ser"
    let loinc = try read(text)
    #expect(loinc.concepts("iron, total") == ["test LOINC 1-8"])
    #expect(loinc.lexicon.lookup("iron in \"serum\"").first?.name == "Iron\nin \"Serum\"")
    #expect(loinc.concepts("Zn Ser") == ["test LOINC 2-6"])
    #expect(try read("\u{FEFF}\(Self.table)").report.names == (try read(Self.table)).report.names)
  }

  @Test func badRowsAreCounted() throws {
    let good = Self.row("9-1", "Zinc", "CHEM", "Zinc in Serum")
    let text =
      Self.table + "\"3-4\",\"a\"\n" + "\"4-2\"x,\"a\"\n" + good + "\n" + "\"5-9\",\"never closed,\n"
      + "\"6-7\",\"b\"\n"
      + Self.row("7-5", "Lead", "CHEM", "Lead in Serum") + "\"8-3\",\"cut"
    let loinc = try read(text)
    #expect(
      loinc.badLines == [
        "9 wrong_column_count", "10 stray_quote", "13 stray_quote", "14 wrong_column_count", "16 unclosed_quote",
      ])
    #expect(loinc.concepts("zinc") == ["test LOINC 9-1"])
    #expect(loinc.concepts("lead in serum") == ["test LOINC 7-5"])
    let scratch = Scratch()
    let file = scratch.file(
      "Loinc.csv", Array(Self.header.utf8) + Array(good.dropLast(2).utf8) + [0xFF] + Array("\"\n".utf8))
    let types = try makeReleaseTypes()
    #expect(try compiled { try LOINCTable.read(file, types: types, into: $0) }.badLines == ["2 invalid_utf8"])
  }

  @Test func findsItsFile() throws {
    let folder = ReleaseScratch([
      ("LoincTableCore/LoincTableCore.csv", Self.table), ("Other/Part.csv", "\"PartNumber\"\n"),
    ])
    #expect(LOINCTable.isTable(folder.path))
    #expect(try LOINCTable.files(of: folder.path) == ["\(folder.path)/LoincTableCore/LoincTableCore.csv"])
    let whole = folder.file("LoincTable/Loinc.csv", Self.table)
    #expect(try LOINCTable.files(of: folder.path) == [whole])
    #expect(LOINCTable.isTable(whole))
    #expect(!LOINCTable.isTable("\(folder.path)/Other"))
    #expect(!LOINCTable.isTable("\(folder.path)/Other/Part.csv"))
    #expect(!LOINCTable.isTable("\(folder.path)/none.csv"))
    #expect(fault { _ = try LOINCTable.files(of: "\(folder.path)/Other") }?.code == .vocabularyInvalid)
  }

  @Test(arguments: ["", "\"LOINC_NUM\"\n", "concept\tname\n", "\"LOINC_NUM\n"])
  func wrongFilesGiveAFault(_ text: String) {
    let found = fault { _ = try read(text) }
    #expect(found?.code == .vocabularyInvalid)
    #expect(found?.file?.hasSuffix("Loinc.csv") == true)
    #expect(found?.line == 1)
  }
}
