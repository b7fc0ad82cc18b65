import ClinicalText
import TestSupport
import Testing

/// The offset maps against counting over `unicodeScalars` and `utf16`.
struct ScalarOffsetsTests {
  @Test(arguments: [
    "", "a", "plain ASCII", "é", "e\u{301}", "İ\u{212A}", "😀", "👩‍⚕️ a", "\r\n", "\u{0}é\u{0}", "中文", "\u{10FFFF}",
    "الكبد", "a\u{FEFF}b",
  ])
  func smallTexts(_ text: String) { check(text) }

  /// Lengths around the 256-byte blocks, with scalars of each width across the block's edge.
  @Test(arguments: ["x", "é", "中", "😀"])
  func blockEdges(_ scalar: String) {
    for before in 0..<6 {
      for total in [253, 254, 255, 256, 257, 258, 511, 512, 513] {
        var text = String(repeating: "a", count: before)
        while text.utf8.count < total { text += scalar }
        check(text)
        check(text + "é")
      }
    }
  }

  @Test func generatedTexts() {
    var random = SeededGenerator(7)
    for _ in 0..<300 { check(random.text(of: nastyPieces, upTo: 400)) }
  }

  @Test func scalarsBeyondTheTextHaveNoByte() {
    for text in ["", "abc", "äbc😀", String(repeating: "é", count: 128), String(repeating: "a", count: 256)] {
      let map = ScalarOffsets(NoteText(text))
      let count = text.unicodeScalars.count
      #expect(map.scalarCount == count)
      #expect(map.byte(ofScalar: count) == text.utf8.count)
      #expect(map.byte(ofScalar: count + 1) == nil)
      #expect(map.byte(ofScalar: count + 1000) == nil)
      #expect(map.byte(ofScalar: .max) == nil)
      #expect(map.byte(ofScalar: -1) == nil)
      #expect(map.byte(ofScalar: .min) == nil)
    }
  }

  private func check(_ text: String) {
    let map = ScalarOffsets(NoteText(text))
    var byte = 0
    var scalar = 0
    var utf16 = 0
    for next in text.unicodeScalars.map({ Optional($0) }) + [nil] {
      guard map.scalar(ofByte: byte) == scalar, map.utf16(ofByte: byte) == utf16, map.byte(ofScalar: scalar) == byte
      else {
        Issue.record("byte \(byte), scalar \(scalar), UTF-16 \(utf16) in \(text.debugDescription)")
        return
      }
      guard let next else { break }
      byte += UTF8.width(next)
      scalar += 1
      utf16 += UTF16.width(next)
    }
    #expect(map.scalarCount == scalar)
  }
}
