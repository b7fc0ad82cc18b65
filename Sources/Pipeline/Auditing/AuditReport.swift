import ClinicalText
import Deidentification
import Files
import NoteFormats
import WebPage

/// A log's check as a part of a report.
public enum LogVerification {
  /// The section of a verification.
  public static func section(_ found: AuditLog.Verification) -> ReportSection {
    ReportSection(
      id: "log", title: "Log", outcome: found.broken == nil ? .passed : .failed,
      answer: found.broken.map { "The chain breaks at line \($0.line): \($0.reason.rawValue)." }
        ?? "The chain of \(Figures.count(found.entries, "entry")) holds.",
      paragraphs: ["Each line holds the SHA-256 of the line before it. The last hash is \(found.head)."],
      remarks: ["A log that was cut at the end of a line is whole and shorter: keep the last hash elsewhere."])
  }

  /// Writes the verification's members.
  public static func write(_ found: AuditLog.Verification, to json: inout JSONWriter) {
    json.bool("holds", found.broken == nil)
    json.int("entries", found.entries)
    json.string("head", found.head)
    json.int("broken_line", given: found.broken?.line)
    json.string("reason", given: found.broken?.reason.rawValue)
  }
}

/// All evidence on one output.
public struct AuditReport {
  /// What there is to work with; what is missing is named in the report as not done.
  public struct Request: Sendable {
    public var outputs: [String]
    public var patients: String?
    public var known: [String] = []
    public var source: [String] = []
    public var answers: String?
    public var log: String?
    public var notes = 300
    public var seed: UInt64 = 1
    public var policy = "safe-harbor"

    /// Takes the outputs; the rest has its defaults.
    public init(outputs: [String]) { self.outputs = outputs }
  }

  private let check: LeakCheck.Report?
  private let census: Census
  private let plan: ReviewPlan
  private let answers: ReviewAnswers?
  private let concepts: ConceptLoss?
  private let recall: DetectionRecall?
  private let statement: CoverageStatement
  private let log: AuditLog.Verification?
  private let notDone: [String]

  /// Does all that can be done.
  public init(_ request: Request, data: DataFolder, report: @escaping @Sendable (String) -> Void) throws {
    var notDone: [String] = []
    if request.patients != nil || !request.known.isEmpty {
      report("searching for known identifiers")
      var leaks = LeakCheck.Request(outputs: request.outputs)
      leaks.patients = request.patients
      leaks.known = request.known
      leaks.source = request.source
      check = try LeakCheck(leaks, data: data, report: report).run()
    } else {
      check = nil
      notDone.append("The leak check: give --patients or --known.")
    }
    report("counting tokens")
    var tokens = Census.Request(outputs: request.outputs)
    tokens.rows = 1000
    census = try Census(tokens, data: data)
    plan = try ReviewPlan(
      request.outputs, notes: min(request.notes, census.notes), seed: request.seed, confidence: 0.95)
    if let path = request.answers {
      let review = try ReviewAnswers(path)
      let same = try ReviewPlan(
        request.outputs, notes: review.planned, seed: review.seed, confidence: review.confidence)
      guard same.fingerprint == review.fingerprint else {
        throw Fault(.usage, value: "--answers: the file belongs to another output or sample")
      }
      answers = review
    } else {
      answers = nil
      notDone.append("The review by people: read the plan's notes (audit plan --html) and give --answers.")
    }
    if !request.source.isEmpty, request.outputs.count == 1 {
      report("extracting concepts before and after")
      let rules = try ExtractionSetup.load(data: data, lexicons: [], report: report)
      concepts = try ConceptLoss(before: request.source, after: request.outputs[0], extraction: rules)
      report("putting invented identifiers into sentences")
      recall = try DetectionRecall(DetectionRecall.Request(notes: request.source), data: data)
    } else {
      concepts = nil
      recall = nil
      notDone.append("Concepts lost, and recall by name group: give the original notes with --source, and one output.")
    }
    let counted = request.outputs.count == 1 && CoverageStatement.canCount(request.outputs[0])
    statement = try CoverageStatement(
      run: counted ? request.outputs[0] : nil, policyNamed: request.policy, data: data)
    if let path = request.log {
      log = try AuditLog.verify(path: path)
    } else {
      log = nil
      notDone.append("The check of a log: give --log.")
    }
    self.notDone = notDone
  }

  /// False when a check did not hold.
  public var holds: Bool { (check?.holds ?? true) && log?.broken == nil }

  /// The parts of the report, checks first.
  public var sections: [ReportSection] {
    var sections: [ReportSection] = []
    if let check { sections.append(check.section) }
    if let answers { sections.append(answers.section) }
    if let log { sections.append(LogVerification.section(log)) }
    sections.append(statement.section)
    if let recall { sections.append(recall.section) }
    if let concepts { sections.append(concepts.section) }
    sections.append(plan.section)
    sections.append(census.section)
    if !notDone.isEmpty {
      sections.append(
        ReportSection(
          id: "not-done", title: "Not done", outcome: .stated,
          answer:
            "\(Figures.count(notDone.count, "part")) of the evidence \(notDone.count == 1 ? "is" : "are") missing.",
          remarks: notDone))
    }
    return sections
  }

  /// Writes the parts, each under its name; null for what was not done.
  public func write(to json: inout JSONWriter) {
    json.bool("holds", holds)
    func part<Part>(_ name: String, _ part: Part?, _ write: (Part, inout JSONWriter) -> Void) {
      if let part { json.object(name) { write(part, &$0) } } else { json.null(name) }
    }
    part("check", check) { $0.write(to: &$1) }
    part("review", answers) { $0.write(to: &$1) }
    part("log", log) { LogVerification.write($0, to: &$1) }
    json.object("statement") { statement.write(to: &$0) }
    part("names", recall) { $0.write(to: &$1) }
    part("concepts", concepts) { $0.write(to: &$1) }
    json.object("plan") { plan.write(to: &$0) }
    json.object("census") { census.write(to: &$0) }
    json.array("not_done", notDone) { $0.string(nil, $1) }
  }
}
