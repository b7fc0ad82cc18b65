import ClinicalText
import Deidentification
import NoteFormats

/// The first pass over notes: collects for each patient what any of the patient's notes holds, so that a name that one
/// note gives away is found in all of them. In memory of 16 bytes for each patient; what is collected lies sealed in a
/// temporary file without a name.
///
///     let knowledge = try await PatientPass(setup: setup, deidentification: deid, threads: 2)
///       .run(reader, patients: nil, report: { _ in })
///     let lookup = PatientLookup(knowledge)           // one for each worker of the second pass
///     let context = try lookup.context(for: note)
public struct PatientPass {
  private let layout: LayoutAnalyzer
  private let deidentification: DeidentificationSetup
  private let threads: Int
  private let limit: Int?
  private let sampling: Sampling?

  /// - Parameters:
  ///   - layout: how sections and sentences are told.
  ///   - limit, sampling: as in the second pass.
  public init(
    layout: LayoutAnalyzer, deidentification: DeidentificationSetup, threads: Int, limit: Int? = nil,
    sampling: Sampling? = nil
  ) {
    self.layout = layout
    self.deidentification = deidentification
    self.threads = threads
    self.limit = limit
    self.sampling = sampling
  }

  /// Reads all notes once. Records that cannot be used are passed over: the second pass reports them.
  ///
  /// - Parameters:
  ///   - patients: the file of `--patients`.
  ///   - report: called with a line for people.
  ///   - progress: called with the bytes read behind each chunk.
  public func run(
    _ reader: NoteReader, patients: String?, report: @escaping (String) -> Void, progress: (Int) -> Void = { _ in }
  ) async throws -> PatientKnowledge {
    var log = PatientLog()
    if let patients { _ = try PatientFile(path: patients, report: report).read(into: &log) }
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    let rules = deidentification.rules.detection
    let pool = WorkerPool { [layout] in PassWorker(rules, layout) }
    try await OrderedRunner.run(
      threads: threads,
      next: { try source.next() },
      weight: { $0.byteCount },
      hasInput: { true },
      work: { batch in pool.use { worker in worker.facts(of: batch.records()) } },
      emit: { (found: [PatientFacts]) in
        for patient in found { for fact in patient.facts { try log.add(fact, of: patient.id) } }
        if StopRequest.isMade { throw Fault(.interrupted) }
        progress(reader.bytesRead)
        return true
      })
    return PatientKnowledge(table: try log.finish(), nicknames: deidentification.nicknames, coversNotes: true)
  }
}

/// What one note says of its patient.
private struct PatientFacts: Sendable {
  var id: String
  var facts: [PatientFact]
}

/// Detection alone, one note after another.
private final class PassWorker {
  private let detector: Detector
  private let layout: LayoutAnalyzer
  private let structure = NoteStructure()
  private let parser = KnownPHI()

  init(_ rules: DetectionRules, _ layout: LayoutAnalyzer) {
    detector = Detector(rules)
    self.layout = layout
  }

  func facts(of records: [ParsedRecord]) -> [PatientFacts] {
    var found: [PatientFacts] = []
    for case .note(let note) in records {
      guard let id = note.patientID else { continue }
      structure.analyze(note.text, layout)
      var facts = detector.detect(structure).compactMap { Propagation.fact($0, in: note.text) }
      if let json = note.knownPHI, let known = try? parser.facts(json) { facts += known }
      if !facts.isEmpty { found.append(PatientFacts(id: id, facts: facts)) }
    }
    return found
  }
}

/// What of one note's identifiers is sure enough to be looked for in the patient's other notes.
enum Propagation {
  static func fact(_ item: DetectedIdentifier, in text: NoteText) -> PatientFact? {
    let bytes = text.bytes[item.span.range]
    let digits = bytes.count { $0 &- 0x30 < 10 }
    let signs = bytes.count { $0 &- 0x30 < 10 || ($0 | 0x20) &- 0x61 < 26 || $0 >= 0x80 }
    switch item.kind {
    case .patient, .doctor:
      guard digits == 0, item.span.count <= 80, !WeakRules.sources.contains(item.source.string) else { return nil }
    case .phone, .fax, .ssn, .medicalRecord, .healthPlan, .account, .license, .vehicle, .device, .bioID, .idNumber:
      guard digits >= 4, signs >= 5 else { return nil }
    case .street: guard digits > 0, signs >= 6 else { return nil }
    case .email, .url, .ipAddress: guard signs >= 6 else { return nil }
    case .username: guard signs >= 5 else { return nil }
    case .zip: guard digits >= 9 else { return nil }
    // Dates and ages are those of a note; towns, hospitals and employers are found by their own lists.
    default: return nil
    }
    guard item.span.count <= 256 else { return nil }
    return PatientFact(found: item.kind, text.string(item.span))
  }
}
