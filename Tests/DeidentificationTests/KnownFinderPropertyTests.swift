import ClinicalText
import Deidentification
import Glibc
import Testing
import TestSupport

/// The search for known values and names against a twin that looks for each of them at each place.
struct KnownFinderPropertyTests {
  static let numbers = ["0384499", "038449", "77120934", "7712-0934-5", "x15365", "AB1234", "123456789012", "1234567"]
  static let pieces =
    numbers + [
      " ", " ", ".", "-", "  ", " (", ") ", "/", "\n", "\u{00E9}", "38449", "a", "MRN", "x", "12345678", "    ",
    ]

  private static func given(_ text: String, _ known: KnownIdentifiers) -> [DetectedIdentifier] {
    let note = NoteStructure()
    note.analyze(NoteText(text), Samples.layout)
    return Detector(Samples.rules).findGiven(known, in: note)
  }

  @Test func valuesAreThoseOfTheTwin() {
    var known = KnownIdentifiers()
    for number in Self.numbers { known.add(value: number, kind: .medicalRecord) }
    var generator = SeededGenerator(7)
    var found = 0
    for _ in 0..<3000 {
      let text = generator.text(of: Self.pieces, upTo: 24)
      let spans = Self.given(text, known).map(\.span)
      let wanted = NaiveKnownFinder.values(Self.numbers, NoteText(text))
      #expect(spans == wanted, "\(text.debugDescription)")
      found += wanted.count
    }
    #expect(found > 1000)
  }

  static let names = ["Kjeldsen", "Kjeldsin", "Zyqwarth", "Orrvik", "Bjorkmo", "Akselberg", "Akselborg"]

  /// One word among others that no list knows.
  @Test func misspeltNamesAreThoseOfTheTwin() {
    var known = KnownIdentifiers()
    for name in Self.names { known.add(name: name) }
    var generator = SeededGenerator(11)
    var found = 0
    for _ in 0..<4000 {
      var letters = Array(generator.pick(Self.names).utf8)
      for _ in 0..<generator.below(3) where letters.count > 3 {
        let place = generator.below(letters.count)
        switch generator.below(4) {
        case 0: letters.remove(at: place)
        case 1: letters.insert(UInt8(ascii: "q"), at: place)
        case 2: letters[place] = UInt8(ascii: "v")
        default: if place > 0 { letters.swapAt(place, place - 1) }
        }
      }
      letters[0] &= 0xDF
      let word = String(decoding: letters, as: UTF8.self)
      let isFound = !Self.given("qq \(word) qq", known).isEmpty
      let isWanted = Self.names.contains { name in
        let limit = name.lowercased() == word.lowercased() ? 0 : 1
        return (letters.count >= 5 || limit == 0)
          && SpellingDistance.between(Array(word.lowercased().utf8), Array(name.lowercased().utf8), within: 1) != nil
      }
      #expect(isFound == isWanted, "\(word)")
      if isWanted { found += 1 }
    }
    #expect(found > 1000)
  }

  /// A thousand values and a text that begins each of them again and again.
  @Test func manyValuesOfOneBeginningStayLinear() {
    var known = KnownIdentifiers()
    for i in 0..<1000 { known.add(value: "313785\(1000 + i)", kind: .phone) }
    for i in 0..<1000 {
      known.add(name: "Name\(String(UnicodeScalar(UInt8(97 + i % 26))))\(String(repeating: "o", count: 3 + i / 26))")
    }
    let text = String(repeating: "3137850 31378510 nameqo ", count: 40_000)
    func seconds(_ text: String) -> Double {
      let start = Self.cpuSeconds()
      _ = Self.given(text, known)
      return Self.cpuSeconds() - start
    }
    let part = seconds(String(text.prefix(text.utf8.count / 8)))
    #expect(seconds(text) < part * 24)
  }

  /// Of this thread: other tests run beside it.
  private static func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Each value at each place, by the rules of the documentation.
enum NaiveKnownFinder {
  static func values(_ values: [String], _ text: NoteText) -> [ByteSpan] {
    // Letters and figures with their places.
    var signs: [(byte: UInt8, start: Int, end: Int)] = []
    var i = 0
    for scalar in text.string(ByteSpan(0, text.count)).unicodeScalars {
      let length = String(scalar).utf8.count
      let folded = scalar == "\u{00E9}" ? "e" : String(scalar).lowercased()
      if let byte = folded.utf8.first, byte &- 0x30 < 10 || byte &- 0x61 < 26 { signs.append((byte, i, i + length)) }
      i += length
    }
    func isDigit(_ k: Int) -> Bool { signs[k].byte &- 0x30 < 10 }
    func isEdge(_ k: Int) -> Bool {
      k == 0 || k == signs.count || signs[k].start > signs[k - 1].end || isDigit(k) != isDigit(k - 1)
    }
    var spans: [ByteSpan] = []
    var k = 0
    while k < signs.count {
      var best = 0
      for value in values {
        let stream = value.lowercased().utf8.filter { $0 &- 0x30 < 10 || $0 &- 0x61 < 26 }
        let end = k + stream.count
        guard end <= signs.count, isEdge(k), isEdge(end), signs[k..<end].map(\.byte) == stream else { continue }
        let gaps = (k + 1..<end).map { signs[$0].start - signs[$0 - 1].end }
        guard gaps.allSatisfy({ $0 <= 3 }) else { continue }
        best = max(best, stream.count)
      }
      if best > 0 { spans.append(ByteSpan(signs[k].start, signs[k + best - 1].end)) }
      k += max(1, best)
    }
    return spans
  }
}
