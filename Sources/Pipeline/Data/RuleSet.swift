import ClinicalText
import Extraction
import Files
import Lexicon
import Rules

/// The section headings, abbreviations and cues of a data folder, ready for use.
public struct RuleSet: Sendable {
  public let layout: LayoutAnalyzer
  public let cues: CueTable
  public let senses: SenseRules
  /// Words that hold names together whose words stand apart or in another order.
  public let phrases: PhraseWords
  /// The patterns of composed findings.
  public let findings: PatternTable
  /// Units, words and patterns of qualifiers and relations.
  public let qualifiers: QualifierRules
  /// SHA-256 over the names and contents of all rule files.
  public let hash: String

  /// What the files say, before it is compiled.
  struct Source {
    var categories: [SectionCategory] = []
    var headings: [HeadingTable.Heading] = []
    var abbreviations: [(String, AbbreviationTable.Kind)] = []
    var sentenceStarters: [String] = []
    var nameIntroducers: [String] = []
    var cues: [CueRule] = []
    var senses = SenseRules()
    var findings = PatternSource()
    var relations = PatternSource()
  }

  init(_ source: Source, _ files: RuleFiles) throws(Fault) {
    phrases = try PhraseWords(files.files)
    layout = LayoutAnalyzer(
      headings: HeadingTable(categories: source.categories, headings: source.headings),
      abbreviations: AbbreviationTable(
        source.abbreviations, sentenceStarters: source.sentenceStarters,
        nameIntroducers: source.nameIntroducers))
    cues = try CueTable(source.cues)
    senses = source.senses
    try senses.check(sections: source.categories.map(\.id))
    findings = try PatternTable(source.findings, sections: source.categories.map(\.id))
    qualifiers = try QualifierRules(files, source.relations, sections: source.categories.map(\.id))
    hash = files.hash
  }

  /// Loads the rules of a data folder. What the YAML says is kept in `cache`, under the files' hash.
  public static func load(_ data: DataFolder, cache: CacheFolder?) throws(Fault) -> RuleSet {
    let (source, files) = try source(data, cache: cache)
    return try RuleSet(source, files)
  }

  /// What the files say, and the files.
  static func source(_ data: DataFolder, cache: CacheFolder?) throws(Fault) -> (source: Source, files: RuleFiles) {
    let files = try RuleFiles(data)
    let name = "rules-\(files.hash.prefix(32)).bin"
    var places = ["\(data.path)/compiled/\(name)"]
    if let cache { places.append("\(cache.path)/\(name)") }
    for place in places {
      if let bytes = try? WholeFile.read(place), let source = RuleSetCoder.decode(bytes) {
        return (source, files)
      }
    }
    let source = try files.parse()
    // A faulty file is not kept.
    _ = try RuleSet(source, files)
    // A cache that cannot be written costs time on the next start and nothing else.
    if let cache { _ = WholeFile.replace("\(cache.path)/\(name)", with: RuleSetCoder.encode(source)) }
    return (source, files)
  }
}

/// The rule files of a data folder, read but not parsed.
struct RuleFiles {
  static let headings = "sections/headings.yaml"
  static let abbreviations = "text/abbreviations.yaml"
  /// Folder of the patterns of composed findings.
  static let findings = "findings"
  /// Folder of the patterns of relations.
  static let relations = "relations"
  /// One file: its place in the data folder, the path it was read from, and its text.
  struct File {
    var name: String
    var path: String
    var text: String
  }
  private(set) var files: [File] = []
  let hash: String

  /// Reads all rule files.
  ///
  /// - Parameter replacements: files from elsewhere by the name whose place they take; a new name is a further cue file.
  init(_ data: DataFolder, replacements: [String: String] = [:]) throws(Fault) {
    var names = [Self.headings, Self.abbreviations] + WordTables.ofMatching + data.files(in: "cues", suffix: ".yaml")
    names += data.files(in: SenseFile.folder, suffix: ".yaml") + data.files(in: Self.findings, suffix: ".yaml")
    names += data.files(in: Self.relations, suffix: ".yaml") + QualifierTables.names(data)
    names += replacements.keys.filter { !names.contains($0) }.sorted()
    var digest = Digest()
    digest.add(part: "rules \(RuleSetCoder.version)")
    for name in names {
      let path = replacements[name] ?? "\(data.path)/\(name)"
      let text = try TextFile.read(path)
      digest.add(part: name)
      digest.add(part: text)
      files.append(File(name: name, path: path, text: text))
    }
    hash = digest.finish()
  }

  /// True for a file of patterns.
  static func isPattern(_ name: String) -> Bool { name.hasPrefix("\(findings)/") }

  /// True for a file of relation patterns.
  static func isRelation(_ name: String) -> Bool { name.hasPrefix("\(relations)/") }

  func parse() throws(Fault) -> RuleSet.Source {
    var source = RuleSet.Source()
    for file in files {
      switch file.name {
      case Self.headings:
        let parsed = try HeadingsFile(yaml: file.text, file: file.path)
        source.categories = parsed.categories
        source.headings = parsed.headings
      case Self.abbreviations:
        let parsed = try AbbreviationsFile(yaml: file.text, file: file.path)
        source.abbreviations = parsed.entries
        source.sentenceStarters = parsed.sentenceStarters
        source.nameIntroducers = parsed.nameIntroducers
      case let name where SenseFile.isNamed(name):
        try source.senses.add(try SenseFile(yaml: file.text, file: file.path))
      case let name where Self.isPattern(name):
        source.findings.add(try PatternFile(yaml: file.text, file: file.path).source)
      case let name where Self.isRelation(name):
        source.relations.add(try PatternFile(yaml: file.text, file: file.path).source)
      case _ where WordTables.name(ofFile: file.name) != nil || QualifierTables.isNamed(file.name): break
      default:
        source.cues += try CueFile(yaml: file.text, file: file.path).rules
      }
    }
    return source
  }
}
