import ClinicalText
import Rules

/// Takes down the cues of a note, how far each reaches, and what it does, for explanations. `AssertionEngine` itself
/// calls it. Token indices are half-open; rules are indices into `CueTable.rules`; entities those of the result.
public final class AssertionTrace {
  /// Words of a cue that stand in the note.
  public struct StandingCue: Sendable {
    public enum State: String, Sendable {
      /// It changes the mentions in its scope.
      case active
      /// It ends the scope of others.
      case terminates
      /// It is no cue, and hides the shorter cues inside it.
      case pseudo
      /// Its words belong to a mention, so that it is none.
      case insideMention = "inside_mention"
    }
    public var tokens: Range<Int>
    public var rule: Int
    public var state: State
  }

  /// How far a cue reaches to one side.
  public struct Scope: Sendable {
    public enum Side: String, Sendable {
      case forward
      case backward
    }
    public enum End: Sendable {
      case sentence
      /// Another cue, by rule and first token.
      case cue(rule: Int, token: Int)
      /// The rule's own limit of words.
      case words
      /// A sign that the rule stops at, or the bracket around the cue, by token.
      case sign(Int)
    }
    public var side: Side
    public var rule: Int
    /// First token of the cue.
    public var cueStart: Int
    public var tokens: Range<Int>
    public var end: End
  }

  /// A cue that has met a mention in its scope.
  public struct Effect: Sendable {
    public var entity: Int
    public var rule: Int
    public var cueStart: Int
    /// False when the mention's type is none of the rule's.
    public var isApplied: Bool
  }

  public private(set) var cues: [StandingCue] = []
  public private(set) var scopes: [Scope] = []
  public internal(set) var effects: [Effect] = []
  /// Entities whose section's default does not hold, because the sentence speaks of the patient or of now.
  public internal(set) var contradicted: Set<Int> = []

  private struct Key: Hashable {
    var tokens: Range<Int>
    var rule: Int
  }
  private var placeOfCue: [Key: Int] = [:]

  /// Starts empty.
  public init() {}

  /// Each cue comes twice: once with all words free, once with those of mentions taken. What does not come again is
  /// inside of a mention.
  func addCue(_ tokens: Range<Int>, _ rule: Int, _ direction: CueRule.Direction, blocked: Bool) {
    var cue = StandingCue(tokens: tokens, rule: rule, state: .insideMention)
    if !blocked {
      cue.state = direction == .pseudo ? .pseudo : direction == .terminate ? .terminates : .active
      if let known = placeOfCue[Key(tokens: tokens, rule: rule)] {
        cues[known] = cue
        return
      }
    }
    placeOfCue[Key(tokens: tokens, rule: rule)] = cues.count
    cues.append(cue)
  }

  /// Entities have moved: `places` has the new index of each.
  func renumber(_ places: [Int]) {
    for index in effects.indices { effects[index].entity = places[effects[index].entity] }
    contradicted = Set(contradicted.map { places[$0] })
  }

  /// - Parameters:
  ///   - stop: the token at which the rule's own limits ended the scope; nil when they did not.
  ///   - cutter: the cue that ends it otherwise, by rule and first token; nil for the sentence.
  func addScope(
    _ side: Scope.Side, _ rule: Int, _ cueStart: Int, _ tokens: Range<Int>, _ stop: Int?,
    _ cutter: (rule: Int, token: Int)?, _ note: NoteStructure
  ) {
    let end: Scope.End
    if let stop {
      end = note.tokens[stop].kind == .symbol ? .sign(stop) : .words
    } else if let cutter {
      end = .cue(rule: cutter.rule, token: cutter.token)
    } else {
      end = .sentence
    }
    scopes.append(Scope(side: side, rule: rule, cueStart: cueStart, tokens: tokens, end: end))
  }
}
