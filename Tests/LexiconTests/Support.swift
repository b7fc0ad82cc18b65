import ClinicalText
import Files
import Glibc
import Lexicon

/// A folder of its own for one test, removed with it.
///
/// Without Foundation: its ICU headers and those that libxml2 includes cannot stand in one module.
final class Scratch: Sendable {
  let path: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/chartsift-lexicon-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? parent
  }

  deinit {
    for name in FolderListing.names(in: path) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func file(_ name: String, _ text: String) -> String { file(name, Array(text.utf8)) }

  @discardableResult
  func file(_ name: String, _ bytes: [UInt8]) -> String {
    let whole = "\(path)/\(name)"
    guard let file = fopen(whole, "w") else { return whole }
    defer { fclose(file) }
    _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    return whole
  }
}

/// The content of a file; empty when there is none.
func bytes(of path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  fseek(file, 0, SEEK_END)
  let size = ftell(file)
  rewind(file)
  return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
    count = fread(buffer.baseAddress, 1, size, file)
  }
}

let semanticTypesTSV = """
  tui\tname\tgroup\tentity_type
  # a comment
  T047\tDisease or Syndrome\tDISO\tproblem
  T184\tSign or Symptom\tDISO\tproblem
  T121\tPharmacologic Substance\tCHEM\tmedication
  T059\tLaboratory Procedure\tPROC\ttest
  T061\tTherapeutic Procedure\tPROC\tprocedure
  T029\tBody Location\tANAT\tanatomy
  T078\tIdea or Concept\tCONC\t-

  """

/// A builder with a small semantic-type table, some English words and a stop list.
func makeBuilder(
  common: String = "all\nmap\nam\ndoes\nchop\nact", stop: String = "patient\nliver disease",
  defaultType: EntityType? = .problem
) throws -> LexiconBuilder {
  LexiconBuilder(
    semanticTypes: try SemanticTypeTable(tsv: semanticTypesTSV, file: "semantic-types.tsv"),
    commonWords: WordList(text: common), stopNames: WordList(text: stop), defaultType: defaultType)
}

/// A compiled lexicon with the folder that its file lies in.
struct Compiled: Sendable {
  let scratch = Scratch()
  let lexicon: CompiledLexicon
  let report: BuildReport
  var path: String { "\(scratch.path)/out.lex" }

  /// Compiles one TSV.
  init(tsv: String, curated: Bool = false, languages: Set<String> = ["ENG", "EN"]) throws {
    let folder = Scratch()
    let source = folder.file("vocabulary.tsv", tsv)
    try self.init(builder: makeBuilder()) {
      try TSVVocabulary.read(source, languages: languages, curated: curated, into: $0)
    }
  }

  /// Rows of `concept name type` for the contract's plain TSV.
  init(_ rows: [(String, String, EntityType)]) throws {
    try self.init(
      tsv: "concept\tname\ttype\n" + rows.map { "\($0.0)\t\($0.1)\t\($0.2.name)\n" }.joined())
  }

  init(builder: LexiconBuilder, _ read: (LexiconBuilder) throws -> Void) throws {
    try read(builder)
    try builder.write(to: "\(scratch.path)/out.lex", metadata: "{\"made\":\"for a test\"}")
    report = builder.report
    lexicon = try CompiledLexicon(path: "\(scratch.path)/out.lex")
    try lexicon.verify()
  }

  /// Each mention as "type[text]", with "?" in front of one that is not preferred.
  func mentions(_ text: String, all: Bool = false) -> [String] { MentionText.mentions(text, [lexicon], all: all) }
}

/// Shows mentions for comparison.
enum MentionText {
  static func mentions(_ text: String, _ lexicons: [CompiledLexicon], all: Bool = false) -> [String] {
    let note = analyzed(text)
    let finder = MentionFinder(lexicons)
    finder.find(in: note, allMatches: all)
    return finder.mentions.map { mention in
      "\(mention.isPreferred ? "" : "?")\(mention.type.name)[\(note.text.string(note.span(ofTokens: mention.tokens)))]"
    }
  }
}

func analyzed(_ text: String) -> NoteStructure {
  let note = NoteStructure()
  note.analyze(NoteText(text), LayoutAnalyzer(headings: .empty, abbreviations: .empty))
  return note
}

/// The fault that `body` throws, or nil.
func fault(_ body: () throws -> Void) -> Fault? {
  do {
    try body()
    return nil
  } catch {
    return error as? Fault
  }
}
