import ArgumentParser
import ClinicalText
import Lexicon
import Pipeline

/// `chartsift lexicon info`.
struct LexiconInfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Describes lexicons: sources, versions, licences, counts; --verify reads all and checks every part.",
    discussion: """
      Counts concepts and names by entity type, by semantic group and by vocabulary,
      and names by their rules.

      Examples:
        chartsift lexicon info
        chartsift lexicon info umls.csx --verify
        chartsift lexicon info starter umls.csx --json
      """)

  @Argument(help: ArgumentHelp("Lexicons; the starter lexicon when none is named.", valueName: "lexicon"))
  var lexicons: [String] = []
  @Flag(help: "Check every part of the files.")
  var verify = false
  @Flag(help: "One JSON array on standard output.")
  var json = false
  @OptionGroup var data: DataOptions

  func run() throws {
    let groups = try SemanticGroups(try data.dataFolder())
    var reports: [LexiconInfo] = []
    for lexicon in try LexiconArgument.open(lexicons, data) {
      if verify { try lexicon.verify() }
      let info = LexiconInfo(
        lexicon: lexicon, metadata: try LexiconMetadata(lexicon), counts: lexicon.counts(), groups: groups,
        isVerified: verify)
      try LexiconArgument.checkSound([lexicon])
      reports.append(info)
    }
    if json {
      Console.write(LexiconInfo.json(reports), to: 1)
    } else {
      Console.output(reports.map { $0.text() }.joined(separator: "\n\n"))
    }
  }
}
