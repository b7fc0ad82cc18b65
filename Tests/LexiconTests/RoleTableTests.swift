import ClinicalText
import Lexicon
import TestSupport
import Testing

/// The flat table of roles beside a dictionary.
struct RoleTableTests {
  @Test(arguments: [1, 2, 3])
  func agreesWithADictionary(_ seed: UInt64) {
    var random = SeededGenerator(seed)
    var table = RoleTable()
    var expected: [UInt64: PhraseWords.Roles] = [:]
    #expect(table.isEmpty)
    // Few places in the low bits, so that words collide.
    let words = (0..<700).map { _ in random.next() & 0xFFFF_0000_0000_001F | 1 << 40 }
    for _ in 0..<2_000 {
      let word = random.pick(words)
      let roles = PhraseWords.Roles(rawValue: 1 << UInt8(random.below(8)))
      table.insert(roles, word)
      expected[word, default: []].formUnion(roles)
    }
    table.insert(PhraseWords.Roles(rawValue: 1), TokenFolding.skipped)
    #expect(!table.isEmpty && table[TokenFolding.skipped].isEmpty)
    for word in words { #expect(table[word] == expected[word] ?? []) }
    for _ in 0..<5_000 {
      let word = random.next() & 0xFFFF_0000_0000_003F | 1 << 40
      #expect(table[word] == expected[word] ?? [])
    }
  }
}
