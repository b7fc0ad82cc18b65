import ClinicalText
import Files
import Glibc

/// Tells formats from names and first bytes.
enum FormatDetection {
  /// How much of a file is looked at.
  private static let prefixLength = 1 << 18

  /// The format of a file, or of the files in a folder. Throws `unknownFormat` where it is none, or several in one
  /// folder; `noInput` for a folder without files; `fileUnreadable`.
  static func format(of path: String) throws(Fault) -> AnnotationFormat {
    let files = InputFolder.files(path, extensions: [])
    guard !files.isEmpty else { throw Fault(.noInput, file: path, value: "the folder holds no files") }
    if files.contains(where: { InputFolder.fileExtension($0.path) == "ann" }) { return .brat }
    var found: AnnotationFormat?
    for file in files {
      guard let format = try format(ofFile: file.path) else { continue }
      if let found, found != format {
        throw unknown(path, "it holds \(found.rawValue) and \(format.rawValue)")
      }
      found = format
    }
    guard let found else { throw unknown(path, "not by its content either") }
    return found
  }

  private static func unknown(_ path: String, _ why: String) -> Fault {
    Fault(.unknownFormat, file: path, value: "\(why): name the format (--gold-format, --predictions-format, --from)")
  }

  /// The format of one file, or nil.
  static func format(ofFile path: String) throws(Fault) -> AnnotationFormat? {
    let name = InputFolder.fileExtension(path)
    if ["conll", "conllu", "iob", "iob2", "bio", "bioes", "bilou"].contains(name) { return .conll }
    if name == "txt", FolderListing.exists("\(path.dropLast(4)).ann") { return .brat }
    let bytes = try prefix(path)
    if bytes.starts(with: [0x1F, 0x8B]) {
      throw Fault(.fileUnreadable, file: path, value: "it is compressed; decompress it first (gunzip)")
    }
    return bytes.withUnsafeBufferPointer { all in
      let text = all.starts(with: [0xEF, 0xBB, 0xBF]) ? all.part(3, all.count) : all
      switch text.first(where: { !JSONParts.isWhite($0) }) {
      case UInt8(ascii: "<"): return xml(text)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        return JSONShape(text).format ?? (isTagged(text, name) ? .conll : nil)
      case nil: return name == "jsonl" || name == "ndjson" ? .jsonl : nil
      default:
        if isPubTator(text) { return .pubtator }
        return isTagged(text, name) ? .conll : nil
      }
    }
  }

  private static func prefix(_ path: String) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: prefixLength)
    var count = 0
    while count < prefixLength {
      let n = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, prefixLength - count) }
      if n < 0, errno == EINTR { continue }
      guard n >= 0 else { throw Fault(.fileUnreadable, file: path, value: String(cString: strerror(errno))) }
      if n == 0 { break }
      count += n
    }
    return Array(bytes[..<count])
  }

  /// BioC by its root; i2b2 by its root, or a TEXT or TAGS inside of it. Looks at the bytes alone: a file that is not
  /// well-formed further down still shows what it is, and the reader reports it.
  private static func xml(_ text: UnsafeBufferPointer<UInt8>) -> AnnotationFormat? {
    var root: String?
    var at = 0
    while let open = ByteLines.first(UInt8(ascii: "<"), text, at), open + 1 < text.count {
      let name = elementName(text, open + 1)
      at = open + 1
      switch text[open + 1] {
      case UInt8(ascii: "!"), UInt8(ascii: "?"): at = declarationEnd(text, open)
      case UInt8(ascii: "/"): break
      case _ where root == nil:
        if name == "collection" { return .bioc }
        if name.lowercased().hasPrefix("deidi2b2") { return .i2b2 }
        root = name
      default:
        if name == "TEXT" || name == "TAGS" { return .i2b2 }
      }
    }
    return nil
  }

  private static func elementName(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> String {
    var end = start
    while end < text.count, end < start + 40, text[end] != UInt8(ascii: ">"), text[end] != UInt8(ascii: "/"),
      !JSONParts.isWhite(text[end])
    { end += 1 }
    return text.part(start, end).asString
  }

  /// Offset behind a comment, a processing instruction or a document type with its own declarations.
  private static func declarationEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    let isComment = text.part(start, min(start + 4, text.count)).equals("<!--")
    var depth = 0
    var at = start
    while at < text.count {
      if isComment {
        if text[at] == UInt8(ascii: ">"), at > start + 5, text[at - 1] == UInt8(ascii: "-"),
          text[at - 2] == UInt8(ascii: "-")
        {
          return at + 1
        }
      } else if text[at] == UInt8(ascii: "<") {
        depth += 1
      } else if text[at] == UInt8(ascii: ">") {
        depth -= 1
        if depth == 0 { return at + 1 }
      }
      at += 1
    }
    return at
  }

  /// `id|t|title` on the first line that is not blank.
  private static func isPubTator(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let line = lines(text, most: 1).first, let bar = line.firstIndex(of: UInt8(ascii: "|")),
      bar > 0, bar + 2 < line.count
    else { return false }
    return (line[bar + 1] == UInt8(ascii: "t") || line[bar + 1] == UInt8(ascii: "a"))
      && line[bar + 2] == UInt8(ascii: "|")
  }

  /// Tables of tokens whose last column is an IOB tag, in files of no telling name.
  private static func isTagged(_ text: UnsafeBufferPointer<UInt8>, _ name: String) -> Bool {
    guard ["", "txt", "tsv", "tags"].contains(name) else { return false }
    let rows = lines(text, most: 20).map(\.asString).filter { !$0.hasPrefix("#") && !$0.hasPrefix("-DOCSTART-") }
    return !rows.isEmpty
      && rows.allSatisfy { row in
        let columns = row.split { $0 == "\t" || $0 == " " }
        guard columns.count > 1, let tag = columns.last else { return false }
        return tag == "O" || tag.count > 2 && "BIESLU".contains(tag.prefix(1)) && tag.dropFirst().hasPrefix("-")
      }
  }

  private static func lines(
    _ text: UnsafeBufferPointer<UInt8>, most: Int
  ) -> [UnsafeBufferPointer<UInt8>] {
    var lines: [UnsafeBufferPointer<UInt8>] = []
    var start = 0
    while start < text.count, lines.count < most {
      // The last line of the prefix may be cut off.
      guard let end = ByteLines.first(0x0A, text, start) ?? (start == 0 ? text.count : nil) else { break }
      let line = ByteLines.trimmed(text.part(start, end))
      if !line.isEmpty { lines.append(line) }
      start = end + 1
    }
    return lines
  }
}
