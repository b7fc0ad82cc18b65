import ClinicalText
import Deidentification
import Extraction
import Lexicon

/// All stages over one note after another. One object serves one worker.
package final class NoteProcessor {
  private let extractor: Extractor
  private let deidentifier: Deidentifier?
  private let lookup: PatientLookup?
  private let allMatches: Bool
  private let scratch = NoteStructure()

  /// - Parameter knowledge: what is known of patients; nil for what each note says itself.
  package init(_ setup: PipelineSetup, _ knowledge: PatientKnowledge? = nil) {
    extractor = Extractor(setup.rules.extraction)
    deidentifier = setup.deidentification.map { Deidentifier($0.rules) }
    lookup = setup.deidentification.map { PatientLookup(knowledge ?? .none($0)) }
    allMatches = setup.options.allMatches
  }

  /// What a note holds; with de-identification on also its identifiers and the text without them. Throws
  /// `invalidField` for a `known_phi` that cannot be read.
  func process(_ note: NoteRecord) throws(Fault) -> NoteResult {
    process(note, try context(of: note))
  }

  /// Whose note it is, and what is known of the patient.
  func context(of note: NoteRecord) throws(Fault) -> PatientContext {
    try lookup?.context(for: note) ?? PatientContext(patientID: note.patientID)
  }

  /// What is known for a note, as a hash; nil without de-identification.
  func knownHash(of note: NoteRecord) throws(Fault) -> [UInt8]? { try lookup?.hash(for: note) }

  /// The same for a context that the caller has made.
  package func process(_ note: NoteRecord, _ patient: PatientContext) -> NoteResult {
    var result = extractor.extract(
      note.text, given: note.given, allMatches: allMatches, noteDate: note.date ?? patient.noteDate)
    guard let deidentifier else { return result }
    var patient = patient
    patient.noteID = patient.noteID ?? note.id
    patient.noteDate = patient.noteDate ?? note.date
    let (identifiers, text) = deidentifier.deidentify(extractor.note, patient)
    result.identifiers = identifiers
    result.deidentified = text
    result.withhold()
    return result
  }

  /// True for a short text, such as a kind of note, in which nothing is detected or known.
  func isHarmless(_ text: String, _ patient: PatientContext) -> Bool {
    guard let deidentifier else { return true }
    guard text.utf8.count <= 100, !text.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return false }
    scratch.tokenize(NoteText(text))
    return deidentifier.deidentify(scratch, patient).identifiers.isEmpty
  }
}
