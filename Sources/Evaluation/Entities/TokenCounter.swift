import ClinicalText

/// Counts at token level: which words and numbers of the text lie in mentions of each type on either side.
final class TokenCounter {
  private let tokens = TokenBuffer()
  private var goldBits: [UInt64] = []
  private var predictedBits: [UInt64] = []
  /// Words and numbers of the last document.
  private(set) var wordCount = 0

  /// Adds the counts of one document to `score`, by type. `labels` gets the sets of types of each word or number, as
  /// bits: gold, then predicted (types beyond the first 64 are told apart from the others no more).
  func count(
    _ text: NoteText, _ score: inout DocumentScore, _ types: TypeTable, labels: (UInt64, UInt64) -> Void = { _, _ in }
  ) {
    Tokenizer.tokenize(text, into: tokens)
    let slices = TextSlices(text)
    var first = 0
    // Sixty-four types at a time: one bit for each.
    repeat {
      let group = first..<min(first + 64, types.scoredCount)
      fill(&goldBits, score.gold, slices, group)
      fill(&predictedBits, score.predicted, slices, group)
      add(&score, group)
      if first == 0 {
        for index in 0..<tokens.count where tokens[index].kind != .symbol {
          labels(goldBits[index], predictedBits[index])
        }
      }
      first += 64
    } while first < types.scoredCount
  }

  private func fill(_ bits: inout [UInt64], _ mentions: [Mention], _ slices: TextSlices, _ group: Range<Int>) {
    bits.removeAll(keepingCapacity: true)
    bits.append(contentsOf: repeatElement(0, count: tokens.count))
    for mention in mentions where group.contains(mention.type) {
      let bit: UInt64 = 1 << UInt64(mention.type - group.lowerBound)
      for part in mention.fragments.isEmpty ? [mention.start..<mention.end] : mention.fragments {
        guard let bytes = slices.bytes(part) else { continue }
        for token in tokens.range(covering: ByteSpan(bytes.lowerBound, bytes.upperBound)) { bits[token] |= bit }
      }
    }
  }

  private func add(_ score: inout DocumentScore, _ group: Range<Int>) {
    wordCount = 0
    for index in 0..<tokens.count where tokens[index].kind != .symbol {
      wordCount += 1
      var left = goldBits[index] | predictedBits[index]
      while left != 0 {
        let bit = left & (0 &- left)
        let type = group.lowerBound + left.trailingZeroBitCount
        left ^= bit
        switch (goldBits[index] & bit != 0, predictedBits[index] & bit != 0) {
        case (true, true): score.counts[type].token.truePositives += 1
        case (true, false): score.counts[type].token.falseNegatives += 1
        default: score.counts[type].token.falsePositives += 1
        }
      }
    }
  }
}
