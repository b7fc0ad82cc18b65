import ClinicalText

/// All that the tables of detection say of one word, so that a note's words are looked up once and not by each finder.
struct WordFacts: BitwiseCopyable {
  /// Which phrase tables have a phrase that begins with the word.
  struct Beginnings: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    static let phrases = Beginnings(rawValue: 1)
    static let codePhrases = Beginnings(rawValue: 2)
    static let holidays = Beginnings(rawValue: 4)
  }

  /// The folded token that this is about.
  var folded: UInt64
  var classes: WordClass
  var grammar: GrammarClass
  var dates: DateRules.Words
  var codes: CodeRules.Words
  var addresses: AddressRules.Words
  var beginnings: Beginnings

  /// Asks every table.
  init(of folded: UInt64, _ sources: WordSources) {
    self.folded = folded
    let value = sources.words.value(of: folded)
    classes = WordClass(rawValue: UInt32(truncatingIfNeeded: value))
    grammar = GrammarClass(rawValue: UInt32(truncatingIfNeeded: value >> 32))
    dates = DateRules.Words(rawValue: sources.dates.classes(of: folded).rawValue)
    codes = CodeRules.Words(rawValue: sources.codes.classes(of: folded).rawValue)
    addresses = AddressRules.Words(rawValue: sources.addresses.classes(of: folded).rawValue)
    beginnings = sources.beginnings(folded)
  }
}

/// The tables that tell of single words, apart from the rest of the rules: plain pointers, copied without counting
/// references.
struct WordSources {
  let words: WordTable
  let dates: WordTable
  let codes: WordTable
  let addresses: WordTable
  private let phrases: PhraseTable.FirstWords
  private let codePhrases: PhraseTable.FirstWords
  private let holidays: PhraseTable.FirstWords

  init(_ rules: DetectionRules) {
    words = rules.words
    dates = rules.shapes.dates.words
    codes = rules.shapes.codes.words
    addresses = rules.shapes.addresses.table
    phrases = rules.phrases.firstWords
    codePhrases = rules.shapes.codes.phrases.firstWords
    holidays = rules.shapes.dates.holidays.firstWords
  }

  /// The phrase tables alone.
  func beginnings(_ folded: UInt64) -> WordFacts.Beginnings {
    var result: WordFacts.Beginnings = []
    if phrases.hold(folded) { result.insert(.phrases) }
    if codePhrases.hold(folded) { result.insert(.codePhrases) }
    if holidays.hold(folded) { result.insert(.holidays) }
    return result
  }
}

/// The facts of the words seen last. Few words make up most of any text: their facts stay in the processor's cache,
/// the large tables do not. One object serves one worker and one set of rules.
final class WordFactsCache {
  /// A power of two.
  private static let places = 4096
  let sources: WordSources
  private let slots: UnsafeMutablePointer<WordFacts>

  init(_ rules: DetectionRules) {
    sources = WordSources(rules)
    slots = .allocate(capacity: Self.places)
    // A skipped token is nothing to any table, and no other one has its folded value.
    slots.initialize(repeating: WordFacts(of: TokenFolding.skipped, sources), count: Self.places)
  }

  deinit { slots.deallocate() }

  /// The facts of a folded token; valid until the next call.
  @inline(__always)
  func facts(of folded: UInt64) -> UnsafeMutablePointer<WordFacts> {
    let slot = slots + (Int(truncatingIfNeeded: folded ^ (folded >> 29)) & (Self.places - 1))
    if slot.pointee.folded != folded { fill(slot, folded) }
    return slot
  }

  @inline(never)
  private func fill(_ slot: UnsafeMutablePointer<WordFacts>, _ folded: UInt64) {
    slot.pointee = WordFacts(of: folded, sources)
  }
}
