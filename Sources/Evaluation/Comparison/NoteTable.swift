import ClinicalText

/// The notes of a comparison with what each column says of them: a column is a run, or the gold behind the runs.
struct NoteTable {
  struct Note {
    var id: String
    var type: String?
    var text: NoteText?
    /// One for each column; nil where the run has nothing for the note, or failed on it.
    var columns: [AnnotatedDocument?]
  }

  private(set) var notes: [Note] = []
  /// What could not be used, by column.
  private(set) var failures: [[AnnotationFailure]] = []
  /// Notes that the run said it failed on, by column.
  private(set) var failedNotes: [Int] = []

  /// The notes are those of the gold; without gold, those that any run knows, in the order of first mention. Texts come
  /// from the gold, `texts`, or the first run that has one.
  init(_ runs: [ComparedRun], gold: AnnotationSet?, texts: AnnotationSet?, map: TypeMap, goldMap: TypeMap) {
    let base = gold ?? Self.union(runs, texts)
    for run in runs {
      let joined = JoinedDocuments(gold: base, predictions: run.set)
      failures.append(run.set.failures + joined.failures)
      failedNotes.append(run.set.documents.count { $0.hasFailed })
      for (index, pair) in joined.pairs.enumerated() {
        if notes.count <= index {
          notes.append(Note(id: pair.gold.id, type: pair.gold.noteType, text: pair.gold.text, columns: []))
        }
        let document = pair.predicted.flatMap { $0.hasFailed ? nil : $0.mapped(by: map) }
        notes[index].columns.append(document)
      }
    }
    if let gold {
      failures.append(gold.failures)
      failedNotes.append(0)
      for (index, document) in gold.documents.enumerated() {
        notes[index].columns.append(document.mapped(by: goldMap))
      }
    }
  }

  /// Every note that a run knows, without annotations.
  private static func union(_ runs: [ComparedRun], _ texts: AnnotationSet?) -> AnnotationSet {
    var base = AnnotationSet()
    var place: [String: Int] = [:]
    var known: [String: AnnotatedDocument] = [:]
    for document in texts?.documents ?? [] where known[document.id] == nil { known[document.id] = document }
    for document in runs.flatMap(\.set.documents) {
      if let index = place[document.id] {
        if base.documents[index].text == nil { base.documents[index].text = document.text }
        continue
      }
      var bare = AnnotatedDocument(
        id: document.id, text: known[document.id]?.text ?? document.text, source: document.source, line: document.line)
      bare.noteType = known[document.id]?.noteType ?? document.noteType
      place[document.id] = base.documents.count
      base.documents.append(bare)
    }
    return base
  }

  /// The types of all columns, in order of display; `chosen` picks some.
  func typeNames(chosen: [String]?) -> [String] {
    if let chosen { return chosen.sorted(by: TypeTable.precedes) }
    var names: Set<String> = []
    for note in notes {
      for document in note.columns { for entity in document?.entities ?? [] { names.insert(entity.type) } }
    }
    names.remove(TypeTable.other)
    return names.sorted(by: TypeTable.precedes)
  }
}
