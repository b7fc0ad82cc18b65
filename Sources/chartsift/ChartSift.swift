import ArgumentParser

/// The command line's root.
struct ChartSift: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chartsift",
    abstract: "Finds problems, medications, tests and procedures in clinical notes.",
    discussion: """
      Examples:
        chartsift run notes.jsonl --output notes.sqlite
        chartsift run export/ --output notes.sqlite
        zcat notes.jsonl.gz | chartsift pipe > results.jsonl
        chartsift deid notes/ --output deidentified/
        chartsift lexicon lookup "heart attack"
        chartsift explain notes.jsonl --note 17 --offset 120
        chartsift export notes.sqlite --format csv
        chartsift evaluate --gold gold.jsonl --predictions notes.sqlite
        chartsift compare ours=notes.sqlite theirs=predictions.jsonl --gold gold.jsonl --html page.html
      """,
    version: ProgramVersion.text,
    subcommands: [
      RunCommand.self, PipeCommand.self, DeidCommand.self, AuditCommand.self, VaultCommand.self, LexiconCommand.self,
      RulesCommand.self, ExplainCommand.self, ExportCommand.self, EvaluateCommand.self, CompareCommand.self,
      ConvertCommand.self,
    ])
}

/// The version of the program: a change of it makes results be computed anew.
enum ProgramVersion {
  static let text = "0.1.0"
}
