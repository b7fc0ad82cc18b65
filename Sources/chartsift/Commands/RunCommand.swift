import ArgumentParser
import ClinicalText
import Deidentification
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

  @Option(
    help: ArgumentHelp("Keep the notes' text in the database: none, original or deidentified.", valueName: "what"))
  var storeText = "none"

  @Option(
    help: ArgumentHelp(
      "With --deid: the table that joins the database's numbers with the input's ids, dates and files, in a file of its own for its owner alone; resuming needs it.",
      valueName: "file"))
  var linkage: String?

  func validate() throws {
    if output == "-" {
      throw ValidationError("--output names a database file; for results on standard output use 'chartsift pipe'.")
    }
    guard PipelineOptions.StoredText(rawValue: storeText) != nil else {
      throw ValidationError("--store-text must be none, original or deidentified.")
    }
    let isOff = pipeline.deid == "off"
    if isOff, storeText == "deidentified" { throw ValidationError("--store-text deidentified needs --deid.") }
    if !isOff, storeText == "original" {
      throw ValidationError("--store-text original would keep the identifiers that --deid removes; use deidentified.")
    }
    if isOff, linkage != nil { throw ValidationError("--linkage needs --deid.") }
    if let linkage, linkage == output || linkage == "-" {
      throw ValidationError("--linkage names a file of its own.")
    }
  }

  func run() async throws {
    pipeline.warnOfPatients(data)
    let rules = try pipeline.load(data)
    let deidentification = try pipeline.deidentification(data)
    var options = pipeline.pipelineOptions()
    options.storeText = PipelineOptions.StoredText(rawValue: storeText) ?? .none
    let reader = try NoteReader(inputs, options: input.options(pipeline))
    let linkage = try deidentification.map { _ throws(Fault) in try Linkage(self.linkage) }
    let (store, vault) = try openOutputs(options, linkage)
    let setup = PipelineSetup(rules: rules, options: options, deidentification: deidentification)
    var progress = ProgressLine(quiet: data.quiet)
    StopRequest.listen()
    let summary: RunJob.Summary
    do {
      let standardInput = deidentification != nil && inputs.contains("-") ? try InputSpool() : nil
      let knowledge = try await firstPass(setup, standardInput)
      try standardInput?.replay()
      var job = RunJob(
        setup: setup, store: store, threads: pipeline.threadCount, limit: pipeline.limit, sampling: pipeline.sampling,
        maxErrors: pipeline.maxErrors, linkage: linkage, knowledge: knowledge,
        vault: vault)
      summary = try await job.run(reader, info: info(setup)) { progress.show($0) }
    } catch {
      progress.clear()
      try? store.close()
      try? vault?.close()
      linkage?.close()
      throw error
    }
    progress.clear()
    let elapsed = progress.elapsed
    if !data.quiet {
      let found = try summary.entities > 0 && summary.entities <= RunReport.countedEntities ? store.foundByType() : []
      Console.error(RunReport.text(summary, found, elapsed: elapsed, output: output))
    }
    try store.close()
    try vault?.close()
    linkage?.close()
  }

  /// The database and, where it is asked for, the vault: what rows refer to is on the disk before they are.
  private func openOutputs(
    _ options: PipelineOptions, _ linkage: Linkage?
  ) throws(Fault) -> (EntityStore, VaultWriter?) {
    var storeOptions = StoreOptions()
    storeOptions.storesText = options.storeText == .original
    storeOptions.storesDeidentifiedText = options.storeText == .deidentified
    storeOptions.linkageIdentity = linkage?.identity
    do {
      let store = try EntityStore.open(output, options: storeOptions)
      let vault = try pipeline.openVault()
      store.willCommit = { () throws(Fault) in
        try linkage?.commit()
        try vault?.sync()
      }
      return (store, vault)
    } catch {
      linkage?.close(unused: true)
      throw error
    }
  }

  /// Reads all notes once for what they say of their patients; nil without de-identification.
  private func firstPass(_ setup: PipelineSetup, _ standardInput: InputSpool?) async throws -> PatientKnowledge? {
    guard let deidentification = setup.deidentification else { return nil }
    try standardInput?.replay()
    let pass = PatientPass(
      layout: setup.rules.extraction.layout, deidentification: deidentification, threads: pipeline.threadCount,
      limit: pipeline.limit, sampling: pipeline.sampling)
    return try await pass.run(
      try NoteReader(inputs, options: input.options(pipeline)), patients: pipeline.patients, report: data.reporter())
  }

  /// What the run's row says. Without identifiers: no names of files, and of the command line the flags alone.
  private func info(_ setup: PipelineSetup) -> RunInfo {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let isSafe = setup.deidentification != nil
    let flags = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }.map { String($0.prefix { $0 != "=" }) }
    return RunInfo(
      version: ProgramVersion.text, configuration: setup.options.json, configurationHash: setup.options.hash,
      lexiconHash: setup.rules.lexiconHash, rulesHash: setup.rulesHash, inputs: isSafe ? [] : inputs,
      arguments: isSafe ? ["run"] + flags : arguments, threads: pipeline.threadCount)
  }
}
