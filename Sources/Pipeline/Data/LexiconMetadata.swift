import ClinicalText
import JSONReading
import Lexicon

/// What a compiled lexicon was made from, as its metadata says.
public struct LexiconMetadata: Sendable, Equatable {
  /// One vocabulary of a build.
  public struct Source: Sendable, Equatable {
    /// The file's or folder's name, without the path.
    public var name: String
    /// `VocabularySource.Kind`, or "starter"; empty in lexicons of older builds.
    public var kind: String
    public var version: String?
    public var licence: String?
    /// Rows read, whether they gave a name or not.
    public var rows: Int?
  }

  public private(set) var sources: [Source] = []
  /// Licence lines that name no source of the build.
  public private(set) var licences: [String] = []

  /// Reads the metadata of a lexicon. Throws when it is no JSON: such a file is damaged.
  public init(_ lexicon: CompiledLexicon) throws(Fault) {
    let text = NoteText(lexicon.metadata)
    defer { withExtendedLifetime(text) {} }
    let scanner = JSONScanner()
    let (root, members, fault) = scanner.scan(text.bytes)
    guard fault == nil, root == .object else {
      throw Fault(.lexiconCorrupt, file: lexicon.path, value: "metadata")
    }
    for member in members where member.kind == .array {
      let key = scanner.key(member)
      guard key == "sources" || key == "licences" else { continue }
      for element in Self.members(of: member) {
        if key == "licences" {
          licences.append(scanner.string(element))
        } else if element.kind == .string {
          sources.append(Source(name: scanner.string(element), kind: ""))
        } else {
          sources.append(Self.source(element))
        }
      }
    }
    let names = Set(sources.map(\.name))
    licences.removeAll { line in names.contains(where: { line.hasPrefix("\($0):") }) }
  }

  private static func source(_ element: JSONMember) -> Source {
    var source = Source(name: "", kind: "")
    let scanner = JSONScanner()
    for member in members(of: element) {
      let text = member.kind == .null ? nil : scanner.string(member)
      switch scanner.key(member) {
      case "name": source.name = text ?? ""
      case "kind": source.kind = text ?? ""
      case "version": source.version = text
      case "licence": source.licence = text
      case "rows": source.rows = text.flatMap { Int($0) }
      default: break
      }
    }
    return source
  }

  /// The members of a value inside: they point into the metadata's own text, which is padded.
  private static func members(of member: JSONMember) -> [JSONMember] {
    JSONScanner().scan(member.token).members
  }
}
