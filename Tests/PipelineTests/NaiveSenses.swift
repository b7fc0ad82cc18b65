import ClinicalText
import Foundation
import Lexicon
import Pipeline
import Rules

import Extraction

/// The twin of `SenseChooser`: every phrase of the data is looked for at every token of the note.
struct NaiveSenses {
  private let rules: SenseRules
  private let categories: [String]
  private let table: SenseTable
  private let note: NoteStructure
  private let mentions: [Mention]
  private let concepts: [ConceptReference]
  private let decided: [Range<Int>]

  init(
    _ rules: RuleSet, _ extraction: ExtractionRules, _ note: NoteStructure, _ mentions: [Mention],
    _ concepts: [ConceptReference], _ decided: [Range<Int>]
  ) {
    self.rules = rules.senses
    categories = rules.layout.headings.categories.map(\.id)
    table = extraction.senses
    self.note = note
    self.mentions = mentions
    self.concepts = concepts
    self.decided = decided
  }

  func scores(_ index: Int, _ form: Range<Int>) -> [Double] {
    let entry = rules.entries[index]
    let total = entry.senses.reduce(0) { $0 + $1.prior }
    var sums: [Double] = []
    for (number, sense) in entry.senses.enumerated() {
      sums.append(log(sense.prior / total) + evidence(sense, table.entries[index].senses[number], form))
    }
    let parts = sums.map { exp($0 - sums.max()!) }
    return parts.map { $0 / parts.reduce(0, +) }
  }

  private func evidence(_ sense: SenseEntry.Sense, _ compiled: SenseTable.Sense, _ form: Range<Int>) -> Double {
    let w = rules.weights
    let profiles = sense.profiles.compactMap { id in rules.profiles.first { $0.id == id } }
    let sentence = note.sentences.first { $0.endToken > form.lowerBound }!
    let window =
      max(
        sentence.firstToken, form.lowerBound - SenseChooser.reach)..<min(
        sentence.endToken, form.upperBound + SenseChooser.reach)
    var sum = words(sense.cues, form, window)
    for profile in profiles { sum += w.profile * words(profile.cues, form, window) }
    if occurrences(sense.before).contains(where: { isDirect($0.upperBound, form.lowerBound) && inside($0, window) }) {
      sum += w.before
    }
    if occurrences(sense.after).contains(where: { isDirect(form.upperBound, $0.lowerBound) && inside($0, window) }) {
      sum += w.after
    }
    let shapes = profiles.reduce(sense.shapes) { $0.union($1.shapes) }
    let found = ShapeReader(note, table).shapes(form.lowerBound, form.upperBound, window)
    if !shapes.isDisjoint(with: found) { sum += w.shape }
    let near = profiles.reduce(sense.near) { $0.union($1.near) }
    if typesNear(form).contains(where: { near.contains($0) }) { sum += w.near }
    let sections = Set(sense.sections + profiles.flatMap(\.sections))
    var section = sentence.section
    var isUsual = false
    for _ in 0..<8 where section >= 0 {
      let category = note.sections[section].category
      if category >= 0, sections.contains(categories[category]) { isUsual = true }
      section = note.sections[section].parent
    }
    if isUsual { sum += w.section }
    let isNamed = mentions.contains { mention in
      !decided.contains { $0.overlaps(mention.tokens) }
        && concepts[mention.concepts].contains { concept in
          compiled.concepts.contains { $0.reference.record == concept.record }
        }
    }
    if isNamed { sum += w.name }
    return sum
  }

  private func words(_ cues: [String], _ form: Range<Int>, _ window: Range<Int>) -> Double {
    let w = rules.weights
    var inNote = 0
    var inSentence = 0
    var adjacent = 0
    for phrase in Set(cues.map(fold)) {
      let places = occurrences(folded: phrase)
      if !places.isEmpty { inNote += 1 }
      let near = places.filter { inside($0, window) && !$0.overlaps(form) }
      if !near.isEmpty { inSentence += 1 }
      if near.contains(where: {
        $0.upperBound <= form.lowerBound
          ? form.lowerBound - $0.upperBound < 3 : $0.lowerBound - form.upperBound < 3
      }) {
        adjacent += 1
      }
    }
    return min(w.noteLimit, w.note * Double(inNote)) + min(w.sentenceLimit, w.sentence * Double(inSentence))
      + min(3, Double(adjacent)) * w.adjacent
  }

  private func inside(_ place: Range<Int>, _ window: Range<Int>) -> Bool {
    place.lowerBound >= window.lowerBound && place.upperBound <= window.upperBound
  }

  /// True when nothing, or one sign, stands between.
  private func isDirect(_ end: Int, _ start: Int) -> Bool {
    end == start || end + 1 == start && note.tokens[end].kind == .symbol
  }

  private func typesNear(_ form: Range<Int>) -> [EntityType] {
    let before = mentions.filter { $0.tokens.lowerBound < form.lowerBound }.suffix(6)
    let after = mentions.filter { $0.tokens.lowerBound >= form.lowerBound && $0.tokens != form }.prefix(6)
    return before.filter { $0.tokens.upperBound + 8 > form.lowerBound }.map(\.type)
      + after.filter { $0.tokens.lowerBound < form.upperBound + 8 }.map(\.type)
  }

  private func fold(_ phrase: String) -> [UInt64] { TokenFolding.phrase(NoteText(phrase), TokenBuffer()) }

  private func occurrences(_ phrases: [String]) -> [Range<Int>] {
    phrases.flatMap { occurrences(folded: fold($0)) }
  }

  private func occurrences(folded phrase: [UInt64]) -> [Range<Int>] {
    var found: [Range<Int>] = []
    for first in 0..<note.tokens.count where !phrase.isEmpty && note.folded[first] == phrase[0] {
      var i = first
      var matched = 0
      while matched < phrase.count {
        if i > first {
          while i < note.tokens.count, note.folded[i] == TokenFolding.skipped,
            !note.tokens[i].flags.contains(.blockStart)
          {
            i += 1
          }
          if i >= note.tokens.count || note.tokens[i].flags.contains(.blockStart) { break }
        }
        if note.folded[i] != phrase[matched] { break }
        matched += 1
        i += 1
      }
      if matched == phrase.count { found.append(first..<i) }
    }
    return found
  }
}

/// Numbers of a fixed seed (SplitMix64).
struct Numbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(bound))
  }
}
