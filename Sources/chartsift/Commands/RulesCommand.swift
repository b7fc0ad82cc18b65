import ArgumentParser
import ClinicalText
import Pipeline

/// `chartsift rules`: the rule files' own examples.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Checks rule, cue and heading files.",
    discussion: """
      Examples:
        chartsift rules test
        chartsift rules test Lexicons/cues/negation.yaml
      """,
    subcommands: [RulesTestCommand.self])
}

/// `chartsift rules test`.
struct RulesTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs the examples inside rule, cue and heading files; exit code 4 when one does not hold.",
    discussion: """
      A file of the Lexicons folder is tested together with the others; a file from
      elsewhere is tested in the place of the one with its name, so that a changed
      copy can be tried first. Without a file all are tested.

      Examples:
        chartsift rules test
        chartsift rules test Lexicons/cues/negation.yaml
      """)

  @Argument(help: ArgumentHelp("Files to test; all of the Lexicons folder when none is named.", valueName: "file"))
  var files: [String] = []
  @OptionGroup var data: DataOptions

  func run() throws {
    let report = try RuleTester(data: try data.dataFolder()).test(files)
    for failure in report.failures { Console.output(failure) }
    let all = report.passed + report.failures.count
    let words = "\(Readable.count(report.passed)) of \(Readable.count(all)) examples hold"
    if report.failures.isEmpty {
      Console.output(words)
    } else {
      throw CheckFailure(message: words)
    }
  }
}
