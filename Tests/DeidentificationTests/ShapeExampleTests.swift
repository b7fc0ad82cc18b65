import ClinicalText
import Deidentification
import Files
import Rules
import Testing

/// The examples inside `identifiers.yaml` and `dates.yaml`, each run through the whole detector.
struct ShapeExampleTests {
  static func examples() throws -> [IdentifierExample] {
    let path = "\(Samples.folder)/identifiers.yaml"
    return try IdentifiersFile(yaml: TextFile.read(path), file: path).examples
  }

  @Test func identifiersHold() throws {
    for example in try Self.examples() { try Self.check(example) }
  }

  @Test func datesAndAgesHold() throws {
    let path = "\(Samples.folder)/dates.yaml"
    let examples = try DatesFile(yaml: TextFile.read(path), file: path).examples
    #expect(examples.count > 60)
    for example in examples {
      if example.kind == nil {
        // What is no date: nothing of the sentence is one.
        let found = Samples.detect(example.text).filter { $0.kind == .date }
        #expect(
          found.isEmpty,
          "line \(example.line): \(example.text): \(found.map { NoteText(example.text).string($0.span) })")
      } else {
        try Self.check(example)
      }
    }
  }

  /// Accept: each mark of the entry's type is found with its kind. Reject: the entry makes no mark.
  static func check(_ example: IdentifierExample) throws {
    // Types have capitals and a period, which the inline marks of rule files have not.
    var text = example.text
    var names: [String: IdentifierKind] = [:]
    for kind in IdentifierKind.allCases {
      let type = kind.category.description == kind.type.description ? "\(kind.type)" : "\(kind.category).\(kind.type)"
      let name = "\(kind.category)_\(kind.type)".lowercased()
      names[name] = kind
      text = text.replacing("<\(type)>", with: "<\(name)>").replacing("</\(type)>", with: "</\(name)>")
    }
    let gold = try InlineGold(text, file: example.file, line: example.line)
    let found = Samples.detect(gold.text)
    let note = NoteText(gold.text)
    func shown(_ items: [DetectedIdentifier]) -> [String] {
      items.map { "\($0.kind.type) \(note.string($0.span)) \($0.source.string)" }
    }
    if example.isAccept {
      for mark in gold.marks where example.kind == nil || names[mark.name] == example.kind {
        #expect(
          found.contains { $0.kind == names[mark.name] && $0.span == mark.span },
          "line \(example.line) \(example.entry): \(example.text): \(shown(found))")
      }
      for item in found where item.source.string == "rule:\(example.entry)" {
        #expect(
          gold.marks.contains { $0.span == item.span },
          "line \(example.line) \(example.entry): \(example.text): \(shown([item])) is not marked")
      }
    } else {
      #expect(
        !found.contains { $0.source.string == "rule:\(example.entry)" },
        "line \(example.line) \(example.entry): \(example.text): \(shown(found))")
    }
  }
}
