/// Splits clinical text into atoms in one pass over its bytes.
///
/// Rules, in the order in which they are tried at each byte:
/// 1. white space separates and is never part of a token;
/// 2. letters run on; an apostrophe between two letters belongs to the word;
/// 3. digits run on; "." between two digits belongs to the number, "," too when exactly three
///    digits follow it and one to three precede it ("10,000", not "1,2" nor a list of years);
/// 4. anything else is a symbol; a run of the same sign is one symbol.
public enum Tokenizer {
  /// Replaces the contents of `tokens` by the tokens of `text`.
  public static func tokenize(_ text: NoteText, into tokens: TokenBuffer) {
    tokens.removeAll()
    let n = text.count
    guard n > 0, let b = text.bytes.baseAddress else { return }
    let table = ByteClass.table
    var i = 0
    var flags: Token.Flags = []
    var newlines: UInt8 = 0
    var previousEnd = -1
    while i < n {
      let start = i
      var cls = table[Int(b[i])]
      if cls & ByteClass.white != 0 {
        (i, newlines, flags) = skipWhite(b, n, i, newlines, flags)
        continue
      }
      if start == previousEnd { flags.insert(.glued) }
      var kind = Token.Kind.symbol
      if cls & ByteClass.letter != 0 {
        kind = .word
        if cls & ByteClass.upper != 0 { flags.insert(.initialUpper) }
        var seen = cls
        repeat {
          i &+= 1
          cls = table[Int(b[i])]  // Safe because the text is padded with zero bytes.
          if cls & ByteClass.letter == 0 { break }
          seen |= cls
        } while true
        if seen & ByteClass.upper != 0 { flags.insert(.hasUpper) }
        if seen & ByteClass.lower != 0 { flags.insert(.hasLower) }
        if (cls & ByteClass.high != 0 && i < n) || b[i] == 0x27 {
          i = finishWord(b, n, i, &flags)
        }
      } else if cls & ByteClass.digit != 0 {
        kind = .number
        i = numberEnd(b, n, i, table)
      } else if cls & ByteClass.high != 0 {
        let scalar = decodeScalar(b, i)
        switch ScalarClass.of(scalar.value) {
        case .white:
          i += scalar.length
          flags.remove(.glued)
          continue
        case .newline:
          i += scalar.length
          flags.remove(.glued)
          newlines = min(2, newlines + 1)
          continue
        case .word:
          kind = .word
          if isUppercase(scalar.value) { flags.insert(.initialUpper) }
          i = finishWord(b, n, i, &flags)
        case .symbol:
          flags.insert(.nonASCII)
          repeat { i += scalar.length } while i < n && decodeScalar(b, i).value == scalar.value
        }
      } else {
        let sign = b[i]
        repeat { i &+= 1 } while i < n && b[i] == sign
      }
      tokens.append(
        Token(start: start, end: i, kind: kind, flags: flags, newlinesBefore: newlines))
      flags = []
      newlines = 0
      previousEnd = i
    }
  }

  @inline(__always)
  private static func skipWhite(
    _ b: UnsafePointer<UInt8>, _ n: Int, _ from: Int, _ newlinesBefore: UInt8, _ before: Token.Flags
  ) -> (Int, UInt8, Token.Flags) {
    var i = from
    var newlines = newlinesBefore
    var flags = before
    // The common case first: one blank between two words.
    if b[i] == 0x20, ByteClass.table[Int(b[i &+ 1])] & ByteClass.white == 0 {
      return (i &+ 1, newlines, flags)
    }
    var blanks = 0
    while i < n {
      let byte = b[i]
      if byte == 0x20 {
        blanks &+= 1
      } else if byte == 0x0A || byte == 0x0C || byte == 0x0B {
        newlines = min(2, newlines &+ 1)
        blanks = 0
      } else if byte == 0x0D {
        // CR LF is one line break; a bare CR is one too.
        if b[i &+ 1] != 0x0A { newlines = min(2, newlines &+ 1) }
        blanks = 0
      } else if ByteClass.table[Int(byte)] & ByteClass.space != 0 {
        blanks &+= 2  // A tab or another control character counts as a wide gap.
      } else {
        break
      }
      i &+= 1
    }
    if blanks > 1 { flags.insert(.wideGap) }
    return (i, newlines, flags)
  }

  /// Goes on with a word at a byte that is an apostrophe or beyond ASCII.
  @inline(never)
  private static func finishWord(
    _ b: UnsafePointer<UInt8>, _ n: Int, _ from: Int, _ flags: inout Token.Flags
  ) -> Int {
    var i = from
    while i < n {
      let scalar = decodeScalar(b, i)
      if ScalarClass.isApostrophe(scalar.value) {
        let next = i + scalar.length
        guard i > 0, next < n, startsWord(b, next) else { return i }
        if scalar.value >= 0x80 { flags.insert(.nonASCII) }
        i = next
        continue
      }
      if scalar.value < 0x80 {
        let cls = ByteClass.table[Int(b[i])]
        guard cls & ByteClass.letter != 0 else { return i }
        flags.insert(cls & ByteClass.upper != 0 ? .hasUpper : .hasLower)
      } else {
        guard ScalarClass.of(scalar.value) == .word else { return i }
        flags.insert(.nonASCII)
        if !ScalarClass.isMark(scalar.value) {
          flags.insert(isUppercase(scalar.value) ? .hasUpper : .hasLower)
        }
      }
      i += scalar.length
    }
    return i
  }

  private static func startsWord(_ b: UnsafePointer<UInt8>, _ i: Int) -> Bool {
    let scalar = decodeScalar(b, i)
    if scalar.value < 0x80 { return ByteClass.table[Int(b[i])] & ByteClass.letter != 0 }
    return ScalarClass.of(scalar.value) == .word
  }

  private static func isUppercase(_ scalar: UInt32) -> Bool {
    Unicode.Scalar(scalar)?.properties.isUppercase ?? false
  }

  @inline(__always)
  private static func numberEnd(
    _ b: UnsafePointer<UInt8>, _ n: Int, _ from: Int, _ table: UnsafePointer<UInt8>
  ) -> Int {
    let digit = ByteClass.digit
    var i = from &+ 1
    var group = 1  // digits since the start or the last comma
    var grouped = false
    while true {
      // Safe because the text is padded: every look-ahead stays within the zero bytes.
      let byte = b[i]
      if table[Int(byte)] & digit != 0 {
        i &+= 1
        group &+= 1
        continue
      }
      guard table[Int(b[i &+ 1])] & digit != 0 else { return i }
      if byte == 0x2E {
        i &+= 1
        group = 4  // no thousands comma after a decimal point
        continue
      }
      if byte == 0x2C, grouped ? group == 3 : group <= 3,
        table[Int(b[i &+ 2])] & table[Int(b[i &+ 3])] & digit != 0,
        table[Int(b[i &+ 4])] & digit == 0
      {
        i &+= 1
        group = 0
        grouped = true
        continue
      }
      return i
    }
  }
}
