/// A trie over folded tokens, as one flat table of 16-byte slots with open addressing.
///
/// An edge is found by the 64-bit fingerprint of (node, folded token); there are no pointers, so a table in a
/// mapped file is used as it stands. A table is read-only once built and safe to share.
///
/// Slots stand in the order of their keys, each at or behind its place `key × capacity / 2^64` (linear probing in key
/// order): a search ends at the first greater key, so that the table may be four fifths full.
@frozen
public struct TokenTrie: @unchecked Sendable {
  // Safe to share: reads only; the owner of the memory outlives every view of it.

  @frozen
  public struct Slot: Sendable {
    /// Fingerprint of the edge; 0 marks an empty slot.
    public var key: UInt64
    /// The node that the edge leads to; the top bit tells that it has edges of its own.
    public var child: UInt32
    /// 1 + the caller's value when a phrase ends here; 0 when none does.
    public var value: UInt32

    @inlinable
    public init(key: UInt64, child: UInt32, value: UInt32) {
      self.key = key
      self.child = child
      self.value = value
    }
  }

  public static let hasChildren: UInt32 = 0x8000_0000
  public static let root: UInt32 = 0

  /// Slots behind the last place: a run of full slots may end there, and the last slot is always empty.
  public static let overflow = 256

  public let slots: UnsafePointer<Slot>
  @usableFromInline let capacity: UInt64
  @usableFromInline let count: Int

  /// - Parameter count: number of slots, more than `overflow`.
  public init(slots: UnsafePointer<Slot>, count: Int) {
    precondition(count > Self.overflow)
    self.slots = slots
    self.count = count
    capacity = UInt64(count - Self.overflow)
  }

  /// The fingerprint of the edge from `node` by `token`.
  @inlinable
  @inline(__always)
  public static func key(_ node: UInt32, _ token: UInt64) -> UInt64 {
    var h = token ^ (UInt64(node) &* 0xD6E8_FEB8_6659_FD93)
    h ^= h >> 32
    h = h &* 0xD6E8_FEB8_6659_FD93
    h ^= h >> 32
    return h == 0 ? 1 : h
  }

  /// The slot of the edge from `node` by the folded `token`; a slot with key 0 when there is none.
  @inlinable
  @inline(__always)
  public func edge(from node: UInt32, by token: UInt64) -> Slot {
    let key = Self.key(node, token)
    var index = Int(truncatingIfNeeded: key.multipliedFullWidth(by: capacity).high)
    // A sound table ends the search by itself; the bound keeps a damaged file from leading outside.
    while index < count {
      let slot = slots[index]
      if slot.key == key { return slot }
      if slot.key == 0 || slot.key > key { break }
      index &+= 1
    }
    return Slot(key: 0, child: 0, value: 0)
  }

  /// False when there is no such edge, told from one slot without a branch: calls in a row wait for memory together.
  @inlinable
  @inline(__always)
  public func hasPlace(from node: UInt32, by token: UInt64) -> Bool {
    let key = Self.key(node, token)
    let index = Int(truncatingIfNeeded: key.multipliedFullWidth(by: capacity).high)
    let first = slots[index].key
    return first != 0 && first <= key
  }

  /// The value of a whole phrase, or nil.
  public func value(of phrase: [UInt64]) -> UInt32? {
    var node = Self.root
    var value: UInt32 = 0
    for token in phrase {
      let slot = edge(from: node, by: token)
      guard slot.key != 0 else { return nil }
      node = slot.child & ~Self.hasChildren
      value = slot.value
    }
    return value == 0 ? nil : value - 1
  }
}

/// Builds a `TokenTrie`; owns its table until `finish` hands it over.
public struct TokenTrieBuilder: ~Copyable {
  private var slots: UnsafeMutablePointer<TokenTrie.Slot>
  private var capacity: Int
  private var used = 0
  private var nodes: UInt32 = 1

  /// Takes each part as it is given.
  public init(expectedEdges: Int = 64) {
    capacity = 64
    while capacity < expectedEdges * 2 { capacity *= 2 }
    slots = .allocate(capacity: capacity)
    slots.initialize(repeating: .init(key: 0, child: 0, value: 0), count: capacity)
  }

  deinit { slots.deallocate() }

  /// Adds a phrase of at least one folded token.
  ///
  /// Returns the value that the phrase already had, if any; otherwise stores `value` and returns nil.
  public mutating func insert(_ phrase: some Collection<UInt64>, value: UInt32) -> UInt32? {
    var node = TokenTrie.root
    var slotIndex = -1
    for token in phrase {
      if slotIndex >= 0 { slots[slotIndex].child |= TokenTrie.hasChildren }
      slotIndex = findOrAdd(node, token)
      node = slots[slotIndex].child & ~TokenTrie.hasChildren
    }
    guard slotIndex >= 0 else { return nil }
    if slots[slotIndex].value != 0 { return slots[slotIndex].value - 1 }
    slots[slotIndex].value = value + 1
    return nil
  }

  private mutating func findOrAdd(_ node: UInt32, _ token: UInt64) -> Int {
    if used * 3 >= capacity * 2 { grow() }
    let key = TokenTrie.key(node, token)
    let index = Self.place(key, slots, capacity)
    if slots[index].key == 0 {
      slots[index] = .init(key: key, child: nodes, value: 0)
      nodes += 1
      used += 1
    }
    return index
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<TokenTrie.Slot>.allocate(capacity: capacity * 2)
    larger.initialize(repeating: .init(key: 0, child: 0, value: 0), count: capacity * 2)
    for i in 0..<capacity where slots[i].key != 0 {
      larger[Self.place(slots[i].key, larger, capacity * 2)] = slots[i]
    }
    slots.deallocate()
    slots = larger
    capacity *= 2
  }

  private static func place(
    _ key: UInt64, _ slots: UnsafeMutablePointer<TokenTrie.Slot>, _ capacity: Int
  ) -> Int {
    let mask = UInt64(capacity - 1)
    var index = key & mask
    while slots[Int(index)].key != key, slots[Int(index)].key != 0 { index = (index + 1) & mask }
    return Int(index)
  }

  public var edgeCount: Int { used }

  /// The finished table in key order; for writing it to a file.
  public func withSlots<R>(_ body: (UnsafeBufferPointer<TokenTrie.Slot>) throws -> R) rethrows -> R {
    let table = finished()
    defer { table.deallocate() }
    return try body(UnsafeBufferPointer(table))
  }

  /// A table that lives as long as the process: for the rule tables that every run loads once.
  public func makePermanent() -> TokenTrie {
    let table = finished()
    return TokenTrie(slots: UnsafePointer(table.baseAddress!), count: table.count)
  }

  /// Lays the edges out in key order, four fifths full; with more room where a run of full slots would not fit.
  private func finished() -> UnsafeMutableBufferPointer<TokenTrie.Slot> {
    var edges = UnsafeMutableBufferPointer<TokenTrie.Slot>.allocate(capacity: used)
    defer { edges.deallocate() }
    var next = 0
    for index in 0..<capacity where slots[index].key != 0 {
      edges.initializeElement(at: next, to: slots[index])
      next += 1
    }
    edges.sort { $0.key < $1.key }
    var room = max(1, used + used / 4)
    while true {
      let table = UnsafeMutableBufferPointer<TokenTrie.Slot>.allocate(capacity: room + TokenTrie.overflow)
      table.initialize(repeating: .init(key: 0, child: 0, value: 0))
      if Self.lay(edges, into: table, room) { return table }
      table.deallocate()
      room += room / 8 + 1
    }
  }

  private static func lay(
    _ edges: UnsafeMutableBufferPointer<TokenTrie.Slot>, into table: UnsafeMutableBufferPointer<TokenTrie.Slot>,
    _ room: Int
  ) -> Bool {
    var free = 0
    for edge in edges {
      let place = max(free, Int(edge.key.multipliedFullWidth(by: UInt64(room)).high))
      // The last slot stays empty.
      guard place < table.count - 1 else { return false }
      table[place] = edge
      free = place + 1
    }
    return true
  }
}
