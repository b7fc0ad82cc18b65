import ClinicalText
import Lexicon
import Rules

/// What was chosen for one form, and why.
public struct SenseDecision: Sendable, Equatable {
  /// Index of the entry in the table.
  package var entry: Int
  /// Index of the winning sense in its entry.
  public var winner: Int
  /// The senses' shares of the probability, in the entry's order.
  public var scores: [Double]
  /// What spoke for the winner, the strongest first; "prior" where nothing did or too little.
  public var reasons: [String]

  package static let prior = "prior"
}

/// The evidence of one note, and of the place of one form in it.
package struct SenseEvidence {
  private let table: SenseTable
  /// By group: distinct words in the note, and the last that was new.
  private var noteCounts: [Int32]
  private var noteStamps: [UInt32]
  private var noteStamp: UInt32 = 0
  private var notePhrases: [UInt32]
  /// By sense: the long form stands in the note.
  private var named: [UInt32]
  /// By group: words in the sentence, within three words, before and behind.
  private var places: [Place]
  private var placeStamp: UInt32 = 0
  /// By phrase: the last form that it was counted for.
  private var counted: [UInt32]
  private var countedNear: [UInt32]
  private var entry = 0
  private var shapes: SenseShapes = []
  private var near: EntityTypeSet = []
  private var sections: [Int] = []

  private struct Place {
    var stamp: UInt32 = 0
    var sentence: Int32 = 0
    var adjacent: Int32 = 0
    var before: Int32 = -1
    var after: Int32 = -1
    /// The nearest word.
    var phrase: UInt32 = 0
    var distance: Int32 = .max
  }

  /// Words of evidence named for a decision at most.
  package static let mostReasons = 6

  package init(_ table: SenseTable) {
    self.table = table
    noteCounts = Array(repeating: 0, count: table.groupCount)
    noteStamps = Array(repeating: 0, count: table.groupCount)
    notePhrases = Array(repeating: 0, count: table.groupCount)
    named = Array(repeating: 0, count: table.senseCount)
    places = Array(repeating: Place(), count: table.groupCount)
    counted = Array(repeating: 0, count: table.phrases.count)
    countedNear = counted
  }

  // MARK: the note

  package mutating func beginNote() { noteStamp &+= 1 }

  /// Counts a phrase for its groups; called once for each phrase of a note.
  package mutating func add(ofNote phrase: UInt32) {
    for target in table.targets(ofPhrase: phrase) where target.kind == .cue {
      let group = Int(target.index)
      if noteStamps[group] != noteStamp {
        noteStamps[group] = noteStamp
        noteCounts[group] = 0
        notePhrases[group] = phrase
      }
      noteCounts[group] += 1
    }
  }

  package mutating func add(named senses: [Int32]) {
    for sense in senses { named[Int(sense)] = noteStamp }
  }

  // MARK: the place

  /// Gathers what stands around one form.
  ///
  /// - Parameter hits: those that begin in the window come first; the rest is not looked at.
  package mutating func gather(
    _ form: SenseChooser.Form, _ window: Range<Int>, _ hits: ArraySlice<SenseChooser.Hit>, _ note: NoteStructure,
    sentence: Sentence, near: EntityTypeSet
  ) {
    entry = form.entry
    placeStamp &+= 1
    self.near = near
    shapes = ShapeReader(note, table).shapes(form.first, form.end, window)
    sections.removeAll(keepingCapacity: true)
    var section = sentence.section
    while section >= 0, sections.count < 8 {
      sections.append(note.sections[section].category)
      section = note.sections[section].parent
    }
    for hit in hits {
      guard hit.first < window.upperBound else { break }
      guard hit.end <= window.upperBound, hit.end <= form.first || hit.first >= form.end else { continue }
      add(hit, form, note)
    }
  }

  private mutating func add(_ hit: SenseChooser.Hit, _ form: SenseChooser.Form, _ note: NoteStructure) {
    let isBefore = Int(hit.end) <= form.first
    let distance = isBefore ? form.first - Int(hit.end) : Int(hit.first) - form.end
    let isDirect = distance == 0 || distance == 1 && isSeparator(isBefore ? Int(hit.end) : form.end, note)
    // A word that stands twice counts once.
    let isNew = counted[Int(hit.phrase)] != placeStamp
    counted[Int(hit.phrase)] = placeStamp
    let isNewNear = distance < 3 && countedNear[Int(hit.phrase)] != placeStamp
    if isNewNear { countedNear[Int(hit.phrase)] = placeStamp }
    for target in table.targets(ofPhrase: hit.phrase) where target.kind != .form {
      let group = Int(target.index)
      if places[group].stamp != placeStamp { places[group] = Place(stamp: placeStamp) }
      switch target.kind {
      case .before:
        if isDirect, isBefore { places[group].before = Int32(bitPattern: hit.phrase) }
      case .after:
        if isDirect, !isBefore { places[group].after = Int32(bitPattern: hit.phrase) }
      default:
        if isNew { places[group].sentence += 1 }
        if isNewNear { places[group].adjacent += 1 }
        if distance < Int(places[group].distance) {
          places[group].distance = Int32(distance)
          places[group].phrase = hit.phrase
        }
      }
    }
  }

  private func isSeparator(_ token: Int, _ note: NoteStructure) -> Bool { note.tokens[token].kind == .symbol }

  // MARK: the decision

  /// Scores the senses of the form last gathered for.
  package func decide(_ entry: SenseTable.Entry) -> SenseDecision {
    var totals: [Double] = []
    var isMoved = false
    for sense in entry.senses {
      let weight = score(sense, nil)
      if weight > 0 { isMoved = true }
      totals.append(sense.prior + weight)
    }
    let prior = Self.best(entry.senses.map(\.prior))
    var winner = Self.best(totals)
    var reasons: [String] = []
    let lead = totals.indices.filter { $0 != winner }.map { totals[winner] - totals[$0] }.min() ?? 0
    if isMoved, winner == prior || lead >= table.weights.margin {
      var found: [(Double, String)] = []
      _ = score(entry.senses[winner]) { found.append(($0, $1)) }
      // A stable order: by weight, then as found.
      reasons = found.enumerated().sorted { a, b in
        a.element.0 != b.element.0 ? a.element.0 > b.element.0 : a.offset < b.offset
      }.prefix(Self.mostReasons).map(\.element.1)
    } else {
      winner = prior
    }
    if reasons.isEmpty { reasons = [SenseDecision.prior] }
    return SenseDecision(
      entry: self.entry, winner: winner, scores: Self.shares(totals), reasons: reasons)
  }

  /// What speaks for a sense, prior left out; `tell` gets each piece with its weight.
  private func score(_ sense: SenseTable.Sense, _ tell: ((Double, String) -> Void)?) -> Double {
    let w = table.weights
    var sum = 0.0
    func add(_ weight: Double, _ words: @autoclosure () -> String) {
      guard weight > 0 else { return }
      sum += weight
      if let tell { tell(weight, words()) }
    }
    if named[sense.index] == noteStamp { add(w.name, "name:\(sense.name)") }
    for (group, share) in sense.groups {
      let hasPlace = places[group].stamp == placeStamp
      let place = hasPlace ? places[group] : Place()
      let inNote = noteStamps[group] == noteStamp ? min(w.noteLimit, w.note * Double(noteCounts[group])) : 0
      let inSentence = min(w.sentenceLimit, w.sentence * Double(place.sentence))
      let isNear = place.sentence > 0
      add(
        share * (inNote + inSentence + min(3, Double(place.adjacent)) * w.adjacent),
        "\(isNear ? "cue" : "note"):\(table.phrases[Int(isNear ? place.phrase : notePhrases[group])])")
      if place.before >= 0 { add(w.before, "before:\(table.phrases[Int(place.before)])") }
      if place.after >= 0 { add(w.after, "after:\(table.phrases[Int(place.after)])") }
    }
    if !sense.shapes.isDisjoint(with: shapes) {
      let name = SenseShapes.names.first { shapes.contains($0.shape) && sense.shapes.contains($0.shape) }
      add(w.shape, "shape:\(name?.name ?? "")")
    }
    if sense.near.rawValue & near.rawValue != 0 {
      let both = sense.near.rawValue & near.rawValue
      let type = EntityType.allCases.first { both & $0.bit != 0 }
      add(w.near, "near:\(type?.name ?? "")")
    }
    if !sense.sections.isEmpty, let category = sections.first(where: { sense.sections.contains($0) }) {
      add(w.section, "section:\(table.categories[category])")
    }
    return sum
  }

  /// The first of the greatest.
  private static func best(_ values: [Double]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  private static func shares(_ totals: [Double]) -> [Double] {
    let top = totals.max() ?? 0
    let parts = totals.map { SenseTable.exponential($0 - top) }
    let sum = parts.reduce(0, +)
    return parts.map { $0 / sum }
  }
}
