import ClinicalText
import Extraction
import NoteFormats
import Pipeline
import Testing

/// Explanations against what the pipeline gives out.
@Suite struct ExplainerTests {
  private static let data = try! DataFolder.find(given: packageFolder + "/Lexicons")
  private static let rules = try! ExtractionSetup.load(data: data, lexicons: [], report: { _ in })

  private func explainer(allMatches: Bool = false) throws -> Explainer {
    var options = PipelineOptions()
    options.allMatches = allMatches
    return try Explainer(PipelineSetup(rules: Self.rules, options: options), lexicons: [], data: Self.data)
  }

  private func notes(_ folders: String...) throws -> [NoteRecord] {
    let reader = try NoteReader(folders.map { packageFolder + "/" + $0 })
    var notes: [NoteRecord] = []
    while let batch = try reader.next() {
      for case .note(let note) in batch.parse() { notes.append(note) }
    }
    return notes
  }

  /// At every mention of the sample notes the explanation names that mention, and among the names of the lexicons
  /// exactly those are kept that the pipeline gives out.
  @Test(arguments: [false, true])
  func whatIsKeptIsWhatThePipelineGives(_ allMatches: Bool) throws {
    let explainer = try explainer(allMatches: allMatches)
    let extractor = Extractor(Self.rules.extraction)
    var checked = 0
    for note in try notes("Samples/notes") {
      let result = extractor.extract(note.text, given: nil, allMatches: allMatches)
      let scalars = ScalarOffsets(note.text)
      let all = result.entities.map { entity in
        (
          start: scalars.scalar(ofByte: Int(entity.span.start)), end: scalars.scalar(ofByte: Int(entity.span.end)),
          entity: entity
        )
      }
      for mention in all {
        let explained = try explainer.explain(note, at: mention.start, looksAtWords: false)
        let position = try #require(explained.position)
        let touching = all.filter { $0.start <= mention.start && mention.start <= $0.end }
        #expect(explained.mentions.map(\.id) == touching.map { "\($0.entity.id)" }, "\(note.id) \(mention.start)")
        #expect(explained.mentions.map(\.isPreferred) == touching.map(\.entity.isPreferred))
        #expect(explained.mentions.map(\.assertion) == touching.map(\.entity.assertion))
        let kept = position.candidates.filter { $0.verdict == .kept }
          .map { "\($0.place.start)-\($0.place.end) \($0.type)" }
        // A word that a linking or joining word makes more exact keeps its place under another source.
        func places(_ isFound: (Entity) -> Bool) -> Set<String> {
          Set(
            touching.filter { $0.entity.isPreferred && isFound($0.entity) }
              .map { "\($0.start)-\($0.end) \($0.entity.type.name)" })
        }
        #expect(Set(kept).isSuperset(of: places { $0.source.string == "dictionary" }), "\(note.id) \(mention.start)")
        #expect(Set(kept).isSubset(of: places { $0.fragments.isEmpty }), "\(note.id) \(mention.start)")
        // What is not kept has a reason of its own.
        for candidate in position.candidates where [.lostToOverlapping, .yieldsInside].contains(candidate.verdict) {
          #expect(candidate.by != nil, "\(note.id) \(mention.start)")
        }
        checked += 1
      }
    }
    #expect(checked > 500)
  }

  /// Every cue of a result is a reason with a scope that holds the mention, and the cue's effect on it is "reached".
  @Test func everyCueOfAResultIsTold() throws {
    let explainer = try explainer()
    var scopes = 0
    for note in try notes("Samples/notes") {
      let explained = try explainer.explain(note)
      for mention in explained.mentions {
        let tags = Set(mention.reasons.map(\.kind))
        #expect(mention.assertion.negated == tags.contains("negation"), "\(note.id) \(mention.place.start)")
        #expect(mention.assertion.historical == tags.contains("historical"))
        for reason in mention.reasons where !reason.rule.hasPrefix("section:") {
          let scope = try #require(reason.scope, "\(note.id) \(mention.place.start)")
          #expect(scope.start < mention.place.end && mention.place.start < scope.end, "\(note.id) \(mention.place)")
          scopes += 1
        }
        guard !mention.reasons.isEmpty else { continue }
        let position = try #require(
          try explainer.explain(note, at: mention.place.start, looksAtWords: false).position)
        for reason in mention.reasons where reason.scope != nil {
          let cue = position.cues.first { $0.rule == reason.rule && $0.place == reason.cue }
          let outcome = cue?.effects.first { $0.mention == mention.id }?.outcome
          #expect(outcome == .reached, "\(note.id) \(mention.place) \(reason.rule)")
        }
      }
    }
    #expect(scopes > 100)
  }

  @Test func everyOffsetCanBeAsked() throws {
    let explainer = try explainer()
    for text in ["", " ", "π Café: no chest pain – and 🩺", "\n\nHPI:\n", "a\u{301}"] {
      let note = NoteRecord(id: "n", text: NoteText(text), source: "-", line: 1)
      let count = text.unicodeScalars.count
      for offset in 0...count {
        let explained = try explainer.explain(note, at: offset, looksAtWords: false)
        #expect(explained.position?.offset == offset)
        #expect(explained.length == count)
      }
      #expect(throws: Fault.self) { try explainer.explain(note, at: count + 1) }
    }
  }
}
