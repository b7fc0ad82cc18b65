import ClinicalText
import Crypto
import Deidentification
import EntityStore
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
    /// Mentions taken out because they overlap a replaced identifier.
    public var withheld = 0
  }

  let setup: PipelineSetup
  let store: EntityStore
  let threads: Int
  let limit: Int?
  let sampling: Sampling?
  let maxErrors: Int?
  private let knowledge: PatientKnowledge?
  private let safe: SafeRecords?
  private let vault: VaultWriter?
  private var summary = Summary()

  /// - Parameters:
  ///   - linkage: gives the numbers that stand for ids; with de-identification on only, and then always.
  ///   - knowledge: what the first pass and `--patients` have told of patients.
  ///   - vault: takes what was replaced; a note is its `note_key`.
  public init(
    setup: PipelineSetup, store: EntityStore, threads: Int, limit: Int? = nil,
    sampling: Sampling? = nil, maxErrors: Int? = nil,
    linkage: Linkage? = nil, knowledge: PatientKnowledge? = nil, vault: VaultWriter? = nil
  ) {
    self.setup = setup
    self.store = store
    self.threads = threads
    self.limit = limit
    self.sampling = sampling
    self.maxErrors = maxErrors
    self.knowledge = knowledge
    self.vault = vault
    safe = linkage.map { SafeRecords($0) }
  }

  /// One record on its way through: parsed, hashed, and extracted unless its row is there already.
  private enum Processed: Sendable {
    case failure(RecordFailure)
    case present(NoteRecord, NoteHashes)
    /// `keepsType`: the kind of the note may stand in a database without identifiers.
    case note(NoteRecord, NoteHashes, NoteResult, keepsType: Bool, replaced: [Vault.Entry])
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
    let pool = WorkerPool { [setup, knowledge] in NoteProcessor(setup, knowledge) }
    let worker = Worker(
      options: setup.options, key: safe.map { SymmetricKey(data: $0.linkage.key) }, hasVault: vault != nil)
    let safe = safe
    let checking = mayHaveRows ? NoteProcessor(setup, knowledge) : nil
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    let store = store
    var job = self
    defer { self = job }
    try await OrderedRunner.run(
      threads: threads,
      next: { () throws -> Prepared? in
        guard let batch = try source.next() else { return nil }
        return try checking.map { try Self.check(batch, store, worker, $0, safe) } ?? .batch(batch)
      },
      weight: { $0.byteCount },
      hasInput: { true },
      work: { prepared in pool.use { worker.work(prepared, $0) } },
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
    _ batch: RecordBatch, _ store: EntityStore, _ worker: Worker, _ processor: NoteProcessor, _ safe: SafeRecords?
  ) throws -> Prepared {
    var checked: [(record: ParsedRecord, hashes: NoteHashes?, isPresent: Bool)] = []
    for record in batch.records() {
      // What is known of a note may be unreadable: the worker makes a failure of it.
      guard case .note(let note) = record, let hashes = try? worker.hashes(note, processor) else {
        checked.append((record, nil, false))
        continue
      }
      var presence = Presence.absent
      if let id = try safe.map({ try $0.id(of: note) }) ?? note.id {
        presence = try store.lookup(noteID: id, contentHash: hashes.content)
      }
      checked.append((record, hashes, presence != .absent))
    }
    return .checked(checked, byteCount: batch.byteCount)
  }

  /// What is done with records on any thread.
  private struct Worker: Sendable {
    let options: PipelineOptions
    /// Of the content hashes in a database without identifiers.
    let key: SymmetricKey?
    let hasVault: Bool

    func hashes(_ note: NoteRecord, _ processor: NoteProcessor) throws(Fault) -> NoteHashes {
      var hashes = NoteHashes(note, options)
      if let key, let known = try processor.knownHash(of: note) { hashes.seal(known: known, key: key) }
      return hashes
    }

    func work(_ prepared: Prepared, _ processor: NoteProcessor) -> [Processed] {
      switch prepared {
      case .batch(let batch): return batch.records().map { process($0, nil, false, processor) }
      case .checked(let records, _):
        return records.map { process($0.record, $0.hashes, $0.isPresent, processor) }
      }
    }

    private func process(
      _ record: ParsedRecord, _ hashes: NoteHashes?, _ isPresent: Bool, _ processor: NoteProcessor
    ) -> Processed {
      switch record {
      case .failure(let failure):
        return .failure(failure)
      case .note(let note):
        do throws(Fault) {
          let hashes = if let hashes { hashes } else { try self.hashes(note, processor) }
          if isPresent { return .present(note, hashes) }
          let context = try processor.context(of: note)
          let keepsType = note.type.map { processor.isHarmless($0, context) } ?? false
          let result = processor.process(note, context)
          var replaced: [Vault.Entry] = []
          if hasVault, let edited = result.deidentified {
            replaced = Vault.entries(note: 0, result.identifiers, original: note.text, edited: edited)
          }
          return .note(note, hashes, result, keepsType: keepsType, replaced: replaced)
        } catch {
          let text = NoteHashes(note, options).text
          return .failure(
            RecordFailure(id: note.id, fault: error, source: note.source, line: note.line, fingerprint: text))
        }
      }
    }
  }

  // MARK: storing

  private mutating func store(_ record: Processed) throws {
    switch record {
    case .failure(let failure):
      try fail(failure)
    case .present(let note, let hashes), .note(let note, let hashes, _, _, _):
      var keepsType = false
      if case .note(_, _, _, let keeps, _) = record { keepsType = keeps }
      let row = try safe?.record(note, keepsType: keepsType) ?? note
      switch try store.markSeen(noteID: row.id, textHash: hashes.text) {
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
      if try store.resume(row, contentHash: hashes.content) {
        summary.progress.skipped += 1
        return
      }
      // Present when it was checked and absent now cannot be: rows are never removed.
      guard case .note(_, _, let result, _, let replaced) = record else {
        throw Fault(.internalError, value: "lost row")
      }
      try store.write(row, contentHash: hashes.content, result: safe == nil ? result : SafeRecords.result(result)) {
        key in
        try safe?.linkage.join(key, note)
        try vault?.append(replaced, note: key)
      }
      summary.withheld += result.withheld
      summary.progress.notes += 1
      summary.textBytes += note.text.count
      summary.entities += result.entities.count
    }
  }

  private mutating func fail(_ failure: RecordFailure) throws {
    _ = try store.write(try safe?.failure(failure) ?? failure) { key in try safe?.linkage.join(key, failure) }
    summary.progress.errors += 1
    summary.errorsByCode[failure.fault.code.rawValue, default: 0] += 1
    if let maxErrors, summary.progress.errors >= max(1, maxErrors) {
      throw Fault(.tooManyErrors, value: "\(summary.progress.errors) failed")
    }
  }
}
