/// The hash that tells whether a note's content changed: up to 32 bytes, kept without a heap object.
///
/// The caller chooses the function (SHA-256, two 64-bit words, a failure's fingerprint); the store only compares.
public struct ContentHash: Hashable, Sendable {
  private var words: SIMD4<UInt64> = .zero
  /// Number of bytes used, 0...32.
  public let count: Int

  /// Takes the first 32 bytes of `bytes`.
  public init(_ bytes: some Sequence<UInt8>) {
    var words = SIMD4<UInt64>.zero
    var count = 0
    for byte in bytes.prefix(32) {
      words[count >> 3] |= UInt64(byte) << UInt64((count & 7) * 8)
      count += 1
    }
    self.words = words
    self.count = count
  }

  /// A 64-bit hash: the fingerprint of a record that failed.
  public init(_ word: UInt64) {
    words[0] = word
    count = 8
  }

  /// A 128-bit hash.
  public init(_ first: UInt64, _ second: UInt64) {
    words[0] = first
    words[1] = second
    count = 16
  }

  /// Calls `body` with the bytes as they stand in `note.content_hash`.
  func withBytes<T>(_ body: (UnsafeBufferPointer<UInt8>) -> T) -> T {
    var copy = words
    return withUnsafeBytes(of: &copy) { raw in
      body(UnsafeBufferPointer(rebasing: raw.bindMemory(to: UInt8.self)[..<count]))
    }
  }
}
