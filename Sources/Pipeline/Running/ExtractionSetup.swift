import ClinicalText
import Extraction
import Lexicon

/// The loaded rules and lexicons, with the hashes that name them.
public struct ExtractionSetup: Sendable {
  public let extraction: ExtractionRules
  public let rulesHash: String
  /// Names the content of all lexicons, in order.
  public let lexiconHash: String

  /// Loads rules and lexicons.
  ///
  /// - Parameters:
  ///   - lexicons: names of the command line; empty for the starter lexicon.
  ///   - report: called with a line when something has to be compiled first.
  public static func load(
    data: DataFolder, lexicons names: [String], report: @escaping @Sendable (String) -> Void
  ) throws(Fault) -> ExtractionSetup {
    let cache = try CacheFolder.find()
    let rules = try RuleSet.load(data, cache: cache)
    let lexicons = try LexiconProvider(data: data, cache: cache, report: report).open(names)
    return ExtractionSetup(rules: rules, lexicons: lexicons)
  }

  /// Throws when matching has met damage in a lexicon: nothing found since may be given out.
  func checkLexicons() throws(Fault) {
    for lexicon in extraction.lexicons where lexicon.isDamaged {
      throw Fault(.lexiconCorrupt, file: lexicon.path, value: "a reference points outside the file")
    }
  }

  /// Takes each part as it is given.
  public init(rules: RuleSet, lexicons: [CompiledLexicon]) {
    extraction = ExtractionRules(
      layout: rules.layout, cues: rules.cues, lexicons: lexicons,
      senses: SenseTable(rules.senses, headings: rules.layout.headings, lexicons: lexicons), phrases: rules.phrases,
      findings: rules.findings)
    rulesHash = rules.hash
    var digest = Digest()
    for lexicon in lexicons { digest.add(part: String(lexicon.contentHash, radix: 16)) }
    lexiconHash = digest.finish()
  }
}
