import ClinicalText
import Deidentification
import Extraction
import Lexicon
import Pipeline

/// The stages inside this process, on one thread.
struct StageBenchmarks {
  let corpus: Corpus
  let data: DataFolder

  func run() {
    let note = NoteStructure()
    let tokens = TokenBuffer()
    measure("tokenizer") { Tokenizer.tokenize($0, into: tokens) }
    measure("tokenizer and folding") { note.tokenize($0) }
    guard let setup = try? ExtractionSetup.load(data: data, lexicons: [], report: { _ in }) else { return }
    let layout = setup.extraction.layout
    measure("sections and sentences (with tokenizer)") { note.analyze($0, layout) }
    let matcher = LexiconMatcher(setup.extraction.lexicons[0])
    var scratch = MatchScratch()
    var found = 0
    measure("tokenizer and dictionary, starter lexicon") {
      note.tokenize($0)
      found += matcher.countPhrases(note, scratch: &scratch)
    }
    let extractor = Extractor(setup.extraction)
    var entities = 0
    measure("all stages with assertion, starter lexicon") {
      entities += extractor.extract($0, given: nil, allMatches: false).entities.count
    }
    measureDeidentification(layout)
    print("| (phrases, entities in this text) | \(found), \(entities) | |")
  }

  /// Detection and replacement as `deid` does them for a note by itself.
  private func measureDeidentification(_ layout: LayoutAnalyzer) {
    guard let setup = try? DeidentificationSetup.load(data: data, style: .tag, policy: "safe-harbor") else { return }
    let note = NoteStructure()
    let deidentifier = Deidentifier(setup.rules)
    var identifiers = 0
    measure("sections, sentences, identifiers found and replaced") {
      note.analyze($0, layout)
      identifiers += deidentifier.deidentify(note, PatientContext()).identifiers.count
    }
  }

  private func measure(_ what: String, _ body: (NoteText) -> Void) {
    // An eighth of the text first, so that caches and buffers are as in a long run.
    for text in corpus.notes.prefix(corpus.notes.count / 8) { body(text) }
    let start = Usage.cpuSeconds()
    for text in corpus.notes { body(text) }
    Table.row(what, Double(corpus.textBytes) / 1e6 / (Usage.cpuSeconds() - start), Usage.peakMegabytes())
  }
}
