import ClinicalText

/// A note as the finders see it: tokens with the classes of their words, and the bytes between them. One object
/// serves one worker; its contents change with each note.
final class NoteView {
  private(set) var note = NoteStructure()
  private(set) var tokens = UnsafeBufferPointer<Token>(start: nil, count: 0)
  private(set) var count = 0
  private(set) var classes = TokenColumn<WordClass>()
  private(set) var grammar = TokenColumn<GrammarClass>()
  /// What each word is to dates and ages, and beside numbers; nothing for signs and numbers.
  private(set) var dates = TokenColumn<DateRules.Words>()
  private(set) var codes = TokenColumn<CodeRules.Words>()
  private(set) var addresses = TokenColumn<AddressRules.Words>()
  /// Which finders look closer at each token.
  private(set) var marks = TokenColumn<FinderMarks>()
  /// Which phrases may begin at each token.
  private(set) var beginnings = TokenColumn<WordFacts.Beginnings>()
  /// For each token how much it looks like a name (`NameLook`).
  private(set) var looks = TokenColumn<UInt8>()
  /// For each token true where a clinical name or a general word for a place covers it.
  private(set) var isProtected = TokenColumn<Bool>()
  private(set) var phrases: [PhraseTable.Hit] = []
  /// For each token true where an identifier that was found first covers it.
  private(set) var isTaken = TokenColumn<Bool>()
  /// What the lists of places say of each token.
  private var placeMarks = TokenColumn<PlaceMarks>()
  /// 1 + the index in `places` of the longest name of a place that begins at each token; 0 for none.
  private var placeAt = TokenColumn<Int32>()
  private var places: [(kind: IdentifierKind, end: Int)] = []
  /// 1 + the first token of the longest city of the lists that ends with each token; 0 for none.
  private var cityAt = TokenColumn<Int32>()
  /// For each token true where a note in lower case most likely means a name; empty for a note with capitals.
  private(set) var presumed: [Bool] = []
  /// True for a note with hardly a clinical word.
  var isEveryday = false
  private(set) var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
  private let facts: WordFactsCache

  private struct PlaceMarks: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// A phrase that announces a place has ended before the token.
    static let announced = PlaceMarks(rawValue: 1)
    /// The name of a state begins here.
    static let state = PlaceMarks(rawValue: 2)
  }

  init(_ rules: DetectionRules) {
    facts = WordFactsCache(rules)
  }

  deinit {
    classes.deallocate()
    grammar.deallocate()
    dates.deallocate()
    codes.deallocate()
    addresses.deallocate()
    marks.deallocate()
    beginnings.deallocate()
    looks.deallocate()
    isProtected.deallocate()
    isTaken.deallocate()
    placeMarks.deallocate()
    placeAt.deallocate()
    cityAt.deallocate()
  }

  /// Takes an analyzed note; valid until it is analyzed anew.
  func load(_ note: NoteStructure, _ rules: DetectionRules) {
    self.note = note
    tokens = note.tokens.all
    count = tokens.count
    bytes = note.text.bytes
    classes.reset(count)
    grammar.reset(count)
    dates.reset(count)
    codes.reset(count)
    addresses.reset(count)
    marks.reset(count)
    beginnings.reset(count)
    looks.reset(count)
    isProtected.reset(count)
    isTaken.reset(count)
    presumed.removeAll(keepingCapacity: true)
    loadWords(rules)
    phrases.removeAll(keepingCapacity: true)
    rules.phrases.match(self, beginning: .phrases, into: &phrases)
    loadPlaces(rules.phrases)
  }

  private func loadWords(_ rules: DetectionRules) {
    let endings = rules.endings
    let (tokens, bytes, folded) = (tokens, bytes, UnsafePointer(note.folded))
    let (classes, grammar, dates, codes) = (classes.base, grammar.base, dates.base, codes.base)
    let addresses = addresses.base
    let (marks, beginnings, looks) = (marks.base, beginnings.base, looks.base)
    for i in 0..<tokens.count {
      let token = tokens[i]
      if token.kind == .number {
        // Numbers are too many to be kept among the words.
        beginnings[i] = facts.sources.beginnings(folded[i])
        marks[i] = .ofNumber
        continue
      }
      let word = facts.facts(of: folded[i])
      grammar[i] = word.pointee.grammar
      beginnings[i] = word.pointee.beginnings
      guard token.kind == .word else {
        marks[i] = FinderMarks(ofSign: bytes[Int(token.start)])
        continue
      }
      var kinds = word.pointee.classes
      // "Mỹ" is not "my": without their accents names fold to words of grammar.
      if token.flags.contains(.nonASCII) { kinds.subtract([.never, .english]) }
      classes[i] = kinds
      dates[i] = word.pointee.dates
      codes[i] = word.pointee.codes
      addresses[i] = word.pointee.addresses
      var look = NameLook.of(kinds, token)
      if look == NameLook.unknown, endings.holds(UnsafeBufferPointer(rebasing: bytes[token.span.range])) {
        look = NameLook.none
      }
      // "TIAs", "CEOs".
      if look != NameLook.none, isPluralOfCapitals(token) { look = NameLook.none }
      looks[i] = look
      marks[i] = FinderMarks(ofWord: token, kinds, word.pointee, look, firstByte: bytes[Int(token.start)])
    }
  }

  private func loadPlaces(_ table: PhraseTable) {
    placeMarks.reset(count)
    placeAt.reset(count)
    cityAt.reset(count)
    places.removeAll(keepingCapacity: true)
    for hit in phrases {
      let first = hit.tokens.lowerBound
      switch hit.tag {
      case .protected: for token in hit.tokens { isProtected[token] = true }
      case .announcesPlace: placeMarks[hit.tokens.upperBound].insert(.announced)
      case .place:
        guard case .identifier(let kind, _) = table.meanings[hit.entry].role else { break }
        if kind == .city {
          let last = hit.tokens.upperBound - 1
          let known = cityAt[last]
          cityAt[last] = Int32(truncatingIfNeeded: known == 0 ? first + 1 : min(Int(known), first + 1))
        }
        if kind == .state { placeMarks[first].insert(.state) }
        if placeHit(at: first)?.kind != .city {
          places.append((kind, hit.tokens.upperBound))
          placeAt[first] = Int32(truncatingIfNeeded: places.count)
        }
      default: break
      }
    }
  }

  /// Gives a token the look of a name, whatever the lists say.
  func markName(_ i: Int) {
    looks[i] = NameLook.name
    marks[i].insert(.bareName)
  }

  /// Takes the words that stand for names in a note in lower case.
  func presume(_ words: [Bool]) {
    presumed = words
    for i in 0..<count where words[i] { marks[i].formUnion([.bareName, .besideName]) }
  }

  /// The city, state or country of the lists that begins at a token, and the token behind it.
  func placeHit(at i: Int) -> (kind: IdentifierKind, end: Int)? {
    guard i >= 0, i < count, placeAt[i] != 0 else { return nil }
    return places[Int(placeAt[i]) - 1]
  }

  /// The first token of the city of the lists that ends with a token.
  func cityStart(endingAt last: Int) -> Int? {
    guard last >= 0, last < count, cityAt[last] != 0 else { return nil }
    return Int(cityAt[last]) - 1
  }

  /// True when a phrase that announces a place has ended before a token.
  func isPlaceAnnounced(before i: Int) -> Bool { i >= 0 && i <= count && placeMarks[i].contains(.announced) }

  /// True when the name of a state begins at a token.
  func beginsState(_ i: Int) -> Bool { i >= 0 && i < count && placeMarks[i].contains(.state) }

  private func isPluralOfCapitals(_ token: Token) -> Bool {
    guard token.count >= 3, byte(Int(token.end) - 1) == UInt8(ascii: "s") else { return false }
    for offset in Int(token.start)..<Int(token.end) - 1 where bytes[offset] &- 0x41 >= 26 { return false }
    return true
  }

  // MARK: bytes

  /// The byte at an offset; 0 outside of the text.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { offset >= 0 && offset < bytes.count ? bytes[offset] : 0 }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 || byte >= 0x80 }
  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  /// Index of the first token that starts at or behind a byte.
  func firstToken(atOrBehind byte: Int) -> Int {
    let index = note.tokens.firstIndex(endingAfter: UInt32(byte))
    return index
  }

  /// True when the bytes at `offset` are `word`, in any letter case, and no letter or digit follows.
  func reads(_ word: StaticString, at offset: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset >= 0, offset + length <= bytes.count else { return false }
    for k in 0..<length {
      var b = bytes[offset + k]
      if b &- 0x41 < 26 { b |= 0x20 }
      if b != word.utf8Start[k] { return false }
    }
    return !Self.isAlphanumeric(byte(offset + length))
  }

  // MARK: tokens

  /// True when a word token is one of `words`, in any letter case.
  func isWord(_ index: Int, _ words: StaticString...) -> Bool {
    guard index >= 0, index < count else { return false }
    let token = tokens[index]
    for word in words where word.utf8CodeUnitCount == token.count {
      if reads(word, at: Int(token.start)) || matches(word, token) { return true }
    }
    return false
  }

  private func matches(_ word: StaticString, _ token: Token) -> Bool {
    for k in 0..<token.count {
      var b = bytes[Int(token.start) + k]
      if b &- 0x41 < 26 { b |= 0x20 }
      if b != word.utf8Start[k] { return false }
    }
    return true
  }

  @inline(__always)
  func isSign(_ index: Int, _ sign: Unicode.Scalar) -> Bool {
    guard index >= 0, index < count, tokens[index].kind == .symbol, tokens[index].count == 1 else { return false }
    return bytes[Int(tokens[index].start)] == UInt8(sign.value)
  }

  @inline(__always)
  func has(_ index: Int, _ classes: WordClass) -> Bool {
    index >= 0 && index < count && !self.classes[index].isDisjoint(with: classes)
  }

  @inline(__always)
  func reads(_ index: Int, _ grammar: GrammarClass) -> Bool {
    index >= 0 && index < count && !self.grammar[index].isDisjoint(with: grammar)
  }

  @inline(__always)
  func isCapital(_ index: Int) -> Bool {
    index >= 0 && index < count
      && (tokens[index].flags.contains(.initialUpper) || !presumed.isEmpty && presumed[index])
  }

  /// True when a token begins a line, a paragraph, or stands behind a wide gap.
  @inline(__always)
  func beginsField(_ index: Int) -> Bool {
    index >= count || index == 0 || tokens[index].newlinesBefore > 0
      || !tokens[index].flags.isDisjoint(with: [.wideGap, .blockStart])
  }

  @inline(__always)
  func isGlued(_ index: Int) -> Bool { index < count && tokens[index].isGlued }

  /// True when `index` stands on the same line as the token before it.
  @inline(__always)
  func continuesLine(_ index: Int) -> Bool { index > 0 && index < count && tokens[index].newlinesBefore == 0 }

  /// The integer that a number token of digits alone holds; nil for "1.5", "10,000" and more than nine digits.
  func integer(_ index: Int) -> Int? {
    guard index >= 0, index < count, tokens[index].kind == .number, tokens[index].count <= 9 else { return nil }
    var value = 0
    for offset in tokens[index].span.range {
      guard Self.isDigit(bytes[offset]) else { return nil }
      value = value * 10 + Int(bytes[offset] & 0x0F)
    }
    return value
  }

  /// Gives all tokens free again.
  func release() {
    for i in 0..<count { isTaken[i] = false }
  }

  /// Takes the tokens of a span, whether they are taken or not.
  func mark(_ span: ByteSpan) {
    for token in note.tokens.range(covering: span) { isTaken[token] = true }
  }

  /// Takes the tokens of a span, so that later finders leave them alone; false when one is taken already.
  func take(_ span: ByteSpan) -> Bool {
    let range = note.tokens.range(covering: span)
    for token in range where isTaken[token] { return false }
    for token in range { isTaken[token] = true }
    return true
  }
}
