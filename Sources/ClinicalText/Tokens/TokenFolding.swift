/// Folds a token to 64 bits such that spellings that mean one thing fold alike.
///
/// Ignored: letter case, accents, possessive 's, regular plural endings, invisible joiners.
/// Glued hyphens, and the period after a single letter, fold to `skipped`, so that "follow-up" equals
/// "follow up" and "E. coli" equals "E coli". Greek letters fold to their names ("TNF-α", "TNF alpha").
/// Letters and numbers that differ otherwise get different values (64-bit fingerprints).
public enum TokenFolding {
  /// The value of a token that matchers step over.
  public static let skipped: UInt64 = 0

  /// Folds `tokens[range]`, writing one value for each token to `output`.
  ///
  /// - Parameter output: room for `range.count` values.
  public static func fold(
    _ text: NoteText, _ tokens: TokenBuffer, _ range: Range<Int>,
    into output: UnsafeMutablePointer<UInt64>
  ) {
    guard let b = text.bytes.baseAddress else { return }
    let all = tokens.all
    for index in range {
      output[index &- range.lowerBound] = fold(b, all, index)
    }
  }

  /// Folds one phrase (a name, a cue) to the values that a matcher would see in a text, skipped ones left out.
  /// `tokens` is scratch space.
  public static func phrase(_ text: NoteText, _ tokens: TokenBuffer) -> [UInt64] {
    Tokenizer.tokenize(text, into: tokens)
    guard let b = text.bytes.baseAddress else { return [] }
    var values: [UInt64] = []
    values.reserveCapacity(tokens.count)
    for index in 0..<tokens.count {
      let value = fold(b, tokens.all, index)
      if value != skipped { values.append(value) }
    }
    return values
  }

  /// Folds one ASCII word of at least one letter, behind which eight more bytes can be read.
  public static func word(_ p: UnsafePointer<UInt8>, _ count: Int) -> UInt64 { foldWord(p, count) }

  @inline(__always)
  static func fold(
    _ b: UnsafePointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>, _ index: Int
  ) -> UInt64 {
    let token = tokens[index]
    let start = Int(token.start)
    switch token.kind {
    case .word:
      if token.flags.contains(.nonASCII) { return foldBeyondASCII(b, token) }
      return foldWord(b + start, token.count)
    case .number:
      return hash(b + start, token.count, lastByte: 0)
    case .symbol:
      return foldSymbol(b, tokens, index)
    }
  }

  // MARK: words

  /// Folds an ASCII word; at least 8 readable bytes must follow it.
  @inline(__always)
  private static func foldWord(
    _ p: UnsafePointer<UInt8>, _ count: Int, caseBits: UInt64 = asciiCaseBits
  ) -> UInt64 {
    var n = count
    var lastByte: UInt8 = 0
    let last = p[n &- 1] | 0x20
    if n >= 3, last == 0x73, p[n &- 2] == 0x27 { n &-= 2 }  // possessive 's
    if n >= 3 { (n, lastByte) = stem(p, n) }
    return hash(p, n, lastByte: lastByte, caseBits: caseBits)
  }

  /// Set in every byte, they make ASCII letters lower case and leave digits and signs of words as they are.
  private static let asciiCaseBits: UInt64 = 0x2020_2020_2020_2020

  /// Removes a regular plural ending. Returns the length that is left, and the letter that
  /// replaces the last one left (0: none).
  @inline(__always)
  private static func stem(_ p: UnsafePointer<UInt8>, _ count: Int) -> (Int, UInt8) {
    let s: UInt8 = 0x73
    let e: UInt8 = 0x65
    let i: UInt8 = 0x69
    var n = count
    var last = p[n &- 1] | 0x20
    if last == s {
      // "MIs", "PEs": a small s behind capitals.
      if p[n &- 1] == s, p[n &- 2] < 0x61, p[n &- 2] >= 0x41 { return (n &- 1, 0) }
      guard n >= 4 else { return (n, 0) }
      let before = p[n &- 2] | 0x20
      if before == s || before == 0x75 { return (n, 0) }  // -ss, -us
      if before == i {
        // -sis and -ses are one: "diagnosis", "diagnoses".
        if n >= 6, p[n &- 3] | 0x20 == s { return (n &- 2, 0) }
        return (n, 0)
      }
      if before == e, n >= 5, p[n &- 3] | 0x20 == i { return (n &- 2, 0x79) }  // -ies: -y
      n &-= 1
      last = before
    }
    if last == e, n >= 4 {
      switch p[n &- 2] | 0x20 {
      case 0x78, 0x7A, 0x68: return (n &- 1, 0)  // -xe, -ze, -he: the e of "boxes", "aches"
      case s where n >= 5: return (n &- 1, 0)  // -se: the e of "masses"; not "dose", "nose"
      case 0x61 where n >= 6: return (n &- 1, 0)  // -ae: -a
      default: break
      }
    }
    return (n, 0)
  }

  /// Hashes `count` bytes, with ASCII letters in lower case. Bytes past the end are read but not used.
  @inline(__always)
  private static func hash(
    _ p: UnsafePointer<UInt8>, _ count: Int, lastByte: UInt8, caseBits: UInt64 = asciiCaseBits
  ) -> UInt64 {
    let raw = UnsafeRawPointer(p)
    var h: UInt64 = 0x9AE1_6A3B_2F90_404F ^ UInt64(truncatingIfNeeded: count)
    var i = 0
    while count &- i > 8 {
      let x = raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) | caseBits
      h = mix(h ^ x)
      i &+= 8
    }
    let rest = count &- i  // 1...8
    let shift = UInt64(truncatingIfNeeded: (8 &- rest) &* 8)
    var x = ((raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) | caseBits) << shift) >> shift
    if lastByte != 0 {
      let position = UInt64(truncatingIfNeeded: (rest &- 1) &* 8)
      x = x & ~(0xFF << position) | UInt64(lastByte) << position
    }
    h = mix(h ^ x)
    h ^= h >> 32
    return h == skipped ? 1 : h
  }

  @inline(__always)
  private static func mix(_ x: UInt64) -> UInt64 {
    // Multiplication by an odd constant is a bijection; the shifts bring the high bits down.
    let y = x &* 0x9E37_79B9_7F4A_7C15
    return y ^ (y >> 29)
  }

  // MARK: beyond ASCII

  @inline(never)
  private static func foldBeyondASCII(_ b: UnsafePointer<UInt8>, _ token: Token) -> UInt64 {
    var folded: [UInt8] = []
    folded.reserveCapacity(token.count + 8)
    var i = Int(token.start)
    let end = Int(token.end)
    while i < end {
      let scalar = decodeScalar(b, i)
      ScalarFolding.append(scalar.value, to: &folded)
      i += scalar.length
    }
    let count = folded.count
    guard count > 0 else { return skipped }  // nothing but marks and joiners
    folded.append(contentsOf: repeatElement(0, count: 8))
    // Letters are in lower case already: bytes of other scripts must not be folded as if they were ASCII.
    return folded.withUnsafeBufferPointer { foldWord($0.baseAddress!, count, caseBits: 0) }
  }

  // MARK: symbols

  @inline(__always)
  private static func foldSymbol(
    _ b: UnsafePointer<UInt8>, _ tokens: UnsafeBufferPointer<Token>, _ index: Int
  ) -> UInt64 {
    let token = tokens[index]
    var sign = UInt32(b[Int(token.start)])
    if sign >= 0x80 {
      sign = decodeScalar(b, Int(token.start)).value
      if ScalarClass.isApostrophe(sign) { sign = 0x27 }
      if ScalarClass.isHyphen(sign) { sign = 0x2D }
    }
    if sign == 0x2D, token.isGlued, token.end &- token.start <= 3,
      index &+ 1 < tokens.count, tokens[index &+ 1].isGlued
    {
      return skipped
    }
    if sign == 0x2E, token.isGlued, token.count == 1, index > 0 {
      let previous = tokens[index &- 1]
      if previous.kind == .word, previous.count == 1 { return skipped }
    }
    let h = mix(UInt64(sign) | 0xF000_0000_0000_0000)
    return h ^ (h >> 32)
  }
}
