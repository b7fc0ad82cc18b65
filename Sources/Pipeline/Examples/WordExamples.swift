import ClinicalText
import Extraction
import Files
import Glibc
import Lexicon

/// Checks the examples of the tables of words: spellings by the tables themselves, the others with a lexicon of the names
/// that they give.
struct WordExamples {
  let data: DataFolder
  /// Files from elsewhere, by the name whose place they take.
  let replacements: [String: String]
  /// False to check only the files from elsewhere.
  let isAll: Bool

  func check(_ rules: RuleSet, _ report: inout RuleTester.Report) throws(Fault) {
    try checkSpellings(&report)
    let wanted = WordTables.ofMatching.filter { isAll || replacements[$0] != nil }.map {
      replacements[$0] ?? "\(data.path)/\($0)"
    }
    let examples = rules.phrases.examples.filter { wanted.contains($0.file) }
    if !examples.isEmpty { try check(examples, rules, &report) }
  }

  private func checkSpellings(_ report: inout RuleTester.Report) throws(Fault) {
    for name in WordTables.ofLexicon where isAll || replacements[name] != nil {
      var variants = WordVariants()
      let path = replacements[name] ?? "\(data.path)/\(name)"
      try variants.add(tsv: try TextFile.read(path), file: path)
      for example in variants.examples {
        let found = variants.variants(of: Array(example.word.utf8)).map { String(decoding: $0, as: UTF8.self) }
        let holds = example.variant.map(found.contains) ?? found.isEmpty
        if holds {
          report.passed += 1
        } else {
          report.failures.append(
            "\(path):\(example.line): \(example.word)\n  its other spellings came out as "
              + (found.isEmpty ? "none" : found.joined(separator: ", ")))
        }
      }
    }
  }

  private func check(
    _ examples: [PhraseWords.Example], _ rules: RuleSet, _ report: inout RuleTester.Report
  ) throws(Fault) {
    let folder = try CacheFolder.temporary()
    defer {
      for name in FolderListing.names(in: folder.path) ?? [] { unlink("\(folder.path)/\(name)") }
      rmdir(folder.path)
    }
    var rows = "concept\tname\ttype\n"
    for name in Set(examples.flatMap(\.names)).sorted() { rows += "\(name)\t\(name)\tproblem\n" }
    let table = "\(folder.path)/names.tsv"
    guard WholeFile.replace(table, with: Array(rows.utf8)) else { throw Fault(.outputUnwritable, file: table) }
    let path = "\(folder.path)/names.csx"
    // Some linking words need parts of the body.
    let sources = [table, "\(data.path)/starter/anatomy.tsv"]
    var vocabularies: [VocabularySource] = []
    for source in sources { vocabularies.append(try VocabularySource.detect(source)) }
    _ = try LexiconCompiler(data: data).compile(vocabularies, options: .init(), to: path)
    let extractor = Extractor(
      ExtractionRules(
        layout: rules.layout, cues: rules.cues, lexicons: [try CompiledLexicon(path: path)], phrases: rules.phrases))
    for example in examples {
      let result = extractor.extract(NoteText(example.text), given: nil, allMatches: false)
      var found: [String: ByteSpan] = [:]
      for entity in result.entities where entity.source.string != "dictionary" || example.names.count > 1 {
        for concept in result.concepts[entity.concepts] { found[concept.id.string] = entity.span }
      }
      var holds = example.names.allSatisfy { (found[$0] != nil) == example.isAccept }
      // One name is said by the whole text.
      if example.isAccept, example.names.count == 1, let span = found[example.names[0]] {
        holds = Int(span.end - span.start) == example.text.utf8.count
      }
      if holds {
        report.passed += 1
      } else {
        let shown = result.entities.map {
          "'\(NoteText(example.text).string($0.span))' (\($0.source.string))"
        }
        report.failures.append(
          "\(example.file):\(example.line): \(example.text)\n  came out as "
            + (shown.isEmpty ? "nothing" : shown.joined(separator: ", ")))
      }
    }
  }
}
