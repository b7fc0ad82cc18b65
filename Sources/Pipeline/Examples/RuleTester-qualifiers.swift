import ClinicalText
import Extraction
import Files
import Rules

/// Examples of relation rules, of units, and of the words that qualify.
extension RuleTester {
  /// In an example of a relation rule all marks are mentions that stand there. Under accept, each mark with the word
  /// `head` must be joined by the rule to each with the word `tail`, and nothing else may be; in an example with several
  /// heads and tails that are not all pairs, the parts of a pair share a number: `head1`, `tail1`.
  func check(
    relation example: PatternExample, _ extraction: ExtractionRules, _ report: inout Report
  ) throws(Fault) {
    let gold = try InlineGold(example.text, file: example.file, line: example.line)
    let given = try Self.given(gold.marks, file: example.file, line: example.line)
    let text = NoteText(gold.text)
    let result = Extractor(extraction).extract(text, given: given, allMatches: false)
    func words(_ entity: Int) -> String { "'\(text.string(result.entities[entity].span))'" }
    var problems: [String] = []
    var own = result.relations.filter { $0.source.string == "rule:\(example.rule)" }
    guard example.isAccept else {
      for relation in own { problems.append("\(words(relation.head)) was joined to \(words(relation.tail))") }
      return record(problems, "\(example.rule): \(example.text)", example.file, example.line, &report)
    }
    var isAsked = false
    for head in gold.marks {
      for tail in gold.marks {
        guard Self.isPair(head.attributes, tail.attributes) else { continue }
        isAsked = true
        guard
          let index = own.firstIndex(where: {
            result.entities[$0.head].span == head.span && result.entities[$0.tail].span == tail.span
          })
        else {
          problems.append("'\(text.string(head.span))' was not joined to '\(text.string(tail.span))' by the rule")
          continue
        }
        own.remove(at: index)
      }
    }
    if !isAsked { problems.append("the example marks no head and tail") }
    for relation in own { problems.append("\(words(relation.head)) was joined to \(words(relation.tail)) too") }
    record(problems, "\(example.rule): \(example.text)", example.file, example.line, &report)
  }

  /// "head" goes with every "tail", "head2" with "tail2".
  private static func isPair(_ head: [String], _ tail: [String]) -> Bool {
    let heads = head.filter { $0.hasPrefix("head") }.map { $0.dropFirst(4) }
    let tails = tail.filter { $0.hasPrefix("tail") }.map { $0.dropFirst(4) }
    return heads.contains { tails.contains($0) }
  }

  /// The examples of the tables of units and of words.
  func check(
    qualifiers rules: QualifierRules, _ files: RuleFiles, isAll: Bool, _ replacements: [String: String],
    _ report: inout Report
  ) throws(Fault) {
    let wanted = Set(
      files.files.filter { QualifierTables.isNamed($0.name) && (isAll || replacements[$0.name] != nil) }.map(\.path))
    let reader = QuantityReader(rules)
    for example in rules.units.examples where wanted.contains(example.file) {
      let found = reader.quantities(in: example.text)
      var problems: [String] = []
      if let text = example.wanted {
        let all = found.map(\.canonical)
        if !all.contains(text) {
          problems.append("came out as \(all.isEmpty ? "nothing" : all.joined(separator: "; "))")
        }
      } else if let first = found.first(where: { $0.ucum == example.ucum || $0.ucum.hasPrefix("\(example.ucum)/") }) {
        problems.append("came out as \(first.canonical)")
      }
      record(problems, "\(example.ucum): \(example.text)", example.file, example.line, &report)
    }
    for example in rules.words.examples where wanted.contains(example.file) {
      let stands = reader.stands(row: example.row, in: example.text)
      let problems =
        stands == example.isAccept ? [] : [example.isAccept ? "the row is not met" : "the row must not be met"]
      record(problems, example.text, example.file, example.line, &report)
    }
  }
}
