import ClinicalText

/// A note as the finders see it: tokens with the classes of their words, and the bytes between them. One object
/// serves one worker; its contents change with each note.
final class NoteView {
  private(set) var note = NoteStructure()
  private(set) var tokens = UnsafeBufferPointer<Token>(start: nil, count: 0)
  private(set) var count = 0
  private(set) var classes: [WordClass] = []
  private(set) var grammar: [GrammarClass] = []
  /// For each token how much it looks like a name (`NameLook`).
  private(set) var looks: [UInt8] = []
  /// For each token 1 where a clinical name or a general word for a place covers it.
  private(set) var isProtected: [Bool] = []
  private(set) var phrases: [PhraseTable.Hit] = []
  /// Tokens at which a phrase that announces a place has ended.
  private(set) var announcedPlaces: Set<Int> = []
  /// Tokens at which the name of a state begins.
  private(set) var states: Set<Int> = []
  /// The longest name of a place that a list knows, by its first token.
  private var places: [Int: (kind: IdentifierKind, end: Int)] = [:]
  /// The first token of the longest city of the lists, by its last token.
  private var cities: [Int: Int] = [:]
  /// For each token 1 where an identifier that was found first covers it.
  var isTaken: [Bool] = []
  private(set) var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

  /// Takes an analyzed note; valid until it is analyzed anew.
  func load(_ note: NoteStructure, _ rules: DetectionRules) {
    let words = rules.words
    let table = rules.phrases
    self.note = note
    tokens = note.tokens.all
    count = tokens.count
    bytes = note.text.bytes
    classes.removeAll(keepingCapacity: true)
    grammar.removeAll(keepingCapacity: true)
    classes.reserveCapacity(count)
    grammar.reserveCapacity(count)
    for i in 0..<count {
      let value = tokens[i].kind == .number ? 0 : words.value(of: note.folded[i])
      var word: WordClass = tokens[i].kind == .word ? WordClass(rawValue: UInt32(truncatingIfNeeded: value)) : []
      // "Mỹ" is not "my": without their accents names fold to words of grammar.
      if tokens[i].flags.contains(.nonASCII) { word.subtract([.never, .english]) }
      classes.append(word)
      grammar.append(GrammarClass(rawValue: UInt32(truncatingIfNeeded: value >> 32)))
    }
    loadLooks(rules.endings)
    isTaken.removeAll(keepingCapacity: true)
    isTaken.append(contentsOf: repeatElement(false, count: count))
    phrases.removeAll(keepingCapacity: true)
    table.match(note, into: &phrases)
    isProtected.removeAll(keepingCapacity: true)
    isProtected.append(contentsOf: repeatElement(false, count: count))
    announcedPlaces.removeAll(keepingCapacity: true)
    states.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    cities.removeAll(keepingCapacity: true)
    for hit in phrases {
      switch table.entries[hit.entry].role {
      case .clinicalName, .noIdentifier: for token in hit.tokens { isProtected[token] = true }
      case .announcesPlace: announcedPlaces.insert(hit.tokens.upperBound)
      case .identifier(let kind, _) where kind == .city || kind == .state || kind == .country:
        if kind == .city {
          let last = hit.tokens.upperBound - 1
          cities[last] = min(cities[last] ?? Int.max, hit.tokens.lowerBound)
        }
        if kind == .state { states.insert(hit.tokens.lowerBound) }
        if places[hit.tokens.lowerBound]?.kind != .city {
          places[hit.tokens.lowerBound] = (kind, hit.tokens.upperBound)
        }
      default: break
      }
    }
  }

  /// The city, state or country of the lists that begins at a token, and the token behind it.
  func placeHit(at i: Int) -> (kind: IdentifierKind, end: Int)? { places[i] }

  /// The first token of the city of the lists that ends with a token.
  func cityStart(endingAt last: Int) -> Int? { cities[last] }

  private func loadLooks(_ endings: EndingTable) {
    looks.removeAll(keepingCapacity: true)
    looks.reserveCapacity(count)
    for i in 0..<count {
      guard tokens[i].kind == .word else {
        looks.append(NameLook.none)
        continue
      }
      var look = NameLook.of(classes[i], tokens[i])
      if look == NameLook.unknown, endings.holds(UnsafeBufferPointer(rebasing: bytes[tokens[i].span.range])) {
        look = NameLook.none
      }
      looks.append(look)
    }
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
    index >= 0 && index < count && tokens[index].flags.contains(.initialUpper)
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
