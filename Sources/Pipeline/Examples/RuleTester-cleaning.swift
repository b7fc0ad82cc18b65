import ClinicalText
import Files
import Lexicon
import Rules

extension RuleTester {
  /// Runs the examples of a file of cleaning rules, each against its own rule.
  func check(cleaning path: String, _ report: inout Report) throws(Fault) {
    let file = try CleaningFile(yaml: try TextFile.read(path), file: path)
    for example in file.examples {
      guard let rule = file.rules.first(where: { $0.id == example.rule }) else { continue }
      var problems: [String] = []
      let cleaning = NameCleaning([rule])
      switch rule.action {
      case .dropTermTypes, .dropFlags:
        let words = example.text.split(separator: " ")
        guard words.count == 2 else {
          throw Fault(
            .ruleFileInvalid, file: path, line: example.line, value: "expected SOURCE VALUE, not \(example.text)")
        }
        if cleaning.drops(source: String(words[0]), value: String(words[1])) != example.isAccept {
          problems.append(example.isAccept ? "the rule leaves nothing out" : "the rule leaves it out")
        }
      case .limits:
        if cleaning.isOutside(example.text, source: rule.sources.first ?? "") != example.isAccept {
          problems.append(example.isAccept ? "the name is within the bounds" : "the name is outside of the bounds")
        }
      case .dosed:
        if cleaning.isDosed(example.text) != example.isAccept {
          problems.append(example.isAccept ? "not taken for a dosed string" : "taken for a dosed string")
        }
      default:
        let parts = example.text.split(separator: " -> ", maxSplits: 1)
        guard let name = parts.first, (parts.count == 2) == example.isAccept else {
          throw Fault(
            .ruleFileInvalid, file: path, line: example.line,
            value: "expected \(example.isAccept ? "name -> variant" : "a name"), not \(example.text)")
        }
        // The other rules may have to act first or after it.
        let all = NameCleaning(file.rules).variants(of: String(name), source: rule.sources.first ?? "")
        let own = all.filter { $0.rule == rule.id }
        if let wanted = parts.dropFirst().first {
          if !all.contains(where: { $0.name == wanted }) || own.isEmpty {
            problems.append("gave \(all.isEmpty ? "nothing" : all.map(\.name).joined(separator: "; "))")
          }
        } else if !own.isEmpty {
          problems.append("gave \(own.map(\.name).joined(separator: "; "))")
        }
      }
      record(problems, "\(rule.id): \(example.text)", path, example.line, &report)
    }
  }
}
