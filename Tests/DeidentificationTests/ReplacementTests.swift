import ClinicalText
import Deidentification
import TestSupport
import Testing

struct ReplacementTests {
  static let zips = ZIPTable(largePrefixes: ["021", "277"])

  private func replaced(
    _ text: String, _ kind: IdentifierKind, _ policy: Policy = .safeHarbor, _ style: ReplacementStyle = .tag
  ) -> String? {
    let note = NoteText(text)
    let item = DetectedIdentifier(kind: kind, span: note.fullSpan, source: ByteSlice(permanent: "rule:test"))
    return Replacer(policy: policy, style: style, zips: Self.zips).replacement(for: item, in: note)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func safeHarborKeepsWhatItMay() {
    #expect(replaced("Imani", .patient) == "[PATIENT]")
    #expect(replaced("2021", .date) == nil)
    #expect(replaced("Monday", .date) == nil)
    #expect(replaced("03/14/2021", .date) == "[DATE:2021]")
    #expect(replaced("3/14", .date) == "[DATE]")
    #expect(replaced("89", .age) == nil)
    #expect(replaced("92", .age) == "[AGE:90+]")
    #expect(replaced("ninety-two", .age) == "[AGE:90+]")
    #expect(replaced("02139", .zip) == "[ZIP:021]")
    #expect(replaced("03601", .zip) == "[ZIP:000]")
    #expect(replaced("99999", .zip) == "[ZIP:000]")
    #expect(replaced("NC", .state) == nil)
    #expect(replaced("NC", .state, .strict) == "[STATE]")
    #expect(replaced("Zoë\nX", .patient, .safeHarbor, .mask) == "***\n*")
  }

  /// Every place of the original has its place in the edited text, found by the naive way as well.
  @Test func placesAreMapped() {
    var random = SeededGenerator(7)
    for _ in 0..<500 {
      let text = NoteText(String(repeating: "abcdé ", count: Int.random(in: 1...20, using: &random)))
      var edits: [(span: ByteSpan, text: [UInt8])] = []
      var at = 0
      while at < text.count {
        at += Int.random(in: 0...9, using: &random)
        let end = min(text.count, at + Int.random(in: 1...6, using: &random))
        guard at < end else { break }
        edits.append((ByteSpan(at, end), Array("[\(edits.count)]".utf8)))
        at = end
      }
      let edited = EditedText(text, edits)
      var naive: [UInt8] = []
      var starts = [Int](repeating: 0, count: text.count + 1)
      var next = 0
      for byte in 0...text.count {
        if next < edits.count, byte == Int(edits[next].span.start) { starts[byte] = naive.count }
        if next < edits.count, byte == Int(edits[next].span.end) {
          naive += edits[next].text
          next += 1
        }
        if next < edits.count, edits[next].span.range.contains(byte) {
          starts[byte] = naive.count
          continue
        }
        starts[byte] = naive.count
        if byte < text.count { naive.append(text.bytes[byte]) }
      }
      #expect(Array(edited.text.bytes) == naive)
      for byte in 0..<text.count {
        #expect(Int(edited.span(of: ByteSpan(byte, byte + 1)).start) == starts[byte])
      }
    }
  }
}
