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
  ///   - fuzzy: find names with a misspelt word too.
  ///   - report: called with a line when something has to be compiled first.
  public static func load(
    data: DataFolder, lexicons names: [String], fuzzy: Bool = false, report: @escaping @Sendable (String) -> Void
  ) throws(Fault) -> ExtractionSetup {
    let cache = try CacheFolder.find()
    let rules = try RuleSet.load(data, cache: cache)
    let lexicons = try LexiconProvider(data: data, cache: cache, report: report).open(names)
    guard fuzzy else { return ExtractionSetup(rules: rules, lexicons: lexicons) }
    let (spelling, hash) = try SpellingRules.load(data, cache: cache)
    return ExtractionSetup(
      rules: rules, lexicons: lexicons, fuzzy: FuzzyWordIndex(lexicons, rules: spelling), fuzzyHash: hash)
  }

  /// Throws when matching has met damage in a lexicon: nothing found since may be given out.
  func checkLexicons() throws(Fault) {
    for lexicon in extraction.lexicons where lexicon.isDamaged {
      throw Fault(.lexiconCorrupt, file: lexicon.path, value: "a reference points outside the file")
    }
  }

  /// Takes each part as it is given.
  ///
  /// - Parameter fuzzyHash: names the files behind `fuzzy`; part of the rules' hash.
  public init(rules: RuleSet, lexicons: [CompiledLexicon], fuzzy: FuzzyWordIndex? = nil, fuzzyHash: String? = nil) {
    extraction = ExtractionRules(
      layout: rules.layout, cues: rules.cues, lexicons: lexicons,
      senses: SenseTable(rules.senses, headings: rules.layout.headings, lexicons: lexicons), phrases: rules.phrases,
      findings: rules.findings, qualifiers: rules.qualifiers, fuzzy: fuzzy)
    rulesHash = fuzzyHash.map { SpellingRules.combined(rules.hash, $0) } ?? rules.hash
    var digest = Digest()
    for lexicon in lexicons { digest.add(part: String(lexicon.contentHash, radix: 16)) }
    lexiconHash = digest.finish()
  }
}
