import ClinicalText

/// The tokens and mentions of one document while its lines are read.
struct CoNLLDocument {
  var id: String
  var hasID = false
  /// The text as the file carries it; nil: it is made of the tokens.
  var text: [UInt8]?
  private let line: Int
  private var tokens: [Token] = []
  private var chunkers: [CoNLLFormat.Chunker] = []
  private var chunks: [CoNLLFormat.Chunker.Chunk] = []
  private var failures: [(code: Fault.Code, line: Int, what: String)] = []
  private var beginsSentence = false

  private struct Token {
    /// Bytes of the file.
    var bytes: UnsafeBufferPointer<UInt8>
    /// Offsets as the file gives them, in its unit; later those in the text that was made.
    var start: Int
    var end: Int
    var hasOffsets: Bool
    var beginsSentence: Bool
    var line: Int
  }

  init(id: String, line: Int) {
    self.id = id
    self.line = line
  }

  /// Nothing was read yet but that the document begins.
  var isFresh: Bool { tokens.isEmpty && !hasID && text == nil && failures.isEmpty }

  mutating func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: (start: Int, end: Int)?, _ tags: [UnsafeBufferPointer<UInt8>],
    _ line: Int
  ) {
    let number = tokens.count
    tokens.append(
      Token(
        bytes: bytes, start: place?.start ?? 0, end: place?.end ?? 0, hasOffsets: place != nil,
        beginsSentence: beginsSentence && number > 0, line: line))
    beginsSentence = false
    while chunkers.count < tags.count { chunkers.append(CoNLLFormat.Chunker()) }
    for layer in chunkers.indices {
      // A column that ends is outside from there on.
      var tag = CoNLLFormat.Tag(letter: UInt8(ascii: "O"), type: "")
      if layer < tags.count {
        if let read = CoNLLFormat.tag(tags[layer]) {
          tag = read
        } else {
          failures.append((.invalidAnnotation, line, "token \(number + 1): its tag is none of IOB, BIOES or BILOU"))
        }
      }
      if let chunk = chunkers[layer].add(tag, token: number, line: line) { chunks.append(chunk) }
    }
  }

  /// A line that holds no token: mentions end before it.
  mutating func failToken(_ line: Int, _ reason: String) {
    closeChunks()
    failures.append((.invalidAnnotation, line, "token \(tokens.count + 1): \(reason)"))
  }

  mutating func endSentence() {
    closeChunks()
    beginsSentence = true
  }

  private mutating func closeChunks() {
    for layer in chunkers.indices {
      if let chunk = chunkers[layer].close() { chunks.append(chunk) }
    }
  }

  // MARK: The document

  /// The document of what was read. `longest`: bytes that a text may have that is made by the tokens' offsets.
  mutating func make(
    source: String, unit: OffsetUnit, longest: Int
  ) -> (document: AnnotatedDocument, failures: [AnnotationFailure]) {
    let hasOffsets = !tokens.isEmpty && tokens.allSatisfy(\.hasOffsets)
    let isText = text != nil && (hasOffsets || tokens.isEmpty)
    let bytes: [UInt8]
    if let text, isText {
      bytes = text
    } else {
      bytes = hasOffsets ? spread(unit, longest) : joined()
    }
    let noteText = NoteText(bytes)
    var builder = DocumentBuilder(
      id: id, text: noteText, source: source, line: line, unit: hasOffsets ? unit : .codePoints)
    if !isText { builder.document.metadata.append(("text_source", "tokens")) }
    for failure in failures { builder.fail(failure.code, line: failure.line, failure.what) }
    let bad = hasOffsets ? misplaced(OffsetMap(noteText), unit, &builder) : []
    add(bad, &builder)
    return (builder.finish(), builder.failures)
  }

  /// Tokens with a blank between them, sentences with a line break; gives each token its place, in code points.
  private mutating func joined() -> [UInt8] {
    var bytes: [UInt8] = []
    var scalars = 0
    for index in tokens.indices {
      if index > 0 {
        bytes.append(tokens[index].beginsSentence ? 0x0A : 0x20)
        scalars += 1
      }
      bytes.append(contentsOf: tokens[index].bytes)
      tokens[index].start = scalars
      scalars += Self.length(tokens[index].bytes, .codePoints)
      tokens[index].end = scalars
    }
    return bytes
  }

  /// Tokens at their offsets, white space where nothing is told.
  private func spread(_ unit: OffsetUnit, _ longest: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var length = 0
    for token in tokens {
      let gap = token.start - length
      // A token that goes back, or far away, is told of when places are checked.
      guard gap >= 0, bytes.count + gap <= longest else { continue }
      for i in 0..<gap { bytes.append(i == 0 && token.beginsSentence ? 0x0A : 0x20) }
      bytes.append(contentsOf: token.bytes)
      length = token.start + Self.length(token.bytes, unit)
    }
    return bytes
  }

  private static func length(_ bytes: UnsafeBufferPointer<UInt8>, _ unit: OffsetUnit) -> Int {
    if unit == .bytes { return bytes.count }
    var length = 0
    for byte in bytes {
      if byte & 0xC0 != 0x80 { length += 1 }
      if unit == .utf16, byte >= 0xF0 { length += 1 }
    }
    return length
  }

  /// Tokens that do not stand at their offsets: each is a failure.
  private func misplaced(_ map: OffsetMap, _ unit: OffsetUnit, _ builder: inout DocumentBuilder) -> Set<Int> {
    var bad: Set<Int> = []
    for (index, token) in tokens.enumerated() {
      let start = map.byte(token.start, unit)
      let end = map.byte(token.end, unit)
      var code: Fault.Code?
      if let start, let end {
        if !map.text.bytes.part(start, end).elementsEqual(token.bytes) { code = .offsetsMismatch }
      } else {
        code = .offsetsOutside
      }
      if let code {
        bad.insert(index)
        builder.fail(code, line: token.line, "token \(index + 1)")
      }
    }
    return bad
  }

  /// Adds the mentions, numbered in the order of the text.
  private func add(_ bad: Set<Int>, _ builder: inout DocumentBuilder) {
    let sorted = chunks.sorted { a, b in
      if a.first != b.first { return a.first < b.first }
      return a.last != b.last ? a.last < b.last : a.type < b.type
    }
    var number = 0
    for chunk in sorted {
      let (start, end) = (tokens[chunk.first].start, tokens[chunk.last].end)
      guard !bad.contains(chunk.first), !bad.contains(chunk.last) else {
        builder.fail(
          .offsetsMismatch, line: chunk.line, "mention from token \(chunk.first + 1): its tokens are misplaced",
          type: chunk.type)
        continue
      }
      if let split = IdentifierTypes.split(chunk.type) {
        builder.addIdentifier(
          category: split.category, type: split.type, start: start, end: end, surface: nil,
          place: "identifier from token \(chunk.first + 1)", line: chunk.line)
      } else {
        number += 1
        builder.addEntity(
          id: String(number), type: chunk.type, parts: [(start, end)], surface: nil, line: chunk.line)
      }
    }
  }
}
