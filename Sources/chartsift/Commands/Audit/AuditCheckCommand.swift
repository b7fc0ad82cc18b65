import ArgumentParser
import ClinicalText
import Pipeline

/// `chartsift audit check`: known identifiers in an output.
struct AuditCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Searches an output for every known identifier and its spellings; exit code 4 when one is there.",
    discussion: """
      The output may be de-identified notes in any format, results of 'pipe --deid', or a
      database: every byte is read, and of a database every value too. The search shares
      no code with the detection. A hit is told by place, type and the number of the known
      value; never by its words.

      Known identifiers come from --patients (a table, JSON or FHIR Patients, as other
      commands read it) or from known_phi of the original notes (--known). Where it can be told whose each note is, one
      part of a name counts as a leak in the patient's own notes only: by ids in lines of
      JSON, with --source or --known; by the numbers that stand for ids in results and in
      databases, with --linkage.

      Examples:
        chartsift audit check results.jsonl --known notes.jsonl
        chartsift audit check deidentified/ --patients patients.csv --html check.html
        chartsift audit check notes.sqlite --patients patients.jsonl --linkage link.sqlite
      """)

  @Argument(help: ArgumentHelp("Files, folders or databases that were written.", valueName: "output"))
  var outputs: [String]
  @Option(help: ArgumentHelp("Known identifiers of patients: CSV, TSV, JSON or FHIR.", valueName: "file"))
  var patients: String?
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Original notes with known_phi.", valueName: "notes"))
  var known: [String] = []
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Original notes: they tell whose each result is.", valueName: "notes"))
  var source: [String] = []
  @Option(
    help: ArgumentHelp("The --linkage file of the output: whose each note is, by its number.", valueName: "file"))
  var linkage: String?
  @Option(help: ArgumentHelp("List at most so many hits; all are counted.", valueName: "n"))
  var listed = 1000
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard patients != nil || !known.isEmpty else { throw ValidationError("give --patients or --known.") }
    guard listed >= 0 else { throw ValidationError("--listed must not be negative.") }
  }

  func run() throws {
    var request = LeakCheck.Request(outputs: outputs)
    request.patients = patients
    request.known = known
    request.source = source
    request.linkage = linkage
    request.listed = listed
    let quiet = output.quiet
    let report = try LeakCheck(request, data: try DataFolder.find(given: dataDir)) { line in
      if !quiet { Console.error("chartsift: \(line)") }
    }.run()
    try output.tell("Leak check", [report.section]) { report.write(to: &$0) }
    if !report.holds {
      throw CheckFailure(message: "\(Readable.count(report.leaks, "known identifier")) found in the output")
    }
  }
}
