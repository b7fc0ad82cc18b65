import ClinicalText
import Files
import Glibc
import Lexicon

/// A folder of folders for one test, removed with it: what an unpacked release looks like.
final class ReleaseScratch: Sendable {
  let path: String

  /// - Parameter files: paths below the folder, with their bytes.
  init(_ files: [(String, String)]) {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/chartsift-release-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? parent
    for (name, text) in files { file(name, text) }
  }

  deinit { Self.remove(path) }

  /// Writes a file and the folders above it; returns its path.
  @discardableResult
  func file(_ name: String, _ text: String) -> String {
    let parts = name.split(separator: "/")
    for count in 1..<max(1, parts.count) { mkdir("\(path)/\(parts[..<count].joined(separator: "/"))", 0o755) }
    guard let file = fopen("\(path)/\(name)", "w") else { return "" }
    defer { fclose(file) }
    _ = Array(text.utf8).withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    return "\(path)/\(name)"
  }

  private static func remove(_ path: String) {
    guard let names = FolderListing.names(in: path) else {
      unlink(path)
      return
    }
    for name in names { remove("\(path)/\(name)") }
    rmdir(path)
  }
}

/// What a reader gave, compiled.
func compiled(_ read: (LexiconBuilder) throws -> Void) throws -> Compiled {
  try Compiled(builder: makeBuilder(defaultType: nil), read)
}

extension Compiled {
  /// The concepts that a name stands for, as "type vocabulary id", the best first.
  func concepts(_ name: String) -> [String] {
    lexicon.lookup(name).map { "\($0.type.name) \($0.concept.vocabulary.string) \($0.concept.id.string)" }
  }

  /// The lines that could not be read, as "line reason".
  var badLines: [String] { report.firstBadLines.map { "\($0.line) \($0.reason.rawValue)" } }
}

/// The classes that the tests of releases use.
let releaseTypesTSV = """
  vocabulary\tclass\ttype
  SNOMEDCT\tdisorder\tproblem
  SNOMEDCT\tprocedure\tprocedure
  SNOMEDCT\tsubstance\tmedication
  SNOMEDCT\tqualifier value\t-
  RXNORM\tIN\tmedication
  RXNORM\tBN\tmedication
  RXNORM\tSCD\tmedication
  LOINC\t*\ttest
  LOINC\tSURVEY\t-
  LOINC\tDEVICES\tdevice
  OMOP\tCondition\tproblem
  OMOP\tDrug\tmedication
  OMOP\tMeasurement\ttest
  OMOP\tObservation\t-
  OMOP\tObservation/Clinical Finding\tproblem
  OMOP\tDrug/Supplier\t-

  """

func makeReleaseTypes() throws -> VocabularyTypes {
  try VocabularyTypes(tsv: releaseTypesTSV, file: "vocabulary-types.tsv")
}
