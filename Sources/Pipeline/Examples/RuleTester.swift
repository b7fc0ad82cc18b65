import ClinicalText
import Extraction
import Lexicon
import Rules

/// Runs the examples inside the rule files against the whole rule set.
public struct RuleTester: Sendable {
  let data: DataFolder

  /// What held and what did not.
  public struct Report: Sendable {
    public var passed = 0
    /// One line each: file, line, and what came out instead.
    public var failures: [String] = []
  }

  /// Takes each part as it is given.
  public init(data: DataFolder) {
    self.data = data
  }

  /// Tests `paths`, or every rule file when the list is empty.
  ///
  /// A file outside the data folder takes the place of the one with its name there. A new name is of the kind of the
  /// folder that it lies in ("findings", "senses", "cues"); else a sense file where it holds entries, else a cue file.
  public func test(_ paths: [String]) throws(Fault) -> Report {
    var replacements: [String: String] = [:]
    var report = Report()
    if paths.isEmpty { try check(cleaning: "\(data.path)/\(LexiconCompiler.cleaningName)", &report) }
    if paths.isEmpty { for path in policyFiles() { try check(policy: path, &report) } }
    var identifierFiles: [String: String] = [:]
    for path in paths {
      if try Self.isPolicy(path) {
        try check(policy: path, &report)
        continue
      }
      let base = path.split(separator: "/").last.map(String.init) ?? path
      if base == LexiconCompiler.cleaningName {
        try check(cleaning: path, &report)
        continue
      }
      if let name = Self.identifierFile(named: base) {
        identifierFiles[name] = path
        continue
      }
      switch base {
      case "headings.yaml": replacements[RuleFiles.headings] = path
      case "abbreviations.yaml": replacements[RuleFiles.abbreviations] = path
      case _ where WordTables.name(ofFile: base) != nil: replacements[WordTables.name(ofFile: base)!] = path
      default: replacements[try RuleFiles.place(of: base, path, data)] = path
      }
    }
    if paths.isEmpty || !identifierFiles.isEmpty { try check(identifiers: identifierFiles, &report) }
    if !paths.isEmpty, replacements.isEmpty { return report }
    let files = try RuleFiles(data, replacements: replacements)
    let rules = try RuleSet(try files.parse(), files)
    let extraction = ExtractionRules(
      layout: rules.layout, cues: rules.cues, lexicons: [], findings: rules.findings, qualifiers: rules.qualifiers)
    for file in files.files where paths.isEmpty || replacements[file.name] != nil {
      switch file.name {
      case RuleFiles.headings:
        for example in try HeadingsFile(yaml: file.text, file: file.path).examples {
          try check(section: example, rules.layout, &report)
        }
      case RuleFiles.abbreviations:
        for example in try AbbreviationsFile(yaml: file.text, file: file.path).examples {
          check(sentences: example, rules.layout, &report)
        }
      case let name where SenseFile.isNamed(name):
        try checkSenses(SenseFile(yaml: file.text, file: file.path).examples, rules, &report)
      case _ where WordTables.name(ofFile: file.name) != nil:
        break
      case let name where RuleFiles.isRelation(name):
        for example in try PatternFile(yaml: file.text, file: file.path).examples {
          try check(relation: example, extraction, &report)
        }
      case let name where QualifierTables.isNamed(name): break
      case let name where RuleFiles.isPattern(name):
        for example in try PatternFile(yaml: file.text, file: file.path).examples {
          try check(pattern: example, extraction, &report)
        }
      default:
        for example in try CueFile(yaml: file.text, file: file.path).examples {
          try check(cue: example, extraction, &report)
        }
      }
    }
    try check(qualifiers: rules.qualifiers, files, isAll: paths.isEmpty, replacements, &report)
    try WordExamples(data: data, replacements: replacements, isAll: paths.isEmpty).check(rules, &report)
    return report
  }

  /// The marks of an example as entities that are given. Throws `ruleFileInvalid` for a name that is no type.
  static func given(_ marks: [InlineGold.Mark], file: String, line: Int) throws(Fault) -> [GivenEntity] {
    var given: [GivenEntity] = []
    for mark in marks {
      guard let type = EntityType(name: mark.name) else {
        throw Fault(.ruleFileInvalid, file: file, line: line, value: "<\(mark.name)> is no entity type")
      }
      given.append(GivenEntity(id: "\(given.count + 1)", type: type, typeName: mark.name, span: mark.span))
    }
    return given
  }

  // MARK: cues

  private func check(
    cue example: CueExample, _ extraction: ExtractionRules, _ report: inout Report
  ) throws(Fault) {
    let gold = try InlineGold(example.text, file: example.file, line: example.line)
    let given = try Self.given(gold.marks, file: example.file, line: example.line)
    let extractor = Extractor(extraction)
    let result = extractor.extract(NoteText(gold.text), given: given, allMatches: false)
    var problems: [String] = []
    for entity in result.entities {
      let mark = gold.marks[entity.given]
      let expected = Set(mark.attributes)
      let found = entity.assertion.attributeNames
      if expected != found {
        let words = found.isEmpty ? "nothing" : found.sorted().joined(separator: " ")
        problems.append("'\(NoteText(gold.text).string(mark.span))' came out as \(words)")
      }
    }
    // A cue that changes nothing itself has to stand in the text.
    let rule = extraction.cues.rules.first { $0.id == example.rule }
    let fired =
      rule?.direction == .pseudo || rule?.direction == .terminate
      ? extractor.cuesStanding(in: NoteText(gold.text)).contains(example.rule)
      : result.cues.contains { $0.rule.string == example.rule }
    if fired != example.isAccept {
      problems.append(example.isAccept ? "the cue did nothing" : "the cue must do nothing")
    }
    record(problems, "\(example.rule): \(example.text)", example.file, example.line, &report)
  }

  // MARK: sections and sentences

  private func check(
    section example: TextExample, _ layout: LayoutAnalyzer, _ report: inout Report
  ) throws(Fault) {
    let gold = try InlineGold(example.text, file: example.file, line: example.line)
    let note = NoteStructure()
    note.analyze(NoteText(gold.text), layout)
    var problems: [String] = []
    for mark in gold.marks {
      let tokens = note.tokens.range(covering: mark.span)
      guard let sentence = note.sentenceIndex(ofToken: tokens.lowerBound) else { continue }
      let found = note.sectionID(note.sentences[sentence].section, in: layout.headings) ?? "none"
      if found != mark.name {
        problems.append("'\(note.text.string(mark.span))' lies in \(found), not in \(mark.name)")
      }
    }
    record(problems, example.text, example.file, example.line, &report)
  }

  private func check(
    sentences example: TextExample, _ layout: LayoutAnalyzer, _ report: inout Report
  ) {
    // " | " stands for a boundary at the blank, "|" without blanks for one between glued words.
    var text = ""
    var starts: [Int] = [0]
    var rest = Substring(example.text)
    while let bar = rest.firstIndex(of: "|") {
      var before = rest[..<bar]
      var after = rest[rest.index(after: bar)...]
      let isSpaced = before.last == " " || after.first == " "
      if before.last == " " { before = before.dropLast() }
      if after.first == " " { after = after.dropFirst() }
      text += before
      if isSpaced { text += " " }
      starts.append(text.utf8.count)
      rest = after
    }
    text += rest
    let note = NoteStructure()
    note.analyze(NoteText(text), layout)
    let found = note.sentences.map { Int(note.tokens[$0.firstToken].start) }
    var problems: [String] = []
    if found != starts {
      let bytes = Array(text.utf8)
      var parts: [String] = []
      for (index, start) in found.enumerated() {
        let end = index + 1 < found.count ? found[index + 1] : bytes.count
        parts.append(String(decoding: bytes[start..<end], as: UTF8.self))
      }
      problems.append("came out as \(parts.joined(separator: "|"))")
    }
    record(problems, example.text, example.file, example.line, &report)
  }

  func record(
    _ problems: [String], _ text: String, _ file: String, _ line: Int, _ report: inout Report
  ) {
    if problems.isEmpty {
      report.passed += 1
    } else {
      let shown = text.replacing("\n", with: "\\n")
      report.failures.append("\(file):\(line): \(shown)\n  \(problems.joined(separator: "; "))")
    }
  }
}
