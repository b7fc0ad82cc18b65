import ClinicalText

/// Adds to a note's mentions what qualifies them, and the relations between mentions. One object serves one worker.
///
/// Candidates (quantities, routes, frequencies, results) become entities where a relation rule joins them to a mention; the
/// others are dropped. With given entities nothing is added but relations, and the normalised parts of given qualifiers.
final class QualifierStage {
  private let rules: QualifierRules
  let scanner: CandidateScanner
  private let finder: RelationFinder
  private var marks: [RelationMark] = []
  /// By candidate: the type of the entity it becomes.
  private var types: [EntityType?] = []
  private var added: [(item: Int, entity: Entity)] = []

  /// The note's own date, which relative ones count from.
  var noteDate: CivilDate? {
    get { scanner.noteDate }
    set { scanner.noteDate = newValue }
  }

  init(_ rules: QualifierRules) {
    self.rules = rules
    scanner = CandidateScanner(units: rules.units, table: rules.words)
    finder = RelationFinder(rules)
  }

  /// - Parameters:
  ///   - places: token ranges of the result's entities.
  ///   - isGiven: the entities came with the note.
  /// - Returns: the new index of each entity, where some have moved to make room; nil where none has.
  func add(to result: inout NoteResult, _ note: NoteStructure, places: [Range<Int>], isGiven: Bool) -> [Int]? {
    marks.removeAll(keepingCapacity: true)
    if isGiven {
      for (index, entity) in result.entities.enumerated() where !places[index].isEmpty {
        // A type outside the contract stands for nothing that a rule may join.
        guard result.given[entity.given].type != nil else { continue }
        marks.append(RelationMark(tokens: places[index], type: entity.type, item: index))
      }
      normaliseGiven(&result, note, places)
    } else {
      scanner.scan(note, around: places)
      markAllergies(&result, places)
      markFrames(&result, note, places)
      gather(result, places, note)
    }
    finder.find(note, marks)
    guard !finder.found.isEmpty else { return nil }
    if isGiven {
      for relation in finder.found {
        result.relations.append(
          Relation(
            type: Self.names[Int(relation.type.rawValue)], head: marks[relation.head].item,
            tail: marks[relation.tail].item, source: finder.source(ofRule: relation.rule)))
      }
      return nil
    }
    return store(&result, note)
  }

  private static let names = RelationType.allCases.map { ByteSlice(permanent: $0.name) }

  /// Preferred mentions and candidates as marks, by start. A candidate's item is its index behind those of the mentions.
  private func gather(_ result: NoteResult, _ places: [Range<Int>], _ note: NoteStructure) {
    let mentions = result.entities.count
    let hasQualifiers = result.entities.indices.contains {
      result.entities[$0].type.rawValue >= EntityType.strength.rawValue
    }
    var next = 0
    for (index, candidate) in scanner.candidates.enumerated() {
      while next < mentions, places[next].lowerBound <= candidate.tokens.lowerBound {
        addMention(next, result, places)
        next += 1
      }
      // No two of one type overlap.
      if hasQualifiers, isTaken(candidate, result, places) { continue }
      if case .row = candidate.content, isMentioned(candidate, next, result, places) { continue }
      for type in EntityType.allCases where candidate.types.contains(type) {
        marks.append(RelationMark(tokens: candidate.tokens, type: type, item: mentions + index))
      }
    }
    while next < mentions {
      addMention(next, result, places)
      next += 1
    }
  }

  /// True when the lexicon itself has something of the candidate's type there.
  private func isTaken(_ candidate: Candidate, _ result: NoteResult, _ places: [Range<Int>]) -> Bool {
    result.entities.indices.contains {
      candidate.types.contains(result.entities[$0].type) && places[$0].overlaps(candidate.tokens)
    }
  }

  /// True when a mention other than a part of the body has the very same words: "CAP" is the pneumonia then, no capsule.
  /// A vital sign's letters give way to any mention that has one of them.
  private func isMentioned(
    _ candidate: Candidate, _ next: Int, _ result: NoteResult, _ places: [Range<Int>]
  ) -> Bool {
    let tokens = candidate.tokens
    if candidate.types == .tests {
      var index = next
      while index < places.count, places[index].lowerBound < tokens.upperBound { index += 1 }
      return places[max(0, index - 12)..<index].contains { $0.overlaps(tokens) }
    }
    var index = next
    while index > 0, places[index - 1].lowerBound >= tokens.lowerBound {
      index -= 1
      if places[index] == tokens, result.entities[index].isPreferred, result.entities[index].type != .anatomy {
        return true
      }
    }
    return false
  }

  private func addMention(_ index: Int, _ result: NoteResult, _ places: [Range<Int>]) {
    guard result.entities[index].isPreferred, !places[index].isEmpty else { return }
    marks.append(RelationMark(tokens: places[index], type: result.entities[index].type, item: index))
  }

  // MARK: entities

  /// Makes entities of the candidates that are joined, puts them in order, and writes the relations.
  private func store(_ result: inout NoteResult, _ note: NoteStructure) -> [Int]? {
    let mentions = result.entities.count
    types.removeAll(keepingCapacity: true)
    types.append(contentsOf: repeatElement(nil, count: scanner.candidates.count))
    for relation in finder.found {
      for end in [relation.head, relation.tail] where marks[end].item >= mentions {
        types[marks[end].item - mentions] = marks[end].type
      }
    }
    added.removeAll(keepingCapacity: true)
    for (item, type) in types.enumerated() {
      guard let type else { continue }
      let candidate = scanner.candidates[item]
      var entity = Entity(
        id: 0, type: type, span: note.span(ofTokens: candidate.tokens), source: scanner.source(candidate))
      let attributes = scanner.attributes(candidate, note)
      if !attributes.isEmpty { entity.attributes = attributes }
      if let sentence = note.sentenceIndex(ofToken: candidate.tokens.lowerBound) {
        entity.section = note.sentences[sentence].section
      }
      added.append((item + mentions, entity))
    }
    added.sort { Self.precedes($0.entity, $1.entity) }
    let place = merge(&result.entities)
    for relation in finder.found {
      result.relations.append(
        Relation(
          type: Self.names[Int(relation.type.rawValue)], head: place[marks[relation.head].item],
          tail: place[marks[relation.tail].item], source: finder.source(ofRule: relation.rule)))
    }
    return added.isEmpty ? nil : Array(place[..<mentions])
  }

  /// Puts `added` in their places among the mentions, from behind, so that no mention is copied; returns where each
  /// mention and candidate has come to stand.
  private func merge(_ entities: inout [Entity]) -> [Int] {
    let mentions = entities.count
    var place = Array(0..<mentions)
    place.append(contentsOf: repeatElement(-1, count: scanner.candidates.count))
    guard let filler = added.first?.entity else { return place }
    entities.append(contentsOf: repeatElement(filler, count: added.count))
    var mention = mentions - 1
    var own = added.count - 1
    while own >= 0 {
      let target = mention + own + 1
      if mention >= 0, Self.precedes(added[own].entity, entities[mention]) {
        entities.swapAt(mention, target)
        place[mention] = target
        mention -= 1
      } else {
        entities[target] = added[own].entity
        place[added[own].item] = target
        own -= 1
      }
    }
    for index in entities.indices { entities[index].id = index + 1 }
    return place
  }

  /// By start, longer first, then by type.
  private static func precedes(_ a: Entity, _ b: Entity) -> Bool {
    a.span != b.span ? a.span < b.span : a.type.rawValue < b.type.rawValue
  }

  // MARK: given entities

  /// Adds normalised parts to given qualifiers that have none of their own.
  private func normaliseGiven(_ result: inout NoteResult, _ note: NoteStructure, _ places: [Range<Int>]) {
    for (index, entity) in result.entities.enumerated() {
      guard entity.type.rawValue >= EntityType.strength.rawValue, !places[index].isEmpty,
        let pairs = normalised(places[index], entity.type, note), !pairs.isEmpty
      else { continue }
      let own = Set(result.given[entity.given].attributes.map(\.name))
      result.given[entity.given].attributes += pairs.filter { !own.contains($0.name) }
    }
  }

  /// The normalised parts of the candidate that fills a span, or the only one of its type in it.
  private func normalised(
    _ tokens: Range<Int>, _ type: EntityType, _ note: NoteStructure
  ) -> [(name: String, json: String)]? {
    scanner.scan(note, tokens)
    let inside = scanner.candidates.filter {
      $0.tokens.lowerBound >= tokens.lowerBound && $0.tokens.upperBound <= tokens.upperBound
    }
    if let whole = inside.first(where: { $0.types.contains(type) && $0.tokens == tokens }) {
      return scanner.attributes(whole, note)
    }
    // Of two quantities neither stands for the whole.
    let quantities = inside.filter { if case .quantity = $0.content { type != .date } else { false } }
    guard quantities.isEmpty else { return quantities.count == 1 ? scanner.attributes(quantities[0], note) : nil }
    let own = inside.filter { $0.types.contains(type) }
    return own.count == 1 ? scanner.attributes(own[0], note) : nil
  }
}
