import ClinicalText
import Deidentification
import EntityStore
import Files
import NoteFormats

/// De-identified notes in the input's own format.
///
/// Records are read, worked on and written in input order with a bounded number in flight, so that the output's bytes
/// do not depend on the number of threads. A record that failed is told of in the audit files and never written.
public struct DeidJob {
  /// What a run is asked for.
  public struct Options: Sendable {
    public var threads = 1
    public var limit: Int?
    public var sampling: Sampling?
    public var maxErrors: Int?
    /// The file of `--patients`.
    public var patients: String?
    /// Leave the names of files and folders as they are.
    public var keepsNames = false
    /// Leave the ids of notes, patients and encounters as they are.
    public var keepsIDs = false
    /// The program's version, for the audit files.
    public var version: String

    /// Starts with the defaults.
    public init(version: String) { self.version = version }
  }

  private let setup: DeidSetup
  private let options: Options
  private var counts = DeidCounts()
  private var seen = SeenNotes()
  private var patients = NumberTable()
  private var encounters = NumberTable()
  private let linkage: Linkage?
  private let vault: VaultWriter?

  /// - Parameters:
  ///   - linkage: gives the numbers and takes the joining table; nil for numbers of this run alone.
  ///   - vault: takes what was replaced.
  public init(setup: DeidSetup, options: Options, linkage: Linkage? = nil, vault: VaultWriter? = nil) {
    self.setup = setup
    self.options = options
    self.linkage = linkage
    self.vault = vault
  }

  /// Works through the input and leaves the output and the audit files where they belong; with a fault it leaves
  /// nothing.
  ///
  /// - Parameters:
  ///   - input: opens the input; called anew for each pass over it.
  ///   - report: called with a line for people.
  ///   - progress: called behind each chunk.
  public mutating func run(
    _ input: () throws -> NoteReader, to output: DeidOutput, report: @escaping (String) -> Void,
    progress: (RunJob.Progress) -> Void
  ) async throws -> DeidCounts {
    try output.check()
    let chosen = try options.sampling.map { try DeidSource.draw(try input(), $0) }
    let knowledge = try await knowledge(input, report, progress)
    let reader = try input()
    let stage = try output.stage()
    do {
      let outputs = try DeidOutputs(
        output.destination, stage: stage.notes, reader: reader, keepsNames: options.keepsNames)
      let failures = try stage.audit.map { try FailureList($0, stage.auditPrefix + DeidOutput.failures) }
      try await process(reader, chosen, knowledge, outputs, failures, progress)
      try outputs.finish()
      try failures?.finish()
      counts.files = reader.fileCount
      counts.skippedFiles = reader.skippedFiles
      counts.patients = patients.count
      counts.encounters = encounters.count
      let audit = DeidAudit(stage: stage, output: output)
      try audit.writeFileList(outputs.written)
      try audit.appendToLog(counts, setup, options)
      try audit.writeManifest(counts, setup, options, files: outputs.written.count)
      // What joins the output with the input is on the disk before the output is there.
      try linkage?.commit()
      try vault?.close()
      try output.commit(stage)
      return counts
    } catch {
      stage.discard()
      throw error
    }
  }

  /// What is known of the patients: from their file, and from a first pass over the notes.
  private func knowledge(
    _ input: () throws -> NoteReader, _ report: @escaping (String) -> Void,
    _ progress: (RunJob.Progress) -> Void
  ) async throws -> PatientKnowledge {
    let deidentification = setup.deidentification
    let pass = PatientPass(
      layout: setup.layout, deidentification: deidentification, threads: options.threads, limit: options.limit,
      sampling: options.sampling)
    let reader = try input()
    do {
      return try await pass.run(reader, patients: options.patients, report: report) { bytes in
        var state = RunJob.Progress()
        state.bytesRead = bytes
        state.totalBytes = reader.totalBytes.map { 2 * $0 }
        progress(state)
      }
    } catch let fault as Fault where fault.code == .interrupted {
      throw Fault(.interruptedWithoutOutput)
    }
  }

  private mutating func process(
    _ reader: NoteReader, _ chosen: [Int]?, _ knowledge: PatientKnowledge, _ outputs: DeidOutputs,
    _ failures: FailureList?, _ progress: (RunJob.Progress) -> Void
  ) async throws {
    let fields = setup.fieldRules(keepsIDs: options.keepsIDs)
    let pool = WorkerPool { [setup, joins = linkage != nil, hasVault = vault != nil] in
      DeidWorker(setup, fields: fields, knowledge, joins: joins, hasVault: hasVault)
    }
    let buffers = WorkerPool { OutputBuffer(capacity: 1 << 20) }
    var source = DeidSource(reader, limit: options.limit, chosen: chosen)
    var job = self
    defer { self = job }
    try await OrderedRunner.run(
      threads: options.threads,
      next: { try source.next() },
      weight: { $0.batch.byteCount },
      hasInput: { source.hasInputReady() },
      work: { piece in pool.use { $0.process(piece, buffers.take()) } },
      emit: { chunk in
        try job.emit(chunk, outputs, failures)
        // A buffer that one huge note has made large is not kept.
        if chunk.out.count <= 16 << 20 { buffers.give(back: chunk.out) }
        if StopRequest.isMade { throw Fault(.interruptedWithoutOutput) }
        var state = RunJob.Progress()
        state.notes = job.counts.notes
        state.errors = job.counts.errors
        // The second half: a first pass has read all before.
        state.bytesRead = reader.bytesRead + (reader.totalBytes ?? 0)
        state.totalBytes = reader.totalBytes.map { 2 * $0 }
        progress(state)
        return true
      })
  }

  private mutating func emit(_ chunk: DeidChunk, _ outputs: DeidOutputs, _ failures: FailureList?) throws {
    if let opening = chunk.opening { try outputs.begin(opening) }
    for record in chunk.records {
      switch record.outcome {
      case .failure(let code): try fail(record, code, failures)
      case .note(let note):
        var number: Int
        switch seen.see(note.id, text: note.text) {
        case .new(let new): number = new
        case .repeated(let known):
          number = known
          counts.repeated += 1
        case .otherText:
          try fail(record, .duplicateID, failures)
          continue
        }
        if let linkage, let original = note.record {
          let name = note.id ?? "\(original.source):\(original.line)"
          number = try linkage.number(of: name, .note) ?? number
          try linkage.join(number, original)
        }
        if let vault, !note.replaced.isEmpty {
          try vault.append(note.replaced, note: number)
        }
        let stream = try outputs.stream(for: record)
        try write(record, note, number, chunk, stream)
        try stream.flushIfFull()
        counts.notes += 1
        counts.textBytes += note.textBytes
        for found in chunk.found[record.found] { counts.add(found) }
      }
    }
    try outputs.flush()
  }

  /// Writes a record with its numbers filled in.
  private mutating func write(
    _ record: DeidChunk.Record, _ note: DeidChunk.Note, _ number: Int, _ chunk: DeidChunk, _ stream: OutputStream
  ) throws {
    // Counted in any case.
    var patient = note.patientID.map { patients.number(of: $0).number }
    var encounter = note.encounterID.map { encounters.number(of: $0).number }
    if let linkage {
      if let id = note.patientID { patient = try linkage.number(of: id, .patient) }
      if let id = note.encounterID { encounter = try linkage.number(of: id, .encounter) }
    }
    var position = record.bytes.lowerBound
    for place in chunk.numbers[record.numbers] {
      stream.append(chunk.out.bytes.part(position, place.offset))
      position = place.offset
      switch place.field {
      case .note: stream.append(number)
      case .patient: if let patient { stream.append(patient) }
      case .encounter: if let encounter { stream.append(encounter) }
      }
    }
    stream.append(chunk.out.bytes.part(position, record.bytes.upperBound))
    if record.isTerminated { stream.endLine() }
  }

  private mutating func fail(
    _ record: DeidChunk.Record, _ code: Fault.Code, _ failures: FailureList?
  ) throws {
    counts.errors += 1
    counts.errorsByCode[code.rawValue, default: 0] += 1
    try failures?.add(file: record.file + 1, line: record.line, code)
    if let maxErrors = options.maxErrors, counts.errors >= max(1, maxErrors) {
      throw Fault(.tooManyErrorsWithoutOutput, value: "\(counts.errors) failed")
    }
  }
}
