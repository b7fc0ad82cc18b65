import ArgumentParser
import ClinicalText
import Deidentification
import Files
import NoteFormats
import Pipeline
import WebPage

/// `chartsift audit statement`: the 18 rows of Safe Harbor.
struct AuditStatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement",
    abstract:
      "States for each of Safe Harbor's 18 identifiers how it is looked for, what was found, and what text cannot show.",
    discussion: """
      The statement is no certificate. Whether anybody has actual knowledge that what is left
      could identify a person remains the user's own judgement.

      Examples:
        chartsift audit statement
        chartsift audit statement --run results.jsonl --html statement.html
        chartsift audit statement --run notes.sqlite --policy limited --json
      """)

  @Option(name: .customLong("run"), help: ArgumentHelp("Results of 'pipe --deid', or a database.", valueName: "file"))
  var results: String?
  @Option(help: ArgumentHelp("The policy of the run.", valueName: "file|safe-harbor|limited|strict"))
  var policy = "safe-harbor"
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func run() throws {
    let data = try DataFolder.find(given: dataDir)
    let statement = try CoverageStatement(run: results, policyNamed: policy, data: data)
    try output.tell("Coverage statement", [statement.section]) { statement.write(to: &$0) }
  }
}

/// `chartsift audit log`: the hash-chained log.
struct AuditLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Verifies a hash-chained log; exit code 4 when a line was changed, taken out, put in or moved.",
    discussion: """
      The log names no person. A log that was cut at the end of a line is whole and shorter:
      keep the last hash elsewhere and give it with --head.

      Examples:
        chartsift audit log audit/log.jsonl --verify
        chartsift audit log audit/log.jsonl --verify --head 5f1c…
      """)

  @Argument(help: ArgumentHelp("The log.", valueName: "file"))
  var file: String
  @Flag(help: "Check the chain (what this command does in any case).")
  var verify = false
  @Option(help: ArgumentHelp("The last hash, as it was kept elsewhere.", valueName: "hash"))
  var head: String?
  @OptionGroup var output: AuditOutput

  func run() throws {
    let found = try AuditLog.verify(path: file, expectedHead: head)
    try output.tell("Log", [LogVerification.section(found)]) { LogVerification.write(found, to: &$0) }
    if let broken = found.broken {
      throw CheckFailure(message: "\(file):\(broken.line): the chain is broken: \(broken.reason.rawValue)")
    }
  }
}

/// `chartsift audit note`: one note before and after.
struct AuditNoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Shows one note before and after, with accept and reject, as a page or JSON.",
    discussion: """
      The page holds the note as it was: it is written for its owner alone (mode 0600) and
      says so. What is rejected and what is added is saved as a policy file for --policy.

      Examples:
        chartsift audit note notes.jsonl --note 17 --html note-17.html
        chartsift audit note notes.jsonl --note 17 --json
      """)

  @Argument(help: ArgumentHelp("The original notes.", valueName: "notes"))
  var notes: [String]
  @Option(help: ArgumentHelp("The note's id.", valueName: "id"))
  var note: String
  @Option(help: ArgumentHelp("How identifiers are replaced.", valueName: "tag|mask"))
  var deid = "tag"
  @Option(help: ArgumentHelp("What is replaced.", valueName: "file|safe-harbor|limited|strict"))
  var policy = "safe-harbor"
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard ["tag", "mask"].contains(deid) else {
      throw ValidationError(Suggestion.unknown("--deid", deid, ["tag", "mask"]))
    }
    guard output.html != nil || output.json else { throw ValidationError("give --html FILE or --json.") }
  }

  func run() throws {
    let data = try DataFolder.find(given: dataDir)
    let record = try NoteSearch.find(note, in: try NoteReader(notes, options: InputOptions()))
    let review = try NoteReview(record, data: data, style: ReplacementStyle(rawValue: deid) ?? .tag, policy: policy)
    try output.tell("Note", [], page: { made, buffer in review.append(made: made, to: buffer) }, isPrivate: true) {
      review.write(to: &$0)
    }
  }
}

/// `chartsift audit report`: everything in one page and one JSON.
struct AuditReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "All evidence on one output as one page and one JSON; exit code 4 when a check does not hold.",
    discussion: """
      Told is what the arguments allow: the leak check needs known identifiers, the concepts
      and the recall need the original notes, the review needs its answers, the log a log.
      What was not done is named.

      Examples:
        chartsift audit report results.jsonl --known notes.jsonl --source notes.jsonl --html report.html
        chartsift audit report results.jsonl --patients patients.csv --answers answers.json --json
      """)

  @Argument(help: ArgumentHelp("De-identified notes, results or databases.", valueName: "output"))
  var outputs: [String]
  @Option(help: ArgumentHelp("Known identifiers of patients.", valueName: "file"))
  var patients: String?
  @Option(parsing: .upToNextOption, help: ArgumentHelp("Original notes with known_phi.", valueName: "notes"))
  var known: [String] = []
  @Option(parsing: .upToNextOption, help: ArgumentHelp("The original notes.", valueName: "notes"))
  var source: [String] = []
  @Option(help: ArgumentHelp("Answers that the review page saved.", valueName: "file.json"))
  var answers: String?
  @Option(help: ArgumentHelp("A hash-chained log.", valueName: "file"))
  var log: String?
  @Option(help: ArgumentHelp("Notes of the sampling plan.", valueName: "n"))
  var notes = 300
  @Option(help: ArgumentHelp("Which sample.", valueName: "s"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("The policy of the run.", valueName: "file|safe-harbor|limited|strict"))
  var policy = "safe-harbor"
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard notes >= 1 else { throw ValidationError("--notes must be 1 or more.") }
  }

  func run() throws {
    var request = AuditReport.Request(outputs: outputs)
    request.patients = patients
    request.known = known
    request.source = source
    request.answers = answers
    request.log = log
    request.notes = notes
    request.seed = seed
    request.policy = policy
    let quiet = output.quiet
    let report = try AuditReport(request, data: try DataFolder.find(given: dataDir)) { line in
      if !quiet { Console.error("chartsift: \(line)") }
    }
    try output.tell("Evidence on de-identified notes", report.sections, isPrivate: true) { report.write(to: &$0) }
    if !report.holds { throw CheckFailure(message: "a check of the report does not hold") }
  }
}
