import ClinicalText
import Deidentification
import Extraction
import Lexicon
import NoteFormats
import Rules

/// Extracts one note with every decision taken down, and tells the decisions.
public struct Explainer {
  let setup: PipelineSetup
  /// What each lexicon is called, in order.
  let lexiconNames: [String]
  let stopNames: WordList
  /// What `--patients` says; nil without.
  let knowledge: PatientKnowledge?

  /// - Parameter lexicons: as the command line names them; empty for the starter lexicon.
  public init(
    _ setup: PipelineSetup, lexicons: [String], data: DataFolder, knowledge: PatientKnowledge? = nil
  ) throws(Fault) {
    self.knowledge = knowledge
    self.setup = setup
    lexiconNames = lexicons.isEmpty ? [LexiconProvider.starterName] : lexicons
    stopNames = WordList(text: try data.readText("text/stop-names.txt"))
  }

  /// Explains a note, or one position of it.
  ///
  /// - Parameters:
  ///   - offset: in code points, up to the text's length. Throws `usage` when it lies outside.
  ///   - looksAtWords: false saves the pass over all names that finds those which break off or are spelled nearly so.
  public func explain(
    _ note: NoteRecord, at offset: Int? = nil, looksAtWords: Bool = true
  ) throws(Fault) -> NoteExplanation {
    let structure = NoteStructure()
    structure.analyze(note.text, setup.rules.extraction.layout)
    let scalars = ScalarOffsets(note.text)
    var focus: Range<Int>?
    var byte: Int?
    if let offset {
      guard let found = scalars.byte(ofScalar: offset) else {
        throw Fault(
          .usage, value: "--offset \(offset) lies outside of the note, which has \(scalars.scalarCount) code points")
      }
      byte = found
      focus = Self.touching(found, structure)
    }
    let trace = ExtractionTrace(mentions: focus.map { MentionTrace(focus: $0) })
    let extractor = Extractor(setup.rules.extraction)
    extractor.trace = trace
    var result = extractor.extract(
      note.text, given: note.given, allMatches: setup.options.allMatches, noteDate: note.date)
    try setup.checkLexicons()
    let deidentifier = setup.deidentification.map { Deidentifier($0.rules) }
    if let deidentifier, let deidentification = setup.deidentification {
      let knowledge = knowledge ?? .none(deidentification)
      var patient = try PatientLookup(knowledge).context(for: note)
      patient.noteID = note.id
      patient.noteDate = note.date
      (result.identifiers, result.deidentified) = deidentifier.deidentify(extractor.note, patient)
    }
    let writer = ExplanationWriter(
      self, note, structure, scalars, trace, result, looksAtWords: looksAtWords, detector: deidentifier?.detector)
    return writer.explanation(offset: offset, byte: byte, focus: focus)
  }

  /// The tokens that cover or touch a byte offset.
  private static func touching(_ byte: Int, _ structure: NoteStructure) -> Range<Int> {
    let offset = UInt32(byte)
    var first = structure.tokens.firstIndex(endingAfter: offset)
    var end = first
    if first > 0, structure.tokens[first - 1].end == offset { first -= 1 }
    while end < structure.tokens.count, structure.tokens[end].start <= offset { end += 1 }
    return first..<end
  }
}

extension PipelineSetup {
  func checkLexicons() throws(Fault) { try rules.checkLexicons() }
}
