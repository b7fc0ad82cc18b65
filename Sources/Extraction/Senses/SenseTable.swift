import ClinicalText
import Lexicon
import Rules

/// The sense entries, compiled for matching over folded tokens and joined with the concepts of the lexicons at hand.
///
/// Words of evidence lie in groups: what one meaning has of its own, or what a profile gives to many. A word is met once
/// and counted for its groups, so that the time does not grow with the number of entries.
public struct SenseTable: Sendable {
  public let weights: SenseWeights
  package let entries: [Entry]
  /// Forms and words of evidence; the value is the phrase's index.
  package let trie: TokenTrie
  package let firstFilter: FirstTokenFilter
  /// The first tokens of forms and of cues that count anywhere in the note; what counts only beside a form is looked for
  /// there alone.
  package let noteFilter: FirstTokenFilter
  /// The phrases as the data has them, for `sense_evidence`.
  public let phrases: [String]
  /// What a phrase stands for: `targets[starts[v]..<starts[v + 1]]`.
  private let starts: [Int32]
  private let targets: [Target]
  /// By phrase: it is a form, not only words of evidence.
  package let isForm: [Bool]
  package let groupCount: Int
  /// Number of senses of all entries; each has an index in this range.
  package let senseCount: Int
  package let concepts: SenseConcepts
  /// The ids of the heading table's categories, for `sense_evidence`.
  package let categories: [String]
  package let links: Set<UInt64>
  package let doseUnits: Set<UInt64>
  package let volumes: Set<UInt64>
  package let regimens: Set<UInt64>

  /// One entry: a range of senses.
  package struct Entry: Sendable {
    package var id: ByteSlice
    package var senses: [Sense]
    /// False when no lexicon knows any of its concepts: mentions are left alone then.
    package var isKnown: Bool { senses.contains { !$0.concepts.isEmpty } }
  }

  /// One meaning.
  package struct Sense: Sendable {
    /// Index among all senses.
    package var index: Int
    /// Nil for a meaning that is nothing clinical.
    package var concept: String?
    package var vocabulary: String
    package var name: String
    /// Its concepts in the lexicons, in the lexicons' order; empty when none knows it.
    package var concepts: [(reference: ConceptReference, type: EntityType)]
    /// The logarithm of its share of the entry's priors.
    package var prior: Double
    /// Groups of evidence: its own first, then its profiles'; `share` multiplies their weights.
    package var groups: [(group: Int, share: Double)]
    /// Categories of the heading table.
    package var sections: Set<Int>
    package var shapes: SenseShapes
    package var near: EntityTypeSet
    /// JSON up to the score, for the attribute `senses`.
    package var json: String
  }

  /// What one phrase stands for.
  package struct Target: Sendable, Equatable {
    package enum Kind: UInt8, Sendable {
      /// `index` is an entry, whose form counts in any letter case, or only as `exact` has it.
      case form
      /// `index` is a group: anywhere; directly before the form; directly behind it.
      case cue
      case before
      case after
    }
    package var kind: Kind
    package var index: Int32
    /// For forms: the index of `exactForms`, or -1.
    package var exact: Int32 = -1
  }

  package let exactForms: [ByteSlice]

  public static let empty = SenseTable(SenseRules(), headings: .empty, lexicons: [])

  /// Compiles the rules for these lexicons. A sense whose concept no lexicon has stays in the choice: where it wins, the
  /// mention is not the dictionary's.
  public init(_ rules: SenseRules, headings: HeadingTable, lexicons: [CompiledLexicon]) {
    weights = rules.weights
    var builder = SensePhraseBuilder()
    var categories: [String: Int] = [:]
    for (index, category) in headings.categories.enumerated() { categories[category.id] = index }
    self.categories = headings.categories.map(\.id)
    var profiles: [String: (group: Int, profile: SenseProfile)] = [:]
    for profile in rules.profiles {
      let group = builder.newGroup()
      builder.add(profile.cues, .cue, group)
      profiles[profile.id] = (group, profile)
    }
    var entries: [Entry] = []
    var senseCount = 0
    for entry in rules.entries {
      builder.add(forms: entry.forms, entry: entries.count)
      let total = entry.senses.reduce(0) { $0 + $1.prior }
      let found = SenseConcepts.find(entry, lexicons)
      var senses: [Sense] = []
      for (sense, concepts) in zip(entry.senses, found) {
        let own = builder.newGroup()
        builder.add(sense.cues, .cue, own)
        builder.add(sense.before, .before, own)
        builder.add(sense.after, .after, own)
        var compiled = Sense(
          index: senseCount, concept: sense.concept, vocabulary: sense.vocabulary, name: sense.name,
          concepts: concepts, prior: Self.logarithm(sense.prior / total), groups: [(own, 1)],
          sections: Set(sense.sections.compactMap { categories[$0] }), shapes: sense.shapes, near: sense.near,
          json: Self.json(sense, concepts.first?.reference))
        for (group, profile) in sense.profiles.compactMap({ profiles[$0] }) {
          compiled.groups.append((group, rules.weights.profile))
          compiled.sections.formUnion(profile.sections.compactMap { categories[$0] })
          compiled.shapes.formUnion(profile.shapes)
          compiled.near.formUnion(profile.near)
        }
        senses.append(compiled)
        senseCount += 1
      }
      entries.append(Entry(id: ByteSlice(permanent: entry.id), senses: senses))
    }
    self.entries = entries
    self.senseCount = senseCount
    concepts = SenseConcepts(entries)
    (trie, firstFilter, phrases, starts, targets) = builder.finish()
    noteFilter = builder.noteFilter
    isForm = builder.isForm
    groupCount = builder.groupCount
    exactForms = builder.exactForms
    links = builder.words(rules.words.links)
    doseUnits = builder.words(rules.words.doseUnits)
    volumes = builder.words(rules.words.volumes)
    regimens = builder.words(rules.words.regimens)
  }

  @inline(__always)
  package func targets(ofPhrase value: UInt32) -> ArraySlice<Target> {
    targets[Int(starts[Int(value)])..<Int(starts[Int(value) + 1])]
  }

  /// The natural logarithm, without Foundation: by atanh's series after taking the power of two out.
  package static func logarithm(_ x: Double) -> Double {
    let power = Double(x.exponent)
    let y = (x.significand - 1) / (x.significand + 1)
    var term = y
    var sum = 0.0
    for odd in stride(from: 1.0, through: 25, by: 2) {
      sum += term / odd
      term *= y * y
    }
    return power * 0.693_147_180_559_945_3 + 2 * sum
  }

  /// The exponential, without Foundation: a power of two times the series of the rest, for x not above 0.
  package static func exponential(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    let power = (x * 1.442_695_040_888_963_4).rounded()
    let rest = x - power * 0.693_147_180_559_945_3
    var term = 1.0
    var sum = 1.0
    for n in stride(from: 1.0, through: 16, by: 1) {
      term *= rest / n
      sum += term
    }
    return Double(sign: .plus, exponent: Int(power), significand: sum)
  }

  private static func json(_ sense: SenseEntry.Sense, _ reference: ConceptReference?) -> String {
    let out = OutputBuffer()
    out.append("{\"concept\":" as StaticString)
    if let reference {
      out.appendJSONString(reference.id)
      out.append(",\"vocabulary\":" as StaticString)
      out.appendJSONString(reference.vocabulary)
    } else if let concept = sense.concept {
      out.appendJSONString(concept)
      out.append(",\"vocabulary\":" as StaticString)
      out.appendJSONString(sense.vocabulary)
    } else {
      out.append("null,\"vocabulary\":null" as StaticString)
    }
    out.append(",\"name\":" as StaticString)
    out.appendJSONString(sense.name)
    out.append(",\"score\":" as StaticString)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}

/// Collects the phrases of a `SenseTable`.
package struct SensePhraseBuilder {
  private var phrases: [String] = []
  private var folded: [[UInt64]] = []
  private var lists: [[SenseTable.Target]] = []
  private var known: [[UInt64]: Int] = [:]
  private(set) var exactForms: [ByteSlice] = []
  private(set) var groupCount = 0
  private let scratch = TokenBuffer()

  package mutating func newGroup() -> Int {
    groupCount += 1
    return groupCount - 1
  }

  package mutating func add(forms: [String], entry: Int) {
    for form in forms {
      var target = SenseTable.Target(kind: .form, index: Int32(entry))
      if form.hasPrefix("=") {
        target.exact = Int32(exactForms.count)
        exactForms.append(ByteSlice(permanent: String(form.dropFirst())))
      }
      add(form.hasPrefix("=") ? String(form.dropFirst()) : form, target)
    }
  }

  package mutating func add(_ phrases: [String], _ kind: SenseTable.Target.Kind, _ group: Int) {
    for phrase in phrases { add(phrase, SenseTable.Target(kind: kind, index: Int32(group))) }
  }

  private mutating func add(_ phrase: String, _ target: SenseTable.Target) {
    let key = TokenFolding.phrase(NoteText(phrase), scratch)
    guard !key.isEmpty else { return }
    if let index = known[key] {
      if !lists[index].contains(target) { lists[index].append(target) }
    } else {
      known[key] = phrases.count
      phrases.append(phrase)
      folded.append(key)
      lists.append([target])
    }
  }

  package var noteFilter: FirstTokenFilter {
    var first: Set<UInt64> = []
    for (key, list) in zip(folded, lists) where list.contains(where: { $0.kind == .form || $0.kind == .cue }) {
      first.insert(key[0])
    }
    return .permanent(first)
  }

  package var isForm: [Bool] { lists.map { list in list.contains { $0.kind == .form } } }

  package func words(_ words: [String]) -> Set<UInt64> {
    Set(words.compactMap { TokenFolding.phrase(NoteText($0), scratch).first })
  }

  package func finish() -> (TokenTrie, FirstTokenFilter, [String], [Int32], [SenseTable.Target]) {
    var builder = TokenTrieBuilder(expectedEdges: phrases.count * 2)
    var first: Set<UInt64> = []
    var starts: [Int32] = [0]
    for (index, key) in folded.enumerated() {
      first.insert(key[0])
      _ = builder.insert(key, value: UInt32(index))
      starts.append(starts[index] + Int32(lists[index].count))
    }
    return (builder.makePermanent(), .permanent(first), phrases, starts, lists.flatMap { $0 })
  }
}
