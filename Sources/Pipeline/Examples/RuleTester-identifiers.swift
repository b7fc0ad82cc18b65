import ClinicalText
import Deidentification
import Files
import Glibc
import Rules

extension RuleTester {
  /// The rule files of de-identification, by their place in the data folder.
  static let identifierFiles = [
    "deid/names/contexts.yaml", "deid/names/grammar.yaml", "deid/dates.yaml", "deid/identifiers.yaml",
  ]

  /// The place of a file by its own name, or nil when it is none of these.
  static func identifierFile(named base: String) -> String? {
    identifierFiles.first { $0.hasSuffix("/\(base)") }
  }

  /// Runs the examples of the rule files of de-identification through the whole detector.
  ///
  /// Accept: every mark of the entry's type is found with its type and place. Reject: the entry makes no mark.
  ///
  /// - Parameter replacements: files that take the place of those of the data folder; empty: all files of the folder.
  func check(identifiers replacements: [String: String], _ report: inout Report) throws(Fault) {
    var examples: [IdentifierExample] = []
    for name in Self.identifierFiles where replacements.isEmpty || replacements[name] != nil {
      let path = replacements[name] ?? "\(data.path)/\(name)"
      let found = try IdentifierExample.all(yaml: try TextFile.read(path), file: path)
      guard !found.isEmpty else {
        throw Fault(.ruleFileInvalid, file: path, value: "no entry has examples; give each one under accept and reject")
      }
      examples += found
    }
    let rules = try detection(replacements)
    let layout = try RuleSet.load(data, cache: nil).layout
    let detector = Detector(rules)
    for example in examples { try check(example, detector, layout, &report) }
  }

  private func check(
    _ example: IdentifierExample, _ detector: Detector, _ layout: LayoutAnalyzer, _ report: inout Report
  ) throws(Fault) {
    let gold = try InlineGold(example.text, file: example.file, line: example.line)
    let note = NoteStructure()
    note.analyze(NoteText(gold.text), layout)
    let found = detector.detect(note)
    var problems: [String] = []
    func shown(_ item: DetectedIdentifier) -> String {
      "\(item.kind.type) '\(note.text.string(item.span))' by \(item.source.string)"
    }
    if example.isAccept {
      for mark in gold.marks {
        guard let kind = IdentifierKind(name: mark.name) else {
          throw Fault(
            .ruleFileInvalid, file: example.file, line: example.line, value: "<\(mark.name)> is no type of identifier")
        }
        guard example.kind == nil || kind == example.kind,
          !found.contains(where: { $0.kind == kind && $0.span == mark.span })
        else { continue }
        let instead = found.filter { $0.span.start < mark.span.end && mark.span.start < $0.span.end }.map(shown)
        problems.append(
          "'\(note.text.string(mark.span))' came out as \(instead.isEmpty ? "nothing" : instead.joined(separator: ", "))"
        )
      }
    }
    for item in found where item.source.string == "rule:\(example.entry)" {
      if !example.isAccept {
        problems.append("the entry must make no mark: \(shown(item))")
      } else if !gold.marks.contains(where: { $0.span == item.span }) {
        problems.append("not marked in the example: \(shown(item))")
      }
    }
    record(problems, "\(example.entry): \(example.text)", example.file, example.line, &report)
  }

  /// The rules of the data folder, with files from elsewhere in the place of its own.
  private func detection(_ replacements: [String: String]) throws(Fault) -> DetectionRules {
    if replacements.allSatisfy({ $0.value == "\(data.path)/\($0.key)" }) {
      return try DetectionData.load(data, cache: nil).rules
    }
    // A copy of the folder in which the files lie where they are looked for.
    let copy = try CacheFolder.temporary()
    defer { copy.remove() }
    for folder in ["deid", "deid/names", "deid/places", "sections", "cues", "starter"] {
      mkdir("\(copy.path)/\(folder)", 0o700)
    }
    let names = DetectionReader.files.map { "deid/\($0)" } + DetectionData.clinicalFiles(data).map(\.name)
    for name in names {
      let bytes = try WholeFile.read(replacements[name] ?? "\(data.path)/\(name)")
      guard WholeFile.replace("\(copy.path)/\(name)", with: bytes) else {
        throw Fault(.outputUnwritable, file: "\(copy.path)/\(name)")
      }
    }
    return try DetectionData.load(try DataFolder.find(given: copy.path), cache: nil).rules
  }
}
