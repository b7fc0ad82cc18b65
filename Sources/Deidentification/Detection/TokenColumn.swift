/// One value for each token of a note, in memory that is used again for the next note.
///
/// Finders ask about neighbours at every token: a plain pointer spares the look into an array's header each time. The
/// margin on both sides is zero, so that a neighbour just outside of the note reads as nothing.
struct TokenColumn<Value: BitwiseCopyable> {
  /// Values before the first and behind the last token.
  static var margin: Int { 32 }

  private var block: UnsafeMutablePointer<Value>
  private(set) var base: UnsafeMutablePointer<Value>
  private var capacity: Int

  init() {
    capacity = 1024
    block = .allocate(capacity: capacity + Self.margin * 2)
    base = block + Self.margin
    reset(0)
  }

  /// Makes room for `count` tokens. All values, the margins included, become zero.
  mutating func reset(_ count: Int) {
    if count > capacity {
      block.deallocate()
      capacity = max(count, capacity * 2)
      block = .allocate(capacity: capacity + Self.margin * 2)
      base = block + Self.margin
    }
    UnsafeMutableRawPointer(block).initializeMemory(
      as: UInt8.self, repeating: 0, count: (count + Self.margin * 2) * MemoryLayout<Value>.stride)
  }

  /// The value of a token; also of up to `margin` places outside of the note.
  @inline(__always)
  subscript(index: Int) -> Value {
    get { base[index] }
    nonmutating set { base[index] = newValue }
  }

  /// Gives the memory back; the column must not be used afterwards.
  func deallocate() { block.deallocate() }
}
