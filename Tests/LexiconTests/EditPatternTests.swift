import Lexicon
import TestSupport
import Testing

/// The bit-parallel distance and the band against the plain table.
@Suite struct EditPatternTests {
  /// Optimal string alignment by the whole table.
  static func naive(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var table = Array(repeating: Array(repeating: 0, count: b.count + 1), count: a.count + 1)
    for i in 0...a.count { table[i][0] = i }
    for j in 0...b.count { table[0][j] = j }
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    for i in 1...a.count {
      for j in 1...b.count {
        var best = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { best = min(best, table[i - 2][j - 2] + 1) }
        table[i][j] = best
      }
    }
    return table[a.count][b.count]
  }

  private func distance(_ pattern: EditPattern, _ a: [UInt8], _ b: [UInt8], _ limit: Int) -> Int? {
    a.withUnsafeBufferPointer { pattern.set($0) }
    return b.withUnsafeBufferPointer { pattern.distance(to: $0, limit: limit) }
  }

  @Test func knownDistances() {
    let pattern = EditPattern()
    let cases: [(String, String, Int)] = [
      ("metoprolol", "metoprolol", 0), ("metoprlol", "metoprolol", 1), ("hypertenison", "hypertension", 1),
      ("ca", "abc", 3), ("abcd", "badc", 2), ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3),
    ]
    for (a, b, expected) in cases {
      #expect(distance(pattern, Array(a.utf8), Array(b.utf8), 5) == expected, "\(a) \(b)")
    }
  }

  @Test(arguments: [1, 12, 63, 64, 65, 66, 130])
  func agreesWithTheTable(_ longest: Int) {
    var random = SeededGenerator(UInt64(longest))
    let pattern = EditPattern()
    for _ in 0..<3000 {
      let a = (0..<(longest / 2 + random.below(longest / 2 + 1))).map { _ in UInt8(0x61 + random.below(3)) }
      var b = a
      // Near words mostly: random ones are never within a limit.
      for _ in 0..<random.below(5) where !b.isEmpty {
        let place = random.below(b.count)
        switch random.below(4) {
        case 0: b.remove(at: place)
        case 1: b.insert(UInt8(0x61 + random.below(3)), at: place)
        case 2: b[place] = UInt8(0x61 + random.below(3))
        default: if place + 1 < b.count { b.swapAt(place, place + 1) }
        }
      }
      let expected = Self.naive(a, b)
      for limit in 0...4 {
        #expect(distance(pattern, a, b, limit) == (expected <= limit ? expected : nil))
      }
    }
  }
}
