import ClinicalText
import Files

/// SNOMED CT in Release Format 2: the Snapshot files of concepts, descriptions and language reference sets.
///
/// The type of a concept is that of its semantic tag, the part in parentheses at the end of its fully specified name
/// ("Heart failure (disorder)"). The case significance of a description is not used: it says that "Alzheimer" has a
/// capital, not that notes keep it.
public enum RF2Vocabulary {
  /// What a build takes and how.
  public struct Options: Sendable {
    /// Values of languageCode that are taken ("en" takes "en-GB" too).
    public var languages: Set<String> = ["en"]
    /// Language reference sets, the one whose preferred terms name the concepts first: US English, GB English.
    public var dialects = ["900000000000509007", "900000000000508004"]
    /// True leaves out descriptions that no language reference set of the release holds; where a release has no such
    /// set, all are taken.
    public var onlyAcceptable = true
    /// Takes the fully specified name without its tag as a further name.
    public var takesFullNames = true
    /// Starts with the defaults.
    public init() {}
  }

  /// The files of a release.
  struct Files {
    var concepts: [String]
    var descriptions: [String]
    var languages: [String]
  }

  /// True for a folder with the Snapshot files of concepts and descriptions, at most six folders below, and for one of
  /// these files itself.
  public static func isRF2(_ path: String) -> Bool {
    let files = release(path)
    return !files.concepts.isEmpty && !files.descriptions.isEmpty
  }

  /// The files that `read` would read.
  ///
  /// Throws `vocabularyInvalid` when there are none, and when two versions of one file are there.
  public static func files(of path: String) throws(Fault) -> [String] {
    let files = try found(path)
    return files.concepts + files.descriptions + files.languages
  }

  /// Feeds the descriptions of active concepts to `builder`.
  ///
  /// - Parameters:
  ///   - path: the folder of a release or any folder of it that holds the Snapshot, or a Snapshot file.
  ///   - types: entity types of "SNOMEDCT" by semantic tag.
  public static func read(
    _ path: String, _ options: Options = .init(), types: VocabularyTypes, into builder: LexiconBuilder
  ) throws(Fault) {
    let files = try found(path)
    let reader = RF2Reader(options, types, builder)
    for file in files.concepts { try reader.readConcepts(file) }
    for file in files.languages { try reader.readLanguages(file) }
    for file in files.descriptions { try reader.readTags(file) }
    for file in files.descriptions { try reader.readNames(file) }
  }

  private static func found(_ path: String) throws(Fault) -> Files {
    guard FolderListing.exists(path) else { throw Fault(.inputMissing, file: path) }
    let files = release(path)
    for (list, name) in [(files.concepts, "sct2_Concept_Snapshot"), (files.descriptions, "sct2_Description_Snapshot")]
    where list.isEmpty {
      throw Fault(
        .vocabularyInvalid, file: path,
        value: "expected a release of SNOMED CT with \(name)….txt below it; Full and Delta files are not read")
    }
    let all = files.concepts + files.descriptions + files.languages
    var seen: Set<String> = []
    for file in all where !seen.insert(withoutDate(ReleaseFolder.name(of: file))).inserted {
      throw Fault(
        .vocabularyInvalid, file: file, value: "two versions of this file lie below \(path); name the folder of one")
    }
    return files
  }

  private static func release(_ path: String) -> Files {
    var folder = path
    if FolderListing.names(in: path) == nil {
      guard kind(of: ReleaseFolder.name(of: path)) != nil else {
        return Files(concepts: [], descriptions: [], languages: [])
      }
      folder = ReleaseFolder.folder(of: path)
      // The language reference sets lie beside the folder Terminology.
      if ReleaseFolder.name(of: folder) == "Terminology" { folder = ReleaseFolder.folder(of: folder) }
    }
    let all = ReleaseFolder.files(below: folder) { kind(of: $0) != nil }
    func those(_ wanted: Kind) -> [String] { all.filter { kind(of: ReleaseFolder.name(of: $0)) == wanted } }
    return Files(concepts: those(.concept), descriptions: those(.description), languages: those(.language))
  }

  private enum Kind { case concept, description, language }

  /// What a file is by its name, such as `sct2_Description_Snapshot-en_INT_20260101.txt`; beta releases put an "x" first.
  private static func kind(of file: String) -> Kind? {
    guard file.hasSuffix(".txt"), file.contains("Snapshot") else { return nil }
    let name = file.hasPrefix("x") ? file.dropFirst() : Substring(file)
    if name.hasPrefix("sct2_Concept_") { return .concept }
    if name.hasPrefix("sct2_Description_") { return .description }
    if name.hasPrefix("der2_cRefset_"), name.contains("Language") { return .language }
    return nil
  }

  private static func withoutDate(_ name: String) -> String {
    String(name.dropLast(".txt".utf8.count).reversed().drop { $0.isNumber })
  }
}
