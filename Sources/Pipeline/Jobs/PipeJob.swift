import ClinicalText
import Deidentification
import Files
import Glibc
import NoteFormats

/// The pipeline as a filter: one result line for each record, in order.
public enum PipeJob {
  /// What a run of the filter did: records by outcome, failures by code.
  public struct Counts: Sendable, Equatable {
    public var notes = 0
    public var errors = 0
    public var errorsByCode: [String: Int] = [:]
    /// Starts with the defaults.
    public init() {}
  }

  /// Output buffers up to this size are used again.
  private static let keptBytes = 16 << 20

  private struct Chunk: Sendable {
    var output: SendableOutput
    var counts: Counts
    /// End of each line and whether it is an error, so that an error limit can cut between lines.
    var lines: [(end: Int, isError: Bool)]
    /// What was replaced; the note is the line's number in the chunk.
    var replaced: [Vault.Entry] = []
  }

  /// An output buffer on its way from a worker to the emitting task, which is the only one to use it then.
  private struct SendableOutput: @unchecked Sendable {
    let buffer: OutputBuffer
  }

  /// Reads notes from `reader` and writes results to a file descriptor until the input ends.
  ///
  /// - Parameters:
  ///   - knowledge: what `--patients` says; nil for what each line says itself.
  ///   - maxErrors: stop with the fault `tooManyErrors` behind that many failed notes; nil for no limit.
  ///   - vault: takes what was replaced, before the line is written; a note is the number of its line out.
  public static func run(
    _ reader: NoteReader, setup: PipelineSetup, knowledge: PatientKnowledge? = nil, threads: Int, limit: Int?,
    sampling: Sampling? = nil, maxErrors: Int?, vault: VaultWriter? = nil, to descriptor: Int32
  ) async throws -> Counts {
    let pool = WorkerPool { NoteProcessor(setup, knowledge) }
    let buffers = WorkerPool { OutputBuffer(capacity: 1 << 20) }
    var source = try RecordSource(reader, limit: limit, sampling: sampling)
    var total = Counts()
    let hasVault = vault != nil
    try await OrderedRunner.run(
      threads: threads,
      next: { try source.next() },
      weight: { $0.byteCount },
      hasInput: { source.hasInputReady() },
      work: { batch in pool.use { process(batch, $0, buffers.take(), hasVault) } },
      emit: { chunk in
        try setup.rules.checkLexicons()
        var end = chunk.output.buffer.count
        var added = chunk.counts
        var isOver = false
        if let maxErrors, total.errors + chunk.counts.errors >= max(1, maxErrors) {
          // Cut behind the line that reached the limit.
          var left = max(1, maxErrors) - total.errors
          added = Counts()
          for line in chunk.lines {
            end = line.end
            if line.isError { added.errors += 1 } else { added.notes += 1 }
            if line.isError { left -= 1 }
            if left == 0 { break }
          }
          isOver = true
        }
        if let vault {
          let before = total.notes + total.errors
          let lines = added.notes + added.errors
          try vault.append(
            chunk.replaced.filter { $0.note <= lines }.map {
              var entry = $0
              entry.note += before
              return entry
            })
        }
        total.notes += added.notes
        total.errors += added.errors
        total.errorsByCode.merge(chunk.counts.errorsByCode, uniquingKeysWith: +)
        try Descriptor.write(
          UnsafeBufferPointer(rebasing: chunk.output.buffer.bytes[0..<end]), to: descriptor)
        // A buffer that one huge note has made large is not kept.
        if chunk.output.buffer.count <= keptBytes { buffers.give(back: chunk.output.buffer) }
        if isOver {
          try vault?.close()
          throw Fault(.tooManyErrors, value: "\(total.errors) failed")
        }
        return true
      })
    try vault?.close()
    return total
  }

  private static func process(
    _ batch: RecordBatch, _ processor: NoteProcessor, _ out: OutputBuffer, _ hasVault: Bool
  ) -> Chunk {
    let records = batch.records()
    out.removeAll()
    let writer = ResultWriter(buffer: out)
    var counts = Counts()
    var lines: [(end: Int, isError: Bool)] = []
    lines.reserveCapacity(records.count)
    var replaced: [Vault.Entry] = []
    func fail(_ failure: RecordFailure) {
      writer.append(failure)
      counts.errors += 1
      counts.errorsByCode[failure.fault.code.rawValue, default: 0] += 1
      lines.append((out.count, true))
    }
    for record in records {
      switch record {
      case .note(let note):
        do throws(Fault) {
          let result = try processor.process(note)
          writer.append(result, id: note.id)
          if hasVault, let edited = result.deidentified {
            replaced += Vault.entries(
              note: lines.count + 1, result.identifiers, original: note.text, edited: edited)
          }
          counts.notes += 1
          lines.append((out.count, false))
        } catch {
          fail(RecordFailure(id: note.id, fault: error, source: note.source, line: note.line, fingerprint: 0))
        }
      case .failure(let failure):
        fail(failure)
      }
    }
    return Chunk(output: SendableOutput(buffer: out), counts: counts, lines: lines, replaced: replaced)
  }
}
