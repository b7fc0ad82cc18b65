import ClinicalText

/// The `concept_key` of each concept met, by the address of its record: a lexicon's records never move. Open addressing;
/// one multiplication and, as a rule, one look.
struct ConceptKeys {
  private var addresses: [UInt] = Array(repeating: 0, count: 1 << 12)
  private var keys: [Int] = Array(repeating: 0, count: 1 << 12)
  private var count = 0

  @inline(__always)
  func key(of record: UnsafePointer<ConceptRecord>) -> Int? {
    let slot = Self.place(UInt(bitPattern: record), addresses)
    return addresses[slot] == 0 ? nil : keys[slot]
  }

  mutating func insert(_ key: Int, for record: UnsafePointer<ConceptRecord>) {
    if count * 2 >= addresses.count { grow() }
    let address = UInt(bitPattern: record)
    let slot = Self.place(address, addresses)
    if addresses[slot] == 0 { count += 1 }
    addresses[slot] = address
    keys[slot] = key
  }

  @inline(__always)
  private static func place(_ address: UInt, _ addresses: [UInt]) -> Int {
    addresses.withUnsafeBufferPointer { table in
      let mask = UInt(table.count - 1)
      // Safe because the product's high bits depend on all bits of the address.
      var slot = ((address &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
      while table[Int(slot)] != 0, table[Int(slot)] != address { slot = (slot &+ 1) & mask }
      return Int(slot)
    }
  }

  private mutating func grow() {
    let old = (addresses, keys)
    addresses = Array(repeating: 0, count: old.0.count * 2)
    keys = Array(repeating: 0, count: old.0.count * 2)
    for (address, key) in zip(old.0, old.1) where address != 0 {
      let slot = Self.place(address, addresses)
      addresses[slot] = address
      keys[slot] = key
    }
  }
}
