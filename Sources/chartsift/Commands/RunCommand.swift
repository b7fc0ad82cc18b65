import ArgumentParser
import ClinicalText
import EntityStore
import NoteFormats
import Pipeline

/// `chartsift run`: the main job.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Reads notes, finds entities with their assertions, writes SQLite. Resumes and is idempotent.",
    discussion: """
      Inputs are files, folders or - (standard input), plain or gzip; formats may
      mix. Run the same command again to go on after a stop: notes that are there
      already are passed over.

      Examples:
        chartsift run Samples/notes --output notes.sqlite
        chartsift run NOTEEVENTS.csv.gz --input-format mimic3 --output m.sqlite
        chartsift run notes.csv --text-column body --output notes.sqlite
        chartsift run notes/ --output some.sqlite --sample 1000 --seed 7
      """)

  @Argument(help: ArgumentHelp("Files, folders, or - for standard input.", valueName: "input"))
  var inputs: [String]

  @Option(name: [.short, .long], help: ArgumentHelp("The SQLite database to write.", valueName: "db.sqlite"))
  var output: String

  @OptionGroup var input: InputArguments
  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var data: DataOptions

  @Option(help: ArgumentHelp("Keep the notes' text in the database: none or original.", valueName: "what"))
  var storeText = "none"

  func validate() throws {
    if output == "-" {
      throw ValidationError("--output names a database file; for results on standard output use 'chartsift pipe'.")
    }
    guard PipelineOptions.StoredText(rawValue: storeText) != nil else {
      throw ValidationError("--store-text must be none or original.")
    }
  }

  func run() async throws {
    try pipeline.checkAvailable()
    let reader = try NoteReader(inputs, options: input.options(pipeline))
    let rules = try pipeline.load(data)
    var options = pipeline.pipelineOptions()
    options.storeText = PipelineOptions.StoredText(rawValue: storeText) ?? .none
    var storeOptions = StoreOptions()
    storeOptions.storesText = options.storeText == .original
    let store = try EntityStore.open(output, options: storeOptions)
    let info = RunInfo(
      version: ProgramVersion.text, configuration: options.json, configurationHash: options.hash,
      lexiconHash: rules.lexiconHash, rulesHash: rules.rulesHash, inputs: inputs,
      arguments: Array(CommandLine.arguments.dropFirst()), threads: pipeline.threadCount)
    var job = RunJob(
      setup: PipelineSetup(rules: rules, options: options), store: store, threads: pipeline.threadCount,
      limit: pipeline.limit, sampling: pipeline.sampling, maxErrors: pipeline.maxErrors)
    var progress = ProgressLine(quiet: data.quiet)
    StopRequest.listen()
    let summary: RunJob.Summary
    do {
      summary = try await job.run(reader, info: info) { progress.show($0) }
    } catch {
      progress.clear()
      try? store.close()
      throw error
    }
    progress.clear()
    let elapsed = progress.elapsed
    if !data.quiet {
      let found = try summary.entities > 0 && summary.entities <= RunReport.countedEntities ? store.foundByType() : []
      Console.error(RunReport.text(summary, found, elapsed: elapsed, output: output))
    }
    try store.close()
  }
}
