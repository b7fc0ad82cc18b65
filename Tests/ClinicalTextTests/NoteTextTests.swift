import ClinicalText
import Testing

struct NoteTextTests {
  @Test(arguments: naughtyStrings + [String(repeating: "ab😀", count: 100)])
  func keepsItsBytes(_ string: String) {
    let text = NoteText(string)
    #expect(text.byteArray == Array(string.utf8))
    #expect(text.count == string.utf8.count)
    #expect(text.fullSpan == ByteSpan(0, string.utf8.count))
    #expect(text.whole.utf8.elementsEqual(string.utf8))
    #expect(text.isASCII == string.utf8.allSatisfy { $0 < 0x80 })
    #expect(NoteText(Array(string.utf8)).byteArray == Array(string.utf8))
  }

  @Test func isFollowedByZeroBytes() {
    for count in [0, 1, 7, 8, 15, 16, 63, 64, 65] {
      let text = NoteText([UInt8](repeating: 0x41, count: count))
      let padding = UnsafeBufferPointer(start: text.bytes.baseAddress! + count, count: NoteText.padding)
      withExtendedLifetime(text) { #expect(padding.allSatisfy { $0 == 0 }) }
    }
  }

  /// One byte beyond ASCII at any place is seen.
  @Test func tellsASCII() {
    for count in 1...40 {
      for place in 0..<count - 1 {
        var bytes = [UInt8](repeating: 0x7F, count: count)
        #expect(NoteText(bytes).isASCII)
        bytes[place] = 0xC3
        bytes[place + 1] = 0xA9
        #expect(!NoteText(bytes).isASCII)
      }
    }
  }

  @Test func spansCompareOverlapAndContain() {
    let spans = (0..<5).flatMap { start in (start..<5).map { ByteSpan(start, $0) } }
    for a in spans {
      for b in spans {
        let shared = Set(a.range).intersection(b.range)
        if !a.range.isEmpty, !b.range.isEmpty { #expect(a.overlaps(b) == !shared.isEmpty) }
        #expect(a.contains(b) == (a.start <= b.start && b.end <= a.end))
        #expect((a < b) == (a.start < b.start || (a.start == b.start && a.end > b.end)))
      }
      #expect(a.count == a.range.count)
    }
  }

  @Test func decodesEveryWidth() {
    for scalar in ["a", "\u{7F}", "\u{80}", "é", "\u{7FF}", "\u{800}", "中", "\u{FFFF}", "\u{10000}", "\u{10FFFF}"]
      as [Unicode.Scalar]
    {
      let text = NoteText(String(scalar))
      let decoded = withExtendedLifetime(text) { decodeScalar(text.bytes.baseAddress!, 0) }
      #expect(decoded.value == scalar.value)
      #expect(decoded.length == UTF8.width(scalar))
    }
  }
}
