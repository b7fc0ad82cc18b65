/// A small generator with a fixed seed (SplitMix64), so that every run sees the same "random" texts.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(_ seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

  package mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

  /// Up to `most` pieces put one behind the other.
  package mutating func text(of pieces: [String], upTo most: Int) -> String {
    var text = ""
    for _ in 0..<below(most + 1) { text += pick(pieces) }
    return text
  }
}
