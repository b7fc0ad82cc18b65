import ClinicalText
import Lexicon
import Testing

/// Letter case, form, and what may touch a name.
struct NameRuleTests {
  /// The contract's plain TSV: names without marks.
  private static let plain = try? Compiled([
    ("C1", "MS", .problem), ("C2", "CD4", .test), ("C3", "CD", .problem), ("C4", "MAP", .test), ("C5", "ALL", .problem),
    ("C6", "DOE", .problem), ("C7", "Na", .test), ("C8", "CHOP", .medication), ("C9", "MI", .problem),
    ("C10", "COPD", .problem), ("C11", "AM", .test), ("C12", "rash", .problem), ("C13", "K", .test),
  ])

  @Test(arguments: [
    ("has MS today", ["MS"]), ("has ms today", []), ("Ms Smith", []), ("MS4A1", []), ("anti-MS", ["MS"]),
    ("(MS)", ["MS"]),
    ("PMS", []), ("MSX", []), ("3MS", []), ("MS3", []),
    ("CD4 count", ["CD4"]), ("cd4", []), ("CD45", []), ("CD 4", ["CD 4", "CD"]), ("CD4+", ["CD4"]),
    ("CD-4", ["CD-4", "CD"]),
    ("Na138", ["Na"]), ("Na 138", ["Na"]), ("Na138.5,", ["Na"]), ("Na1", []), ("Na138x", []), ("NaCl", []),
    ("na 138", ["na"]),
    ("MAP 65", ["MAP"]), ("a map of the ward", []), ("Map of it", []), ("MAP OF THE WARD FLOOR", []),
    ("ALL in remission", ["ALL"]), ("all in remission", []), ("All is well", []), ("ALL SYSTEMS WERE REVIEWED", []),
    ("HISTORY OF ALL WAS TAKEN", []), ("known ALL, stable", ["ALL"]),
    ("does", []), ("Does", []), ("DOES NOT WALK MUCH", []), ("DOE on stairs", ["DOE"]),
    ("CHOP x6", ["CHOP"]), ("chop wood", []), ("given CHOP and rituximab", ["CHOP"]),
    ("two MIs before", ["MIs"]), ("MI's size", ["MI's"]), ("mis", []), ("Mis", []), ("old M.I.", []),
    ("COPD", ["COPD"]), ("copd", ["copd"]), ("Copd", ["Copd"]),
    ("AM dose", ["AM"]), ("I am well", []), ("RASH", ["RASH"]), ("rashes", ["rashes"]),
    ("PATIENT WITH MS AND FEVER", ["MS"]), ("K 4.1", ["K"]), ("k 4.1", []),
  ])
  func plainNames(_ text: String, _ expected: [String]) throws {
    let compiled = try #require(Self.plain)
    let found = compiled.mentions(text).map { String($0.drop { $0 != "[" }.dropFirst().dropLast()) }
    #expect(found == expected)
  }

  /// A possessive keeps its name whichever apostrophe is typed.
  @Test func possessiveWithATypographicApostrophe() throws {
    #expect(try #require(Self.plain).mentions("the MI’s size") == ["problem[MI’s]"])
  }

  /// Columns and marks of a curated file.
  private static let marked = try? Compiled(
    tsv: """
      concept\tname\ttype\tsynonyms
      C1\tmultiple sclerosis\tproblem\t=MS|disseminated sclerosis
      C2\tsodium\ttest\tNa|=NA
      C3\tlens\tanatomy\t^lens
      C4\tacute lymphoblastic leukemia\tproblem\tALL
      C5\t=K\ttest\tpotassium
      C6\t^aids\tdevice\t
      C7\tCTA\ttest\t=^CT's
      """, curated: true)

  @Test(arguments: [
    ("MS", ["problem[MS]"]), ("ms", []), ("disseminated Sclerosis", ["problem[disseminated Sclerosis]"]),
    ("Na 138", ["test[Na]"]), ("na 138", ["test[na]"]), ("all well", []), ("has ALL now", ["problem[ALL]"]),
    ("K 4.1", ["test[K]"]), ("k 4.1", []), ("cta", ["test[cta]"]), ("aids", ["device[aids]"]), ("aid", []),
    ("lens", ["anatomy[lens]"]),
  ])
  func marks(_ text: String, _ expected: [String]) throws {
    #expect(try #require(Self.marked).mentions(text) == expected)
  }

  @Test(arguments: [("0", "ms", true), ("1", "ms", false), ("0", "MS", true), ("1", "MS", true), ("", "ms", false)])
  func theCaseColumn(_ flag: String, _ text: String, _ isFound: Bool) throws {
    let compiled = try Compiled(tsv: "concept\tname\tcase_sensitive\nC1\tMS\t\(flag)\n")
    #expect(compiled.mentions("has \(text)").isEmpty == !isFound)
  }
}
