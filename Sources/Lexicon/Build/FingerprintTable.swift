/// A map from 64-bit fingerprints of byte strings to 32-bit indices, by open addressing.
///
/// Keys are compared by fingerprint: with ten million keys the chance of one false match is below 10⁻⁵.
struct FingerprintTable: ~Copyable {
  private var keys: UnsafeMutablePointer<UInt64>
  private var values: UnsafeMutablePointer<UInt32>
  private var capacity = 1024
  private(set) var count = 0

  init() {
    keys = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    values.initialize(repeating: 0, count: capacity)
  }

  deinit {
    keys.deallocate()
    values.deallocate()
  }

  /// The fingerprint of some bytes, never 0.
  static func fingerprint(_ bytes: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var h = LexiconFormat.checksum(UnsafeRawBufferPointer(bytes)) ^ (seed &* 0xD6E8_FEB8_6659_FD93)
    h ^= h >> 31
    h = h &* 0xD6E8_FEB8_6659_FD93
    h ^= h >> 32
    return h == 0 ? 1 : h
  }

  /// The value of a key, after storing `newValue` when there was none (`isNew`).
  mutating func findOrInsert(_ key: UInt64, _ newValue: UInt32) -> (value: UInt32, isNew: Bool) {
    if count * 3 >= capacity * 2 { grow() }
    let slot = place(key)
    if keys[slot] == key { return (values[slot], false) }
    keys[slot] = key
    values[slot] = newValue
    count += 1
    return (newValue, true)
  }

  func value(_ key: UInt64) -> UInt32? {
    let slot = place(key)
    return keys[slot] == key ? values[slot] : nil
  }

  private func place(_ key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: key) & (capacity - 1)
    while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & (capacity - 1) }
    return slot
  }

  private mutating func grow() {
    let oldKeys = keys
    let oldValues = values
    let oldCapacity = capacity
    capacity *= 2
    keys = .allocate(capacity: capacity)
    values = .allocate(capacity: capacity)
    keys.initialize(repeating: 0, count: capacity)
    values.initialize(repeating: 0, count: capacity)
    for i in 0..<oldCapacity where oldKeys[i] != 0 {
      let slot = place(oldKeys[i])
      keys[slot] = oldKeys[i]
      values[slot] = oldValues[i]
    }
    oldKeys.deallocate()
    oldValues.deallocate()
  }
}
