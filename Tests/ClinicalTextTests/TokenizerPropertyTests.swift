import ClinicalText
import TestSupport
import Testing

/// The tokenizer against its naive twin and its invariants.
struct TokenizerPropertyTests {
  @Test func agreesWithTheNaiveTwin() {
    var random = SeededGenerator(1)
    for _ in 0..<25_000 where !check(random.text(of: nastyPieces, upTo: 14)) { return }
  }

  @Test func agreesOnNumbers() {
    var random = SeededGenerator(2)
    let pieces = ["0", "1", "12", "123", "1234", ".", ",", ",", "000", " ", "a", "-", "٣", "½"]
    for _ in 0..<25_000 where !check(random.text(of: pieces, upTo: 10)) { return }
  }

  @Test func agreesOnApostrophesAndMarks() {
    var random = SeededGenerator(3)
    let pieces = ["a", "É", "e", "\u{301}", "'", "’", "‘", "1", " ", "\u{200D}", "s", "-", "\n"]
    for _ in 0..<25_000 where !check(random.text(of: pieces, upTo: 9)) { return }
  }

  @Test(arguments: naughtyStrings)
  func naughtyStringsKeepTheInvariants(_ text: String) {
    checkInvariants(text)
    // Cut anywhere between scalars, and with something behind.
    let scalars = Array(text.unicodeScalars)
    for end in 0...scalars.count {
      var cut = String.UnicodeScalarView()
      cut.append(contentsOf: scalars[0..<end])
      checkInvariants(String(cut))
      checkInvariants(String(cut) + "x 1,000")
    }
  }

  /// Every scalar by itself, and between letters, digits and blanks.
  @Test func everyScalar() {
    for value in UInt32(0)...0x10FFFF where value != 0x2BC {
      guard let scalar = Unicode.Scalar(value) else { continue }
      // Above the planes in use every 97th will do.
      if value > 0x20000, value % 97 != 0 { continue }
      let found = tokens("a\(scalar)b \(scalar)1")
      guard found.allSatisfy({ $0.count > 0 }), found.first?.start == 0,
        zip(found, found.dropFirst()).allSatisfy({ $0.end <= $1.start })
      else {
        Issue.record("U+\(String(value, radix: 16))")
        return
      }
    }
  }

  /// Compares with the twin; false after a difference, so that one report is enough.
  private func check(_ text: String) -> Bool {
    let real = tokens(text)
    let twin = NaiveTokenizer.atoms(text)
    let shown = real.map {
      NaiveTokenizer.Atom(
        span: $0.span, kind: $0.kind, isGlued: $0.isGlued, newlinesBefore: Int($0.newlinesBefore))
    }
    #expect(shown == twin, "\(text.debugDescription)")
    return shown == twin && checkInvariants(text)
  }

  /// Ordered, disjoint, non-empty, on scalar boundaries, all but white space covered, glue as it stands in the text.
  @discardableResult
  private func checkInvariants(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var covered = [Bool](repeating: false, count: bytes.count)
    var previousEnd: UInt32?
    for token in tokens(text) {
      let isSound =
        token.start < token.end && Int(token.end) <= bytes.count && token.start >= previousEnd ?? 0
        && bytes[Int(token.start)] & 0xC0 != 0x80
        && (Int(token.end) == bytes.count || bytes[Int(token.end)] & 0xC0 != 0x80)
        && token.isGlued == (token.start == previousEnd) && token.newlinesBefore <= 2
        && (token.newlinesBefore == 0 || !token.isGlued) && !token.flags.contains(.blockStart)
        && token.flags.contains(.nonASCII) == bytes[token.span.range].contains { $0 >= 0x80 }
      guard isSound else {
        Issue.record("\(token) in \(text.debugDescription)")
        return false
      }
      for i in token.span.range { covered[i] = true }
      previousEnd = token.end
    }
    var offset = 0
    for scalar in text.unicodeScalars {
      let isWhite =
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .control || scalar == "\u{200B}"
        || scalar == "\u{FEFF}" || ("\u{200E}"..."\u{200F}").contains(scalar)
        || ("\u{202A}"..."\u{202E}").contains(scalar) || ("\u{2066}"..."\u{2069}").contains(scalar)
      let width = UTF8.width(scalar)
      guard covered[offset..<offset + width].allSatisfy({ $0 != isWhite }) else {
        Issue.record("byte \(offset) in \(text.debugDescription)")
        return false
      }
      offset += width
    }
    return true
  }
}
