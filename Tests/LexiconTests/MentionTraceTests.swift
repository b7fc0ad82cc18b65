import ClinicalText
import Lexicon
import TestSupport
import Testing

/// What the finder takes down for explanations.
struct MentionTraceTests {
  private static let plain = try? Compiled([
    ("C1", "MS", .problem), ("C2", "heart failure", .problem), ("C3", "failure to thrive", .problem),
    ("C4", "heart", .anatomy), ("C5", "ALL", .problem), ("C6", "rash", .problem),
    ("C7", "acute heart failure with edema", .problem),
  ])

  private func trace(_ text: String, _ lexicon: CompiledLexicon) -> (MentionTrace, MentionFinder, NoteStructure) {
    let note = analyzed(text)
    let trace = MentionTrace(focus: 0..<note.tokens.count)
    let finder = MentionFinder([lexicon])
    finder.trace = trace
    finder.find(in: note, allMatches: false)
    return (trace, finder, note)
  }

  @Test(arguments: [
    ("has MS today", "MS", NameVerdict.allowed), ("has ms today", "MS", .letterCase), ("MS4A1", "MS", .partOfLongerRun),
    ("ALL SYSTEMS WERE REVIEWED", "ALL", .capitalsAround), ("known ALL, stable", "ALL", .allowed),
    ("RASHES", "rash", .allowed),
  ])
  func verdictsOnNames(_ text: String, _ name: String, _ verdict: NameVerdict) throws {
    let (trace, finder, _) = trace(text, try #require(Self.plain).lexicon)
    #expect(trace.names.map(\.name) == [name])
    #expect(trace.names.first?.verdict == verdict)
    #expect(finder.mentions.isEmpty == (verdict != .allowed))
  }

  @Test func exactFormIsTold() throws {
    let curated = try Compiled(tsv: "concept\tname\ttype\tsynonyms\nC1\t^lens\tanatomy\t\n", curated: true)
    #expect(trace("both lenses", curated.lexicon).0.names.map(\.verdict) == [])
    #expect(trace("both len", curated.lexicon).0.names.map(\.verdict) == [.form])
    #expect(trace("the lens", curated.lexicon).0.names.map(\.verdict) == [.allowed])
  }

  @Test func whatALoserLostTo() throws {
    let (trace, _, note) = trace("heart failure to thrive", try #require(Self.plain).lexicon)
    #expect(trace.losses.count == 1)
    let loss = try #require(trace.losses.first)
    #expect(note.text.string(note.span(ofTokens: loss.tokens)) == "heart failure")
    #expect(note.text.string(note.span(ofTokens: loss.winner)) == "failure to thrive")
    #expect(loss.reason == .overlaps && loss.winnerType == .problem)
  }

  @Test func whatYieldsInsideOfWhat() throws {
    let curated = try Compiled(
      tsv: "concept\tname\ttype\nC1\tblood\tanatomy\nC2\tblood culture\ttest\n", curated: true)
    let (trace, _, note) = trace("blood culture", curated.lexicon)
    let loss = try #require(trace.losses.first)
    #expect(trace.losses.count == 1 && loss.reason == .yieldsInside && loss.type == .anatomy)
    #expect(note.text.string(note.span(ofTokens: loss.winner)) == "blood culture")
    #expect(loss.winnerType == .test)
  }

  @Test func onlyTheFocusIsTakenDown() throws {
    let note = analyzed("rash, heart failure, rash")
    let trace = MentionTrace(focus: 2..<3)
    let finder = MentionFinder([try #require(Self.plain).lexicon])
    finder.trace = trace
    finder.find(in: note, allMatches: false)
    #expect(Set(trace.names.map(\.name)) == ["heart", "heart failure"])
    #expect(finder.mentions.count == 4)
  }

  /// On random texts the trace accounts for every name that an untraced finder knows, kept or not, and changes nothing.
  @Test func tracedAndUntracedAgree() throws {
    let lexicon = try #require(Self.plain).lexicon
    var generator = SeededGenerator(11)
    let pieces = ["heart ", "failure ", "to ", "thrive ", "acute ", "MS ", "ms ", "ALL ", "RASH ", "with edema ", ". "]
    for _ in 0..<500 {
      let text = generator.text(of: pieces, upTo: 12)
      let (trace, finder, note) = trace(text, lexicon)
      let plain = MentionFinder([lexicon])
      plain.find(in: note, allMatches: true)
      let traced = finder.mentions.map { "\($0.tokens) \($0.type)" }
      #expect(traced == plain.mentions.filter(\.isPreferred).map { "\($0.tokens) \($0.type)" })
      let lost = plain.mentions.filter { !$0.isPreferred }.map { "\($0.tokens) \($0.type)" }
      #expect(trace.losses.map { "\($0.tokens) \($0.type)" }.sorted() == lost.sorted(), "\(text)")
      let allowed = Set(trace.names.filter { $0.verdict == .allowed }.map { "\($0.tokens) \($0.type)" })
      #expect(allowed == Set(plain.mentions.map { "\($0.tokens) \($0.type)" }))
    }
  }
}

/// Names that break off, and words that are spelled nearly so.
struct NearNamesTests {
  private static let compiled = try? Compiled([
    ("C1", "atrial flutter ablation", .procedure), ("C2", "atrial fibrillation", .problem),
    ("C3", "atrial flutter", .problem), ("C4", "pneumonia", .problem), ("C5", "pneumonia vaccine", .medication),
    ("C6", "follow-up visit", .procedure),
  ])

  private func near(_ text: String, token: Int = 0) throws -> NearNames {
    try #require(Self.compiled).lexicon.names(near: token, in: analyzed(text))
  }

  @Test func theLongestAgreementCounts() throws {
    let near = try near("atrial flutter was seen")
    #expect(near.holding == 3)
    #expect(near.brokenOff.map(\.name) == ["atrial flutter ablation"])
    #expect(near.brokenOff.first?.expected == "ablation")
    #expect(near.brokenOff.first?.matched == 0..<2)
    #expect(near.brokenOffCount == 1 && near.spellings.isEmpty)
    #expect(try self.near("atrial rate").brokenOff.map(\.expected) == ["fibrillation", "flutter", "flutter"])
    #expect(try self.near("Follow up").brokenOff.map(\.expected) == ["visit"])
    // A name does not go on in the next paragraph.
    #expect(try self.near("atrial\n\nflutter").brokenOff.map(\.expected) == ["fibrillation", "flutter", "flutter"])
  }

  @Test func wordsSpelledNearlySo() throws {
    let near = try near("pnuemonia")
    #expect(near.holding == 0)
    #expect(near.spellings.map(\.word) == ["pneumonia"])
    #expect(near.spellings.first?.distance == 1 && near.spellings.first?.name == "pneumonia")
    #expect(try self.near("fluter").spellings.map(\.word) == ["flutter"])
    // Short words and signs have too many neighbours.
    #expect(try self.near("uq").spellings.isEmpty)
    #expect(try self.near("(").spellings.isEmpty)
    #expect(try self.near("cough").spellings.isEmpty)
  }

  /// Against each name folded by itself.
  @Test func equalsTheNaiveTwin() throws {
    let lexicon = try #require(Self.compiled).lexicon
    let names = [
      "atrial flutter ablation", "atrial fibrillation", "atrial flutter", "pneumonia", "pneumonia vaccine",
      "follow-up visit",
    ]
    let words = ["atrial", "flutter", "ablation", "pneumonia", "vaccine", "follow", "up", "visit", "was", "-"]
    var generator = SeededGenerator(3)
    for _ in 0..<300 {
      let text = (0..<4).map { _ in generator.pick(words) }.joined(separator: " ")
      let folded = TokenFolding.phrase(NoteText(text), TokenBuffer())
      let phrases = names.map { TokenFolding.phrase(NoteText($0), TokenBuffer()) }
      let common = phrases.map { name in zip(name, folded).prefix { $0 == $1 }.count }
      let open = zip(phrases, common).filter { $1 > 0 && $1 < $0.count }
      let longest = open.map(\.1).max() ?? 0
      let near = lexicon.names(near: 0, in: analyzed(text))
      #expect(near.holding == phrases.filter { $0.contains(folded[0]) }.count)
      #expect(near.brokenOffCount == open.filter { $0.1 == longest }.count, "\(text)")
    }
  }
}
