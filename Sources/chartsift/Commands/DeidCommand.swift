import ArgumentParser
import ClinicalText
import Deidentification
import EntityStore
import Glibc
import NoteFormats
import Pipeline

/// `chartsift deid`: notes without identifiers, in the input's own format.
struct DeidCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deid",
    abstract: "Writes notes without their identifiers, in the input's own format, with audit files beside them.",
    discussion: """
      Inputs are files, folders or - (standard input), plain or gzip; formats may mix.
      The output is a folder with one file for each input file, or a file where one
      file is read and --output ends like one (.jsonl, .csv, .tsv, .txt, with .gz).

      In the text identifiers are replaced. Beside it ids become numbers, dates the
      year, other fields are emptied, file names are numbers, and a record that
      cannot be used is left out and listed in the audit files.

      No program finds every identifier: check the output before it leaves the house.

      Examples:
        chartsift deid notes/ --output deidentified/
        chartsift deid NOTEEVENTS.csv.gz --input-format mimic3 --output out.csv.gz
        chartsift deid notes.jsonl --output masked.jsonl --deid mask
        zcat notes.jsonl.gz | chartsift deid - --output - > deidentified.jsonl
      """)

  @Argument(help: ArgumentHelp("Files, folders, or - for standard input.", valueName: "input"))
  var inputs: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder or file to write, or - for standard output.", valueName: "folder|file"))
  var output: String

  @Option(help: ArgumentHelp("How identifiers are replaced.", valueName: "tag|mask|surrogate"))
  var deid = "tag"
  @Option(help: ArgumentHelp("What is replaced.", valueName: "file|safe-harbor|limited|strict"))
  var policy = "safe-harbor"

  @Option(
    help: ArgumentHelp(
      "The key of surrogates and date shifts: 32 random bytes or more (openssl rand -out FILE 32).", valueName: "file"))
  var keyFile: String?
  @Option(
    help: ArgumentHelp("What is known of the patients beforehand: CSV, JSON or FHIR Patient.", valueName: "file"))
  var patients: String?
  @Option(
    help: ArgumentHelp(
      "Write the table that joins the output's numbers with the input's ids; a file that is there gives its numbers again.",
      valueName: "file"))
  var linkage: String?
  @Option(help: ArgumentHelp("Write what was replaced into an encrypted file.", valueName: "file"))
  var vault: String?
  @Option(help: ArgumentHelp("The key of --vault: another one than --key-file.", valueName: "file"))
  var vaultKeyFile: String?

  @Option(
    help: ArgumentHelp(
      "Folder for the audit files (default: audit in the output folder, or FILE.audit beside an output file).",
      valueName: "folder"))
  var audit: String?

  @Flag(help: "Leave the names of files and folders as they are: for those who know that they identify nobody.")
  var keepNames = false
  @Flag(
    help: "Leave the ids of notes, patients and encounters as they are: for those who know that they identify nobody.")
  var keepIds = false
  @Flag(help: "Replace what an earlier run wrote to the same place.")
  var force = false

  @OptionGroup var input: InputArguments
  @OptionGroup var records: RecordArguments
  @OptionGroup var data: DataOptions

  func validate() throws {
    let known = ReplacementStyle.allCases.map(\.rawValue)
    guard known.contains(deid) else { throw ValidationError(Suggestion.unknown("--deid", deid, known)) }
    if (vault == nil) != (vaultKeyFile == nil) {
      throw ValidationError("--vault and --vault-key-file belong together.")
    }
    if let linkage, [output, "-", vault].contains(linkage) {
      throw ValidationError("--linkage names a file of its own.")
    }
  }

  func run() async throws {
    guard let style = ReplacementStyle(rawValue: deid) else { return }
    let destination = try DeidDestination.of(output, inputs: inputs, format: input.inputFormat)
    let place = DeidOutput(destination, auditFolder: audit, force: force)
    try place.check()
    var readerOptions = input.options(maxNoteBytes: records.maxNoteBytes)
    readerOptions.tellsOpenings = true
    let folder = try data.dataFolder()
    let deidentification = try DeidentificationSetup.load(
      data: folder, style: style, policy: policy, keyFile: keyFile)
    for warning in deidentification.warnings { Console.error("chartsift: warning: \(warning)") }
    let setup = try DeidSetup.load(deidentification, data: folder)
    var options = DeidJob.Options(version: ProgramVersion.text)
    options.threads = records.threadCount
    options.limit = records.limit
    options.sampling = records.sampling
    options.maxErrors = records.maxErrors
    options.patients = patients
    options.keepsNames = keepNames
    options.keepsIDs = keepIds
    StopRequest.listen()
    // Notes are read twice: standard input is kept, sealed, until the second time.
    let standardInput = inputs.contains("-") ? try InputSpool() : nil
    let linkage = try linkage.map { path throws(Fault) in try Linkage(path) }
    var job = DeidJob(setup: setup, options: options, linkage: linkage, vault: try openVault())
    var progress = ProgressLine(quiet: data.quiet)
    let counts: DeidCounts
    do {
      counts = try await job.run(
        {
          try standardInput?.replay()
          return try NoteReader(inputs, options: readerOptions)
        }, to: place, report: data.reporter()
      ) { progress.show($0) }
    } catch {
      progress.clear()
      linkage?.close(unused: true)
      // Made by this run, and of no use without its output.
      if let vault { unlink(vault) }
      throw error
    }
    linkage?.close()
    progress.clear()
    guard !data.quiet else { return }
    Console.error(
      DeidReport.text(
        counts, place, setup.deidentification.legalBasis, output: output, elapsed: progress.elapsed))
  }
}

extension DeidCommand {
  /// The vault to write; nil without `--vault`. Throws where its key is that of the surrogates.
  private func openVault() throws(Fault) -> VaultWriter? {
    guard let vault, let vaultKeyFile else { return nil }
    let key = try KeyFile(path: vaultKeyFile)
    if let keyFile, key.isSame(as: try KeyFile(path: keyFile)) {
      throw Fault(.usage, value: "--vault-key-file and --key-file hold the same key; make another for the vault")
    }
    return try VaultWriter(path: vault, key: key)
  }
}

extension DeidDestination {
  private static let endings = [".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt"]

  /// What `--output` names. One file is written for one file that is read, where the name ends like one.
  static func of(_ output: String, inputs: [String], format: String) throws(Fault) -> DeidDestination {
    func isFolder(_ path: String) -> Bool {
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
    let isSingle = inputs.count == 1 && !isFolder(inputs[0])
    if output == "-" {
      guard isSingle else { throw Fault(.usage, value: "--output - takes one input file, or - for standard input") }
      return .standardOutput
    }
    var path = output
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if isFolder(path) || output.hasSuffix("/") { return .folder(path) }
    let name = path.lowercased()
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    guard endings.contains(where: { plain.hasSuffix($0) }) else { return .folder(path) }
    guard isSingle else {
      throw Fault(.usage, file: output, value: "names a file, and several are read: name a folder (with / at its end)")
    }
    return .file(path)
  }
}
