import ClinicalText
import Lexicon
import Rules

/// Which senses a concept of a lexicon belongs to: open addressing over the addresses of concept records, because it is
/// asked for every mention of a note.
package struct SenseConcepts: Sendable {
  private var keys: [UInt]
  private var places: [Int32]
  private var lists: [[Int32]] = []
  private let mask: Int

  package init(_ entries: [SenseTable.Entry]) {
    var byRecord: [UInt: [Int32]] = [:]
    for entry in entries {
      for sense in entry.senses {
        for concept in sense.concepts {
          byRecord[UInt(bitPattern: concept.reference.record), default: []].append(Int32(sense.index))
        }
      }
    }
    var capacity = 16
    while capacity < byRecord.count * 3 { capacity *= 2 }
    mask = capacity - 1
    keys = Array(repeating: 0, count: capacity)
    places = Array(repeating: 0, count: capacity)
    for (key, list) in byRecord.sorted(by: { $0.key < $1.key }) {
      var slot = Self.hash(key) & mask
      while keys[slot] != 0 { slot = (slot + 1) & mask }
      keys[slot] = key
      places[slot] = Int32(lists.count)
      lists.append(list)
    }
  }

  /// The senses of a concept; nil for most.
  @inline(__always)
  package func senses(of concept: ConceptReference) -> [Int32]? {
    let key = UInt(bitPattern: concept.record)
    var slot = Self.hash(key) & mask
    while keys[slot] != 0 {
      if keys[slot] == key { return lists[Int(places[slot])] }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always)
  private static func hash(_ key: UInt) -> Int {
    Int(truncatingIfNeeded: ((key >> 5) &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }

  /// The concepts of each sense of an entry: the one with its identifier, and those of other vocabularies that the
  /// sense's long form names. A concept that the long forms of two senses name tells them apart no more and is left out.
  package static func find(
    _ entry: SenseEntry, _ lexicons: [CompiledLexicon]
  ) -> [[(reference: ConceptReference, type: EntityType)]] {
    var found: [[(reference: ConceptReference, type: EntityType)]] = []
    var isExact: [[Bool]] = []
    for sense in entry.senses {
      var concepts: [(reference: ConceptReference, type: EntityType)] = []
      var exact: [Bool] = []
      if let id = sense.concept {
        for lexicon in lexicons {
          for hit in lexicon.lookup(sense.name) {
            let isSameVocabulary = hit.concept.vocabulary.string == sense.vocabulary
            if isSameVocabulary, hit.concept.id.string != id { continue }
            if concepts.contains(where: { $0.reference.record == hit.concept.record }) { continue }
            concepts.append((hit.concept, hit.type))
            exact.append(isSameVocabulary)
          }
        }
      }
      found.append(concepts)
      isExact.append(exact)
    }
    var owners: [UInt: Int] = [:]
    for concepts in found {
      for concept in concepts { owners[UInt(bitPattern: concept.reference.record), default: 0] += 1 }
    }
    // In an order that does not depend on that of the lexicons.
    return zip(found, isExact).map { concepts, exact in
      zip(concepts, exact).filter { $1 || owners[UInt(bitPattern: $0.reference.record)] == 1 }
        .sorted { a, b in
          if a.1 != b.1 { return a.1 }
          let x = (a.0.reference.vocabulary.string, a.0.reference.id.string)
          return x < (b.0.reference.vocabulary.string, b.0.reference.id.string)
        }
        .map { $0.0 }
    }
  }
}
