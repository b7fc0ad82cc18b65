import ClinicalText

/// Why each thing in a note was, or was not, found and asserted, in code points of the note's text, ends exclusive.
///
/// Every verdict is what the stages themselves have done (`ExtractionTrace`); nothing is decided here anew.
public struct NoteExplanation: Sendable {
  /// A stretch of the text, in code points, end exclusive.
  public struct Place: Sendable, Equatable {
    public var start: Int
    public var end: Int
    public var text: String
  }

  /// A section, and what its mentions are by default.
  public struct Section: Sendable {
    public var name: String?
    public var start: Int
    public var end: Int
    public var heading: Place?
    /// "historical", "family" or "hypothetical".
    public var assertionDefault: String?
  }

  /// What ended a cue's scope.
  public struct ScopeEnd: Sendable {
    public enum Kind: String, Sendable {
      case sentence
      case cue
      case words
      case sign
    }
    public var kind: Kind
    /// The rule of the cue that ended it.
    public var rule: String?
    /// The cue or the sign that ended it.
    public var place: Place?
    /// The rule's limit in words.
    public var words: Int?
  }

  /// How far a cue reaches to one side.
  public struct Scope: Sendable {
    /// "forward" or "backward".
    public var side: String
    public var start: Int
    public var end: Int
    public var ended: ScopeEnd
  }

  /// A cue, or a section's default, that changed a mention.
  public struct Reason: Sendable {
    /// As in results: "negation", "rule_out", …
    public var kind: String
    /// Id of the cue rule, or "section:" and the section's name.
    public var rule: String
    public var cue: Place
    /// The scope that holds the mention; nil for a section's default.
    public var scope: Scope?
  }

  /// One mention as results give it, and why.
  public struct Mention: Sendable {
    /// As a JSON token.
    public var id: String
    public var type: String
    public var place: Place
    public var fragments: [Place]
    public var isPreferred: Bool
    /// True when results leave it out because it overlaps a replaced identifier.
    public var isWithheld = false
    public var source: String
    public var concepts: [ConceptReference]
    public var assertion: Assertion
    public var section: String?
    /// Pairs of a name and a JSON token.
    public var attributes: [(name: String, json: String)]
    public var reasons: [Reason]
    /// True when the section's default does not hold, because the sentence speaks of the patient or of now.
    public var sectionContradicted: Bool
    var sectionIndex: Int
    var sentence: Int
  }

  /// A sentence that holds mentions.
  public struct Sentence: Sendable {
    public var start: Int
    public var end: Int
    public var section: Int
    /// Indices into `mentions`.
    public var mentions: [Int]
  }

  public var id: String
  public var source: String
  public var line: Int
  /// Code points of the text.
  public var length: Int
  public var sections: [Section] = []
  /// All mentions of the note, in text order; with a position those that touch it.
  public var mentions: [Mention] = []
  public var sentences: [Sentence] = []
  /// What stands at the offset asked for.
  public var position: Position?
  /// What de-identification found, in text order; with a position what touches it. Nil with `--deid off`.
  public var identifiers: [Identifier]?

  /// One identifier and what the policy does with it.
  public struct Identifier: Sendable {
    public var category: String
    public var type: String
    public var place: Place
    /// The rule that found it.
    public var source: String
    /// Nil where the policy keeps it.
    public var replacement: String?
  }

  /// Why a word is no part of an identifier: what lists and phrases say of it.
  public struct Kept: Sendable {
    public struct Phrase: Sendable {
      public var place: Place
      /// "announces MEDICALRECORD", …
      public var role: String
      public var source: String
    }
    /// What the word is by the lists ("a surname", "an eponym"); empty when none holds it.
    public var lists: [String]
    public var isCapitalised: Bool
    /// Phrases of the data files at the word or up to four words from it.
    public var phrases: [Phrase]
  }

  /// Everything that stands at one offset.
  public struct Position: Sendable {
    public var offset: Int
    /// The word or sign at the offset; nil in an empty note.
    public var token: Place?
    public var sentence: Place?
    /// Index into `sections`.
    public var section: Int?
    /// True when the note's own entities were taken instead of recognition.
    public var recognitionWasPassedOver = false
    public var candidates: [Candidate] = []
    public var word: Word?
    public var cues: [StandingCue] = []
    /// Nil with `--deid off`, and where an identifier covers the position.
    public var kept: Kept?
  }

  /// Words of the note that are a name of a lexicon, and what became of them.
  public struct Candidate: Sendable {
    public enum Verdict: String, Sendable {
      /// It is a preferred mention.
      case kept
      case lostToOverlapping = "lost_to_overlapping"
      case yieldsInside = "yields_inside"
      /// Rules of its names did not allow it.
      case refused
      case headingWord = "heading_word"
      case replacedByAbbreviation = "replaced_by_abbreviation"
      /// A stage behind the dictionary took it away.
      case laterStage = "later_stage"
    }
    public var place: Place
    public var type: String
    public var verdict: Verdict
    /// The mention it lost to, or the definition of the abbreviation.
    public var by: Place?
    public var byType: String?
    /// What made the mention that it lost to, where that was no dictionary.
    public var bySource: String?
    public var names: [Name]
  }

  /// One name of a candidate.
  public struct Name: Sendable {
    /// The lexicon, as the command line names it.
    public var lexicon: String
    public var name: String
    public var concept: ConceptReference?
    /// "allowed", or which of the name's rules refused it (`NameVerdict`).
    public var verdict: String
  }

  /// What the lexicons know of the word at the offset.
  public struct Word: Sendable {
    public struct BrokenOff: Sendable {
      public var lexicon: String
      public var name: String
      public var type: String
      public var matched: Place
      public var expected: String
    }
    public struct Spelling: Sendable {
      public var lexicon: String
      public var word: String
      public var distance: Int
      public var name: String
      public var type: String
    }
    /// True when the word is on the list of names that are never taken from a vocabulary.
    public var isOnStopList: Bool
    /// Names of all lexicons that hold the word.
    public var namesHolding: Int
    public var brokenOffCount: Int
    public var brokenOff: [BrokenOff]
    public var spellings: [Spelling]
  }

  /// A cue that stands in the sentence.
  public struct StandingCue: Sendable {
    /// What it did to one mention at the offset.
    public struct Effect: Sendable {
      public enum Outcome: String, Sendable {
        case reached
        /// The mention's type is none of the cue's.
        case type
        /// The mention stands where the cue does not look.
        case side
        /// The scope ended before the mention.
        case scopeEnded = "scope_ended"
        /// Nearer mentions have used the cue up.
        case targets
      }
      /// The mention's id, as a JSON token.
      public var mention: String
      public var outcome: Outcome
    }
    public var place: Place
    public var rule: String
    public var kind: String
    /// "forward", "backward", "bidirectional", "terminate" or "pseudo".
    public var direction: String
    /// "active", "terminates", "pseudo" or "inside_mention".
    public var state: String
    public var scopes: [Scope]
    public var effects: [Effect]
    /// For a terminating cue: the kinds whose scope it ends.
    public var ends: [String]
  }
}
