import ClinicalText
import Deidentification
import Files
import TestSupport
import Testing

/// Names that only the sentence tells, over the shipped lists.
struct PeopleTests {
  /// The shipped data without the clinical vocabulary, and with a few words of it.
  static let rules: DetectionRules = {
    do throws(Fault) {
      let words = ClinicalWordFile(
        path: "words.yaml", text: "- pain\n- fever\n- cough\n- gauze\n- dressing\n- wound\n- diabetes\n", form: .rules)
      return try DetectionReader.read(folder: Samples.folder, clinical: [words]).compiled(shapes: Samples.shapes)
    } catch {
      fatalError("\(error)")
    }
  }()

  static func found(_ text: String) -> [(kind: String, text: String, source: String)] {
    let note = NoteStructure()
    note.analyze(NoteText(text), Samples.layout)
    return Detector(rules).detect(note).map {
      ("\($0.kind.type)", note.text.string($0.span), $0.source.string)
    }
  }

  private static let clinical = "Pain, cough and fever since Monday; wound with dressing of gauze, diabetes. "

  /// Each name in brackets; all of it, and no other word, is found.
  @Test(arguments: [
    "[Dzhorbenadze]'s brother drove her.", "[Odalinda] sleeps well.", "[Quirinus Halvorsund] was tearful.",
    "Her daughters are Ana, [Zdravkana] and Maria.", "It hurts, said [Evgeniya].", "[Oddvarsson], please come in.",
    "Do not worry, [Caitriona]!", "Spoke to his wife [marisol] by phone.", "Preferred name: \"[Bunny]\".",
    "[Seo-yeon] plays chess.", "Seen with [Min-Ah Koh] today.", "Dr. [Grass Rope] was called.",
    "Follow up with [Magena Yellow Horse] in two weeks.", "He is called by [@q_roe84] at night.",
    "[Juliusz A Kwiatkowski] lives alone.", "Mother of [Ndidiamaka], who has diabetes.",
  ])
  func finds(_ text: String) {
    let plain = text.replacing("[", with: "").replacing("]", with: "")
    let wanted = text.split(separator: "[").dropFirst().map { String($0.prefix { $0 != "]" }) }
    for whole in [plain, Self.clinical + plain] {
      let marks = Self.found(whole).filter { $0.kind == "PATIENT" || $0.kind == "DOCTOR" || $0.kind == "USERNAME" }
      for name in wanted { #expect(marks.contains { $0.text == name }, "\(whole): \(marks)") }
    }
  }

  @Test(arguments: [
    "Xeroform was applied and covered.", "Hoffa's fat pad was debrided.",
    "The curved Mastersen was placed.", "Will call with results. May be seen. Can walk.", "I'd like to go. We'll see.",
    "Tube feeds @ 40 mL/h, seen @MGH and @bedside.", "Baker cyst behind the knee.", "Two TIAs in the past.",
  ])
  func leaves(_ text: String) {
    let marks = Self.found(Self.clinical + text).filter { $0.kind != "DATE" }
    #expect(marks.isEmpty, "\(marks)")
  }

  /// Without clinical words a capital is that of a name; among them it is not.
  @Test func everydayNotesAreReadOtherwise() {
    let text = "The letter that we sent last week had reached Winterbournea and nobody else."
    #expect(
      Self.found(text).map(\.text) == ["last week", "Winterbournea"]
        || Self.found(text).map(\.text) == ["Winterbournea"])
    let firm = "He spent a whole year with them at Lopez, Santos and Coleman before the long trip."
    #expect(Self.found(firm).contains { $0.kind == "ORGANIZATION" && $0.text == "Lopez, Santos and Coleman" })
  }

  @Test func lowerCaseNotesHaveNames() {
    let marks = Self.found("my name is tove brinkholm and i have a cough").map(\.text)
    #expect(marks.contains("tove brinkholm"), "\(marks)")
  }

  @Test(arguments: [
    ("He works as a glass blower at home.", "glass blower"), ("Occupation: forklift operator", "forklift operator"),
    ("Her father is a plumber.", "plumber"),
  ])
  func professions(_ text: String, _ wanted: String) {
    #expect(Self.found(text).contains { $0.kind == "PROFESSION" && $0.text == wanted }, "\(Self.found(text))")
  }

  /// The list of weak rules names rules that exist: each of them is met.
  @Test func weakRulesExist() {
    let texts = [
      "Seen with Mr. Kjeldsborg. Later kjeldsborg slept.", "The chart of Natasha was here.",
      "He met old Kowalczyk there.",
      "We read the Zumbracht memo about pain, cough, fever, gauze, wound, dressing of diabetes and pain.",
      Self.clinical + "He met Zumbracht on the ward.", Self.clinical + "It was Zumbracht Vortelquist on the ward.",
      "The letter that we sent last week had reached Rosalind and nobody else.",
      "Zumbrachta Vortel is a 54 year old woman.",
    ]
    let sources = Set(texts.flatMap { Self.found($0).map(\.source) })
    let shared: Set = [
      "rule:name.again", "rule:name.unknown", "rule:name.age-phrase", "rule:name.everyday",
    ]
    #expect(shared.isSubset(of: sources), "\(sources)")
    #expect(shared.isSubset(of: WeakRules.sources))
  }

  @Test func faultsOfTheGrammarNameTheLine() {
    let fault = #expect(throws: Fault.self) {
      _ = try GrammarFile(yaml: "classes:\n  being: [is]\n  unknown: [a]\npeople: []\n", file: "grammar.yaml")
    }
    #expect(fault?.file == "grammar.yaml" && fault?.line == 3)
  }
}
