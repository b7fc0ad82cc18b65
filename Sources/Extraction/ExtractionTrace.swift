import ClinicalText
import Lexicon

/// Takes down what the stages of extraction decide in one note, for explanations. The stages themselves call it; it is
/// nil in production. Use one for each note.
public final class ExtractionTrace {
  /// What the dictionary met; nil to leave that out.
  public let mentions: MentionTrace?
  public let assertion = AssertionTrace()
  /// Mentions dropped as words of a known heading. Token indices, half-open.
  public internal(set) var headingWords: [(tokens: Range<Int>, type: EntityType)] = []
  /// Mentions that gave way to an abbreviation which the note defines, with the place of its definition.
  public internal(set) var replaced: [(tokens: Range<Int>, type: EntityType, definition: Range<Int>)] = []

  /// Takes each part as it is given.
  public init(mentions: MentionTrace? = nil) { self.mentions = mentions }
}
