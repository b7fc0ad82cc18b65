import ClinicalText
import EntityStore
import Extraction
import NoteFormats

/// The main job: notes in, entities in SQLite, resumable and idempotent.
public struct RunJob {
  /// How a run goes on: for progress lines.
  public struct Progress: Sendable {
    public var notes = 0
    public var errors = 0
    public var skipped = 0
    public var bytesRead = 0
    public var totalBytes: Int?
  }

  /// What a run did.
  public struct Summary: Sendable {
    public var progress = Progress()
    public var entities = 0
    public var errorsByCode: [String: Int] = [:]
    public var textBytes = 0
    public var skippedFiles = 0
    /// Notes whose id and text stood in the input before.
    public var repeated = 0
  }

  let setup: PipelineSetup
  let store: EntityStore
  let threads: Int
  let limit: Int?
  let sampling: Sampling?
  let maxErrors: Int?
  private var summary = Summary()

  /// Takes each part as it is given.
  public init(
    setup: PipelineSetup, store: EntityStore, threads: Int, limit: Int? = nil,
    sampling: Sampling? = nil, maxErrors: Int? = nil
  ) {
    self.setup = setup
    self.store = store
    self.threads = threads
    self.limit = limit
    self.sampling = sampling
    self.maxErrors = maxErrors
  }

  /// One record on its way through: parsed, hashed, and extracted unless its row is there already.
  private enum Processed: Sendable {
    case failure(RecordFailure)
    case present(NoteRecord, NoteHashes)
    case note(NoteRecord, NoteHashes, NoteResult)
  }

  private enum Prepared: Sendable {
    case batch(RecordBatch)
    case checked([(record: ParsedRecord, hashes: NoteHashes?, isPresent: Bool)], byteCount: Int)

    var byteCount: Int {
      switch self {
      case .batch(let batch): batch.byteCount
      case .checked(_, let count): count
      }
    }
  }

  /// Works through the input. The run's row is begun and finished here, also when a fault stops the work.
  ///
  /// - Parameter progress: called behind each chunk.
  public mutating func run(
    _ reader: NoteReader, info: RunInfo, progress: (Progress) -> Void
  ) async throws -> Summary {
    let mayHaveRows = try store.hasNotes()
    try store.beginRun(info)
    do {
      try await process(reader, mayHaveRows, progress)
      summary.skippedFiles = reader.skippedFiles
      try store.finishRun(.done, counts(reader))
      return summary
    } catch {
      let stopped = [.tooManyErrors, .interrupted].contains((error as? Fault)?.code)
      // The first fault is the one to report; the row may not be writable any more.
      try? store.finishRun(stopped ? .stopped : .failed, counts(reader))
      throw error
    }
  }

  private func counts(_ reader: NoteReader) -> RunCounts {
    var counts = RunCounts()
    counts.notesOK = summary.progress.notes
    counts.notesError = summary.progress.errors
    counts.notesSkipped = summary.progress.skipped
    counts.bytes = reader.bytesRead
    return counts
  }

  private mutating func process(
    _ reader: NoteReader, _ mayHaveRows: Bool, _ progress: (Progress) -> Void
  ) async throws {
    let pool = WorkerPool { [setup] in Extractor(setup.rules.extraction) }
    let options = setup.options
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    let store = store
    var job = self
    defer { self = job }
    try await OrderedRunner.run(
      threads: threads,
      next: { () throws -> Prepared? in
        guard let batch = try source.next() else { return nil }
        return mayHaveRows ? try Self.check(batch, store, options) : .batch(batch)
      },
      weight: { $0.byteCount },
      hasInput: { true },
      work: { prepared in pool.use { Self.work(prepared, $0, options) } },
      emit: { processed in
        try job.setup.rules.checkLexicons()
        try store.exclusively { for record in processed { try job.store(record) } }
        if StopRequest.isMade { throw Fault(.interrupted) }
        job.summary.progress.bytesRead = reader.bytesRead
        job.summary.progress.totalBytes = reader.totalBytes
        progress(job.summary.progress)
        return true
      })
  }

  /// Parses a batch and asks the store which notes are there already, so that they are not worked on again.
  private static func check(
    _ batch: RecordBatch, _ store: EntityStore, _ options: PipelineOptions
  ) throws -> Prepared {
    var checked: [(record: ParsedRecord, hashes: NoteHashes?, isPresent: Bool)] = []
    for record in batch.records() {
      guard case .note(let note) = record else {
        checked.append((record, nil, false))
        continue
      }
      let hashes = NoteHashes(note, options)
      let presence = try store.lookup(noteID: note.id, contentHash: hashes.content)
      checked.append((record, hashes, presence != .absent))
    }
    return .checked(checked, byteCount: batch.byteCount)
  }

  private static func work(
    _ prepared: Prepared, _ extractor: Extractor, _ options: PipelineOptions
  ) -> [Processed] {
    func process(_ record: ParsedRecord, _ hashes: NoteHashes?, _ isPresent: Bool) -> Processed {
      switch record {
      case .failure(let failure):
        return .failure(failure)
      case .note(let note):
        let hashes = hashes ?? NoteHashes(note, options)
        if isPresent { return .present(note, hashes) }
        let result = extractor.extract(note.text, given: note.given, allMatches: options.allMatches)
        return .note(note, hashes, result)
      }
    }
    switch prepared {
    case .batch(let batch): return batch.records().map { process($0, nil, false) }
    case .checked(let records, _): return records.map { process($0.record, $0.hashes, $0.isPresent) }
    }
  }

  // MARK: storing

  private mutating func store(_ record: Processed) throws {
    switch record {
    case .failure(let failure):
      try fail(failure)
    case .present(let note, let hashes), .note(let note, let hashes, _):
      switch try store.markSeen(noteID: note.id, textHash: hashes.text) {
      case .sameText:
        summary.repeated += 1
        return
      case .otherText:
        try fail(
          RecordFailure(
            id: note.id, fault: Fault(.duplicateID), source: note.source, line: note.line,
            fingerprint: hashes.text ^ 0x6475_706C))
        return
      case .new:
        break
      }
      if try store.resume(note, contentHash: hashes.content) {
        summary.progress.skipped += 1
        return
      }
      // Present when it was checked and absent now cannot be: rows are never removed.
      guard case .note(_, _, let result) = record else { throw Fault(.internalError, value: "lost row") }
      try store.write(note, contentHash: hashes.content, result: result)
      summary.progress.notes += 1
      summary.textBytes += note.text.count
      summary.entities += result.entities.count
    }
  }

  private mutating func fail(_ failure: RecordFailure) throws {
    _ = try store.write(failure)
    summary.progress.errors += 1
    summary.errorsByCode[failure.fault.code.rawValue, default: 0] += 1
    if let maxErrors, summary.progress.errors >= max(1, maxErrors) {
      throw Fault(.tooManyErrors, value: "\(summary.progress.errors) failed")
    }
  }
}
