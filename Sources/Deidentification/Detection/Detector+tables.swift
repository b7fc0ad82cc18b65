import ClinicalText

/// What the tables said of the last note's words, for comparing the fast paths with the tables themselves.
extension Detector {
  /// The classes of the note's tokens, after loading it.
  package func loadedClasses(of note: NoteStructure) -> [WordClass] {
    view.load(note, rules)
    return (0..<view.count).map { view.classes[$0] }
  }

  /// The phrases of the note, and those that announce codes, after loading it.
  package func loadedPhrases(of note: NoteStructure) -> (phrases: [PhraseTable.Hit], codes: [PhraseTable.Hit]) {
    view.load(note, rules)
    var codes: [PhraseTable.Hit] = []
    rules.shapes.codes.phrases.match(view, beginning: .codePhrases, into: &codes)
    return (view.phrases, codes)
  }

  /// The phrases that announce codes, looked for at every token.
  package func codePhrases(of note: NoteStructure) -> [PhraseTable.Hit] {
    var hits: [PhraseTable.Hit] = []
    rules.shapes.codes.phrases.match(note, into: &hits)
    return hits
  }
}
