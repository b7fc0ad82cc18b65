import ClinicalText

/// How many concepts and names a lexicon has, by what they are.
public struct LexiconCounts: Sendable {
  /// Concepts, and names of them.
  public struct Pair: Sendable, Equatable {
    public var concepts = 0
    public var names = 0

    /// Takes each part as it is given.
    public init(concepts: Int = 0, names: Int = 0) {
      self.concepts = concepts
      self.names = names
    }
  }

  public var byType: [(type: EntityType, count: Pair)] = []
  /// Sorted by vocabulary.
  public var byVocabulary: [(vocabulary: String, count: Pair)] = []
  /// By list of semantic types ("T047,T191"), sorted; the empty list is of concepts without any.
  public var bySemanticTypes: [(types: String, count: Pair)] = []
  /// Names with a rule (`LexiconName.Flags.ruleNames`), in a fixed order, and "preferred" in front.
  public var byRule: [(rule: String, names: Int)] = []
}

extension CompiledLexicon {
  /// Counts in one pass over concepts and names.
  public func counts() -> LexiconCounts {
    var types = [LexiconCounts.Pair](repeating: .init(), count: EntityType.allCases.count)
    var vocabularies: [UInt64: LexiconCounts.Pair] = [:]
    var lists: [UInt64: LexiconCounts.Pair] = [:]
    var namesOf = [UInt32](repeating: 0, count: concepts.count)
    var flagged = [UInt16: Int]()
    for name in names {
      if Int(name.concept) < namesOf.count { namesOf[Int(name.concept)] += 1 }
      flagged[name.flags.rawValue, default: 0] += 1
    }
    for (index, concept) in concepts.enumerated() {
      let pair = LexiconCounts.Pair(concepts: 1, names: Int(namesOf[index]))
      if Int(concept.type) < types.count { types[Int(concept.type)] += pair }
      vocabularies[Self.key(concept.vocabularyOffset, concept.vocabularyLength), default: .init()] += pair
      lists[Self.key(concept.semanticTypesOffset, concept.semanticTypesLength), default: .init()] += pair
    }
    var counts = LexiconCounts()
    counts.byType = EntityType.allCases.map { ($0, types[Int($0.rawValue)]) }.filter { $0.1.concepts > 0 }
    counts.byVocabulary = merged(vocabularies).map { ($0.key, $0.value) }
    counts.bySemanticTypes = merged(lists).map { ($0.key, $0.value) }
    let rules: [(String, LexiconName.Flags)] = [
      ("preferred", .preferred), ("exact_case", .exactCase), ("exact_form", .exactForm), ("common_word", .commonWord),
      ("short", .short), ("yields_inside", .yieldsInside),
    ]
    counts.byRule = rules.map { rule, flag in
      (rule, flagged.reduce(0) { $0 + (LexiconName.Flags(rawValue: $1.key).contains(flag) ? $1.value : 0) })
    }
    return counts
  }

  private static func key(_ offset: UInt32, _ length: UInt16) -> UInt64 { UInt64(offset) << 16 | UInt64(length) }

  /// Counts by the texts behind the keys, sorted: one text may be stored twice.
  private func merged(_ counts: [UInt64: LexiconCounts.Pair]) -> [(key: String, value: LexiconCounts.Pair)] {
    var byText: [String: LexiconCounts.Pair] = [:]
    for (key, pair) in counts {
      let text = slice(UInt32(key >> 16), UInt16(truncatingIfNeeded: key)).string
      byText[text, default: .init()] += pair
    }
    return byText.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension LexiconCounts.Pair {
  /// Adds both counts.
  public static func += (a: inout Self, b: Self) {
    a.concepts += b.concepts
    a.names += b.names
  }
}
