import ClinicalText

/// What keeps an unknown word from being taken for a word of the lexicon: words of ordinary prose, and endings and
/// beginnings that make another word of it ("hyper" and "hypo").
public struct FuzzyRules: Sendable {
  private var ordinary: Set<UInt64> = []
  /// Endings that a written word shares with the name's word, longest first.
  private var endings: [[UInt8]] = []
  /// Endings of medical terms, longest first: what stands before them has its own limit.
  private var terms: [[UInt8]] = []
  /// Endings that make a form of the same word: what is left of it is looked up.
  private var forms: [[UInt8]] = []
  /// Shortest part before the ending of a term that may hold an edit.
  private static let termStem = 6
  /// Beginnings of which no two stand for each other, longest first.
  private var beginnings: [[UInt8]] = []
  /// Beginnings that may be left off: what follows is looked up.
  private var prefixes: [[UInt8]] = []

  /// Without any word or affix.
  public init() {}

  /// - Parameters:
  ///   - words: one word a line; `#` begins a comment.
  ///   - affixes: lines of `kind <tab> affix` with the kinds `ending`, `term`, `form`, `beginning` and `prefix`.
  ///   - file: what messages call the affixes.
  public init(words: String, affixes: String, file: String) throws(Fault) {
    add(words: words)
    var number = 0
    for line in TextLines.split(affixes) {
      number += 1
      if line.isEmpty || line.hasPrefix("#") { continue }
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count == 2, !fields[1].isEmpty, fields[1].utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
        throw Fault(
          .ruleFileInvalid, file: file, line: number, value: "expected a kind, a tab and an affix in lower-case letters"
        )
      }
      let affix = Array(fields[1].utf8)
      switch fields[0] {
      case "ending": endings.append(affix)
      case "term": terms.append(affix)
      case "form": forms.append(affix)
      case "beginning": beginnings.append(affix)
      case "prefix": prefixes.append(affix)
      default:
        throw Fault(
          .ruleFileInvalid, file: file, line: number,
          value: "no kind is named \(fields[0]): ending, term, form, beginning or prefix")
      }
    }
    endings.sort { $0.count > $1.count }
    terms.sort { $0.count > $1.count }
    beginnings.sort { $0.count > $1.count }
  }

  /// Adds the words of a text, each by itself: the cues' and the headings'.
  public mutating func add(words text: String) {
    let scratch = TokenBuffer()
    for line in TextLines.split(text) {
      let words = line.prefix { $0 != "#" }
      guard !words.isEmpty else { continue }
      for value in TokenFolding.phrase(NoteText(String(words)), scratch) { ordinary.insert(value) }
    }
  }

  /// Adds words by their folded values.
  public mutating func add(folded values: some Sequence<UInt64>) { ordinary.formUnion(values) }

  func contains(_ folded: UInt64) -> Bool { ordinary.contains(folded) }

  /// False where the two differ in an ending or a beginning that makes another word.
  ///
  /// - Parameter isSlip: the same letters in another order, or a letter doubled.
  func mayStandFor(
    _ written: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>, distance: Int, isSlip: Bool
  ) -> Bool {
    if let ending = Self.ending(of: written, endings), Self.ending(of: name, endings) != ending { return false }
    if let term = Self.ending(of: written, terms) {
      guard Self.ending(of: name, terms) == term else { return false }
      // The ending is the same: what differs, differs before it.
      if distance > 1 || !isSlip && written.count - term.count < Self.termStem { return false }
    }
    if let one = Self.beginning(of: written, beginnings), let other = Self.beginning(of: name, beginnings),
      one != other
    {
      return false
    }
    return true
  }

  /// True when the word is a form, a derivation or a compound of words that `isKnown` knows: no misspelling.
  ///
  /// - Parameter word: lower-case ASCII letters, followed by at least eight readable bytes.
  func isDerived(_ word: UnsafeBufferPointer<UInt8>, _ isKnown: (UInt64) -> Bool) -> Bool {
    var stem: [UInt8] = []
    func holds(_ bytes: some Sequence<UInt8>, _ added: UInt8? = nil) -> Bool {
      stem.removeAll(keepingCapacity: true)
      stem.append(contentsOf: bytes)
      if let added { stem.append(added) }
      let count = stem.count
      guard count >= 3 else { return false }
      for _ in 0..<8 { stem.append(0) }
      return stem.withUnsafeBufferPointer { isKnown(TokenFolding.word($0.baseAddress!, count)) }
    }
    for form in forms where word.count >= form.count + 3 && word.suffix(form.count).elementsEqual(form) {
      let rest = word.dropLast(form.count)
      if holds(rest) || holds(rest, UInt8(ascii: "e")) { return true }
      guard let last = rest.last else { continue }
      // "stopped", "tried".
      if rest.count >= 4, rest.dropLast().last == last, holds(rest.dropLast()) { return true }
      if last == UInt8(ascii: "i"), holds(rest.dropLast(), UInt8(ascii: "y")) { return true }
    }
    for prefix in prefixes where word.count >= prefix.count + 5 && word.starts(with: prefix) {
      if holds(word.dropFirst(prefix.count)) { return true }
    }
    guard word.count >= 8 else { return false }
    for cut in 4...(word.count - 4) where holds(word.prefix(cut)) && holds(word.dropFirst(cut)) { return true }
    return false
  }

  private static func ending(of word: UnsafeBufferPointer<UInt8>, _ endings: [[UInt8]]) -> [UInt8]? {
    endings.first { word.count >= $0.count + 3 && word.suffix($0.count).elementsEqual($0) }
  }

  private static func beginning(of word: UnsafeBufferPointer<UInt8>, _ beginnings: [[UInt8]]) -> [UInt8]? {
    beginnings.first { word.starts(with: $0) }
  }
}
