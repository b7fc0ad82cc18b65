import ClinicalText

/// Everything that de-identification reads and never changes: shared by all workers.
public struct DeidentificationRules: Sendable {
  public var detection: DetectionRules
  public var replacer: Replacer

  /// Takes each part as it is given.
  public init(detection: DetectionRules, replacer: Replacer) {
    self.detection = detection
    self.replacer = replacer
  }
}

/// Whose note it is, as far as it is known.
public struct PatientContext: Sendable {
  /// The patient's id in the input: surrogates and date shifts are the same for all notes of one patient.
  public var patientID: String?
  /// What is known of the patient beforehand.
  public var known: KnownIdentifiers?
  /// The note's id: stands in for the patient's where that is not known.
  public var noteID: String?
  /// The note's date (ISO 8601): tells the year of dates that are written without it, and ages from years of birth.
  public var noteDate: String?

  /// Takes each part as it is given.
  public init(
    patientID: String? = nil, known: KnownIdentifiers? = nil, noteID: String? = nil, noteDate: String? = nil
  ) {
    self.patientID = patientID
    self.known = known
    self.noteID = noteID
    self.noteDate = noteDate
  }

  /// The year of the note's date; nil where it is not known.
  var noteYear: Int? {
    guard let noteDate, let year = Int(noteDate.prefix(4)), (1900...2199).contains(year) else { return nil }
    return year
  }
}

/// Detection and replacement of one note after another. One object serves one worker.
public final class Deidentifier {
  /// What found the identifiers of the last note: for explanations.
  public let detector: Detector
  private let replacer: NoteReplacer
  private let field = NoteStructure()
  private static let recordSource = ByteSlice(permanent: "rule:record")

  /// Takes each part as it is given.
  public init(_ rules: DeidentificationRules) {
    detector = Detector(rules.detection)
    replacer = NoteReplacer(rules.replacer)
  }

  /// The identifiers of an analyzed note with their replacements, and the text without them.
  public func deidentify(
    _ note: NoteStructure, _ patient: PatientContext
  ) -> (identifiers: [ReplacedIdentifier], text: EditedText) {
    let identifiers = replacer.replace(detector.detect(note, known: patient.known), note, patient)
    var edits: [(span: ByteSpan, text: [UInt8])] = []
    edits.reserveCapacity(identifiers.count)
    for item in identifiers {
      if let replacement = item.replacement { edits.append((item.identifier.span, replacement)) }
    }
    return (identifiers, EditedText(note.text, edits))
  }

  /// What takes the place of a date that is all of a text, as in a record's field; nil where it stays.
  public func replacement(ofDate text: NoteText, _ patient: PatientContext) -> [UInt8]? {
    field.tokenize(text)
    let date = DetectedIdentifier(kind: .date, span: text.fullSpan, source: Self.recordSource)
    return replacer.replace([date], field, patient).first?.replacement
  }
}
