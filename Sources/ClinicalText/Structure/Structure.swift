/// A stretch of a note under one heading.
public struct Section: Sendable, Equatable {
  /// Index into the heading table's categories, or -1 where no known heading rules.
  public var category: Int
  /// The heading's words, without the colon; empty where there is none. Byte offsets.
  public var heading: ByteSpan
  /// Heading, colon and text, up to the next section. Byte offsets; sections cover the note without gaps.
  public var span: ByteSpan
  /// Index of the section that this one nests in, or -1.
  public var parent: Int
}

/// One sentence, list item, heading or table line.
public struct Sentence: Sendable, Equatable {
  /// Token indices, half-open.
  public var firstToken: Int
  public var endToken: Int
  /// Index of its section.
  public var section: Int
  public var isHeading: Bool
}

/// Tokens, folded tokens, sections and sentences of one note: the work space of one worker, used again and
/// again. Nothing here outlives the next `analyze`.
public final class NoteStructure {
  public private(set) var text: NoteText
  public let tokens = TokenBuffer()
  /// One folded value for each token (`TokenFolding`).
  public private(set) var folded: UnsafeMutablePointer<UInt64>
  public internal(set) var sections: [Section] = []
  public internal(set) var sentences: [Sentence] = []
  private var foldedCapacity = 1024

  /// Starts with the defaults.
  public init() {
    text = NoteText("")
    folded = .allocate(capacity: foldedCapacity)
  }

  deinit { folded.deallocate() }

  /// Tokenizes `text` and folds its tokens; sections and sentences are emptied.
  public func tokenize(_ text: NoteText) {
    self.text = text
    Tokenizer.tokenize(text, into: tokens)
    if tokens.count > foldedCapacity {
      folded.deallocate()
      foldedCapacity = max(tokens.count, foldedCapacity * 2)
      folded = .allocate(capacity: foldedCapacity)
    }
    TokenFolding.fold(text, tokens, 0..<tokens.count, into: folded)
    sections.removeAll(keepingCapacity: true)
    sentences.removeAll(keepingCapacity: true)
  }

  /// Tokenizes `text` and finds its sections and sentences.
  public func analyze(_ text: NoteText, _ analyzer: LayoutAnalyzer) {
    tokenize(text)
    analyzer.analyze(self)
  }

  /// Byte span of a token range, which must not be empty.
  @inlinable
  public func span(ofTokens range: Range<Int>) -> ByteSpan {
    ByteSpan(start: tokens[range.lowerBound].start, end: tokens[range.upperBound - 1].end)
  }

  /// Index of the sentence that holds a token, by binary search.
  public func sentenceIndex(ofToken token: Int) -> Int? {
    var low = 0
    var high = sentences.count
    while low < high {
      let middle = (low + high) / 2
      if sentences[middle].endToken <= token { low = middle + 1 } else { high = middle }
    }
    guard low < sentences.count, sentences[low].firstToken <= token else { return nil }
    return low
  }

  /// The id of a sentence's section, or nil.
  public func sectionID(_ section: Int, in table: HeadingTable) -> String? {
    let category = sections[section].category
    return category < 0 ? nil : table.categories[category].id
  }
}
