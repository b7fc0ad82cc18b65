/// Edit distances from one pattern to many texts: insertion, deletion, substitution, and the swap of two neighbours,
/// none of them twice at one place (optimal string alignment).
///
/// Patterns of up to 64 bytes take one machine word for a column of the table (Myers 1999; with swaps Hyyrö 2003):
/// one step for each byte of the text. Longer ones take the table itself, in a band. One object serves one thread.
public final class EditPattern {
  /// Longest pattern that takes one machine word.
  public static let wordBytes = 64

  private let masks: UnsafeMutablePointer<UInt64>
  private var pattern: [UInt8] = []
  private var rows: [[Int]] = []

  /// A pattern without bytes.
  public init() {
    masks = .allocate(capacity: 256)
    masks.initialize(repeating: 0, count: 256)
  }

  deinit { masks.deallocate() }

  /// Length of the pattern in bytes.
  public var count: Int { pattern.count }

  /// Takes a new pattern.
  public func set(_ bytes: UnsafeBufferPointer<UInt8>) {
    for byte in pattern { masks[Int(byte)] = 0 }
    pattern.removeAll(keepingCapacity: true)
    pattern.append(contentsOf: bytes)
    guard pattern.count <= Self.wordBytes else { return }
    for (place, byte) in pattern.enumerated() { masks[Int(byte)] |= 1 << UInt64(place) }
  }

  /// The distance to `text`, or nil when it is greater than `limit`.
  public func distance(to text: UnsafeBufferPointer<UInt8>, limit: Int) -> Int? {
    guard abs(text.count - pattern.count) <= limit else { return nil }
    if pattern.isEmpty { return text.count }
    return pattern.count <= Self.wordBytes ? byWord(text, limit) : byBand(text, limit)
  }

  private func byWord(_ text: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Int? {
    let last: UInt64 = 1 << UInt64(pattern.count - 1)
    // Differences between neighbours of a column: where it rises (positive) and where it falls (negative).
    var positive = UInt64.max
    var negative: UInt64 = 0
    var diagonal: UInt64 = 0
    var previous: UInt64 = 0
    var score = pattern.count
    var left = text.count
    for byte in text {
      let equal = masks[Int(byte)]
      let swaps = ((~diagonal & equal) << 1) & previous
      diagonal = (((equal & positive) &+ positive) ^ positive) | equal | negative | swaps
      var up = negative | ~(diagonal | positive)
      var down = diagonal & positive
      if up & last != 0 { score += 1 }
      if down & last != 0 { score -= 1 }
      left -= 1
      // Each further byte lowers the score by one at most.
      if score - left > limit { return nil }
      up = (up << 1) | 1
      down <<= 1
      positive = down | ~(diagonal | up)
      negative = up & diagonal
      previous = equal
    }
    return score <= limit ? score : nil
  }

  /// The table, `limit` places on either side of its diagonal: for long patterns.
  private func byBand(_ text: UnsafeBufferPointer<UInt8>, _ limit: Int) -> Int? {
    let width = text.count + 1
    let far = limit + 1
    if rows.isEmpty { rows = [[], [], []] }
    for index in 0..<3 where rows[index].count < width {
      rows[index] = Array(repeating: far, count: width)
    }
    for column in 0..<width { rows[0][column] = min(column, far) }
    for line in 1...pattern.count {
      let now = line % 3
      let above = (line + 2) % 3
      let second = (line + 1) % 3
      let low = max(1, line - limit)
      let high = min(text.count, line + limit)
      guard low <= high else { return nil }
      rows[now][low - 1] = low == 1 ? min(line, far) : far
      var best = rows[now][low - 1]
      for column in low...high {
        let isSame = pattern[line - 1] == text[column - 1]
        let fromAbove = column <= line - 1 + limit ? rows[above][column] + 1 : far
        var value = min(fromAbove, rows[now][column - 1] + 1, rows[above][column - 1] + (isSame ? 0 : 1))
        if line > 1, column > 1, pattern[line - 1] == text[column - 2], pattern[line - 2] == text[column - 1] {
          value = min(value, rows[second][column - 2] + 1)
        }
        rows[now][column] = min(value, far)
        best = min(best, value)
      }
      if best > limit { return nil }
    }
    let score = rows[pattern.count % 3][text.count]
    return score <= limit ? score : nil
  }
}
