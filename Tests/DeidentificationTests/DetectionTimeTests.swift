import ClinicalText
import Deidentification
import Testing

/// Time grows as the note does, whatever stands in it.
struct DetectionTimeTests {
  static let pieces = [
    "Dr. ", "Mr. Hairston, ", "SMITH, JOHN ", "A. ", "and ", "Seen by ", "St. ", "of ", "van de ", "Kelly-", "(",
    "daughter ",
    "Hospital ", "Mercy Medical Center ", "works at ", "Durham, ", "lives in ", "MD ", "I, ", "XYZZY", "Imani ", "é ",
    "12 ", "Rue ", "12 Rue Aa 5, ", "Aa 43\n", "Apt. 5\n", "corner of Aa and ", "555 12 34 office ", "ext. ", "+1 ",
    "lives at 5 Aa, ", "Lindenstraße 14, ",
    "Imani, Sarah and ", "said Hleb ", "Hleb's ", "Hleb was ", "Seo-", "@q_roe84 ", "works as a ", "@", "olga a ",
  ]

  @Test(arguments: pieces)
  func timeIsLinear(_ piece: String) {
    let detector = Detector(Samples.rules)
    func seconds(_ count: Int) -> Double {
      let text = NoteText(String(repeating: piece, count: count))
      let note = NoteStructure()
      note.analyze(text, Samples.layout)
      let clock = ContinuousClock()
      var best = Double.infinity
      for _ in 0..<3 {
        let time = clock.measure { _ = detector.detect(note) }
        best = min(best, Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
      }
      return best
    }
    let small = seconds(1_000)
    let large = seconds(16_000)
    // Quadratic time would be 256 times as long.
    #expect(large < max(small, 0.002) * 64, "\(piece): \(small) s, \(large) s")
  }
}
