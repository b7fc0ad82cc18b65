import ArgumentParser
import ClinicalText
import Glibc
import NoteFormats
import Pipeline

/// `chartsift pipe`: the pipeline as a filter.
struct PipeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pipe",
    abstract: "Note JSONL on standard input, result JSONL on standard output: one line out per line in, in order.",
    discussion: """
      A line that cannot be used gives an error line in its place, and the exit code
      stays 0.

      Examples:
        chartsift pipe < notes.jsonl > results.jsonl
        zcat notes.jsonl.gz | chartsift pipe --threads 1 | gzip > results.jsonl.gz
        echo '{"id":"1","text":"No chest pain."}' | chartsift pipe
      """)

  @Option(help: ArgumentHelp("auto or jsonl: note JSONL is what pipe reads.", valueName: "format"))
  var inputFormat = "auto"
  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var data: DataOptions

  func validate() throws {
    guard ["auto", "jsonl"].contains(inputFormat) else {
      throw ValidationError("pipe reads note JSONL; for --input-format '\(inputFormat)' use 'chartsift run'.")
    }
  }

  func run() async throws {
    var options = InputOptions()
    options.format = .jsonl
    options.maxNoteBytes = pipeline.maxNoteBytes
    options.givenEntities = pipeline.givenEntities
    let rules = try pipeline.load(data)
    let reader = try NoteReader(["-"], options: options)
    let deidentification = try pipeline.deidentification(data)
    pipeline.warnOfPatients(data)
    let knowledge = try deidentification.map { setup throws(Fault) in
      try PatientKnowledge.load(patients: pipeline.patients, setup: setup, report: data.reporter())
    }
    let counts = try await PipeJob.run(
      reader,
      setup: PipelineSetup(
        rules: rules, options: pipeline.pipelineOptions(), deidentification: deidentification),
      knowledge: knowledge, threads: pipeline.threadCount, limit: pipeline.limit, sampling: pipeline.sampling,
      maxErrors: pipeline.maxErrors, vault: try pipeline.openVault(), to: STDOUT_FILENO)
    if let deidentification, !data.quiet {
      Console.error("chartsift: legal basis: \(deidentification.legalBasis.words)")
    }
    if counts.errors > 0, !data.quiet {
      let codes = counts.errorsByCode.sorted { $0.key < $1.key }.map { "\($0.key) \(Readable.count($0.value))" }
      Console.error(
        "chartsift: \(Readable.count(counts.errors)) of \(Readable.count(counts.notes + counts.errors)) lines failed: "
          + codes.joined(separator: ", "))
    }
  }
}
