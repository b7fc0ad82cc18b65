import ArgumentParser

/// The command line's root.
struct ChartSift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chartsift",
    abstract: "Finds problems, medications, tests, procedures and more in clinical notes, with what is said of them.",
    discussion: """
      Examples:
        chartsift run notes.jsonl --output notes.sqlite       notes in, entities in SQLite
        chartsift run export/ --output notes.sqlite           every .txt, .csv, .jsonl (also .gz) in a folder
        zcat notes.jsonl.gz | chartsift pipe > results.jsonl  as a filter, one line out per line in
        chartsift lexicon lookup "heart attack"               what a phrase means to the lexicon
        chartsift export notes.sqlite --format csv            results as a table
      """,
    version: ProgramVersion.text,
    subcommands: [
      RunCommand.self, PipeCommand.self, LexiconCommand.self, RulesCommand.self, ExportCommand.self,
    ])
}

/// The version of the program: a change of it makes results be computed anew.
enum ProgramVersion {
  static let text = "0.1.0"
}
