import ClinicalText
import Files
import Lexicon
import Pipeline
import Rules
import Testing

import Extraction

/// The choice among the meanings of an ambiguous form, with the project's own entries and starter lexicon.
@Suite struct SenseTests {
  static let data = try! DataFolder.find(given: packageFolder + "/Lexicons")
  static let setup = try! ExtractionSetup.load(data: data, lexicons: [], report: { _ in })
  static let rules = try! RuleSet.load(data, cache: nil)

  @Test func theEntriesAreMany() {
    let entries = Self.rules.senses.entries
    #expect(entries.count >= 150)
    #expect(entries.flatMap(\.forms).count >= 200)
    // Each concept is in the starter lexicon, under the name that stands beside it.
    for entry in Self.setup.extraction.senses.entries {
      for sense in entry.senses where sense.concept != nil {
        #expect(!sense.concepts.isEmpty, "\(entry.id.string): \(sense.name)")
      }
    }
  }

  @Test func rulesFromTheCacheAreTheSame() throws {
    let cache = try CacheFolder.temporary()
    let parsed = try RuleSet.load(Self.data, cache: cache)
    let cached = try RuleSet.load(Self.data, cache: cache)
    #expect(parsed.senses == cached.senses)
    #expect(parsed.senses == Self.rules.senses)
  }

  private static func mentions(_ text: String, allMatches: Bool = false) -> [String] {
    let result = Extractor(setup.extraction).extract(NoteText(text), given: nil, allMatches: allMatches)
    return result.entities.map { entity in
      let concepts = result.concepts[entity.concepts].map { $0.preferredName.string }.joined(separator: "+")
      return "\(entity.isPreferred ? "" : "?")\(entity.type.name) \(result.text.string(entity.span)) = \(concepts)"
    }
  }

  @Test func theWinnerStandsAloneAndTheOthersAreTold() throws {
    let text = "Echo shows severe MI with a flail leaflet."
    let result = Extractor(Self.setup.extraction).extract(NoteText(text), given: nil, allMatches: false)
    let mention = try #require(result.entities.first { result.text.string($0.span) == "MI" })
    #expect(result.concepts[mention.concepts].map { $0.preferredName.string } == ["mitral regurgitation"])
    let attributes = Dictionary(uniqueKeysWithValues: mention.attributes.map { ($0.name, $0.json) })
    #expect(attributes["sense_rule"] == "\"sense.mi\"")
    let senses = try #require(attributes["senses"])
    #expect(senses.contains("\"name\":\"myocardial infarction\""))
    #expect(senses.contains("\"chosen\":true") && senses.contains("\"chosen\":false"))
    #expect(attributes["sense_evidence"]?.contains("before:severe") == true)
  }

  @Test func aMeaningThatIsNotClinicalTakesThePreference() {
    #expect(!Self.mentions("This could lead to a rupture.").contains { $0.contains(" lead ") })
    let caps = "ALL OTHER SYSTEMS REVIEWED AND NEGATIVE."
    #expect(!Self.mentions(caps).contains { $0.contains(" ALL ") })
    let kept = Self.mentions("ECG: ST elevation in lead aVR and aVL on EKG.", allMatches: true)
    #expect(kept.contains { $0.hasPrefix("?procedure aVR") }, "\(kept)")
  }

  @Test func theLongFormElsewhereDecides() {
    let text = "She has mitral stenosis since childhood.\n\nPlan: follow the MS with yearly visits."
    #expect(Self.mentions(text).contains("problem MS = mitral stenosis"))
    let other = "She has multiple sclerosis since childhood.\n\nPlan: follow the MS with yearly visits."
    #expect(Self.mentions(other).contains("problem MS = multiple sclerosis"))
  }

  @Test func whatTheNoteDefinesWins() {
    let text = "Mitral stenosis (MS) was found. Relapsing MS on Avonex, followed by neurology."
    let found = Self.mentions(text).filter { $0.contains(" MS ") }
    #expect(found == ["problem MS = mitral stenosis", "problem MS = mitral stenosis"])
  }

  @Test func aLexiconThatKnowsNoneOfTheConceptsIsLeftAlone() throws {
    let table = SenseTable(Self.rules.senses, headings: Self.rules.layout.headings, lexicons: [])
    #expect(table.entries.allSatisfy { !$0.isKnown })
  }

  /// The lexicons in one order and in the other give the same choices and the same concepts.
  @Test func theOrderOfLexiconsMakesNoDifference() throws {
    let starter = Self.setup.extraction.lexicons[0]
    let own = try Self.lexicon([
      "concept\tname\ttype\tvocabulary", "X1\tmyocardial infarction\tproblem\tOTHER", "X1\tMI\tproblem\tOTHER",
      "X2\tmitral insufficiency\tproblem\tOTHER", "X2\tMI\tproblem\tOTHER", "X3\tphysical therapy\tprocedure\tOTHER",
    ])
    var generator = Numbers(seed: 7)
    let extractors = [[starter, own], [own, starter]].map { lexicons in
      Extractor(ExtractionSetup(rules: Self.rules, lexicons: lexicons).extraction)
    }
    var compared = 0
    for _ in 0..<200 {
      let text = NoteText(Self.text(&generator))
      let found = extractors.map { extractor in
        let result = extractor.extract(text, given: nil, allMatches: true)
        return result.entities.filter { $0.attributes.contains { $0.name == "sense_rule" } }.map { entity in
          let ids = result.concepts[entity.concepts].map { "\($0.vocabulary.string):\($0.id.string)" }
          let attributes = entity.attributes.map(\.json).joined()
          return "\(entity.span) \(entity.type) \(entity.isPreferred) \(ids.sorted()) \(attributes)"
        }
      }
      #expect(found[0] == found[1])
      compared += found[0].count
    }
    #expect(compared > 100)
  }

  /// Twice the text takes about twice the time: the same form, the same cue, in one endless sentence.
  @Test func theTimeIsLinear() {
    func seconds(_ count: Int) -> Double {
      let text = NoteText(String(repeating: "MI troponin PT ", count: count))
      let extractor = Extractor(Self.setup.extraction)
      let clock = ContinuousClock()
      let time = clock.measure {
        let result = extractor.extract(text, given: nil, allMatches: false)
        #expect(result.entities.count >= count)
      }
      return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }
    _ = seconds(1000)
    let small = (0..<2).map { _ in seconds(5_000) }.min()!
    let large = seconds(50_000)
    #expect(large < small * 40, "\(small) s for a tenth of \(large) s")
  }

  // MARK: twin

  /// The scores by a naive reading of the data: every phrase compared at every place.
  @Test func theNaiveTwinScoresTheSame() throws {
    var generator = Numbers(seed: 1)
    let chooser = SenseChooser(Self.setup.extraction.senses)
    let finder = MentionFinder(Self.setup.extraction.lexicons)
    let note = NoteStructure()
    var compared = 0
    for _ in 0..<400 {
      note.analyze(NoteText(Self.text(&generator)), Self.setup.extraction.layout)
      finder.find(in: note, allMatches: false)
      var concepts = finder.concepts
      let before = finder.mentions
      guard let chosen = chooser.choose(note, before, &concepts, allMatches: true) else { continue }
      let decided = chosen.filter { $0.sense >= 0 }
      let twin = NaiveSenses(Self.rules, Self.setup.extraction, note, before, finder.concepts, decided.map(\.tokens))
      for mention in decided {
        let decision = chooser.decisions[mention.sense]
        let scores = twin.scores(decision.entry, mention.tokens)
        for (a, b) in zip(scores, decision.scores) { #expect(abs(a - b) < 1e-9) }
        #expect(scores.count == decision.scores.count)
        compared += 1
      }
    }
    #expect(compared > 300)
  }

  /// Random notes out of forms, cues, links, numbers and signs.
  private static func text(_ generator: inout Numbers) -> String {
    var words: [String] = []
    let entries = rules.senses.entries
    for _ in 0..<(5 + generator.below(60)) {
      let entry = entries[generator.below(entries.count)]
      let sense = entry.senses[generator.below(entry.senses.count)]
      switch generator.below(8) {
      case 0, 1: words.append(String(entry.forms[0].drop { $0 == "=" }))
      case 2, 3: words.append(sense.cues.isEmpty ? "seen" : sense.cues[generator.below(sense.cues.count)])
      case 4: words.append(sense.before.isEmpty ? "and" : sense.before[generator.below(sense.before.count)])
      case 5: words.append(sense.after.isEmpty ? ", " : sense.after[generator.below(sense.after.count)])
      case 6: words.append(["of", "4.1", "20 mg", "daily", ".", "\n\nPLAN:", "is", ":"][generator.below(8)])
      default: words.append(["patient", "then", "left", "seen", "with", "the"][generator.below(6)])
      }
    }
    return words.joined(separator: " ")
  }

  private static func lexicon(_ lines: [String]) throws -> CompiledLexicon {
    let cache = try CacheFolder.temporary()
    let path = "\(cache.path)/own.tsv"
    #expect(WholeFile.replace(path, with: Array((lines.joined(separator: "\n") + "\n").utf8)))
    let setup = try ExtractionSetup.load(data: data, lexicons: [path], report: { _ in })
    return setup.extraction.lexicons[0]
  }
}
