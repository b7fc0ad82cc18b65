import ArgumentParser
import ClinicalText
import Files
import Glibc
import Pipeline
import WebPage

/// `chartsift audit`: the privacy officer's evidence.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Evidence on de-identified notes: leak check, census, sampling plan, coverage.",
    discussion: """
      Nothing here proves that a text is free of identifiers. Each command measures one
      thing and says what it cannot show.

      Examples:
        chartsift audit check results.jsonl --known notes.jsonl
        chartsift audit census results.jsonl --max-notes 2 > census.tsv
        chartsift audit plan results.jsonl --notes 300 --seed 7 --html review.html
        chartsift audit statement --run results.jsonl
      """,
    subcommands: [
      AuditCheckCommand.self, AuditCensusCommand.self, AuditPlanCommand.self, AuditConceptsCommand.self,
      AuditNamesCommand.self, AuditStatementCommand.self, AuditNoteCommand.self, AuditLogCommand.self,
      AuditReportCommand.self,
    ])
}

/// Where the answer of an `audit` command goes.
struct AuditOutput: ParsableArguments {
  @Flag(help: "Print JSON instead of text.")
  var json = false
  @Option(help: ArgumentHelp("Write one self-contained page.", valueName: "file.html"))
  var html: String?
  @Flag(help: "No progress and no summary.")
  var quiet = false

  /// Prints sections, or JSON whose members `write` makes, and writes the page.
  ///
  /// - Parameters:
  ///   - page: appends a page of its own instead of the sections.
  ///   - isPrivate: the page may hold words of notes: nobody but its owner may read it.
  func tell(
    _ title: String, _ sections: [ReportSection], page append: ((String, OutputBuffer) -> Void)? = nil,
    isPrivate: Bool = false, _ write: (inout JSONWriter) -> Void
  ) throws {
    if json {
      Console.outputText(
        JSONWriter.text { json in
          json.string("version", ProgramVersion.text)
          write(&json)
        })
    } else if !quiet, !sections.isEmpty {
      Console.outputText(sections.map { SectionText.text($0) }.joined(separator: "\n"))
    }
    guard let html else { return }
    let made = "chartsift \(ProgramVersion.text), \(Clock.today())"
    let buffer = OutputBuffer()
    if let append {
      append(made, buffer)
    } else {
      ReportPage(title: title, made: made, sections: sections).append(to: buffer)
    }
    try OutputFile.write(buffer, to: html, isPrivate: isPrivate)
    if !quiet { Console.error("\(Readable.bytes(buffer.count)) → \(html)") }
  }
}
