/// Concepts that a mention lists beside the one that it names.
struct ConceptLinks {
  /// A cross-reference that a vocabulary states.
  struct Reference {
    /// Position of the concept that refers.
    var from: UInt32
    /// What stands for the vocabulary referred to (`VocabularyAliases.canonical`), and the key of the concept.
    var vocabulary: UInt64
    var key: UInt64
  }

  /// One concept in several vocabularies: all members by position, in order, under each of them.
  var clusters: [UInt32: [UInt32]] = [:]
  /// Ingredients of brands.
  var ingredients: [UInt32: [UInt32]] = [:]

  var isEmpty: Bool { clusters.isEmpty && ingredients.isEmpty }

  /// Everything that a name of the concept stands for, the concept of the first vocabulary first.
  func concepts(of concept: UInt32) -> [UInt32] {
    var all = clusters[concept] ?? [concept]
    for member in clusters[concept] ?? [concept] {
      for ingredient in ingredients[member] ?? [] {
        for further in clusters[ingredient] ?? [ingredient] where !all.contains(further) { all.append(further) }
      }
    }
    return all
  }
}

/// What became of the cross-references of a build (`lexicon build --merge`).
public struct MergeReport: Sendable, Equatable {
  /// Cross-references read, each once.
  public var references = 0
  /// To a vocabulary that is not in this build.
  public var notLoaded = 0
  /// To a concept that its vocabulary does not have, or that has no name.
  public var broken = 0
  /// Pairs that two vocabularies state in more ways than one: one concept here is several there.
  public var ambiguous = 0
  /// Pairs of different entity types.
  public var otherType = 0
  /// Pairs that would have joined two concepts of one vocabulary by way of a third.
  public var conflicting = 0
  /// Pairs that were joined.
  public var joined = 0
  /// Concepts that stand in several vocabularies now.
  public var clusters = 0
  /// Starts with nothing counted.
  public init() {}
}

/// What became of the relations between brands and ingredients (`lexicon build --ingredients`).
public struct IngredientReport: Sendable, Equatable {
  /// Rows read, of those rows about brands, and of those without a concept in this build.
  public var rows = 0
  public var relations = 0
  public var unknown = 0
  /// Brands that carry their ingredients now.
  public var brands = 0
  /// Starts with nothing counted.
  public init() {}
}
