import ArgumentParser
import ClinicalText
import NoteFormats
import Pipeline

/// `chartsift explain`: why each thing in one note was, or was not, found and asserted.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tells why each thing in a note was, or was not, extracted, asserted or redacted.",
    discussion: """
      Without --offset it lists every mention of the note by section and sentence, with
      its source, concepts and assertion, and the cues and sections that decided it. With
      --offset it tells of every name that stands there what became of it, which names
      break off, and of every cue in the sentence how far it reaches. With --deid tag it
      also tells every identifier, its rule and its replacement, and of a word that was
      kept what the lists and phrases say of it.

      It prints text of the note to standard output: that is its purpose. Nothing of
      the note goes to standard error. --threads and --max-errors change nothing here.

      Examples:
        chartsift explain Samples/notes --note letters/referral
        chartsift explain notes.jsonl --note 17 --offset 120
        chartsift explain notes.jsonl --note 17 --offset 120 --deid tag
        chartsift explain notes.jsonl --note 17 --json > why.json
      """)

  @Argument(help: ArgumentHelp("Files, folders, or - for standard input.", valueName: "input"))
  var inputs: [String]

  @Option(help: ArgumentHelp("The note's id.", valueName: "id"))
  var note: String

  @Option(
    help: ArgumentHelp("A position in the note's text, in code points from 0.", valueName: "n"))
  var offset: Int?

  @Flag(help: "One JSON object instead of text.")
  var json = false

  @OptionGroup var input: InputArguments
  @OptionGroup var pipeline: PipelineArguments
  @OptionGroup var data: DataOptions

  func validate() throws {
    if let offset, offset < 0 { throw ValidationError("--offset must not be negative.") }
  }

  func run() throws {
    let reader = try NoteReader(inputs, options: input.options(pipeline))
    let record = try NoteSearch.find(note, in: reader, limit: pipeline.limit, sampling: pipeline.sampling)
    let deidentification = try pipeline.deidentification(data)
    let knowledge = try deidentification.map { setup throws(Fault) in
      try PatientKnowledge.load(patients: pipeline.patients, setup: setup, report: data.reporter())
    }
    let setup = PipelineSetup(
      rules: try pipeline.load(data), options: pipeline.pipelineOptions(), deidentification: deidentification)
    let explainer = try Explainer(
      setup, lexicons: pipeline.lexicon, data: try data.dataFolder(), knowledge: knowledge)
    let explanation = try explainer.explain(record, at: offset)
    Console.outputText(json ? explanation.json : ExplanationText(explanation).text)
  }
}
