import ClinicalText

/// How a note is written. Where hardly a word has a capital, words that are most likely names are treated as if they had
/// one; where hardly a word is clinical, a capitalised word of no list is a name, not a drug or device.
enum Register {
  /// Of so many words one may have a capital in a note in lower case.
  private static let wordsPerCapital = 40
  /// Of so many words one may be clinical in a note of everyday life, and of so many one that is nothing but clinical.
  private static let wordsPerClinical = 9
  private static let wordsPerTerm = 25
  private static let fewestWords = 3
  private static let fewestKnown = 4

  /// Reads how a loaded note is written.
  static func read(_ view: NoteView, _ phrases: PhraseTable) {
    var words = 0
    var capitals = 0
    var clinical = 0
    var terms = 0
    var known = 0
    for i in 0..<view.count where view.tokens[i].kind == .word {
      words += 1
      if view.tokens[i].flags.contains(.hasUpper) { capitals += 1 }
      if view.has(i, .clinical), !view.has(i, .never) {
        clinical += 1
        if !view.has(i, .english) { terms += 1 }
      }
      if !view.classes[i].isEmpty { known += 1 }
      if view.reads(i, .syllable) { syllables(i, view) }
    }
    // In another language most words are of no list, and say nothing.
    view.isEveryday =
      clinical * wordsPerClinical <= words && terms * wordsPerTerm <= words && known >= fewestKnown
      && known * 2 >= words
    guard words >= fewestWords, capitals * wordsPerCapital <= words else { return }
    var marks = [Bool](repeating: false, count: view.count)
    for i in 0..<view.count where isName(i, view) { marks[i] = true }
    for hit in view.phrases {
      guard case .nameCue(let cue) = phrases.entries[hit.entry].role, cue.traits.contains(.lowerCase),
        cue.traits.contains(.strong), !cue.traits.contains(.backward)
      else { continue }
      var j = hit.tokens.upperBound
      while j < view.count, j - hit.tokens.upperBound < 2,
        view.reads(j, .being) || view.isSign(j, ",") || view.isSign(j, ":")
      { j += 1 }
      if isPart(j, view) { marks[j] = true }
    }
    // "olga krylova", "tuva lindqvist": what stands beside a name.
    for i in 0..<view.count where i > 0 && marks[i - 1] && !marks[i] && view.continuesLine(i) && isPart(i, view) {
      marks[i] = true
    }
    for i in stride(from: view.count - 2, through: 0, by: -1)
    where marks[i + 1] && !marks[i] && view.continuesLine(i + 1) && view.looks[i] == NameLook.unknown
      && isPart(i, view)
    { marks[i] = true }
    // "eric g. samoylova".
    for i in 0..<view.count where i > 0 && view.tokens[i].kind == .word && view.tokens[i].count == 1 && marks[i - 1] {
      let next = view.isSign(i + 1, ".") ? i + 2 : i + 1
      if next < view.count, marks[next], view.continuesLine(next) { marks[i] = true }
    }
    view.presume(marks)
  }

  /// A name of many people and no word, or letters that English does not have; in a note of everyday life any word of no
  /// list.
  private static func isName(_ i: Int, _ view: NoteView) -> Bool {
    guard isPart(i, view) else { return false }
    if view.tokens[i].flags.contains(.nonASCII), !view.has(i, .english) { return hasLetterBeyondASCII(i, view) }
    if view.looks[i] == NameLook.unknown { return view.isEveryday && view.tokens[i].count >= 4 }
    return view.looks[i] == NameLook.name && (view.isEveryday || view.has(i, [.givenName, .frequentName]))
  }

  /// A letter of the Latin, Greek or Cyrillic script beyond ASCII; not a sign as in "µg" or an apostrophe.
  private static func hasLetterBeyondASCII(_ i: Int, _ view: NoteView) -> Bool {
    for offset in view.tokens[i].span.range where (0xC3...0xD4).contains(view.byte(offset)) { return true }
    return false
  }

  private static func isPart(_ i: Int, _ view: NoteView) -> Bool {
    i < view.count && view.tokens[i].kind == .word && view.tokens[i].count >= 3 && view.looks[i] >= NameLook.unknown
  }

  /// "So-Yeon", "Min-Ah", "Ji-hoon": two syllables with a hyphen are a name, whatever each is alone.
  private static func syllables(_ i: Int, _ view: NoteView) {
    guard view.isSign(i + 1, "-"), view.isGlued(i + 1), view.isGlued(i + 2), view.reads(i + 2, .syllable),
      view.tokens[i].flags.contains(.initialUpper), !view.isSign(i + 3, "-")
    else { return }
    view.markName(i)
    view.markName(i + 2)
  }
}
