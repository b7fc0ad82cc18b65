import ClinicalText
import Extraction
import Files
import Rules

extension RuleFiles {
  /// The place in the data folder of a file given by its path: in the folder of its own folder's name, else beside the
  /// file of the same name, else a sense file where it holds entries, else a cue file.
  static func place(of base: String, _ path: String, _ data: DataFolder) throws(Fault) -> String {
    let tables = QualifierTables.folders.flatMap { data.files(in: $0, suffix: ".tsv") }
    if let table = tables.first(where: { $0.hasSuffix("/\(base)") }) { return table }
    let kinds = ["cues", findings, relations, SenseFile.folder]
    let folder = path.split(separator: "/").dropLast().last.map(String.init)
    if let folder, kinds.contains(folder) { return "\(folder)/\(base)" }
    for kind in kinds where data.files(in: kind, suffix: ".yaml").contains("\(kind)/\(base)") {
      return "\(kind)/\(base)"
    }
    let isSenses = try TextFile.read(path).split(separator: "\n").contains { line in
      ["entries:", "profiles:", "weights:", "words:"].contains { line.hasPrefix($0) }
    }
    return "\(isSenses ? SenseFile.folder : "cues")/\(base)"
  }
}

extension RuleTester {
  /// In an example of a pattern rule, marks of the type that the rule makes are what must come out; all other marks, and
  /// those with the word `given`, are mentions that stand there before.
  func check(
    pattern example: PatternExample, _ extraction: ExtractionRules, _ report: inout Report
  ) throws(Fault) {
    let gold = try InlineGold(example.text, file: example.file, line: example.line)
    var given: [(type: EntityType, span: ByteSpan)] = []
    var wanted: [InlineGold.Mark] = []
    for mark in gold.marks {
      guard let type = EntityType(name: mark.name) else {
        throw Fault(
          .ruleFileInvalid, file: example.file, line: example.line, value: "<\(mark.name)> is no entity type")
      }
      if mark.name == example.makes, !mark.attributes.contains("given"), example.isAccept {
        wanted.append(mark)
      } else {
        given.append((type, mark.span))
      }
    }
    let text = NoteText(gold.text)
    let result = Extractor(extraction).extract(text, mentions: given)
    let own = "rule:\(example.rule)"
    var problems: [String] = []
    var made = result.entities.filter { $0.type.name == example.makes && $0.source.string.hasPrefix("rule:") }
    if example.isAccept {
      if !made.contains(where: { $0.source.string == own }) { problems.append("the rule made nothing") }
      for mark in wanted {
        guard let index = made.firstIndex(where: { $0.span == mark.span }) else {
          problems.append("'\(text.string(mark.span))' was not made")
          continue
        }
        let found = made.remove(at: index).assertion.attributeNames
        if found != Set(mark.attributes) {
          let words = found.isEmpty ? "nothing" : found.sorted().joined(separator: " ")
          problems.append("'\(text.string(mark.span))' came out as \(words)")
        }
      }
      for entity in made { problems.append("'\(text.string(entity.span))' was made by \(entity.source.string)") }
    } else {
      for entity in made where entity.source.string == own {
        problems.append("'\(text.string(entity.span))' was made")
      }
    }
    record(problems, "\(example.rule): \(example.text)", example.file, example.line, &report)
  }
}
