import ClinicalText

/// A small heading table: strong and weak headings, nesting, a section with a reach.
let layoutAnalyzer: LayoutAnalyzer = {
  let categories = [
    SectionCategory(id: "subjective"),
    SectionCategory(id: "pmh", assertionDefault: .historical),
    SectionCategory(id: "family", assertionDefault: .family),
    SectionCategory(id: "exam"),
    SectionCategory(id: "lungs", parents: ["exam"]),
    SectionCategory(id: "skin", parents: ["exam"]),
    SectionCategory(id: "impression"),
    SectionCategory(id: "plan"),
    SectionCategory(id: "allergies", reach: 2),
  ]
  let headings: [(String, Int, Bool)] = [
    ("Subjective", 0, false), ("Past Medical History", 1, false), ("PMH", 1, false), ("Family History", 2, false),
    ("FH", 2, true), ("Physical Exam", 3, false), ("Lungs", 4, true), ("Skin", 5, true), ("Impression", 6, false),
    ("Plan", 7, true), ("Assessment and Plan", 7, false), ("Allergies", 8, true), ("History", 0, true),
  ]
  return LayoutAnalyzer(
    headings: HeadingTable(
      categories: categories,
      headings: headings.map { .init(phrase: $0.0, category: $0.1, needsColon: $0.2) }),
    abbreviations: AbbreviationTable(
      [
        ("Dr", .never), ("vs", .never), ("No", .never), ("e.g", .never), ("mg", .beforeCapital), ("approx", .never),
        ("q.d", .beforeCapital), ("Pt", .never),
      ],
      sentenceStarters: ["the", "no", "he", "she", "patient"], nameIntroducers: ["by", "per"]))
}()

func analyzed(_ text: String) -> NoteStructure {
  let note = NoteStructure()
  note.analyze(NoteText(text), layoutAnalyzer)
  return note
}

extension NoteStructure {
  /// The text of a sentence, from its first token to its last.
  func text(of sentence: Sentence) -> String {
    text.string(span(ofTokens: sentence.firstToken..<sentence.endToken))
  }

  /// Sentences without headings.
  var sentenceTexts: [String] { sentences.filter { !$0.isHeading }.map(text(of:)) }

  /// "id: sentence", "id#heading"; "-" for no known section.
  var outline: [String] {
    sentences.map { sentence in
      let id = sectionID(sentence.section, in: layoutAnalyzer.headings) ?? "-"
      return id + (sentence.isHeading ? "#" : ": ") + text(of: sentence)
    }
  }

  /// Ids of sections in order; "-" for no known one.
  var sectionIDs: [String] {
    sections.indices.map { sectionID($0, in: layoutAnalyzer.headings) ?? "-" }
  }

  /// What a structure must be for any text; nil when all is well.
  var brokenInvariant: String? {
    guard let first = sections.first, let last = sections.last else { return "no section" }
    if first.span.start != 0 || Int(last.span.end) != text.count { return "sections do not cover the note" }
    for (a, b) in zip(sections, sections.dropFirst()) where a.span.end != b.span.start { return "gap between sections" }
    for (index, section) in sections.enumerated() {
      if section.span.start > section.span.end { return "section backwards" }
      if !section.span.contains(section.heading) { return "heading outside its section" }
      if section.parent < -1 || section.parent >= index { return "parent is not earlier" }
      if section.category < -1 || section.category >= layoutAnalyzer.headings.categories.count { return "category" }
    }
    return brokenSentence ?? brokenBlock
  }

  private var brokenSentence: String? {
    var next = 0
    var section = 0
    for (index, sentence) in sentences.enumerated() {
      if sentence.firstToken != next { return "sentence \(index) does not start where the last one ended" }
      if sentence.endToken <= sentence.firstToken { return "empty sentence" }
      if sentence.section < section || sentence.section >= sections.count { return "sections out of order" }
      let span = span(ofTokens: sentence.firstToken..<sentence.endToken)
      if !sections[sentence.section].span.contains(span) { return "sentence \(index) outside its section" }
      for token in sentence.firstToken..<sentence.endToken where sentenceIndex(ofToken: token) != index {
        return "sentenceIndex"
      }
      next = sentence.endToken
      section = sentence.section
    }
    if next != tokens.count { return "sentences do not cover the tokens" }
    if sentenceIndex(ofToken: tokens.count) != nil { return "sentenceIndex behind the end" }
    return nil
  }

  private var brokenBlock: String? {
    let starts = Set(sentences.map(\.firstToken))
    for i in 0..<tokens.count {
      let isBlockStart = tokens[i].flags.contains(.blockStart)
      if i == 0 || tokens[i].newlinesBefore == 2 {
        if !isBlockStart { return "no blockStart at token \(i)" }
        if !starts.contains(i) { return "no sentence starts behind the blank line at token \(i)" }
      }
    }
    for (index, sentence) in sentences.enumerated() where sentence.isHeading {
      if !tokens[sentence.firstToken].flags.contains(.blockStart) { return "no blockStart at heading \(index)" }
      if sentence.endToken < tokens.count, !tokens[sentence.endToken].flags.contains(.blockStart) {
        return "no blockStart behind heading \(index)"
      }
    }
    return nil
  }
}
