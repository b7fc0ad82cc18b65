import ClinicalText

extension CoNLLFormat {
  /// Reads a file, or the files of a folder with the extensions that such files have. `unit`: what the columns `start`
  /// and `end` count; nil: code points.
  ///
  /// Throws `noInput` for a folder without such a file, `inputMissing`, `fileUnreadable`.
  package static func read(_ path: String, unit: OffsetUnit?, into set: inout AnnotationSet) throws(Fault) {
    try FileSweep.read(path, extensions: extensions, otherwise: ["txt", "tags"], into: &set) {
      bytes, file, set in
      var parser = CoNLLParser(file, unit ?? .codePoints, longest: bytes.count * 16 + 65536)
      parser.parse(bytes, into: &set)
    }
  }
}

/// Reads the lines of one file.
private struct CoNLLParser {
  private let file: InputFile
  private let unit: OffsetUnit
  private let longest: Int
  private var document: CoNLLDocument?
  private var documentCount = 0
  private var columns: CoNLLColumns?
  /// Columns of the last line of a token: tells a token "#" from a comment.
  private var width = 2

  init(_ file: InputFile, _ unit: OffsetUnit, longest: Int) {
    self.file = file
    self.unit = unit
    self.longest = longest
  }

  mutating func parse(_ bytes: UnsafeBufferPointer<UInt8>, into set: inout AnnotationSet) {
    var lines = LineCursor(bytes)
    while let line = lines.next() {
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) {
        document?.endSentence()
      } else if line.starts(with: "-DOCSTART-") {
        begin(nil, lines.line, &set)
      } else if line[0] == UInt8(ascii: "#"), isComment(line, lines.line, &set) {
        continue
      } else {
        add(line, lines.line)
      }
    }
    finish(&set)
  }

  // MARK: Documents

  private mutating func begin(_ id: String?, _ line: Int, _ set: inout AnnotationSet) {
    // An id behind a mere start names the document that began there.
    if let id, document?.isFresh == true {
      document?.id = id
      document?.hasID = true
      return
    }
    finish(&set)
    documentCount += 1
    document = CoNLLDocument(id: id ?? "\(file.id)#\(documentCount)", line: line)
    document?.hasID = id != nil
  }

  private mutating func finish(_ set: inout AnnotationSet) {
    guard var ended = document else { return }
    document = nil
    ended.endSentence()
    let made = ended.make(source: file.path, unit: unit, longest: longest)
    set.documents.append(made.document)
    set.failures.append(contentsOf: made.failures)
  }

  // MARK: Comments

  /// True when the line was a comment. What tells of documents and columns is taken up, other comments say nothing.
  private mutating func isComment(
    _ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ set: inout AnnotationSet
  ) -> Bool {
    var start = 1
    while start < line.count, line[start] == 0x20 { start += 1 }
    let comment = line.part(start, line.count)
    if let text = Self.value(of: "newdoc text", comment) {
      if document == nil { begin(nil, number, &set) }
      document?.text = CoNLLFormat.unescaped(text)
    } else if let id = Self.value(of: "newdoc id", comment) {
      begin(id.asString, number, &set)
    } else if comment.equals("newdoc") || comment.starts(with: "newdoc ") {
      begin(nil, number, &set)
    } else if comment.starts(with: "doc "), ByteLines.first(0x09, line, 0) == nil {
      begin(comment.part(4, comment.count).asString, number, &set)
    } else if let id = Self.value(of: "id", comment) {
      begin(id.asString, number, &set)
    } else if start > 1, comment.starts(with: "id "), let word = comment.part(3, comment.count).words().first {
      begin(word.asString, number, &set)
    } else if let names = Self.value(of: "columns", comment) ?? Self.value(of: "global.columns", comment) {
      columns = CoNLLColumns(names.words().map { $0.asString.lowercased() })
    } else {
      return !isToken(line)
    }
    return true
  }

  /// What stands behind "NAME =" or "NAME=" and a blank.
  private static func value(
    of name: StaticString, _ comment: UnsafeBufferPointer<UInt8>
  ) -> UnsafeBufferPointer<UInt8>? {
    guard comment.starts(with: name) else { return nil }
    var at = name.utf8CodeUnitCount
    while at < comment.count, comment[at] == 0x20 { at += 1 }
    guard at < comment.count, comment[at] == UInt8(ascii: "=") else { return nil }
    at += 1
    if at < comment.count, comment[at] == 0x20 { at += 1 }
    return comment.part(at, comment.count)
  }

  /// A line that begins with "#" holds a token where it has tabs, or as many columns as the line before and a tag last.
  private func isToken(_ line: UnsafeBufferPointer<UInt8>) -> Bool {
    if ByteLines.first(0x09, line, 0) != nil { return true }
    let words = line.words()
    guard words.count == width, let last = words.last else { return false }
    return CoNLLFormat.tag(last) != nil
  }

  // MARK: Tokens

  private mutating func add(_ line: UnsafeBufferPointer<UInt8>, _ number: Int) {
    if document == nil { document = CoNLLDocument(id: file.id, line: number) }
    let fields = ByteLines.first(0x09, line, 0) != nil ? line.fields(0x09) : line.words()
    width = fields.count
    if let columns {
      guard fields.count == columns.count, !fields[columns.token].isEmpty else {
        document?.failToken(number, "it has other columns than were told")
        return
      }
      var place: (start: Int, end: Int)?
      if let start = columns.start, let end = columns.end {
        guard let first = fields[start].offset, let last = fields[end].offset, first < last else {
          document?.failToken(number, "its offsets cannot be used")
          return
        }
        place = (first, last)
      }
      document?.add(fields[columns.token], place, columns.tags.map { fields[$0] }, number)
    } else if fields.count < 2 || fields[0].isEmpty {
      document?.failToken(number, "a token and a tag are expected")
    } else {
      document?.add(fields[0], nil, [fields[fields.count - 1]], number)
    }
  }
}

/// Which column is what, where a comment says so.
private struct CoNLLColumns {
  let count: Int
  let token: Int
  let start: Int?
  let end: Int?
  let tags: [Int]

  init?(_ names: [String]) {
    guard let token = names.firstIndex(where: { $0 == "token" || $0 == "form" || $0 == "word" || $0 == "text" }) else {
      return nil
    }
    let tags = names.indices.filter { index in
      let name = names[index]
      return name.hasPrefix("tag") && name.dropFirst(3).allSatisfy(\.isNumber) || name.hasSuffix(":ne") || name == "ner"
    }
    self.token = token
    count = names.count
    start = names.firstIndex(of: "start")
    end = names.firstIndex(of: "end")
    self.tags = tags.isEmpty ? [names.count - 1] : tags
  }
}
