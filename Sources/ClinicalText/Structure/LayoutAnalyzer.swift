/// Finds sections and sentences from headings, layout and punctuation, in one pass over the tokens.
///
/// Line breaks: a blank line, a list marker or a heading always ends what came before. Any other line break is
/// a hard wrap when the first word of the next line would not have fitted into the note's usual width, or when the
/// next line goes on in lower case; otherwise it ends the sentence.
public struct LayoutAnalyzer: Sendable {
  public let headings: HeadingTable
  public let abbreviations: AbbreviationTable

  /// Takes each part as it is given.
  public init(headings: HeadingTable, abbreviations: AbbreviationTable) {
    self.headings = headings
    self.abbreviations = abbreviations
  }

  /// Fills `sections` and `sentences` of a tokenized note and marks block starts on its tokens.
  func analyze(_ note: NoteStructure) {
    var walk = LayoutWalk(self, note)
    walk.run()
  }
}
