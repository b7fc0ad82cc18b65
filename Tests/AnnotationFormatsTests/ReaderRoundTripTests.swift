import AnnotationFormats
import ClinicalText
import TestSupport
import Testing

/// What is written reads back the same, for all that a format can hold.
@Suite struct ReaderRoundTripTests {
  private static let formats: [(format: AnnotationFormat, name: String)] = [
    (.jsonl, "x.jsonl"), (.bioc, "x.xml"), (.biocJSON, "x.json"), (.spacy, "x.jsonl"), (.langextract, "x.jsonl"),
  ]

  private static func documents(_ format: AnnotationFormat, _ seed: UInt64) -> [AnnotatedDocument] {
    var random = SeededDocuments(generator: SeededGenerator(seed))
    switch format {
    case .bioc: random.hasControls = false
    case .spacy: random.hasFragments = false
    case .langextract:
      random.hasFragments = false
      random.hasRelations = false
      random.hasConceptNames = false
      random.hasMetadata = false
    default: break
    }
    return (0..<25).map { random.document($0) }
  }

  @Test(arguments: formats.map(\.format), OffsetUnit.allCases)
  func whatIsWrittenReadsBack(format: AnnotationFormat, unit: OffsetUnit) throws {
    let name = try #require(Self.formats.first { $0.format == format }).name
    let folder = ScratchFolder()
    for seed in 1...20 {
      let documents = Self.documents(format, UInt64(seed))
      let path = "\(folder.path)/\(name)"
      try AnnotationWriter.write(documents, as: format, to: path, unit: unit)
      let set = try AnnotationReader(format: format, unit: unit).read([path])
      #expect(set.failures.map(\.fault.message) == [])
      let ids = format != .langextract
      #expect(set.documents.map { dump($0, ids: ids) } == documents.map { dump($0, ids: ids) }, "seed \(seed)")
    }
  }

  @Test(arguments: formats.map(\.format))
  func theSameDocumentsGiveTheSameBytes(format: AnnotationFormat) throws {
    let folder = ScratchFolder()
    let documents = Self.documents(format, 7)
    try AnnotationWriter.write(documents, as: format, to: "\(folder.path)/a")
    try AnnotationWriter.write(documents, as: format, to: "\(folder.path)/b")
    #expect(ScratchFolder.bytes("\(folder.path)/a") == ScratchFolder.bytes("\(folder.path)/b"))
    // What was read gives the bytes that it was read from.
    let set = try AnnotationReader(format: format).read(["\(folder.path)/a"])
    try AnnotationWriter.write(set.documents, as: format, to: "\(folder.path)/c")
    if format != .langextract, format != .bioc, format != .biocJSON {
      #expect(ScratchFolder.bytes("\(folder.path)/a") == ScratchFolder.bytes("\(folder.path)/c"))
    }
  }

  @Test(arguments: formats)
  func theFormatIsToldFromTheBytes(format: AnnotationFormat, name: String) throws {
    let folder = ScratchFolder()
    var documents = Self.documents(format, 3)
    var first = AnnotatedDocument(id: "first", text: NoteText("chest pain"), source: "", line: 0)
    first.entities = [AnnotatedEntity(id: "1", type: "problem", start: 0, end: 10)]
    documents.insert(first, at: 0)
    let path = "\(folder.path)/\(name)"
    try AnnotationWriter.write(documents, as: format, to: path)
    let set = try AnnotationReader().read([path])
    #expect(set.documents.count == documents.count)
    #expect(set.failures.isEmpty)
  }

  @Test(arguments: [
    (AnnotationFormat.spacy, "entity 1"), (.langextract, "entity 1"),
  ])
  func discontinuousMentionsAreRefused(format: AnnotationFormat, what: String) {
    var document = AnnotatedDocument(id: "d", text: NoteText("left and right arm"), source: "", line: 0)
    var entity = AnnotatedEntity(id: "1", type: "anatomy", start: 0, end: 18)
    entity.fragments = [0..<4, 15..<18]
    document.entities = [entity]
    expectRefusal(document, format, "document d, \(what): the format holds no discontinuous mentions")
  }

  @Test(arguments: formats.map(\.format))
  func eventsAreRefused(format: AnnotationFormat) {
    var document = AnnotatedDocument(id: "d", text: NoteText("pain"), source: "", line: 0)
    document.entities = [AnnotatedEntity(id: "1", type: "problem", start: 0, end: 4)]
    document.events = [AnnotatedEvent(id: "E1", type: "x", trigger: 0, arguments: [])]
    let fault = refusal(document, format)
    #expect(fault?.code == .notRepresentable)
    #expect(fault?.value?.hasPrefix("document d, event E1: ") == true)
  }

  @Test(arguments: formats.map(\.format))
  func mentionsOutsideOfTheTextAreRefused(format: AnnotationFormat) {
    var document = AnnotatedDocument(id: "d", text: NoteText("pain"), source: "", line: 0)
    document.entities = [AnnotatedEntity(id: "9", type: "problem", start: 2, end: 5)]
    expectRefusal(document, format, "document d, entity 9: its offsets lie outside the text")
  }

  @Test(arguments: [AnnotationFormat.bioc, .biocJSON, .spacy, .langextract])
  func aDocumentWithoutTextIsRefused(format: AnnotationFormat) {
    let fault = refusal(AnnotatedDocument(id: "d", text: nil, source: "", line: 0), format)
    #expect(fault?.code == .missingText)
    #expect(fault?.value?.hasPrefix("document d") == true)
  }

  @Test func controlCharactersAreRefusedInXMLOnly() {
    let document = AnnotatedDocument(id: "d", text: NoteText("a\u{1}b"), source: "", line: 0)
    expectRefusal(document, .bioc, "document d: it holds control characters, which XML cannot")
    #expect(refusal(document, .biocJSON) == nil)
  }

  @Test(arguments: [AnnotationFormat.bioc, .biocJSON, .spacy, .langextract])
  func attributesThatWouldBeReadAsSomethingElseAreRefused(format: AnnotationFormat) {
    for name in ["is_negated", "section", "source", "Polarity"] {
      var document = AnnotatedDocument(id: "d", text: NoteText("pain"), source: "", line: 0)
      var entity = AnnotatedEntity(id: "1", type: "problem", start: 0, end: 4)
      entity.attributes = [(name, "1")]
      document.entities = [entity]
      #expect(refusal(document, format)?.value?.hasPrefix("document d, entity 1: ") == true, "\(name)")
    }
  }

  @Test func anUnwritablePathIsAFault() {
    #expect(throws: Fault.self) { try AnnotationWriter.write([], as: .jsonl, to: "/nonexistent/x") }
  }

  private func refusal(_ document: AnnotatedDocument, _ format: AnnotationFormat) -> Fault? {
    let folder = ScratchFolder()
    do {
      try AnnotationWriter.write([document], as: format, to: "\(folder.path)/x")
      return nil
    } catch {
      return error
    }
  }

  private func expectRefusal(_ document: AnnotatedDocument, _ format: AnnotationFormat, _ value: String) {
    let fault = refusal(document, format)
    #expect(fault?.code == .notRepresentable)
    #expect(fault?.value == value)
  }
}
