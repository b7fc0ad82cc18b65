import ClinicalText
import TestSupport
import Testing

@Suite struct SpellingDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("a", "", 1), ("", "abc", 3), ("pneumonia", "pneumonia", 0), ("pnuemonia", "pneumonia", 1),
    ("diabetis", "diabetes", 1), ("asprin", "aspirin", 1), ("kitten", "sitting", 3), ("ab", "ba", 1), ("abc", "cab", 2),
  ])
  func distances(_ a: String, _ b: String, _ expected: Int) {
    #expect(SpellingDistance.between(Array(a.utf8), Array(b.utf8)) == expected)
    #expect(SpellingDistance.between(Array(b.utf8), Array(a.utf8)) == expected)
  }

  /// Against the definition by recursion, with and without a bound.
  @Test func equalsTheDefinition() {
    var generator = SeededGenerator(7)
    for _ in 0..<2_000 {
      let a = Array(generator.text(of: ["a", "b", "c"], upTo: 6).utf8)
      let b = Array(generator.text(of: ["a", "b", "c"], upTo: 6).utf8)
      let expected = Self.naive(a[...], b[...])
      #expect(SpellingDistance.between(a, b) == expected)
      for bound in 0...3 {
        #expect(SpellingDistance.between(a, b, within: bound) == (expected <= bound ? expected : nil), "\(a) \(b)")
      }
    }
  }

  private static func naive(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Int {
    guard let x = a.last, let y = b.last else { return max(a.count, b.count) }
    if x == y { return naive(a.dropLast(), b.dropLast()) }
    var best = 1 + min(naive(a.dropLast(), b), naive(a, b.dropLast()), naive(a.dropLast(), b.dropLast()))
    if a.count > 1, b.count > 1, x == b[b.endIndex - 2], y == a[a.endIndex - 2] {
      best = min(best, 1 + naive(a.dropLast(2), b.dropLast(2)))
    }
    return best
  }
}
