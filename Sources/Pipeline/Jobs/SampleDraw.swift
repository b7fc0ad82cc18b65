/// Draws a sample of items, chosen by seed and position alone, without knowing how many there are.
struct SampleDraw<Item> {
  private let size: Int
  private let seed: UInt64
  private var kept: [(rank: UInt64, position: Int, item: Item)] = []
  private var bound = UInt64.max

  init(_ sampling: Sampling) {
    size = sampling.size
    seed = sampling.seed
  }

  /// Takes the item unless too many better ones are there.
  mutating func offer(_ item: Item, at position: Int) {
    let rank = SampleRank.rank(position, seed)
    if rank <= bound || kept.count < size { kept.append((rank, position, item)) }
    if kept.count >= 2 * size + 64 { cut() }
  }

  /// The sample, in order of position.
  mutating func finish() -> [Item] {
    cut()
    return kept.sorted { $0.position < $1.position }.map(\.item)
  }

  private mutating func cut() {
    kept.sort { $0.rank != $1.rank ? $0.rank < $1.rank : $0.position < $1.position }
    if kept.count > size { kept.removeLast(kept.count - size) }
    if kept.count == size, let last = kept.last { bound = last.rank }
  }
}

/// The order in which a seed draws positions.
enum SampleRank {
  /// A well-mixed number for a position (SplitMix64, Steele et al. 2014): the smallest are drawn.
  static func rank(_ position: Int, _ seed: UInt64) -> UInt64 {
    var z = (UInt64(position) &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ seed &* 0xD6E8_FEB8_6659_FD93
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
