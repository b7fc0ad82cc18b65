import ClinicalText

/// Everything that detection reads and never changes: shared by all workers.
public struct DetectionRules: Sendable {
  public var words: WordTable
  public var phrases: PhraseTable
  public var shapes: ShapeRules
  public var endings: EndingTable

  /// Takes each part as it is given.
  public init(
    words: WordTable, phrases: PhraseTable, shapes: ShapeRules, endings: EndingTable = EndingTable([])
  ) {
    self.words = words
    self.phrases = phrases
    self.shapes = shapes
    self.endings = endings
  }
}

/// Finds the identifiers of notes, one after another. One object serves one worker. Time is linear in the note.
public final class Detector {
  let rules: DetectionRules
  let view: NoteView
  private var findings = Findings()
  private let known = KnownFinder()
  private let codes: CodeFinder

  /// Takes each part as it is given.
  public init(_ rules: DetectionRules) {
    self.rules = rules
    view = NoteView(rules)
    codes = CodeFinder(rules.shapes.codes)
  }

  /// The identifiers of an analyzed note, in order, without overlaps.
  ///
  /// - Parameter identifiers: what is known of the note's patient beforehand.
  public func detect(_ note: NoteStructure, known identifiers: KnownIdentifiers? = nil) -> [DetectedIdentifier] {
    view.load(note, rules)
    Register.read(view, rules.phrases)
    findings.removeAll()
    // From the surest shape to the weakest.
    let places = PlaceFinder(view: view, phrases: rules.phrases)
    ContactFinder(view: view, rules: rules.shapes.codes).find(&findings)
    codes.findAnnounced(view, &findings)
    codes.findFollowed(view, &findings)
    let streets = StreetFinder(view: view, rules: rules.shapes.addresses)
    streets.findBoxes(&findings)
    AddressFinder(view: view, phrases: rules.phrases, rules: rules.shapes.codes, streets: streets).find(&findings)
    streets.find(&findings)
    let tail = AddressTail(streets)
    tail.find(&findings)
    DateFinder(view: view, rules: rules.shapes.dates).find(&findings)
    AgeFinder(view: view, rules: rules.shapes.dates).find(&findings)
    tail.findTowns(&findings)
    codes.findShapes(view, &findings)
    let institutions = InstitutionFinder(view: view, phrases: rules.phrases)
    institutions.find(&findings)
    places.findSure(&findings)
    HandleFinder(view: view).find(&findings)
    NameFinder(view: view, phrases: rules.phrases).find(&findings)
    NamePropagation(view: view).find(&findings)
    institutions.findAffiliations(&findings)
    places.findRest(&findings)
    ProfessionFinder(view: view, phrases: rules.phrases).find(&findings)
    findings.sort()
    guard let identifiers, !identifiers.isEmpty else { return findings.items }
    return withKnown(identifiers)
  }

  /// Adds what is known to what was detected: what was given beforehand wherever it stands, and what other notes of the
  /// patient hold in what is left over.
  private func withKnown(_ identifiers: KnownIdentifiers) -> [DetectedIdentifier] {
    let detected = findings.items
    let merged = KnownMerging.merge(detected, findGiven(identifiers), view.note.text)
    findings.removeAll()
    view.release()
    for item in merged { view.mark(item.span) }
    known.findElsewhere(identifiers, view, &findings)
    findings.sort()
    return KnownMerging.add(findings.items, to: merged)
  }

  /// What was given beforehand alone, as if nothing else were looked for.
  package func findGiven(_ identifiers: KnownIdentifiers, in note: NoteStructure) -> [DetectedIdentifier] {
    view.load(note, rules)
    return findGiven(identifiers)
  }

  private func findGiven(_ identifiers: KnownIdentifiers) -> [DetectedIdentifier] {
    view.release()
    findings.removeAll()
    known.find(identifiers, view, &findings)
    findings.sort()
    return findings.items
  }
}
