/// A Bloom filter over the folded first tokens of all phrases: one cache line decides for most tokens that nothing
/// begins there (Putze, Sanders, Singler 2007: blocked Bloom filters).
public struct FirstTokenFilter: @unchecked Sendable {
  // Safe to share: read-only.
  @usableFromInline let words: UnsafePointer<UInt64>
  @usableFromInline let mask: UInt64

  /// - Parameter count: number of words, a power of two.
  public init(words: UnsafePointer<UInt64>, count: Int) {
    self.words = words
    self.mask = UInt64(count - 1)
  }

  @inlinable
  @inline(__always)
  public func mayContain(_ folded: UInt64) -> Bool {
    let word = words[Int(truncatingIfNeeded: (folded >> 16) & mask)]
    let bits = Self.bits(folded)
    return word & bits == bits
  }

  @inlinable
  @inline(__always)
  static func bits(_ folded: UInt64) -> UInt64 {
    (1 << (folded & 63)) | (1 << ((folded >> 6) & 63)) | (1 << ((folded >> 48) & 63))
  }

  /// The filter for `tokens`, at about 24 bits a token.
  public static func build(_ tokens: some Collection<UInt64>) -> [UInt64] {
    var count = 64
    while count * 64 < tokens.count * 24 { count *= 2 }
    var words = [UInt64](repeating: 0, count: count)
    for token in tokens {
      words[Int(truncatingIfNeeded: (token >> 16) & UInt64(count - 1))] |= bits(token)
    }
    return words
  }

  /// A filter in memory that is never freed: for the rule tables that every run loads once.
  public static func permanent(_ tokens: some Collection<UInt64>) -> FirstTokenFilter {
    let words = build(tokens)
    let copy = UnsafeMutablePointer<UInt64>.allocate(capacity: words.count)
    copy.initialize(from: words, count: words.count)
    return FirstTokenFilter(words: copy, count: words.count)
  }
}
