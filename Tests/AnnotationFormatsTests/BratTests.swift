import AnnotationFormats
import ClinicalText
import Testing
import TestSupport

@Suite struct BratTests {
  private func read(_ folder: FormatFolder, _ unit: OffsetUnit? = nil) throws -> AnnotationSet {
    var set = AnnotationSet()
    try BratFormat.read(folder.path, unit: unit, into: &set)
    return set
  }

  private func read(_ text: String, _ annotations: String, _ unit: OffsetUnit? = nil) throws -> AnnotationSet {
    let folder = FormatFolder()
    folder.file("n.txt", text)
    folder.file("n.ann", annotations)
    return try read(folder, unit)
  }

  @Test func readsMentionsWithPartsIDsAndLines() throws {
    let text = "North and South America, é😀 pain\nhere"
    let set = try read(
      text,
      "T7\tLocation 0 5;16 23\tNorth America\r\nT2\tLocation 10 23\tSouth America\r\n\r\n"
        + "T3\tpain 28 37\tpain here\r\n")
    #expect(codes(set) == [])
    #expect(
      lines(of: set.documents[0], text: false) == [
        "document n", "T7 Location [Range(0..<5), Range(16..<23)]", "T2 Location [Range(10..<23)]",
        "T3 pain [Range(28..<37)]",
      ])
    #expect(set.documents[0].entities.map(\.line) == [1, 2, 4])
  }

  @Test(arguments: [(OffsetUnit.codePoints, 4, 8), (.utf16, 5, 9), (.bytes, 8, 12)])
  func countsInTheUnitAskedFor(unit: OffsetUnit, start: Int, end: Int) throws {
    let set = try read("é😀, pain", "T1\tproblem \(start) \(end)\tpain\n", unit)
    #expect(codes(set) == [])
    #expect(set.documents[0].entities.map(\.parts) == [[4..<8]])
  }

  @Test func partsAtALineBreakAreOneMention() throws {
    let set = try read("chest \r\n pain x", "T1\tp 0 5;9 13\tchest pain\nT2\tp 0 5;14 15\tchest x\n")
    #expect(codes(set) == [])
    #expect(set.documents[0].entities.map(\.parts) == [[0..<13], [0..<5, 14..<15]])
  }

  @Test func readsEventsForwardAndNested() throws {
    let set = try read(
      "a b c d",
      """
      E1\tBind:T1 Theme:T2 Theme2:T3 Cause:E2 Site2:T4
      E2\tGrow:T2
      R1\tModify Arg1:E1 Arg2:T4
      T1\tBind 0 1\ta
      T2\tGrow 2 3\tb
      T3\tX 4 5\tc
      T4\tY 6 7\td
      *\tEquiv T1 T3 T4

      """)
    #expect(codes(set) == [])
    #expect(
      lines(of: set.documents[0], text: false).dropFirst(5) == [
        "Modify 0 3", "Equiv 0 2", "Equiv 2 3",
        "E1 Bind 0 [\"Theme entity(1)\", \"Theme entity(2)\", \"Cause event(1)\", \"Site2 entity(3)\"]", "E2 Grow 1 []",
      ])
  }

  @Test func readsAttributesConceptsAndNotes() throws {
    let set = try read(
      "no pain now",
      """
      T1\tproblem 3 7\tpain
      T2\ttime 8 11\tnow
      A1\tNegation T1
      A2\tSeverity T1 very high
      M1\tImportant T1
      N1\tReference T1 MeSH:D010146\tPain, all
      N2\tReference T1 HPO:HP:0012531
      #1\tAnnotatorNotes T1\tsee \u{9}page 2
      #2\tOther T1\tx

      """)
    #expect(codes(set) == [])
    let document = set.documents[0]
    #expect(
      lines(of: document, text: false)[1...] == [
        "T1 problem [Range(3..<7)] MeSH|D010146|Pain, all HPO|HP:0012531| [\"negated\"] Severity=very high "
          + "Important=true note=see \u{9}page 2 Other=x",
        "T2 time [Range(8..<11)] []",
      ])
    #expect(document.assertionScope == ["negated"])
  }

  @Test func aNameUsedAnywhereIsFalseWhereItIsLeftOut() throws {
    let folder = FormatFolder()
    folder.file("a.txt", "pain")
    folder.file("a.ann", "T1\tproblem 0 4\tpain\nA1\tUncertain T1\n")
    folder.file("b.txt", "pain")
    folder.file("b.ann", "T1\tproblem 0 4\tpain\n")
    let set = try read(folder)
    #expect(set.documents.map { $0.entities[0].assertion?.uncertain } == [true, false])
    #expect(set.documents.map(\.assertionScope) == [["uncertain"], ["uncertain"]])
    #expect(try read("pain", "T1\tproblem 0 4\tpain\n").documents[0].entities[0].assertion == nil)
  }

  @Test func typesOfTheTaskAreIdentifiers() throws {
    let set = try read("Ann, 5", "T1\tNAME:PATIENT 0 3\tAnn\nT2\tSIZE:X 5 6\t5\n")
    #expect(lines(of: set.documents[0], text: false)[1...] == ["T2 SIZE:X [Range(5..<6)]", "NAME PATIENT 0 3"])
  }

  @Test(arguments: [
    ("T1\tp 0 4\tpaim", "offsets_mismatch 1"), ("T1\tp 0 9\tpain", "offsets_outside_text 1"),
    ("T1\tp 4 0\tpain", "offsets_outside_text 1"), ("T1\tp 0 x\tpain", "invalid_annotation 1"),
    ("T1\tp\tpain", "invalid_annotation 1"), ("T1\tp 0 2;1 4\tpa in", "invalid_annotation 1"),
    ("T1\tp 0 99999999999999999999\tpain", "invalid_annotation 1"), ("X1\tp 0 4\tpain", "invalid_annotation 1"),
    ("some words", "invalid_annotation 1"), ("pain\tand more", "invalid_annotation 1"),
    ("T1\tp 0 4\tpain\nT1\tq 0 4\tpain", "invalid_annotation 2"), ("E1\tp:T1", "unknown_reference 1"),
    ("R1\tx Arg1:T1 Arg2:T2", "unknown_reference 1"), ("R1\tx Arg1:T1", "invalid_annotation 1"),
    ("A1\tNegation T1", "unknown_reference 1"), ("A1\tNegation", "invalid_annotation 1"),
    ("T1\tp 0 4\tpain\nN1\tReference T1 D1", "invalid_annotation 2"), ("*\tEquiv T1 T2", "unknown_reference 1"),
    ("T1\tp 0 4\tpain\nE1\tp:T1 Theme:E1", "unknown_reference 2"),
    ("T1\tp 0 4\tpain\nE1\tp:T1 Theme:E9 Theme2:T1", "unknown_reference 2"),
  ])
  func whatCannotBeUsedIsAFailureWithItsLine(annotations: String, failure: String) throws {
    let set = try read("pain", annotations)
    #expect(codes(set) == [failure])
    #expect(set.documents.count == 1)
    for failure in set.failures { #expect(!failure.fault.message.contains("pain"), "no text in a message") }
  }

  @Test func findsPairsInFolders() throws {
    let folder = FormatFolder()
    folder.file("b/x.txt", "pain")
    folder.file("b/x.ann", "T1\tp 0 4\tpain\n")
    folder.file("a.txt", "\u{FEFF}pain")
    folder.file("a.ann", "\u{FEFF}T1\tp 1 5\tpain\n")
    folder.file("c.txt", "no annotations")
    folder.file("d.ann", "")
    folder.file("e.txt", [0xFF])
    folder.file("e.ann", "")
    let set = try read(folder)
    #expect(set.documents.map(\.id) == ["a", "b/x", "c"])
    #expect(set.documents.map(\.entities.count) == [1, 1, 0])
    #expect(codes(set) == ["missing_text -", "invalid_utf8 -"])
    var one = AnnotationSet()
    try BratFormat.read("\(folder.path)/b/x.txt", unit: nil, into: &one)
    #expect(one.documents.map(\.id) == ["x"])
  }

  @Test func throwsWhereNothingCanBeRead() {
    let folder = FormatFolder()
    #expect(code { _ = try read(folder) } == .noInput)
    var set = AnnotationSet()
    #expect(code { try BratFormat.read("\(folder.path)/no.ann", unit: nil, into: &set) } == .inputMissing)
  }

  @Test func hostileFilesTakeLinearTime() throws {
    let words = String(repeating: "pain ", count: 20_000)
    var annotations = ""
    for i in 0..<100_000 {
      let start = i % 20_000 * 5
      annotations += "T\(i)\tp \(start) \(start + 4)\tpain\nE\(i)\tp:T\(i) Theme:E\(i + 1)\n"
    }
    annotations += "T999999\tp " + (0..<10_000).map { "\($0 * 5) \($0 * 5 + 4)" }.joined(separator: ";") + "\n"
    let clock = ContinuousClock()
    let start = clock.now
    let set = try read(words, annotations)
    #expect(set.documents[0].entities.count == 100_001)
    #expect(codes(set).count == 1)
    #expect(clock.now - start < .seconds(10))
  }

  @Test func writesAndReadsBackTheSame() throws {
    let folder = FormatFolder()
    var documents = RandomDocuments(1)
    for round in 0..<300 {
      var document = documents.document("d/\(round)")
      decorate(&document, &documents.random)
      for unit in OffsetUnit.allCases {
        var set = AnnotationSet()
        do {
          try BratFormat.write([document], to: folder.path, unit: unit)
        } catch let fault as Fault {
          // A mention whose inner white space and line break make a piece of white space at its edge.
          #expect(fault.code == .notRepresentable)
          continue
        }
        try BratFormat.read("\(folder.path)/d/\(round).ann", unit: unit, into: &set)
        #expect(codes(set) == [], "\(round)")
        guard let read = set.documents.first else { continue }
        #expect(lines(of: read).dropFirst() == lines(of: document).dropFirst(), "\(round)")
      }
    }
  }

  /// Adds relations, events, attributes, concepts and assertions.
  private func decorate(_ document: inout AnnotatedDocument, _ random: inout SeededGenerator) {
    let count = document.entities.count
    guard count > 0 else { return }
    for i in 0..<count {
      var assertion = Assertion()
      assertion.negated = i == 0 || random.below(2) == 0
      assertion.experiencer = random.pick([.patient, .family, .other])
      document.entities[i].assertion = assertion
      if random.below(2) == 0 {
        document.entities[i].attributes.append(("grade", random.pick(["true", "3 of 6", "é"])))
      }
      if random.below(2) == 0 {
        document.entities[i].concepts.append(
          AnnotatedConcept(
            id: "C\(i):1", vocabulary: random.pick([nil, "MSH"]), name: random.pick([nil, "a name, with é"])))
      }
      if random.below(3) == 0 { document.entities[i].attributes.append(("note", "read again: \"x\"")) }
    }
    for _ in 0..<random.below(4) {
      document.relations.append(
        AnnotatedRelation(
          type: random.pick(["dose_of", "Equiv"]), head: random.below(count), tail: random.below(count)))
    }
    for i in 0..<random.below(3) {
      var arguments: [(role: String, target: AnnotatedEvent.Argument)] = []
      for _ in 0..<random.below(4) { arguments.append(("Theme", .entity(random.below(count)))) }
      if i > 0 { arguments.append(("Cause", .event(0))) }
      document.events.append(
        AnnotatedEvent(id: "E\(i + 1)", type: "Grow", trigger: random.below(count), arguments: arguments))
    }
  }

  @Test func writesWhatBratReads() throws {
    let folder = FormatFolder()
    var document = AnnotatedDocument(id: "n", text: NoteText("chest\npain, mild"), source: "x", line: 1)
    var pain = AnnotatedEntity(id: "4", type: "problem", start: 0, end: 10)
    pain.concepts = [AnnotatedConcept(id: "C0008031", vocabulary: "MSH", name: "Chest Pain")]
    pain.assertion = Assertion()
    pain.assertion?.negated = true
    document.entities = [pain, AnnotatedEntity(id: "T1", type: "severity", start: 12, end: 16)]
    document.relations = [AnnotatedRelation(type: "severity_of", head: 1, tail: 0)]
    document.identifiers = [AnnotatedIdentifier(category: "NAME", type: "PATIENT", start: 12, end: 16)]
    try BratFormat.write([document], to: folder.path, unit: nil)
    #expect(folder.text(of: "n.txt") == "chest\npain, mild")
    #expect(
      folder.text(of: "n.ann") == """
        T2\tproblem 0 5;6 10\tchest pain
        T1\tseverity 12 16\tmild
        T3\tNAME:PATIENT 12 16\tmild
        R1\tseverity_of Arg1:T1 Arg2:T2
        A1\tNegation T2
        N1\tReference T2 MSH:C0008031\tChest Pain

        """)
  }

  @Test(arguments: [
    ("a b", 0, 1, Fault.Code.notRepresentable), ("p", 0, 6, .notRepresentable), ("p", 0, 99, .offsetsOutside),
    ("p", 3, 3, .offsetsOutside), ("p:q", 0, 1, .notRepresentable), ("", 0, 1, .notRepresentable),
  ])
  func refusesWhatItCannotHold(type: String, start: Int, end: Int, expected: Fault.Code) {
    var document = AnnotatedDocument(id: "n", text: NoteText("chest\npain"), source: "x", line: 1)
    document.entities = [AnnotatedEntity(id: "T1", type: type, start: start, end: end)]
    let folder = FormatFolder()
    #expect(code { try BratFormat.write([document], to: folder.path, unit: nil) } == expected)
  }

  @Test(arguments: ["", "../n", "/n", "a//b", ".n", "a/../../b", "a\0b"])
  func idsNeverLeadOutOfTheFolder(id: String) {
    let folder = FormatFolder()
    let document = AnnotatedDocument(id: id, text: NoteText("x"), source: "x", line: 1)
    #expect(code { try BratFormat.write([document], to: folder.path, unit: nil) } == .invalidID)
  }

  @Test func refusesDocumentsWithoutTextAndTwice() {
    let folder = FormatFolder()
    let bare = AnnotatedDocument(id: "n", text: nil, source: "x", line: 1)
    #expect(code { try BratFormat.write([bare], to: folder.path, unit: nil) } == .missingText)
    let document = AnnotatedDocument(id: "n", text: NoteText("x"), source: "x", line: 1)
    #expect(code { try BratFormat.write([document, document], to: folder.path, unit: nil) } == .duplicateID)
  }
}
