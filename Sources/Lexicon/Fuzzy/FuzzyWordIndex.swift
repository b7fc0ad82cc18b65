import ClinicalText

/// The distinct words of the names of one or several lexicons, to be found by words that are almost the same.
///
/// Words lie by first letter and length. A search passes over the words of its first letter whose length and set of
/// letters allow the distance (one edit changes two letters of the set at most) and measures the others. Built when the
/// tier is on, in one pass over the names; about 40 bytes for each distinct word. Read-only once built.
public final class FuzzyWordIndex: @unchecked Sendable {
  // Safe to share: nothing is written after `init`.

  /// A word of the lexicons' names.
  struct Word {
    var start: UInt32
    var letters: UInt32
    var folded: UInt64
  }

  /// What a written word was taken for.
  public struct Correction: Sendable, Equatable {
    /// The folded value of the lexicons' word.
    public var folded: UInt64
    /// Edits between the two: 1 or 2.
    public var distance: Int
    /// Letters of the longer of the two.
    public var length: Int
    /// Letters of the written word.
    var written: Int
    /// 0 for the same letters in another order or a letter doubled or not, 1 for another vowel, 2 for the rest.
    var kind: Int

    /// 1 for equal words, 0 for words without a letter in common: 1 − edits ÷ letters of the longer one.
    public var score: Double { 1 - Double(distance) / Double(max(1, length)) }

    /// Brand names are made up, and many a word is near to one ("northern", "Northera"): a name of one word with a capital
    /// in front, of a medication or device, takes another vowel or a slip, or any one edit in a long word.
    func mayBe(_ name: ByteSlice, _ type: EntityType, isOneWord: Bool) -> Bool {
      guard isOneWord, type == .medication || type == .device, name.count > 1,
        (0x41...0x5A).contains(name.start[0])
      else { return true }
      return kind < 2 || written >= FuzzyWordIndex.twoEdits && distance == 1
    }
  }

  /// Words of other lengths are never corrected.
  static let lengths = 6...40
  static let longest = 42
  /// From this length on two edits are allowed, below it one.
  static let twoEdits = 9

  let rules: FuzzyRules
  private var arena: [UInt8] = []
  private var words: [Word] = []
  /// First word of each first letter and length: `starts[letter * longest + length]`.
  private var starts: [Int] = []
  private var knownFolds = FingerprintTable()

  /// Number of distinct words that a written word can be taken for.
  public var wordCount: Int { words.count }

  /// Reads the names of all lexicons.
  ///
  /// - Parameter rules: the words and affixes that are never corrected.
  public init(_ lexicons: [CompiledLexicon], rules: FuzzyRules) {
    self.rules = rules
    var collector = FuzzyWordCollector()
    for lexicon in lexicons { collector.add(lexicon) }
    collector.finish()
    (arena, words, starts) = collector.sorted()
    for fold in collector.folds { _ = knownFolds.findOrInsert(fold, 0) }
  }

  /// True for a word that stands in a name, a rule or the list of ordinary words.
  func isKnown(_ folded: UInt64) -> Bool {
    knownFolds.value(folded) != nil || rules.contains(folded)
  }

  /// The bytes of the word that a correction stands for, of all words with that folded value the first.
  func text(of correction: Correction) -> String? {
    words.first { $0.folded == correction.folded }.map { word in
      let length = arena[Int(word.start)...].prefix { $0 != 0 }
      return String(decoding: length, as: UTF8.self)
    }
  }

  /// The nearest word within the distance that the length allows; nil when there is none or two are equally near.
  ///
  /// - Parameter word: lower-case ASCII letters, followed by at least eight readable bytes.
  package func nearest(_ word: UnsafeBufferPointer<UInt8>, _ pattern: EditPattern) -> Correction? {
    let limit = word.count >= Self.twoEdits ? 2 : 1
    var best: (distance: Int, kind: Int, word: Int)?
    var isTied = false
    pattern.set(word)
    let letters = Self.letters(word)
    let first = Int(word[0] - 0x61)
    arena.withUnsafeBufferPointer { arena in
      words.withUnsafeBufferPointer { words in
        for length in max(5, word.count - limit)...(word.count + limit) {
          let bucket = first * Self.longest + length
          for index in starts[bucket]..<starts[bucket + 1] {
            guard (words[index].letters ^ letters).nonzeroBitCount <= 2 * limit else { continue }
            let start = Int(words[index].start)
            let other = UnsafeBufferPointer(rebasing: arena[start..<start + length])
            guard let distance = pattern.distance(to: other, limit: best?.distance ?? limit) else { continue }
            let kind = Self.kind(word, other)
            guard rules.mayStandFor(word, other, distance: distance, isSlip: kind == 0) else { continue }
            if let known = best, (known.distance, known.kind) <= (distance, kind) {
              if known.distance == distance, known.kind == kind, words[known.word].folded != words[index].folded {
                isTied = true
              }
              continue
            }
            best = (distance, kind, index)
            isTied = false
          }
        }
      }
    }
    guard let best, !isTied else { return nil }
    let length = arena[Int(words[best.word].start)...].prefix { $0 != 0 }.count
    return Correction(
      folded: words[best.word].folded, distance: best.distance, length: max(word.count, length), written: word.count,
      kind: best.kind)
  }

  /// Which of two equally near words is the likelier: 0 for the same letters in another order or a letter doubled or not,
  /// 1 for another vowel, 2 for the rest.
  private static func kind(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    if a.count == b.count, a.sorted() == b.sorted() { return 0 }
    func skeleton(_ word: UnsafeBufferPointer<UInt8>, _ drops: (UInt8) -> Bool) -> [UInt8] {
      var kept: [UInt8] = []
      for byte in word where !drops(byte) && kept.last != byte { kept.append(byte) }
      return kept
    }
    if skeleton(a, { _ in false }) == skeleton(b, { _ in false }) { return 0 }
    let isVowel: (UInt8) -> Bool = { "aeiouy".utf8.contains($0) }
    return skeleton(a, isVowel) == skeleton(b, isVowel) ? 1 : 2
  }

  /// The set of letters of a word, a bit for each.
  static func letters(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    var set: UInt32 = 0
    for byte in word { set |= 1 << UInt32((byte &- 0x61) & 31) }
    return set
  }
}
