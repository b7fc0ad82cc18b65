import ClinicalText
import Pipeline

/// An explanation for people: one mention, candidate or cue after another, with its reasons below it.
struct ExplanationText {
  private let note: NoteExplanation
  private var lines: [String] = []

  init(_ note: NoteExplanation) {
    self.note = note
    lines.append("note \(note.id) · \(note.source):\(note.line) · \(Readable.count(note.length)) code points")
    if let position = note.position {
      addPosition(position)
    } else {
      addAll()
    }
  }

  /// The whole report, with a line feed at the end.
  var text: String { lines.joined(separator: "\n") + "\n" }

  private mutating func add(_ depth: Int, _ line: String) {
    lines.append(String(repeating: "  ", count: depth) + line)
  }

  private static func words(_ place: NoteExplanation.Place) -> String {
    "\(place.start)-\(place.end) \"\(oneLine(place.text))\""
  }

  /// Control characters, line breaks among them, would break the report (or the terminal).
  private static func oneLine(_ text: String) -> String {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      clean.append(scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) ? " " : scalar)
    }
    return String(clean)
  }

  // MARK: the whole note

  private mutating func addAll() {
    addIdentifiers()
    if note.mentions.isEmpty { lines += ["", "no mentions"] }
    var section: Int?
    for sentence in note.sentences {
      if section != sentence.section {
        section = sentence.section
        lines += ["", sectionLine(sentence.section)]
      }
      add(1, "sentence \(sentence.start)-\(sentence.end)")
      for index in sentence.mentions { add(note.mentions[index], depth: 2) }
    }
  }

  private mutating func addIdentifiers() {
    guard let identifiers = note.identifiers else { return }
    lines += ["", "identifiers"]
    if identifiers.isEmpty { add(1, "none") }
    for item in identifiers {
      add(1, "\(Self.words(item.place)) \(item.category)/\(item.type) by \(item.source)")
      add(2, item.replacement.map { "replaced by \(Self.oneLine($0))" } ?? "kept: the policy keeps it")
    }
  }

  /// Why a word is no part of an identifier.
  private mutating func add(_ kept: NoteExplanation.Kept) {
    lines += ["", "why it was kept"]
    add(1, kept.lists.isEmpty ? "no list holds it" : "it is \(kept.lists.joined(separator: ", "))")
    if !kept.isCapitalised { add(1, "it has no capital letter") }
    for phrase in kept.phrases { add(1, "\(Self.words(phrase.place)) \(phrase.role) (\(phrase.source))") }
    if kept.phrases.isEmpty { add(1, "no phrase near it announces an identifier") }
  }

  private func sectionLine(_ index: Int) -> String {
    let section = note.sections[index]
    let heading = section.heading.map { ", heading \(Self.words($0))" } ?? ""
    let state = section.assertionDefault.map { ", by default \($0)" } ?? ""
    return "section \(section.name ?? "(none)") \(section.start)-\(section.end)\(heading)\(state)"
  }

  private mutating func add(_ mention: NoteExplanation.Mention, depth: Int) {
    let state = mention.assertion.attributeNames.sorted().joined(separator: ", ")
    let rank = (mention.isPreferred ? "" : ", not preferred") + (mention.isWithheld ? ", left out: an identifier" : "")
    add(depth, "\(Self.words(mention.place)) \(mention.type)\(rank)\(state.isEmpty ? "" : ": \(state)")")
    if !mention.fragments.isEmpty {
      add(depth + 1, "in parts: \(mention.fragments.map(Self.words).joined(separator: " + "))")
    }
    add(depth + 1, "source \(mention.source)")
    for attribute in mention.attributes { add(depth + 1, "\(attribute.name): \(Self.oneLine(attribute.json))") }
    for concept in mention.concepts {
      add(depth + 1, "\(concept.vocabulary.string) \(concept.id.string) \(concept.preferredName.string)")
    }
    for reason in mention.reasons { add(depth + 1, Self.line(reason)) }
    if mention.sectionContradicted {
      add(depth + 1, "the section's default does not hold: the sentence speaks of the patient, or of now, by name")
    }
  }

  private static func line(_ reason: NoteExplanation.Reason) -> String {
    guard let scope = reason.scope else {
      return "\(reason.kind) because of the section: heading \(words(reason.cue)) (\(reason.rule))"
    }
    return "\(reason.kind) because of \(words(reason.cue)) (\(reason.rule)), \(line(scope))"
  }

  private static func line(_ scope: NoteExplanation.Scope) -> String {
    "\(scope.side) \(scope.start)-\(scope.end), up to \(end(scope.ended))"
  }

  private static func end(_ end: NoteExplanation.ScopeEnd) -> String {
    let place = end.place.map(words) ?? ""
    return switch end.kind {
    case .sentence: "the sentence's end"
    case .cue: "the cue \(place) (\(end.rule ?? ""))"
    case .words: "its limit of \(end.words ?? 0) words"
    case .sign: "the sign \(place)"
    }
  }

  // MARK: one position

  private mutating func addPosition(_ position: NoteExplanation.Position) {
    guard let token = position.token else {
      lines += ["", "offset \(position.offset): no word or sign stands here"]
      return
    }
    lines += ["", "offset \(position.offset): \(Self.words(token))"]
    if let sentence = position.sentence { add(0, "sentence \(Self.words(sentence))") }
    if let section = position.section { add(0, sectionLine(section)) }
    addIdentifiers()
    if let kept = position.kept { add(kept) }
    lines += ["", "mentions in the result"]
    if note.mentions.isEmpty { add(1, "none") }
    for mention in note.mentions { add(mention, depth: 1) }
    lines += ["", "names of the lexicons"]
    if position.recognitionWasPassedOver {
      add(1, "recognition was passed over: the note's own entities were taken (--given-entities)")
    } else {
      for candidate in position.candidates { add(candidate) }
      if position.candidates.isEmpty { add(1, "no name covers this position") }
    }
    if let word = position.word { add(word) }
    lines += ["", "cues in the sentence"]
    if position.cues.isEmpty { add(1, "none") }
    for cue in position.cues { add(cue) }
  }

  private mutating func add(_ candidate: NoteExplanation.Candidate) {
    add(1, "\(Self.words(candidate.place)) \(candidate.type): \(Self.verdict(candidate))")
    for name in candidate.names {
      let concept = name.concept.map { " \($0.vocabulary.string) \($0.id.string) \($0.preferredName.string)" } ?? ""
      add(2, "\"\(Self.oneLine(name.name))\" (\(name.lexicon))\(concept)\(Self.rule(name.verdict))")
    }
  }

  private static func verdict(_ candidate: NoteExplanation.Candidate) -> String {
    let by = (candidate.by.map(words) ?? "") + (candidate.byType.map { " \($0)" } ?? "")
    return switch candidate.verdict {
    case .kept: "kept"
    case .lostToOverlapping: "lost to \(by): longer, or of equal length and further left"
    case .yieldsInside: "gave way inside of \(by)"
    case .refused: "refused by the names' own rules"
    case .headingWord: "dropped: the words are a section's heading"
    case .replacedByAbbreviation: "replaced: the note defines this abbreviation at \(by)"
    case .laterStage:
      candidate.by == nil
        ? "taken away by a later stage"
        : "taken away by a later stage for \(by) (\(candidate.bySource ?? ""))"
    }
  }

  private static func rule(_ verdict: String) -> String {
    switch verdict {
    case "letter_case": ", refused: matches in its own letter case only"
    case "form": ", refused: matches in exactly this form only"
    case "part_of_longer_run": ", refused: a short name inside of a longer run of letters and digits"
    case "capitals_around": ", refused: an ordinary word too, and all around is in capitals"
    default: ""
    }
  }

  private mutating func add(_ word: NoteExplanation.Word) {
    let names = word.namesHolding == 1 ? "1 name holds" : "\(Readable.count(word.namesHolding)) names hold"
    add(1, "\(word.namesHolding == 0 ? "no name holds" : names) the word")
    if word.isOnStopList {
      add(1, "the word is on the stop list: by itself no vocabulary but the starter lexicon may give it as a name")
    }
    for name in word.brokenOff {
      let known = "\"\(Self.oneLine(name.name))\" (\(name.lexicon)) \(name.type)"
      add(
        1,
        "\(known) breaks off behind \(Self.words(name.matched)): expected \"\(Self.oneLine(name.expected))\"")
    }
    let more = word.brokenOffCount - word.brokenOff.count
    if more > 0 { add(1, "\(Readable.count(more)) further names break off there") }
    for near in word.spellings {
      let edits = near.distance == 1 ? "1 edit" : "\(near.distance) edits"
      let name = "\"\(Self.oneLine(near.name))\" (\(near.lexicon)) \(near.type)"
      add(1, "nearly so: \"\(near.word)\" (\(edits)), as in \(name)")
    }
  }

  private mutating func add(_ cue: NoteExplanation.StandingCue) {
    let state =
      switch cue.state {
      case "terminates": "ends the scope of \(cue.ends.joined(separator: ", "))"
      case "pseudo": "no cue; hides shorter ones inside it"
      case "inside_mention": "no cue here: its words belong to a mention, or to a longer cue"
      default: cue.kind
      }
    add(1, "\(Self.words(cue.place)) (\(cue.rule)): \(state)")
    for scope in cue.scopes { add(2, Self.line(scope)) }
    for effect in cue.effects {
      guard let mention = note.mentions.first(where: { $0.id == effect.mention }) else { continue }
      add(2, "\(Self.words(mention.place)) \(mention.type): \(Self.outcome(effect.outcome))")
    }
  }

  private static func outcome(_ outcome: NoteExplanation.StandingCue.Effect.Outcome) -> String {
    switch outcome {
    case .reached: "reached"
    case .type: "not changed: the cue does not concern this type"
    case .side: "not reached: the cue does not look to this side"
    case .scopeEnded: "not reached: the scope ended before it"
    case .targets: "not changed: nearer mentions have used the cue up"
    }
  }
}
