import ClinicalText
import Lexicon
import TestSupport
import Testing

/// A few rules of each kind.
let sampleRules: [CleaningRule] = [
  CleaningRule(id: "suppressed", reason: "r", action: .dropFlags(["O", "E", "Y"])),
  CleaningRule(id: "permuted", reason: "r", sources: ["MSH"], action: .dropTermTypes(["PM"])),
  CleaningRule(
    id: "limits", reason: "r",
    action: .limits(
      {
        var limits = CleaningRule.Limits()
        limits.minLetters = 2
        limits.maxWords = 6
        return limits
      }())),
  CleaningRule(id: "dosed", reason: "r", action: .dosed(units: ["mg", "mg/ml", "%"])),
  CleaningRule(id: "mark", reason: "r", action: .leadingBracket),
  CleaningRule(id: "bracket", reason: "r", action: .trailingBracket),
  CleaningRule(id: "history", reason: "r", action: .prefixes(["H/O: "], replacement: "history of ")),
  CleaningRule(id: "prefix", reason: "r", action: .prefixes(["Unspecified ", "O/E - "], replacement: "")),
  CleaningRule(id: "suffix", reason: "r", action: .suffixes([", NOS", " NOS", ", unspecified"])),
  CleaningRule(id: "parenthesis", reason: "r", action: .trailingParenthesis(unless: ["negative"])),
  CleaningRule(
    id: "comma", reason: "r", action: .invertedComma(.init(headWords: 4, tailWords: 3, unless: ["and", "type"]))),
]

@Suite struct NameCleaningTests {
  private func variants(_ name: String) -> [String] {
    NameCleaning(sampleRules).variants(of: name, source: "MTH").map(\.name)
  }

  @Test(arguments: [
    ("Asthma NOS", ["Asthma"]),
    ("[D]Chest pain NOS", ["Chest pain NOS", "Chest pain"]),
    ("Asthma (disorder)", ["Asthma"]),
    ("Failure, heart", ["heart Failure"]),
    ("Failure, heart NOS", ["Failure, heart", "heart Failure"]),
    ("H/O: asthma", ["history of asthma"]),
    ("unspecified fever", ["fever"]),
    ("Foo thing [Ambiguous]", ["Foo thing"]),
    ("Diabetes mellitus, type 2", []),
    ("Iron (II)", []), ("Rh factor (negative)", []), ("NOS", []), ("[D]", []), ("(x)", []), ("", []), (",", []),
    ("[", []), ("]", []), ("a, b", []), ("Essential (primary) hypertension", []), ("poly(adenosine)", []),
  ])
  func variants(_ name: String, _ expected: [String]) { #expect(variants(name) == expected, "\(name)") }

  @Test func rulesThatAreOffDoNothing() {
    let cleaning = NameCleaning(sampleRules, off: ["suffix", "permuted"])
    #expect(cleaning.variants(of: "Asthma NOS", source: "MTH").isEmpty)
    #expect(!cleaning.drops(source: "MSH", value: "PM"))
    #expect(NameCleaning(sampleRules).drops(source: "MSH", value: "PM"))
    #expect(!NameCleaning(sampleRules).drops(source: "SNOMEDCT_US", value: "PM"))
  }

  @Test(arguments: [
    ("metformin 500 MG Oral Tablet", true), ("saline 0.9%", true), ("x 5-mg", true), ("heparin 5 MG/ML", true),
    ("metformin", false), ("B12 mg", false), ("interleukin-2 mg", false), ("5 magnesium", false), ("5", false),
    ("", false),
  ])
  func dosed(_ name: String, _ expected: Bool) { #expect(NameCleaning(sampleRules).isDosed(name) == expected) }

  /// Against a twin on strings, over random names.
  @Test(arguments: [1, 2, 3]) func twin(_ seed: UInt64) {
    var random = SeededGenerator(seed)
    let pieces = [
      "Asthma", "heart", " ", " ", ", ", " NOS", ", NOS", "[D]", " [Ambiguous]", " (disorder)", "(", ")", "[", "]",
      "Unspecified ", "O/E - ", ", unspecified", "é", "type", "2", "(II)", "-", "nos",
    ]
    let rules = sampleRules.filter { ["mark", "bracket", "prefix", "suffix"].contains($0.id) }
    let cleaning = NameCleaning(rules)
    for _ in 0..<20_000 {
      let name = random.text(of: pieces, upTo: 7)
      #expect(cleaning.variants(of: name, source: "").map(\.name) == NaiveCleaning.variants(of: name), "\(name)")
    }
  }

  @Test func hostileNamesTakeLinearTime() {
    let cleaning = NameCleaning(sampleRules)
    let time = ContinuousClock().measure {
      for byte in ["(", ")", "[", "]", ",", "1", "[D]", " NOS", "mg"] {
        let name = String(repeating: byte, count: 400_000)
        _ = cleaning.variants(of: name, source: "")
        _ = cleaning.isDosed(name)
      }
    }
    #expect(time < .seconds(10))
  }
}

/// The rules for marks, brackets, beginnings and endings of `sampleRules`, on strings.
private enum NaiveCleaning {
  static func variants(of name: String) -> [String] {
    var found: [String] = []
    var current = name
    for _ in 0..<5 {
      guard let next = [mark, bracket, prefix, suffix].lazy.compactMap({ $0(current) }).first(where: hasLetters) else {
        break
      }
      found.append(next)
      current = next
    }
    return found
  }

  private static func hasLetters(_ text: String) -> Bool {
    text.utf8.filter { $0 >= 0x80 || (0x61...0x7A).contains($0 | 0x20) }.count >= 3
  }

  private static func cut(_ text: some StringProtocol) -> String? {
    var text = String(text)
    while let last = text.last, " ,-:;".contains(last) { text.removeLast() }
    while text.first == " " { text.removeFirst() }
    return text.isEmpty ? nil : text
  }

  private static func mark(_ name: String) -> String? {
    guard name.first == "[", let end = name.firstIndex(of: "]") else { return nil }
    return cut(name[name.index(after: end)...])
  }

  private static func bracket(_ name: String) -> String? {
    guard name.last == "]" else { return nil }
    let characters = Array(name)
    var depth = 0
    for index in characters.indices.reversed() where index > 0 {
      if characters[index] == "]" { depth += 1 }
      if characters[index] == "[" { depth -= 1 }
      if depth == 0 { return characters[index - 1] == " " ? cut(String(characters[..<index])) : nil }
    }
    return nil
  }

  private static func prefix(_ name: String) -> String? {
    for prefix in ["unspecified ", "o/e - "] where name.count > prefix.count && name.lowercased().hasPrefix(prefix) {
      var rest = String(name.dropFirst(prefix.count))
      while rest.first == " " { rest.removeFirst() }
      while rest.last == " " { rest.removeLast() }
      return rest.isEmpty ? nil : rest
    }
    return nil
  }

  private static func suffix(_ name: String) -> String? {
    for suffix in [", nos", " nos", ", unspecified"]
    where name.count > suffix.count && name.lowercased().hasSuffix(suffix) {
      return cut(name.dropLast(suffix.count))
    }
    return nil
  }
}
