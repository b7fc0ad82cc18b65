/// The roles of words by folded token: open addressing in two flat arrays, so that a look costs no hashing.
package struct RoleTable {
  private var keys: [UInt64]
  private var values: [PhraseWords.Roles]
  private var used = 0

  package init() {
    keys = Array(repeating: 0, count: 64)
    values = Array(repeating: [], count: 64)
  }

  package var isEmpty: Bool { used == 0 }

  /// The roles of a folded token; none for a token that was not added, and for a skipped one.
  @inline(__always)
  package subscript(folded: UInt64) -> PhraseWords.Roles {
    guard folded != 0 else { return [] }
    var index = Int(truncatingIfNeeded: folded ^ (folded >> 29)) & (keys.count - 1)
    while keys[index] != 0 {
      if keys[index] == folded { return values[index] }
      index = (index + 1) & (keys.count - 1)
    }
    return []
  }

  /// Adds roles to a folded token that matchers do not skip.
  package mutating func insert(_ roles: PhraseWords.Roles, _ folded: UInt64) {
    guard folded != 0 else { return }
    if used * 2 >= keys.count { grow() }
    let index = place(folded)
    if keys[index] == 0 { used += 1 }
    keys[index] = folded
    values[index].formUnion(roles)
  }

  private func place(_ folded: UInt64) -> Int {
    var index = Int(truncatingIfNeeded: folded ^ (folded >> 29)) & (keys.count - 1)
    while keys[index] != 0, keys[index] != folded { index = (index + 1) & (keys.count - 1) }
    return index
  }

  private mutating func grow() {
    let old = zip(keys, values)
    keys = Array(repeating: 0, count: keys.count * 2)
    values = Array(repeating: [], count: keys.count)
    for (key, value) in old where key != 0 {
      let index = place(key)
      keys[index] = key
      values[index] = value
    }
  }
}
