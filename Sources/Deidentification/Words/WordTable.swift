import ClinicalText

/// The classes of words, by folded token: one open-addressing table, read-only once built.
public struct WordTable: @unchecked Sendable {
  // Safe to share: reads only; the memory is never freed (one table serves the process).
  private let keys: UnsafePointer<UInt64>
  private let values: UnsafePointer<UInt64>
  private let mask: Int

  /// Lays the entries out. Key 0 (`TokenFolding.skipped`) is never held.
  public init(_ words: [UInt64: WordClass]) { self.init(words, grammar: [:]) }

  /// Lays the entries out, with the words of grammar among them.
  package init(_ words: [UInt64: WordClass], grammar: [UInt64: GrammarClass]) {
    // A word's classes in the low half of its value, its grammar in the high one.
    var entries = words.mapValues { UInt64($0.rawValue) }
    for (folded, bits) in grammar { entries[folded, default: 0] |= UInt64(bits.rawValue) << 32 }
    var capacity = 64
    while capacity < entries.count * 2 { capacity *= 2 }
    let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    let values = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    values.initialize(repeating: 0, count: capacity)
    for (key, value) in entries where key != TokenFolding.skipped {
      var slot = Self.place(key, capacity - 1)
      while keys[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
      keys[slot] = key
      values[slot] = value
    }
    self.keys = UnsafePointer(keys)
    self.values = UnsafePointer(values)
    mask = capacity - 1
  }

  @inline(__always)
  private static func place(_ key: UInt64, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (key ^ (key >> 29)) & 0x7FFF_FFFF_FFFF_FFFF) & mask
  }

  /// The classes of a folded token in the low half, its grammar in the high one; 0 for a word that no list knows.
  @inline(__always)
  func value(of folded: UInt64) -> UInt64 {
    guard folded != TokenFolding.skipped else { return 0 }
    var slot = Self.place(folded, mask)
    while keys[slot] != 0 {
      if keys[slot] == folded { return values[slot] }
      slot = (slot + 1) & mask
    }
    return 0
  }

  /// The classes of a folded token; empty for a word that no list knows.
  public func classes(of folded: UInt64) -> WordClass {
    WordClass(rawValue: UInt32(truncatingIfNeeded: value(of: folded)))
  }
}
