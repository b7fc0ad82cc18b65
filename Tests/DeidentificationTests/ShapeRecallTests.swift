import ClinicalText
import Glibc
import Deidentification
import TestSupport
import Testing

/// Generated identifiers are found whole; generated clinical quantities stay.
struct ShapeRecallTests {
  @Test func identifiersAreFoundWhole() {
    var generator = IdentifierGenerator(seed: 2014)
    for recipe in IdentifierGenerator.recipes {
      var whole = 0
      var covered = 0
      var missed: [String] = []
      let rounds = 150
      for _ in 0..<rounds {
        let sample = generator.sample(recipe)
        let found = Samples.detect(sample.text)
        if found.contains(where: { $0.kind == sample.kind && $0.span == sample.span }) { whole += 1 }
        if found.contains(where: { $0.span.start <= sample.span.start && $0.span.end >= sample.span.end }) {
          covered += 1
        } else {
          missed.append(sample.text)
        }
      }
      print(
        "\(recipe.kind.type): found whole \(covered) of \(rounds), with type and limits \(whole); missed: \(missed.prefix(6))"
      )
      #expect(covered * 100 >= rounds * 99, "\(recipe.kind.type): \(missed.prefix(5))")
      #expect(whole * 100 >= rounds * 93, "\(recipe.kind.type)")
    }
  }

  @Test func quantitiesStay() {
    var random = SeededGenerator(5)
    for quantity in IdentifierGenerator.quantities {
      for carrier in IdentifierGenerator.carriers {
        var text = carrier.replacing("%", with: quantity)
        if random.below(2) == 0 { text = "Seen in clinic. " + text + " Afebrile." }
        // Names and places are other finders' matter.
        let others: Set<IdentifierKind> = [.patient, .doctor, .hospital, .organization, .city]
        let found = Samples.detect(text).filter { !others.contains($0.kind) }
        #expect(found.isEmpty, "\(text)")
      }
    }
  }

  /// Time is linear in the text: processor time of this thread, which other work on the machine does not count into.
  @Test(arguments: [
    "1", "1/", "1-", "1.", "((((", "@", "a.", "a@a.", "1 ", "MRN ", "MRN: ", "call 1 ", "x1", "0:", "a:", "::", "com.",
    "www.", "May 3, ", "3/1-",
    "A1", "on 3/1 ", "(01)", "+1 ", "12-", "one hundred ", "Dr. ", "'98 ", "fall ", "ab12.", "fax ",
  ])
  func hostileTextTakesLinearTime(_ piece: String) {
    func time(_ bytes: Int) -> Double {
      let text = String(repeating: piece, count: bytes / piece.utf8.count)
      return (0..<2).map { _ in
        let start = Self.processorSeconds()
        _ = Samples.detect(text)
        return Self.processorSeconds() - start
      }.min()!
    }
    _ = time(1000)
    let short = time(8_000)
    let long = time(32_000)
    // Four times the text; eleven times the time leaves room for a cold cache, and a square would take sixteen.
    #expect(long < short * 11 + 0.03, "\(piece): \(short) s, then \(long) s")
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Random mutations of clinical sentences: spans in order, without overlaps, at the limits of scalars.
  @Test func mutationsAreSound() {
    var generator = IdentifierGenerator(seed: 99)
    let hostile = [
      "\u{FEFF}", "é", "年", "\0", "/", "-", "(", ")", "@", "1", "19", "2021", "\n", "\n\n", "’", "–", "::", "(01)", "+",
      "#", "x", "'", "%", "\u{301}",
    ]
    for _ in 0..<2000 {
      var scalars = Array(generator.sample(generator.random.pick(IdentifierGenerator.recipes)).text.unicodeScalars)
      for _ in 0..<generator.random.below(6) {
        let at = generator.random.below(scalars.count + 1)
        switch generator.random.below(3) {
        case 0: scalars.insert(contentsOf: generator.random.pick(hostile).unicodeScalars, at: at)
        case 1: if at < scalars.count { scalars.remove(at: at) }
        default: scalars.removeSubrange(..<min(at, scalars.count - 1))
        }
        if scalars.isEmpty { scalars = ["1"] }
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: scalars)
      let note = NoteText(text)
      var last: UInt32 = 0
      for item in Samples.detect(text) {
        #expect(
          item.span.start >= last && item.span.start < item.span.end && Int(item.span.end) <= note.count, "\(text)")
        last = item.span.end
        #expect(String(validating: note.bytes[item.span.range], as: UTF8.self) != nil, "\(text)")
      }
    }
  }
}
