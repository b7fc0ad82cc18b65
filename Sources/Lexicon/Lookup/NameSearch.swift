import ClinicalText

/// Searches all names of a lexicon in one pass over them: by their beginning, or by edit distance. Memory holds the best
/// names only.
public struct NameSearch {
  /// What is asked for.
  public enum Question: Sendable {
    /// Names that begin with the phrase.
    case prefix
    /// Names within `NameSearch.limit(for:)` edits of the phrase.
    case near
  }

  /// A name of the answer.
  public struct Found {
    public var hit: CompiledLexicon.Hit
    /// Edits between the folded phrase and the folded name; 0 for `prefix`.
    public var distance: Int
    /// Which of the lexicons, in the order given.
    public var lexicon: Int
    fileprivate var folded: [UInt8]
  }

  /// The best names, and how many there are in all.
  public struct Answer {
    public var found: [Found] = []
    public var total = 0
  }

  /// Edits that are allowed for a phrase of so many folded bytes: none below 3, one below 8, two below 15, then three.
  public static func limit(for length: Int) -> Int {
    switch length {
    case ..<3: 0
    case ..<8: 1
    case ..<15: 2
    default: 3
    }
  }

  /// Searches several lexicons.
  ///
  /// Nearest names come first, then preferred ones, then short ones, then by their letters, then by lexicon.
  ///
  /// - Parameter limit: how many names to keep.
  public static func search(
    _ phrase: String, _ question: Question, in lexicons: [CompiledLexicon], limit: Int
  ) -> Answer {
    var answer = Answer()
    let folded = NameFolding.folded(phrase)
    guard !folded.isEmpty else { return answer }
    for (number, lexicon) in lexicons.enumerated() {
      var best = BestNames(limit: limit)
      switch question {
      case .prefix: scanPrefix(folded, lexicon, &best)
      case .near: scanNear(folded, lexicon, &best)
      }
      answer.total += best.total
      for candidate in best.sorted(lexicon) {
        guard let hit = lexicon.hit(ofName: Int(candidate.name)) else { continue }
        answer.found.append(
          Found(hit: hit, distance: Int(candidate.distance), lexicon: number, folded: NameFolding.folded(hit.name)))
      }
    }
    if lexicons.count > 1 {
      answer.found.sort { a, b in
        if a.distance != b.distance { return a.distance < b.distance }
        let x = a.hit.flags.contains(.preferred)
        if x != b.hit.flags.contains(.preferred) { return x }
        if a.folded.count != b.folded.count { return a.folded.count < b.folded.count }
        if a.folded != b.folded { return a.folded.lexicographicallyPrecedes(b.folded) }
        return a.lexicon < b.lexicon
      }
    }
    answer.found = Array(answer.found.prefix(limit))
    return answer
  }

  private static func scanPrefix(_ phrase: [UInt8], _ lexicon: CompiledLexicon, _ best: inout BestNames) {
    let first = phrase[0]
    let other = (0x61...0x7A).contains(first) ? first & 0xDF : first
    var folded: [UInt8] = []
    for index in lexicon.names.indices {
      let slice = lexicon.slice(lexicon.names[index].offset, lexicon.names[index].length)
      guard slice.count > 0 else { continue }
      // Most names end here: by their first byte. What is no letter may fold to anything.
      let byte = slice.start[0]
      let isPlain = (0x21...0x7F).contains(byte) && byte != 0x2D
      if isPlain, byte != first, byte != other { continue }
      NameFolding.fold(slice.buffer, into: &folded)
      guard folded.starts(with: phrase) else { continue }
      best.add(index, distance: 0, length: folded.count, lexicon)
    }
  }

  private static func scanNear(_ phrase: [UInt8], _ lexicon: CompiledLexicon, _ best: inout BestNames) {
    let pattern = EditPattern()
    phrase.withUnsafeBufferPointer { pattern.set($0) }
    let limit = limit(for: phrase.count)
    let low = phrase.count - limit
    var folded: [UInt8] = []
    for index in lexicon.names.indices {
      let length = Int(lexicon.names[index].length)
      // Folding makes names shorter by blanks and accents, and longer by Greek letters ("α", "alpha") at most.
      guard length * 3 >= low, length <= 4 * (phrase.count + limit) else { continue }
      let slice = lexicon.slice(lexicon.names[index].offset, lexicon.names[index].length)
      NameFolding.fold(slice.buffer, into: &folded)
      let distance = folded.withUnsafeBufferPointer { pattern.distance(to: $0, limit: limit) }
      if let distance { best.add(index, distance: distance, length: folded.count, lexicon) }
    }
  }
}

/// The best names so far: never more than a few times as many as are asked for.
private struct BestNames {
  struct Candidate {
    var name: UInt32
    var distance: UInt8
    var isOther: Bool
    var length: UInt32
  }

  private(set) var total = 0
  private var candidates: [Candidate] = []
  private let limit: Int

  init(limit: Int) { self.limit = max(0, limit) }

  mutating func add(_ name: Int, distance: Int, length: Int, _ lexicon: CompiledLexicon) {
    total += 1
    candidates.append(
      Candidate(
        name: UInt32(truncatingIfNeeded: name), distance: UInt8(clamping: distance),
        isOther: !lexicon.names[name].flags.contains(.preferred), length: UInt32(clamping: length)))
    if candidates.count >= limit.multipliedReportingOverflow(by: 2).partialValue + 4096 {
      candidates = sorted(lexicon)
    }
  }

  func sorted(_ lexicon: CompiledLexicon) -> [Candidate] {
    let sorted = candidates.sorted { a, b in
      if a.distance != b.distance { return a.distance < b.distance }
      if a.isOther != b.isOther { return b.isOther }
      if a.length != b.length { return a.length < b.length }
      let x = bytes(a, lexicon)
      let y = bytes(b, lexicon)
      if x.elementsEqual(y) { return a.name < b.name }
      return x.lexicographicallyPrecedes(y)
    }
    return Array(sorted.prefix(limit))
  }

  private func bytes(_ candidate: Candidate, _ lexicon: CompiledLexicon) -> UnsafeBufferPointer<UInt8> {
    let name = lexicon.names[Int(candidate.name)]
    return lexicon.slice(name.offset, name.length).buffer
  }
}

extension CompiledLexicon {
  /// One name with its concept; nil where the file is damaged.
  package func hit(ofName index: Int) -> Hit? {
    let name = names[index]
    guard let concept = reference(toConcept: name.concept) else { return nil }
    return Hit(
      name: slice(name.offset, name.length).string, type: type(ofConcept: name.concept), concept: concept,
      flags: name.flags)
  }

  /// A concept with all its names, in the order of the file.
  public struct ConceptEntry {
    public var concept: ConceptReference
    public var type: EntityType
    public var names: [Hit]
  }

  /// The concepts with an identifier, letter case aside: several when vocabularies share it.
  public func concepts(withID id: String) -> [ConceptEntry] {
    func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    let wanted = Array(id.utf8).map(lower)
    var entries: [ConceptEntry] = []
    var places: [UInt32: Int] = [:]
    for index in concepts.indices where Int(concepts[index].idLength) == wanted.count {
      guard let concept = reference(toConcept: UInt32(index)),
        concept.id.buffer.lazy.map(lower).elementsEqual(wanted)
      else { continue }
      places[UInt32(index)] = entries.count
      entries.append(ConceptEntry(concept: concept, type: type(ofConcept: UInt32(index)), names: []))
    }
    guard !places.isEmpty else { return [] }
    for index in names.indices {
      guard let place = places[names[index].concept], let hit = hit(ofName: index) else { continue }
      entries[place].names.append(hit)
    }
    return entries
  }
}

extension LexiconName.Flags {
  /// The names of the flags that are set, in a fixed order: what JSON holds.
  public var ruleNames: [String] {
    let all: [(LexiconName.Flags, String)] = [
      (.exactCase, "exact_case"), (.exactForm, "exact_form"), (.commonWord, "common_word"), (.short, "short"),
      (.yieldsInside, "yields_inside"), (.variant, "other_spelling"), (.curated, "curated"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}
