import ArgumentParser
import ClinicalText
import Deidentification
import Lexicon
import NoteFormats
import Pipeline

/// Flags of every command that reads rules.
struct DataOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?

  @Option(help: ArgumentHelp("Read flags from a YAML file; flags on the command line win.", valueName: "file"))
  var config: String?

  @Flag(help: "No progress and no summary.")
  var quiet = false

  func dataFolder() throws(Fault) -> DataFolder { try DataFolder.find(given: dataDir) }

  /// A sink for one-line reports.
  func reporter() -> @Sendable (String) -> Void {
    let quiet = quiet
    return { line in
      if !quiet { Console.error("chartsift: \(line)") }
    }
  }
}

/// Flags of `run` and `pipe`.
struct PipelineArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A compiled lexicon or a vocabulary (TSV, ICD-10-CM tabular XML, or a folder with MRCONSO.RRF); repeatable; \"starter\" names the one that comes with the program.",
      valueName: "file"))
  var lexicon: [String] = []

  @OptionGroup var records: RecordArguments

  @Flag(help: "Keep matches that lost against longer ones, as not preferred.")
  var allMatches = false

  @Flag(help: "Find names with one misspelt word as well (source rule:fuzzy).")
  var fuzzy = false

  @Flag(help: "Work on the notes' own entities instead of recognising.")
  var givenEntities = false

  @Option(help: ArgumentHelp("How identifiers are replaced.", valueName: "off|tag|mask|surrogate"))
  var deid = "off"
  @Option(help: ArgumentHelp("What is replaced.", valueName: "file|safe-harbor|limited|strict"))
  var policy = "safe-harbor"
  @Option(
    help: ArgumentHelp(
      "The key of surrogates and date shifts: 32 random bytes or more (openssl rand -out FILE 32).", valueName: "file"))
  var keyFile: String?
  @Option(help: ArgumentHelp("Write what was replaced into an encrypted file.", valueName: "file"))
  var vault: String?
  @Option(help: ArgumentHelp("The key of --vault: another one than --key-file.", valueName: "file"))
  var vaultKeyFile: String?
  @Option(
    help: ArgumentHelp("What is known of the patients beforehand: CSV, JSON or FHIR Patient.", valueName: "file"))
  var patients: String?

  func validate() throws {
    let known = ["off", "tag", "mask", "surrogate"]
    guard known.contains(deid) else { throw ValidationError(Suggestion.unknown("--deid", deid, known)) }
    if (vault == nil) != (vaultKeyFile == nil) {
      throw ValidationError("--vault and --vault-key-file belong together.")
    }
    if vault != nil, deid == "off" { throw ValidationError("--vault needs --deid.") }
  }

  /// Says so when a flag has no effect.
  func warnOfPatients(_ data: DataOptions) {
    if patients != nil, deid == "off", !data.quiet {
      Console.error("chartsift: --patients has no effect with --deid off")
    }
  }

  var limit: Int? { records.limit }
  var maxErrors: Int? { records.maxErrors }
  var maxNoteBytes: Int { records.maxNoteBytes }
  var threadCount: Int { records.threadCount }
  var sampling: Sampling? { records.sampling }

  func pipelineOptions() -> PipelineOptions {
    var options = PipelineOptions()
    options.allMatches = allMatches
    options.givenEntities = givenEntities
    options.fuzzy = fuzzy
    options.deid = deid
    // A file is named by the hash of what it says, in the setup: its path is nobody's business.
    options.policy = Policy.preset(policy) == nil ? "file" : policy
    return options
  }

  func load(_ data: DataOptions) throws(Fault) -> ExtractionSetup {
    try ExtractionSetup.load(data: try data.dataFolder(), lexicons: lexicon, fuzzy: fuzzy, report: data.reporter())
  }

  /// What de-identification needs; nil with `--deid off`.
  func deidentification(_ data: DataOptions) throws(Fault) -> DeidentificationSetup? {
    guard let style = ReplacementStyle(rawValue: deid) else { return nil }
    let setup = try DeidentificationSetup.load(
      data: try data.dataFolder(), style: style, policy: policy, keyFile: keyFile)
    for warning in setup.warnings { Console.error("chartsift: warning: \(warning)") }
    return setup
  }

  /// The vault to write; nil without `--vault`. Throws where its key is that of the surrogates.
  func openVault() throws(Fault) -> VaultWriter? {
    guard let vault, let vaultKeyFile else { return nil }
    let key = try KeyFile(path: vaultKeyFile)
    if let keyFile, key.isSame(as: try KeyFile(path: keyFile)) {
      throw Fault(.usage, value: "--vault-key-file and --key-file hold the same key; make another for the vault")
    }
    return try VaultWriter(path: vault, key: key)
  }
}

/// Flags that say how the input is read.
struct InputArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "auto, jsonl, csv, tsv, text, mimic3, mimic4 or omop.", valueName: "format"))
  var inputFormat = "auto"

  @Option(help: ArgumentHelp("CSV column of the note's id.", valueName: "name"))
  var idColumn: String?
  @Option(help: ArgumentHelp("CSV column of the note's text.", valueName: "name"))
  var textColumn: String?
  @Option(help: ArgumentHelp("CSV column of the patient's id.", valueName: "name"))
  var patientColumn: String?
  @Option(help: ArgumentHelp("CSV column of the encounter's id.", valueName: "name"))
  var encounterColumn: String?
  @Option(help: ArgumentHelp("CSV column of the note's date.", valueName: "name"))
  var dateColumn: String?
  @Option(help: ArgumentHelp("CSV column of the note's type.", valueName: "name"))
  var typeColumn: String?
  @Option(help: ArgumentHelp("CSV delimiter: one ASCII sign, or \"tab\".", valueName: "sign"))
  var delimiter: String?

  func validate() throws {
    guard InputFormat(rawValue: inputFormat) != nil else {
      throw ValidationError(
        Suggestion.unknown("--input-format", inputFormat, InputFormat.allCases.map(\.rawValue)))
    }
    if let delimiter, Self.byte(delimiter) == nil {
      throw ValidationError("--delimiter must be one ASCII sign or \"tab\".")
    }
  }

  private static func byte(_ delimiter: String) -> UInt8? {
    if delimiter == "tab" || delimiter == "\\t" { return 0x09 }
    guard delimiter.utf8.count == 1, let byte = delimiter.utf8.first, byte < 0x80, byte != 0x22, byte != 0x0A,
      byte != 0x0D
    else { return nil }
    return byte
  }

  func options(_ pipeline: PipelineArguments) -> InputOptions {
    var options = options(maxNoteBytes: pipeline.maxNoteBytes)
    options.givenEntities = pipeline.givenEntities
    return options
  }

  func options(maxNoteBytes: Int) -> InputOptions {
    var options = InputOptions()
    options.format = InputFormat(rawValue: inputFormat) ?? .auto
    options.idColumn = idColumn
    options.textColumn = textColumn
    options.patientColumn = patientColumn
    options.encounterColumn = encounterColumn
    options.dateColumn = dateColumn
    options.typeColumn = typeColumn
    options.delimiter = delimiter.flatMap(Self.byte)
    options.maxNoteBytes = maxNoteBytes
    return options
  }
}
