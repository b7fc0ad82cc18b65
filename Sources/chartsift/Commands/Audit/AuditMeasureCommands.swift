import ArgumentParser
import ClinicalText
import Deidentification
import Files
import Pipeline

/// `chartsift audit census`: every distinct token that survived.
struct AuditCensusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "census",
    abstract: "Lists every distinct token that survived, rarest first, with its notes and patients.",
    discussion: """
      A token is a word, or a run with a figure in it. It is told with the number of notes
      and patients, its class and how often it begins with a capital. The list may hold
      identifiers that were missed: that is its purpose; keep it safe.

      Examples:
        chartsift audit census results.jsonl --max-notes 2 --output census.tsv
        chartsift audit census results.jsonl --class name --class unknown --html census.html
        chartsift audit census notes.sqlite --json
      """)

  @Argument(help: ArgumentHelp("De-identified notes, results or databases.", valueName: "output"))
  var outputs: [String]
  @Option(name: .customLong("min-notes"), help: ArgumentHelp("Only tokens of so many notes or more.", valueName: "n"))
  var minNotes = 1
  @Option(name: .customLong("max-notes"), help: ArgumentHelp("Only tokens of so many notes or fewer.", valueName: "n"))
  var maxNotes: Int?
  @Option(
    name: .customLong("class"),
    help: ArgumentHelp("Only this class; repeatable.", valueName: "clinical|english|name|number|unknown"))
  var classes: [String] = []
  @Option(help: ArgumentHelp("Keep so many rows, the rarest.", valueName: "n"))
  var rows = 100_000
  @Option(
    help: ArgumentHelp("Distinct tokens held at once; with more the notes are read several times.", valueName: "n"))
  var held = 2_000_000
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write the rows as a table.", valueName: "file.tsv"))
  var table: String?
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard minNotes >= 1, rows >= 0, held >= 1000, (maxNotes ?? 1) >= 1 else {
      throw ValidationError("--min-notes and --max-notes begin at 1, --rows at 0, --held at 1000.")
    }
    for name in classes where TokenCensus.Class(rawValue: name) == nil {
      throw ValidationError(Suggestion.unknown("--class", name, TokenCensus.Class.allCases.map(\.rawValue)))
    }
  }

  func run() throws {
    var request = Census.Request(outputs: outputs)
    request.minNotes = minNotes
    request.maxNotes = maxNotes ?? .max
    request.classes = Set(classes.compactMap { TokenCensus.Class(rawValue: $0) })
    request.rows = rows
    request.held = held
    let census = try Census(request, data: try DataFolder.find(given: dataDir))
    if let table {
      let buffer = OutputBuffer()
      census.write(tsv: buffer)
      try OutputFile.write(buffer, to: table, isPrivate: true)
      if table == "-", !output.json, output.html == nil { return }
    }
    try output.tell("Census", [census.section], isPrivate: true) { census.write(to: &$0) }
  }
}

/// `chartsift audit plan`: which notes to read, and what follows.
struct AuditPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Draws the notes that people should read, and computes the exact bound that their answers give.",
    discussion: """
      The bounds are exact: Clopper and Pearson's for notes like these, the hypergeometric
      one for just these notes. --html writes the page on which the notes are read; it
      saves the answers, and --answers computes the bound from them.

      Examples:
        chartsift audit plan results.jsonl --notes 300 --seed 7 --html review.html
        chartsift audit plan --answers review-answers.json
        chartsift audit plan results.jsonl --notes 60 --confidence 0.9 --json
      """)

  @Argument(help: ArgumentHelp("De-identified notes, results or databases.", valueName: "output"))
  var outputs: [String] = []
  @Option(help: ArgumentHelp("How many notes to read.", valueName: "n"))
  var notes = 300
  @Option(help: ArgumentHelp("Which sample.", valueName: "s"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Confidence of the bounds, above 0.5 and below 1.", valueName: "share"))
  var confidence = 0.95
  @Option(help: ArgumentHelp("Answers that the review page saved.", valueName: "file.json"))
  var answers: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard notes >= 1 else { throw ValidationError("--notes must be 1 or more.") }
    guard confidence > 0.5, confidence < 1 else { throw ValidationError("--confidence must be above 0.5 and below 1.") }
    guard answers != nil || !outputs.isEmpty else { throw ValidationError("name the output, or give --answers.") }
  }

  func run() throws {
    if let answers {
      let review = try ReviewAnswers(answers)
      if !outputs.isEmpty {
        let plan = try ReviewPlan(outputs, notes: review.planned, seed: review.seed, confidence: review.confidence)
        guard plan.fingerprint == review.fingerprint else {
          throw Fault(.usage, value: "--answers: the file belongs to another output or sample")
        }
      }
      try output.tell("Review", [review.section]) { review.write(to: &$0) }
      return
    }
    let plan = try ReviewPlan(outputs, notes: notes, seed: seed, confidence: confidence)
    try output.tell(
      "Sampling plan", [plan.section],
      page: { made, buffer in
        plan.appendPage(title: "Review of de-identified notes", made: made, to: buffer)
      }, isPrivate: true
    ) { plan.write(to: &$0) }
  }
}

/// `chartsift audit names`: recall on invented identifiers.
struct AuditNamesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "names",
    abstract: "Puts invented names of many origins into your sentences and tells how many are found.",
    discussion: """
      The sentences are those of the notes in which a name was detected, and built-in ones.
      Identifiers of every other type are put into built-in sentences.

      Examples:
        chartsift audit names notes.jsonl --seed 3
        chartsift audit names notes.jsonl --trials 500 --html names.html
      """)

  @Argument(help: ArgumentHelp("The original notes.", valueName: "notes"))
  var notes: [String]
  @Option(help: ArgumentHelp("Which sentences and names.", valueName: "s"))
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Names for each group of origin.", valueName: "n"))
  var trials = 200
  @Option(help: ArgumentHelp("Sentences of the notes that are used, at most.", valueName: "n"))
  var sentences = 300
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func validate() throws {
    guard (1...100_000).contains(trials), (0...100_000).contains(sentences) else {
      throw ValidationError("--trials must be between 1 and 100000, --sentences between 0 and 100000.")
    }
  }

  func run() throws {
    var request = DetectionRecall.Request(notes: notes)
    request.seed = seed
    request.trials = trials
    request.sentences = sentences
    let recall = try DetectionRecall(request, data: try DataFolder.find(given: dataDir))
    try output.tell("Recall by name group", [recall.section]) { recall.write(to: &$0) }
  }
}

/// `chartsift audit concepts`: what redaction takes from extraction.
struct AuditConceptsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concepts",
    abstract: "Counts the clinical concepts that redaction takes away, with the rules that took them.",
    discussion: """
      Runs the extraction on the notes as they were and on their de-identified text.

      Examples:
        chartsift audit concepts --before notes.jsonl --after results.jsonl
        chartsift audit concepts --before notes.jsonl --after results.jsonl --json
      """)

  @Option(parsing: .upToNextOption, help: ArgumentHelp("The original notes.", valueName: "notes"))
  var before: [String]
  @Option(help: ArgumentHelp("Results of 'pipe --deid', or de-identified notes with the same ids.", valueName: "file"))
  var after: String
  @Option(help: ArgumentHelp("A compiled lexicon or a vocabulary; repeatable.", valueName: "file"))
  var lexicon: [String] = []
  @Option(help: ArgumentHelp("The Lexicons folder.", valueName: "dir"))
  var dataDir: String?
  @OptionGroup var output: AuditOutput

  func run() throws {
    let quiet = output.quiet
    let rules = try ExtractionSetup.load(data: try DataFolder.find(given: dataDir), lexicons: lexicon) { line in
      if !quiet { Console.error("chartsift: \(line)") }
    }
    let loss = try ConceptLoss(before: before, after: after, extraction: rules)
    try output.tell("Concepts lost", [loss.section]) { loss.write(to: &$0) }
  }
}
