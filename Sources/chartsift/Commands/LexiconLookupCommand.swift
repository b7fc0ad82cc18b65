import ArgumentParser
import ClinicalText
import Lexicon
import Pipeline

/// `chartsift lexicon lookup`.
struct LexiconLookupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookup",
    abstract: "Shows what a phrase means: every concept that has it as a name.",
    discussion: """
      Without a flag the phrase is looked up as a note would be: letter case,
      accents, hyphens and regular plurals make no difference. --prefix shows the
      names that begin with it, --fuzzy those within a few edits, --concept all
      names of a concept.

      Examples:
        chartsift lexicon lookup "heart attack"
        chartsift lexicon lookup --prefix metop --limit 10
        chartsift lexicon lookup --fuzzy "myocardal infraction"
        chartsift lexicon lookup --concept C0027051 --lexicon umls.csx
        chartsift lexicon lookup MS --lexicon umls.csx --lexicon starter --json
      """)

  @Argument(help: "The phrase, as a note might write it; with --concept a concept's identifier.")
  var phrase: String
  @Option(help: ArgumentHelp("A lexicon; repeatable; the starter lexicon when none is named.", valueName: "file"))
  var lexicon: [String] = []
  @Flag(help: "Names that begin with the phrase, preferred and short ones first.")
  var prefix = false
  @Flag(help: "Names within one to three edits, by length; nearest first.")
  var fuzzy = false
  @Flag(help: "All names of the concept with this identifier.")
  var concept = false
  @Option(help: ArgumentHelp("Names to show with --prefix and --fuzzy.", valueName: "n"))
  var limit = 25
  @Flag(help: "One JSON array on standard output.")
  var json = false
  @OptionGroup var data: DataOptions

  func validate() throws {
    if [prefix, fuzzy, concept].filter({ $0 }).count > 1 {
      throw ValidationError("--prefix, --fuzzy and --concept exclude each other.")
    }
    guard (1...1_000_000).contains(limit) else { throw ValidationError("--limit must be between 1 and 1000000.") }
  }

  /// Near names that are offered when nothing else was found.
  private static let offered = 5

  func run() throws {
    let lexicons = try LexiconArgument.open(lexicon, data)
    if concept {
      try showConcepts(lexicons)
    } else if prefix || fuzzy {
      try showSearch(lexicons)
    } else {
      try showExact(lexicons)
    }
  }

  // MARK: names

  private func showExact(_ lexicons: [CompiledLexicon]) throws(Fault) {
    let rows = lexicons.enumerated().flatMap { number, lexicon in
      lexicon.lookup(phrase).map { LookupRow(hit: $0, match: "exact", distance: nil, lexicon: lexicons[number].path) }
    }
    try LexiconArgument.checkSound(lexicons)
    if json { return Console.write(LookupRow.json(rows), to: 1) }
    guard rows.isEmpty else { return Console.output(LookupRow.table(rows, manyLexicons: lexicons.count > 1)) }
    var lines = ["no name folds to this phrase"]
    let near = NameSearch.search(phrase, .near, in: lexicons, limit: Self.offered).found.map {
      LookupRow(hit: $0.hit, match: "fuzzy", distance: $0.distance, lexicon: lexicons[$0.lexicon].path)
    }
    if !near.isEmpty { lines += ["did you mean:", LookupRow.table(near, manyLexicons: lexicons.count > 1)] }
    Console.output(lines.joined(separator: "\n"))
  }

  private func showSearch(_ lexicons: [CompiledLexicon]) throws(Fault) {
    let answer = NameSearch.search(phrase, prefix ? .prefix : .near, in: lexicons, limit: limit)
    try LexiconArgument.checkSound(lexicons)
    let rows = answer.found.map {
      LookupRow(
        hit: $0.hit, match: prefix ? "prefix" : "fuzzy", distance: prefix ? nil : $0.distance,
        lexicon: lexicons[$0.lexicon].path)
    }
    if json {
      Console.write(LookupRow.json(rows), to: 1)
    } else if rows.isEmpty {
      Console.output(prefix ? "no name begins with this phrase" : "no name is as near as this to the phrase")
    } else {
      Console.output(LookupRow.table(rows, manyLexicons: lexicons.count > 1))
    }
    let more = answer.total - rows.count
    if more > 0, !data.quiet {
      Console.error("chartsift: \(Readable.count(more)) more; --limit \(answer.total) shows all")
    }
  }

  // MARK: concepts

  private func showConcepts(_ lexicons: [CompiledLexicon]) throws(Fault) {
    let found = lexicons.map { ($0.path, $0.concepts(withID: phrase)) }
    try LexiconArgument.checkSound(lexicons)
    if json {
      let text = OutputBuffer()
      var writer = JSONWriter(text, .indented)
      writer.array(nil) { json in
        for (path, entries) in found {
          LookupRow.objects(entries, &json) { json, entry in
            json.string("lexicon", path)
            LookupRow.write(entry.concept, &json)
            json.string("type", entry.type.name)
            json.objects("names", entry.names) { json, name in
              json.string("name", name.name)
              json.bool("preferred", name.flags.contains(.preferred))
              json.array("rules", name.flags.ruleNames) { $0.string(nil, $1) }
            }
          }
        }
      }
      writer.endLine()
      return Console.write(withExtendedLifetime(text) { String(decoding: text.bytes, as: UTF8.self) }, to: 1)
    }
    var blocks: [String] = []
    for (path, entries) in found {
      for entry in entries {
        var lines = [
          "concept         \(entry.concept.id.string)",
          "preferred name  \(entry.concept.preferredName.string)",
          "vocabulary      \(entry.concept.vocabulary.string)",
          "type            \(entry.type.name)",
          "semantic types  \(entry.concept.semanticTypes.string)",
          "lexicon         \(path)", "",
        ]
        var table = TextTable(["name", "rules"])
        for name in entry.names {
          table.add([name.name, LookupRow.words(name.flags)])
        }
        lines += table.lines(indent: "")
        blocks.append(lines.joined(separator: "\n"))
      }
    }
    Console.output(blocks.isEmpty ? "no concept has this identifier" : blocks.joined(separator: "\n\n"))
  }
}

/// Opens the lexicons that a flag or argument names.
enum LexiconArgument {
  static func open(_ names: [String], _ data: DataOptions) throws(Fault) -> [CompiledLexicon] {
    try LexiconProvider(data: try data.dataFolder(), cache: try CacheFolder.find(), report: data.reporter()).open(names)
  }

  /// Throws when a reference of a lexicon led outside of its file: nothing found may be shown then.
  static func checkSound(_ lexicons: [CompiledLexicon]) throws(Fault) {
    for lexicon in lexicons where lexicon.isDamaged {
      throw Fault(.lexiconCorrupt, file: lexicon.path, value: "a reference points outside the file")
    }
  }
}
