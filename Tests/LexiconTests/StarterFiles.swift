import ClinicalText
import Files
import Lexicon

/// The project's own lexicon as its files say it, read by the plainest means.
struct StarterFiles {
  struct Concept {
    var place: String
    var id: String
    var semanticTypes: [String]
    var type: String
    var names: [Name]
    /// Codes of open vocabularies, "ICD10CM:I10".
    var xrefs: [Substring]
  }

  struct Name {
    var text: String
    /// "=": only in this letter case.
    var isExactCase: Bool
    /// "^": only in this form.
    var isExactForm: Bool

    init(_ marked: Substring) {
      let marks = marked.prefix { $0 == "=" || $0 == "^" }
      text = String(marked.dropFirst(marks.count))
      isExactCase = marks.contains("=")
      isExactForm = marks.contains("^")
    }

    /// Two names with one key match the same words.
    var key: String {
      if isExactCase { return "=" + text.filter { $0 != " " && $0 != "-" && $0 != "." } }
      let folded = TokenFolding.phrase(NoteText(text), TokenBuffer()).map { String($0, radix: 36) }
      return (isExactForm ? "^\(text.lowercased())" : "") + folded.joined(separator: " ")
    }
  }

  var concepts: [Concept] = []
  /// Rows without the columns that each needs, or with more than there are.
  var malformed: [String] = []
  /// TUI to entity type or "-".
  var semanticTypes: [String: String] = [:]
  /// Folded common words.
  var commonWords: Set<[UInt64]> = []

  static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/") + "/Lexicons"
  }()

  /// Lines that are neither empty nor a comment, numbered from 1.
  static func lines(_ path: String) -> [(number: Int, text: Substring)] {
    String(decoding: bytes(of: "\(root)/\(path)"), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.element.isEmpty && !$0.element.hasPrefix("#") }.map { ($0.offset + 1, $0.element) }
  }

  init() {
    for file in FolderListing.names(in: "\(Self.root)/starter") ?? [] where file.hasSuffix(".tsv") {
      for (number, line) in Self.lines("starter/\(file)").dropFirst() {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard (4...6).contains(fields.count) else {
          malformed.append("\(file):\(number)")
          continue
        }
        let synonyms = fields.count > 4 ? fields[4].split(separator: "|") : []
        concepts.append(
          Concept(
            place: "\(file):\(number)", id: String(fields[0]),
            semanticTypes: fields[2].split(separator: ",").map(String.init), type: String(fields[3]),
            names: ([fields[1]] + synonyms).map(Name.init),
            xrefs: fields.count > 5 ? fields[5].split(separator: "|", omittingEmptySubsequences: false) : []))
      }
    }
    for (_, line) in Self.lines("semantic-types.tsv").dropFirst() {
      let fields = line.split(separator: "\t")
      if fields.count == 4 { semanticTypes[String(fields[0])] = String(fields[3]) }
    }
    for (_, line) in Self.lines("text/common-words.txt") {
      commonWords.insert(TokenFolding.phrase(NoteText(String(line.prefix { $0 != "#" })), TokenBuffer()))
    }
  }
}
