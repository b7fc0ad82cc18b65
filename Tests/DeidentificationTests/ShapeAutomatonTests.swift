import ClinicalText
import Deidentification
import TestSupport
import Testing

/// Shapes: their notation, their automaton beside a matcher that tries everything, and numbers of one's own hospital.
struct ShapeAutomatonTests {
  /// All ends of matches of a pattern from an offset on, by trying everything.
  static func naive(_ pattern: ShapePattern, _ bytes: [UInt8], _ start: Int) -> Set<Int> {
    switch pattern {
    case .bytes(let set): return start < bytes.count && set.contains(bytes[start]) ? [start + 1] : []
    case .sequence(let parts):
      return parts.reduce([start]) { ends, part in Set(ends.flatMap { naive(part, bytes, $0) }) }
    case .choice(let parts): return Set(parts.flatMap { naive($0, bytes, start) })
    case .optional(let part): return naive(part, bytes, start).union([start])
    }
  }

  @Test func automatonEqualsTryingEverything() throws {
    var random = SeededGenerator(31)
    let notations = [
      "###-##-####", "A{1,3}[-]#{2,4}[A]", "(#|A){2,5}", "'ext'[.][_]#{2,3}", "[#[A]]-#", "\\(##\\)[_|-]#{1,3}", "X{3}",
      "a{1,3}(.|_)x{2}",
      "#{2,3}_#{2,3}[_#{2}]", "H{2}:H{2}",
    ]
    let pieces = ["1", "23", "A", "b", "-", ".", "_", " ", "(", ")", "ext", "EXT", ":", "é"]
    for foldsCase in [false, true] {
      var patterns: [(pattern: ShapePattern, number: Int)] = []
      for (index, notation) in notations.enumerated() {
        patterns.append((try ShapePattern.read(notation, foldsCase: foldsCase), index))
      }
      let automaton = try ShapeAutomaton(patterns)
      for _ in 0..<1500 {
        let bytes = Array(random.text(of: pieces, upTo: 9).utf8)
        var expected: [Int: UInt64] = [:]
        for (pattern, number) in patterns {
          for end in Self.naive(pattern, bytes, 0) { expected[end, default: 0] |= 1 << UInt64(number) }
        }
        var found: [Int: UInt64] = [:]
        bytes.withUnsafeBufferPointer { automaton.run($0, from: 0) { end, shapes in found[end] = shapes } }
        #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  @Test(arguments: ["", "[#]", "#{3", "#{4,2}", "(##", "##)", "'ab", "{2}", "#|#", "#{900}", "\\"])
  func refusesWhatIsNoShape(_ notation: String) {
    #expect(throws: ShapePattern.Problem.self) { try ShapePattern.read(notation, foldsCase: false) }
  }

  private static func file(_ entry: String) -> String {
    "filler: [no]\nquantities: [mg]\nvocabularies: [cpt]\nidentifiers:\n" + entry
  }

  private static let own = """
      - id: id.cohort
        type: ID.IDNUM
        why: "Numbers of our cohort, two letters, a star and four digits."
        shapes: ["AA*####"]
        context: ["cohort"]
        needs_context: true
        accept: ["Cohort no <ID.IDNUM>QX*4821</ID.IDNUM>."]
        reject: ["A cohort of 4821 mg."]
    """

  /// A shape, a phrase and two examples are enough.
  @Test func ownNumbersAreFound() throws {
    let codes = try CodeRules(try IdentifiersFile(yaml: Self.file(Self.own), file: "own.yaml"), file: "own.yaml")
    var rules = Samples.rules
    rules.shapes.codes = codes
    let note = NoteStructure()
    let text = NoteText("Enrolled, cohort no. QX*4821; QX*4822 stands alone.")
    note.analyze(text, Samples.layout)
    let found = Detector(rules).detect(note).map { "\(text.string($0.span)) \($0.source.string)" }
    #expect(found == ["QX*4821 rule:id.cohort"])
  }

  @Test(arguments: [
    ("shapes: [\"AA*####\"]", "shapes: [\"AA*{####\"]", 8), ("type: ID.IDNUM", "type: ID.NUMBER", 6),
    ("needs_context: true", "needs_contexts: true", 10), ("context: [\"cohort\"]", "context: []", 5),
    ("accept: [\"Cohort no <ID.IDNUM>QX*4821</ID.IDNUM>.\"]", "accept: []", 5),
    ("needs_context: true", "needs_context: true\n    checksum: crc", 11),
  ])
  func faultsNameTheLine(_ old: String, _ new: String, _ line: Int) {
    let yaml = Self.file(Self.own).replacing(old, with: new)
    do throws(Fault) {
      _ = try IdentifiersFile(yaml: yaml, file: "own.yaml")
      Issue.record("no fault: \(new)")
    } catch {
      #expect(error.file == "own.yaml" && error.line == line, "\(new): line \(error.line ?? 0)")
    }
  }
}
