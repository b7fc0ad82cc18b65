import ClinicalText
import TestSupport
import Testing

/// The trie against a dictionary of whole phrases.
struct TokenTrieTests {
  @Test(arguments: [1, 2, 3])
  func agreesWithADictionary(_ seed: UInt64) {
    var random = SeededGenerator(seed)
    // Few different tokens make many shared beginnings; 0 (a skipped token) is a value like any other here.
    let alphabet = (0..<12).map { $0 == 0 ? UInt64(0) : random.next() }
    var builder = TokenTrieBuilder(expectedEdges: 1)
    var known: [[UInt64]: UInt32] = [:]
    for value in 0..<UInt32(5_000) {
      let phrase = (0...random.below(5)).map { _ in random.pick(alphabet) }
      let before = builder.insert(phrase, value: value)
      #expect(before == known[phrase])
      if before == nil { known[phrase] = value }
    }
    var prefixes: Set<[UInt64]> = []
    for phrase in known.keys {
      for length in 1...phrase.count { prefixes.insert(Array(phrase[..<length])) }
    }
    #expect(builder.edgeCount == prefixes.count)
    builder.withSlots { slots in
      #expect(slots.count > builder.edgeCount + TokenTrie.overflow)
      #expect(slots.count < builder.edgeCount * 4 / 3 + TokenTrie.overflow + 64)
      let keys = slots.map(\.key).filter { $0 != 0 }
      #expect(keys == keys.sorted() && keys.count == builder.edgeCount)
      #expect(slots.last?.key == 0)
    }
    let trie = builder.makePermanent()
    for (phrase, value) in known { #expect(trie.value(of: phrase) == value) }
    for _ in 0..<20_000 {
      let phrase = (0..<random.below(7)).map { _ in random.pick(alphabet) }
      #expect(trie.value(of: phrase) == known[phrase])
      checkEdges(trie, phrase, known, prefixes)
    }
  }

  /// Each step tells truly whether anything goes on behind it.
  private func checkEdges(
    _ trie: TokenTrie, _ phrase: [UInt64], _ known: [[UInt64]: UInt32], _ prefixes: Set<[UInt64]>
  ) {
    var node = TokenTrie.root
    for length in 1..<max(1, phrase.count + 1) {
      let prefix = Array(phrase[..<length])
      let slot = trie.edge(from: node, by: phrase[length - 1])
      // The quick answer may say yes where there is no edge, never no where there is one.
      #expect(slot.key == 0 || trie.hasPlace(from: node, by: phrase[length - 1]))
      guard slot.key != 0 else {
        #expect(!prefixes.contains(prefix))
        return
      }
      #expect(prefixes.contains(prefix))
      #expect(slot.value == known[prefix].map { $0 + 1 } ?? 0)
      if length < phrase.count, prefixes.contains(Array(phrase[...length])) {
        #expect(slot.child & TokenTrie.hasChildren != 0)
      }
      node = slot.child & ~TokenTrie.hasChildren
    }
  }

  @Test func emptyPhrasesAndEmptyTries() {
    var builder = TokenTrieBuilder()
    #expect(builder.insert([UInt64](), value: 3) == nil)
    #expect(builder.edgeCount == 0)
    let trie = builder.makePermanent()
    #expect(trie.value(of: []) == nil)
    #expect(trie.value(of: [1]) == nil)
  }

  @Test func theFirstValueStays() {
    var builder = TokenTrieBuilder()
    #expect(builder.insert([1, 2] as [UInt64], value: 0) == nil)
    #expect(builder.insert([1, 2] as [UInt64], value: 9) == 0)
    #expect(builder.makePermanent().value(of: [1, 2]) == 0)
    #expect(builder.makePermanent().value(of: [1]) == nil)
  }

  @Test func handsOutItsSlots() {
    var builder = TokenTrieBuilder()
    _ = builder.insert([5, 6, 7] as [UInt64], value: 1)
    let used = builder.withSlots { $0.count { $0.key != 0 } }
    #expect(used == 3)
  }
}
