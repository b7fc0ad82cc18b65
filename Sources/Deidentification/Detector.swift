import ClinicalText

/// Everything that detection reads and never changes: shared by all workers.
public struct DetectionRules: Sendable {
  public var words: WordTable
  public var phrases: PhraseTable

  /// Takes each part as it is given.
  public init(words: WordTable, phrases: PhraseTable) {
    self.words = words
    self.phrases = phrases
  }
}

/// Finds the identifiers of notes, one after another. One object serves one worker. Time is linear in the note.
public final class Detector {
  private let rules: DetectionRules
  private let view = NoteView()
  private var findings = Findings()
  private let known = KnownFinder()

  /// Takes each part as it is given.
  public init(_ rules: DetectionRules) {
    self.rules = rules
  }

  /// The identifiers of an analyzed note, in order, without overlaps.
  ///
  /// - Parameter identifiers: what is known of the note's patient beforehand.
  public func detect(_ note: NoteStructure, known identifiers: KnownIdentifiers? = nil) -> [DetectedIdentifier] {
    view.load(note, words: rules.words, phrases: rules.phrases)
    findings.removeAll()
    if let identifiers, !identifiers.isEmpty { known.find(identifiers, view, &findings) }
    // From the surest shape to the weakest.
    let codes = CodeFinder(view: view, phrases: rules.phrases)
    let places = PlaceFinder(view: view, phrases: rules.phrases)
    ContactFinder(view: view).findElectronic(&findings)
    codes.findAnnounced(&findings)
    AddressFinder(view: view, phrases: rules.phrases).find(&findings)
    DateFinder(view: view).find(&findings)
    AgeFinder(view: view).find(&findings)
    ContactFinder(view: view).findNumbers(&findings)
    codes.findShapes(&findings)
    places.findInstitutions(&findings)
    NameFinder(view: view, phrases: rules.phrases).find(&findings)
    NamePropagation(view: view).find(&findings)
    places.findPlaces(&findings)
    findings.sort()
    return findings.items
  }
}
