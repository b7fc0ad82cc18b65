import ClinicalText

/// CoNLL's columns: one token a line, the last column its tag; blank lines between sentences. See
/// https://www.clips.uantwerpen.be/conll2003/ner/ and https://universaldependencies.org/format.html (comments).
///
/// Tags are IOB1, IOB2, BIOES or BILOU; which of them need not be said. Where a sequence is not in any of these forms
/// (an I- behind O or behind another type) a new mention begins, as conlleval and seqeval's default mode have it;
/// seqeval's strict mode with IOB2 drops such mentions, and is not followed. A tag without a type ("B") is of the type
/// "entity".
///
/// A document begins at `-DOCSTART-`, `# newdoc id = X`, `#doc X` or `# id = X`; those without an id are FILE#1,
/// FILE#2, …; a file without any is one document, named by the file. Its text is the tokens with a blank between them
/// and a line break between sentences, and a field "text_source" of the document says "tokens": it may differ from the text
/// that was tokenized in white space.
///
/// The writer's own form tells the columns and carries the text, so that nothing is lost:
/// ```
/// # newdoc id = n1
/// # newdoc text = Denies chest pain.
/// # columns = token start end tag
/// ```
/// Mentions that overlap stand in further columns, `tag2`, `tag3`, …; a type "CATEGORY:TYPE" of the i2b2 task makes an
/// identifier. In `# newdoc text` a backslash, line feed, carriage return and tab are `\\`, `\n`, `\r` and `\t`.
package enum CoNLLFormat {
  /// Extensions of such files in a folder.
  static let extensions = ["conll", "conllu", "iob", "iob2", "bio", "bioes", "bilou", "tsv"]
  /// Type of the mentions of tags that have none.
  static let plainType = "entity"

  /// A tag's letter and type.
  struct Tag {
    var letter: UInt8
    var type: String
  }

  /// Reads a tag: nil for what is none; a tag with the letter O is outside of mentions.
  static func tag(_ bytes: UnsafeBufferPointer<UInt8>) -> Tag? {
    guard let letter = bytes.first else { return nil }
    switch letter {
    case UInt8(ascii: "O"): return bytes.count == 1 ? Tag(letter: letter, type: "") : nil
    case UInt8(ascii: "B"), UInt8(ascii: "I"), UInt8(ascii: "E"), UInt8(ascii: "S"), UInt8(ascii: "L"),
      UInt8(ascii: "U"), UInt8(ascii: "M"):
      if bytes.count == 1 { return Tag(letter: letter, type: plainType) }
      guard bytes.count > 2, bytes[1] == UInt8(ascii: "-") else { return nil }
      return Tag(letter: letter, type: bytes.part(2, bytes.count).asString)
    default: return nil
    }
  }

  /// Puts the mentions of one column of tags together.
  struct Chunker {
    /// A mention by the numbers of its first and last token.
    struct Chunk {
      var type: String
      var first: Int
      var last: Int
      var line: Int
      fileprivate var letter: UInt8
    }

    private var open: Chunk?

    /// Takes the next token's tag; gives the mention that ended before it.
    mutating func add(_ tag: Tag, token: Int, line: Int) -> Chunk? {
      if tag.letter == UInt8(ascii: "O") { return close() }
      if let chunk = open, Self.goesOn(chunk, tag) {
        open?.last = token
        open?.letter = tag.letter
        return nil
      }
      let ended = open
      open = Chunk(type: tag.type, first: token, last: token, line: line, letter: tag.letter)
      return ended
    }

    /// The end of a sentence.
    mutating func close() -> Chunk? {
      defer { open = nil }
      return open
    }

    private static func goesOn(_ chunk: Chunk, _ tag: Tag) -> Bool {
      switch tag.letter {
      case UInt8(ascii: "I"), UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "M"): break
      default: return false
      }
      switch chunk.letter {
      case UInt8(ascii: "E"), UInt8(ascii: "L"), UInt8(ascii: "S"), UInt8(ascii: "U"): return false
      default: return chunk.type == tag.type
      }
    }
  }

  /// The text as it stands on one line.
  static func appendEscaped(_ bytes: UnsafeBufferPointer<UInt8>, _ buffer: OutputBuffer) {
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"): buffer.append("\\\\" as StaticString)
      case 0x0A: buffer.append("\\n" as StaticString)
      case 0x0D: buffer.append("\\r" as StaticString)
      case 0x09: buffer.append("\\t" as StaticString)
      default: buffer.append(byte)
      }
    }
  }

  /// What `appendEscaped` wrote, as it was.
  static func unescaped(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      guard byte == UInt8(ascii: "\\"), at < bytes.count else {
        text.append(byte)
        continue
      }
      switch bytes[at] {
      case UInt8(ascii: "n"): text.append(0x0A)
      case UInt8(ascii: "r"): text.append(0x0D)
      case UInt8(ascii: "t"): text.append(0x09)
      default: text.append(bytes[at])
      }
      at += 1
    }
    return text
  }
}
