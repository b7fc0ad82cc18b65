import ClinicalText

/// The tokenizer of `Tokenizer`'s doc comment, written over an array of scalars with Unicode's own properties:
/// slow, and plain enough to be believed.
///
/// Where the comment leaves room, this twin says what it means: marks, joiners, digits beyond ASCII and unassigned
/// scalars are letters; no thousands comma stands behind a decimal point; direction marks are blanks.
enum NaiveTokenizer {
  struct Atom: Equatable, CustomStringConvertible {
    var span: ByteSpan
    var kind: Token.Kind
    var isGlued: Bool
    var newlinesBefore: Int

    var description: String { "\(span.start)-\(span.end) \(kind)\(isGlued ? " glued" : "") \(newlinesBefore)" }
  }

  private enum Class { case letter, digit, blank, newline, sign }

  private static func classify(_ scalar: Unicode.Scalar) -> Class {
    switch scalar {
    case "\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}": return .newline
    case "\u{200B}", "\u{FEFF}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
      return .blank
    case "\u{2BC}": return .sign
    case "0"..."9": return .digit
    case "\u{AD}": return .letter
    default: break
    }
    switch scalar.properties.generalCategory {
    case .spaceSeparator, .control: return .blank
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol,
      .otherNumber, .privateUse:
      return .sign
    default: return .letter
    }
  }

  private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "'" || scalar == "’" || scalar == "‘" || scalar == "\u{2BC}"
  }

  static func atoms(_ text: String) -> [Atom] {
    let scalars = Array(text.unicodeScalars)
    let classes = scalars.map(classify)
    var offsets = [0]
    for scalar in scalars { offsets.append(offsets.last! + UTF8.width(scalar)) }
    func cls(_ i: Int) -> Class? { classes.indices.contains(i) ? classes[i] : nil }

    var atoms: [Atom] = []
    var newlines = 0
    var i = 0
    while i < scalars.count {
      let start = i
      var kind = Token.Kind.symbol
      switch classes[i] {
      case .blank:
        i += 1
        continue
      case .newline:
        // CR LF is one line break, counted at its LF.
        if !(scalars[i] == "\r" && i + 1 < scalars.count && scalars[i + 1] == "\n") { newlines += 1 }
        i += 1
        continue
      case .letter:
        kind = .word
        repeat {
          i += 1
        } while cls(i) == .letter
          || (i < scalars.count && isApostrophe(scalars[i]) && cls(i - 1) == .letter && cls(i + 1) == .letter)
      case .digit:
        kind = .number
        i = numberEnd(scalars, start) { cls($0) == .digit }
      case .sign:
        repeat { i += 1 } while i < scalars.count && scalars[i] == scalars[start]
      }
      let span = ByteSpan(offsets[start], offsets[i])
      atoms.append(
        Atom(
          span: span, kind: kind, isGlued: start > 0 && atoms.last?.span.end == span.start,
          newlinesBefore: min(2, newlines)))
      newlines = 0
    }
    return atoms
  }

  private static func numberEnd(_ s: [Unicode.Scalar], _ start: Int, _ isDigit: (Int) -> Bool) -> Int {
    var i = start
    while true {
      while isDigit(i) { i += 1 }
      guard i < s.count, isDigit(i + 1) else { return i }
      if s[i] == "." {
        i += 1
      } else if s[i] == "," {
        var before = 0
        while i - before - 1 >= start, isDigit(i - before - 1) { before += 1 }
        guard before <= 3, !s[start..<i].contains("."), isDigit(i + 2), isDigit(i + 3), !isDigit(i + 4)
        else { return i }
        i += 1
      } else {
        return i
      }
    }
  }
}
