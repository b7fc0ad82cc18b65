import ClinicalText

/// What a name's own rules say of a place where its words stand.
public enum NameVerdict: String, Sendable {
  case allowed
  /// The name matches in its own letter case only.
  case letterCase = "letter_case"
  /// The name matches in exactly its form only: singular and plural differ.
  case form
  /// A short name inside of a longer run of letters and digits.
  case partOfLongerRun = "part_of_longer_run"
  /// In capitals like the words around it, where it may be the ordinary word.
  case capitalsAround = "capitals_around"
}

/// Takes down what `MentionFinder` meets and decides, for explanations. The finder itself calls it, so that it cannot say
/// anything else than what happened.
public final class MentionTrace {
  /// A name whose words stand in the note.
  public struct Name: Sendable {
    /// Token indices, half-open.
    public var tokens: Range<Int>
    /// Index of the lexicon.
    public var lexicon: Int
    /// The name as its vocabulary writes it.
    public var name: String
    public var type: EntityType
    public var concept: ConceptReference?
    public var verdict: NameVerdict
  }

  /// Why a candidate is not preferred.
  public struct Loss: Sendable {
    public enum Reason: String, Sendable {
      /// A longer mention of its type, or one of equal length further left, has a word of it.
      case overlaps = "lost_to_overlapping"
      /// A name that yields stands inside of a longer mention.
      case yieldsInside = "yields_inside"
    }
    public var tokens: Range<Int>
    public var type: EntityType
    public var reason: Reason
    public var winner: Range<Int>
    public var winnerType: EntityType
  }

  public private(set) var names: [Name] = []
  public private(set) var losses: [Loss] = []
  /// Only what shares a token with this range is kept.
  private let focus: Range<Int>
  /// The lexicon at work.
  var lexicon = 0

  /// - Parameter focus: token indices, half-open; what shares none of them is not taken down.
  public init(focus: Range<Int>) { self.focus = focus }

  func add(
    _ name: LexiconName, _ hit: PhraseHit, _ type: EntityType, _ verdict: NameVerdict, _ file: CompiledLexicon
  ) {
    let tokens = Int(hit.first)..<Int(hit.end)
    guard tokens.overlaps(focus) else { return }
    names.append(
      Name(
        tokens: tokens, lexicon: lexicon, name: file.slice(name.offset, name.length).string, type: type,
        concept: file.reference(toConcept: name.concept), verdict: verdict))
  }

  func lost(
    _ tokens: Range<Int>, _ type: EntityType, _ reason: Loss.Reason, _ winner: Range<Int>, _ winnerType: EntityType
  ) {
    guard tokens.overlaps(focus) else { return }
    losses.append(Loss(tokens: tokens, type: type, reason: reason, winner: winner, winnerType: winnerType))
  }
}
